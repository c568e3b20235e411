"""What does a migration do that making a table does not? Columns added, triggers set, rows filled in."""

from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy.engine import Connection

REFUSAL = "the journal is append-only"
_SQLITE_TRIGGERS = (
    ("no_update", "BEFORE UPDATE", ""),
    ("no_delete", "BEFORE DELETE", ""),
    # INSERT OR REPLACE deletes without asking the trigger above: a new entry always comes last
    ("only_last", "BEFORE INSERT", "WHEN NEW.number <> (SELECT COALESCE(MAX(number), 0) + 1 FROM triage_journal)"),
)


def add_column(connection: Connection, table: str, column: str, kind: str) -> None:
    """Add a column where it is missing; a new database has it from its table's definition."""
    if column not in {found["name"] for found in sa.inspect(connection).get_columns(table)}:
        connection.exec_driver_sql(f"ALTER TABLE {table} ADD COLUMN {column} {kind}")


def guard_journal(connection: Connection) -> None:
    """Let entries carry a seal, and let the database refuse every change of the journal."""
    add_column(connection, "triage_journal", "seal", "VARCHAR(80) NOT NULL DEFAULT ''")
    if connection.dialect.name == "sqlite":
        for name, when, unless in _SQLITE_TRIGGERS:
            connection.exec_driver_sql(
                f"CREATE TRIGGER IF NOT EXISTS triage_journal_{name} {when} ON triage_journal {unless} "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )
        return
    connection.exec_driver_sql(
        "CREATE OR REPLACE FUNCTION triage_journal_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
    )
    for name, when in (("rows", "UPDATE OR DELETE"), ("all", "TRUNCATE")):
        each = "ROW" if name == "rows" else "STATEMENT"
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS triage_journal_{name} ON triage_journal")
        connection.exec_driver_sql(
            f"CREATE TRIGGER triage_journal_{name} BEFORE {when} ON triage_journal "
            f"FOR EACH {each} EXECUTE FUNCTION triage_journal_refuse()"
        )


_HOURS = {
    "sqlite": "CAST(strftime('%s', {0}) AS INTEGER) / 3600",
    "postgresql": "floor(extract(epoch from {0}) / 3600)",
}
_COUNT = (
    "INSERT INTO triage_arrivals (door, hour, number, last_at) VALUES (NEW.source, {hour}, 1, NEW.received_at) "
    "ON CONFLICT (door, hour) DO UPDATE SET number = triage_arrivals.number + 1, last_at = {later}"
)


def count_arrivals(connection: Connection) -> None:
    """Let the database count each mail at its door in the same transaction, and count those that are there."""
    kind = connection.dialect.name
    hour = _HOURS[kind]
    connection.exec_driver_sql(
        "INSERT INTO triage_arrivals (door, hour, number, last_at) "  # noqa: S608 (fixed names)
        f"SELECT source, {hour.format('received_at')}, COUNT(*), MAX(received_at) FROM triage_inbox GROUP BY 1, 2"
    )
    later = ("MAX" if kind == "sqlite" else "GREATEST") + "(triage_arrivals.last_at, excluded.last_at)"
    count = _COUNT.format(hour=hour.format("NEW.received_at"), later=later)
    if kind == "sqlite":
        connection.exec_driver_sql(f"CREATE TRIGGER triage_count AFTER INSERT ON triage_inbox BEGIN {count}; END")
        return
    connection.exec_driver_sql(
        "CREATE OR REPLACE FUNCTION triage_count_arrival() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {count}; RETURN NULL; END $$"
    )
    connection.exec_driver_sql(
        "CREATE TRIGGER triage_count AFTER INSERT ON triage_inbox FOR EACH ROW EXECUTE FUNCTION triage_count_arrival()"
    )


def let_mails_be_purged(connection: Connection) -> None:
    """Give the inbox what is left of a mail when its content is gone."""
    moment = "TIMESTAMP" if connection.dialect.name == "sqlite" else "TIMESTAMP WITH TIME ZONE"
    add_column(connection, "triage_inbox", "body", "VARCHAR(64)")
    add_column(connection, "triage_inbox", "purged_at", moment)


def find_by_ticket(connection: Connection) -> None:
    """Let what came from a ticket be found without looking at every mail."""
    connection.exec_driver_sql("CREATE INDEX IF NOT EXISTS triage_inbox_ticket ON triage_inbox (ticket_id)")


AMENDMENTS: dict[int, Callable[[Connection], None]] = {
    7: guard_journal,
    8: count_arrivals,
    9: let_mails_be_purged,
    10: find_by_ticket,
}
