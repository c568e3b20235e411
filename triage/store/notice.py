"""Which cases does an event concern, and has this case taken notice of it? Once for each event and case."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from triage.domain.events import KeptEvent
from triage.store.database import Database
from triage.store.journal import Journal
from triage.store.schema import case_events, case_numbers, cases, events, nouns
from triage.store.states import CaseBook, State

# A case on the road is asked when it ends; noise and what was given up are never opened again by an event.
OPENABLE = frozenset({State.DELIVERED, State.WAITING, State.HELD})


@dataclass(frozen=True, slots=True)
class Wish:
    """What would open a case again: an event, the codes of what it answers, and the nouns to be made anew."""

    event: KeptEvent
    answers: frozenset[str]
    drop: tuple[str, ...]


class NoticeBook:
    """Which documents each case is about, and which events it knows."""

    def __init__(self, database: Database, journal: Journal, casebook: CaseBook) -> None:
        self._database = database
        self._journal = journal
        self._casebook = casebook

    def index(self, case_id: str, keys: Collection[str], known: Collection[int]) -> None:
        """Remember the numbers of a case's documents, and the events that its case file holds already."""
        with self._database.transaction() as connection:
            connection.execute(sa.delete(case_numbers).where(case_numbers.c.case_id == case_id))
            for key in sorted(keys):
                connection.execute(sa.insert(case_numbers).values(key=key, case_id=case_id))
            for number in sorted(known):
                _note(connection, case_id, number)

    def list_cases(self, keys: Iterable[str]) -> list[str]:
        """List the cases about one of these documents."""
        query = sa.select(case_numbers.c.case_id).where(case_numbers.c.key.in_(sorted(set(keys)))).distinct()
        with self._database.transaction(write=False) as connection:
            return sorted(connection.scalars(query))

    def list_keys(self, case_id: str) -> set[str]:
        """Return the numbers of a case's documents."""
        with self._database.transaction(write=False) as connection:
            return set(connection.scalars(sa.select(case_numbers.c.key).where(case_numbers.c.case_id == case_id)))

    def notice(self, case_id: str, wish: Wish) -> bool:
        """Let an ended case take notice of an event; True where it waited on that and goes down the road again.

        An event that the case knows, and one that says nothing new, opens nothing: there is no loop.
        """
        with self._database.transaction() as connection:
            query = sa.select(cases.c.state).where(cases.c.case_id == case_id).with_for_update()
            if connection.scalar(query) not in OPENABLE:
                return False
            said_before = _says_what_is_known(connection, case_id, wish.event.number)
            if not _note(connection, case_id, wish.event.number) or said_before:
                return False
            if not wish.answers & _missing(connection, case_id):
                return False
            actor, told = f"event:{wish.event.source}"[:80], {"source": wish.event.source, "id": wish.event.id}
            self._journal.append(
                connection,
                case_id,
                "reopened",
                actor=actor,
                type=str(wish.event.type),
                number=wish.event.number,
                **told,
            )
            reason = f"{wish.event.type} arrived"
            self._casebook.reopen_within(connection, case_id, actor=actor, drop=wish.drop, reason=reason)
        return True


def _note(connection: Connection, case_id: str, number: int) -> bool:
    """Write down that a case knows an event; False where that was so already."""
    row = (case_events.c.case_id == case_id) & (case_events.c.event == number)
    if connection.scalar(sa.select(case_events.c.event).where(row)) is not None:
        return False
    connection.execute(sa.insert(case_events).values(case_id=case_id, event=number))
    return True


def _says_what_is_known(connection: Connection, case_id: str, number: int) -> bool:
    """Tell whether the case knows another event of the same source that says the same."""
    said = sa.select(events.c.digest).where(events.c.number == number).scalar_subquery()
    known = sa.select(events.c.number).join(case_events, case_events.c.event == events.c.number)
    query = known.where(case_events.c.case_id == case_id, events.c.digest == said, events.c.number != number)
    return connection.execute(query.limit(1)).first() is not None


def _missing(connection: Connection, case_id: str) -> set[str]:
    """Return the codes of what the findings of a case lack."""
    query = sa.select(nouns.c.content).where(nouns.c.case_id == case_id, nouns.c.noun == "findings")
    found: list[dict[str, Any]] = connection.scalar(query) or []
    return {code for finding in found for code in finding["missing"]}
