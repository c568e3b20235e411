"""What is new in Odoo? Hints of its hooks, and what people decided there that did not reach our door."""

from collections.abc import Callable
from datetime import UTC, datetime

import structlog

from triage.domain.decisions import Decision
from triage.domain.failures import Refused
from triage.domain.ports import DecisionSource
from triage.store.cursors import Cursors

HINT_MARK = "odoo-hint"
READ_MARK = "odoo-hint-read"
DECISION_MARK = "odoo-decisions"
AT_ONCE = 200
log = structlog.get_logger(__name__)


class Hints:
    """Remembers, across processes, that somebody said "come and read"; any number of hints is one look."""

    def __init__(self, cursors: Cursors) -> None:
        self._cursors = cursors

    def note(self, _who: str) -> None:
        """Remember a hint; on disk when it returns."""
        self._cursors.put(HINT_MARK, datetime.now(UTC).isoformat())

    def follow(self, look: Callable[[], object]) -> bool:
        """Look where a hint came since the last look; False where none did.

        A hint that comes during the look is followed by the next one. A look that fails is tried again.
        """
        newest = self._cursors.find(HINT_MARK)
        if newest is None or newest == self._cursors.find(READ_MARK):
            return False
        look()
        self._cursors.put(READ_MARK, newest)
        return True


def fetch_decisions(source: DecisionSource, cursors: Cursors, decided: Callable[[Decision], bool]) -> int:
    """Take the decisions that Odoo's outbox holds beyond the last one fetched; returns how many were new.

    Most came through the door already: twice is once. One that we must refuse, such as one about a case that was
    erased here, is passed over and logged, so that those behind it are not held up.
    """
    after, new = int(cursors.find(DECISION_MARK) or 0), 0
    while rows := source.list_decisions(after=after, limit=AT_ONCE):
        for row in rows:
            after = int(str(row["id"]).rpartition("/")[2])
            try:
                new += decided(Decision.model_validate(row))
            except (Refused, ValueError) as error:
                log.warning("decision_passed_over", decision=str(row["id"])[:200], error=type(error).__name__)
        cursors.put(DECISION_MARK, str(after))
        if len(rows) < AT_ONCE:
            break
    return new
