"""Which tables do the reports on disputes and process read? Rows, what they are found by, and sums kept beside them."""

import sqlalchemy as sa

from triage.store.metadata import METADATA

MOMENT = sa.DateTime(timezone=True)

case_rows = sa.Table(
    "triage_case_rows",
    METADATA,
    sa.Column("case_id", sa.String(40), primary_key=True),
    sa.Column("received_at", MOMENT, nullable=False),
    sa.Column("week", sa.String(8), nullable=False),
    sa.Column("state", sa.String(20), nullable=False),
    sa.Column("intent", sa.String(40), nullable=False),
    sa.Column("is_open", sa.Boolean, nullable=False),
    sa.Column("customer_id", sa.String(20), nullable=False),
    sa.Column("customer", sa.String(200), nullable=False),
    sa.Column("amount", sa.BigInteger),  # hundredths of the currency's unit
    sa.Column("currency", sa.String(3), nullable=False),
    sa.Column("finding", sa.String(20), nullable=False),
    sa.Column("document", sa.String(80), nullable=False),
    sa.Column("awaits", sa.String(4), nullable=False),
    sa.Column("awaits_since", MOMENT),
    sa.Column("counted", sa.JSON, nullable=False),  # what this row adds to the sums
    sa.Index("triage_case_rows_received", "received_at", "case_id"),
    sa.Index("triage_case_rows_open", "is_open", "received_at"),
    sa.Index("triage_case_rows_awaits", "awaits", "awaits_since"),
    sa.Index("triage_case_rows_customer", "customer_id", "customer"),
)

traits = sa.Table(
    "triage_traits",
    METADATA,
    sa.Column("dimension", sa.String(20), primary_key=True),
    sa.Column("value", sa.String(100), primary_key=True),
    sa.Column("case_id", sa.String(40), primary_key=True),
    sa.Index("triage_traits_case", "case_id"),
)

sums = sa.Table(
    "triage_sums",
    METADATA,
    sa.Column("dimension", sa.String(40), primary_key=True),
    sa.Column("week", sa.String(8), primary_key=True),
    sa.Column("key", sa.String(200), primary_key=True),
    sa.Column("measure", sa.String(40), primary_key=True),
    sa.Column("value", sa.BigInteger, nullable=False),
)

lags = sa.Table(
    "triage_lags",
    METADATA,
    sa.Column("kind", sa.String(20), primary_key=True),
    sa.Column("document", sa.String(80), primary_key=True),
    sa.Column("week", sa.String(8), nullable=False),
    sa.Column("days", sa.Integer, nullable=False),
)

known_invoices = sa.Table(
    "triage_known_invoices",
    METADATA,
    sa.Column("name", sa.String(80), primary_key=True),
    sa.Column("currency", sa.String(3), nullable=False),
    sa.Column("invoice_date", sa.Date, nullable=False, index=True),
    sa.Column("total", sa.BigInteger, nullable=False),
    sa.Column("open", sa.BigInteger, nullable=False),
    sa.Column("as_of", MOMENT, nullable=False),
)

known_accounts = sa.Table(
    "triage_known_accounts",
    METADATA,
    sa.Column("customer", sa.String(20), primary_key=True),
    sa.Column("currency", sa.String(3), primary_key=True),
    sa.Column("segment", sa.String(40), nullable=False),
    sa.Column("open", sa.BigInteger, nullable=False),
    sa.Column("overdue", sa.BigInteger, nullable=False),
    sa.Column("as_of", MOMENT, nullable=False),
)
FIGURES = [case_rows, traits, sums, lags, known_invoices, known_accounts]
