"""When are tier reviews asked for? As soon as the service has delivered the step."""

from odoo import models


class TriageSuggestion(models.Model):
    _inherit = "triage.suggestion"

    def _make_steps(self, payload, findings, invoices):
        """Make the steps, and ask for the reviews of those that need approval."""
        done = super()._make_steps(payload, findings, invoices)
        self.step_ids.request_validation()
        return done
