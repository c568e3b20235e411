"""What must the service still be told? One row per decision or ticket hint, sent signed, retried, told once."""

from odoo import fields, models


class TriageOutbox(models.Model):
    _name = "triage.outbox"
    _description = "Outbox"
    _inherit = ["triage.guarded"]
    _order = "id"

    kind = fields.Selection([("decision", "Decision"), ("ticket", "Ticket")], required=True, readonly=True)
    decision_id = fields.Many2one("triage.decision", readonly=True, ondelete="cascade")
    body = fields.Text(required=True, readonly=True)
    state = fields.Selection(
        [("waiting", "Waiting"), ("sent", "Sent"), ("failed", "Given up")], required=True, default="waiting", readonly=True
    )
    attempts = fields.Integer(readonly=True)
    next_at = fields.Datetime(string="Next attempt", readonly=True)
    sent_at = fields.Datetime(readonly=True)
    last_error = fields.Char(readonly=True)
