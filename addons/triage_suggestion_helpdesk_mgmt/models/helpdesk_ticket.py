"""What does triage suggest on this ticket?"""

from odoo import api, fields, models


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    triage_suggestion_ids = fields.One2many(
        "triage.suggestion", "ticket_id", string="Suggestions", groups="triage_suggestion.group_agent"
    )
    triage_suggestion_id = fields.Many2one(
        "triage.suggestion",
        string="Current suggestion",
        compute="_compute_triage_suggestion_id",
        groups="triage_suggestion.group_agent",
    )

    @api.depends("triage_suggestion_ids.is_current")
    def _compute_triage_suggestion_id(self):
        for ticket in self:
            ticket.triage_suggestion_id = ticket.triage_suggestion_ids.filtered("is_current")[:1]
