"""What comes next, who has to agree, and was it done? One line per proposed step."""

from odoo import fields, models

from .words import APPROVALS, STEP_KINDS, STEP_STATES, TEAMS


class TriageStep(models.Model):
    _name = "triage.step"
    _description = "Next step"
    _inherit = ["triage.guarded"]
    _order = "suggestion_id, sequence, id"
    _rec_name = "text"

    suggestion_id = fields.Many2one("triage.suggestion", required=True, index=True, ondelete="restrict", readonly=True)
    company_id = fields.Many2one(related="suggestion_id.company_id", store=True, index=True)
    partner_id = fields.Many2one(related="suggestion_id.commercial_partner_id", store=True, index=True)
    finding_id = fields.Many2one("triage.finding", readonly=True, ondelete="set null")
    sequence = fields.Integer(readonly=True)
    kind = fields.Selection(STEP_KINDS, required=True, readonly=True)
    text = fields.Char(required=True, readonly=True)
    financial = fields.Boolean(readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    amount = fields.Monetary(readonly=True)
    approval = fields.Selection(APPROVALS, required=True, default="none", readonly=True)
    approvals_given = fields.Integer(readonly=True, default=0)
    team = fields.Selection(TEAMS, string="Owner", readonly=True)
    due = fields.Date(readonly=True)
    until = fields.Date(readonly=True)
    rule = fields.Char(readonly=True)
    document = fields.Char(readonly=True)
    invoice_id = fields.Many2one("account.move", readonly=True, index=True, ondelete="restrict")
    state = fields.Selection(STEP_STATES, required=True, default="proposed", readonly=True, index=True)
    fingerprint = fields.Char(readonly=True, help="Of all that was shown with this step")
    snapshot = fields.Text(readonly=True, groups=".", help="The records behind it as they were shown, as JSON")
    problem = fields.Text(string="Odoo said", readonly=True, help="Why it could not be carried out, or why it lapsed")
    approval_ids = fields.One2many("triage.approval", "step_id", string="Approvals", readonly=True)
    result_model = fields.Char(readonly=True)
    result_id = fields.Integer(readonly=True)
