"""Is this the service's own account? Such an account never decides, whatever else it was given."""

from odoo import models


class ResUsers(models.Model):
    _inherit = "res.users"

    def _is_triage_service(self):
        """Tell whether this user is a service account of triage."""
        self.ensure_one()
        return self.has_group("triage_suggestion.group_service")
