"""Is every change of the record found, also at its end, and does the database refuse it in the first place?"""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from triage.domain.message import RawMessage
from triage.store.audit import Audit, Checkpoint
from triage.store.database import Database
from triage.store.inbox import Inbox
from triage.store.journal import GENESIS, Journal, digest_of
from triage.store.seals import Seals
from triage.store.states import CaseBook, State

NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
SEALS = Seals(["the key of this house"])
TABLE = "triage_journal"


@pytest.fixture
def audit(both: Database) -> Audit:
    return Audit(both, SEALS)


@pytest.fixture
def case(both: Database) -> str:
    """Return a case with four sealed entries."""
    journal = Journal(both, SEALS)
    raw = RawMessage(content=b"Subject: 8 of 10\n\nhi", received_at=NOW)
    case = Inbox(both, journal).accept(raw, sender="", message_id=None).case_id
    book = CaseBook(both, journal)
    for state in (State.HELD, State.WAITING, State.DELIVERED):
        book.move(case, state)
    return case


def tamper(database: Database, *statements: str) -> None:
    """Change the journal as somebody would who owns the database: the triggers go first."""
    with database.transaction() as connection:
        for name in ("no_update", "no_delete", "only_last") if database.is_sqlite else ("rows", "all"):
            where = "" if database.is_sqlite else f" ON {TABLE}"
            connection.exec_driver_sql(f"DROP TRIGGER triage_journal_{name}{where}")
        for statement in statements:
            connection.exec_driver_sql(statement)


def test_an_untouched_journal_is_whole_and_sealed_from_its_first_entry(audit: Audit, case: str) -> None:
    found = audit.examine(audit.checkpoint())
    assert (found.entries, found.sealed_from, found.fault) == (4, 1, "")


@pytest.mark.parametrize(
    "statement",
    [
        f"UPDATE {TABLE} SET actor = 'nobody' WHERE number = 2",
        f"UPDATE {TABLE} SET actor = 'nobody'",
        f"DELETE FROM {TABLE} WHERE number = 4",
        f"DELETE FROM {TABLE}",
    ],
)
def test_the_database_refuses_to_change_or_remove_an_entry(
    both: Database, audit: Audit, case: str, statement: str
) -> None:
    with pytest.raises(DBAPIError, match="append-only"), both.transaction() as connection:
        connection.exec_driver_sql(statement)
    assert audit.examine().fault == ""


def test_the_database_refuses_to_put_an_entry_in_the_place_of_another(both: Database, audit: Audit, case: str) -> None:
    clause = "INSERT OR REPLACE INTO" if both.is_sqlite else "INSERT INTO"
    columns = "number, case_id, at, actor, event, detail, previous, hash, seal"
    with pytest.raises(DBAPIError), both.transaction() as connection:
        connection.exec_driver_sql(
            f"{clause} {TABLE} ({columns}) VALUES (2, 'c', 'now', 'me', 'moved', '{{}}', 'p', 'h', '')"
        )
    assert audit.examine().fault == ""


def test_postgresql_refuses_to_empty_the_journal_at_once(both: Database, audit: Audit, case: str) -> None:
    if not both.is_sqlite:  # SQLite has no such statement
        with pytest.raises(DBAPIError, match="append-only"), both.transaction() as connection:
            connection.exec_driver_sql(f"TRUNCATE {TABLE}")
    assert audit.examine().entries == 4


@pytest.mark.parametrize(
    ("statement", "first"),
    [
        (f"UPDATE {TABLE} SET actor = 'nobody' WHERE number = 2", 2),
        (f'UPDATE {TABLE} SET detail = \'{{"reason":"x"}}\' WHERE number = 3', 3),
        (f"UPDATE {TABLE} SET at = '2020-01-01T00:00:00+00:00' WHERE number = 1", 1),
        (f"DELETE FROM {TABLE} WHERE number = 1", 1),
        (f"DELETE FROM {TABLE} WHERE number = 3", 3),
        (f"UPDATE {TABLE} SET number = 9 WHERE number = 2", 2),
    ],
)
def test_a_changed_or_removed_entry_is_named(
    both: Database, audit: Audit, case: str, statement: str, first: int
) -> None:
    tamper(both, statement)
    assert audit.examine().fault == f"entry {first} was changed, removed or inserted"


