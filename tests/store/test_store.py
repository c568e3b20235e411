"""Is a message kept once, and is nothing lost or doubled?"""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from triage.domain.failures import Refused
from triage.domain.message import RawMessage
from triage.store.database import Database
from triage.store.inbox import Inbox
from triage.store.journal import Journal
from triage.store.states import CaseBook, State

NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)


def raw(text: str) -> RawMessage:
    return RawMessage(content=text.encode(), received_at=NOW)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(f"sqlite:///{tmp_path / 'triage.sqlite3'}")
    yield opened
    opened.close()


@pytest.fixture
def journal(database: Database) -> Journal:
    return Journal(database)


@pytest.fixture
def inbox(database: Database, journal: Journal) -> Inbox:
    return Inbox(database, journal)


@pytest.fixture
def casebook(database: Database, journal: Journal) -> CaseBook:
    return CaseBook(database, journal)


def test_the_bytes_come_back_as_they_were_received(inbox: Inbox) -> None:
    accepted = inbox.accept(raw("From: a@b.example\r\n\r\nzażółć €\x00"), sender="a@b.example", message_id="1@b")
    assert accepted.new
    assert inbox.get_raw(accepted.case_id).content == "From: a@b.example\r\n\r\nzażółć €\x00".encode()


def test_the_same_bytes_are_the_same_case(inbox: Inbox) -> None:
    first = inbox.accept(raw("Subject: x\n\n1"), sender="", message_id=None)
    again = inbox.accept(raw("Subject: x\n\n1"), sender="", message_id=None)
    assert (again.case_id, again.new) == (first.case_id, False)


def test_the_same_message_id_from_the_same_sender_is_the_same_case_whatever_the_headers(inbox: Inbox) -> None:
    first = inbox.accept(raw("Received: one\n\nhi"), sender="a@b.example", message_id="1@b")
    again = inbox.accept(raw("Received: two\n\nhi"), sender="a@b.example", message_id="1@b")
    assert (again.case_id, again.new) == (first.case_id, False)


def test_the_same_message_id_from_somebody_else_is_another_case(inbox: Inbox) -> None:
    first = inbox.accept(raw("Received: one\n\nhi"), sender="a@b.example", message_id="1@b")
    other = inbox.accept(raw("Received: two\n\nhi"), sender="thief@c.example", message_id="1@b")
    assert other.case_id != first.case_id


def test_twenty_doors_at_once_open_one_case(inbox: Inbox, casebook: CaseBook) -> None:
    found: list[str] = []
    doors = [
        threading.Thread(
            target=lambda n=n: found.append(  # type: ignore[misc]
                inbox.accept(raw(f"X-Copy: {n % 2}\n\nhi"), sender="a@b.example", message_id="1@b").case_id
            )
        )
        for n in range(20)
    ]
    for door in doors:
        door.start()
    for door in doors:
        door.join()
    assert len(found) == 20
    assert len(set(found)) == 1
    assert casebook.ledger().received == 1


def test_the_ledger_adds_up_through_every_state(inbox: Inbox, casebook: CaseBook) -> None:
    ends = (State.DELIVERED, State.WAITING, State.HELD, State.DEAD, State.IGNORED)
    for number, state in enumerate(ends):
        case = inbox.accept(raw(f"X: {number}\n\nhi"), sender="", message_id=None).case_id
        assert casebook.ledger().gap == 0
        casebook.move(case, state)
    ledger = casebook.ledger()
    assert (ledger.received, ledger.gap) == (5, 0)
    assert (ledger.delivered, ledger.waiting, ledger.held, ledger.dead_lettered, ledger.ignored) == (1, 1, 1, 1, 1)


def test_an_unknown_case_is_refused(inbox: Inbox, casebook: CaseBook) -> None:
    with pytest.raises(Refused, match="no such case"):
        inbox.get_raw("c-none")
    with pytest.raises(Refused, match="no such case"):
        casebook.get("c-none")


def test_the_journal_holds_no_words_of_the_customer(inbox: Inbox, journal: Journal) -> None:
    case = inbox.accept(raw("Subject: SECRETWORD\n\nSECRETWORD"), sender="a@b.example", message_id="1@b").case_id
    assert "SECRETWORD" not in str(journal.list_entries(case))
