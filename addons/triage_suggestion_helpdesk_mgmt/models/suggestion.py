"""On which helpdesk ticket is the suggestion, and who makes one where there is none?"""

from odoo import fields, models


class TriageSuggestion(models.Model):
    _name = "triage.suggestion"
    _inherit = ["triage.ticketed", "triage.suggestion"]

    ticket_id = fields.Many2one("helpdesk.ticket", string="Ticket", readonly=True, index=True, ondelete="set null")


class TriageStep(models.Model):
    _name = "triage.step"
    _inherit = ["triage.ticket.maker", "triage.step"]
