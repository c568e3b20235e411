"""What would come out otherwise? One case as it was recorded beside the same case under other versions."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from copy import copy
from datetime import datetime
from decimal import Decimal

from triage.domain.clearance import Clearance
from triage.domain.findings import Finding
from triage.domain.proposal import Draft, Proposal, Step
from triage.domain.reading import Reading
from triage.domain.releases import Difference, ReplayReport, Sum

FIELDS = ("failure", "intent", "finding", "step", "amount", "approval", "draft", "hold")


class Side:
    """One side of a comparison: the nouns of a case under one set of versions."""

    def __init__(
        self, reading: Reading, findings: Sequence[Finding], proposal: Proposal | None, clearance: Clearance | None
    ) -> None:
        self.findings = findings
        self.steps: Sequence[Step] = proposal.steps if proposal else ()
        self._told = {
            "failure": "",
            "intent": ", ".join(reading.intents) + (" (unsure)" if reading.abstained else ""),
            "finding": "; ".join(_finding(finding) for finding in findings),
            "step": ", ".join(step.kind for step in self.steps),
            "amount": ", ".join(str(step.amount) for step in self.steps if step.financial and step.amount),
            "approval": ", ".join(f"{step.kind} {step.approval}" for step in self.steps if step.financial),
            "draft": _draft(proposal.draft if proposal else None),
            "hold": ", ".join(sorted({h.guard for h in clearance.holds})) if clearance else "",
        }

    def failed(self, reason: str) -> "Side":
        """Return this side as it would be had the road ended with a failure: no step and no draft is shown."""
        other = copy(self)
        other.steps = ()
        other._told = {field: "" for field in FIELDS} | {"failure": reason}
        return other

    def told(self, field: str) -> str:
        """Return one field as a line of text."""
        return self._told[field]


def _finding(finding: Finding) -> str:
    amount = f" {finding.amount}" if finding.amount else ""
    return f"{finding.intent} {finding.outcome} {finding.document}{amount}".strip()


def _draft(draft: Draft | None) -> str:
    """Return which letter it is, without a word of it: its language, length and fingerprint."""
    if draft is None:
        return "none"
    mark = hashlib.sha256(f"{draft.subject}\n{draft.body}".encode()).hexdigest()[:8]
    return f"{draft.language}, {len(draft.body.split())} words, {mark}"


def differences_of(case_id: str, before: Side, after: Side) -> list[Difference]:
    """List every field that comes out otherwise."""
    return [
        Difference(case_id=case_id, field=field, before=before.told(field), after=after.told(field))
        for field in FIELDS
        if before.told(field) != after.told(field)
    ]


def report_of(
    compared: Sequence[tuple[str, Side, Side]], *, since: datetime, facts: str, left_out: int
) -> ReplayReport:
    """Return the report of a replay: counts of cases by field, and the money in financial steps on both sides."""
    found = [difference for pair in compared for difference in differences_of(*pair)]
    return ReplayReport(
        since=since,
        facts=facts,
        cases=len(compared),
        left_out=left_out,
        changed=len({difference.case_id for difference in found}),
        counts=dict(sorted(Counter(difference.field for difference in found).items())),
        money=_money(compared),
        differences=tuple(found),
    )


def _money(compared: Sequence[tuple[str, Side, Side]]) -> tuple[Sum, ...]:
    sums: dict[str, list[Decimal]] = {}
    for _, *sides in compared:
        for place, side in enumerate(sides):
            for step in side.steps:
                if step.financial and step.amount is not None:
                    own = sums.setdefault(step.amount.currency, [Decimal(0), Decimal(0)])
                    own[place] += abs(step.amount.value)
    return tuple(Sum(currency=code, before=a, after=b) for code, (a, b) in sorted(sums.items()))


def table(report: ReplayReport, *, most: int = 200) -> str:
    """Return a report as lines to be read."""
    lines = [
        f"{report.cases} cases since {report.since:%Y-%m-%d %H:%M} ({report.facts} facts), {report.left_out} left out,"
        f" {report.changed} come out otherwise",
        *(f"  {field:9} {report.counts[field]:6} cases" for field in FIELDS if field in report.counts),
        *(
            f"  money     {money.before:>14,} -> {money.after:>14,} {money.currency}  ({money.after - money.before:+,})"
            for money in report.money
        ),
    ]
    lines += [f"{d.case_id}  {d.field:9} {d.before or '-'}  ->  {d.after or '-'}" for d in report.differences[:most]]
    rest = len(report.differences) - most
    return "\n".join([*lines, *([f"… and {rest} more: --json shows all"] if rest > 0 else [])])
