"""Where do the figures of disputes and process come from? Rows, traits and sums, moved by what has changed."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from triage.domain.case_row import CaseRow, Lag
from triage.store.database import Database
from triage.store.decisions import GONE
from triage.store.figure_schema import case_rows, known_accounts, known_invoices, lags, sums, traits
from triage.store.schema import cursors, events

Cell = tuple[str, str, str, str]  # dimension, week, key, measure
Count = Callable[[CaseRow], Mapping[Cell, int]]
Place = Callable[[Lag], Cell]
EVENTS_MARK = "figures.events"
SOME = 300  # values in one clause


class FigureBook:
    """Written while cases are folded; folding the same case twice changes nothing."""

    def __init__(self, database: Database, count: Count, place: Place) -> None:
        self._database = database
        self._count = count
        self._place = place

    def fold(self, rows: Sequence[CaseRow]) -> None:
        """Put rows in place of what was there, and move the sums by the difference, in one act."""
        if not rows:
            return
        ids = [row.case_id for row in rows]
        with self._database.transaction() as connection:
            self._database.lock(connection, "figures")
            moved: Counter[Cell] = Counter()
            old = connection.scalars(sa.select(case_rows.c.counted).where(case_rows.c.case_id.in_(ids)))
            for counted in old:
                for *cell, value in counted:
                    moved[_cell(cell)] -= value
            counts = {row.case_id: self._count(row) for row in rows}
            for own in counts.values():
                moved.update(own)
            _replace_rows(connection, rows, counts)
            self._fold_lags(connection, [lag for row in rows for lag in row.lags], moved)
            _keep_newest(connection, known_invoices, [_invoice(i) for row in rows for i in row.invoices])
            _keep_newest(connection, known_accounts, [_account(a) for row in rows for a in row.accounts])
            _move(connection, moved)

    def forget_names(self, before: dt.datetime) -> int:
        """Forget customer, document and people in the rows of cases that came before; the sums stay. Returns rows."""
        due = sa.select(case_rows.c.case_id, case_rows.c.counted).where(
            case_rows.c.received_at < before.astimezone(dt.UTC), case_rows.c.customer != GONE
        )
        forgotten = 0
        while True:
            with self._database.transaction() as connection:
                self._database.lock(connection, "figures")
                found = connection.execute(due.limit(SOME)).all()
                if not found:
                    break
                _forget(connection, found)
            forgotten += len(found)
        return forgotten

    def _fold_lags(self, connection: Connection, told: Sequence[Lag], moved: Counter[Cell]) -> None:
        """Count each document's lag once, by what was told last."""
        new = {(lag.kind.value, lag.document): lag for lag in told}
        known = _known_lags(connection, {document for _, document in new})
        changed = []
        for key, lag in new.items():
            cell = self._place(lag)
            row = {"kind": key[0], "document": key[1], "week": cell[1], "days": lag.days}
            before = known.get(key)
            if before == row:
                continue
            if before is not None:
                moved[("lag", before["week"], f"{key[0]}|{before['days']}", "cases")] -= 1
            moved[cell] += 1
            changed.append(row)
        _upsert(connection, lags, changed)

    def fold_events(self, limit: int = 1000) -> int:
        """Count events that came since the last time, by type; returns how many. Mark and sums move in one act."""
        with self._database.transaction() as connection:
            self._database.lock(connection, "figures")
            moved: Counter[Cell] = Counter()
            mark = sa.select(cursors.c.value).where(cursors.c.name == EVENTS_MARK)
            after = int(connection.scalar(mark) or 0)
            query = sa.select(events.c.number, events.c.type, events.c.time).where(events.c.number > after)
            found = connection.execute(query.order_by(events.c.number).limit(limit)).all()
            for _, kind, at in found:
                year, week, _ = at.isocalendar()
                moved[("event", f"{year}-W{week:02}", kind, "cases")] += 1
            if found:
                _move(connection, moved)
                _upsert(connection, cursors, [{"name": EVENTS_MARK, "value": str(found[-1].number)}])
        return len(found)


def _cell(parts: Sequence[str]) -> Cell:
    dimension, week, key, measure = parts
    return dimension, week, key, measure


def _forget(connection: Connection, found: Sequence[Any]) -> None:
    """Let these rows name nobody, and move what an approver has in the sums to nobody."""
    moved: Counter[Cell] = Counter()
    for case_id, counted in found:
        nameless = [[*_nameless(_cell(cell)), value] for *cell, value in counted]
        for sign, cells in ((-1, counted), (1, nameless)):
            for *cell, value in cells:
                moved[_cell(cell)] += sign * value
        row = sa.update(case_rows).where(case_rows.c.case_id == case_id)
        connection.execute(row.values(customer=GONE, document="", counted=nameless))
    _move(connection, moved)
    ids = [case_id for case_id, _ in found]
    connection.execute(sa.delete(traits).where(traits.c.case_id.in_(ids), traits.c.dimension == "agent"))
    connection.execute(sa.delete(sums).where(sums.c.dimension == "approver", sums.c.value == 0))


