"""What does triage suggest on this ticket, and which tickets should it look at?"""

from odoo import fields, models


class HelpdeskTicket(models.Model):
    _name = "helpdesk.ticket"
    _inherit = ["triage.ticket", "helpdesk.ticket"]

    triage_suggestion_ids = fields.One2many(
        "triage.suggestion", "ticket_id", string="Suggestions", groups="triage_suggestion.group_agent"
    )
