"""Is a step carried out in Odoo's own way, with the user's rights, wholly or not at all?"""

from datetime import date, timedelta

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import TriageCase


@tagged("post_install", "-at_install")
class TestActs(TriageCase):
    def _credit_of(self, step):
        return self.env["account.move"].browse(step.result_id)

    def test_the_credit_note_has_the_findings_lines_and_is_a_draft(self):
        invoice = self._invoice(((10, 250.0), (3, 40.0)))
        step = self._step(self._suggest(invoice))
        step.with_user(self.approver).action_approve()
        credit = self._credit_of(step)
        self.assertEqual((step.state, step.problem), ("done", False))
        self.assertEqual((credit.move_type, credit.state), ("out_refund", "draft"))
        self.assertEqual(credit.invoice_line_ids.mapped("quantity"), [2.0])
        self.assertEqual((credit.amount_total, credit.reversed_entry_id), (500.0, invoice))
        self.assertIn(invoice.name, credit.ref)
        self.assertIn("billed 10, shipped 8", credit.ref)
        self.assertEqual(credit.create_uid, self.approver)

    def test_a_price_too_high_is_credited_by_the_difference(self):
        invoice = self._invoice(((40, 100.0),))
        proof = f"account.move.line/{invoice.invoice_line_ids.id}/quantity"
        figures = [
            {"name": "billed price FC", "value": "100", "unit": "", "evidence": ""},
            {"name": "billed discount FC", "value": "0", "unit": "%", "evidence": ""},
            {"name": "billed FC", "value": "40", "unit": "", "evidence": proof},
            {"name": "ordered price FC", "value": "90", "unit": "", "evidence": ""},
            {"name": "ordered discount FC", "value": "0", "unit": "%", "evidence": ""},
        ]
        step = self._step(self._suggest(invoice, amount=400.0, finding={"figures": figures}))
        step.with_user(self.approver).action_approve()
        line = self._credit_of(step).invoice_line_ids
        self.assertEqual((line.quantity, line.price_unit, line.price_total), (40.0, 10.0, 400.0))

    def test_an_invoice_billed_twice_is_credited_whole(self):
        invoice = self._invoice(((10, 50.0), (1, 300.0)))
        step = self._step(self._suggest(invoice, amount=800.0, finding={"figures": []}))
        step.with_user(self.approver).action_approve()
        self.assertEqual(self._credit_of(step).amount_total, 800.0)

    def test_lines_that_do_not_come_to_the_amount_make_nothing(self):
        before = self.env["account.move"].search_count([])
        invoice = self._invoice()
        step = self._step(self._suggest(invoice, amount=600.0))
        step.with_user(self.approver).action_approve()
        self.assertEqual(step.state, "approved")
        self.assertIn("500.00", step.problem)
        self.assertEqual(self.env["account.move"].search_count([]), before + 1)

    def test_what_odoo_refuses_is_shown_and_a_colleague_with_the_right_carries_it_out(self):
        clerk = self._user("triage_no_books", "triage_suggestion.group_approver", "account.group_account_readonly")
        step = self._step(self._suggest())
        with mute_logger("odoo.addons.base.models.ir_model"):
            told = step.with_user(clerk).action_approve()
        self.assertEqual((step.state, step.approvals_given), ("approved", 1))
        self.assertTrue(step.problem)
        self.assertEqual(told["params"]["message"], step.problem)
        step.with_user(self.second).action_carry_out()
        self.assertEqual((step.state, step.problem), ("done", False))

    def test_what_is_not_approved_is_not_carried_out(self):
        step = self._step(self._suggest())
        with self.assertRaises(UserError):
            step.with_user(self.approver).action_carry_out()

    def test_the_reminder_hold_rests_on_the_disputed_part_until_its_day(self):
        invoice = self._invoice()
        suggestion = self._suggest(invoice)
        self._step(suggestion, "hold_reminders").with_user(self.agent).action_carry_out()
        seen = invoice.with_user(self.agent)
        self.assertEqual((seen.triage_held_amount, seen.triage_held_until), (500.0, date(2099, 11, 30)))
        self.assertEqual(suggestion.activity_ids.date_deadline, date(2099, 11, 30))
        hold = self.env["triage.reminder.hold"].search([("invoice_id", "=", invoice.id)])
        hold._opened().write({"until": self._today() - timedelta(days=1)})
        self.env["triage.reminder.hold"]._cron_end()
        self.assertFalse(invoice.with_user(self.agent).triage_held_amount)

    def test_a_hold_does_not_let_the_credit_note_lapse(self):
        suggestion = self._suggest()
        self._step(suggestion, "hold_reminders").with_user(self.agent).action_carry_out()
        self._step(suggestion).with_user(self.approver).action_approve()
        self.assertEqual(self._step(suggestion).state, "done")

    def _promise(self, invoice, due):
        suggestion = self._suggest(invoice, steps=[{"kind": "record_promise", "financial": False, "approval": "none",
                                                    "until": due.isoformat()}])  # fmt: skip
        suggestion.step_ids.with_user(self.agent).action_carry_out()
        return self.env["triage.promise"].browse(suggestion.step_ids.result_id)

    def test_a_promise_is_kept_when_the_ledger_shows_the_money(self):
        invoice = self._invoice()
        promise = self._promise(invoice, self._today() + timedelta(days=5))
        register = self.env["account.payment.register"].with_context(active_model="account.move", active_ids=invoice.ids)
        register.create({"amount": 300.0, "payment_date": self._today()}).action_create_payments()
        self.env["triage.promise"]._cron_judge()
        self.assertEqual((promise.state, promise.paid), ("open", 300.0))
        register.create({"amount": 200.0, "payment_date": self._today()}).action_create_payments()
        self.env["triage.promise"]._cron_judge()
        self.assertEqual((promise.state, promise.paid), ("kept", 500.0))

    def test_a_promise_is_broken_when_its_day_and_the_grace_are_over(self):
        promise = self._promise(self._invoice(), self._today() - timedelta(days=3))
        self.env["triage.promise"]._cron_judge()
        self.assertEqual(promise.state, "open")
        promise._opened().write({"due": self._today() - timedelta(days=4)})
        self.env["triage.promise"]._cron_judge()
        self.assertEqual(promise.state, "broken")

    def test_a_credit_note_keeps_no_promise(self):
        invoice = self._invoice()
        promise = self._promise(invoice, self._today() + timedelta(days=5))
        wizard = self.env["account.move.reversal"].with_context(active_model="account.move", active_ids=invoice.ids)
        made = wizard.create({"journal_id": invoice.journal_id.id, "date": self._today()})
        self.env["account.move"].browse(made.refund_moves()["res_id"]).action_post()
        self.env["triage.promise"]._cron_judge()
        self.assertEqual((promise.state, promise.paid), ("open", 0.0))

    def test_a_payment_plan_is_three_activities_that_come_to_the_amount(self):
        plan = {"kind": "payment_plan", "financial": False, "approval": "none", "amount": self._money(1000.0)}
        suggestion = self._suggest(steps=[plan])
        suggestion.step_ids.with_user(self.agent).action_carry_out()
        self.assertEqual(len(suggestion.activity_ids), 3)
        self.assertIn("333.34", suggestion.activity_ids.sorted("date_deadline")[-1].summary)

    def test_a_call_is_an_activity_for_who_works_on_it(self):
        call = {"kind": "call", "financial": False, "approval": "none", "amount": None}
        suggestion = self._suggest(steps=[call])
        suggestion.with_user(self.approver).action_assign(self.second.id)
        suggestion.step_ids.with_user(self.agent).action_carry_out()
        self.assertFalse(suggestion.step_ids.problem)
        self.assertEqual(suggestion.activity_ids.activity_type_id, self.env.ref("mail.mail_activity_data_call"))
        self.assertEqual(suggestion.activity_ids.user_id, self.second)

    def test_a_write_off_becomes_a_task_once_it_is_approved(self):
        suggestion = self._suggest(steps=[{"kind": "write_off"}])
        suggestion.step_ids.with_user(self.approver).action_approve()
        self.assertEqual(suggestion.step_ids.state, "done")
        self.assertTrue(suggestion.activity_ids)
