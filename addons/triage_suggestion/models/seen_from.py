"""Where else does a suggestion show? On the customer and on the invoice, as a count and the amount in dispute."""

from odoo import api, fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    triage_suggestion_count = fields.Integer(
        compute="_compute_triage_suggestion_count", groups="triage_suggestion.group_agent"
    )
    triage_disputed = fields.Char(compute="_compute_triage_suggestion_count", groups="triage_suggestion.group_agent")

    def _compute_triage_suggestion_count(self):
        suggestions = self.env["triage.suggestion"]
        for partner in self:
            domain = [("commercial_partner_id", "=", partner.commercial_partner_id.id), ("is_current", "=", True)]
            partner.triage_suggestion_count, partner.triage_disputed = suggestions._count_and_dispute(domain)

    def action_triage_suggestions(self):
        """Open the suggestions of this customer."""
        self.ensure_one()
        return self.env["triage.suggestion"]._opened_list(
            [("commercial_partner_id", "=", self.commercial_partner_id.id)]
        )


class AccountMove(models.Model):
    _inherit = "account.move"

    triage_suggestion_count = fields.Integer(
        compute="_compute_triage_suggestion_count", groups="triage_suggestion.group_agent"
    )
    triage_disputed = fields.Char(compute="_compute_triage_suggestion_count", groups="triage_suggestion.group_agent")

    def _compute_triage_suggestion_count(self):
        suggestions = self.env["triage.suggestion"]
        for move in self:
            domain = [("invoice_ids", "in", move.ids), ("is_current", "=", True)]
            found = suggestions._count_and_dispute(domain, move) if move.ids else (0, False)
            move.triage_suggestion_count, move.triage_disputed = found

    def action_triage_suggestions(self):
        """Open the suggestions that name this invoice."""
        self.ensure_one()
        return self.env["triage.suggestion"]._opened_list([("invoice_ids", "in", self.ids)])


class TriageSuggestion(models.Model):
    _inherit = "triage.suggestion"

    @api.model
    def _count_and_dispute(self, domain, move=None):
        """Return how many suggestions there are, and what is in dispute in them as text, one sum a currency."""
        found = self.search(domain)
        lines = found.finding_ids.filtered(
            lambda line: line.amount
            and line.outcome != "refuted"
            and line.intent.startswith("dispute.")
            and line.suggestion_id.state not in ("rejected", "superseded")
            and (move is None or line.document == move.name)
        )
        sums = [
            currency.format(sum(lines.filtered(lambda line, c=currency: line.currency_id == c).mapped("amount")))
            for currency in lines.currency_id
        ]
        return len(found), ", ".join(sums) or False

    @api.model
    def _opened_list(self, domain):
        action = self.env["ir.actions.act_window"]._for_xml_id("triage_suggestion.triage_suggestion_action")
        return {**action, "domain": domain, "context": {"search_default_current": 1}}
