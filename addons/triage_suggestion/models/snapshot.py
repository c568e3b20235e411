"""What exactly was shown, and has it moved since? Records with write dates and values, sealed as one fingerprint."""

import hashlib
import json
from datetime import datetime, timedelta

from odoo import _, api, fields, models

MONEY_OF_MOVE = ("state", "payment_state", "amount_total", "amount_residual")


def _plain(value):
    """Return a field's value as text that stays the same as long as the value does."""
    if isinstance(value, models.BaseModel):
        return ",".join(str(i) for i in value.ids)
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


class TriageStep(models.Model):
    _inherit = "triage.step"

    def _take_snapshot(self):
        """Keep the records behind this step as they are now, or as the service read them where they moved since."""
        self.ensure_one()
        rows = [self._row_of(record, names, read_at) for record, names, read_at in self._records_behind()]
        self.write({"snapshot": json.dumps(rows, sort_keys=True)})
        self.write({"fingerprint": self._seal(rows)})

    def _records_behind(self):
        """List (record, names of its fields, when the service saw it last written) of the finding and the invoice."""
        evidence = self.finding_id.evidence_ids or self.suggestion_id.evidence_ids
        fields_of, read_at = {}, {}
        for line in evidence:
            key = (line.res_model, line.res_id)
            fields_of.setdefault(key, set()).add(line.field_name)
            read_at[key] = line.written_at
        if self.invoice_id:
            fields_of.setdefault(("account.move", self.invoice_id.id), set()).update(MONEY_OF_MOVE)
        known = [key for key in sorted(fields_of) if key[0] in self.env]
        return [(self.env[m].sudo().browse(i), sorted(fields_of[m, i]), read_at.get((m, i))) for m, i in known]

    def _row_of(self, record, names, read_at=None):
        """Return one record as it is now; `read_at` stands for its write date where it was written after that."""
        record = record.exists()
        if not record:
            return {"model": record._name, "id": 0, "name": "", "written": "gone", "values": {}}
        written = record.write_date
        if read_at and written.replace(microsecond=0) > read_at:
            written = read_at
        values = {name: _plain(record[name]) for name in names if name in record._fields}
        row = {"model": record._name, "id": record.id, "name": record.display_name, "values": values}
        return {**row, "written": written.isoformat() if written else ""}

    def _seal(self, rows):
        """Return the fingerprint of all that was shown: step, amounts, records, policy and draft."""
        suggestion = self.suggestion_id
        shown = {
            "key": suggestion.key,
            "step": [self.sequence, self.kind, self.text, self.document, str(self.until), self.approval],
            "amount": [f"{self.amount:.4f}", self.currency_id.name, f"{suggestion.amount_at_stake:.4f}"],
            "finding": [self.finding_id.outcome or "", self.finding_id.arithmetic_shown or ""],
            "policy": suggestion.policy_version,
            "draft": [suggestion.draft_subject, suggestion.draft_body, suggestion.draft_to],
            "records": [{k: v for k, v in row.items() if k != "name"} for row in rows],
        }
        return hashlib.sha256(json.dumps(shown, sort_keys=True, default=str).encode()).hexdigest()

    def _what_moved(self):
        """List, in a person's words, what is no longer as it was shown; nothing where all stands."""
        self.ensure_one()
        before = json.loads(self.snapshot or "[]")
        moved = [line for row in before for line in self._changes_of(row)]
        if self._seal(before) != self.fingerprint:
            moved.append(_("The suggestion itself is not what was shown."))
        return moved

    def _changes_of(self, row):
        record = self.env[row["model"]].sudo().browse(row["id"])
        now = self._row_of(record, sorted(row["values"]))
        if now["written"] == "gone":
            return [_("%s is gone.", row["name"] or row["model"])]
        label = record.fields_get(list(row["values"]), ["string"])
        said = self._as_read
        changes = []
        for name, old in sorted(row["values"].items()):
            after = now["values"].get(name)
            if after != old:
                field = label.get(name, {}).get("string", name)
                values = {"before": said(record, name, old), "after": said(record, name, after)}
                told = {"record": row["name"], "field": field, **values}
                changes.append(_("%(record)s, %(field)s: %(before)s is now %(after)s.", **told))
        if not changes and now["written"] != row["written"]:
            who = record.write_uid.name if "write_uid" in record._fields else ""
            when = datetime.fromisoformat(now["written"]).strftime("%Y-%m-%d %H:%M")
            changes = [_("%(record)s was changed on %(when)s UTC by %(who)s.", record=row["name"], when=when, who=who)]
        return changes

    @api.model
    def _as_read(self, record, name, plain):
        """Return a value of a snapshot as a person reads it: the label of a choice, money with its cents."""
        field = record._fields[name]
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(plain, plain)
        return f"{float(plain):.2f}" if field.type == "monetary" and plain else plain

    def _lapse(self, reasons, *, for_good=True):
        """Let the approvals of this step lapse, and say why; `for_good`: only a new suggestion can follow."""
        opened = self._opened()
        why = "\n".join(reasons)
        opened.approval_ids.filtered(lambda a: a.state == "valid").write({"state": "lapsed"})
        opened.write({"state": "lapsed" if for_good else "proposed", "approvals_given": 0, "problem": why})
        self.env["triage.decision"]._record(self.suggestion_id, "lapsed", step=self, note=why)

    def _give_up(self, why):
        """Drop an open step; where somebody had agreed already, his approval lapses."""
        if self.approval_ids.filtered(lambda a: a.state == "valid"):
            self._lapse([why])
        else:
            self._opened().write({"state": "dropped", "problem": why})

    def _expired(self):
        """List why approvals of this step are too old to count."""
        now = fields.Datetime.now()
        old = self.sudo().approval_ids.filtered(lambda a: a.state == "valid" and a.expires_at <= now)
        reasons = []
        for approval in old:
            told = {"who": approval.user_id.name, "hours": (approval.expires_at - approval.at) / timedelta(hours=1)}
            reasons.append(_("The approval of %(who)s has lapsed after %(hours)d hours.", **told))
        return reasons


class TriageSuggestion(models.Model):
    _inherit = "triage.suggestion"

    def _fingerprint(self):
        """Return the fingerprint of all that is shown of this suggestion."""
        findings = [[f.intent, f.outcome, f"{f.amount:.4f}", f.document] for f in self.finding_ids]
        shown = [self.key, self.policy_version, findings, self.draft_subject, self.draft_body, self.step_ids.mapped("fingerprint")]
        return hashlib.sha256(json.dumps(shown, default=str).encode()).hexdigest()
