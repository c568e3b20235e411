"""Where is each case, and does the ledger add up? States, nouns and the equation of design.md."""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from triage.domain.failures import Refused
from triage.domain.noun import Noun
from triage.store.database import Database
from triage.store.journal import Journal, noun_digest
from triage.store.schema import arrivals, cases, nouns, waits


class State(StrEnum):
    """A case is in exactly one of these."""

    RECEIVED = "received"  # on the road
    WAITING = "waiting"  # a suggestion that has no ticket yet
    DELIVERED = "delivered"  # shown in Odoo, cleared
    HELD = "held"  # a guard or a stage wants a person first
    DEAD = "dead_lettered"
    IGNORED = "ignored"  # noise, with its reason kept


class Ledger(Noun):
    """received = delivered + waiting + held + dead_lettered + ignored, read in one transaction.

    The left side is counted at the doors as mails come in, the right side is where the cases are now: a mail or case
    that went astray, on whatever way, makes a gap.
    """

    received: int
    delivered: int
    waiting: int  # on the road, or without a ticket
    held: int
    dead_lettered: int
    ignored: int

    @property
    def gap(self) -> int:
        """Return what is missing; anything but zero is an alarm."""
        accounted = self.delivered + self.waiting + self.held + self.dead_lettered + self.ignored
        return self.received - accounted


class Made(NamedTuple):
    """A noun as JSON data, the step that made it, and the versions it was made by."""

    noun: str
    content: Any
    step: str
    versions: dict[str, str]


