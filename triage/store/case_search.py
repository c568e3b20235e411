"""Which cases have these traits, or this number, sender, customer or ticket? The newest first, a page at a time."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from triage.domain.events import NUMBERS, normal
from triage.store.database import Database
from triage.store.figure_schema import case_rows, traits
from triage.store.schema import case_numbers, cases, inbox

DIMENSIONS = frozenset(
    {
        "intent", "read",
        "language", "agent", "segment", "model", "kind", "decided", "reason", "week", "approval", "finding",
        "part", "outcome", "customer", "product", "warehouse", "carrier",
    }
)  # fmt: skip
COLUMNS = ("case_id", "state", "intent", "ticket_id", "priority", "reason", "received_at")


class CaseSearch:
    """Finds cases by index; what reports have not folded yet is found by its number and sender already."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(
        self, wanted: Mapping[str, str], *, words: str = "", before: str | None = None, limit: int = 100
    ) -> list[dict[str, Any]]:
        """List rows with all these traits, of state `state`, in weeks from `since` to `until`.

        `words` is a case, ticket or document number, a sender, the host of one, or the beginning of a customer's name.
        """
        query = sa.select(*(cases.c[name] for name in COLUMNS))
        conditions = [self._has(name, value) for name, value in wanted.items() if name in DIMENSIONS and value]
        conditions += _in_weeks(wanted)
        if wanted.get("state"):
            conditions.append(_of_state(wanted["state"]))
        if words.strip():
            conditions.append(_says(words.strip()[:200]))
        if wanted.get("open"):
            conditions.append(self._is_open())
        if before:
            edge = sa.select(cases.c.received_at).where(cases.c.case_id == before).scalar_subquery()
            conditions.append(
                (cases.c.received_at < edge) | ((cases.c.received_at == edge) & (cases.c.case_id < before))
            )
        query = query.where(*conditions).order_by(cases.c.received_at.desc(), cases.c.case_id.desc()).limit(limit)
        with self._database.transaction(write=False) as connection:
            return [_plain(row) for row in connection.execute(query).mappings()]

    def _has(self, dimension: str, value: str) -> sa.ColumnElement[bool]:
        own = (traits.c.dimension == dimension) & (traits.c.value == value) & (traits.c.case_id == cases.c.case_id)
        return sa.exists().where(own)

    def _is_open(self) -> sa.ColumnElement[bool]:
        return sa.exists().where(case_rows.c.case_id == cases.c.case_id, case_rows.c.is_open)


def _of_state(state: str) -> sa.ColumnElement[bool]:
    """Return the condition; waiting is on the road too, as the ledger counts it."""
    return cases.c.state.in_(("received", "waiting")) if state == "waiting" else cases.c.state == state


def _in_weeks(wanted: Mapping[str, str]) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    first, last = (_monday(wanted.get(name, "")) for name in ("since", "until"))
    if first is not None:
        found.append(cases.c.received_at >= first)
    if last is not None:
        found.append(cases.c.received_at < last + dt.timedelta(weeks=1))
    return found


def _monday(week: str) -> dt.datetime | None:
    """Return the beginning of an ISO week such as 2026-W47, in UTC; None for anything else."""
    try:
        return dt.datetime.strptime(f"{week}-1", "%G-W%V-%u").replace(tzinfo=dt.UTC)
    except ValueError:
        return None


def _says(words: str) -> sa.ColumnElement[bool]:
    keys = [f"{kind}:{normal(words)}" for kind in NUMBERS]
    sender = words.lower()
    by_number = sa.select(case_numbers.c.case_id).where(case_numbers.c.key.in_(keys))
    by_sender = sa.select(inbox.c.case_id).where(
        (inbox.c.sender == sender) | inbox.c.sender.endswith(f"@{sender.lstrip('@')}", autoescape=True)
    )
    by_name = sa.select(case_rows.c.case_id).where(case_rows.c.customer.istartswith(words, autoescape=True))
    found = [cases.c.case_id == words, cases.c.case_id.in_(by_number), cases.c.case_id.in_(by_sender)]
    found.append(cases.c.case_id.in_(by_name))
    if words.isdecimal() and len(words) < 10:
        found.append(cases.c.ticket_id == int(words))
    return sa.or_(*found)


def _plain(row: Any) -> dict[str, Any]:
    moment = row["received_at"]
    aware = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    return {**row, "received_at": aware.isoformat()}
