"""Who may release money, how much, with whom, and does it lapse when anything moved?"""

from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import TriageCase


@tagged("post_install", "-at_install")
class TestApprovals(TriageCase):
    def _credit(self, **changes):
        return self._step(self._suggest(**changes))

    def _approve(self, step, user):
        return step.with_user(user).action_approve()

    def _refused(self, step, user, words):
        with self.assertRaisesRegex(UserError, words), self.cr.savepoint():
            self._approve(step, user)

    def _kinds(self, step):
        return step.suggestion_id.decision_ids.sorted("id").mapped("kind")

    def test_one_approver_within_the_limit_is_enough(self):
        step = self._credit()
        self._approve(step, self.approver)
        self.assertEqual((step.state, step.problem), ("done", False))
        self.assertEqual(step.approval_ids.user_id, self.approver)
        self.assertEqual(step.approval_ids.state, "used")
        self.assertEqual(self._kinds(step), ["approved"])

    def test_above_what_one_may_alone_a_second_person_is_needed(self):
        step = self._credit(amount=2500.0)
        self._approve(step, self.approver)
        self.assertEqual((step.state, step.approvals_given), ("waiting", 1))
        self._refused(step, self.approver, "second person")
        self._approve(step, self.second)
        self.assertEqual((step.state, step.problem), ("done", False))

    def test_the_policy_can_ask_for_two_whatever_the_amount(self):
        step = self._credit(steps=[{"approval": "two"}])
        self._approve(step, self.senior)
        self.assertEqual(step.state, "waiting")

    def test_a_senior_may_alone_what_an_approver_may_not(self):
        step = self._credit(amount=2500.0)
        self._approve(step, self.senior)
        self.assertEqual((step.state, step.problem), ("done", False))

    def test_above_the_limit_nobody_of_the_group_may(self):
        invoice = self._invoice(((10, 600.0),))
        step = self._credit(invoice=invoice, amount=6000.0)
        self._refused(step, self.approver, "above your limit")
        self.assertEqual(step.state, "proposed")

    def test_without_a_limit_in_the_currency_nobody_may(self):
        step = self._credit()
        self.limits.unlink()
        self._refused(step, self.senior, "No limit in this currency")

    def test_who_took_part_does_not_approve(self):
        step = self._credit()
        step.suggestion_id.with_user(self.approver).action_accept()
        self._refused(step, self.approver, "took part")
        self._approve(step, self.second)
        self.assertEqual(step.state, "done")

    def test_who_edited_an_older_revision_does_not_approve(self):
        invoice = self._invoice()
        old = self._suggest(invoice)
        old.with_user(self.approver).action_ask_again("look again")
        step = self._step(self._suggest(invoice, case=old.case_id, revision=2))
        self._refused(step, self.approver, "took part")

    def test_who_benefits_does_not_approve(self):
        self._refused(self._credit(), self.seller, "your own customer")
        self.second.partner_id.parent_id = self.customer
        self._refused(self._credit(), self.second, "benefit")

    def test_the_customers_sum_over_the_period_asks_for_a_second_person(self):
        for _ in range(2):
            self._approve(self._credit(amount=1000.0, invoice=self._invoice(((10, 100.0),))), self.approver)
        step = self._credit(amount=1000.0, invoice=self._invoice(((10, 100.0),)))
        self._approve(step, self.approver)
        self.assertEqual(step.state, "waiting")

    def test_an_approvers_own_sum_over_the_period_is_limited(self):
        self.limits.filtered(lambda x: x.amount_one == 1000).exposure_approver = 1200
        self._approve(self._credit(), self.approver)
        self._approve(self._credit(), self.approver)
        step = self._credit()
        self._refused(step, self.approver, "more than your limit for the period")
        self._approve(step, self.second)
        self.assertEqual(step.state, "done")

    def test_it_lapses_when_an_amount_moved_and_says_which(self):
        invoice = self._invoice()
        step = self._credit(invoice=invoice)
        register = self.env["account.payment.register"].with_context(active_model="account.move", active_ids=invoice.ids)
        register.create({"amount": 700.0}).action_create_payments()
        self.assertEqual(invoice.amount_residual, 1800.0)
        told = self._approve(step, self.approver)
        self.assertEqual((step.state, self._kinds(step)), ("lapsed", ["lapsed"]))
        self.assertIn(f"{invoice.name}, Amount Due: 2500.00 is now 1800.00", told["params"]["message"])
        self.assertFalse(step.approval_ids)

    def test_it_lapses_between_the_first_and_the_second_person(self):
        invoice = self._invoice()
        step = self._credit(invoice=invoice, amount=2500.0)
        self._approve(step, self.approver)
        self.cr.execute("UPDATE account_move SET write_date = write_date + interval '1 minute' WHERE id = %s", invoice.ids)
        invoice.invalidate_recordset()
        self._approve(step, self.second)
        self.assertEqual(step.state, "lapsed")
        self.assertEqual(step.approval_ids.mapped("state"), ["lapsed"])
        self.assertIn("was changed on", step.problem)

    def test_it_lapses_when_the_books_moved_before_it_was_even_delivered(self):
        invoice = self._invoice()
        payload = self._payload(invoice)
        payload["findings"][0]["evidence"][0]["write_date"] = "2026-01-01T00:00:00Z"
        made = self.env["triage.suggestion"].with_user(self.service).receive(payload)
        step = self._step(self.env["triage.suggestion"].browse(made["id"]))
        self._approve(step, self.approver)
        self.assertEqual(step.state, "lapsed")

    def test_it_lapses_when_the_draft_is_not_what_was_shown(self):
        step = self._credit()
        step.suggestion_id._opened().write({"draft_body": "We credit everything."})
        self._approve(step, self.approver)
        self.assertEqual(step.state, "lapsed")

    def test_an_approval_has_a_time_to_live(self):
        step = self._credit(amount=2500.0)
        self._approve(step, self.approver)
        approval = step.approval_ids._opened()
        approval.write({"expires_at": approval.at - timedelta(seconds=1)})
        self.env["triage.step"]._cron_lapse()
        self.assertEqual((step.state, step.approval_ids.state), ("proposed", "lapsed"))
        self._approve(step, self.second)
        self.assertEqual(step.state, "waiting")

    def test_refused_stays_refused(self):
        step = self._credit()
        step.with_user(self.approver).action_refuse("the second delivery is on its way")
        self.assertEqual((step.state, self._kinds(step)), ("refused", ["refused"]))
        with self.assertRaises(UserError):
            self._approve(step, self.second)

    def test_a_newer_revision_lets_an_approval_lapse(self):
        invoice = self._invoice()
        step = self._credit(invoice=invoice, amount=2500.0)
        self._approve(step, self.approver)
        self._suggest(invoice, case=step.suggestion_id.case_id, revision=2)
        self.assertEqual((step.state, step.approval_ids.state), ("lapsed", "lapsed"))

    def test_what_is_released_stands_in_the_log_with_what_was_shown(self):
        step = self._credit()
        self._approve(step, self.approver)
        entry = step.suggestion_id.decision_ids
        self.assertEqual((entry.user_id, entry.step_id, entry.fingerprint), (self.approver, step, step.fingerprint))
        self.assertIn("amount_residual", entry.shown)
