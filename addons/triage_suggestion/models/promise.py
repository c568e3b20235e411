"""What did the customer promise to pay, and was it kept? The ledger answers, not the customer."""

from datetime import timedelta

from odoo import _, api, fields, models

DAYS_OF_GRACE = 3  # a transfer takes that long; the policy's promise_grace_days


class TriagePromise(models.Model):
    _name = "triage.promise"
    _description = "Promise to pay"
    _inherit = ["triage.guarded"]
    _order = "due desc, id desc"

    name = fields.Char(compute="_compute_name")
    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, index=True, readonly=True, ondelete="restrict"
    )
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
        [("open", "Open"), ("kept", "Kept"), ("broken", "Broken")],
        required=True,
        default="open",
        readonly=True,
        index=True,
    )

    @api.depends("amount", "currency_id", "due")
    def _compute_name(self):
        for promise in self:
            promise.name = _("%(amount).2f %(currency)s until %(day)s", amount=promise.amount,
                             currency=promise.currency_id.name, day=promise.due)  # fmt: skip

    @api.model
    def _record(self, step, invoice):
        """Return the new promise for a step, as the acting user sees it. Without an amount all that is open is meant."""
        amount = step.amount or invoice.amount_residual
        made = self._opened().create(
            {
                "partner_id": invoice.commercial_partner_id.id,
                "company_id": invoice.company_id.id,
                "step_id": step.id,
                "user_id": self.env.uid,
                "invoice_ids": [(6, 0, invoice.ids)],
                "currency_id": (step.currency_id or invoice.currency_id).id,
                "amount": amount,
                "promised_on": fields.Date.context_today(self),
                "due": step.until,
            }
        )
        return made._closed()

    def _paid_by_ledger(self):
        """Return what was paid on the invoices from the day of the promise to its last day; credit notes pay nothing."""
        last = self.due + timedelta(days=DAYS_OF_GRACE)
        lines = self.invoice_ids.line_ids.filtered(lambda x: x.account_id.account_type == "asset_receivable")
        paid = lines.matched_credit_ids.filtered(
            lambda p: p.credit_move_id.move_id.move_type != "out_refund" and self.promised_on <= p.credit_move_id.date <= last
        )
        return sum(paid.mapped("debit_amount_currency"))

    @api.model
    def _cron_judge(self):
        """Judge open promises: kept as soon as the ledger shows the amount, broken when the last day has passed."""
        today = fields.Date.context_today(self)
        for promise in self._opened().search([("state", "=", "open")]):
            paid = promise._paid_by_ledger()
            is_over = today > promise.due + timedelta(days=DAYS_OF_GRACE)
            is_kept = promise.currency_id.compare_amounts(paid, promise.amount) >= 0
            state = "kept" if is_kept else "broken" if is_over else "open"
            promise.write({"paid": paid, "state": state})
            if state != "open" and promise.step_id:
                label = dict(promise._fields["state"]._description_selection(self.env))[state]
                promise.step_id.suggestion_id._say(f"{promise.name}: {label}")
