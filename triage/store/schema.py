"""Which tables are there, and how did they come to be? Numbered migrations, applied once."""

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from triage.store.amendments import AMENDMENTS
from triage.store.figure_schema import FIGURES
from triage.store.metadata import METADATA
from triage.store.use_schema import SUPERVISION

# The bytes stand in the database itself: one commit, one fsync, and no file that can go astray.
inbox = sa.Table(
    "triage_inbox",
    METADATA,
    sa.Column("case_id", sa.String(40), primary_key=True),
    sa.Column("digest", sa.String(64), nullable=False, unique=True),
    sa.Column("sender", sa.String(320), nullable=False),
    sa.Column("message_id", sa.String(998)),
    sa.Column("source", sa.String(20), nullable=False),
    sa.Column("path", sa.Text, nullable=False, default=""),
    sa.Column("envelope_to", sa.JSON, nullable=False, default=list),
    sa.Column("ticket_id", sa.Integer),
    sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("content", sa.LargeBinary, nullable=False),  # empty once it was purged
    sa.Column("body", sa.String(64)),  # digest of the body, kept when the content is purged
    sa.Column("purged_at", sa.DateTime(timezone=True)),
    sa.UniqueConstraint("sender", "message_id", name="triage_inbox_sender_message"),
)

# Every set of bytes that was taken for a case already there: a retry is recognised by it.
echoes = sa.Table(
    "triage_echoes",
    METADATA,
    sa.Column("digest", sa.String(64), primary_key=True),
    sa.Column("case_id", sa.String(40), sa.ForeignKey("triage_inbox.case_id"), nullable=False),
)

# Whom a mail was for: one row for each recipient of ours, whichever copy brought it.
recipients = sa.Table(
    "triage_recipients",
    METADATA,
    sa.Column("case_id", sa.String(40), sa.ForeignKey("triage_inbox.case_id"), primary_key=True),
    sa.Column("recipient", sa.String(400), primary_key=True),
    sa.Column("original", sa.String(400), nullable=False),  # before aliases were resolved; empty when unknown
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
)

cases = sa.Table(
    "triage_cases",
    METADATA,
    sa.Column("case_id", sa.String(40), sa.ForeignKey("triage_inbox.case_id"), primary_key=True),
    sa.Column("state", sa.String(20), nullable=False, index=True),
    sa.Column("enqueued", sa.Boolean, nullable=False, default=False, index=True),
    sa.Column("generation", sa.Integer, nullable=False, default=0),
    sa.Column("revision", sa.Integer, nullable=False, default=1),
    sa.Column("step", sa.String(20), nullable=False, default=""),
    sa.Column("reason", sa.Text, nullable=False, default=""),
    sa.Column("intent", sa.String(40), nullable=False, default=""),
    sa.Column("priority", sa.Integer, nullable=False, default=0),
    sa.Column("ticket_id", sa.Integer),
    sa.Column("received_at", sa.DateTime(timezone=True), nullable=False, index=True),
    sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
)

nouns = sa.Table(
    "triage_nouns",
    METADATA,
    sa.Column("case_id", sa.String(40), sa.ForeignKey("triage_inbox.case_id"), primary_key=True),
    sa.Column("noun", sa.String(20), primary_key=True),
    sa.Column("content", sa.JSON, nullable=False),
    sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
)

journal = sa.Table(
    "triage_journal",
    METADATA,
    sa.Column("number", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=False),
    sa.Column("case_id", sa.String(40), nullable=False, index=True),
    sa.Column("at", sa.String(40), nullable=False),
    sa.Column("actor", sa.String(80), nullable=False),
    sa.Column("event", sa.String(40), nullable=False),
    sa.Column("detail", sa.JSON, nullable=False),
    sa.Column("previous", sa.String(64), nullable=False),
    sa.Column("hash", sa.String(64), nullable=False, unique=True),
    sa.Column("seal", sa.String(80), nullable=False, server_default=""),  # a keyed hash: see store/seals.py
)

