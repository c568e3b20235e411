"""Which cases on the road cannot go on, since when, and what do they wait for?"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from triage.domain.noun import Noun
from triage.store.database import Database
from triage.store.legs import Place
from triage.store.schema import cases, waits
from triage.store.states import State

BATCH = 200


class Hindrance(Noun):
    """What stopped a case at a step; `waits_for` names a dependency that is out, else it is empty."""

    step: str
    reason: str
    waits_for: str = ""


class Waited(Noun):
    """How long a case has been hindered without a step forward, and how often it was tried."""

    since: datetime
    tries: int


class Queue(Noun):
    """All cases that wait for the same thing."""

    waits_for: str
    cases: int
    parked: int  # those that are not tried until it answers
    since: datetime
    reason: str  # of one of them


@dataclass(frozen=True, slots=True)
class Waits:
    """Kept until a case takes a step forward or ends; see `states.py`, which forgets them then."""

    database: Database

    def note(self, case_id: str, hindrance: Hindrance, now: datetime) -> Waited:
        """Count one more try that failed; returns since when, and the tries in all."""
        known = waits.c.case_id == case_id
        values = hindrance.as_json()
        with self.database.transaction() as connection:
            changed = connection.execute(sa.update(waits).where(known).values(tries=waits.c.tries + 1, **values))
            if not changed.rowcount:
                try:
                    with connection.begin_nested():
                        connection.execute(sa.insert(waits).values(case_id=case_id, since=now, tries=1, **values))
                except IntegrityError:  # the leg runs twice, after a takeover
                    pass
            row = connection.execute(sa.select(waits.c.since, waits.c.tries).where(known)).one()
        return Waited(since=_aware(row.since), tries=row.tries)

    def park(self, case_id: str, place: Place) -> None:
        """Take a case off the road until what it waits for answers again."""
        values = {**place._asdict(), "parked": True}
        with self.database.transaction() as connection:
            connection.execute(sa.update(waits).where(waits.c.case_id == case_id).values(**values))

    def release(self, waits_for: str, resume: Callable[[str, Place], None]) -> int:
        """Put the cases that are parked for this back on the road, in the order in which they were received.

        Resumed first, noted afterwards: a crash in between resumes them twice, which the engine knows to be once.
        """
        released = 0
        while batch := self._list_parked(waits_for):
            for case_id, place in batch:
                resume(case_id, place._replace(attempt=place.attempt + 1))
            with self.database.transaction() as connection:
                for case_id, place in batch:
                    same = (waits.c.case_id == case_id) & (waits.c.attempt == place.attempt)
                    connection.execute(sa.update(waits).where(same).values(parked=False))
            released += len(batch)
        return released

    def _list_parked(self, waits_for: str) -> list[tuple[str, Place]]:
        same_run = (cases.c.state == State.RECEIVED) & (cases.c.generation == waits.c.generation)
        query = sa.select(waits).join(cases, (cases.c.case_id == waits.c.case_id) & same_run)
        query = query.where(waits.c.parked.is_(True), waits.c.waits_for == waits_for)
        with self.database.transaction(write=False) as connection:
            rows = connection.execute(query.order_by(cases.c.received_at, cases.c.case_id).limit(BATCH))
            return [(row.case_id, Place(row.leg, row.attempt, row.generation)) for row in rows]

    def list_overdue(self, before: datetime) -> list[tuple[str, str, str]]:
        """List parked cases that have waited since before this moment: case, step, reason."""
        query = sa.select(waits).where(waits.c.parked.is_(True), waits.c.since < before).limit(BATCH)
        with self.database.transaction(write=False) as connection:
            return [(row.case_id, row.step, row.reason) for row in connection.execute(query)]

    def list_queues(self) -> list[Queue]:
        """List what is waited for, by how many cases, and since when; hindered without a dependency: empty name."""
        oldest = sa.func.min(waits.c.since)
        parked = sa.func.sum(sa.case((waits.c.parked.is_(True), 1), else_=0))
        query = sa.select(waits.c.waits_for, sa.func.count(), parked, oldest, sa.func.max(waits.c.reason))
        with self.database.transaction(write=False) as connection:
            rows = connection.execute(query.group_by(waits.c.waits_for).order_by(waits.c.waits_for))
            return [
                Queue(waits_for=row[0], cases=row[1], parked=row[2], since=_aware(row[3]), reason=row[4])
                for row in rows
            ]

    def forgive(self, jump: timedelta) -> None:
        """Move all beginnings by the jump of a clock, so that nobody is thought to have waited through it."""
        with self.database.transaction() as connection:
            for case_id, since in connection.execute(sa.select(waits.c.case_id, waits.c.since)).all():
                moved = sa.update(waits).where(waits.c.case_id == case_id).values(since=_aware(since) + jump)
                connection.execute(moved)


def _aware(moment: datetime) -> datetime:
    """Return the moment in UTC (SQLite keeps no zone)."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
