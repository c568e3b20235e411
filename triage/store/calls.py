"""Was this signed call taken already? Remembered for the window, by all processes together."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from triage.store.database import Database
from triage.store.schema import calls

LEASE_SECONDS = 60.0  # a call that was begun and not ended by then died with its process: it may come again


class Claim(StrEnum):
    """What is known of a call that knocks."""

    NEW = "new"
    UNDER_WAY = "under_way"
    TAKEN = "taken"
    OTHER_BODY = "other_body"  # its Idempotency-Key stood on another body


@dataclass(frozen=True, slots=True)
class Mark:
    """What a call is recognised by: `key` for itself, `about` for what must not differ (a digest, or empty)."""

    key: str
    about: str = ""

    @property
    def digest(self) -> str:
        """Return the key as it is kept."""
        return hashlib.sha256(self.key.encode()).hexdigest()


class CallBook:
    """Begun, then ended or released; look and act are one act. Each call may raise `RetryLater`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def claim(self, call: Mark, idempotency: Mark | None, *, now: float, until: float) -> Claim:
        """Begin a call; `now` and `until` are unix seconds. The marks are forgotten after `until`."""
        with self._database.transaction() as connection:
            self._database.lock(connection, "calls")
            connection.execute(sa.delete(calls).where(calls.c.until < now))
            found = _find(connection, call, idempotency, now)
            if found is Claim.NEW:
                _put(connection, call, now=now, until=until)
                if idempotency is not None:
                    _put(connection, idempotency, now=now, until=until)
            return found

    def end(self, call: Mark) -> None:
        """Remember that the call was taken."""
        with self._database.transaction() as connection:
            connection.execute(sa.update(calls).where(calls.c.digest == call.digest).values(ended=True))

    def release(self, call: Mark) -> None:
        """Forget a call that could not be taken: the sender may send it again as it is."""
        with self._database.transaction() as connection:
            connection.execute(sa.delete(calls).where(calls.c.digest == call.digest))

    def remember(self, mark: Mark, *, now: float, until: float) -> None:
        """Remember something until a moment (unix seconds), such as a session that was ended."""
        with self._database.transaction() as connection:
            self._database.lock(connection, "calls")
            connection.execute(sa.delete(calls).where(calls.c.until < now))
            _put(connection, mark, now=now, until=until)

    def is_known(self, mark: Mark) -> bool:
        """Tell whether a mark is remembered."""
        with self._database.transaction(write=False) as connection:
            return connection.scalar(sa.select(calls.c.digest).where(calls.c.digest == mark.digest)) is not None


def _find(connection: Connection, call: Mark, idempotency: Mark | None, now: float) -> Claim:
    row = connection.execute(sa.select(calls).where(calls.c.digest == call.digest)).first()
    if row is not None and row.ended:
        return Claim.TAKEN
    if row is not None and now - row.begun < LEASE_SECONDS:
        return Claim.UNDER_WAY
    if idempotency is None:
        return Claim.NEW
    about = connection.scalar(sa.select(calls.c.about).where(calls.c.digest == idempotency.digest))
    return Claim.NEW if about in (None, idempotency.about) else Claim.OTHER_BODY


def _put(connection: Connection, mark: Mark, *, now: float, until: float) -> None:
    connection.execute(sa.delete(calls).where(calls.c.digest == mark.digest))
    row = {"digest": mark.digest, "about": mark.about, "begun": now, "until": until, "ended": False}
    connection.execute(sa.insert(calls).values(**row))
