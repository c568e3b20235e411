"""Has every tier agreed? The reviews come before the approvals and take none of their place."""

from odoo import _, models
from odoo.exceptions import UserError


class TriageStep(models.Model):
    _name = "triage.step"
    _inherit = ["triage.step", "tier.validation"]

    _tier_validation_manual_config = False
    _state_from = ["proposed", "waiting"]
    _state_to = ["approved", "done"]
    _cancel_state = "refused"

    def _opened(self):
        """Open for a named method: OCA's lock on fields under review is for direct writes, which are refused anyway."""
        return super()._opened().with_context(skip_validation_check=True)

    def evaluate_tier(self, tier):
        """Only steps that need approval have tiers."""
        return super().evaluate_tier(tier).filtered(lambda step: step.approval != "none")

    def _allow_to_remove_reviews(self, values):
        """Reviews of a step that has lapsed or was dropped wait for nobody."""
        return super()._allow_to_remove_reviews(values) or values.get("state") in ("lapsed", "dropped")

    def _why_not(self, user):
        """Return why this user may not approve: first the reasons of every step, then its tiers."""
        return super()._why_not(user) or self._why_not_by_tiers()

    def _why_not_now(self, user):
        """List what has moved; raises UserError where a tier has not agreed."""
        moved = super()._why_not_now(user)
        if why := self._why_not_by_tiers():
            raise UserError(why)
        return moved

    def _why_not_by_tiers(self):
        """Return what its tiers still lack; empty where all have agreed or none is asked."""
        step = self.sudo()
        if step.validation_status == "rejected":
            return _("A tier review has rejected it.")
        if step.need_validation or step.validation_status in ("waiting", "pending"):
            return _("Its tier reviews come first.")
        return ""
