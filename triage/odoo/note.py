"""What does an agent see on the ticket? One suggestion as an internal note: who is right, by how much, what to do."""

import re
from collections.abc import Iterable, Sequence
from html import escape

from triage.domain.codes import Intent
from triage.domain.findings import Evidence, Finding, Outcome
from triage.domain.proposal import Approval, Draft, Step
from triage.domain.suggestion import Suggestion

OUTCOMES = {
    Outcome.SUPPORTED: ("✔", "The books support this"),
    Outcome.REFUTED: ("✘", "The books refute this"),
    Outcome.UNDECIDED: ("?", "The books cannot tell"),
}
APPROVALS = {Approval.NONE: "", Approval.ONE: "one approval", Approval.TWO: "two approvals"}
MOST_EVIDENCE = 12
_MARK = re.compile(r"\[triage:([^\[\]\s/]+)/(\d+)\]")


def mark_of(case_id: str, revision: int) -> str:
    """Return the text by which a note or activity of ours is known again."""
    return f"[triage:{_bare(case_id)}/{revision}]"


def marks_in(body: str) -> list[tuple[str, int]]:
    """List case and revision of every mark in a note's HTML."""
    return [(case_id, int(revision)) for case_id, revision in _MARK.findall(body)]


def named(intent: Intent) -> str:
    """Return an intent as a person says it: "dispute, short shipment"."""
    return str(intent).replace(".", ", ").replace("_", " ")


def unmarked(words: str) -> str:
    """Return text in which nobody else's words can pass for our mark."""
    return words.replace("[triage:", "(triage:")


def _bare(case_id: str) -> str:
    """Return a case id without characters that would break the mark, or that a search would take for any."""
    return re.sub(r"[^A-Za-z0-9.-]", "-", case_id)


def render(suggestion: Suggestion, *, base_url: str, modern: bool, replaces: Sequence[int] = ()) -> str:
    """Return the note as HTML, every word of it escaped. `modern`: Odoo 18 and later have /odoo/… addresses."""
    link = Links(base_url, modern=modern)
    parts = [
        _head(suggestion, replaces),
        _summary(suggestion, link),
        *(_finding(finding, suggestion, link) for finding in suggestion.findings),
        _holds(suggestion),
        _steps(suggestion.proposal.steps),
        _draft(suggestion.proposal.draft),
    ]
    return unmarked("".join(parts)) + _foot(suggestion)


class Links:
    """Makes addresses of records, relative where the address of Odoo is not known."""

    def __init__(self, base_url: str, *, modern: bool) -> None:
        self._base, self._modern = base_url.rstrip("/"), modern

    def to(self, model: str, record: int, words: str) -> str:
        """Return a link to a record's form."""
        path = f"/odoo/{model}/{record}" if self._modern else f"/web#id={record}&model={model}&view_type=form"
        return f'<a href="{escape(self._base + path, quote=True)}">{escape(words)}</a>'


def _head(suggestion: Suggestion, replaces: Sequence[int]) -> str:
    reading = suggestion.reading
    sure = "not sure" if reading.abstained else f"{reading.confidence:.0%} sure"
    further = f", also {', '.join(map(named, reading.further))}" if reading.further else ""
    old = ", ".join(str(revision) for revision in replaces)
    note = f"<p><i>Replaces the earlier suggestion for this case (revision {escape(old)}).</i></p>" if replaces else ""
    return f"<p><b>Suggestion: {escape(named(reading.primary))}</b> ({sure}){escape(further)}</p>{note}"


def _summary(suggestion: Suggestion, link: Links) -> str:
    lines = [escape(line.text) for line in suggestion.proposal.summary]
    match = suggestion.case_file.sender.match
    if match:
        who = link.to("res.partner", match.partner.id, match.partner.name)
        proof = "proven" if suggestion.case_file.sender.proven else "not proven"
        lines.insert(0, f"From {who} ({proof}: {escape(match.why)})")
    else:
        lines.insert(0, f"Sender unknown: {escape(suggestion.case_file.sender.reason)}")
    return _list(lines)


