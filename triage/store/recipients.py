"""Whom was a mail for? Each recipient of ours once, whichever copy of the mail brought it."""

from collections.abc import Sequence
from datetime import UTC

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from triage.domain.message import RawMessage
from triage.store.schema import recipients

LONGEST = 400


def add_recipients(connection: Connection, case_id: str, raw: RawMessage, original: str) -> int:
    """Add those that are not there yet, inside the caller's transaction; returns how many were added."""
    known = set(list_recipients(connection, case_id))
    new = [name for name in dict.fromkeys(name[:LONGEST] for name in raw.envelope_to) if name not in known]
    for name in new:
        row = {"case_id": case_id, "recipient": name, "original": original[:LONGEST]}
        connection.execute(sa.insert(recipients).values(**row, at=raw.received_at.astimezone(UTC)))
    return len(new)


def list_recipients(connection: Connection, case_id: str) -> dict[str, str]:
    """List recipients in the order they became known, each with the address it was sent to first, or empty."""
    query = sa.select(recipients.c.recipient, recipients.c.original).where(recipients.c.case_id == case_id)
    rows = connection.execute(query.order_by(recipients.c.at, recipients.c.recipient))
    return {row.recipient: row.original for row in rows}


def forget_recipients(connection: Connection, case_ids: Sequence[str]) -> None:
    """Forget whom the mails of these cases were for."""
    connection.execute(sa.delete(recipients).where(recipients.c.case_id.in_(case_ids)))
