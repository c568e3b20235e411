"""Does a financial step need its tier reviews as well, and never instead of its approvals?"""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.triage_suggestion.tests.common import TriageCase


@tagged("post_install", "-at_install")
class TestTiers(TriageCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tier = cls.env["tier.definition"].create(
            {
                "name": "Credit control",
                "model_id": cls.env["ir.model"]._get_id("triage.step"),
                "review_type": "individual",
                "reviewer_id": cls.agent.id,
                "definition_domain": "[('amount', '>=', 500)]",
            }
        )

    def _credit(self, **changes):
        return self._step(self._suggest(**changes))

    def _refused(self, step, words):
        with self.assertRaisesRegex(UserError, words), self.cr.savepoint():
            step.with_user(self.approver).action_approve()

    def test_the_reviews_are_asked_for_on_delivery_and_only_where_approval_is_needed(self):
        got = self._suggest()
        self.assertEqual(self._step(got).review_ids.mapped("status"), ["pending"])
        self.assertFalse(self._step(got, "hold_reminders").review_ids)
        self.assertFalse(self._credit(amount=499.0).review_ids)

    def test_before_its_review_nobody_approves_and_after_it_the_approver_still_has_to(self):
        step = self._credit()
        self._refused(step, "tier reviews come first")
        step.with_user(self.agent).validate_tier()
        self.assertEqual((step.validation_status, step.state, step.approvals_given), ("validated", "proposed", 0))
        step.with_user(self.approver).action_approve()
        self.assertEqual((step.state, step.problem), ("done", False))

    def test_two_approvers_are_needed_with_tiers_as_without(self):
        step = self._credit(amount=2500.0)
        step.with_user(self.agent).validate_tier()
        step.with_user(self.approver).action_approve()
        self.assertEqual(step.state, "waiting")
        step.with_user(self.second).action_approve()
        self.assertEqual(step.state, "done")

    def test_a_rejected_review_stops_it(self):
        step = self._credit()
        step.with_user(self.agent).reject_tier()
        self._refused(step, "review has rejected")

    def test_reviews_that_were_deleted_are_missed(self):
        step = self._credit()
        step.review_ids.unlink()
        self._refused(step, "tier reviews come first")

    def test_a_review_is_no_road_around_the_guard(self):
        step = self._credit().with_user(self.agent)
        step.validate_tier()
        with self.assertRaises(AccessError), self.cr.savepoint():
            step.with_context(skip_validation_check=True).write({"state": "approved"})
        with self.assertRaises(AccessError), self.cr.savepoint():
            step.sudo().write({"validation_status": "validated"})

    def test_without_a_definition_nothing_changes(self):
        self.tier.active = False
        step = self._credit()
        step.with_user(self.approver).action_approve()
        self.assertEqual(step.state, "done")

    def test_a_step_that_is_refused_or_superseded_waits_for_no_review(self):
        step = self._credit()
        step.with_user(self.approver).action_refuse("no")
        self.assertFalse(step.review_ids)
        invoice = self._invoice()
        old = self._credit(invoice=invoice)
        self._suggest(invoice, case=old.suggestion_id.case_id, revision=2)
        self.assertFalse(old.review_ids)

    def test_the_form_has_ocas_buttons(self):
        arch = self.env["triage.step"].with_user(self.agent).get_view(view_type="form")["arch"]
        self.assertIn("validate_tier", str(arch))
