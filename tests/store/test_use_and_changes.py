"""Do sums of use, and what is in force, stand alike in SQLite and PostgreSQL?"""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from triage.domain.codes import Intent
from triage.domain.failures import Refused
from triage.domain.releases import InForce, ReplayReport, Sum, Versions
from triage.domain.use import KeptOutcome, LedgerOutcome, Use
from triage.review.folding import counts_of
from triage.store.changes import ChangeBook
from triage.store.database import Database
from triage.store.journal import Journal
from triage.store.uses import UseBook

AT = datetime(2026, 9, 9, 12, 0, tzinfo=UTC)  # in week 37


def use(number: int, **more: object) -> Use:
    told = {
        "case_id": f"c-{number}",
        "received_at": AT,
        "intent": "dispute.price",
        "confidence": 0.83,
        "language": "de",
    }
    return Use.model_validate(told | more)


def test_a_row_that_is_folded_again_moves_the_sums_by_its_difference_only(both: Database) -> None:
    book = UseBook(both)
    book.fold([use(1), use(2, kind="accepted", agent="Agnes")], counts_of)
    assert book.sums("intent") == {("dispute.price", "2026-W37"): {"cases": 2, "decided": 1, "accepted": 1}}
    book.fold([use(2, kind="rejected", agent="Basil", reason="wrong_intent")], counts_of)
    book.fold([use(2, kind="rejected", agent="Basil", reason="wrong_intent")], counts_of)
    assert book.sums("intent") == {("dispute.price", "2026-W37"): {"cases": 2, "decided": 1, "rejected": 1}}
    assert set(book.sums("agent")) == {("Basil", "2026-W37")}
    assert book.sums("confidence")[("0.82", "2026-W37")] == {"cases": 2, "wrong": 1}
    assert book.sums("intent", since="2026-W38") == {}


def test_rows_are_listed_by_what_people_said_of_them(both: Database) -> None:
    book = UseBook(both)
    book.fold([use(1, kind="accepted"), use(2, kind="rejected", reason="wrong_intent"), use(3)], counts_of)
    assert [u.case_id for u in book.list_uses(is_right=False)] == ["c-2"]
    assert [u.case_id for u in book.list_uses({"kind": "accepted"})] == ["c-1"]
    assert [u.case_id for u in book.list_labelled(AT)] == ["c-1", "c-2"]
    with pytest.raises(KeyError):
        book.list_uses({"note": "x"})


def test_an_outcome_is_kept_once_and_its_case_is_not_looked_at_again(both: Database) -> None:
    book = UseBook(both)
    book.fold([use(1), use(2), use(3, intent="document.statement")], counts_of)
    assert book.list_without_outcome(AT, after="", limit=10) == ["c-1", "c-2"]
    found = KeptOutcome(
        case_id="c-1", kind=LedgerOutcome.CREDITED, document="RINV/1", amount=Decimal("12.50"), currency="EUR", at=AT
    )
    assert book.record_outcome(found) is True
    assert book.record_outcome(found) is False
    assert book.list_without_outcome(AT, after="", limit=10) == ["c-2"]


def report() -> ReplayReport:
    money = (Sum(currency="EUR", before=Decimal("10.00"), after=Decimal("7.50")),)
    return ReplayReport(since=AT, facts="recorded", cases=1, left_out=0, changed=1, money=money)


def test_a_change_is_kept_signed_put_in_force_and_brought_back(both: Database) -> None:
    journal = Journal(both)
    book = ChangeBook(both, journal)
    first = book.keep(Versions(policy="a-1@1", policy_text="a"), report())
    second = book.keep(Versions(model="models/x", model_hash="ff"), report())
    with pytest.raises(Refused):
        book.activate(first.id, "Olga")
    for change in (first, second):
        assert book.sign(change.id, "Sue").signed_by == "Sue"
        book.activate(change.id, "Olga")
    now = book.in_force()
    assert (now.number, now.versions.policy, now.versions.model) == (2, "a-1@1", "models/x")  # what is not named stays
    assert book.revert("Sue").versions == Versions(policy="a-1@1", policy_text="a")
    assert book.get(first.id).report.money[0].after == Decimal("7.50")
    assert [c.id for c in book.list_changes()][:2].count(second.id) == 1
    assert [e["event"] for e in journal.list_entries("releases")].count("change:active") == 3


def test_what_was_switched_off_stays_off_when_a_version_comes_back(both: Database) -> None:
    book = ChangeBook(both, Journal(both))
    change = book.keep(Versions(policy="a-1@1", policy_text="a"), report())
    book.sign(change.id, "Sue")
    book.activate(change.id, "Sue")
    book.switch(Intent.PRICE, off=True, by="Sue", why="too often wrong")
    back = book.revert("Sue")
    assert (back.versions.policy, back.versions.intents_off) == ("", (Intent.PRICE,))
    assert book.in_force() != InForce()
    assert [row.number for row in book.list_in_force()] == [3, 2, 1]