class CaseBook:
    """What is known of each case."""

    def __init__(self, database: Database, journal: Journal) -> None:
        self._database = database
        self._journal = journal

    def one_look(self) -> AbstractContextManager[Connection]:
        """Return a context whose reads, of this book and of others, are one look at the database."""
        return self._database.one_look()

    def ledger(self) -> Ledger:
        """Return the equation's terms."""
        with self._database.transaction(write=False) as connection:
            received = connection.scalar(sa.select(sa.func.sum(arrivals.c.number))) or 0
            query = sa.select(cases.c.state, sa.func.count()).group_by(cases.c.state)
            count = {state: number for state, number in connection.execute(query)}
        return Ledger(
            received=received,
            delivered=count.get(State.DELIVERED, 0),
            waiting=count.get(State.RECEIVED, 0) + count.get(State.WAITING, 0),
            held=count.get(State.HELD, 0),
            dead_lettered=count.get(State.DEAD, 0),
            ignored=count.get(State.IGNORED, 0),
        )

    def count_holds(self) -> dict[str, int]:
        """Count held cases by the guard, or the first words before a colon, that holds them."""
        query = sa.select(cases.c.reason, sa.func.count()).where(cases.c.state == State.HELD).group_by(cases.c.reason)
        counted: dict[str, int] = {}
        with self._database.transaction(write=False) as connection:
            for reason, number in connection.execute(query):
                guard = str(reason).partition(":")[0][:60]
                counted[guard] = counted.get(guard, 0) + number
        return dict(sorted(counted.items(), key=lambda pair: -pair[1]))

    def find(self, case_id: str) -> dict[str, Any] | None:
        """Find a case's row."""
        with self._database.transaction(write=False) as connection:
            row = connection.execute(sa.select(cases).where(cases.c.case_id == case_id)).mappings().first()
        return _aware(dict(row)) if row else None

    def get(self, case_id: str) -> dict[str, Any]:
        """Return a case's row; raises `Refused` for an unknown one."""
        row = self.find(case_id)
        if row is None:
            raise Refused("there is no such case")
        return row

    def list_cases(
        self, *, state: str | None = None, limit: int = 100, before: str | None = None
    ) -> list[dict[str, Any]]:
        """List cases, newest first; `before` is the case id the page starts after."""
        query = sa.select(cases).order_by(cases.c.received_at.desc(), cases.c.case_id.desc()).limit(limit)
        if state:
            query = query.where(cases.c.state == state)
        if before:
            edge = sa.select(cases.c.received_at).where(cases.c.case_id == before).scalar_subquery()
            later = (cases.c.received_at == edge) & (cases.c.case_id < before)
            query = query.where((cases.c.received_at < edge) | later)
        with self._database.transaction(write=False) as connection:
            return [_aware(dict(row)) for row in connection.execute(query).mappings()]

    def load_nouns(self, case_id: str) -> dict[str, Any]:
        """Return the nouns made so far, by name, as JSON data."""
        with self._database.transaction(write=False) as connection:
            rows = connection.execute(sa.select(nouns.c.noun, nouns.c.content).where(nouns.c.case_id == case_id))
            return {noun: content for noun, content in rows}

    def save_nouns(self, case_id: str, made: Sequence[Made]) -> None:
        """Keep the nouns that a leg of the road made, in one write; doing it twice changes nothing."""
        now = datetime.now(UTC)
        rows = [{"case_id": case_id, "noun": one.noun, "content": one.content, "made_at": now} for one in made]
        with self._database.transaction() as connection:
            known = (nouns.c.case_id == case_id) & nouns.c.noun.in_([one.noun for one in made])
            connection.execute(sa.delete(nouns).where(known))
            connection.execute(sa.insert(nouns), rows)
            moved = sa.update(cases).where(cases.c.case_id == case_id)
            connection.execute(moved.values(step=made[-1].step, changed_at=now))
            connection.execute(sa.delete(waits).where(waits.c.case_id == case_id))  # it went on
            for one in made:
                digests = {one.noun: noun_digest(one.content)}
                self._journal.append(connection, case_id, "step", step=one.step, digests=digests, versions=one.versions)

    def move(self, case_id: str, state: State, *, actor: str = "service", reason: str = "", **known: Any) -> None:
        """Put a case into a state; `known` may set step, intent, priority, ticket_id."""
        with self._database.transaction() as connection:
            self.move_within(connection, case_id, state, actor=actor, reason=reason, **known)

    def settle(self, case_id: str, state: State, *, reason: str = "", **known: Any) -> bool:
        """End a case that is on the road; False, and nothing is done, for one that has ended already.

        The engine may run its last step twice: a case still ends once.
        """
        on_the_road = (cases.c.case_id == case_id) & (cases.c.state == State.RECEIVED)
        with self._database.transaction() as connection:
            if connection.execute(sa.select(cases.c.case_id).where(on_the_road).with_for_update()).first() is None:
                return False
            self.move_within(connection, case_id, state, reason=reason, **known)
        return True

    def move_within(
        self,
        connection: Connection,
        case_id: str,
        state: State,
        *,
        actor: str = "service",
        reason: str = "",
        **known: Any,
    ) -> None:
        """Put a case into a state inside the caller's transaction."""
        connection.execute(sa.delete(waits).where(waits.c.case_id == case_id))
        values = {"state": state, "reason": reason, "changed_at": datetime.now(UTC), **known}
        connection.execute(sa.update(cases).where(cases.c.case_id == case_id).values(**values))
        self._journal.append(connection, case_id, f"moved:{state}", actor=actor, reason=reason)

    def note(self, case_id: str, event: str, *, actor: str) -> None:
        """Add an entry to the journal that changes nothing about the case."""
        with self._database.transaction() as connection:
            self._journal.append(connection, case_id, event, actor=actor)

    def list_unsent(self, limit: int) -> list[tuple[str, int]]:
        """List cases that the engine has not been given yet, oldest first, with their generation."""
        query = sa.select(cases.c.case_id, cases.c.generation).where(
            cases.c.state == State.RECEIVED, cases.c.enqueued.is_(False)
        )
        with self._database.transaction(write=False) as connection:
            rows = connection.execute(query.order_by(cases.c.received_at).limit(limit))
            return [(row.case_id, row.generation) for row in rows]

    def mark_sent(self, case_ids: Iterable[str]) -> None:
        """Remember that the engine has these."""
        with self._database.transaction() as connection:
            connection.execute(sa.update(cases).where(cases.c.case_id.in_(list(case_ids))).values(enqueued=True))

    def reopen(self, case_id: str, *, actor: str, drop: tuple[str, ...], is_new: bool = False) -> None:
        """Send a case down the road again, without the nouns in `drop`; the others are kept.

        What was shown already, and with `is_new` what may have been, is replaced by the next revision.
        """
        with self._database.transaction() as connection:
            self.reopen_within(connection, case_id, actor=actor, drop=drop, reason="replayed", is_new=is_new)

    def reopen_within(
        self,
        connection: Connection,
        case_id: str,
        *,
        actor: str,
        drop: tuple[str, ...],
        reason: str,
        is_new: bool = False,
    ) -> None:
        """Send a case down the road again inside the caller's transaction."""
        was_shown = sa.select(nouns.c.noun).where(nouns.c.case_id == case_id, nouns.c.noun == "receipt")
        shown = connection.execute(was_shown).first() is not None
        connection.execute(sa.delete(nouns).where(nouns.c.case_id == case_id, nouns.c.noun.in_(drop)))
        bump: dict[str, Any] = {"enqueued": False, "generation": cases.c.generation + 1}
        if shown or is_new:  # what is shown next replaces what was shown: the desk says so
            bump["revision"] = cases.c.revision + 1
        connection.execute(sa.update(cases).where(cases.c.case_id == case_id).values(**bump))
        self.move_within(connection, case_id, State.RECEIVED, actor=actor, reason=reason)


def _aware(row: dict[str, Any]) -> dict[str, Any]:
    """Return the row with its moments in UTC (SQLite keeps no zone)."""
    return {k: v.replace(tzinfo=UTC) if isinstance(v, datetime) and v.tzinfo is None else v for k, v in row.items()}
