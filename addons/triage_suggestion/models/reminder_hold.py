"""For which part of an invoice do reminders rest, and until when?"""

from odoo import api, fields, models


class TriageReminderHold(models.Model):
    _name = "triage.reminder.hold"
    _description = "Reminder hold"
    _inherit = ["triage.guarded"]
    _order = "until, id"
    _rec_name = "invoice_id"

    invoice_id = fields.Many2one("account.move", required=True, index=True, readonly=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    partner_id = fields.Many2one("res.partner", readonly=True, index=True, ondelete="restrict")
    step_id = fields.Many2one("triage.step", readonly=True, ondelete="set null")
    user_id = fields.Many2one("res.users", string="Put by", readonly=True, ondelete="restrict")
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    amount = fields.Monetary(string="Disputed part", readonly=True)
    until = fields.Date(required=True, readonly=True)
    active = fields.Boolean(default=True, readonly=True)

    @api.model
    def _put(self, step, invoice):
        """Return the new hold for a step, as the acting user sees it; an older one of the same invoice ends."""
        older = self.sudo().search([("invoice_id", "=", invoice.id)])
        older._opened().write({"active": False})
        made = self._opened().create(
            {
                "invoice_id": invoice.id,
                "company_id": invoice.company_id.id,
                "partner_id": invoice.commercial_partner_id.id,
                "step_id": step.id,
                "user_id": self.env.uid,
                "currency_id": step.currency_id.id,
                "amount": step.amount,
                "until": step.until,
            }
        )
        return made._closed()

    @api.model
    def _cron_end(self):
        """End the holds whose day is over."""
        self.sudo().search([("until", "<", fields.Date.context_today(self))])._opened().write({"active": False})


class AccountMove(models.Model):
    _inherit = "account.move"

    triage_hold_ids = fields.One2many("triage.reminder.hold", "invoice_id", groups="triage_suggestion.group_agent")
    triage_held_amount = fields.Monetary(
        string="Reminders rest for",
        compute="_compute_triage_hold",
        groups="triage_suggestion.group_agent",
        help="The disputed part: the rest of the invoice stays due",
    )
    triage_held_until = fields.Date(
        string="Reminders rest until", compute="_compute_triage_hold", groups="triage_suggestion.group_agent"
    )

    @api.depends("triage_hold_ids.active")
    def _compute_triage_hold(self):
        for move in self:
            hold = move.triage_hold_ids[:1]
            move.triage_held_amount, move.triage_held_until = hold.amount, hold.until
