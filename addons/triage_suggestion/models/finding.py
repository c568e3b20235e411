"""Is the claim true, and how much hangs on it? One line per claim, with the arithmetic and what is missing."""

from odoo import fields, models

from .words import INTENTS, OUTCOMES


class TriageFinding(models.Model):
    _name = "triage.finding"
    _description = "Finding"
    _inherit = ["triage.guarded"]
    _order = "suggestion_id, sequence, id"

    suggestion_id = fields.Many2one("triage.suggestion", required=True, index=True, ondelete="cascade", readonly=True)
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
    arithmetic_shown = fields.Char(readonly=True, groups=".")
    figures = fields.Text(readonly=True, groups=".", help="The figures by name, as JSON")
    missing = fields.Char(readonly=True, help="Codes of what would decide it")
    reason = fields.Char(readonly=True)
    evidence_ids = fields.One2many("triage.evidence", "finding_id", readonly=True)

    def _compute_arithmetic(self):
        for finding in self:
            finding.arithmetic = finding.sudo().arithmetic_shown
