"""Does a suggestion arrive once, whole, and in the place of the older ones?"""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import TriageCase



@tagged("post_install", "-at_install")
class TestReceive(TriageCase):
    def test_all_that_the_agent_needs_is_there(self):
        invoice = self._invoice()
        got = self._suggest(invoice)
        self.assertEqual(got.name, f"Goods missing: {invoice.name}")
        self.assertEqual((got.partner_id, got.commercial_partner_id), (self.contact, self.customer))
        self.assertEqual(got.invoice_ids, invoice)
        self.assertEqual((got.amount_at_stake, got.currency_id), (500.0, self.currency))
        self.assertEqual(got.finding_ids.mapped("outcome"), ["supported"])
        self.assertEqual(got.finding_ids.missing, "pod")
        self.assertEqual(got.evidence_ids.res_id, invoice.invoice_line_ids.id)
        self.assertEqual(got.step_ids.mapped("kind"), ["credit_note", "hold_reminders", "reply"])
        self.assertEqual(self._step(got).invoice_id, invoice)
        self.assertEqual((got.state, got.approval_state, got.priority), ("new", "open", "1"))

    def test_the_same_key_twice_is_one_suggestion(self):
        payload = self._payload(self._invoice())
        receive = self.env["triage.suggestion"].with_user(self.service).receive
        first, again = receive(payload), receive(payload)
        self.assertEqual((first["found"], again["found"]), (False, True))
        self.assertEqual(first["id"], again["id"])
        self.assertEqual(self.env["triage.suggestion"].search_count([("case_id", "=", payload["case_id"])]), 1)

    def test_a_newer_revision_takes_the_place_and_the_old_one_stays(self):
        invoice = self._invoice()
        old = self._suggest(invoice)
        new = self._suggest(invoice, case=old.case_id, revision=2)
        self.assertEqual((old.state, old.superseded_by_id, old.is_current), ("superseded", new, False))
        self.assertEqual(set(old.step_ids.mapped("state")), {"dropped"})
        self.assertTrue(new.is_current)

    def test_a_revision_that_comes_late_is_replaced_at_once(self):
        invoice = self._invoice()
        new = self._suggest(invoice, revision=3)
        late = self._suggest(invoice, case=new.case_id, revision=2)
        self.assertEqual((late.state, late.superseded_by_id), ("superseded", new))
        self.assertEqual((new.state, new.is_current), ("new", True))

    def test_a_sender_who_is_not_proven_is_nobody(self):
        payload = self._payload(self._invoice())
        payload["case"]["sender"]["proven"] = False
        made = self.env["triage.suggestion"].with_user(self.service).receive(payload)
        self.assertFalse(self.env["triage.suggestion"].browse(made["id"]).partner_id)

    def test_money_is_financial_whatever_the_payload_says(self):
        got = self._suggest(steps=[{"financial": False, "approval": "none"}])
        self.assertEqual((got.step_ids.financial, got.step_ids.approval), (True, "one"))

    def test_evidence_off_the_list_is_not_kept(self):
        secret = self.env["ir.config_parameter"].search([], limit=1)
        line = {"model": "ir.config_parameter", "id": secret.id, "field": "value", "value": "x"}
        got = self._suggest(finding={"evidence": [line]})
        self.assertFalse(got.evidence_ids)

    def test_what_a_carrier_told_is_shown_without_a_link_and_hides_nothing(self):
        line = {"model": "event", "id": 7, "field": "triage.delivery.failed", "value": "nobody there",
                "label": "carrier, WH/OUT/00101", "write_date": "2026-11-16T08:00:00Z"}  # fmt: skip
        got = self._suggest(finding={"evidence": [line]}).with_user(self.agent)
        told = got.evidence_ids
        self.assertEqual((told.res_model, told.may_see, told.may_open), ("event", True, False))
        self.assertEqual((told.label, told.value), ("carrier, WH/OUT/00101", "nobody there"))
        self.assertIn("pieces too many", got.finding_ids.arithmetic)
        self.assertIn("nobody there", got.panel)
        self.assertIn("pieces too many", got.panel)
        self.assertNotIn("model=event", got.panel)
        self.assertNotIn("you may not open", got.panel)
        with self.assertRaises(AccessError):
            told.action_open()
        self.assertFalse(self._step(got.sudo())._what_moved())

    def test_evidence_of_a_model_that_is_no_longer_there_is_locked_and_the_panel_is_read(self):
        got = self._suggest()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE triage_evidence SET res_model = 'gone.model', field_name = 'gone' WHERE suggestion_id = %s", (got.id,)
        )
        self.env.invalidate_all()
        seen = got.with_user(self.agent)
        self.assertEqual((seen.evidence_ids.may_open, seen.evidence_ids.value), (False, False))
        self.assertIn("you may not open", seen.panel)
        self.assertFalse(seen.finding_ids.arithmetic)

    def test_evidence_of_a_field_that_is_not_there_is_shown_by_its_name(self):
        invoice = self._invoice()
        line = {**self._evidence(invoice.invoice_line_ids[0], "quantity", "10"), "field": "x_gone"}
        self.assertIn("x_gone", self._suggest(invoice, finding={"evidence": [line]}).with_user(self.agent).panel)

    def test_a_key_that_contradicts_its_case_is_refused(self):
        payload = {**self._payload(self._invoice()), "key": "c-other/1"}
        with self.assertRaises(UserError):
            self.env["triage.suggestion"].with_user(self.service).receive(payload)

    def test_nobody_but_the_service_may_send(self):
        payload = self._payload(self._invoice())
        for user in (self.agent, self.senior, self.outsider, self.env.ref("base.user_admin")):
            with self.assertRaises(AccessError):
                self.env["triage.suggestion"].with_user(user).receive(payload)
        with self.assertRaises(AccessError):
            self.env["triage.suggestion"].sudo().receive(payload)
