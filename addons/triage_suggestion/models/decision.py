"""Who decided what, when, and what was shown? An append-only log in which every entry seals the one before it."""

import hashlib
import json

from odoo import api, fields, models

from .words import DECISION_KINDS, INTENTS, REJECT_REASONS

LATER = frozenset({"true_intent"})  # fields that the first entries did not have: sealed only where filled in


class TriageDecision(models.Model):
    _name = "triage.decision"
    _description = "Decision"
    _inherit = ["triage.guarded"]
    _order = "id desc"
    _rec_name = "kind"

    suggestion_id = fields.Many2one("triage.suggestion", required=True, index=True, readonly=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="restrict")
    step_id = fields.Many2one("triage.step", readonly=True, ondelete="restrict")
    kind = fields.Selection(DECISION_KINDS, required=True, readonly=True)
    user_id = fields.Many2one("res.users", string="By", readonly=True, ondelete="restrict")
    at = fields.Datetime(required=True, readonly=True)
    reason = fields.Selection(REJECT_REASONS, readonly=True)
    true_intent = fields.Selection(INTENTS, string="What the customer means", readonly=True)
    note = fields.Text(readonly=True)
    difference = fields.Text(readonly=True, help="What was changed in the draft, as a unified diff")
    shown = fields.Text(readonly=True, groups="triage_suggestion.group_policy", help="What was shown, as JSON")
    fingerprint = fields.Char(readonly=True)
    seal = fields.Char(readonly=True, help="SHA-256 over this entry and the seal of the one before")

    def init(self):
        """Let the database itself refuse to change or delete an entry, whoever asks."""
        self.env.cr.execute(
            """
            CREATE OR REPLACE FUNCTION triage_refuse_change() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION 'the log of decisions is append-only'; END $$;
            DROP TRIGGER IF EXISTS triage_decision_append_only ON triage_decision;
            CREATE TRIGGER triage_decision_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON triage_decision
                FOR EACH STATEMENT EXECUTE FUNCTION triage_refuse_change();
            CREATE TABLE IF NOT EXISTS triage_log_head (one boolean PRIMARY KEY DEFAULT true CHECK (one), seal varchar);
            INSERT INTO triage_log_head (seal) VALUES ('') ON CONFLICT DO NOTHING;
            """
        )

    @api.model
    def _record(self, suggestion, kind, step=None, reason=False, note="", **more):
        """Append an entry in the name of the acting user, say it in the chatter, and put it in the outbox.

        The head of the chain is updated first: two decisions at once cannot both follow the same entry, the second
        is run again by Odoo. So ids also grow in the order in which decisions become visible. `more` may say
        `difference`, what was changed in the draft, and `intent`, what the customer means.
        """
        self.env.cr.execute("UPDATE triage_log_head SET seal = seal RETURNING seal")
        before = self.env.cr.fetchone()[0]
        told = suggestion.sudo()
        values = {
            "suggestion_id": told.id,
            "company_id": told.company_id.id,
            "step_id": step.id if step else False,
            "kind": kind,
            "user_id": self.env.uid,
            "at": fields.Datetime.now(),
            "reason": reason,
            "note": note or False,
            "difference": more.get("difference") or False,
            "true_intent": more.get("intent") or False,
            "shown": self._shown(told, step.sudo() if step else None),
            "fingerprint": step.sudo().fingerprint if step else told._fingerprint(),
        }
        seal = self._seal_of(values, before)
        entry = self._opened().create({**values, "seal": seal})
        self.env.cr.execute("UPDATE triage_log_head SET seal = %s", (seal,))
        suggestion._say(entry._sentence())
        self.env["triage.outbox"]._put_decision(entry)
        return entry

    @api.model
    def _seal_of(self, values, before):
        plain = {key: str(value) if value else "" for key, value in values.items() if value or key not in LATER}
        return hashlib.sha256(json.dumps([before, plain], sort_keys=True).encode()).hexdigest()

    @api.model
    def _shown(self, suggestion, step):
        """Return what was on the screen: the step with its records, or the suggestion's findings and draft."""
        shown = {
            "key": suggestion.key,
            "policy": suggestion.policy_version,
            "findings": [[f.intent, f.outcome, f.amount, f.currency_id.name, f.document] for f in suggestion.finding_ids],
            "draft": [suggestion.draft_subject, suggestion.draft_body],
        }
        if step:
            shown["step"] = [step.kind, step.text, step.amount, step.currency_id.name, step.document]
            shown["records"] = json.loads(step.snapshot or "[]")
        return json.dumps(shown, sort_keys=True)

    def _sentence(self):
        """Return the entry as the chatter says it."""
        said = {name: dict(self._fields[name]._description_selection(self.env)) for name in ("kind", "reason", "true_intent")}
        parts = [said["kind"][self.kind], self.step_id.text, said["reason"].get(self.reason)]
        parts += [said["true_intent"].get(self.true_intent), self.note]
        return ": ".join(part for part in parts if part)

    @api.model
    def check_chain(self):
        """List the ids of entries that were changed, removed before, or put in: empty where the log is whole.

        For the policy group. Raises AccessError for others.
        """
        if not self.env.user.has_group("triage_suggestion.group_policy"):
            self._refuse("check_chain")
        before, wrong = "", []
        for entry in self.sudo().with_context(active_test=False).search([], order="id"):
            names = ("kind", "at", "reason", "true_intent", "note", "difference", "shown", "fingerprint")
            values = {name: entry[name] for name in names}
            values |= {name: entry[name].id for name in ("suggestion_id", "company_id", "step_id", "user_id")}
            if self._seal_of(values, before) != entry.seal:
                wrong.append(entry.id)
            before = entry.seal
        return wrong
