"""What does triage suggest on this ticket, and which tickets should it look at?"""

from odoo import api, fields, models

AGENT = "triage_suggestion.group_agent"


class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    triage_suggestion_ids = fields.One2many("triage.suggestion", "ticket_id", string="Suggestions", groups=AGENT)
    triage_suggestion_id = fields.Many2one(
        "triage.suggestion", string="Current suggestion", compute="_compute_triage_suggestion_id", groups=AGENT
    )
    triage_state = fields.Selection(related="triage_suggestion_id.state", string="Suggestion is", groups=AGENT)
    triage_panel = fields.Html(related="triage_suggestion_id.panel", string="Case", groups=AGENT)
    triage_draft = fields.Html(related="triage_suggestion_id.draft_panel", string="Draft reply", groups=AGENT)

    @api.depends("triage_suggestion_ids.is_current")
    def _compute_triage_suggestion_id(self):
        for ticket in self:
            ticket.triage_suggestion_id = ticket.triage_suggestion_ids.filtered("is_current")[:1]

    def action_triage_accept(self):
        """Agree with the current suggestion as it is."""
        return self.triage_suggestion_id.action_accept()

    def action_triage_edit_and_send(self):
        """Open Odoo's composer with the draft filled in."""
        return self.triage_suggestion_id.action_edit_and_send()

    def action_triage_reject(self):
        """Ask for the reason and reject the current suggestion."""
        return self.triage_suggestion_id.action_reject()

    def action_triage_ask_again(self):
        """Ask the service for a new revision."""
        return self.triage_suggestion_id.action_ask_again()

    def action_triage_assign(self):
        """Assign the current suggestion to me."""
        return self.triage_suggestion_id.action_assign()

    def action_triage_open(self):
        """Open the current suggestion, with its steps, approvals and log."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "triage.suggestion",
            "res_id": self.triage_suggestion_id.id,
            "view_mode": "form",
        }

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
