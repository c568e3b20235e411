"""For which part of an invoice do reminders rest, and until when?"""

from odoo import fields, models


class TriageReminderHold(models.Model):
    _name = "triage.reminder.hold"
    _description = "Reminder hold"
    _inherit = ["triage.guarded"]
    _order = "until, id"

    invoice_id = fields.Many2one("account.move", required=True, index=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one(related="invoice_id.company_id", store=True)
    partner_id = fields.Many2one("res.partner", readonly=True, index=True, ondelete="restrict")
    step_id = fields.Many2one("triage.step", readonly=True, ondelete="set null")
    user_id = fields.Many2one("res.users", string="Put by", readonly=True, ondelete="restrict")
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    amount = fields.Monetary(string="Disputed part", readonly=True)
    until = fields.Date(required=True, readonly=True)
    active = fields.Boolean(default=True, readonly=True)
