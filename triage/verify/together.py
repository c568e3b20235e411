"""Do the findings of one message fit together? Contradictions, and money that may not be counted twice."""

from collections.abc import Sequence

from triage.domain.casefile import CaseFile
from triage.domain.codes import Intent
from triage.domain.findings import Finding, Outcome
from triage.domain.money import Money
from triage.verify.reasons import Missing, Reason

_ARRIVED = (Intent.DAMAGED_GOODS, Intent.WRONG_GOODS, Intent.SHORT_SHIPMENT, Intent.ORDER_RETURN)
_CONTRADICTIONS = frozenset(
    {
        *(frozenset({Intent.NON_DELIVERY, intent}) for intent in _ARRIVED),
        frozenset({Intent.NOT_ORDERED, Intent.SHORT_SHIPMENT}),
    }
)


def without_contradiction(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Return the findings, those undecided that contradict another claim on the same document marked as such."""
    return tuple(
        _marked(finding) if any(_contradicts(finding, other) for other in findings) else finding for finding in findings
    )


def _contradicts(finding: Finding, other: Finding) -> bool:
    """Tell whether two claims cannot both be true and the books left this one open."""
    pair = frozenset({finding.intent, other.intent})
    same = finding.document == other.document and bool(finding.document)
    open_ = finding.outcome is Outcome.UNDECIDED and other.outcome is not Outcome.REFUTED
    return same and open_ and pair in _CONTRADICTIONS


def _marked(finding: Finding) -> Finding:
    missing = tuple(dict.fromkeys((*finding.missing, Missing.WHICH_CLAIM.value)))
    return finding.model_copy(update={"reason": Reason.CLAIMS_CONTRADICT.value, "missing": missing})


def within_total(findings: Sequence[Finding], case: CaseFile) -> tuple[Finding, ...]:
    """Return the findings with supported disputes of one document cut so that together they stay within its total."""
    left = {i.name: i.total.value for i in case.invoices if i.name}
    kept = []
    for finding in findings:
        counts = finding.outcome is Outcome.SUPPORTED and finding.intent.is_dispute and finding.document in left
        if counts and finding.amount is not None:
            amount = finding.amount.with_value(min(finding.amount.value, left[finding.document]))
            left[finding.document] -= amount.value
            kept.append(finding if amount == finding.amount else _cut(finding, amount))
        else:
            kept.append(finding)
    return tuple(kept)


def _cut(finding: Finding, amount: Money) -> Finding:
    text = f"{finding.arithmetic}; {amount} is left of the document beside the other claims"
    return finding.model_copy(update={"amount": amount.rounded(), "arithmetic": text})