def _nameless(cell: Cell) -> Cell:
    dimension, week, key, measure = cell
    if dimension != "approver":
        return cell
    return dimension, week, f"{GONE}|{key.rpartition('|')[2]}", measure


def _replace_rows(connection: Connection, rows: Sequence[CaseRow], counts: Mapping[str, Mapping[Cell, int]]) -> None:
    ids = [row.case_id for row in rows]
    connection.execute(sa.delete(case_rows).where(case_rows.c.case_id.in_(ids)))
    connection.execute(sa.delete(traits).where(traits.c.case_id.in_(ids)))
    connection.execute(sa.insert(case_rows), [_row(row, counts[row.case_id]) for row in rows])
    found = [{"dimension": d, "value": v, "case_id": row.case_id} for row in rows for d, v in row.traits]
    if found:
        connection.execute(sa.insert(traits), found)


def _row(row: CaseRow, counted: Mapping[Cell, int]) -> dict[str, Any]:
    names = ("case_id", "week", "state", "intent", "is_open", "customer", "currency", "finding", "document", "awaits")
    return {
        **{name: getattr(row, name) for name in names},
        "received_at": row.received_at.astimezone(dt.UTC),
        "customer_id": next(iter(row.values("customer")), ""),
        "amount": None if row.amount is None else round(row.amount * 100),
        "awaits_since": row.awaits_since.astimezone(dt.UTC) if row.awaits_since else None,
        "counted": [[*cell, value] for cell, value in counted.items()],
    }


def _invoice(invoice: Any) -> dict[str, Any]:
    names = ("name", "currency", "invoice_date", "as_of")
    amounts = {name: round(getattr(invoice, name) * 100) for name in ("total", "open")}
    return {**{name: getattr(invoice, name) for name in names}, **amounts}


def _account(account: Any) -> dict[str, Any]:
    names = ("customer", "currency", "segment", "as_of")
    amounts = {name: round(getattr(account, name) * 100) for name in ("open", "overdue")}
    return {**{name: getattr(account, name) for name in names}, **amounts}


def _known_lags(connection: Connection, documents: Iterable[str]) -> dict[tuple[str, str], dict[str, Any]]:
    wanted, found = sorted(documents), {}
    for start in range(0, len(wanted), SOME):
        query = sa.select(lags).where(lags.c.document.in_(wanted[start : start + SOME]))
        for row in connection.execute(query).mappings():
            found[(row["kind"], row["document"])] = dict(row)
    return found


def _insert(connection: Connection, table: sa.Table) -> Any:
    return (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(table)


def _upsert(connection: Connection, table: sa.Table, rows: list[dict[str, Any]]) -> None:
    if not rows:
        return
    keys = [column.name for column in table.primary_key]
    insert = _insert(connection, table)
    changed = {c.name: insert.excluded[c.name] for c in table.columns if c.name not in keys}
    connection.execute(insert.on_conflict_do_update(index_elements=keys, set_=changed), rows)


def _keep_newest(connection: Connection, table: sa.Table, rows: list[dict[str, Any]]) -> None:
    """Keep what was read last of each document or account, whichever case read it."""
    if not rows:
        return
    keys = [column.name for column in table.primary_key]
    own: dict[tuple[str, ...], dict[str, Any]] = {}
    for row in sorted(rows, key=lambda row: row["as_of"]):
        own[tuple(row[key] for key in keys)] = {**row, "as_of": row["as_of"].astimezone(dt.UTC)}
    insert = _insert(connection, table)
    changed = {c.name: insert.excluded[c.name] for c in table.columns if c.name not in keys}
    newer = table.c.as_of <= insert.excluded.as_of
    connection.execute(insert.on_conflict_do_update(index_elements=keys, set_=changed, where=newer), list(own.values()))


def _move(connection: Connection, moved: Mapping[Cell, int]) -> None:
    rows = [
        {"dimension": cell[0], "week": cell[1], "key": cell[2][:200], "measure": cell[3], "value": by}
        for cell, by in sorted(moved.items())
        if by
    ]
    if not rows:
        return
    insert = _insert(connection, sums)
    statement = insert.on_conflict_do_update(
        index_elements=["dimension", "week", "key", "measure"], set_={"value": sums.c.value + insert.excluded.value}
    )
    connection.execute(statement, rows)
