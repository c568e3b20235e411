"""Is an intent that is switched off read and held for a person, at once, with no step of ours and no draft?"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from evaluation.simulated_use import HouseRoad
from triage.commands.household import Household
from triage.commands.sources import read_raw
from triage.domain.codes import Intent
from triage.domain.failures import Refused
from triage.settings import Settings, release_root
from triage.store.states import State
from triage.wiring import open_policy

SHORT = next(release_root("samples").glob("01-*.eml"))
PRICE = next(release_root("samples").glob("04-*.eml"))


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Household]:
    opened = Household.open(Settings(home=tmp_path, _env_file=None))
    yield opened
    opened.database.close()


def travelled(house: Household, path: Path) -> dict[str, object]:
    road = HouseRoad(house)
    case_id = road.accept(read_raw(str(path), limit=10**6))
    road.travel(case_id)
    return house.journey.story(case_id)


def test_a_switched_off_intent_is_held_and_the_others_go_on(house: Household) -> None:
    assert travelled(house, PRICE)["state"] != State.HELD
    house.tools()  # the service is running
    house.changes.switch(Intent.SHORT_SHIPMENT, off=True, by="Sue Supervisor", why="wrong too often this week")
    story = travelled(house, SHORT)
    assert story["state"] == State.HELD
    assert story["reason"] == "switched_off: suggestions are switched off for dispute.short_shipment"
    assert story["reading"]["primary"] == "dispute.short_shipment"  # type: ignore[index]
    assert story["findings"]
    proposal = story["proposal"]
    assert proposal["draft"] is None  # type: ignore[index]
    assert [step["kind"] for step in proposal["steps"]] == ["task"]  # type: ignore[index]


def test_switched_on_again_it_goes_on_and_both_stand_in_the_journal(house: Household) -> None:
    house.changes.switch(Intent.SHORT_SHIPMENT, off=True, by="Sue Supervisor", why="wrong too often")
    house.changes.switch(Intent.SHORT_SHIPMENT, off=False, by="Sue Supervisor", why="rule put right")
    assert travelled(house, SHORT)["state"] == State.DELIVERED
    told = house.journal.list_entries("releases")
    assert [(e["actor"], e["detail"]["intents_off"]) for e in told] == [
        ("Sue Supervisor", ["dispute.short_shipment"]), ("Sue Supervisor", []),
    ]  # fmt: skip


def test_the_setting_does_the_same_and_a_wrong_code_is_refused(tmp_path: Path) -> None:
    house = Household.open(Settings(home=tmp_path, intents_off=("dispute.short_shipment",), _env_file=None))
    assert travelled(house, SHORT)["state"] == State.HELD
    house.database.close()
    with pytest.raises(Refused, match=r"dispute\.shrot"):
        open_policy(Settings(intents_off=("dispute.shrot",), _env_file=None))


def test_switching_needs_a_name_and_a_reason_and_changes_the_stamp_of_the_policy(house: Household) -> None:
    shipped = house.policy().stamp
    with pytest.raises(Refused):
        house.changes.switch(Intent.PRICE, off=True, by=" ", why="x")
    house.changes.switch(Intent.PRICE, off=True, by="Sue", why="x")
    assert house.policy().stamp != shipped
    house.changes.switch(Intent.PRICE, off=False, by="Sue", why="x")
    assert house.policy().stamp == shipped
