"""What did people put right? Corrected readings as training rows, and those that contradict each other."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import comb
from typing import Any

from triage.domain.decisions import Decision
from triage.domain.message import Message
from triage.domain.reading import Reading
from triage.review.folding import corrected, corrected_further


@dataclass(frozen=True, slots=True)
class Reviewed:
    """One reading that a person put right, as a row of the training data."""

    id: str
    language: str
    subject: str
    body: str  # the newest words only
    primary: str
    further: tuple[str, ...]
    read_as: str
    by: str

    def as_row(self) -> dict[str, Any]:
        """Return the row as the datasets have it."""
        names = ("id", "language", "subject", "body", "primary")
        told = {name: getattr(self, name) for name in names}
        return {**told, "further": list(self.further), "read_as": self.read_as, "by": self.by}


def reviewed(case_id: str, message: Message, reading: Reading, decisions: Sequence[Decision]) -> Reviewed | None:
    """Return the row of a case whose reading was put right; None where nobody did. The last correction counts."""
    said = [(d, code, more) for d in decisions for code, more in [_said(d)] if code or more is not None]
    if not said:
        return None
    decision, code, further = said[-1]
    primary = code or reading.primary.value
    kept = further if further is not None else tuple(i.value for i in reading.further)
    return Reviewed(
        id=f"reviewed-{case_id}",
        language=reading.language,
        subject=message.subject,
        body=message.reply,
        primary=primary,
        further=tuple(other for other in kept if other != primary),
        read_as=reading.primary.value,
        by=decision.by,
    )


def _said(decision: Decision) -> tuple[str, tuple[str, ...] | None]:
    return corrected(decision.difference), corrected_further(decision.difference)


def contradictions(rows: Sequence[dict[str, Any]]) -> list[tuple[str, list[str]]]:
    """List texts that were labelled in more than one way: the labels, and the rows that say so."""
    by_text: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        words = " ".join(f"{row.get('subject', '')} {row['body']}".casefold().split())
        by_text[words][row["primary"]].append(str(row.get("id", "")))
    return [
        (" / ".join(sorted(labels)), sorted(identity for ids in labels.values() for identity in ids))
        for labels in by_text.values()
        if len(labels) > 1
    ]


@dataclass(frozen=True, slots=True)
class Duel:
    """Two models on the same labelled cases; `p` is of the exact sign test (McNemar) on those where they differ."""

    what: str
    cases: int
    now_right: int
    then_right: int
    only_now: int  # right by the present model alone
    only_then: int
    p: float


def duel(what: str, now: Sequence[bool], then: Sequence[bool]) -> Duel:
    """Return how a candidate does beside the present model, case by case."""
    only_now = sum(a and not b for a, b in zip(now, then, strict=True))
    only_then = sum(b and not a for a, b in zip(now, then, strict=True))
    differ, fewer = only_now + only_then, min(only_now, only_then)
    p = min(1.0, 2 * sum(comb(differ, k) for k in range(fewer + 1)) / 2**differ) if differ else 1.0
    return Duel(what, len(now), sum(now), sum(then), only_now, only_then, round(p, 5))
