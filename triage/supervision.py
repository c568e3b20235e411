"""What does a supervisor see of use? Sums brought up to date, and the figures that reports are made from."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from triage.domain.casefile import CaseFile
from triage.domain.use import Use
from triage.review import drift, folding, shares, thresholds
from triage.review.telling import Told, row_of
from triage.store.cursors import Cursors
from triage.store.decisions import DecisionBook
from triage.store.figures import FigureBook
from triage.store.uses import CHUNK, OVERLAP, UseBook

CASES_MARK, DECISIONS_MARK = "uses.cases.2", "uses.decisions"  # a new number: all cases are folded again, once
LAST = "~"  # after every id
FEW = 50
MOST = 20_000  # cases remembered as folded


@dataclass(frozen=True, slots=True)
class Period:
    """Weeks from `since` to `until`, both inclusive, written 2026-W47; empty: without end."""

    since: str = ""
    until: str = "~"


EVER = Period()


class Supervision:
    """Figures from real use. Each call reads sums, never cases; `refresh` looks only at what has changed."""

    def __init__(
        self,
        book: UseBook,
        decisions: DecisionBook,
        cursors: Cursors,
        segment: Callable[[CaseFile], str],
        figures: FigureBook,
    ) -> None:
        self._figures = figures
        self._folded: dict[str, datetime] = {}
        self._book = book
        self._decisions = decisions
        self._cursors = cursors
        self._segment = segment

    def refresh(self) -> int:
        """Fold cases and decisions that are new since the last time; returns how many rows were looked at."""
        self._fold_events()
        return self._fold_changed() + self._fold_decided()

    def _fold_events(self) -> None:
        while self._figures.fold_events():
            pass

    def _fold_changed(self) -> int:
        found, seen = self._cursors.find(CASES_MARK), 0
        mark = datetime.fromisoformat(found) if found else None
        is_settled = mark is not None and datetime.now(UTC) - mark > 2 * OVERLAP
        since, after = (mark, LAST) if is_settled or mark is None else (mark - OVERLAP, "")
        while chunk := self._book.list_changed(since, CHUNK, after):
            self._fold_new(chunk)
            after, since = chunk[-1]
            self._cursors.put(CASES_MARK, since.isoformat())
            seen += len(chunk)
        return seen

    def _fold_new(self, chunk: Sequence[tuple[str, datetime]]) -> None:
        """Fold what this process has not folded as it is now: the overlap is looked at again and again."""
        new = [(case_id, at) for case_id, at in chunk if self._folded.get(case_id) != at]
        if new:
            self.fold([case_id for case_id, _ in new])
            self._folded = dict(new) if len(self._folded) > MOST else {**self._folded, **dict(new)}

    def _fold_decided(self) -> int:
        mark, seen = int(self._cursors.find(DECISIONS_MARK) or 0), 0
        if self._book.list_decided(mark, 1):
            mark = max(0, mark - FEW)  # another worker may have folded these from what it had read before
        while chunk := self._book.list_decided(mark):
            self.fold(list(dict.fromkeys(case_id for _, case_id in chunk)))
            mark = chunk[-1][0]
            self._cursors.put(DECISIONS_MARK, str(mark))
            seen += len(chunk)
        return seen

    def forget_names(self, before: datetime) -> int:
        """Let the rows of cases that came before name nobody, and no document; sums stay. Returns how many rows."""
        return self._book.forget_names(before, folding.counts_of) + self._figures.forget_names(before)

    def fold(self, case_ids: Sequence[str]) -> None:
        """Bring the rows of these cases up to date."""
        told = [self._told(case_id, *found) for case_id, found in self._book.load(case_ids).items()]
        self._book.fold([one.use for one in told], folding.counts_of)
        self._figures.fold([row_of(one) for one in told])

    def _told(self, case_id: str, row: dict[str, Any], nouns: dict[str, Any], seen: Iterable[Any]) -> Told:
        content = nouns.get("case_file")
        books = CaseFile.from_json(content) if content else None
        segment = self._segment(books) if books else ""
        decided = self._decisions.list_decisions(case_id=case_id)
        use = folding.use_of(row, nouns, decided, tuple(seen), segment)
        return Told(use, nouns, decided, books)

    def acceptance(self, by: str, period: Period = EVER) -> list[shares.AcceptanceRow]:
        """Return acceptance by intent, language, agent, segment, model or week."""
        if by == "week":
            own = self._book.sums("all", since=period.since, until=period.until)
            return shares.acceptance(own, by_week=True)
        return shares.acceptance(self._sums(by, period))

    def edits(self, period: Period = EVER) -> list[shares.PartRow]:
        """Return how often figures, tone, steps and meaning were edited."""
        return shares.edits(self._sums("part", period), self._sums("all", period))

    def reasons(self, period: Period = EVER) -> dict[str, int]:
        """Return how often each reason was given for a rejection."""
        return {key: m.get("rejected", 0) for key, m in shares.summed(self._sums("reason", period)).items()}

    def minutes(self, period: Period = EVER) -> shares.Minutes:
        """Return the minutes from a mail to the first decision about it."""
        return shares.minutes(self._sums("minutes", period))

    def approval_minutes(self, period: Period = EVER) -> shares.Minutes:
        """Return the minutes from acceptance to an approver's word."""
        return shares.minutes(self._sums("approval_minutes", period))

    def outcomes(self, by: str = "intent", period: Period = EVER) -> dict[str, dict[str, int]]:
        """Return what the ledger did, by intent, language, segment, agent or model."""
        kinds = {"credited", "paid_after_refusal", "promise_kept", "promise_broken", "withdrawn"}
        found = shares.summed(self._sums(by, period))
        return {k: own for k, m in found.items() if (own := {x: n for x, n in m.items() if x in kinds})}

    def confidence(self, period: Period = EVER) -> list[shares.ConfidenceBin]:
        """Return how right readings were by how sure they were."""
        return shares.confidence(self._sums("confidence", period))

    def surest_wrong(self, limit: int = 50) -> list[Use]:
        """List cases that were read wrongly, the surest first."""
        return self._book.list_uses(limit=limit, is_right=False)

    def cases(self, limit: int = 100, **wanted: str) -> list[Use]:
        """List the cases behind a figure: by intent, language, segment, model, agent, kind or week."""
        return self._book.list_uses(wanted, limit=limit)

    def drift(self, baseline: Period, now: Period) -> tuple[drift.Drift, drift.Drift]:
        """Return the drift of the incoming mix and of confidence between two periods."""
        mix = drift.mix_drift(self._sums("intent", baseline), self._sums("intent", now))
        return mix, drift.confidence_drift(self._sums("confidence", baseline), self._sums("confidence", now))

    def thresholds(self, now: float, *, target: float = 0.95, period: Period = EVER) -> list[thresholds.Threshold]:
        """Return suggested thresholds, of all and then by intent; `now` is the model's own."""
        everything = thresholds.suggest(self._sums("confidence", period), now=now, target=target)
        by_intent = self._sums("confidence/intent", period)
        return [everything, *thresholds.suggest_by_intent(by_intent, now=now, target=target)]

    def _sums(self, dimension: str, period: Period) -> shares.Sums:
        return self._book.totals(dimension, since=period.since, until=period.until)
