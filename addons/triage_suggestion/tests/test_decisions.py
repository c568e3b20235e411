"""Is what a person decides kept, said and told: accepted, edited, rejected, asked again?"""

import json

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import TriageCase


@tagged("post_install", "-at_install")
class TestDecisions(TriageCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.suggestion = cls._suggest().with_user(cls.agent)

    def _last(self):
        return self.suggestion.decision_ids.sorted("id")[-1:].sudo()

    def test_accept(self):
        self.suggestion.action_accept()
        entry = self._last()
        self.assertEqual((self.suggestion.state, self.suggestion.decided_by_id), ("accepted", self.agent))
        self.assertEqual((entry.kind, entry.user_id), ("accepted", self.agent))
        self.assertIn("Missing goods", entry.shown)
        self.assertIn("Accepted", self.suggestion.message_ids[0].body)
        self.assertEqual(self.suggestion.message_ids[0].author_id, self.agent.partner_id)

    def test_reject_needs_a_reason_of_the_list(self):
        with self.assertRaises(UserError):
            self.suggestion.action_reject("because")
        self.assertEqual(self.suggestion.action_reject()["res_model"], "triage.reject")
        form = Form(self.env["triage.reject"].with_user(self.agent).with_context(default_suggestion_ids=self.suggestion.ids))
        form.reason, form.note = "wrong_figures", "Nine were shipped"
        form.save().action_reject()
        entry = self._last()
        self.assertEqual((entry.kind, entry.reason, entry.note), ("rejected", "wrong_figures", "Nine were shipped"))
        self.assertEqual(set(self.suggestion.step_ids.mapped("state")), {"dropped"})

    def test_reject_as_misread_may_say_what_is_meant_and_the_service_learns_it(self):
        form = Form(self.env["triage.reject"].with_user(self.agent).with_context(default_suggestion_ids=self.suggestion.ids))
        form.reason, form.true_intent = "wrong_intent", "dispute.damaged_goods"
        form.save().action_reject()
        entry = self._last()
        self.assertEqual((entry.reason, entry.true_intent), ("wrong_intent", "dispute.damaged_goods"))
        self.assertIn("Goods damaged", self.suggestion.message_ids[0].body)
        row = self.env["triage.outbox"].sudo().search([("decision_id", "=", entry.id)])
        read = {"before": "dispute.short_shipment", "after": "dispute.damaged_goods"}
        self.assertEqual(json.loads(row.body)["difference"], {"reading": {"primary": read}})
        self.assertEqual(self.env["triage.decision"].with_user(self.env.ref("base.user_admin")).check_chain(), [])

    def test_what_is_meant_is_said_only_where_something_else_was_read(self):
        wrong = [("bad_draft", "dispute.price"), ("wrong_intent", "dispute.short_shipment"), ("wrong_intent", "nonsense")]
        for reason, intent in wrong:
            with self.assertRaises(UserError):
                self.suggestion.action_reject(reason, "", intent)

    def test_what_is_decided_is_not_decided_again(self):
        self.suggestion.action_accept()
        with self.assertRaises(UserError):
            self.suggestion.action_reject("other")

    def test_ask_again_keeps_it_open_until_the_next_revision(self):
        self.suggestion.action_ask_again("look at the second delivery")
        self.assertEqual(self.suggestion.state, "asked")
        self.assertEqual(self._last().kind, "asked_again")

    def test_assign(self):
        self.suggestion.action_assign()
        self.assertEqual(self.suggestion.user_id, self.agent)
        with self.assertRaises(UserError):
            self.suggestion.action_assign(self.outsider.id)

    def _composer(self):
        action = self.suggestion.action_edit_and_send()
        return self.env["mail.compose.message"].with_user(self.agent).with_context(**action["context"]).create({})

    def test_sent_as_drafted_is_accepted(self):
        composer = self._composer()
        self.assertIn("we have passed this on", composer.body)
        self.assertEqual(composer.partner_ids, self.contact)
        self.assertEqual(self.suggestion.state, "new")
        composer.action_send_mail()
        self.assertEqual((self.suggestion.state, self.suggestion.was_edited), ("accepted", False))
        self.assertEqual(self._last().kind, "accepted")
        self.assertEqual(self._step(self.suggestion, "reply").state, "done")

    def test_sent_with_changes_is_edited_and_the_difference_kept(self):
        composer = self._composer()
        composer.body = composer.body.replace("passed this on", "made a credit note")
        composer.action_send_mail()
        entry = self._last()
        self.assertEqual((entry.kind, self.suggestion.was_edited), ("edited", True))
        self.assertIn("-we have passed this on.", entry.difference)
        self.assertIn("+we have made a credit note.", entry.difference)

    def test_the_log_is_one_chain(self):
        self.suggestion.action_ask_again("first")
        self.suggestion.action_accept()
        log = self.env["triage.decision"].with_user(self.env.ref("base.user_admin"))
        self.assertEqual(log.check_chain(), [])
        first = self.suggestion.decision_ids.sorted("id")[0]
        self.env.flush_all()
        self.cr.execute("ALTER TABLE triage_decision DISABLE TRIGGER triage_decision_append_only")
        self.cr.execute("UPDATE triage_decision SET note = 'never' WHERE id = %s", (first.id,))
        self.cr.execute("ALTER TABLE triage_decision ENABLE TRIGGER triage_decision_append_only")
        self.env.invalidate_all()
        self.assertEqual(log.check_chain(), first.ids)

    def test_each_decision_has_its_outbox_row(self):
        self.suggestion.action_reject("duplicate", "see the other ticket")
        row = self.env["triage.outbox"].sudo().search([("decision_id", "=", self._last().id)])
        body = json.loads(row.body)
        self.assertEqual((body["kind"], body["by"], body["reason"]), ("rejected", "triage_agent", "duplicate"))
        self.assertEqual((body["case_id"], body["revision"]), (self.suggestion.case_id, 1))
