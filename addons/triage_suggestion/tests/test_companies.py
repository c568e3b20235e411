"""Does an agent of one company see nothing of another, and no evidence that he could not open himself?"""

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import TriageCase


@tagged("post_install", "-at_install")
class TestCompanies(TriageCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env["res.company"].create({"name": "Company B"})
        cls.stranger = cls._user("triage_stranger", "triage_suggestion.group_senior_approver")
        cls.stranger.write({"company_ids": [(6, 0, cls.other.ids)], "company_id": cls.other.id})
        cls.suggestion = cls._suggest()

    def test_the_other_companys_agent_finds_nothing(self):
        env = self.env(user=self.stranger, context={"allowed_company_ids": self.other.ids})
        for model in ("suggestion", "finding", "evidence", "step", "decision"):
            self.assertFalse(env[f"triage.{model}"].search([]), model)

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.triage_suggestion.models.refusal")
    def test_nor_does_he_read_or_decide_it_by_its_id(self):
        seen = self.suggestion.with_user(self.stranger)
        for act in (lambda: seen.read(["name"]), seen.action_accept, lambda: seen.action_reject("other")):
            with self.assertRaises(AccessError), self.cr.savepoint():
                act()
        with self.assertRaises(AccessError):
            self._step(self.suggestion).with_user(self.stranger).action_approve()

    def test_evidence_is_shown_to_whom_the_record_is_shown(self):
        clerk = self._user("triage_clerk", "triage_suggestion.group_agent")
        for user, sees in ((self.agent, True), (clerk, False)):
            line = self.suggestion.evidence_ids.with_user(user)
            self.assertEqual((line.may_open, line.value), (sees, "10" if sees else False), user.login)
            finding = self.suggestion.finding_ids.with_user(user)
            self.assertEqual(bool(finding.arithmetic), sees)
            self.assertEqual(finding.is_hidden, not sees)

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.models")
    def test_the_hidden_columns_are_read_by_nobody(self):
        for name in ("value_shown", "label_shown"):
            with self.assertRaises(AccessError):
                self.suggestion.evidence_ids.with_user(self.env.ref("base.user_admin")).read([name])
        with self.assertRaises(AccessError):
            self.suggestion.finding_ids.with_user(self.agent).search([("arithmetic_shown", "ilike", "8")])

    def test_an_invoice_of_another_company_is_not_linked(self):
        payload = self._payload(self._invoice())
        payload["case"]["invoices"][0]["name"] = "INV/OTHER/1"
        made = self.env["triage.suggestion"].with_user(self.service).receive(payload)
        got = self.env["triage.suggestion"].browse(made["id"])
        self.assertFalse(got.invoice_ids | got.step_ids.invoice_id)
