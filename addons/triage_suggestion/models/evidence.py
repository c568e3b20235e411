"""What proves it? One field of one Odoo record, shown to whom that record may be shown; or the word of an outsider."""

from odoo import _, api, fields, models
from odoo.exceptions import AccessError

from .access import readable
from .words import EVENT


class TriageEvidence(models.Model):
    _name = "triage.evidence"
    _description = "Evidence"
    _inherit = ["triage.guarded"]
    _order = "finding_id, sequence, id"
    _rec_name = "res_model"

    suggestion_id = fields.Many2one("triage.suggestion", required=True, index=True, ondelete="restrict", readonly=True)
    finding_id = fields.Many2one("triage.finding", index=True, ondelete="restrict", readonly=True)
    company_id = fields.Many2one(related="suggestion_id.company_id", store=True)
    sequence = fields.Integer(readonly=True)
    res_model = fields.Char(string="Model", required=True, readonly=True)
    res_id = fields.Integer(string="Record ID", required=True, readonly=True)
    field_name = fields.Char(string="Field", readonly=True)
    value = fields.Char(compute="_compute_shown", compute_sudo=False)
    label = fields.Char(compute="_compute_shown", compute_sudo=False)
    may_open = fields.Boolean(compute="_compute_shown", compute_sudo=False, help="There is a record that you may open")
    may_see = fields.Boolean(compute="_compute_shown", compute_sudo=False)
    value_shown = fields.Char(readonly=True, groups=".")
    label_shown = fields.Char(readonly=True, groups=".")
    written_at = fields.Datetime(string="Record last changed", readonly=True, help="As it was read by the service")

    @api.depends_context("uid", "allowed_company_ids")
    @api.depends("res_model", "res_id", "field_name")
    def _compute_shown(self):
        """Show value and label to whom the record, and that field of it, may be shown; to others nothing.

        What a carrier or a payment provider told has no record, and is shown to whoever may read the suggestion.
        """
        wanted = {}
        for line in self:
            wanted.setdefault(line.res_model, set()).add(line.res_id)
        open_to_user = readable(self.env, wanted)
        for line in self:
            line.may_open = self._is_open(line.res_model, line.res_id, line.field_name, open_to_user)
            line.may_see = line.may_open or line.res_model == EVENT
            told = line.sudo()
            line.value = told.value_shown if line.may_see else False
            line.label = told.label_shown if line.may_see else False

    def _is_open(self, model, record_id, name, open_to_user):
        """Tell whether there is such a record, and the user may read it and this field of it."""
        return record_id in open_to_user.get(model, ()) and self._may_see_field(model, name)

    def _may_see_field(self, model, name):
        """Tell whether the user may see this field of a model at all."""
        field = self.env[model]._fields.get(name)
        return field is None or not field.groups or self.env.user.has_groups(field.groups)

    def action_open(self):
        """Open the record behind the evidence, with the user's own rights."""
        self.ensure_one()
        self._person()
        if not self.may_open:
            raise AccessError(_("You may not open this record."))
        return {"type": "ir.actions.act_window", "res_model": self.res_model, "res_id": self.res_id,
                "view_mode": "form", "views": [(False, "form")]}  # fmt: skip
