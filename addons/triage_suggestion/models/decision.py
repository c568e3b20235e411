"""Who decided what, when, and what was shown? An append-only log in which every entry seals the one before it."""

from odoo import api, fields, models

from .words import DECISION_KINDS, REJECT_REASONS


class TriageDecision(models.Model):
    _name = "triage.decision"
    _description = "Decision"
    _inherit = ["triage.guarded"]
    _order = "id desc"

    suggestion_id = fields.Many2one("triage.suggestion", required=True, index=True, readonly=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    step_id = fields.Many2one("triage.step", readonly=True, ondelete="restrict")
    kind = fields.Selection(DECISION_KINDS, required=True, readonly=True)
    user_id = fields.Many2one("res.users", string="By", readonly=True, ondelete="restrict")
    at = fields.Datetime(required=True, readonly=True)
    reason = fields.Selection(REJECT_REASONS, readonly=True)
    note = fields.Text(readonly=True)
    difference = fields.Text(readonly=True, help="What was changed in the draft, as a unified diff")
    shown = fields.Text(readonly=True, help="What was on the screen, as JSON")
    fingerprint = fields.Char(readonly=True)
    seal = fields.Char(readonly=True, help="SHA-256 over this entry and the seal of the one before")

    @api.model
    def _record(self, suggestion, kind, step=None, reason=False, note="", difference=""):
        """Append an entry for this suggestion in the name of the acting user."""
        return self._opened().create(
            {
                "suggestion_id": suggestion.id,
                "company_id": suggestion.sudo().company_id.id,
                "step_id": step.id if step else False,
                "kind": kind,
                "user_id": self.env.uid,
                "at": fields.Datetime.now(),
                "reason": reason,
                "note": note,
                "difference": difference,
            }
        )
