"""Are events and the reports' rows emptied when their time has come, and given and erased for a person? On both."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
from test_retention import IN_A_YEAR, NOW, SEALS, SECRET, WHO, House

from triage.domain.case_row import CaseRow
from triage.domain.decisions import Decision, DecisionKind
from triage.domain.events import Event
from triage.domain.use import KeptOutcome, LedgerOutcome, Use
from triage.review.counting import counts_of as figures_of
from triage.review.counting import lag_cell
from triage.review.folding import counts_of
from triage.store.audit import Audit
from triage.store.database import Database
from triage.store.events import EventBook
from triage.store.figures import FigureBook
from triage.store.notice import NoticeBook
from triage.store.schema import events
from triage.store.states import State
from triage.store.uses import UseBook

AGENT = "Ines Weber"
BUYER = "Brightline Retail"


@pytest.fixture
def house(both: Database) -> House:
    return House(both)


def told(number: int, *, note: str = SECRET) -> Event:
    """Return a carrier's word on a delivery, with a remark."""
    return Event.from_json({
        "id": f"e-{number}", "source": "https://carrier.example", "time": NOW.isoformat(),
        "type": "triage.delivery.failed", "data": {"delivery": f"WH/OUT/{number:05}", "note": note},
    })  # fmt: skip


def keys(house: House, *numbers: int) -> None:
    """Let these events come, and be looked at."""
    book = EventBook(house.database)
    assert book.accept([told(number) for number in numbers], client="carrier") == [True] * len(numbers)
    book.mark_looked_at(event.number for event in book.list_new())


def test_what_was_told_is_emptied_after_its_period_and_known_when_told_again(house: House) -> None:
    keys(house, 1, 2)
    book = EventBook(house.database)
    book.accept([told(3)], client="carrier")  # nobody has looked for its cases yet
    assert house.retention.purge_events(NOW - timedelta(days=1)) == 0
    assert house.retention.purge_events(IN_A_YEAR) == 2
    assert house.retention.purge_events(IN_A_YEAR) == 0
    assert house.everything().count(SECRET) == 1
    assert book.accept([told(1), told(4)], client="carrier") == [False, True]
    assert book.list_events(["delivery:WHOUT00001", "delivery:WH/OUT/00001"]) == []
    assert Audit(house.database, SEALS).examine().fault == ""


def test_a_person_gets_the_events_of_their_cases_and_those_that_name_them(house: House) -> None:
    case, other = house.case(1, State.DELIVERED), house.case(2, State.DELIVERED, "else@c.example")
    keys(house, 1, 2)
    EventBook(house.database).accept([told(3, note=f"left with {WHO.upper()}")], client="carrier")
    notices = NoticeBook(house.database, house.journal, house.book)
    notices.index(case, ["delivery:1"], [1, 2])
    notices.index(other, ["delivery:2"], [2])
    holding = house.privacy.find_cases(WHO)
    assert (holding.written, holding.events) == ((case,), (3,))
    assert [event["id"] for event in house.privacy.give(case)["events"]] == ["e-1", "e-2"]
    assert [event["id"] for event in house.privacy.give_events(holding.events)] == ["e-3"]
    house.privacy.erase([case], now=NOW, actor="ines")  # type: ignore[arg-type]
    house.privacy.erase_events(holding.events, actor="ines")
    with house.database.transaction(write=False) as connection:
        left = {row.id: row.data for row in connection.execute(sa.select(events.c.id, events.c.data))}
    assert (left["e-1"], left["e-3"]) == ({}, {})
    assert left["e-2"]["note"] == SECRET  # the other case's too
    assert house.privacy.find_cases(WHO).events == ()


def used(house: House) -> tuple[str, UseBook, FigureBook]:
    """Return a case that was accepted and credited, as the reports keep it."""
    case = house.case(1, State.DELIVERED)
    house.decisions.record(Decision(id="7f/1", case_id=case, revision=1, kind=DecisionKind.ACCEPTED, by=AGENT, at=NOW))
    uses, figures = UseBook(house.database), FigureBook(house.database, figures_of, lag_cell)
    use = Use(case_id=case, received_at=NOW, intent="dispute.price", kind="accepted", agent=AGENT, confidence=0.8)
    uses.fold([use], counts_of)
    uses.record_outcome(
        KeptOutcome(
            case_id=case, kind=LedgerOutcome.CREDITED, document="RINV/77", amount=Decimal("12.50"), currency="EUR",
            at=NOW,
        )
    )  # fmt: skip
    row = {
        "case_id": case, "received_at": NOW, "week": use.week, "state": "delivered", "intent": "dispute.price",
        "is_dispute": True, "is_open": False, "customer": BUYER, "document": "INV/77",
        "traits": (("agent", AGENT), ("customer", "6")), "approvers": ({"name": AGENT, "hours": 3, "at": NOW},),
    }  # fmt: skip
    figures.fold([CaseRow.model_validate(row)])
    return case, uses, figures


def test_after_its_period_the_reports_name_nobody_and_their_sums_stay(house: House) -> None:
    _, uses, figures = used(house)
    week = NOW.strftime("%G-W%V")
    before = uses.sums("intent")
    assert uses.forget_names(NOW - timedelta(days=1), counts_of) + figures.forget_names(NOW - timedelta(days=1)) == 0
    assert uses.forget_names(IN_A_YEAR, counts_of) + figures.forget_names(IN_A_YEAR) == 2
    house.retention.purge_decisions(IN_A_YEAR)
    left = house.everything()
    assert BUYER not in left
    assert "INV/77" not in left
    assert uses.sums("agent") == {("purged", week): {"cases": 1, "decided": 1, "accepted": 1}}
    assert uses.sums("intent") == before
    assert uses.forget_names(IN_A_YEAR, counts_of) + figures.forget_names(IN_A_YEAR) == 0
    with house.database.transaction(write=False) as connection:
        names = ("triage_uses", "triage_tallies", "triage_case_rows", "triage_traits", "triage_sums", "triage_outcomes")
        rows = str([connection.exec_driver_sql(f"SELECT * FROM {name}").all() for name in names])
    assert AGENT not in rows
    assert "purged|3" in rows  # three hours to an approver's word still count


def test_a_person_gets_what_the_reports_have_of_their_case_and_its_outcome_is_erased(house: House) -> None:
    case, _, _ = used(house)
    given = house.privacy.give(case)
    assert given["use"][0]["agent"] == AGENT
    assert (given["outcomes"][0]["document"], given["report"][0]["customer"]) == ("RINV/77", BUYER)
    house.privacy.erase((case,), now=datetime.now(UTC), actor="ines")
    (outcome,) = house.privacy.give(case)["outcomes"]
    assert (outcome["kind"], outcome["document"], outcome["amount"]) == ("credited", "", None)
