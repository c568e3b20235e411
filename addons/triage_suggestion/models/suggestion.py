"""What does an agent see of a case, and what did a person decide? One record per revision, changed by named methods."""

from odoo import _, api, fields, models
from odoo.exceptions import UserError

from .words import INTENTS, OPEN_STEPS, REJECT_REASONS, SUGGESTION_STATES, TEAMS


class TriageSuggestion(models.Model):
    _name = "triage.suggestion"
    _description = "Suggestion"
    _inherit = ["triage.guarded", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _mail_post_access = "read"
    _open_fields = frozenset({"message_follower_ids", "message_main_attachment_id", "activity_ids"})

    name = fields.Char(string="Subject", required=True, readonly=True)
    key = fields.Char(required=True, readonly=True, copy=False, help="Case and revision: a second delivery is found by it")
    case_id = fields.Char(string="Case", required=True, index=True, readonly=True)
    revision = fields.Integer(required=True, default=1, readonly=True)
    state = fields.Selection(SUGGESTION_STATES, required=True, default="new", readonly=True, index=True, tracking=True)
    is_current = fields.Boolean(string="Current", readonly=True, default=True, index=True)
    superseded_by_id = fields.Many2one("triage.suggestion", string="Superseded by", readonly=True, ondelete="restrict")
    older_ids = fields.One2many("triage.suggestion", "superseded_by_id", string="Older revisions", readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    user_id = fields.Many2one("res.users", string="Assigned to", readonly=True, index=True, tracking=True)
    team = fields.Selection(TEAMS, readonly=True, index=True, help="The team that owns the first step")
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True, index=True, ondelete="restrict")
    commercial_partner_id = fields.Many2one(
        "res.partner", string="Customer company", readonly=True, index=True, ondelete="restrict"
    )
    sender_proven = fields.Boolean(readonly=True)
    sender_note = fields.Char(string="Why this customer", readonly=True)
    invoice_ids = fields.Many2many("account.move", string="Invoices", readonly=True)
    ticket_ref = fields.Integer(string="Ticket ID", readonly=True, index=True)
    message_ref = fields.Char(string="Message-ID", readonly=True)

    intent = fields.Selection(INTENTS, readonly=True, index=True)
    further_intents = fields.Char(string="Also", readonly=True)
    confidence = fields.Float(readonly=True, digits=(4, 3))
    abstained = fields.Boolean(string="Not sure", readonly=True)
    language = fields.Char(readonly=True)
    flags = fields.Char(readonly=True)
    priority_score = fields.Integer(readonly=True, index=True)
    priority = fields.Selection(
        [("0", "Low"), ("1", "Medium"), ("2", "High"), ("3", "Urgent")], readonly=True, default="0"
    )
    summary = fields.Text(readonly=True)
    quote = fields.Text(string="The customer's words", readonly=True)

    cleared = fields.Boolean(readonly=True)
    hold_note = fields.Text(string="Held because", readonly=True)
    draft_subject = fields.Char(readonly=True)
    draft_body = fields.Text(readonly=True)
    draft_language = fields.Char(readonly=True)
    draft_writer = fields.Char(string="Written by", readonly=True)
    draft_to = fields.Char(string="Reply to", readonly=True)
    draft_gaps = fields.Char(string="Missing in the draft", readonly=True)

    policy_version = fields.Char(readonly=True)
    versions = fields.Text(readonly=True, help="Model, rules, phrases and guards that spoke, as JSON")
    books_as_of = fields.Datetime(readonly=True)
    made_at = fields.Datetime(readonly=True)

    finding_ids = fields.One2many("triage.finding", "suggestion_id", string="Findings", readonly=True)
    evidence_ids = fields.One2many("triage.evidence", "suggestion_id", string="Evidence", readonly=True)
    step_ids = fields.One2many("triage.step", "suggestion_id", string="Next steps", readonly=True)
    decision_ids = fields.One2many("triage.decision", "suggestion_id", string="Decisions", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    amount_at_stake = fields.Monetary(readonly=True)

    decided_by_id = fields.Many2one("res.users", string="Decided by", readonly=True, ondelete="restrict")
    decided_at = fields.Datetime(readonly=True)
    was_edited = fields.Boolean(string="Sent with changes", readonly=True)
    reject_reason = fields.Selection(REJECT_REASONS, readonly=True)
    reject_note = fields.Text(readonly=True)
    approval_state = fields.Selection(
        [("none", "Nothing to approve"), ("open", "To approve"), ("done", "Decided")],
        compute="_compute_approval_state",
        store=True,
    )

    def init(self):
        """One record per case and revision: the database itself refuses a second. `triage_case` orders deliveries."""
        self.env.cr.execute(
            "CREATE TABLE IF NOT EXISTS triage_case (case_id varchar PRIMARY KEY, deliveries integer NOT NULL)"
        )
        self.env.cr.execute(
            "CREATE UNIQUE INDEX IF NOT EXISTS triage_suggestion_key_uniq ON triage_suggestion (key)"
        )

    @api.depends("step_ids.state", "step_ids.financial")
    def _compute_approval_state(self):
        for suggestion in self:
            money = suggestion.step_ids.filtered("financial")
            is_open = any(step.state in OPEN_STEPS for step in money)
            suggestion.approval_state = ("open" if is_open else "done") if money else "none"

    # --- what a person does ----------------------------------------------------------------------------------------

    def _must_be_open(self):
        for suggestion in self:
            if suggestion.state not in ("new", "asked"):
                raise UserError(_("%s was decided already, or replaced by a newer revision.", suggestion.name))

    def action_accept(self):
        """Agree with the suggestion as it is."""
        user = self._person()
        self._must_be_open()
        for suggestion in self:
            suggestion._decide("accepted", user, {"state": "accepted"})

    def action_reject(self, reason=None, note="", intent=None):
        """Reject with a reason of the short list and a note; without a reason, ask for it.

        Where the customer means something else, `intent` says what: the service learns from it.
        """
        user = self._person()
        self._must_be_open()
        if not reason:
            return self._reject_wizard()
        if reason not in dict(REJECT_REASONS):
            raise UserError(_("Choose one of the reasons."))
        if intent and (reason != "wrong_intent" or intent not in dict(INTENTS) or intent in self.mapped("intent")):
            raise UserError(_("Say what the customer means only where something else was read."))
        for suggestion in self:
            said = {"reject_reason": reason, "reject_note": note}
            suggestion._decide("rejected", user, {"state": "rejected", **said}, reason=reason, note=note, intent=intent)
            suggestion.step_ids.filtered(lambda s: s.state in OPEN_STEPS)._opened().write({"state": "dropped"})

    def _reject_wizard(self):
        return {
            "type": "ir.actions.act_window",
            "name": _("Reject"),
            "res_model": "triage.reject",
            "view_mode": "form",
            "target": "new",
            "context": {"default_suggestion_ids": [(6, 0, self.ids)]},
        }

    def action_ask_again(self, note=""):
        """Ask the service to look again: it answers with a new revision."""
        user = self._person()
        for suggestion in self:
            if suggestion.state == "superseded":
                raise UserError(_("A newer revision is there already."))
            suggestion._decide("asked_again", user, {"state": "asked"}, note=note)

    def action_assign(self, user_id=None):
        """Assign to a colleague who is an agent; without one, to me."""
        self._person()
        owner = self.env["res.users"].browse(user_id or self.env.uid).exists()
        if not owner or not owner.has_group("triage_suggestion.group_agent"):
            raise UserError(_("Assign to somebody who works on suggestions."))
        self._opened().write({"user_id": owner.id})

    def action_edit_and_send(self):
        """Open Odoo's composer with the draft filled in: a person looks at it and sends it."""
        self.ensure_one()
        self._person()
        self._must_be_open()
        return self._composer()

    def _decide(self, kind, user, values, **said):
        """Write the decision, its log entry and its outbox row."""
        self._opened().write({**values, "decided_by_id": user.id, "decided_at": fields.Datetime.now()})
        self.env["triage.decision"]._record(self, kind, **said)
