"""How are suggestions used? A flat row a case and sums beside it, both brought up to date by what has changed."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from triage.domain.use import KeptOutcome, LedgerOutcome, Use
from triage.store.database import Database
from triage.store.decisions import GONE
from triage.store.schema import cases, decisions, nouns
from triage.store.use_schema import outcomes, tallies, uses

Count = tuple[str, str, str]  # dimension, key, measure
CHUNK = 500
OVERLAP = timedelta(seconds=60)  # a slow transaction may commit an older moment later: looked at again, to no harm
NEEDED = ("reading", "proposal", "case_file", "findings")
FILTERS = ("intent", "language", "segment", "model", "agent", "kind", "week")


class UseBook:
    """Rows and sums of use; folding the same case twice changes nothing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list_changed(self, since: datetime | None, limit: int = CHUNK, after: str = "") -> list[tuple[str, datetime]]:
        """List cases that changed at or after `since` (with the same moment: after that id), oldest first."""
        query = sa.select(cases.c.case_id, cases.c.changed_at).order_by(cases.c.changed_at, cases.c.case_id)
        if since is not None:
            later = (cases.c.changed_at == since) & (cases.c.case_id > after)
            query = query.where((cases.c.changed_at > since) | later)
        with self._database.transaction(write=False) as connection:
            return [(row.case_id, _utc(row.changed_at)) for row in connection.execute(query.limit(limit))]

    def list_decided(self, after: int, limit: int = CHUNK) -> list[tuple[int, str]]:
        """List number and case of decisions that came after a number."""
        query = sa.select(decisions.c.number, decisions.c.case_id).where(decisions.c.number > after)
        with self._database.transaction(write=False) as connection:
            rows = connection.execute(query.order_by(decisions.c.number).limit(limit))
            return [(row.number, row.case_id) for row in rows]

    def load(self, case_ids: Sequence[str]) -> dict[str, tuple[dict[str, Any], dict[str, Any], list[LedgerOutcome]]]:
        """Return state, needed nouns and outcomes of cases, by id."""
        with self._database.transaction(write=False) as connection:
            rows = connection.execute(sa.select(cases).where(cases.c.case_id.in_(case_ids))).mappings()
            found = {r["case_id"]: ({**r, "received_at": _utc(r["received_at"])}, {}, []) for r in rows}  # type: ignore[var-annotated]
            made = sa.select(nouns.c.case_id, nouns.c.noun, nouns.c.content).where(
                nouns.c.case_id.in_(case_ids), nouns.c.noun.in_(NEEDED)
            )
            for case_id, noun, content in connection.execute(made):
                found[case_id][1][noun] = content
            seen = sa.select(outcomes.c.case_id, outcomes.c.kind).where(outcomes.c.case_id.in_(case_ids))
            for case_id, kind in connection.execute(seen):
                found[case_id][2].append(LedgerOutcome(kind))
        return found

    def fold(self, rows: Sequence[Use], count: Callable[[Use], Iterable[Count]]) -> None:
        """Put rows in place of what was there, and move the sums by the difference, in one act."""
        with self._database.transaction() as connection:
            self._database.lock(connection, "uses")
            known = sa.select(uses.c.use).where(uses.c.case_id.in_([use.case_id for use in rows]))
            before = [Use.from_json(content) for content in connection.scalars(known)]
            moved: Counter[tuple[str, str, str, str]] = Counter()
            for sign, group in ((-1, before), (1, rows)):
                for use in group:
                    for dimension, key, measure in count(use):
                        moved[(dimension, key, use.week, measure)] += sign
            connection.execute(sa.delete(uses).where(uses.c.case_id.in_([use.case_id for use in rows])))
            connection.execute(sa.insert(uses), [_row_of(use) for use in rows])
            _move(connection, {cell: by for cell, by in moved.items() if by})

    def forget_names(self, before: datetime, count: Callable[[Use], Iterable[Count]]) -> int:
        """Forget who decided on cases that came before, and their outcomes' documents; the sums stay. Returns rows."""
        when, forgotten = before.astimezone(UTC), 0
        query = sa.select(uses.c.use).where(uses.c.received_at < when, uses.c.agent.not_in(("", GONE))).limit(CHUNK)
        while True:
            with self._database.transaction(write=False) as connection:
                named = [Use.from_json(content) for content in connection.scalars(query)]
            if not named:
                break
            self.fold([use.model_copy(update={"agent": GONE}) for use in named], count)
            forgotten += len(named)
        with self._database.transaction() as connection:
            connection.execute(sa.delete(tallies).where(tallies.c.dimension == "agent", tallies.c.value == 0))
            untold = {"document": "", "amount": None, "currency": ""}
            told = (outcomes.c.at < when) & (outcomes.c.document != "")
            connection.execute(sa.update(outcomes).where(told).values(untold))
        return forgotten

    def sums(self, dimension: str, *, since: str = "", until: str = "~") -> dict[tuple[str, str], dict[str, int]]:
        """Return sums by (key, week) of one dimension, of the weeks from `since` to `until` (2026-W47), inclusive."""
        query = sa.select(tallies).where(
            tallies.c.dimension == dimension, tallies.c.week >= since, tallies.c.week <= until, tallies.c.value != 0
        )
        found: dict[tuple[str, str], dict[str, int]] = {}
        with self._database.transaction(write=False) as connection:
            for row in connection.execute(query):
                found.setdefault((row.key, row.week), {})[row.measure] = row.value
        return found

    def totals(self, dimension: str, *, since: str = "", until: str = "~") -> dict[tuple[str, str], dict[str, int]]:
        """Return sums by (key, "") of one dimension, the weeks added up by the database."""
        own = (tallies.c.dimension == dimension) & (tallies.c.week >= since) & (tallies.c.week <= until)
        query = sa.select(tallies.c.key, tallies.c.measure, sa.func.sum(tallies.c.value)).where(own)
        found: dict[tuple[str, str], dict[str, int]] = {}
        with self._database.transaction(write=False) as connection:
            for key, measure, value in connection.execute(query.group_by(tallies.c.key, tallies.c.measure)):
                if value:
                    found.setdefault((key, ""), {})[measure] = int(value)
        return found

    def list_uses(
        self, wanted: Mapping[str, str] | None = None, *, limit: int = 100, is_right: bool | None = None
    ) -> list[Use]:
        """List rows, the surest first; `wanted` filters by intent, language, segment, model, agent, kind or week."""
        query = sa.select(uses.c.use).order_by(uses.c.confidence.desc(), uses.c.case_id).limit(limit)
        for name, value in (wanted or {}).items():
            if name not in FILTERS:
                raise KeyError(name)
            query = query.where(uses.c[name] == value)
        if is_right is not None:
            query = query.where(uses.c.is_right.is_(is_right))
        with self._database.transaction(write=False) as connection:
            return [Use.from_json(content) for content in connection.scalars(query)]

    def list_without_outcome(self, since: datetime, *, after: str, limit: int) -> list[str]:
        """List disputes, deductions and promises since a moment without an outcome yet, by id over `after`."""
        claims = uses.c.intent.like("dispute.%") | uses.c.intent.in_(("payment.deduction", "payment.promise"))
        known = sa.select(outcomes.c.case_id).where(outcomes.c.case_id == uses.c.case_id)
        query = sa.select(uses.c.case_id).where(claims, uses.c.received_at >= since.astimezone(UTC), ~known.exists())
        with self._database.transaction(write=False) as connection:
            rows = connection.scalars(query.where(uses.c.case_id > after).order_by(uses.c.case_id).limit(limit))
            return list(rows)

    def list_labelled(self, since: datetime) -> list[Use]:
        """List rows received at or after a moment whose reading a person confirmed or put right, oldest first."""
        wanted = (uses.c.received_at >= since.astimezone(UTC)) & uses.c.is_right.is_not(None)
        with self._database.transaction(write=False) as connection:
            found = connection.scalars(sa.select(uses.c.use).where(wanted).order_by(uses.c.received_at))
            return [Use.from_json(content) for content in found]

    def list_since(self, since: datetime, limit: int = 100_000) -> list[str]:
        """List cases received at or after a moment, oldest first."""
        query = sa.select(cases.c.case_id).where(cases.c.received_at >= since.astimezone(UTC))
        with self._database.transaction(write=False) as connection:
            return list(connection.scalars(query.order_by(cases.c.received_at, cases.c.case_id).limit(limit)))

    def record_outcome(self, outcome: KeptOutcome) -> bool:
        """Keep what the ledger shows for a case; False where it is known already."""
        values = outcome.model_dump()
        values |= {
            "at": outcome.at.astimezone(UTC),
            "amount": None if outcome.amount is None else format(outcome.amount, "f"),
        }
        key = (outcomes.c.case_id == outcome.case_id) & (outcomes.c.kind == outcome.kind)
        with self._database.transaction() as connection:
            self._database.lock(connection, "outcomes")
            if connection.execute(sa.select(outcomes.c.kind).where(key)).first() is not None:
                return False
            connection.execute(sa.insert(outcomes).values(**values))
        return True


def _row_of(use: Use) -> dict[str, Any]:
    names = ("case_id", "intent", "language", "segment", "model", "agent", "kind", "confidence", "week", "is_right")
    row = {name: getattr(use, name) for name in names}
    return {**row, "received_at": use.received_at.astimezone(UTC), "use": use.as_json()}


def _move(connection: Connection, moved: Mapping[tuple[str, str, str, str], int]) -> None:
    """Add to the sums, in one statement for all of them; both databases know the same way to do it."""
    if not moved:
        return
    insert = (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(tallies)
    names = ("dimension", "key", "week", "measure")
    statement = insert.on_conflict_do_update(
        index_elements=names, set_={"value": tallies.c.value + insert.excluded.value}
    )
    rows = [{**dict(zip(names, cell, strict=True)), "value": by} for cell, by in sorted(moved.items())]
    connection.execute(statement, rows)


def _utc(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
