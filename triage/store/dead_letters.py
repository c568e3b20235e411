"""Which cases could not be finished, at which step, why, and for how long?"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from triage.domain.dead_letters import Choice
from triage.store.database import Database
from triage.store.schema import cases
from triage.store.states import State


@dataclass(frozen=True, slots=True)
class DeadLetters:
    """Reads the dead letters; sending them again or giving them up is the journey's."""

    database: Database

    def list_dead(self, choice: Choice, *, now: datetime, limit: int, after: str = "") -> list[dict[str, Any]]:
        """List dead letters of this choice, the oldest mail first, with `age_seconds` since each died.

        `after` is the case id that the page starts behind.
        """
        query = sa.select(cases).where(cases.c.state == State.DEAD, *_conditions(choice, now))
        if after:
            edge = sa.select(cases.c.received_at).where(cases.c.case_id == after).scalar_subquery()
            same = (cases.c.received_at == edge) & (cases.c.case_id > after)
            query = query.where((cases.c.received_at > edge) | same)
        query = query.order_by(cases.c.received_at, cases.c.case_id).limit(limit)
        with self.database.transaction(write=False) as connection:
            return [_told(dict(row), now) for row in connection.execute(query).mappings()]

    def count_by_step(self) -> dict[str, int]:
        """Count dead letters by the step that failed."""
        query = sa.select(cases.c.step, sa.func.count()).where(cases.c.state == State.DEAD).group_by(cases.c.step)
        with self.database.transaction(write=False) as connection:
            return {row[0]: row[1] for row in connection.execute(query)}


def _conditions(choice: Choice, now: datetime) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if choice.failed_at:
        found.append(cases.c.step == choice.failed_at)
    if choice.reason:
        found.append(cases.c.reason.icontains(choice.reason, autoescape=True))
    if choice.intent:
        found.append(cases.c.intent.startswith(choice.intent, autoescape=True))
    if choice.older_than is not None:
        found.append(cases.c.changed_at <= (now - choice.older_than).astimezone(UTC))
    return found


def _told(row: dict[str, Any], now: datetime) -> dict[str, Any]:
    moments = {name: _aware(row[name]) for name in ("received_at", "changed_at")}
    told = {name: row[name] for name in ("case_id", "step", "reason", "intent", "revision", "ticket_id")}
    age = max(0, round((now - moments["changed_at"]).total_seconds()))
    return {**told, **{name: moment.isoformat() for name, moment in moments.items()}, "age_seconds": age}


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
