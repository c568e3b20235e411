"""What did customers write on tickets since the last look? Their messages, and descriptions that were changed."""

from collections.abc import Callable
from datetime import datetime

from triage.domain.message import RawMessage
from triage.domain.ports import Desk, TicketMessage
from triage.store.cursors import Cursors
from triage.store.inbox import Accepted, Inbox, body_of

MESSAGES_MARK, CHANGES_MARK = "tickets", "ticket-changes"
AT_ONCE = 200


class Tickets:
    """Takes in what is new on tickets; a look may be repeated and may run beside another."""

    def __init__(self, desk: Desk, inbox: Inbox, cursors: Cursors, accept: Callable[[RawMessage], Accepted]) -> None:
        self._desk = desk
        self._inbox = inbox
        self._cursors = cursors
        self._accept = accept

    def look(self) -> int:
        """Take in what came since the last look; returns how many cases are new."""
        mark = self._cursors.find(MESSAGES_MARK)
        new = 0
        for found in self._desk.list_customer_messages(since=_moment(mark), limit=AT_ONCE):
            new += self._accept(found.raw).new
            self._cursors.put(MESSAGES_MARK, found.changed_at.isoformat())
        since = _moment(self._cursors.find(CHANGES_MARK) or mark)
        return new if since is None else new + self._look_at_changes(since)

    def _look_at_changes(self, since: datetime) -> int:
        """Take in descriptions that say something else than what we have of that ticket."""
        new = 0
        for found in self._desk.list_changed_descriptions(since=since, limit=AT_ONCE):
            if self._says_something_new(found):
                new += self._accept(found.raw).new
            self._cursors.put(CHANGES_MARK, found.changed_at.isoformat())
        return new

    def _says_something_new(self, found: TicketMessage) -> bool:
        """Tell whether a ticket that we took in says other words now.

        One that we never took in is not our affair, and of a purged one nobody can tell.
        """
        known = self._inbox.list_words_of_ticket(found.ticket_id)
        return bool(known) and b"" not in known and body_of(found.raw.content) not in known


def _moment(mark: str | None) -> datetime | None:
    return datetime.fromisoformat(mark) if mark else None
