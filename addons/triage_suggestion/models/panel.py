"""What does an agent see at one look? The case as one piece of HTML, made on the server with the reader's rights."""

from odoo import api, fields, models

OUTCOME_LOOKS = {
    "supported": ("text-bg-success", "fa-check"),
    "refuted": ("text-bg-danger", "fa-times"),
    "undecided": ("text-bg-warning", "fa-question"),
}
STEP_LOOKS = {
    "proposed": "text-bg-info",
    "waiting": "text-bg-warning",
    "approved": "text-bg-primary",
    "done": "text-bg-success",
    "refused": "text-bg-danger",
    "lapsed": "text-bg-warning",
    "dropped": "text-bg-secondary",
}


class TriageSuggestion(models.Model):
    _inherit = "triage.suggestion"

    panel = fields.Html(string="Claims, evidence and next steps", compute="_compute_panel", sanitize=False)
    draft_panel = fields.Html(string="Draft as shown", compute="_compute_panel", sanitize=False)

    @api.depends_context("uid", "lang", "tz", "allowed_company_ids")
    def _compute_panel(self):
        qweb, lines = self.env["ir.qweb"], self._panel_lines()
        labels = self._panel_labels([finding for findings, _steps in lines.values() for finding in findings])
        for suggestion in self:
            seen = {
                "suggestion": suggestion,
                "findings": lines.get(suggestion.id, ((), ()))[0],
                "steps": lines.get(suggestion.id, ((), ()))[1],
                "labels": labels,
                "named": lambda words, codes: ", ".join(
                    codes.get(code, code) for code in (words or "").split(", ") if code
                ),
                "outcome_looks": OUTCOME_LOOKS,
                "step_looks": STEP_LOOKS,
                "percent": f"{round(100 * suggestion.confidence)} %",
            }
            suggestion.panel = qweb._render("triage_suggestion.panel", seen)
            suggestion.draft_panel = qweb._render("triage_suggestion.draft_panel", seen)

    def _panel_labels(self, findings):
        """Return the labels of all codes on the panel, in the reader's language: {list: {code: label}}."""
        step, finding = self.env["triage.step"], self.env["triage.finding"]
        lists = {
            "intent": (self, "intent"),
            "outcome": (finding, "outcome"),
            "team": (step, "team"),
            "approval": (step, "approval"),
            "step_state": (step, "state"),
        }
        return {
            "missing": self._missing_labels(),
            "flag": self._flag_labels(),
            "record": self._record_labels(),
            "language": self._language_labels(),
            "field": self._field_labels([line for finding in findings for line in finding.evidence_ids]),
            **{
                name: dict(records._fields[field]._description_selection(self.env))
                for name, (records, field) in lists.items()
            },
        }

    def _field_labels(self, lines):
        """Return the labels of the fields that stand as evidence: {(model, field): label}."""
        known = {line.res_model for line in lines} & set(self.env.registry)
        return {
            (line.res_model, line.field_name): self.env[line.res_model]
            ._fields[line.field_name]
            ._description_string(self.env)
            for line in lines
            if line.res_model in known and line.field_name in self.env[line.res_model]._fields
        }
