"""How often is a check right? Findings against the truth, with intervals that small numbers deserve."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from triage.domain.findings import Finding, Outcome
from triage.odoo.sandbox.description import ExpectedFinding
from triage.odoo.sandbox.story import Story

_CENT = Decimal("0.01")
_Z = 1.96  # 95 %


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


def wilson(hits: int, of: int) -> tuple[float, float]:
    """Return the 95 % Wilson interval of a share."""
    if not of:
        return (0.0, 1.0)
    share, spread = hits / of, _Z * _Z / of
    centre = (share + spread / 2) / (1 + spread)
    half = _Z * math.sqrt(share * (1 - share) / of + spread / (4 * of)) / (1 + spread)
    return (max(0.0, centre - half), min(1.0, centre + half))


@dataclass(slots=True)
class Row:
    """The counts of one check."""

    check: str
    expected: Counter[str] = field(default_factory=Counter)
    right: int = 0
    wrong: int = 0
    missed: int = 0
    amounts_wrong: int = 0

    @property
    def cases(self) -> int:
        """Return how many expected findings the check had."""
        return sum(self.expected.values())


def table(verdicts: Iterable[Verdict]) -> list[Row]:
    """Return the counts per check, and of all as the last row."""
    rows: dict[str, Row] = {}
    everything = Row("all")
    for verdict in verdicts:
        for row in (rows.setdefault(verdict.check, Row(verdict.check)), everything):
            row.expected[verdict.expected.value] += 1
            row.right += verdict.said is verdict.expected
            row.wrong += verdict.is_wrong
            row.missed += verdict.is_missed
            row.amounts_wrong += verdict.is_amount_wrong
    return [*(rows[key] for key in sorted(rows)), everything]
