"""Is this message safe, and have we had it before? Durable before anybody is told so."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DataError, IntegrityError

from triage.domain.failures import Broken, Refused, TriageError
from triage.domain.message import RawMessage
from triage.domain.noun import Noun
from triage.store.database import Database
from triage.store.journal import Journal
from triage.store.likeness import bare_digest, body_digest, digest_of, find_original_recipient, purged_id, stand_in_id
from triage.store.recipients import add_recipients, list_recipients
from triage.store.schema import cases, echoes, inbox
from triage.store.states import State
from triage.store.turns import Turns

MOST_AT_ONCE = 64
TICKET = "ticket"  # rebuilt from the books' own record: its Message-ID is the mail's, its bytes are not


class Accepted(Noun):
    """The case a message belongs to, and whether this message opened it."""

    case_id: str
    new: bool


@dataclass(frozen=True, slots=True)
class Arrival:
    """A message at the door with all that it can be recognised by."""

    raw: RawMessage
    sender: str
    message_id: str | None
    digest: str  # of the bytes
    bare: str  # of the bytes without the lines of this delivery


class Inbox:
    """The one way in. Same bytes, same content for another recipient, or same Message-ID and words: same case."""

    def __init__(self, database: Database, journal: Journal) -> None:
        self._database = database
        self._journal = journal
        self._turns: Turns[Arrival, Accepted] = Turns(self._accept_all, most=MOST_AT_ONCE)

    def accept(self, raw: RawMessage, *, sender: str, message_id: str | None) -> Accepted:
        """Keep the bytes and open a case, or name the case that has them; on disk when it returns.

        `sender` is the From address in lower case (empty when unknown); `message_id` is None
        where the sender gave none. Doors that call at once share one write to disk. Raises
        `RetryLater` when the database is not available.
        """
        name = message_id or stand_in_id(raw.content)
        digest, bare = digest_of(raw.content), bare_digest(raw.content)
        return self._turns.put(Arrival(raw=raw, sender=sender, message_id=name, digest=digest, bare=bare))

    def _accept_all(self, arrivals: Sequence[Arrival]) -> Sequence[Accepted | TriageError]:
        """Keep all in one transaction; each by itself where another process was first, or one cannot be kept."""
        try:
            with self._database.transaction() as connection:
                # first of all: whoever took it after a mail, or after the count of arrivals, could wait for
                # another service that waits for this one
                self._database.lock(connection, "journal")
                return [self._accept_one(connection, arrival) for arrival in arrivals]
        except (IntegrityError, DataError):
            return [self._accept_alone(arrival) for arrival in arrivals]

    def _accept_alone(self, arrival: Arrival) -> Accepted | TriageError:
        for _ in range(3):  # who was quicker has committed by now: the second look finds the row
            try:
                with self._database.transaction() as connection:
                    self._database.lock(connection, "journal")
                    return self._accept_one(connection, arrival)
            except IntegrityError:
                continue
            except DataError:
                break
            except TriageError as error:
                return error
        return Broken("the database does not take this message")

    def _accept_one(self, connection: Connection, arrival: Arrival) -> Accepted:
        case_id = _find_by_content(connection, arrival)
        message_id = arrival.message_id
        if case_id is None and message_id:
            case_id, is_reused = _find_by_message_id(connection, arrival)
            message_id = None if is_reused else message_id  # somebody's program names all its mails alike
        is_new = case_id is None
        if case_id is None:
            case_id = self._open_case(connection, arrival, message_id)
        elif not _is_known(connection, arrival.digest):  # later copies are found by their bytes as well
            connection.execute(sa.insert(echoes).values(digest=arrival.digest, case_id=case_id))
        self._add_recipients(connection, case_id, arrival, is_new=is_new)
        return Accepted(case_id=case_id, new=is_new)

    def _open_case(self, connection: Connection, arrival: Arrival, message_id: str | None) -> str:
        raw, case_id = arrival.raw, f"c-{arrival.digest[:24]}"
        received = raw.received_at.astimezone(UTC)
        connection.execute(
            sa.insert(inbox).values(
                case_id=case_id,
                digest=arrival.digest,
                sender=arrival.sender,
                message_id=message_id,
                source=raw.source,
                path=raw.path,
                envelope_to=list(raw.envelope_to),
                ticket_id=raw.ticket_id,
                received_at=received,
                content=raw.content,
            )
        )
        # always, also where it equals the digest: two processes with two copies meet at this key
        connection.execute(sa.insert(echoes).values(digest=arrival.bare, case_id=case_id))
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
        self._journal.append(connection, case_id, "received", source=raw.source, digest=arrival.digest)
        return case_id

    def _add_recipients(self, connection: Connection, case_id: str, arrival: Arrival, *, is_new: bool) -> None:
        if not arrival.raw.envelope_to:
            return
        original = arrival.raw.original_to or find_original_recipient(arrival.raw.content)
        added = add_recipients(connection, case_id, arrival.raw, original)
        if added and not is_new:
            self._journal.append(connection, case_id, "recipient_added", source=arrival.raw.source, count=added)

    def list_words_of_ticket(self, ticket_id: int) -> list[bytes]:
        """List the bodies, without their headers, of what came in from a ticket; of purged ones nothing is left."""
        query = sa.select(inbox.c.content).where(inbox.c.ticket_id == ticket_id, inbox.c.source == "ticket")
        with self._database.transaction(write=False) as connection:
            return [body_of(content or b"") for content in connection.scalars(query)]

    def get_raw(self, case_id: str) -> RawMessage:
        """Return the message of a case with all its recipients so far; raises `Refused` for an unknown case."""
        with self._database.transaction(write=False) as connection:
            row = connection.execute(sa.select(inbox).where(inbox.c.case_id == case_id)).mappings().first()
            known = list_recipients(connection, case_id)
        if row is None:
            raise Refused("there is no such case")
        if row["purged_at"] is not None:
            raise Refused(f"the mail of this case was purged on {row['purged_at']:%Y-%m-%d}")
        received = row["received_at"]
        return RawMessage(
            content=row["content"],
            received_at=received if received.tzinfo else received.replace(tzinfo=UTC),
            source=row["source"],
            path=row["path"],
            envelope_to=tuple(known) or tuple(row["envelope_to"]),
            original_to=next((original for original in known.values() if original), ""),
            ticket_id=row["ticket_id"],
        )

    def list_recipients(self, case_id: str) -> dict[str, str]:
        """List whom a mail was for, in the order they became known, each with the address it was sent to first."""
        with self._database.transaction(write=False) as connection:
            return list_recipients(connection, case_id)


def body_of(content: bytes) -> bytes:
    """Return what follows a message's headers."""
    return content.replace(b"\r\n", b"\n").partition(b"\n\n")[2]