def _finding(finding: Finding, suggestion: Suggestion, link: Links) -> str:
    sign, words = OUTCOMES[finding.outcome]
    amount = f": <b>{escape(str(finding.amount))}</b>" if finding.amount else ""
    about = f" ({escape(finding.document)})" if finding.document else ""
    lines = []
    if 0 <= finding.claim < len(suggestion.reading.claims):
        lines.append(f"They write: “{escape(_short(suggestion.reading.claims[finding.claim].quote))}”")
    if finding.arithmetic:
        lines.append(f"Reckoning: {escape(finding.arithmetic)}")
    if finding.evidence:
        lines.append(f"Evidence: {_evidence(finding.evidence, link)}")
    if finding.missing:
        lines.append(f"Missing to decide: {escape(', '.join(finding.missing).replace('_', ' '))}")
    return f"<p>{sign} <b>{escape(named(finding.intent))}</b>{about}: {words}{amount}</p>{_list(lines)}"


def _evidence(evidence: Iterable[Evidence], link: Links) -> str:
    return "; ".join(_proof(proof, link) for proof in list(evidence)[:MOST_EVIDENCE])


def _proof(proof: Evidence, link: Links) -> str:
    """Return one proof: a record with a link to it, or what somebody outside told us, who is no record of Odoo."""
    name = proof.label or f"{proof.model} {proof.id}"
    if proof.model == "event":
        return f"{escape(_short(name))} says: {escape(_short(proof.value))}"
    return f"{link.to(proof.model, proof.id, name)} {escape(proof.field)} = {escape(_short(proof.value))}"


def _holds(suggestion: Suggestion) -> str:
    if suggestion.clearance.cleared:
        return ""
    holds = [f"{escape(hold.reason)} (for {escape(hold.lifted_by)})" for hold in suggestion.clearance.holds]
    return f"<p><b>Held: a person must look first</b></p>{_list(holds)}"


def _steps(steps: Sequence[Step]) -> str:
    if not steps:
        return ""
    return f"<p><b>Next steps</b></p><ol>{''.join(f'<li>{_step(step)}</li>' for step in steps)}</ol>"


def _step(step: Step) -> str:
    aside = [
        str(step.amount) if step.amount else "",
        f"needs {APPROVALS[step.approval]}" if APPROVALS[step.approval] else "",
        f"by {step.due.isoformat()}" if step.due else "",
        step.owner.replace("_", " "),
        f"rule {step.rule}" if step.rule else "",
    ]
    return f"{escape(step.text)} ({escape('; '.join(part for part in aside if part))})"


def _draft(draft: Draft | None) -> str:
    if draft is None:
        return ""
    body = "<br/>".join(escape(line) for line in draft.body.splitlines())
    return (
        f"<p><b>Draft reply</b> ({escape(draft.language)}, by {escape(draft.writer)}), not sent:</p>"
        f"<blockquote><p><b>{escape(draft.subject)}</b></p><p>{body}</p></blockquote>"
    )


def _foot(suggestion: Suggestion) -> str:
    said = {**suggestion.reading.versions, **suggestion.proposal.versions, **suggestion.clearance.versions}
    if suggestion.proposal.policy:
        said["policy"] = suggestion.proposal.policy
    versions = ", ".join(f"{name} {version}" for name, version in sorted(said.items()))
    as_of = suggestion.case_file.as_of.strftime("%Y-%m-%d %H:%M UTC")
    mark = mark_of(suggestion.case_id, suggestion.revision)
    return (
        "<p><small>Only a suggestion: nothing was done or sent. "
        f"Books as of {escape(as_of)}. {escape(versions)} {escape(mark)}</small></p>"
    )


def _list(lines: Sequence[str]) -> str:
    """Return lines, already escaped, as a list."""
    return f"<ul>{''.join(f'<li>{line}</li>' for line in lines)}</ul>" if lines else ""


def _short(words: str, most: int = 300) -> str:
    flat = " ".join(words.split())
    return flat if len(flat) <= most else flat[: most - 1] + "…"
