"""Is each decision of a person kept once, unchanged, and told in the journal?"""

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import ValidationError

from triage.domain.decisions import Decision, DecisionKind
from triage.domain.failures import Refused
from triage.domain.message import RawMessage
from triage.store.audit import Audit
from triage.store.database import Database
from triage.store.decisions import DecisionBook
from triage.store.inbox import Inbox
from triage.store.journal import Journal

NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(f"sqlite:///{tmp_path / 'triage.sqlite3'}")
    yield opened
    opened.close()


@pytest.fixture
def book(database: Database) -> DecisionBook:
    return DecisionBook(database, Journal(database))


@pytest.fixture
def case_id(database: Database) -> str:
    raw = RawMessage(content=b"Subject: x\n\nEight of ten came.", received_at=NOW)
    return Inbox(database, Journal(database)).accept(raw, sender="", message_id=None).case_id


def approved(case_id: str, number: int = 1) -> Decision:
    return Decision(
        id=f"7f3c/{number}", case_id=case_id, revision=1, kind=DecisionKind.APPROVED, by="Ines Weber", at=NOW,
        note="as proved", difference={"draft": ["old", "new"]}, amount=Decimal("240.00"), currency="EUR", shown="ab12",
    )  # fmt: skip


def test_a_decision_comes_back_as_it_was_told(book: DecisionBook, case_id: str) -> None:
    assert book.record(approved(case_id))
    (kept,) = book.list_decisions()
    assert kept.model_dump(include=set(Decision.model_fields)) == approved(case_id).model_dump()
    assert (kept.number, kept.amount) == (1, Decimal("240.00"))


def test_the_same_decision_twice_is_one_and_another_content_under_its_id_is_refused(
    book: DecisionBook, case_id: str
) -> None:
    assert [book.record(approved(case_id)), book.record(approved(case_id))] == [True, False]
    with pytest.raises(Refused, match="kept with another content"):
        book.record(approved(case_id).model_copy(update={"amount": Decimal("9999.00")}))
    assert len(book.list_decisions()) == 1


def test_decisions_are_listed_after_a_number_in_the_order_they_came(book: DecisionBook, case_id: str) -> None:
    for number in (3, 1, 2):
        book.record(approved(case_id, number))
    assert [d.id for d in book.list_decisions(after=1)] == ["7f3c/1", "7f3c/2"]
    assert [d.id for d in book.list_decisions(limit=1, case_id=case_id)] == ["7f3c/3"]
    assert book.list_decisions(case_id="c-" + "0" * 24) == []


def test_the_journal_tells_who_decided_and_never_the_note(book: DecisionBook, database: Database, case_id: str) -> None:
    book.record(approved(case_id))
    entry = Journal(database).list_entries(case_id)[-1]
    assert (entry["event"], entry["actor"]) == ("decided:approved", "Ines Weber")
    assert entry["detail"] == {"decision": "7f3c/1", "revision": 1, "reason": ""}
    assert Audit(database).examine().fault == ""


def test_a_decision_about_a_case_that_is_not_ours_is_refused(book: DecisionBook) -> None:
    with pytest.raises(Refused, match="no such case"):
        book.record(approved("c-" + "0" * 24))


def test_an_amount_without_its_currency_is_no_decision(case_id: str) -> None:
    with pytest.raises(ValidationError, match="amount and currency"):
        Decision.from_json({**approved(case_id).as_json(), "currency": ""})
