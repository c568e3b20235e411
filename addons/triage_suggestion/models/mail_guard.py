"""Who speaks on a suggestion? Only the one who is logged in: no borrowed author, no mail put in, nothing rewritten."""

from odoo import _, api, models
from odoo.exceptions import AccessError
from odoo.tools import email_normalize

from .guarded import has_pass
from .service_account import POSTS_ON

GUARDED = "triage.suggestion"
SIGNED = frozenset(
    {"author_id", "author_guest_id", "email_from", "body", "model", "res_id", "message_type", "subtype_id", "date",
     "message_id", "record_name", "parent_id", "create_uid", "is_internal", "subject", "reply_to"}
)  # fmt: skip


class TriageSuggestion(models.Model):
    _inherit = "triage.suggestion"

    def message_post(self, **kwargs):
        """Post in the name of the user who is logged in; another author is refused."""
        own = self.env.user.partner_id.id
        if not self._is_opened() and (kwargs.get("author_id") or own) != own:
            self._refuse("message_post", "another author")
        sender = email_normalize(kwargs.get("email_from") or "")
        if not self._is_opened() and sender and sender != self.env.user.email_normalized:
            self._refuse("message_post", "another sender")
        return super().message_post(**kwargs)

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        """Let colleagues who work on suggestions follow, also without a right to write; nobody else follows."""
        if self.env.su:
            return super().message_subscribe(partner_ids=partner_ids, subtype_ids=subtype_ids)
        self._person()
        for partner in self.env["res.partner"].sudo().browse(partner_ids or []):
            if not partner.user_ids.filtered(lambda user: user.has_group("triage_suggestion.group_agent")):
                self._refuse("message_subscribe", "not a colleague")
        return self._message_subscribe(partner_ids, subtype_ids)

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """Refuse: no mail makes a suggestion."""
        self._refuse("message_new")

    def message_update(self, msg_dict, update_vals=None):
        """Refuse: a mail writes nothing on a suggestion, in whoever's name it comes."""
        self._refuse("message_update")

    def _message_update_content(self, message, *args, **kwargs):
        if message.message_type != "comment":
            self._refuse("message_update_content")
        return super()._message_update_content(message, *args, **kwargs)


class MailMessage(models.Model):
    _inherit = "mail.message"

    @api.model_create_multi
    def create(self, vals_list):
        """Write a message; on a suggestion only in one's own name, and a service account nowhere else but in notes."""
        if not self.env.su and not has_pass(self.env):
            user = self.env.user
            for values in vals_list:
                if values.get("model") == GUARDED or user._is_triage_service():
                    self._must_be_own_words(values, user)
        messages = super().create(vals_list)
        if not self.env.su and any(m.model == GUARDED and m.author_id != self.env.user.partner_id for m in messages):
            self.env["triage.suggestion"]._refuse("mail.message.create", "another author")
        return messages

    def _must_be_own_words(self, values, user):
        own = user.partner_id.id
        if (values.get("author_id") or own) != own or values.get("create_uid"):
            self.env["triage.suggestion"]._refuse("mail.message.create", "another author")
        if user._is_triage_service():
            note = self.env.ref("mail.mt_note").id
            is_note = values.get("subtype_id") == note and values.get("message_type") == "comment"
            if values.get("model") not in POSTS_ON or not is_note or values.get("partner_ids"):
                self.env["triage.refusal"]._refuse(self, "create", "not an internal note")

    def write(self, vals):
        """Change; what stands on a suggestion stays as it was said, and a service account rewrites nothing."""
        if not self.env.su and SIGNED & set(vals):
            if vals.get("model") == GUARDED or GUARDED in self.sudo().mapped("model"):
                self.env["triage.suggestion"]._refuse("mail.message.write")
            if self.env.user._is_triage_service():
                self.env["triage.refusal"]._refuse(self, "write")
        return super().write(vals)

    def unlink(self):
        """Remove; what stands on a suggestion is not removed by a person."""
        if not self.env.su and GUARDED in self.sudo().mapped("model"):
            raise AccessError(_("What was said about a suggestion stays."))
        return super().unlink()
