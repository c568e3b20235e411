"""What does an agent see at one look? The case as one piece of HTML, made by a template on the server, with the reader's rights."""

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

    panel = fields.Html(
        string="What the customer says and what the books show", compute="_compute_panel", sanitize=False
    )
    draft_panel = fields.Html(string="Draft reply", compute="_compute_panel", sanitize=False)

    @api.depends_context("uid", "lang", "tz", "allowed_company_ids")
    def _compute_panel(self):
        qweb = self.env["ir.qweb"]
        for suggestion in self:
            seen = {
                "suggestion": suggestion,
                "labels": suggestion._labels(),
                "outcome_looks": OUTCOME_LOOKS,
                "step_looks": STEP_LOOKS,
                "percent": f"{round(100 * suggestion.confidence)} %",
            }
            suggestion.panel = qweb._render("triage_suggestion.panel", seen)
            suggestion.draft_panel = qweb._render("triage_suggestion.draft_panel", seen)

    @api.model
    def _labels(self):
        """Return the labels of the closed lists in the reader's language: {field: {code: label}}."""
        step, finding = self.env["triage.step"], self.env["triage.finding"]
        asked = {
            "intent": (self, "intent"),
            "outcome": (finding, "outcome"),
            "kind": (step, "kind"),
            "approval": (step, "approval"),
            "step_state": (step, "state"),
        }
        return {
            name: dict(records._fields[field]._description_selection(self.env))
            for name, (records, field) in asked.items()
        }