# How many mails each door brought in each hour since the epoch: counted by the database itself (see amendments.py),
# whoever puts a mail into the inbox, so that a mail which went astray afterwards shows in the ledger.
arrivals = sa.Table(
    "triage_arrivals",
    METADATA,
    sa.Column("door", sa.String(20), primary_key=True),
    sa.Column("hour", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
)

cursors = sa.Table(
    "triage_cursors",
    METADATA,
    sa.Column("name", sa.String(60), primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)

# What people decided in Odoo: rows are added, and never changed. `number` is the order in which they came.
decisions = sa.Table(
    "triage_decisions",
    METADATA,
    sa.Column("number", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=False),
    sa.Column("id", sa.String(200), nullable=False, unique=True),
    sa.Column("case_id", sa.String(40), sa.ForeignKey("triage_inbox.case_id"), nullable=False, index=True),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("by", sa.String(200), nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("reason", sa.String(80), nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("difference", sa.JSON, nullable=False),
    sa.Column("amount", sa.String(40)),  # a decimal as text: SQLite has no exact number
    sa.Column("currency", sa.String(3), nullable=False),
    sa.Column("shown", sa.String(200), nullable=False),  # fingerprint of what the person saw
    sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
)

# What carriers, payment providers, shops and hubs told us. `number` is the order in which it came.
events = sa.Table(
    "triage_events",
    METADATA,
    sa.Column("number", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=False),
    sa.Column("source", sa.String(300), nullable=False),
    sa.Column("id", sa.String(300), nullable=False),
    sa.Column("type", sa.String(60), nullable=False),
    sa.Column("time", sa.DateTime(timezone=True), nullable=False),
    sa.Column("subject", sa.String(300), nullable=False),
    sa.Column("data", sa.JSON, nullable=False),
    sa.Column("digest", sa.String(64), nullable=False),  # of what it says: the same said again under another id
    sa.Column("client", sa.String(80), nullable=False),
    sa.Column("looked_at", sa.Boolean, nullable=False, default=False, index=True),
    sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
    sa.UniqueConstraint("source", "id", name="triage_events_source_id"),
)

event_numbers = sa.Table(
    "triage_event_numbers",
    METADATA,
    sa.Column("key", sa.String(100), primary_key=True),
    sa.Column("event", sa.ForeignKey("triage_events.number"), primary_key=True),
)

# Which documents a case is about, so that an event finds the case; and which events a case has taken notice of.
case_numbers = sa.Table(
    "triage_case_numbers",
    METADATA,
    sa.Column("key", sa.String(100), primary_key=True),
    sa.Column("case_id", sa.String(40), sa.ForeignKey("triage_inbox.case_id"), primary_key=True),
)

case_events = sa.Table(
    "triage_case_events",
    METADATA,
    sa.Column("case_id", sa.String(40), sa.ForeignKey("triage_inbox.case_id"), primary_key=True),
    sa.Column("event", sa.ForeignKey("triage_events.number"), primary_key=True),
)

# Cases on the road that could not go on: `parked` until `waits_for` answers again, else tried again by the engine.
waits = sa.Table(
    "triage_waits",
    METADATA,
    sa.Column("case_id", sa.String(40), sa.ForeignKey("triage_inbox.case_id"), primary_key=True),
    sa.Column("waits_for", sa.String(20), nullable=False, default=""),
    sa.Column("step", sa.String(20), nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("since", sa.DateTime(timezone=True), nullable=False),
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("parked", sa.Boolean, nullable=False, default=False, index=True),
    sa.Column("leg", sa.Integer, nullable=False, default=0),
    sa.Column("attempt", sa.Integer, nullable=False, default=0),
    sa.Column("generation", sa.Integer, nullable=False, default=0),
)

heartbeats = sa.Table(
    "triage_heartbeats",
    METADATA,
    sa.Column("executor", sa.String(120), primary_key=True),
    sa.Column("seen", sa.Float, nullable=False),  # seconds since the epoch, by the database's clock
)

clients = sa.Table(
    "triage_clients",
    METADATA,
    sa.Column("name", sa.String(60), primary_key=True),
    sa.Column("scopes", sa.String(120), nullable=False),  # joined with +
    sa.Column("requests_per_minute", sa.Integer),
    sa.Column("max_body_bytes", sa.Integer),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
)

# A token is here as its sha256 only, a signing secret as the salt it is derived with.
client_keys = sa.Table(
    "triage_client_keys",
    METADATA,
    sa.Column("key_id", sa.String(20), primary_key=True),
    sa.Column("client", sa.String(60), sa.ForeignKey("triage_clients.name"), nullable=False, index=True),
    sa.Column("digest", sa.String(64), nullable=False, unique=True),
    sa.Column("signing_salt", sa.String(64), nullable=False, default=""),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("expires_at", sa.DateTime(timezone=True)),
    sa.Column("revoked_at", sa.DateTime(timezone=True)),
)

# Signed calls of the last minutes, and sessions that were ended: digests only, forgotten after `until`.
calls = sa.Table(
    "triage_calls",
    METADATA,
    sa.Column("digest", sa.String(64), primary_key=True),
    sa.Column("about", sa.String(64), nullable=False, default=""),
    sa.Column("begun", sa.Float, nullable=False),  # seconds since the epoch
    sa.Column("until", sa.Float, nullable=False, index=True),
    sa.Column("ended", sa.Boolean, nullable=False, default=False),
)

# What a language model was asked, in tokens, per case and day; days that are over are forgotten.
spending = sa.Table(
    "triage_spending",
    METADATA,
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("case_id", sa.String(200), primary_key=True),
    sa.Column("tokens", sa.BigInteger, nullable=False),
)

# What all processes counted together, for Prometheus: numbers and names of steps, never content.
meters = sa.Table(
    "triage_meters",
    METADATA,
    sa.Column("name", sa.String(40), primary_key=True),
    sa.Column("label", sa.String(60), primary_key=True),
    sa.Column("detail", sa.String(20), primary_key=True),  # a bound of a histogram, "sum", or an outcome
    sa.Column("number", sa.Float, nullable=False),
)

migrations = sa.Table("triage_migrations", METADATA, sa.Column("number", sa.Integer, primary_key=True))

_TABLES_OF = {
    1: [inbox, echoes, cases, nouns, journal, cursors, heartbeats],
    2: [decisions],
    3: [events, event_numbers, case_numbers, case_events],
    4: [clients, client_keys, calls],
    30: SUPERVISION,
    31: FIGURES,
    5: [recipients],
    6: [waits],
    8: [arrivals],
    40: [spending],
    41: [meters],
}


def migrate(connection: Connection) -> None:
    """Bring the database to the newest number; safe when several processes start at once."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("SELECT pg_advisory_xact_lock(hashtext('triage.migrate'))"))
    migrations.create(connection, checkfirst=True)
    done = set(connection.scalars(sa.select(migrations.c.number)))
    for number in sorted(_TABLES_OF.keys() | AMENDMENTS.keys()):
        if number in done:
            continue
        METADATA.create_all(connection, tables=_TABLES_OF.get(number, []), checkfirst=True)
        if number in AMENDMENTS:
            AMENDMENTS[number](connection)
        connection.execute(sa.insert(migrations).values(number=number))
