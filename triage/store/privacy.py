"""What do we have of a person, and how is it given to them or erased? By their mail address."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from triage.store.figure_schema import case_rows
from triage.store.retention import Retention
from triage.store.schema import case_events, cases, decisions, events, inbox, nouns, recipients
from triage.store.states import CaseBook, State
from triage.store.use_schema import outcomes, uses

FAR_AHEAD = timedelta(days=1)
ABOUT_A_CASE = {"decisions": decisions, "use": uses, "outcomes": outcomes, "report": case_rows}
UNTOLD: dict[str, Any] = {"document": "", "amount": None, "currency": ""}


@dataclass(frozen=True, slots=True)
class Holding:
    """What holds something of a person: cases they wrote, cases of others that name them, events that name them."""

    written: tuple[str, ...]
    named: tuple[str, ...]
    events: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Privacy:
    """Finds, gives and erases; an erasure leaves digests, states and the journal, which hold no content."""

    casebook: CaseBook
    retention: Retention

    def find_cases(self, address: str) -> Holding:
        """Find the cases of a person by their address, in any case of letters."""
        wanted = address.strip().lower()
        said = sa.cast(nouns.c.content, sa.Text).icontains(wanted, autoescape=True)
        for_them = recipients.c.recipient.icontains(wanted, autoescape=True)
        with self.retention.database.transaction(write=False) as connection:
            written = set(connection.scalars(sa.select(inbox.c.case_id).where(inbox.c.sender == wanted)))
            named = set(connection.scalars(sa.select(nouns.c.case_id).where(said)))
            named |= set(connection.scalars(sa.select(recipients.c.case_id).where(for_them)))
            named |= set(connection.scalars(sa.select(inbox.c.case_id).where(_in_the_bytes(connection, wanted))))
            told = connection.scalars(sa.select(events.c.number).where(_told_of(wanted)).order_by(events.c.number))
            return Holding(tuple(sorted(written)), tuple(sorted(named - written)), tuple(told))

    def give(self, case_id: str) -> dict[str, Any]:
        """Return all that is kept of a case: the mail as bytes (None once purged), its state, nouns and decisions.

        With it the events that the case knows, and the rows that the reports have of it.
        """
        with self.retention.database.transaction(write=False) as connection:
            row = connection.execute(sa.select(inbox).where(inbox.c.case_id == case_id)).mappings().one()
            known = sa.select(case_events.c.event).where(case_events.c.case_id == case_id)
            kept = {n: _rows(connection, table, table.c.case_id == case_id) for n, table in ABOUT_A_CASE.items()}
            kept["events"] = _rows(connection, events, events.c.number.in_(known))
        return {
            "mail": row["content"] or None,
            "case": {name: _plain(value) for name, value in self.casebook.get(case_id).items()},
            "nouns": self.casebook.load_nouns(case_id),
            **kept,
        }

    def give_events(self, numbers: Sequence[int]) -> list[dict[str, Any]]:
        """Return these events as they are kept."""
        with self.retention.database.transaction(write=False) as connection:
            return _rows(connection, events, events.c.number.in_(numbers))

    def erase_events(self, numbers: Sequence[int], *, actor: str) -> int:
        """Erase what these events say; returns how many."""
        with self.retention.database.transaction() as connection:
            if numbers:
                self.retention.forget_events(connection, numbers, actor)
        return len(numbers)

    def erase(self, case_ids: tuple[str, ...], *, now: datetime, actor: str) -> int:
        """Erase all content of these cases, also where they are on the road or dead; returns how many."""
        keep = self.retention
        for case_id in case_ids:
            with keep.database.transaction() as connection:
                row = sa.select(cases.c.state).where(cases.c.case_id == case_id).with_for_update()
                state = State(connection.execute(row).scalar_one())
                after = State.IGNORED if state in (State.RECEIVED, State.DEAD) else state
                keep.forget_mails(connection, [case_id], actor, now)
                keep.forget_work(connection, [case_id], actor)
                keep.forget_decisions(connection, [case_id], actor, now + FAR_AHEAD)
                keep.forget_events_of(connection, [case_id], actor)
                connection.execute(sa.update(outcomes).where(outcomes.c.case_id == case_id).values(UNTOLD))
                self.casebook.move_within(connection, case_id, after, actor=actor, reason="erased for a person")
        keep.database.forget()
        return len(case_ids)


def _told_of(wanted: str) -> sa.ColumnElement[bool]:
    said = sa.cast(events.c.data, sa.Text).icontains(wanted, autoescape=True)
    return said | events.c.subject.icontains(wanted, autoescape=True)


def _rows(connection: sa.Connection, table: sa.Table, where: sa.ColumnElement[bool]) -> list[dict[str, Any]]:
    """Return rows of a table, as JSON has them."""
    found = connection.execute(sa.select(table).where(where)).mappings()
    return [{name: _plain(value) for name, value in row.items()} for row in found]


def _in_the_bytes(connection: sa.Connection, wanted: str) -> sa.ColumnElement[bool]:
    """Return the condition that a mail as received holds the address, in small letters as it mostly stands."""
    needle = sa.literal(wanted.encode(), sa.LargeBinary)
    if connection.dialect.name == "sqlite":
        return sa.func.instr(inbox.c.content, needle) > 0
    return sa.func.position(needle.op("IN")(inbox.c.content)) > 0


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
