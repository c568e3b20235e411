"""What must the service still be told? One row per decision or ticket hint, sent signed, retried, told once."""

import hashlib
import hmac
import json
import time
from datetime import timedelta, timezone

import requests

from odoo import api, fields, models, modules

DOORS = {"decision": "/v1/decisions", "ticket": "/v1/inbound/odoo"}
KNOWN = 409  # the door says: this call was taken before
SECONDS = 10
AT_ONCE = 200
MOST_ATTEMPTS = 60  # with the pauses below, about six weeks
LONGEST_PAUSE = timedelta(hours=24)


class TriageOutbox(models.Model):
    _name = "triage.outbox"
    _description = "Outbox"
    _inherit = ["triage.guarded"]
    _order = "id"
    _rec_name = "kind"

    kind = fields.Selection([("decision", "Decision"), ("ticket", "Ticket")], required=True, readonly=True)
    decision_id = fields.Many2one("triage.decision", readonly=True, ondelete="restrict")
    body = fields.Text(required=True, readonly=True)
    state = fields.Selection(
        [("waiting", "Waiting"), ("sent", "Sent"), ("failed", "Given up")],
        required=True,
        default="waiting",
        readonly=True,
        index=True,
    )
    attempts = fields.Integer(readonly=True)
    next_at = fields.Datetime(string="Next attempt", readonly=True)
    sent_at = fields.Datetime(readonly=True)
    last_error = fields.Char(readonly=True)

    @api.model
    def _put_decision(self, entry):
        """Put a decision in, as contract/decision.schema.json has it; its id is filled in where it is told."""
        step = entry.step_id
        by_person = entry.kind != "lapsed" and entry.user_id
        body = {
            "case_id": entry.suggestion_id.case_id,
            "revision": entry.suggestion_id.revision,
            "kind": entry.kind,
            "by": entry.user_id.login if by_person else "odoo",
            "at": entry.at.replace(tzinfo=timezone.utc).isoformat(),
            "reason": entry.reason or "",
            "note": (entry.note or "")[:10000],
            "difference": self._difference_of(entry),
            "amount": f"{step.amount:.2f}" if step.currency_id else None,
            "currency": step.currency_id.name or "",
            "shown": entry.fingerprint or "",
        }
        return self._put("decision", body, decision_id=entry.id)

    @api.model
    def _difference_of(self, entry):
        """Return what the person would have had otherwise: the draft as a unified diff, the meaning as before and after."""
        difference = {"draft": entry.difference} if entry.difference else {}
        if entry.true_intent:
            read = {"before": entry.suggestion_id.intent, "after": entry.true_intent}
            difference["reading"] = {"primary": read}
        return difference

    @api.model
    def _put(self, kind, body, **values):
        row = self._opened().create({"kind": kind, "body": json.dumps(body), "next_at": fields.Datetime.now(), **values})
        self.env.ref("triage_suggestion.ir_cron_send").sudo()._trigger()
        return row

    def _told(self):
        """Return the body with its id, unique over all Odoo databases."""
        uuid = self.env["ir.config_parameter"].sudo().get_param("database.uuid")
        return {"id": f"{uuid}/{self.id}", **json.loads(self.body)}

    @api.model
    def _cron_send(self):
        """Send what waits, oldest first, each in a transaction of its own."""
        settings = self.env["ir.config_parameter"].sudo()
        url = (settings.get_param("triage_suggestion.url") or "").rstrip("/")
        secret = settings.get_param("triage_suggestion.secret") or ""
        if not url.startswith(("http://", "https://")) or not secret:
            return
        due = [("state", "=", "waiting"), ("next_at", "<=", fields.Datetime.now())]
        for row in self._opened().search(due, limit=AT_ONCE):
            row._send(url, secret)
            if not modules.module.current_test:
                self.env.cr.commit()  # pylint: disable=invalid-commit  # told is told, whatever comes next

    def _send(self, url, secret):
        """Send one row; the service knows its key, so that a second time is no second decision."""
        told = self._told()
        raw = json.dumps(told).encode()
        stamp = str(int(time.time()))
        seal = hmac.new(secret.encode(), stamp.encode() + b"." + raw, hashlib.sha256).hexdigest()
        headers = {
            "Content-Type": "application/json",
            "X-Timestamp": stamp,
            "X-Signature": f"sha256={seal}",
            "Idempotency-Key": told["id"],
        }
        try:
            answer = requests.post(
                url + DOORS[self.kind], data=raw, headers=headers, timeout=SECONDS, allow_redirects=False
            )
            is_told = answer.status_code < 300 or answer.status_code == KNOWN
            error = "" if is_told else f"HTTP {answer.status_code}"
        except requests.RequestException as failure:
            error = type(failure).__name__
        self._note_attempt(error)

    def _note_attempt(self, error):
        """Write down how it went; a failure waits 1, 2, 4 … minutes, a day at most, and is given up in the end."""
        attempts = self.attempts + 1
        values = {"attempts": attempts, "last_error": error or False}
        if not error:
            values |= {"state": "sent", "sent_at": fields.Datetime.now(), "next_at": False}
        elif attempts >= MOST_ATTEMPTS:
            values |= {"state": "failed", "next_at": False}
        else:
            pause = min(timedelta(minutes=2 ** min(attempts - 1, 12)), LONGEST_PAUSE)
            values["next_at"] = fields.Datetime.now() + pause
        self.write(values)


class TriageSuggestion(models.Model):
    _inherit = "triage.suggestion"

    @api.model
    def list_decisions(self, after=0, limit=100):
        """List decisions put into the outbox after this row, oldest first, for the service's account.

        Each is a body of contract/decision.schema.json; the number at the end of its id is what to ask after next.
        Raises AccessError for others.
        """
        if self.env.su or not self.env.user._is_triage_service():
            self._refuse("list_decisions", "not the service account")
        companies = self.env.user.company_ids.ids
        domain = [("kind", "=", "decision"), ("id", ">", int(after)), ("decision_id.company_id", "in", companies)]
        rows = self.env["triage.outbox"].sudo().search(domain, limit=max(1, min(int(limit), 1000)), order="id")
        return [row._told() for row in rows]
