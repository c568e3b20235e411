"""Which tables tell of use, of changes and of what is in force? Written by folding, never by scanning again."""

import sqlalchemy as sa

from triage.store.metadata import METADATA

# One flat row a case: what was said, what a person did, what the ledger did. Folded from nouns and decisions.
uses = sa.Table(
    "triage_uses",
    METADATA,
    sa.Column("case_id", sa.String(40), primary_key=True),
    sa.Column("received_at", sa.DateTime(timezone=True), nullable=False, index=True),
    sa.Column("week", sa.String(8), nullable=False),
    sa.Column("intent", sa.String(40), nullable=False),
    sa.Column("language", sa.String(8), nullable=False),
    sa.Column("segment", sa.String(40), nullable=False),
    sa.Column("model", sa.String(80), nullable=False),
    sa.Column("agent", sa.String(200), nullable=False),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("is_right", sa.Boolean),
    sa.Column("confidence", sa.Float, nullable=False),
    sa.Column("use", sa.JSON, nullable=False),  # the whole row as data
    sa.Index("triage_uses_intent", "intent", "week"),
    sa.Index("triage_uses_wrong", "is_right", "confidence"),
)

# Sums over the rows above, kept while they are folded: reports read these and nothing else.
tallies = sa.Table(
    "triage_tallies",
    METADATA,
    sa.Column("dimension", sa.String(40), primary_key=True),
    sa.Column("key", sa.String(200), primary_key=True),
    sa.Column("week", sa.String(8), primary_key=True),
    sa.Column("measure", sa.String(40), primary_key=True),
    sa.Column("value", sa.Integer, nullable=False),
)

# What the ledger did after a suggestion: found by looking at the books again, kept once a case and kind.
outcomes = sa.Table(
    "triage_outcomes",
    METADATA,
    sa.Column("case_id", sa.String(40), primary_key=True),
    sa.Column("kind", sa.String(40), primary_key=True),
    sa.Column("document", sa.String(80), nullable=False),
    sa.Column("amount", sa.String(40)),
    sa.Column("currency", sa.String(3), nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
)

# Replays: what a change would do. Signed once, then never changed.
changes = sa.Table(
    "triage_changes",
    METADATA,
    sa.Column("id", sa.String(40), primary_key=True),
    sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("inputs", sa.JSON, nullable=False),  # what is new, with the text of policy and prompt
    sa.Column("report", sa.JSON, nullable=False),
    sa.Column("hash", sa.String(64), nullable=False),
    sa.Column("signed_by", sa.String(200), nullable=False, default=""),
    sa.Column("signed_at", sa.DateTime(timezone=True)),
)

# What is in force: rows are added, the newest counts.
active = sa.Table(
    "triage_active",
    METADATA,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("by", sa.String(200), nullable=False),
    sa.Column("why", sa.Text, nullable=False),
    sa.Column("change_id", sa.String(40), nullable=False),
    sa.Column("versions", sa.JSON, nullable=False),
)
SUPERVISION = [uses, tallies, outcomes, changes, active]
