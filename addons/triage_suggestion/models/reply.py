"""Was the draft sent as it was, or changed first? Odoo's composer filled in, and compared when a person sends."""

import difflib

from markupsafe import Markup

from odoo import _, fields, models
from odoo.tools import html2plaintext


def _lines(text):
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


class TriageSuggestion(models.Model):
    _inherit = "triage.suggestion"

    def _composer(self):
        """Return Odoo's composer with the draft; it writes on the ticket where there is one."""
        target = self._reply_on()
        partners = self.partner_id if self.partner_id.email else self.partner_id.browse()
        return {
            "type": "ir.actions.act_window",
            "name": _("Check and send"),
            "res_model": "mail.compose.message",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_model": target._name,
                "default_res_ids": target.ids,
                "default_composition_mode": "comment",
                "default_subtype_xmlid": "mail.mt_comment",
                "default_subject": self.draft_subject,
                "default_body": self._draft_html(),
                "default_partner_ids": partners.ids,
                "default_triage_suggestion_id": self.id,
            },
        }

    def _draft_html(self):
        paragraphs = (self.draft_body or "").split("\n\n")
        return Markup("").join(Markup("<p>%s</p>") % Markup("<br>").join(p.split("\n")) for p in paragraphs)

    def _reply_on(self):
        """Return the record on which the reply is written."""
        return self

    def _say(self, text):
        """Write on the chatter in the name of the acting user, as an internal note."""
        self._opened().message_post(
            body=text, author_id=self.env.user.partner_id.id, message_type="notification", subtype_xmlid="mail.mt_note"
        )

    def _sent(self, subject, body):
        """Take note that the acting user has sent the reply: as it was drafted, or with this difference."""
        self.ensure_one()
        user = self._person()
        if self.state not in ("new", "asked", "accepted"):
            return
        before = _lines(f"{self.draft_subject or ''}\n{self.draft_body or ''}")
        after = _lines(f"{subject or ''}\n{html2plaintext(body or '')}")
        difference = "\n".join(difflib.unified_diff(before, after, "draft", "sent", lineterm="", n=1))
        kind = "edited" if difference else "accepted"
        reply = self.step_ids.filtered(lambda s: s.kind == "reply" and s.state == "proposed")
        reply._opened().write({"state": "done"})
        self._decide(kind, user, {"state": "accepted", "was_edited": bool(difference)}, difference=difference)


class MailComposer(models.TransientModel):
    _inherit = "mail.compose.message"

    triage_suggestion_id = fields.Many2one("triage.suggestion", readonly=True)

    def action_send_mail(self):
        """Send, and tell the suggestion that filled the composer in."""
        done = super().action_send_mail()
        for composer in self.filtered("triage_suggestion_id"):
            composer.triage_suggestion_id._sent(composer.subject, composer.body)
        return done
