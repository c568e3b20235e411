"""Which lines stand on the panel? Findings, evidence and steps in one query, as the reader may see them."""

from types import SimpleNamespace

from odoo import fields, models
from odoo.tools.misc import formatLang

from .access import readable
from .words import EVENT

# A suggestion that may be read may be read whole: its lines have its company. What a record behind the evidence says is
# left out below for whoever may not read that record.
LINES = """
SELECT s.id,
       (SELECT json_agg(row_to_json(f) ORDER BY f.sequence, f.id) FROM (
            SELECT f.*, c.name AS currency, c.decimal_places AS digits, (SELECT json_agg(row_to_json(e) ORDER BY e.sequence, e.id)
                           FROM triage_evidence e WHERE e.finding_id = f.id) AS evidence
              FROM triage_finding f LEFT JOIN res_currency c ON c.id = f.currency_id WHERE f.suggestion_id = s.id) f),
       (SELECT json_agg(row_to_json(t) ORDER BY t.sequence, t.id) FROM (
            SELECT t.*, c.name AS currency, c.decimal_places AS digits
              FROM triage_step t LEFT JOIN res_currency c ON c.id = t.currency_id WHERE t.suggestion_id = s.id) t)
  FROM triage_suggestion s
 WHERE s.id IN %s
"""
FINDING = ("outcome", "intent", "document", "amount", "quote", "missing")
STEP = ("text", "amount", "approval", "state", "financial", "team", "problem", "kind")


class TriageSuggestion(models.Model):
    _inherit = "triage.suggestion"

    def _panel_lines(self):
        """Return {suggestion's id: (findings, steps)} for the panel, two queries however many there are."""
        self.env.flush_all()
        self.env.cr.execute(LINES, (tuple(self.ids) or (0,),))
        rows = self.env.cr.fetchall()
        wanted = {}
        for _suggestion, findings, _steps in rows:
            for line in (line for finding in findings or () for line in finding["evidence"] or ()):
                wanted.setdefault(line["res_model"], set()).add(line["res_id"])
        seen = readable(self.env, wanted)
        return {
            suggestion: (
                [self._finding_line(finding, seen) for finding in findings or ()],
                [self._step_line(step) for step in steps or ()],
            )
            for suggestion, findings, steps in rows
        }

    def _finding_line(self, row, seen):
        evidence = [self._evidence_line(line, seen) for line in row["evidence"] or ()]
        is_open = all(line.may_see for line in evidence)
        return SimpleNamespace(
            **{name: row[name] for name in FINDING},
            money=self._money_line(row),
            arithmetic=row["arithmetic_shown"] if is_open else "",
            evidence_ids=evidence,
        )

    def _money_line(self, row):
        """Return the amount as the reader's language writes it, with the currency's code."""
        if not row["amount"] or not row["currency"]:
            return ""
        return f"{formatLang(self.env, row['amount'], digits=row['digits'])}\N{NO-BREAK SPACE}{row['currency']}"

    def _evidence_line(self, row, seen):
        may_open = self.env["triage.evidence"]._is_open(row["res_model"], row["res_id"], row["field_name"], seen)
        may_see = may_open or row["res_model"] == EVENT
        return SimpleNamespace(
            may_open=may_open,
            may_see=may_see,
            res_model=row["res_model"],
            res_id=row["res_id"],
            field_name=row["field_name"],
            label=row["label_shown"] if may_see else "",
            value=row["value_shown"] if may_see else "",
        )

    def _step_line(self, row):
        return SimpleNamespace(
            **{name: row[name] for name in STEP},
            money=self._money_line(row),
            due=fields.Date.to_date(row["due"]),
        )
