"""For which of our records can tiers be defined? For steps."""

from odoo import api, models


class TierDefinition(models.Model):
    _inherit = "tier.definition"

    @api.model
    def _get_tier_validation_model_names(self):
        """Offer steps among the models."""
        return [*super()._get_tier_validation_model_names(), "triage.step"]