def _find_by_content(connection: Connection, arrival: Arrival) -> str | None:
    keys = (arrival.digest, arrival.bare)
    by_bytes = sa.select(inbox.c.case_id).where(inbox.c.digest.in_(keys))
    by_echo = sa.select(echoes.c.case_id).where(echoes.c.digest.in_(keys))
    found = connection.scalar(by_bytes) or connection.scalar(by_echo)
    return str(found) if found else None


def _find_by_message_id(connection: Connection, arrival: Arrival) -> tuple[str | None, bool]:
    """Find the case of this Message-ID from this sender; True: it has the Message-ID, but other words.

    A program that gives all its mails one Message-ID must lose none of them.
    """
    same = (inbox.c.message_id == arrival.message_id) & (inbox.c.sender == arrival.sender)
    purged = (inbox.c.message_id == purged_id(arrival.sender, arrival.message_id or "")) & (inbox.c.sender == "")
    found = sa.select(inbox.c.case_id, inbox.c.source, inbox.c.content, inbox.c.body).where(same | purged)
    row = connection.execute(found.order_by(inbox.c.received_at)).first()
    if row is None:
        return None, False
    body = row.body or body_digest(row.content)
    if TICKET in (row.source, arrival.raw.source) or body == body_digest(arrival.raw.content):
        return str(row.case_id), False
    return None, True


def _is_known(connection: Connection, digest: str) -> bool:
    by_bytes = connection.scalar(sa.select(inbox.c.case_id).where(inbox.c.digest == digest))
    return bool(by_bytes or connection.scalar(sa.select(echoes.c.case_id).where(echoes.c.digest == digest)))
