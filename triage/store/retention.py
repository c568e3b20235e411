"""What is no longer needed, and what stays when it goes? Content is purged; digests, states and the journal stay."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from triage.store.database import Database
from triage.store.decisions import GONE
from triage.store.journal import Journal
from triage.store.likeness import body_digest, purged_id
from triage.store.recipients import forget_recipients
from triage.store.schema import (
    case_events,
    case_numbers,
    cases,
    decisions,
    event_numbers,
    events,
    inbox,
    journal,
    nouns,
)
from triage.store.states import State

BATCH = 200
WORDS = ("message", "reading")  # the nouns that hold what the customer wrote, in full or quoted
EVENTS = "events"  # stands for a case in the journal
ENDED = (State.DELIVERED, State.WAITING, State.HELD, State.IGNORED)  # never a case on the road, never a dead letter
Act = Callable[[Connection, Sequence[str], str], None]


@dataclass(frozen=True, slots=True)
class Retention:
    """Purges kind by kind; each purge of a case is an entry of the journal, in the same transaction."""

    database: Database
    journal: Journal

    def purge_mails(self, before: datetime, *, now: datetime, actor: str = "service") -> int:
        """Purge mails of cases that ended before: bytes, addresses, and what was read in them; returns how many."""
        due = sa.select(inbox.c.case_id).where(inbox.c.purged_at.is_(None))
        return self._purge(due, before, lambda c, ids, who: self.forget_mails(c, ids, who, now), actor)

    def purge_work(self, before: datetime, *, actor: str = "service") -> int:
        """Purge what was made of cases that ended before: facts, findings, proposals, suggestions; returns how many."""
        due = sa.select(nouns.c.case_id).where(nouns.c.noun.not_in(WORDS)).distinct()
        return self._purge(due, before, self.forget_work, actor)

    def purge_decisions(self, before: datetime, *, actor: str = "service") -> int:
        """Purge names, notes and changes of decisions that came before; what was decided stays. Returns how many."""
        with self.database.transaction() as connection:
            rows = sa.select(decisions.c.case_id).where(decisions.c.received_at < before.astimezone(UTC))
            ids = list(connection.scalars(rows.where(decisions.c.by != GONE).distinct()))
            if ids:
                self.forget_decisions(connection, ids, actor, before)
        return len(ids)

    def purge_events(self, before: datetime, *, actor: str = "service") -> int:
        """Purge what was told from outside before; source, id and digest stay, so that it is known when told again."""
        kept = sa.cast(events.c.data, sa.Text) != "{}"
        due = sa.select(events.c.number).where(events.c.looked_at, events.c.received_at < before.astimezone(UTC), kept)
        purged = 0
        while True:
            with self.database.transaction() as connection:
                numbers = list(connection.scalars(due.limit(BATCH)))
                if not numbers:
                    break
                self.forget_events(connection, numbers, actor)
            purged += len(numbers)
        return purged

    def count_due(self, before: datetime) -> int:
        """Count the mails that `purge_mails` would purge."""
        query = sa.select(sa.func.count()).select_from(inbox.join(cases, cases.c.case_id == inbox.c.case_id))
        with self.database.transaction(write=False) as connection:
            return connection.scalar(query.where(inbox.c.purged_at.is_(None), *_ended_before(before))) or 0

    def find_newest_entry(self) -> datetime | None:
        """Find when the journal was written to last; None: never."""
        with self.database.transaction(write=False) as connection:
            at = connection.scalar(sa.select(journal.c.at).order_by(journal.c.number.desc()).limit(1))
        return datetime.fromisoformat(at) if at else None

    def forget_mails(self, connection: Connection, ids: Sequence[str], actor: str, now: datetime) -> None:
        """Empty these mails within the caller's transaction; what recognises them when they come again is kept."""
        columns = (inbox.c.case_id, inbox.c.content, inbox.c.sender, inbox.c.message_id)
        for row in connection.execute(sa.select(*columns).where(inbox.c.case_id.in_(ids))).all():
            name = purged_id(row.sender, row.message_id) if row.message_id else None
            gone: dict[str, Any] = {"content": b"", "sender": "", "message_id": name, "envelope_to": [], "path": ""}
            kept = {"body": body_digest(row.content), "purged_at": now.astimezone(UTC)}
            connection.execute(sa.update(inbox).where(inbox.c.case_id == row.case_id).values(**gone, **kept))
            self.journal.append(connection, row.case_id, "purged:mail", actor=actor)
        forget_recipients(connection, ids)
        connection.execute(sa.delete(nouns).where(nouns.c.case_id.in_(ids), nouns.c.noun.in_(WORDS)))

    def forget_work(self, connection: Connection, ids: Sequence[str], actor: str) -> None:
        """Delete all other nouns of these cases within the caller's transaction."""
        connection.execute(sa.delete(nouns).where(nouns.c.case_id.in_(ids), nouns.c.noun.not_in(WORDS)))
        connection.execute(sa.delete(case_numbers).where(case_numbers.c.case_id.in_(ids)))
        for case_id in ids:
            self.journal.append(connection, case_id, "purged:work", actor=actor)

    def forget_events(self, connection: Connection, numbers: Sequence[int], actor: str) -> None:
        """Empty these events within the caller's transaction, and forget which documents and cases they are about."""
        meant = events.c.number.in_(numbers)
        connection.execute(sa.update(events).where(meant).values(data={}, subject="", looked_at=True))
        connection.execute(sa.delete(event_numbers).where(event_numbers.c.event.in_(numbers)))
        connection.execute(sa.delete(case_events).where(case_events.c.event.in_(numbers)))
        self.journal.append(connection, EVENTS, "purged:events", actor=actor, numbers=sorted(numbers))

    def forget_events_of(self, connection: Connection, ids: Sequence[str], actor: str) -> None:
        """Empty the events that these cases alone know; one that another case knows too is no longer theirs."""
        theirs, others = case_events.c.case_id.in_(ids), case_events.c.case_id.not_in(ids)
        shared = sa.select(case_events.c.event).where(others)
        own = sa.select(case_events.c.event).where(theirs, case_events.c.event.not_in(shared)).distinct()
        if numbers := list(connection.scalars(own)):
            self.forget_events(connection, numbers, actor)
        connection.execute(sa.delete(case_events).where(theirs))

    def forget_decisions(self, connection: Connection, ids: Sequence[str], actor: str, before: datetime) -> None:
        """Empty the decisions on these cases that came before, within the caller's transaction."""
        meant = decisions.c.case_id.in_(ids) & (decisions.c.received_at < before.astimezone(UTC))
        connection.execute(sa.update(decisions).where(meant).values(by=GONE, note="", difference={}))
        for case_id in ids:
            self.journal.append(connection, case_id, "purged:decisions", actor=actor)

    def _purge(self, due: "sa.Select[Any]", before: datetime, forget: Act, actor: str) -> int:
        purged = 0
        ended = sa.select(cases.c.case_id).where(*_ended_before(before))
        while True:
            with self.database.transaction() as connection:
                query = due.where(due.selected_columns[0].in_(ended)).limit(BATCH)
                ids = list(connection.scalars(query))
                if not ids:
                    break
                forget(connection, ids, actor)
            purged += len(ids)
        self.database.forget()
        return purged


def _ended_before(before: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    return cases.c.state.in_(ENDED), cases.c.changed_at < before.astimezone(UTC)
