"""On which helpdesk ticket is the suggestion?"""

from odoo import fields, models


class TriageSuggestion(models.Model):
    _inherit = "triage.suggestion"

    ticket_id = fields.Many2one("helpdesk.ticket", string="Ticket", readonly=True, index=True, ondelete="set null")
