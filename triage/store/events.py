"""What have others told us? Their events, each kept once, found again by the numbers of the documents they name."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from triage.domain.events import Event, KeptEvent, keys_of
from triage.store.database import Database
from triage.store.schema import case_events, event_numbers, events

MOST_AT_ONCE = 200
_IN_CLAUSE = 500  # numbers asked for in one query; databases bound how many a statement may hold


class EventBook:
    """The events of carriers, payment providers, shops and hubs, in the order in which they came to us."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def accept(self, told: Sequence[Event], *, client: str) -> list[bool]:
        """Keep events, all or none; tell of each whether it is new. On disk when it returns.

        Source and id together name an event: the same pair again is the same event, whatever else it says.
        """
        with self._database.transaction() as connection:
            self._database.lock(connection, "events")
            number = int(connection.scalar(sa.select(sa.func.max(events.c.number))) or 0)
            new = []
            for event in told:
                same = (events.c.source == event.source) & (events.c.id == event.id)
                new.append(connection.scalar(sa.select(events.c.number).where(same)) is None)
                if new[-1]:
                    number += 1
                    _insert(connection, event, number, client)
        return new

    def list_events(self, keys: Iterable[str]) -> list[KeptEvent]:
        """List the newest `MOST_AT_ONCE` events that name one of these documents (`events.keys_of`), in order."""
        wanted, found = sorted(set(keys)), set[int]()
        with self._database.transaction(write=False) as connection:
            for start in range(0, len(wanted), _IN_CLAUSE):
                some = event_numbers.c.key.in_(wanted[start : start + _IN_CLAUSE])
                found |= set(connection.scalars(sa.select(event_numbers.c.event).where(some).distinct()))
            return _load(connection, sorted(found)[-MOST_AT_ONCE:])

    def list_new(self, limit: int = MOST_AT_ONCE) -> list[KeptEvent]:
        """List events that no case has been looked up for yet, oldest first."""
        query = sa.select(events.c.number).where(events.c.looked_at.is_(False)).order_by(events.c.number).limit(limit)
        with self._database.transaction(write=False) as connection:
            return _load(connection, list(connection.scalars(query)))

    def mark_looked_at(self, numbers: Iterable[int]) -> None:
        """Remember that the cases of these events were looked up."""
        with self._database.transaction() as connection:
            connection.execute(sa.update(events).where(events.c.number.in_(list(numbers))).values(looked_at=True))

    def list_of_case(self, case_id: str) -> list[KeptEvent]:
        """List the events that a case has taken notice of, oldest first."""
        query = sa.select(case_events.c.event).where(case_events.c.case_id == case_id).order_by(case_events.c.event)
        with self._database.transaction(write=False) as connection:
            return _load(connection, list(connection.scalars(query)))


def _insert(connection: Connection, event: Event, number: int, client: str) -> None:
    shown = event.as_json()
    alike = json.dumps([event.source, event.type, shown["data"]], sort_keys=True)
    connection.execute(
        sa.insert(events).values(
            number=number,
            source=event.source,
            id=event.id,
            type=event.type,
            time=event.time.astimezone(UTC),
            subject=event.subject,
            data=shown["data"],
            digest=hashlib.sha256(alike.encode()).hexdigest(),
            client=client[:80],
            looked_at=False,
            received_at=datetime.now(UTC),
        )
    )
    for key in sorted(keys_of(event.data.numbers)):
        connection.execute(sa.insert(event_numbers).values(key=key, event=number))


def _load(connection: Connection, numbers: Sequence[int]) -> list[KeptEvent]:
    query = sa.select(events).where(events.c.number.in_(numbers)).order_by(events.c.number)
    return [_kept(row) for row in connection.execute(query).mappings()] if numbers else []


def _kept(row: Mapping[Any, Any]) -> KeptEvent:
    values = {name: row[name] for name in ("number", "source", "id", "type", "subject", "data")}
    for name in ("time", "received_at"):
        moment: datetime = row[name]
        values[name] = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return KeptEvent.from_json(values)
