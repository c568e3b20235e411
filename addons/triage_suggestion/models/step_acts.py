"""How is a step carried out? In the user's own name and with his own rights, all of it or nothing."""

import json
from datetime import timedelta

from odoo import _, fields, models
from odoo.exceptions import RedirectWarning, UserError

from .access import must_read

INSTALMENTS = 3
DAYS_BETWEEN = 30


class TriageStep(models.Model):
    _inherit = "triage.step"

    def action_carry_out(self):
        """Do what the step says. What Odoo refuses is shown on the step, and nothing is half done.

        A step that needs approval must have it, unchanged and in time, and whoever carries it out is an approver.
        """
        self.ensure_one()
        user = self._person("triage_suggestion.group_agent" if self.approval == "none" else "triage_suggestion.group_approver")
        step = self._opened()
        step._lock()
        if why := step._why_not_now(user):
            self._lapse(why)
            return self._notice(_("Lapsed: it is no longer what was shown"), "\n".join(why))
        act = getattr(self, f"_act_{self.kind}", self._act_as_activity)
        try:
            with self.env.cr.savepoint():
                made = act()
                self.env.flush_all()
        except (UserError, RedirectWarning) as error:  # AccessError and ValidationError too
            step.write({"problem": str(error)})
            step._chatter(_("Odoo refused it: %s", error))
            return self._notice(_("Odoo refused it, and nothing was done"), str(error))
        if isinstance(made, dict):
            return made  # a window to work in; it says itself when it is done
        step._done(made)
        return True

    def _why_not_now(self, user):
        """List what has moved since it was approved; raises UserError where it may not be carried out at all."""
        if self.approval == "none":
            if self.state != "proposed" or self.suggestion_id.state in ("rejected", "superseded"):
                raise UserError(_("There is nothing to carry out."))
            return []
        if self.state != "approved":
            raise UserError(_("It is not approved."))
        return self._what_moved() + self._expired()

    def _done(self, made):
        """Mark the step as done, with the record that it made."""
        self.approval_ids.filtered(lambda a: a.state == "valid").write({"state": "used"})
        self.write({"state": "done", "problem": False, "result_model": made._name, "result_id": made[:1].id})
        self._chatter(_("Done: %s", self.text), made)

    def _chatter(self, text, made=None):
        """Say it on the suggestion, in the name of who did it."""
        body = text if not made else f"{text} ({', '.join(made.mapped('display_name'))})"
        self.suggestion_id._say(body)

    def action_open_result(self):
        """Open what the step has made, with the user's own rights."""
        self.ensure_one()
        self._person()
        return {"type": "ir.actions.act_window", "res_model": self.result_model, "res_id": self.result_id,
                "view_mode": "form", "views": [(False, "form")]}  # fmt: skip

    # --- acts: each returns the records it made, as the user -----------------------------------------------------

    def _act_as_activity(self):
        """Plan an activity: what only a person can do is put before a person."""
        return self._plan(self.text, self.due)

    def _act_call(self):
        return self._plan(self.text, self.due, "mail.mail_activity_data_call")

    def _act_reply(self):
        return self.suggestion_id.action_edit_and_send()

    def _act_nothing(self):
        return self.suggestion_id

    def _act_create_ticket(self):
        raise UserError(_("No helpdesk is connected: install the addon for yours."))

    def _act_hold_reminders(self):
        """Let reminders rest for the disputed part of the invoice, until its day; an activity then asks again."""
        invoice = self._needs_invoice()
        if not self.until or not self.amount:
            raise UserError(_("A hold needs an amount and an end."))
        hold = self.env["triage.reminder.hold"]._put(self, invoice)
        self._plan(_("The reminder hold on %s ends.", invoice.name), self.until)
        return hold

    def _act_record_promise(self):
        """Record the promise with its day; the ledger will tell whether it was kept."""
        invoice = self._needs_invoice()
        if not self.until:
            raise UserError(_("A promise needs a day."))
        return self.env["triage.promise"]._record(self, invoice)

    def _act_payment_plan(self):
        """Plan one activity an instalment: equal parts, the last one takes the rest."""
        if not self.amount or not self.currency_id:
            raise UserError(_("A plan needs an amount."))
        part = self.currency_id.round(self.amount / INSTALMENTS)
        parts = [part] * (INSTALMENTS - 1) + [self.currency_id.round(self.amount - part * (INSTALMENTS - 1))]
        first = self.due or fields.Date.context_today(self)
        made = self.env["mail.activity"]
        for number, amount in enumerate(parts):
            text = _("Instalment %(n)d of %(all)d: %(amount).2f %(currency)s due (%(document)s)", n=number + 1,
                     all=INSTALMENTS, amount=amount, currency=self.currency_id.name, document=self.document or "")  # fmt: skip
            made |= self._plan(text, first + timedelta(days=DAYS_BETWEEN * number))
        return made

    def _needs_invoice(self):
        """Return the invoice of this step as the user may see it; raises UserError where there is none."""
        if not self.invoice_id:
            raise UserError(_("The invoice %s is not in these books.", self.document or ""))
        must_read(self.invoice_id)
        return self.invoice_id

    def _plan(self, text, day, kind="mail.mail_activity_data_todo"):
        """Plan an activity on the suggestion for whoever works on it; else for the one who does this."""
        owner = self.suggestion_id.user_id or self.env.user
        return self.suggestion_id.activity_schedule(
            kind, date_deadline=day or fields.Date.context_today(self), summary=text[:200], user_id=owner.id
        )

    def _figures(self):
        """List the figures of the finding as the service worked them out."""
        return json.loads(self.sudo().finding_id.figures or "[]")
