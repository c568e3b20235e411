"""How many mails did each door bring, hour by hour, and when did it speak last?"""

from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa

from triage.domain.noun import Noun
from triage.store.database import Database
from triage.store.schema import arrivals


class Door(Noun):
    """One door's mails by the hour since the epoch, as far back as was asked."""

    name: str
    counts: dict[int, int]
    last_at: datetime


@dataclass(frozen=True, slots=True)
class ArrivalBook:
    """Reads what the database counted."""

    database: Database

    def list_doors(self, *, since_hour: int) -> list[Door]:
        """List the doors that spoke since that hour, by name."""
        query = sa.select(arrivals).where(arrivals.c.hour >= since_hour).order_by(arrivals.c.door, arrivals.c.hour)
        counts: dict[str, dict[int, int]] = {}
        last: dict[str, datetime] = {}
        with self.database.transaction(write=False) as connection:
            for row in connection.execute(query):
                counts.setdefault(row.door, {})[row.hour] = row.number
                moment = row.last_at if row.last_at.tzinfo else row.last_at.replace(tzinfo=UTC)
                last[row.door] = max(moment, last.get(row.door, moment))
        return [Door(name=name, counts=counts[name], last_at=last[name]) for name in counts]
