"""What does triage suggest on this ticket, and which tickets should it look at?"""

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

    @api.model_create_multi
    def create(self, vals_list):
        """Make tickets, and hint to the service that they are there."""
        tickets = super().create(vals_list)
        tickets._hint_to_triage("created")
        return tickets

    def _message_post_after_hook(self, message, msg_vals):
        """Hint to the service that a customer has written."""
        done = super()._message_post_after_hook(message, msg_vals)
        if message.message_type == "email" and not message.author_id.user_ids.filtered(lambda u: not u.share):
            self._hint_to_triage("message")
        return done

    def _hint_to_triage(self, event):
        """Put a hint in the outbox: numbers only, the service comes and reads with its own rights."""
        for ticket in self:
            body = {"model": "helpdesk.ticket", "ticket_id": ticket.id, "event": event}
            self.env["triage.outbox"]._put("ticket", body)
