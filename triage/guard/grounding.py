"""Does anything stand behind each figure, name and amount? Checked anew, without trusting whoever wrote the draft."""

import re
from collections.abc import Iterator
from decimal import Decimal

from triage.domain.clearance import Hold
from triage.domain.proposal import Step, StepKind
from triage.guard.exhibit import Exhibit

NAME = "grounding"
# Steps whose amount must be one that a check found; a plan or hold rests on what is open.
FOUND = frozenset({StepKind.CREDIT_NOTE, StepKind.REFUND, StepKind.WAIVE_FEE, StepKind.WRITE_OFF})
_DIGITS = re.compile(r"\d+")
_LEFTOVER = re.compile(r"[{}<>\[\]]|\$\{|%\(|\bTODO\b|\bundefined\b|\bNone\b")


def grounding(exhibit: Exhibit) -> Iterator[Hold]:
    """Hold what nothing stands behind: unbound figures, values no record holds, lines without a source."""
    draft = exhibit.proposal.draft
    if draft:
        rest = _without(exhibit.text, draft.bound)
        if found := _DIGITS.search(rest):
            yield Hold(guard=NAME, reason=f"a figure in the draft is not bound to evidence ({len(found[0])} digits)")
        if _LEFTOVER.search(rest):
            yield Hold(guard=NAME, reason="the draft holds a token that was not filled in")
        known = _known(exhibit)
        if any(not _stands(value, known) for value in draft.bound):
            yield Hold(guard=NAME, reason="a value in the draft is in no finding and no record of the case")
    if any(not line.sources for line in exhibit.proposal.summary):
        yield Hold(guard=NAME, reason="a line of the summary names no source")
    for step in exhibit.proposal.steps:
        yield from _amount(step, exhibit)


def _without(text: str, bound: tuple[str, ...]) -> str:
    """Return the text without the bound values, the longest first; a figure that only contains one stays."""
    for value in sorted(bound, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(value)}(?!\w)", " ", text)
    return text


def _known(exhibit: Exhibit) -> set[str]:
    """Return the digit runs of all that is known: facts, findings, and the days and sums the customer named."""
    case, reading = exhibit.case_file, exhibit.reading
    nouns = [*case.invoices, *case.orders, *case.deliveries, *case.payments, *case.accounts, *case.partners]
    nouns += [*exhibit.findings, *case.documents]
    said = [f"{d.date} {d.text}" for d in reading.dates] + [r.text for r in reading.references]
    text = " ".join([*(noun.model_dump_json() for noun in nouns), *said])
    runs = set(_DIGITS.findall(text))
    return runs | {run.lstrip("0") or "0" for run in runs} | {_plain(a) for a in _sums(exhibit)}


def _sums(exhibit: Exhibit) -> Iterator[Decimal]:
    """Return the amounts of the findings, each and together by intent: what an answer to several invoices shows."""
    totals: dict[str, Decimal] = {}
    for finding in exhibit.findings:
        if finding.amount:
            totals[finding.intent] = totals.get(finding.intent, Decimal(0)) + abs(finding.amount.rounded().value)
            yield abs(finding.amount.rounded().value)
    yield from totals.values()


def _plain(value: Decimal) -> str:
    return str(int(value))


def _stands(value: str, known: set[str]) -> bool:
    """Tell whether each number of a bound value is known: whole amounts count with their group marks taken out."""
    joined = re.sub(r"(?<=\d)[.,\u00a0\u202f'’ ](?=\d{3}(?!\d))", "", value)
    return all(run in known or run.lstrip("0") in known or set(run) == {"0"} for run in _DIGITS.findall(joined))


def _amount(step: Step, exhibit: Exhibit) -> Iterator[Hold]:
    """Hold a step whose amount is above what the check behind it found."""
    if step.kind not in FOUND:
        return
    inside = step.finding is not None and 0 <= step.finding < len(exhibit.findings)
    finding = exhibit.findings[step.finding] if inside and step.finding is not None else None
    if finding is None or finding.amount is None or step.amount is None:
        yield Hold(guard=NAME, reason=f"{step.kind} names no finding with an amount", lifted_by="approver")
    elif step.amount.currency != finding.amount.currency or step.amount.value > abs(finding.amount.rounded().value):
        yield Hold(guard=NAME, reason=f"{step.kind} is above what was found", lifted_by="approver")
