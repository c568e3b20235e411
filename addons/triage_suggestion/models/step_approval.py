"""May this person release this step? Limits, four eyes, exposure, and whether what was shown still stands."""

from datetime import timedelta

from odoo import _, api, fields, models
from odoo.exceptions import UserError

from .words import OPEN_STEPS


class TriageStep(models.Model):
    _inherit = "triage.step"

    def action_approve(self):
        """Agree to this step in person; the last approval needed also carries it out.

        Where anything moved since it was shown, or an earlier approval is too old, the step lapses instead and the
        answer says what changed. Raises AccessError and UserError when this person may not.
        """
        self.ensure_one()
        user = self._person("triage_suggestion.group_approver")
        step = self._opened()
        step._lock()
        if step.approval == "none" or step.state not in ("proposed", "waiting"):
            raise UserError(_("There is nothing to approve."))
        if moved := step._what_moved():
            self._lapse(moved)
            return self._notice(_("Lapsed: it is no longer what was shown"), "\n".join(moved))
        if old := step._expired():
            self._lapse(old, for_good=False)
        limit = step._check_person(user)
        given = step._approve_as(user, limit)
        enough = given >= step._needed(limit)
        step.write({"state": "approved" if enough else "waiting", "approvals_given": given})
        self.env["triage.decision"]._record(self.suggestion_id, "approved", step=self)
        if enough:
            return self.action_carry_out()
        return self._notice(_("Approved: a second person has to agree"), self.text, kind="info")

    def action_refuse(self, note=""):
        """Refuse a step that waits for approval; it stays refused for this revision."""
        self.ensure_one()
        self._person("triage_suggestion.group_approver")
        step = self._opened()
        step._lock()
        if step.approval == "none" or step.state not in OPEN_STEPS:
            raise UserError(_("There is nothing to refuse."))
        step.approval_ids.filtered(lambda a: a.state == "valid").write({"state": "lapsed"})
        step.write({"state": "refused", "approvals_given": 0, "problem": note})
        self.env["triage.decision"]._record(self.suggestion_id, "refused", step=self, note=note)

    def _lock(self):
        """Let two persons act on a step one after the other: the second is run again on what the first left."""
        self.env.cr.execute("UPDATE triage_step SET write_date = write_date WHERE id = %s", (self.id,))
        self.invalidate_recordset()

    def _check_person(self, user):
        """Return the limit under which this user may approve; raises UserError with the reason when none does."""
        if why := self._why_not(user):
            self.env["triage.refusal"]._note(self._name, self.ids, "approve", why)
            raise UserError(why)
        return self._limit_of(user)

    def _why_not(self, user):
        """Return why this user may not approve this step; empty where he may."""
        suggestion = self.suggestion_id
        case = self.env["triage.decision"].search([("suggestion_id.case_id", "=", suggestion.case_id)])
        part = case.filtered(lambda d: d.user_id == user and d.kind in ("accepted", "edited", "asked_again"))
        if part:
            return _("You took part in this proposal: somebody else has to approve it.")
        if self.approval_ids.filtered(lambda a: a.user_id == user and a.state == "valid"):
            return _("You have approved it already: a second person has to.")
        if self._benefits(user):
            return _("It is to the benefit of yourself or of your own customer: somebody else has to approve it.")
        limit = self._limit_of(user)
        if not limit:
            return _("No limit in this currency is set for you.")
        if self.amount > limit.amount_two:
            return _("The amount is above your limit.")
        spent = self._exposure(limit, [("user_id", "=", user.id)])
        if spent + self.amount > limit.exposure_approver:
            return _("With it you would have released more than your limit for the period.")
        return ""

    def _benefits(self, user):
        """Tell whether this user belongs to the customer, or is the salesperson of the customer or the invoice."""
        customer = self.partner_id
        partner = user.partner_id
        belongs = bool(customer) and customer in (partner, partner.commercial_partner_id, partner.parent_id)
        sells = user in (customer.user_id, self.suggestion_id.partner_id.user_id, self.invoice_id.invoice_user_id)
        return belongs or sells

    @api.model
    def _groups_of(self, user):
        """List the groups of a user, implied ones too, in every supported Odoo."""
        return user.all_group_ids if "all_group_ids" in user._fields else user.groups_id

    def _limit_of(self, user):
        """Return the highest limit of the user's groups in the currency of this step and its company."""
        currency = self.currency_id or self.company_id.currency_id
        limits = self.env["triage.approval.limit"].search(
            [
                ("group_id", "in", self._groups_of(user).ids),
                ("currency_id", "=", currency.id),
                ("company_id", "in", [False, self.company_id.id]),
            ]
        )
        return limits.sorted("amount_two")[-1:]

    def _exposure(self, limit, domain):
        """Return what was approved within the limit's period, in its currency, each step counted once."""
        since = fields.Datetime.now() - timedelta(days=limit.exposure_days)
        counted = [("state", "in", ("valid", "used")), ("at", ">=", since), ("company_id", "=", self.company_id.id)]
        approvals = self.env["triage.approval"].search([*counted, ("step_id", "!=", self.id), *domain])
        today = fields.Date.context_today(self)
        return sum(
            step.currency_id._convert(step.amount, limit.currency_id, self.company_id, today)
            for step in approvals.step_id
            if step.currency_id
        )

    def _needed(self, limit):
        """Return how many persons must agree: two by policy, above what one may alone, or by the customer's exposure."""
        if self.approval == "two" or not self.currency_id or self.amount > limit.amount_one:
            return 2
        before = self._exposure(limit, [("partner_id", "=", self.partner_id.id)])
        return 2 if before + self.amount > limit.exposure_customer else 1

    def _approve_as(self, user, limit):
        """Write this person's approval; return how many persons have agreed to exactly this."""
        now = fields.Datetime.now()
        self.env["triage.approval"].create(
            {
                "step_id": self.id,
                "company_id": self.company_id.id,
                "partner_id": self.partner_id.id,
                "user_id": user.id,
                "at": now,
                "expires_at": now + timedelta(hours=limit.hours),
                "currency_id": self.currency_id.id,
                "amount": self.amount,
                "fingerprint": self.fingerprint,
            }
        )
        valid = self.approval_ids.filtered(lambda a: a.state == "valid" and a.fingerprint == self.fingerprint)
        return len(valid.user_id)

    def _notice(self, title, text, kind="warning"):
        """Return what the web client shows, and then loads the record anew."""
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "title": title,
                "message": text,
                "type": kind,
                "sticky": kind == "warning",
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    @api.model
    def _cron_lapse(self):
        """Let approvals lapse that are too old, or whose records moved, without waiting for the next click."""
        for step in self._opened().search([("state", "in", ("waiting", "approved"))]):
            if moved := step._what_moved():
                step._lapse(moved)
            elif old := step._expired():
                step._lapse(old, for_good=False)
