"""What may the service's account do at all? Read, suggest, post notes: whatever other groups it was given."""

from odoo import api, models

from .guarded import has_pass, with_pass

# What Odoo itself writes when this account logs in, posts a note or plans an activity. All else is refused.
WRITES = {
    "create": frozenset(
        {"mail.message", "mail.activity", "res.users.log", "res.users.apikeys.description", "res.users.identitycheck"}
    ),
    "write": frozenset({"mail.message", "mail.activity", "res.users.apikeys.description", "res.users.identitycheck"}),
    "unlink": frozenset({"mail.activity"}),
}
POSTS_ON = frozenset({"helpdesk.ticket", "triage.suggestion"})
NOTE_WORDS = frozenset({"body", "body_is_html", "message_type", "subtype_xmlid"})


class IrModelAccess(models.Model):
    _inherit = "ir.model.access"

    @api.model
    def _get_allowed_models(self, mode="read"):
        """List the models of a mode; a service account writes none but those that a note needs."""
        allowed = super()._get_allowed_models(mode)
        if mode == "read" or not self.env.user._is_triage_service():
            return allowed
        return allowed & WRITES[mode]


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    def _refuse_triage_service(self, act, unless=False):
        """Refuse a service account, in person or in superuser mode of its own request."""
        if not unless and self.env.user._is_triage_service():
            self.env["triage.refusal"]._refuse(self, act)

    def message_post(self, **kwargs):
        """Post; a service account posts internal notes in its own name, on tickets and suggestions only."""
        is_note = (
            self._name in POSTS_ON
            and {key for key, value in kwargs.items() if value} <= NOTE_WORDS
            and kwargs.get("subtype_xmlid") == "mail.mt_note"
            and kwargs.get("message_type", "comment") == "comment"
        )
        self._refuse_triage_service("message_post", unless=is_note or self._triage_is_opened())
        return super().message_post(**kwargs)

    def _triage_is_opened(self):
        return has_pass(self.env)

    def message_notify(self, **kwargs):
        """Notify; not by a service account: it would reach anybody by mail."""
        self._refuse_triage_service("message_notify", unless=self._triage_is_opened())
        return super().message_notify(**kwargs)

    @api.model
    def message_process(self, model, message, **kwargs):
        """Take a mail in; not from a service account: this runs as superuser and writes in anybody's name."""
        self._refuse_triage_service("message_process")
        return super().message_process(model, message, **kwargs)

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        """Follow; a service account follows nothing and makes nobody follow."""
        self._refuse_triage_service("message_subscribe", unless=self.env.su)
        return super().message_subscribe(partner_ids=partner_ids, subtype_ids=subtype_ids)

    def message_unsubscribe(self, partner_ids=None):
        """Stop following; a service account takes nobody off."""
        self._refuse_triage_service("message_unsubscribe", unless=self.env.su)
        return super().message_unsubscribe(partner_ids=partner_ids)


class MailTemplate(models.Model):
    _inherit = "mail.template"

    def send_mail_batch(self, res_ids, **kwargs):
        """Send; not for a service account: it sends no mail."""
        if self.env.user._is_triage_service():
            self.env["triage.refusal"]._refuse(self, "send_mail")
        return super().send_mail_batch(res_ids, **kwargs)


class MailActivity(models.Model):
    _inherit = "mail.activity"

    def _must_be_own(self, act):
        user = self.env.user
        if not self.env.su and user._is_triage_service() and any(a.sudo().create_uid != user for a in self):
            self.env["triage.refusal"]._refuse(self, act)

    @api.model_create_multi
    def create(self, vals_list):
        """Plan; a service account plans on tickets and suggestions only."""
        is_service = not self.env.su and self.env.user._is_triage_service()
        inner = with_pass(self) if is_service else self  # Odoo's own words about an activity are no post of the account
        activities = super(MailActivity, inner).create(vals_list).with_env(self.env)
        if is_service and set(activities.mapped("res_model")) - POSTS_ON:
            self.env["triage.refusal"]._refuse(activities, "create")
        return activities

    def write(self, vals):
        """Change; a service account changes its own only."""
        self._must_be_own("write")
        return super().write(vals)

    def unlink(self):
        """Remove; a service account removes its own only."""
        self._must_be_own("unlink")
        return super().unlink()

    def action_feedback(self, feedback=False, attachment_ids=None):
        """Close; a service account closes its own only."""
        self._must_be_own("action_feedback")
        is_service = not self.env.su and self.env.user._is_triage_service()
        inner = with_pass(self) if is_service else self
        return super(MailActivity, inner).action_feedback(feedback=feedback, attachment_ids=attachment_ids)
