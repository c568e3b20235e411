"""Is the claim true, and how much hangs on it? One line per claim, with the arithmetic and what is missing."""

from odoo import api, fields, models

from .words import INTENTS, OUTCOMES


class TriageFinding(models.Model):
    _name = "triage.finding"
    _description = "Finding"
    _inherit = ["triage.guarded"]
    _order = "suggestion_id, sequence, id"

    suggestion_id = fields.Many2one("triage.suggestion", required=True, index=True, ondelete="restrict", readonly=True)
    company_id = fields.Many2one(related="suggestion_id.company_id", store=True)
    sequence = fields.Integer(readonly=True)
    intent = fields.Selection(INTENTS, readonly=True)
    quote = fields.Text(string="The customer's words", readonly=True)
    check_name = fields.Char(string="Check", readonly=True)
    outcome = fields.Selection(OUTCOMES, required=True, readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    amount = fields.Monetary(string="At stake", readonly=True)
    claimed = fields.Monetary(readonly=True)
    document = fields.Char(readonly=True)
    arithmetic = fields.Char(compute="_compute_arithmetic", compute_sudo=False)
    is_hidden = fields.Boolean(
        string="Partly hidden", compute="_compute_arithmetic", compute_sudo=False, help="You may not open all records behind it"
    )
    arithmetic_shown = fields.Char(readonly=True, groups=".")
    figures = fields.Text(readonly=True, groups=".", help="The figures by name, as JSON")
    missing = fields.Char(readonly=True, help="Codes of what would decide it")
    reason = fields.Char(readonly=True)
    evidence_ids = fields.One2many("triage.evidence", "finding_id", readonly=True)

    @api.depends_context("uid", "allowed_company_ids")
    @api.depends("evidence_ids")
    def _compute_arithmetic(self):
        """Show the arithmetic to whom all records behind it may be shown: its figures are theirs."""
        for finding in self:
            is_open = all(finding.evidence_ids.mapped("may_see"))
            finding.arithmetic = finding.sudo().arithmetic_shown if is_open else False
            finding.is_hidden = not is_open
