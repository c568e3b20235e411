"""May the service's account read the books, and do nothing but suggest and post notes?"""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import TriageCase



@tagged("post_install", "-at_install")
class TestService(TriageCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoice = cls._invoice()
        cls.suggestion = cls._suggest(cls.invoice)

    def _refused(self, act):
        with self.assertRaises(AccessError), self.cr.savepoint():
            act()

    def test_it_reads_what_a_case_file_needs(self):
        for model in ("account.move", "account.move.line", "account.payment", "res.partner", "product.product"):
            self.env[model].with_user(self.service).search([], limit=1).read(["display_name"])

    def test_it_writes_nothing_even_with_groups_it_was_given_by_mistake(self):
        self.service.write({"group_ids": [(4, self.env.ref("account.group_account_manager").id),
                                          (4, self.env.ref("base.group_system").id)]})  # fmt: skip
        env = self.env(user=self.service)
        self._refused(lambda: self.invoice.with_env(env).write({"ref": "x"}))
        self._refused(lambda: self.invoice.with_env(env).button_draft())
        self._refused(lambda: self.customer.with_env(env).write({"name": "x"}))
        self._refused(lambda: env["account.payment"].create({"amount": 1}))
        self._refused(lambda: env["account.move.reversal"].create({}))
        self._refused(lambda: env["triage.approval.limit"].search([]).write({"amount_one": 10**6}))
        self._refused(lambda: env["ir.config_parameter"].set_param("triage_suggestion.secret", "mine"))
        self._refused(lambda: self.service.with_env(env).write({"name": "The boss"}))
        self._refused(lambda: env["res.users"].create({"name": "x", "login": "x"}))

    def test_it_posts_an_internal_note_in_its_own_name_and_nothing_else(self):
        seen = self.suggestion.with_user(self.service)
        note = seen.message_post(body="Read again.", message_type="comment", subtype_xmlid="mail.mt_note")
        self.assertEqual(note.author_id, self.service.partner_id)
        self._refused(lambda: seen.message_post(body="Dear customer", subtype_xmlid="mail.mt_comment"))
        note_words = {"body": "x", "message_type": "comment", "subtype_xmlid": "mail.mt_note"}
        self._refused(lambda: seen.message_post(**note_words, partner_ids=self.customer.ids))
        self._refused(lambda: seen.message_post(**note_words, author_id=self.senior.partner_id.id))
        self._refused(lambda: self.invoice.with_user(self.service).message_post(**note_words))
        self._refused(lambda: seen.message_notify(body="x", partner_ids=self.customer.ids))
        self._refused(lambda: seen.message_subscribe(self.customer.ids))

    def test_it_sends_no_mail_template(self):
        template = self.env["mail.template"].create(
            {"name": "T", "model_id": self.env.ref("base.model_res_partner").id, "body_html": "<p>x</p>"}
        )
        self._refused(lambda: template.with_user(self.service).send_mail(self.customer.id))

    def test_it_decides_nothing_even_as_an_approver(self):
        self.service.write({"group_ids": [(4, self.env.ref("triage_suggestion.group_senior_approver").id)]})
        self._refused(lambda: self._step(self.suggestion).with_user(self.service).action_approve())
        self._refused(lambda: self.suggestion.with_user(self.service).action_accept())
