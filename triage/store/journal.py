"""Who did what, when, and has anybody changed the record since? An append-only chain of hashes."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from triage.store.database import Database
from triage.store.schema import journal
from triage.store.seals import Seals

GENESIS = "0" * 64


def digest_of(entry: dict[str, Any]) -> str:
    """Return the sha256 of an entry and of the hash before it, over canonical JSON."""
    names = ("number", "case_id", "at", "actor", "event", "detail", "previous")
    canonical = json.dumps({n: entry[n] for n in names}, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(canonical.encode()).hexdigest()


def noun_digest(content: Any) -> str:
    """Return the sha256 of a noun's JSON data in canonical form, which outlives the noun."""
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(canonical.encode()).hexdigest()


class Journal:
    """The chain; entries hold ids, versions and digests, never a customer's words."""

    def __init__(self, database: Database, seals: Seals | None = None) -> None:
        self._database = database
        self._seals = seals or Seals()

    def append(
        self, connection: Connection, case_id: str, event: str, *, actor: str = "service", **detail: Any
    ) -> None:
        """Add an entry inside the caller's transaction: the act and its record stand or fall together."""
        self._database.lock(connection, "journal")
        last = connection.execute(
            sa.select(journal.c.number, journal.c.hash).order_by(journal.c.number.desc()).limit(1)
        ).first()
        entry: dict[str, Any] = {
            "number": last.number + 1 if last else 1,
            "case_id": case_id,
            "at": datetime.now(UTC).isoformat(),
            "actor": actor,
            "event": event,
            "detail": detail,
            "previous": last.hash if last else GENESIS,
        }
        digest = digest_of(entry)
        connection.execute(sa.insert(journal).values(**entry, hash=digest, seal=self._seals.seal(digest)))

    def list_entries(self, case_id: str) -> list[dict[str, Any]]:
        """List a case's entries, oldest first."""
        with self._database.transaction(write=False) as connection:
            query = sa.select(journal).where(journal.c.case_id == case_id).order_by(journal.c.number)
            return [dict(row) for row in connection.execute(query).mappings()]
