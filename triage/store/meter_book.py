"""What did all processes count together, and how old is the oldest work? Figures for Prometheus, in the database."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa

from triage.store.database import Database
from triage.store.schema import cases, heartbeats, meters, spending
from triage.store.states import State

Meter = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class MeterBook:
    """Each process adds what it counted since the last time; whichever process is asked can tell the sums."""

    database: Database

    def add(self, counted: Mapping[Meter, float]) -> None:
        """Add these to what is there; raises `RetryLater` when the database is away."""
        if not counted:
            return
        with self.database.transaction() as connection:
            self.database.lock(connection, "meters")
            for (name, label, detail), number in sorted(counted.items()):
                same = (meters.c.name == name) & (meters.c.label == label) & (meters.c.detail == detail)
                done = connection.execute(sa.update(meters).where(same).values(number=meters.c.number + number))
                if not done.rowcount:
                    values = {"name": name, "label": label, "detail": detail, "number": number}
                    connection.execute(sa.insert(meters).values(**values))

    def list_sums(self) -> dict[Meter, float]:
        """List the sums over all processes since the database was made."""
        with self.database.transaction(write=False) as connection:
            rows = connection.execute(sa.select(meters))
            return {(row.name, row.label, row.detail): row.number for row in rows}

    def oldest_seconds(self, now: datetime) -> float:
        """Return the age of the oldest case on the road, in seconds; 0 where none is."""
        with self.database.transaction(write=False) as connection:
            oldest = connection.scalar(
                sa.select(sa.func.min(cases.c.received_at)).where(cases.c.state == State.RECEIVED)
            )
        if oldest is None:
            return 0.0
        since: datetime = oldest if oldest.tzinfo else oldest.replace(tzinfo=UTC)
        return max(0.0, (now - since).total_seconds())

    def count_workers(self, silent_seconds: float) -> int:
        """Count the workers that gave a sign of life, by the database's clock."""
        sqlite = "((julianday('now') - 2440587.5) * 86400.0)"
        clock = sa.literal_column(
            sqlite if self.database.is_sqlite else "extract(epoch from clock_timestamp())", sa.Float
        )
        with self.database.transaction(write=False) as connection:
            alive = sa.select(sa.func.count()).where(heartbeats.c.seen >= clock - silent_seconds)
            return int(connection.scalar(alive) or 0)

    def tokens_of(self, day: datetime) -> int:
        """Return how many tokens a model was asked for on this day (UTC)."""
        with self.database.transaction(write=False) as connection:
            asked = sa.select(sa.func.sum(spending.c.tokens)).where(spending.c.day == day.date())
            return int(connection.scalar(asked) or 0)
