"""What does every helpdesk whose tickets are `helpdesk.ticket` share: OCA's and Enterprise's? Their glue inherits it."""

from odoo import _, api, fields, models
from odoo.exceptions import UserError

AGENT = "triage_suggestion.group_agent"
TICKET = "helpdesk.ticket"


class TriageTicketed(models.AbstractModel):
    _name = "triage.ticketed"
    _description = "A suggestion's ticket"

    @api.model
    def _ticket_values(self, payload, company):
        """Link the ticket, if it is there and of this company; assign the suggestion to its owner."""
        values = super()._ticket_values(payload, company)
        ticket = self.env[TICKET].sudo().browse(values["ticket_ref"] or 0).exists()
        if ticket and ticket.company_id and ticket.company_id != company:
            ticket = ticket.browse()
        owner = ticket.user_id.filtered(lambda user: user.has_group(AGENT))
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
        ticket = self.env[TICKET].with_company(self.company_id).create(self._new_ticket_values())
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
        """Return what a new ticket holds; its company is the one it is made in, in Enterprise by its team."""
        return {
            "name": self.draft_subject or self.name,
            "description": self.quote or self.summary or self.name,
            "partner_id": self.partner_id.id,
            "partner_name": self.partner_id.name,
            "partner_email": self.partner_id.email or self.draft_to,
            "user_id": self.user_id.id,
        }

    def action_open_ticket(self):
        """Open the ticket, with the user's own rights."""
        self.ensure_one()
        return {"type": "ir.actions.act_window", "res_model": TICKET, "res_id": self.ticket_id.id,
                "view_mode": "form", "views": [(False, "form")]}  # fmt: skip


class TriageTicketMaker(models.AbstractModel):
    _name = "triage.ticket.maker"
    _description = "A step that makes a ticket"

    def _act_create_ticket(self):
        return self.suggestion_id.action_create_ticket()


class TriageTicket(models.AbstractModel):
    _name = "triage.ticket"
    _description = "A ticket's suggestions"

    triage_suggestion_id = fields.Many2one(
        "triage.suggestion",
        string="Current suggestion",
        compute="_compute_triage_suggestion_id",
        search="_search_triage_suggestion_id",
        groups=AGENT,
    )
    triage_state = fields.Selection(related="triage_suggestion_id.state", string="Suggestion is", groups=AGENT)
    triage_panel = fields.Html(related="triage_suggestion_id.panel", string="Case", groups=AGENT)
    triage_draft = fields.Html(related="triage_suggestion_id.draft_panel", string="Draft reply", groups=AGENT)

    @api.depends("triage_suggestion_ids.is_current")
    def _compute_triage_suggestion_id(self):
        for ticket in self:
            ticket.triage_suggestion_id = ticket.triage_suggestion_ids.filtered("is_current")[:1]

    @api.model
    def _search_triage_suggestion_id(self, operator, value):
        """Find tickets by their current suggestion: by id, by name, or (False) those without one."""
        is_negative = operator in ("!=", "not in") or operator.startswith("not ")
        current = ("is_current", "=", True)
        if "like" in operator:
            wanted, with_none = [("name", operator.removeprefix("not "), value)], False
        elif "any" in operator:
            wanted, with_none = list(value), False
        else:
            values = list(value) if hasattr(value, "__iter__") else [value]
            wanted, with_none = [("id", "in", [v for v in values if v])], not all(values)
        domain = [("triage_suggestion_ids", "any", [current, *wanted])]
        if with_none:
            domain = ["|", ("triage_suggestion_ids", "not any", [current]), *domain]
        return ["!", *domain] if is_negative else domain

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
            body = {"model": TICKET, "ticket_id": ticket.id, "event": event}
            self.env["triage.outbox"]._put("ticket", body)
