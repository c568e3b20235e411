"""Who has agreed to a financial step, and to exactly what? One row per person; it never changes, it can only lapse."""

from odoo import fields, models


class TriageApproval(models.Model):
    _name = "triage.approval"
    _description = "Approval"
    _inherit = ["triage.guarded"]
    _order = "id"

    step_id = fields.Many2one("triage.step", required=True, index=True, ondelete="restrict", readonly=True)
    suggestion_id = fields.Many2one(related="step_id.suggestion_id", store=True, index=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True, index=True, ondelete="restrict")
    user_id = fields.Many2one("res.users", string="Approver", required=True, readonly=True, ondelete="restrict")
    at = fields.Datetime(required=True, readonly=True)
    expires_at = fields.Datetime(required=True, readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    amount = fields.Monetary(readonly=True)
    fingerprint = fields.Char(required=True, readonly=True)
    state = fields.Selection(
        [("valid", "Valid"), ("used", "Carried out"), ("lapsed", "Lapsed")], required=True, default="valid", readonly=True
    )
