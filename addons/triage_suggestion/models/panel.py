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
        qweb, labels = self.env["ir.qweb"], self._panel_labels()
        for suggestion in self:
            seen = {
                "suggestion": suggestion,
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

    def _panel_labels(self):
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
            "field": self._field_labels(),
            **{
                name: dict(records._fields[field]._description_selection(self.env))
                for name, (records, field) in lists.items()
            },
        }

    def _field_labels(self):
        """Return the labels of the fields that stand as evidence: {(model, field): label}."""
        lines = self.finding_ids.evidence_ids
        known = {line.res_model for line in lines} & set(self.env.registry)
        return {
            (line.res_model, line.field_name): self.env[line.res_model]
            ._fields[line.field_name]
            ._description_string(self.env)
            for line in lines
            if line.res_model in known and line.field_name in self.env[line.res_model]._fields
        }
