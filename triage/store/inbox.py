"""Is this message safe, and have we had it before? Durable before anybody is told so."""

import hashlib
from datetime import UTC

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from triage.domain.failures import Refused
from triage.domain.message import RawMessage
from triage.domain.noun import Noun
from triage.store.database import Database
from triage.store.journal import Journal
from triage.store.schema import cases, echoes, inbox
from triage.store.states import State


class Accepted(Noun):
    """The case a message belongs to, and whether this message opened it."""

    case_id: str
    new: bool


class Inbox:
    """The one way in. Same bytes, or same Message-ID from the same sender: same case."""

    def __init__(self, database: Database, journal: Journal) -> None:
        self._database = database
        self._journal = journal

    def accept(self, raw: RawMessage, *, sender: str, message_id: str | None) -> Accepted:
        """Keep the bytes and open a case, or name the case that has them; on disk when it returns.

        `sender` is the From address in lower case (empty when unknown); `message_id` is None
        where the sender gave none. Raises `RetryLater` when the database is not available.
        """
        digest = hashlib.sha256(raw.content).hexdigest()
        known = self._find(digest, sender, message_id)
        if known is not None:
            return known
        try:
            return self._open_case(raw, digest, sender, message_id)
        except IntegrityError:  # somebody else was quicker: the row is there now
            return self._get(digest, sender, message_id)

    def _open_case(self, raw: RawMessage, digest: str, sender: str, message_id: str | None) -> Accepted:
        case_id = f"c-{digest[:24]}"
        received = raw.received_at.astimezone(UTC)
        with self._database.transaction() as connection:
            connection.execute(
                sa.insert(inbox).values(
                    case_id=case_id,
                    digest=digest,
                    sender=sender,
                    message_id=message_id,
                    source=raw.source,
                    path=raw.path,
                    envelope_to=list(raw.envelope_to),
                    ticket_id=raw.ticket_id,
                    received_at=received,
                    content=raw.content,
                )
            )
            connection.execute(
                sa.insert(cases).values(
                    case_id=case_id,
                    state=State.RECEIVED,
                    enqueued=False,
                    ticket_id=raw.ticket_id,
                    received_at=received,
                    changed_at=received,
                )
            )
            self._journal.append(connection, case_id, "received", source=raw.source, digest=digest)
        return Accepted(case_id=case_id, new=True)

    def _find(self, digest: str, sender: str, message_id: str | None) -> Accepted | None:
        with self._database.transaction(write=False) as connection:
            case_id = _find_case(connection, digest, sender, message_id)
        if case_id is None:
            return None
        self._remember_echo(digest, case_id)
        return Accepted(case_id=case_id, new=False)

    def _get(self, digest: str, sender: str, message_id: str | None) -> Accepted:
        found = self._find(digest, sender, message_id)
        if found is None:
            raise Refused("two different messages share one case id")
        return found

    def _remember_echo(self, digest: str, case_id: str) -> None:
        """Keep the digest of a second copy, so that later copies are found by their bytes as well."""
        with self._database.transaction(write=False) as connection:
            known = _find_case(connection, digest, "", None) is not None
        if known:
            return
        try:
            with self._database.transaction() as connection:
                connection.execute(sa.insert(echoes).values(digest=digest, case_id=case_id))
        except IntegrityError:
            return  # a parallel copy remembered it first

    def get_raw(self, case_id: str) -> RawMessage:
        """Return the bytes of a case as received; raises `Refused` for an unknown case."""
        with self._database.transaction(write=False) as connection:
            row = connection.execute(sa.select(inbox).where(inbox.c.case_id == case_id)).mappings().first()
        if row is None:
            raise Refused("there is no such case")
        received = row["received_at"]
        return RawMessage(
            content=row["content"],
            received_at=received if received.tzinfo else received.replace(tzinfo=UTC),
            source=row["source"],
            path=row["path"],
            envelope_to=tuple(row["envelope_to"]),
            ticket_id=row["ticket_id"],
        )


def _find_case(connection: Connection, digest: str, sender: str, message_id: str | None) -> str | None:
    """Find the case of these bytes, or of this Message-ID from this sender."""
    by_bytes = sa.select(inbox.c.case_id).where(inbox.c.digest == digest)
    by_echo = sa.select(echoes.c.case_id).where(echoes.c.digest == digest)
    found = connection.scalar(by_bytes) or connection.scalar(by_echo)
    if found is None and message_id:
        same = (inbox.c.message_id == message_id) & (inbox.c.sender == sender)
        found = connection.scalar(sa.select(inbox.c.case_id).where(same))
    return str(found) if found else None
