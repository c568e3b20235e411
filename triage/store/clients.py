"""Which clients are there, and which of their keys are good? Kept as hashes, never as tokens."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from triage.domain.clients import SCOPES
from triage.domain.failures import Refused
from triage.store.database import Database
from triage.store.journal import Journal
from triage.store.schema import client_keys, clients


@dataclass(frozen=True, slots=True)
class NewClient:
    """What a client may do and how much, decided when it is added."""

    name: str
    scopes: frozenset[str]
    requests_per_minute: int | None = None
    max_body_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class NewKey:
    """One key of a client: the hash of its token, and the salt of its signing secret where it signs."""

    key_id: str
    digest: str
    signing_salt: str = ""
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class KeyRow:
    """A key as it is kept, with its client; `revoked_at` is None while it may be used."""

    name: str
    scopes: frozenset[str]
    requests_per_minute: int | None
    max_body_bytes: int | None
    key_id: str
    digest: str
    signing_salt: str
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None


class ClientBook:
    """Adds, lists, rotates and revokes; every call is one transaction and may raise `RetryLater`."""

    def __init__(self, database: Database, journal: Journal | None = None) -> None:
        """Take the journal as well where clients are changed: who got in since when is part of the record."""
        self._database = database
        self._journal = journal or Journal(database)

    def add(self, client: NewClient, key: NewKey, *, now: datetime) -> None:
        """Add a client with its first key; raises `Refused` for a name in use or a scope that is none."""
        if not client.scopes or not client.scopes <= SCOPES:
            raise Refused(f"scopes are {', '.join(sorted(SCOPES))}")
        row = {
            "name": client.name,
            "scopes": _joined(client.scopes),
            "requests_per_minute": client.requests_per_minute,
            "max_body_bytes": client.max_body_bytes,
            "created_at": now,
        }
        try:
            with self._database.transaction() as connection:
                connection.execute(sa.insert(clients).values(**row))
                _add_key(connection, client.name, key, now)
                self._record(connection, "client_added", client.name, key=key.key_id, scopes=_joined(client.scopes))
        except IntegrityError as error:
            raise Refused(f"there is a client {client.name} already") from error

    def rotate(self, name: str, key: NewKey, *, keep_until: datetime, now: datetime) -> None:
        """Add a key, and let those so far end at `keep_until` at the latest; raises `Refused` for an unknown client."""
        with self._database.transaction() as connection:
            _get_client(connection, name)
            older = (client_keys.c.client == name) & client_keys.c.revoked_at.is_(None)
            outlives = client_keys.c.expires_at.is_(None) | (client_keys.c.expires_at > keep_until)
            connection.execute(sa.update(client_keys).where(older & outlives).values(expires_at=keep_until))
            _add_key(connection, name, key, now)
            self._record(connection, "client_rotated", name, key=key.key_id, old_until=keep_until.isoformat())

    def revoke(self, name: str, *, now: datetime) -> None:
        """End all keys of a client now; raises `Refused` for an unknown client."""
        with self._database.transaction() as connection:
            _get_client(connection, name)
            open_keys = (client_keys.c.client == name) & client_keys.c.revoked_at.is_(None)
            connection.execute(sa.update(client_keys).where(open_keys).values(revoked_at=now))
            self._record(connection, "client_revoked", name)

    def _record(self, connection: Connection, event: str, name: str, **detail: str) -> None:
        self._journal.append(connection, "", event, actor="operator", client=name, **detail)

    def list_keys(self, *, every: bool = False) -> list[KeyRow]:
        """List the keys that are not revoked, by client; with `every` the revoked ones too."""
        query = sa.select(clients, client_keys).join(client_keys, client_keys.c.client == clients.c.name)
        query = query.order_by(clients.c.name, client_keys.c.created_at)
        if not every:
            query = query.where(client_keys.c.revoked_at.is_(None))
        columns = [*(c for c in clients.c if c.name != "created_at"), *(c for c in client_keys.c if c.name != "client")]
        with self._database.transaction(write=False) as connection:
            return [_row_of(dict(row)) for row in connection.execute(query.with_only_columns(*columns)).mappings()]


def _joined(scopes: frozenset[str]) -> str:
    return "+".join(sorted(scopes))


def _add_key(connection: Connection, name: str, key: NewKey, now: datetime) -> None:
    connection.execute(
        sa.insert(client_keys).values(
            key_id=key.key_id,
            client=name,
            digest=key.digest,
            signing_salt=key.signing_salt,
            created_at=now,
            expires_at=key.expires_at,
        )
    )


def _get_client(connection: Connection, name: str) -> None:
    """Raise `Refused` when there is no such client; its row stays locked on PostgreSQL."""
    if connection.scalar(sa.select(clients.c.name).where(clients.c.name == name).with_for_update()) is None:
        raise Refused(f"there is no client {name}")


def _row_of(row: dict[str, Any]) -> KeyRow:
    times = {name: _aware(row[name]) for name in ("created_at", "expires_at", "revoked_at")}
    return KeyRow(**{**row, **times, "scopes": frozenset(row["scopes"].split("+"))})


def _aware(moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=UTC) if moment is not None and moment.tzinfo is None else moment
