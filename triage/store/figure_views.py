"""What do the reports on disputes and process ask? Sums by week and key, what is open, what waits, what is owed."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from triage.store.database import Database
from triage.store.figure_schema import case_rows, known_accounts, known_invoices, sums

BUCKETS = ((0, 7), (8, 30), (31, 60), (61, 90), (91, None))  # days, both inclusive


class FigureViews:
    """Reads sums and indexed rows; never the cases themselves. Amounts are hundredths."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def sums(self, dimension: str, since: str = "", until: str = "~") -> dict[str, dict[str, int]]:
        """Return measures by key, added up over the weeks from `since` to `until`, inclusive."""
        own = (sums.c.dimension == dimension) & (sums.c.week >= since) & (sums.c.week <= until)
        query = sa.select(sums.c.key, sums.c.measure, sa.func.sum(sums.c.value)).where(own)
        return self._grouped(query.group_by(sums.c.key, sums.c.measure))

    def by_week(self, dimension: str, since: str = "", until: str = "~") -> dict[str, dict[str, int]]:
        """Return measures by week, added up over all keys."""
        own = (sums.c.dimension == dimension) & (sums.c.week >= since) & (sums.c.week <= until)
        query = sa.select(sums.c.week, sums.c.measure, sa.func.sum(sums.c.value)).where(own)
        return self._grouped(query.group_by(sums.c.week, sums.c.measure))

    def _grouped(self, query: Any) -> dict[str, dict[str, int]]:
        found: dict[str, dict[str, int]] = {}
        with self._database.transaction(write=False) as connection:
            for key, measure, value in connection.execute(query).all():
                if value:
                    found.setdefault(key, {})[measure] = int(value)
        return found

    def ageing(self, now: dt.datetime) -> list[tuple[str, int, dict[str, int]]]:
        """Return open disputes by days since the mail: bucket, cases, and amount by currency."""
        return [(_bucket(first, last), *self._aged(now, first, last)) for first, last in BUCKETS]

    def _aged(self, now: dt.datetime, first: int, last: int | None) -> tuple[int, dict[str, int]]:
        newest = _utc(now - dt.timedelta(days=first))
        aged = case_rows.c.is_open & (case_rows.c.received_at <= newest)
        if last is not None:
            aged &= case_rows.c.received_at > _utc(now - dt.timedelta(days=last + 1))
        if first:
            aged &= case_rows.c.received_at <= newest
        total = sa.func.coalesce(sa.func.sum(case_rows.c.amount), 0)
        query = sa.select(case_rows.c.currency, sa.func.count(), total).where(aged).group_by(case_rows.c.currency)
        with self._database.transaction(write=False) as connection:
            rows = connection.execute(query).all()
        return sum(row[1] for row in rows), {row[0]: int(row[2]) for row in rows if row[0]}

    def list_oldest(self, limit: int = 25) -> list[dict[str, Any]]:
        """List the open disputes that came first."""
        query = sa.select(case_rows).where(case_rows.c.is_open).order_by(case_rows.c.received_at, case_rows.c.case_id)
        return self._rows(query.limit(limit))

    def list_awaiting(self, limit: int = 25) -> list[dict[str, Any]]:
        """List the used suggestions that wait longest for an approver."""
        waits = case_rows.c.awaits.in_(("one", "two"))
        return self._rows(sa.select(case_rows).where(waits).order_by(case_rows.c.awaits_since).limit(limit))

    def count_awaiting(self) -> dict[str, int]:
        """Count used suggestions that wait for approvers, by how many are needed."""
        query = sa.select(case_rows.c.awaits, sa.func.count()).where(case_rows.c.awaits.in_(("one", "two")))
        with self._database.transaction(write=False) as connection:
            return {row[0]: row[1] for row in connection.execute(query.group_by(case_rows.c.awaits))}

    def _rows(self, query: Any) -> list[dict[str, Any]]:
        with self._database.transaction(write=False) as connection:
            return [_aware(dict(row)) for row in connection.execute(query).mappings()]

    def name_customers(self, ids: Sequence[str]) -> dict[str, str]:
        """Return the names of customers by id."""
        own = case_rows.c.customer_id.in_(list(ids))
        query = sa.select(case_rows.c.customer_id, sa.func.max(case_rows.c.customer)).where(own)
        with self._database.transaction(write=False) as connection:
            return {row[0]: row[1] for row in connection.execute(query.group_by(case_rows.c.customer_id))}

    def overdue(self) -> list[tuple[str, str, int, int, int]]:
        """List segment, currency, customers, open and overdue, as each customer stood when read last."""
        own = (known_accounts.c.segment, known_accounts.c.currency)
        total = [sa.func.sum(known_accounts.c.open), sa.func.sum(known_accounts.c.overdue)]
        query = sa.select(*own, sa.func.count(), *total).group_by(*own).order_by(*own)
        with self._database.transaction(write=False) as connection:
            return [(row[0], row[1], row[2], int(row[3]), int(row[4])) for row in connection.execute(query)]

    def receivables(self, since: dt.date, until: dt.date) -> dict[str, tuple[int, int, int]]:
        """Return by currency: what was invoiced after `since` up to `until`, what of it is open, and what is disputed.

        An invoice is disputed when an open dispute names it.
        """
        disputed = sa.select(case_rows.c.document).where(case_rows.c.is_open, case_rows.c.document != "")
        table = known_invoices.c
        is_disputed = sa.case((table.name.in_(disputed), table.open), else_=0)
        query = sa.select(
            table.currency, sa.func.sum(table.total), sa.func.sum(table.open), sa.func.sum(is_disputed)
        ).where(table.invoice_date > since, table.invoice_date <= until)
        with self._database.transaction(write=False) as connection:
            rows = connection.execute(query.group_by(table.currency))
            return {row[0]: (int(row[1]), int(row[2]), int(row[3])) for row in rows}


def _bucket(first: int, last: int | None) -> str:
    return f"over {first - 1} days" if last is None else f"{first} to {last} days"


def _utc(moment: dt.datetime) -> dt.datetime:
    return moment.astimezone(dt.UTC)


def _aware(row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value.replace(tzinfo=dt.UTC) if isinstance(value, dt.datetime) and value.tzinfo is None else value
        for name, value in row.items()
    }
