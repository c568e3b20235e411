"""On which helpdesk ticket is the suggestion, and who makes one where there is none?"""

from odoo import _, api, fields, models
from odoo.exceptions import UserError


class TriageSuggestion(models.Model):
    _inherit = "triage.suggestion"

    ticket_id = fields.Many2one("helpdesk.ticket", string="Ticket", readonly=True, index=True, ondelete="set null")

    @api.model
    def _ticket_values(self, payload, company):
        """Link the ticket, if it is there and of this company; assign the suggestion to its owner."""
        values = super()._ticket_values(payload, company)
        ticket = self.env["helpdesk.ticket"].sudo().browse(values["ticket_ref"] or 0).exists()
        if ticket and ticket.company_id and ticket.company_id != company:
            ticket = ticket.browse()
        owner = ticket.user_id.filtered(lambda user: user.has_group("triage_suggestion.group_agent"))
        return {**values, "ticket_id": ticket.id, "ticket_ref": ticket.id or 0, "user_id": owner.id}

    def _reply_on(self):
        """Reply on the ticket where there is one."""
        return self.ticket_id or super()._reply_on()

    def action_create_ticket(self):
        """Make a ticket of a mail that has none, with the user's own rights; all revisions of the case get it."""
        self.ensure_one()
        self._person()
        if self.ticket_id:
            raise UserError(_("It has a ticket already."))
        ticket = self.env["helpdesk.ticket"].create(self._new_ticket_values())
        self._keep_message_id(ticket)
        case = self.sudo().search([("case_id", "=", self.case_id)])
        case._opened().write({"ticket_id": ticket.id, "ticket_ref": ticket.id})
        steps = self.step_ids.filtered(lambda s: s.kind == "create_ticket" and s.state == "proposed")
        steps._opened().write({"state": "done", "result_model": ticket._name, "result_id": ticket.id})
        self._say(_("Ticket %s was made.", ticket.display_name))
        return self.action_open_ticket()

    def _keep_message_id(self, ticket):
        """Note the mail's Message-ID on the ticket, so that the service and Odoo find it when the customer answers."""
        if self.message_ref:
            words = _("Made from a customer's mail: %s", self.name)
            ticket.message_post(body=words, subtype_xmlid="mail.mt_note", message_id=self.message_ref)

    def _new_ticket_values(self):
        return {
            "name": self.draft_subject or self.name,
            "description": self.quote or self.summary or self.name,
            "partner_id": self.partner_id.id,
            "partner_name": self.partner_id.name,
            "partner_email": self.partner_id.email or self.draft_to,
            "company_id": self.company_id.id,
            "user_id": self.user_id.id,
        }

    def action_open_ticket(self):
        """Open the ticket, with the user's own rights."""
        self.ensure_one()
        return {"type": "ir.actions.act_window", "res_model": "helpdesk.ticket", "res_id": self.ticket_id.id,
                "view_mode": "form", "views": [(False, "form")]}  # fmt: skip


class TriageStep(models.Model):
    _inherit = "triage.step"

    def _act_create_ticket(self):
        return self.suggestion_id.action_create_ticket()
