"""How often is a check right? One expected finding beside what was said."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from triage.domain.findings import Finding, Outcome
from triage.odoo.sandbox.story import Story
from triage.odoo.sandbox.truth import ExpectedFinding

_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Verdict:
    """One expected finding beside what the check said; `said` is None where it said nothing."""

    situation: str
    check: str
    expected: Outcome
    said: Outcome | None
    expected_amount: Decimal | None
    amount: Decimal | None
    reason: str
    not_asked: tuple[str, ...] = ()  # what the truth says is missing and the check did not name

    @property
    def is_wrong(self) -> bool:
        """Tell whether the check decided, and not as the truth has it."""
        return self.said in (Outcome.SUPPORTED, Outcome.REFUTED) and self.said is not self.expected

    @property
    def is_missed(self) -> bool:
        """Tell whether the truth is decidable and the check left it open."""
        return self.expected is not Outcome.UNDECIDED and self.said in (None, Outcome.UNDECIDED)

    @property
    def is_amount_wrong(self) -> bool:
        """Tell whether outcome and truth agree and the amount does not."""
        if self.said is not self.expected or self.expected_amount is None:
            return False
        return self.amount is None or abs(self.amount - self.expected_amount) >= _CENT


def judge(story: Story, expected: ExpectedFinding, findings: Sequence[Finding]) -> Verdict:
    """Return the verdict on one expected finding: same intent, and same document where the truth names one."""
    document = story.fill(expected.document)
    own = [f for f in findings if f.intent is expected.intent]
    own = [f for f in own if f.document == document] or ([] if document and len(own) > 1 else own)
    said = own[0] if own else None
    return Verdict(
        situation=story.situation.id,
        check=expected.intent.value,
        expected=expected.outcome,
        said=said.outcome if said else None,
        expected_amount=expected.amount,
        amount=said.amount.value if said and said.amount is not None else None,
        reason=said.reason if said else "",
        not_asked=tuple(code for code in expected.missing if said is None or code not in said.missing),
    )
