"""Which changes were tried, who signed them, and what is in force? Rows are added; what was signed never changes."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from triage.domain.codes import Intent
from triage.domain.failures import Refused
from triage.domain.releases import Change, InForce, ReplayReport, Versions
from triage.store.database import Database
from triage.store.journal import Journal
from triage.store.use_schema import active, changes

RELEASES = "releases"  # stands for a case in the journal


def hash_of(inputs: Versions, report: ReplayReport) -> str:
    """Return the sha256 that a supervisor signs: over inputs and differences, as canonical JSON."""
    content = {"inputs": inputs.as_json(), "report": report.as_json()}
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(canonical.encode()).hexdigest()


class ChangeBook:
    """Changes and what is in force; every act is told in the journal, in the same transaction."""

    def __init__(self, database: Database, journal: Journal) -> None:
        self._database = database
        self._journal = journal

    def keep(self, inputs: Versions, report: ReplayReport) -> Change:
        """Keep a replay as a change; the same replay twice is one change."""
        digest, now = hash_of(inputs, report), datetime.now(UTC)
        change_id = f"ch-{digest[:16]}"
        with self._database.transaction() as connection:
            self._database.lock(connection, "changes")
            if _row(connection, change_id) is None:
                values = {"inputs": inputs.as_json(), "report": report.as_json(), "hash": digest, "signed_by": ""}
                connection.execute(sa.insert(changes).values(id=change_id, made_at=now, **values))
                self._journal.append(connection, RELEASES, "change:kept", change=change_id, hash=digest)
        return self.get(change_id)

    def get(self, change_id: str) -> Change:
        """Return a change; raises `Refused` for one that is not there, or whose record was changed."""
        with self._database.transaction(write=False) as connection:
            return _change(_row(connection, change_id))

    def list_changes(self, limit: int = 50) -> list[Change]:
        """List changes, newest first."""
        query = sa.select(changes).order_by(changes.c.made_at.desc(), changes.c.id).limit(limit)
        with self._database.transaction(write=False) as connection:
            return [_change(row) for row in connection.execute(query).mappings()]

    def sign(self, change_id: str, name: str) -> Change:
        """Put a supervisor's name under a change; raises `Refused` without a name, or where another one signed."""
        if not name.strip():
            raise Refused("a change is signed with a name")
        with self._database.transaction() as connection:
            self._database.lock(connection, "changes")
            change = _change(_row(connection, change_id))
            if change.signed_by and change.signed_by != name:
                raise Refused(f"the change is signed by {change.signed_by}")
            if not change.signed_by:
                signed = {"signed_by": name.strip()[:200], "signed_at": datetime.now(UTC)}
                connection.execute(sa.update(changes).where(changes.c.id == change_id).values(**signed))
                self._journal.append(
                    connection, RELEASES, "change:signed", actor=name[:80], change=change_id, hash=change.hash
                )
        return self.get(change_id)

    def activate(self, change_id: str, by: str) -> InForce:
        """Put a signed change in force; raises `Refused` for one that nobody signed."""
        change = self.get(change_id)
        if not change.signed_by:
            raise Refused("nobody has signed this change: triage change sign")
        with self._database.transaction() as connection:
            before = self._in_force(connection)
            chosen = _filled(change.inputs, before.versions)
            return self._put(connection, chosen, by=by, why=f"signed by {change.signed_by}", change_id=change_id)

    def revert(self, by: str) -> InForce:
        """Bring back what was in force before; raises `Refused` where nothing was ever put in force.

        What a person switched off stays off.
        """
        with self._database.transaction() as connection:
            rows = connection.execute(sa.select(active).order_by(active.c.number.desc())).mappings()
            history = [_in_force(row) for row in rows]
            if not history:
                raise Refused("what is in force is what was shipped: there is nothing to bring back")
            earlier = [*history[1:], InForce()]
            kept = history[0].versions.intents_off
            found = next((f for f in earlier if _plain(f.versions) != _plain(history[0].versions)), InForce())
            chosen = found.versions.model_copy(update={"intents_off": kept})
            return self._put(
                connection, chosen, by=by, why=f"brought back number {found.number}", change_id=found.change_id
            )

    def switch(self, intent: Intent, *, off: bool, by: str, why: str) -> InForce:
        """Switch suggestions for an intent off or on again, at once; it needs a name and a reason."""
        if not by.strip() or not why.strip():
            raise Refused("switching an intent needs a name and a reason")
        with self._database.transaction() as connection:
            before = self._in_force(connection)
            rest = [code for code in before.versions.intents_off if code is not intent]
            chosen = before.versions.model_copy(
                update={"intents_off": tuple(sorted([*rest, *([intent] if off else [])]))}
            )
            verb = "off" if off else "on"
            return self._put(
                connection, chosen, by=by, why=f"{intent} switched {verb}: {why}", change_id=before.change_id
            )

    def in_force(self) -> InForce:
        """Return what is in force; number 0 stands for what was shipped."""
        with self._database.transaction(write=False) as connection:
            return self._in_force(connection)

    def list_in_force(self, limit: int = 50) -> list[InForce]:
        """List what was in force, newest first."""
        query = sa.select(active).order_by(active.c.number.desc()).limit(limit)
        with self._database.transaction(write=False) as connection:
            return [_in_force(row) for row in connection.execute(query).mappings()]

    def _in_force(self, connection: Connection) -> InForce:
        row = connection.execute(sa.select(active).order_by(active.c.number.desc()).limit(1)).mappings().first()
        return _in_force(row) if row is not None else InForce()

    def _put(self, connection: Connection, versions: Versions, *, by: str, why: str, change_id: str) -> InForce:
        self._database.lock(connection, "active")
        number = (connection.scalar(sa.select(sa.func.max(active.c.number))) or 0) + 1
        values = {"at": datetime.now(UTC), "by": by[:200], "why": why, "change_id": change_id}
        connection.execute(sa.insert(active).values(number=number, versions=versions.as_json(), **values))
        told = versions.model_dump(mode="json", exclude={"policy_text", "prompt_text"})
        self._journal.append(
            connection, RELEASES, "change:active", actor=by[:80], number=number, change=change_id, why=why, **told
        )
        return InForce(number=number, versions=versions, **values)


def _row(connection: Connection, change_id: str) -> Mapping[Any, Any] | None:
    return connection.execute(sa.select(changes).where(changes.c.id == change_id)).mappings().first()


def _change(row: Mapping[Any, Any] | None) -> Change:
    if row is None:
        raise Refused("there is no such change")
    values = {**row, "made_at": _utc(row["made_at"]), "signed_at": _utc(row["signed_at"])}
    change = Change.model_validate(values)
    if change.hash != hash_of(change.inputs, change.report):
        raise Refused("the record of this change is not what was replayed: its hash differs")
    return change


def _in_force(row: Mapping[Any, Any]) -> InForce:
    return InForce.model_validate({**row, "at": _utc(row["at"])})


def _filled(wanted: Versions, before: Versions) -> Versions:
    """Return the wanted versions; what a change does not name stays as it is."""
    told = {name: value for name, value in wanted if value and name != "intents_off"}
    return before.model_copy(update=told)


def _plain(versions: Versions) -> Versions:
    return versions.model_copy(update={"intents_off": ()})


def _utc(moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=UTC) if moment is not None and moment.tzinfo is None else moment
