"""Is a ticket's description read again when its words change, and not when anything else does?"""

import datetime as dt
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from triage.commands.tickets import Tickets
from triage.domain.message import RawMessage
from triage.domain.ports import TicketMessage
from triage.odoo.inbox import _from_ticket
from triage.store.cursors import Cursors
from triage.store.database import Database
from triage.store.inbox import Accepted, Inbox
from triage.store.journal import Journal

START = dt.datetime(2026, 11, 16, 9, 0, tzinfo=dt.UTC)


class Helpdesk:
    """A desk with portal tickets; each change moves the clock on by a minute."""

    def __init__(self) -> None:
        self.now = START
        self.tickets: dict[int, dict[str, Any]] = {}

    def write(self, ticket: int, **values: str) -> None:
        self.now += dt.timedelta(minutes=1)
        at = self.now.strftime("%Y-%m-%d %H:%M:%S")
        row = self.tickets.setdefault(ticket, {"id": ticket, "name": "Portal", "create_date": at})
        row.update({**values, "write_date": at})

    def list_customer_messages(self, *, since: dt.datetime | None, limit: int) -> Iterable[TicketMessage]:
        made = [_from_ticket(row, "world") for row in self.tickets.values()]
        return [found for found in made if since is None or found.changed_at >= since]

    def list_changed_descriptions(self, *, since: dt.datetime, limit: int) -> Iterable[TicketMessage]:
        rows = sorted(self.tickets.values(), key=lambda row: row["write_date"])
        made = [_from_ticket(row, "world", changed=True) for row in rows]
        return [found for found in made if found.changed_at >= since]

    def show(self, suggestion: object) -> None:
        raise AssertionError("nothing is shown by a look")


def test_changed_words_are_a_new_case_of_the_same_ticket_once_and_a_moved_stage_is_none(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'triage.sqlite3'}")
    inbox, desk = Inbox(database, Journal(database)), Helpdesk()

    def accept(raw: RawMessage) -> Accepted:
        key = raw.content.partition(b"Message-ID: <")[2].partition(b">")[0].decode()
        return inbox.accept(raw, sender="", message_id=key)

    tickets = Tickets(desk, inbox, Cursors(database), accept)  # type: ignore[arg-type]
    desk.write(1, description="<p>Two are missing.</p>")
    assert [tickets.look(), tickets.look()] == [1, 0]
    desk.write(1, priority="3")
    assert tickets.look() == 0
    desk.write(1, description="<p>Sorry, three are missing.</p>")
    assert [tickets.look(), tickets.look()] == [1, 0]
    desk.write(1, description="<p>Two are missing.</p>")
    assert tickets.look() == 0
    assert len(inbox.list_words_of_ticket(1)) == 2
    database.close()


def test_an_old_ticket_that_was_never_taken_in_stays_outside_when_it_is_touched(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'triage.sqlite3'}")
    inbox, desk, cursors = Inbox(database, Journal(database)), Helpdesk(), Cursors(database)
    desk.write(1, description="<p>Long ago.</p>")
    cursors.put("tickets", (desk.now + dt.timedelta(hours=1)).isoformat())
    desk.now += dt.timedelta(hours=2)
    desk.write(1, description="<p>Long ago, edited.</p>")
    tickets = Tickets(desk, inbox, cursors, lambda raw: inbox.accept(raw, sender="", message_id=None))  # type: ignore[arg-type]
    assert tickets.look() == 0
    database.close()
