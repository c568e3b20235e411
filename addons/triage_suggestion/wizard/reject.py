"""Why is it rejected? A reason of the short list and a note, handed to the suggestion's own method."""

from odoo import fields, models

from ..models.words import REJECT_REASONS


class TriageReject(models.TransientModel):
    _name = "triage.reject"
    _description = "Reject a suggestion"

    suggestion_ids = fields.Many2many("triage.suggestion", required=True)
    reason = fields.Selection(REJECT_REASONS, required=True)
    note = fields.Text()

    def action_reject(self):
        """Reject with the user's own rights."""
        self.ensure_one()
        self.suggestion_ids.action_reject(self.reason, self.note or "")
        return {"type": "ir.actions.act_window_close"}
