"""What did the customer promise to pay, and was it kept? The ledger answers, not the customer."""

from odoo import fields, models


class TriagePromise(models.Model):
    _name = "triage.promise"
    _description = "Promise to pay"
    _inherit = ["triage.guarded"]
    _order = "due desc, id desc"

    partner_id = fields.Many2one("res.partner", string="Customer", required=True, index=True, readonly=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    step_id = fields.Many2one("triage.step", readonly=True, ondelete="set null")
    user_id = fields.Many2one("res.users", string="Recorded by", readonly=True, ondelete="restrict")
    invoice_ids = fields.Many2many("account.move", string="Invoices", readonly=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    amount = fields.Monetary(required=True, readonly=True)
    paid = fields.Monetary(readonly=True, help="Paid on these invoices since the promise, by the ledger")
    promised_on = fields.Date(required=True, readonly=True)
    due = fields.Date(required=True, readonly=True)
    state = fields.Selection(
        [("open", "Open"), ("kept", "Kept"), ("broken", "Broken")], required=True, default="open", readonly=True, index=True
    )