def test_entries_cut_off_at_the_end_show_against_a_checkpoint(both: Database, audit: Audit, case: str) -> None:
    kept = audit.checkpoint()
    tamper(both, f"DELETE FROM {TABLE} WHERE number >= 3")
    assert audit.examine().fault == ""
    assert audit.examine(kept).fault == "entries 3 to 4 were cut off: the checkpoint saw them"


def test_an_entry_added_at_the_end_without_the_key_is_named(both: Database, audit: Audit, case: str) -> None:
    with both.transaction() as connection:
        Journal(both).append(connection, case, "moved:delivered", actor="somebody")
    assert audit.examine().fault == "entry 5 has no seal, and those before it have one"


def test_an_entry_added_at_the_end_with_another_key_is_named(both: Database, audit: Audit, case: str) -> None:
    with both.transaction() as connection:
        Journal(both, Seals(["a thief's key"])).append(connection, case, "moved:delivered", actor="somebody")
    assert audit.examine().fault == "entry 5 was sealed with a key that is not at hand"


def rewritten(both: Database, *, seal: bool) -> list[str]:
    """Return the statements that write another history in which every hash fits."""
    with both.transaction(write=False) as connection:
        rows = [dict(r) for r in connection.execute(sa.text(f"SELECT * FROM {TABLE} ORDER BY number")).mappings()]
    statements, previous = [], GENESIS
    for row in rows:
        entry = {**row, "detail": {}, "actor": "nobody", "previous": previous}
        previous = digest_of(entry)
        seal_now = Seals(["a thief's key"]).seal(previous) if seal else ""
        statements.append(
            f"UPDATE {TABLE} SET detail = '{{}}', actor = 'nobody', previous = '{entry['previous']}', "
            f"hash = '{previous}', seal = '{seal_now}' WHERE number = {row['number']}"
        )
    return statements


def test_a_history_written_anew_with_fitting_hashes_shows_by_its_seals(both: Database, audit: Audit, case: str) -> None:
    kept = audit.checkpoint()
    tamper(both, *rewritten(both, seal=False))
    bare = audit.examine()
    assert (bare.fault, bare.sealed_from) == ("", None)  # told as not sealed
    assert audit.examine(kept).fault == "entry 4 or one before it is not what the checkpoint saw"


def test_a_history_sealed_with_another_key_is_named_without_a_checkpoint(
    both: Database, audit: Audit, case: str
) -> None:
    tamper(both, *rewritten(both, seal=True))
    assert audit.examine().fault == "entry 1 was sealed with a key that is not at hand"


def test_a_checkpoint_that_was_changed_is_not_believed(audit: Audit, case: str) -> None:
    forged = Checkpoint.from_json({**audit.checkpoint().as_json(), "entries": 2})
    assert audit.examine(forged).fault == "the checkpoint is not signed with a key at hand"


def test_a_key_can_be_changed_and_older_seals_still_count(both: Database, case: str) -> None:
    both_keys = Seals(["the next key", "the key of this house"])
    CaseBook(both, Journal(both, both_keys)).move(case, State.HELD)
    assert Audit(both, both_keys).examine().fault == ""
    assert "a key that is not at hand" in Audit(both, Seals(["the next key"])).examine().fault


def test_a_journal_that_was_not_sealed_can_be_sealed_from_now_on(both: Database, case: str) -> None:
    unsealed = Database(both.url)
    try:
        tamper(unsealed, f"UPDATE {TABLE} SET seal = ''")
        CaseBook(unsealed, Journal(unsealed, SEALS)).move(case, State.HELD)
        assert Audit(unsealed, SEALS).examine().sealed_from == 5
    finally:
        unsealed.close()
