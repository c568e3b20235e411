"""Why is it rejected? A reason of the short list and a note, handed to the suggestion's own method."""

from odoo import fields, models

from ..models.words import INTENTS, REJECT_REASONS


class TriageReject(models.TransientModel):
    _name = "triage.reject"
    _description = "Reject a suggestion"

    suggestion_ids = fields.Many2many("triage.suggestion", required=True)
    reason = fields.Selection(REJECT_REASONS, required=True)
    true_intent = fields.Selection(INTENTS, string="What the customer means")
    note = fields.Text()

    def action_reject(self):
        """Reject with the user's own rights."""
        self.ensure_one()
        meant = self.true_intent if self.reason == "wrong_intent" else None
        self.suggestion_ids.action_reject(self.reason, self.note or "", meant)
        return {"type": "ir.actions.act_window_close"}
