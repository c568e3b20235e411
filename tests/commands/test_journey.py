"""Does a case end in one state with one suggestion, also when a leg runs twice or fails?"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from triage.commands.household import Household
from triage.commands.sources import read_raw
from triage.domain.failures import Refused
from triage.journey import LEGS
from triage.odoo import connection
from triage.settings import Settings
from triage.store.legs import LegResult, Outcome
from triage.store.states import State

SAMPLES = Path(__file__).parents[1] / "samples"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Household]:
    connection._sandbox.cache_clear()  # a world without the notes of other tests
    opened = Household.open(Settings(home=tmp_path, _env_file=None))
    yield opened
    opened.database.close()


def travel(house: Household, name: str) -> tuple[str, LegResult]:
    (path,) = SAMPLES.glob(f"{name}*.eml")
    case = house.journey.accept(read_raw(str(path), limit=10**6)).case_id
    result = LegResult(outcome=Outcome.ON)
    for leg in range(len(LEGS)):
        result = house.journey.run(case, leg)
        if result.outcome is not Outcome.ON:
            break
    house.journey.settle(case, result)
    return case, result


def test_a_mail_with_a_ticket_ends_delivered_with_one_note(house: Household) -> None:
    case, _ = travel(house, "01-")
    row = house.casebook.get(case)
    assert (row["state"], row["intent"]) == (State.DELIVERED, "dispute.short_shipment")
    assert row["ticket_id"] is not None
    assert house.journey.story(case)["receipt"]["state"] == "delivered"


def test_a_mail_without_a_ticket_waits_with_a_step_to_make_one(house: Household) -> None:
    case, _ = travel(house, "05-")
    story = house.journey.story(case)
    assert story["state"] == State.WAITING
    assert "create_ticket" in [step["kind"] for step in story["proposal"]["steps"]]


def test_a_bounce_is_ignored_with_its_reason_kept(house: Household) -> None:
    case, result = travel(house, "33-")
    assert result.outcome is Outcome.IGNORED
    assert house.casebook.get(case)["reason"].startswith("noise.bounce: ")


def test_changed_bank_details_are_held_for_a_person(house: Household) -> None:
    case, _ = travel(house, "19-")
    row = house.casebook.get(case)
    assert (row["state"], "bank_change" in row["reason"]) == (State.HELD, True)


def test_a_leg_that_runs_twice_makes_nothing_twice(house: Household) -> None:
    case, _ = travel(house, "01-")
    before = house.journey.story(case)["receipt"]
    for leg in range(len(LEGS)):
        assert house.journey.run(case, leg).outcome is Outcome.ON
    assert house.journey.story(case)["receipt"] == before


def test_a_case_that_is_settled_twice_ends_once(house: Household) -> None:
    case, result = travel(house, "01-")
    house.journey.settle(case, result)
    events = [entry["event"] for entry in house.journal.list_entries(case)]
    assert events.count("moved:delivered") == 1


def test_a_replayed_case_takes_the_road_again_from_the_step_named(house: Household) -> None:
    case, _ = travel(house, "05-")
    house.journey.replay(case, "propose", "ines")
    assert set(house.casebook.load_nouns(case)) == {"message", "reading", "case_file", "findings"}
    with pytest.raises(Refused, match="on the road already"):
        house.journey.replay(case, None, "ines")


def test_a_replayed_case_replaces_the_note_it_left(house: Household) -> None:
    case, _ = travel(house, "01-")
    ticket = house.casebook.get(case)["ticket_id"]
    house.journey.replay(case, "gather", "ines")
    for leg in range(len(LEGS)):
        result = house.journey.run(case, leg)
    house.journey.settle(case, result)
    assert house.casebook.get(case)["revision"] == 2
    receipt = house.journey.story(case)["receipt"]
    assert (receipt["ticket_id"], receipt["found"]) == (ticket, False)


def test_an_unknown_step_is_refused_by_name(house: Household) -> None:
    case, _ = travel(house, "05-")
    with pytest.raises(Refused, match="there is no step fly"):
        house.journey.replay(case, "fly", "ines")


def test_a_fault_of_ours_becomes_a_dead_letter_that_can_be_discarded(
    house: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(_case_id: str) -> None:
        raise ZeroDivisionError

    (path,) = SAMPLES.glob("05-*.eml")
    case = house.journey.accept(read_raw(str(path), limit=10**6)).case_id
    with monkeypatch.context() as broken:
        broken.setattr(house.journey, "load", stumble)
        result = house.journey.run(case, 0)
    assert (result.outcome, result.reason) == (Outcome.DEAD, "a fault of ours: ZeroDivisionError")
    house.journey.settle(case, result)
    house.journey.discard(case, "not worth it", "ines")
    assert house.casebook.ledger().gap == 0
