"""What do we have of a person, and how is it given to them or erased? By their mail address."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from triage.store.retention import Retention
from triage.store.schema import cases, decisions, inbox, nouns, recipients
from triage.store.states import CaseBook, State

FAR_AHEAD = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Holding:
    """The cases that hold something of a person: those they wrote, and those of others that name them."""

    written: tuple[str, ...]
    named: tuple[str, ...]


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
        return Holding(tuple(sorted(written)), tuple(sorted(named - written)))

    def give(self, case_id: str) -> dict[str, Any]:
        """Return all that is kept of a case: the mail as bytes (None once purged), its state, nouns and decisions."""
        with self.retention.database.transaction(write=False) as connection:
            row = connection.execute(sa.select(inbox).where(inbox.c.case_id == case_id)).mappings().one()
            decided = connection.execute(sa.select(decisions).where(decisions.c.case_id == case_id)).mappings()
            kept = [{name: _plain(value) for name, value in d.items()} for d in decided]
        return {
            "mail": row["content"] or None,
            "case": {name: _plain(value) for name, value in self.casebook.get(case_id).items()},
            "nouns": self.casebook.load_nouns(case_id),
            "decisions": kept,
        }

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
                self.casebook.move_within(connection, case_id, after, actor=actor, reason="erased for a person")
        keep.database.forget()
        return len(case_ids)


def _in_the_bytes(connection: sa.Connection, wanted: str) -> sa.ColumnElement[bool]:
    """Return the condition that a mail as received holds the address, in small letters as it mostly stands."""
    needle = sa.literal(wanted.encode(), sa.LargeBinary)
    if connection.dialect.name == "sqlite":
        return sa.func.instr(inbox.c.content, needle) > 0
    return sa.func.position(needle.op("IN")(inbox.c.content)) > 0


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
