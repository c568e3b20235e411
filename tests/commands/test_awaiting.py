"""Does an event open the case again that waited for it, once, and leave all others alone?"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from triage import wiring
from triage.awaiting import ANSWERS
from triage.commands.household import Household
from triage.commands.sources import read_raw
from triage.domain.events import Event, EventType
from triage.journey import LEGS
from triage.settings import Settings
from triage.store.legs import LegResult, Outcome
from triage.store.states import State
from triage.verify.reasons import Missing

SAMPLES = Path(__file__).parents[1] / "samples"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Household]:
    opened = Household.open(Settings(home=tmp_path, encoder="off", _env_file=None))
    yield opened
    opened.database.close()


def accept(house: Household, name: str) -> str:
    (path,) = SAMPLES.glob(f"{name}*.eml")
    return house.journey.accept(read_raw(str(path), limit=10**6)).case_id


def travel(house: Household, case: str, *, until: int = len(LEGS)) -> None:
    result = LegResult(outcome=Outcome.ON)
    for leg in range(until):
        result = house.journey.run(case, leg)
        if result.outcome is not Outcome.ON:
            break
    if until == len(LEGS):
        house.journey.settle(case, result)


def tell(house: Household, kind: str, number: int = 1, **data: Any) -> int:
    """Keep an event and look up its cases, as the worker does; returns how many take the road again."""
    sent = {
        "source": "stripe/acct",
        "id": f"evt_{number}",
        "type": f"triage.{kind}",
        "time": wiring.now(),
        "data": data,
    }
    house.events.accept([Event.from_json(sent)], client="bank")
    return house.awaiting.look()


PAID = {"invoice": "INV/2026/00901", "amount": {"value": "119.00", "currency": "EUR"}}


def test_an_event_that_a_case_waited_for_sends_it_down_the_road_again_once(house: Household) -> None:
    case = accept(house, "09-")
    travel(house, case)
    before = house.journey.story(case)
    assert before["findings"][0]["missing"] == ["proof_of_payment"]
    assert tell(house, "payment.received", **PAID) == 1
    assert house.casebook.get(case)["state"] == State.RECEIVED
    travel(house, case)
    after = house.journey.story(case)
    assert (before["revision"], after["revision"]) == (1, 2)
    assert (after["findings"][0]["outcome"], after["findings"][0]["reason"]) == ("undecided", "payment_reported")
    assert [e["document"] for e in after["case_file"]["timeline"] if e["model"] == "event"] == ["INV/2026/00901"]
    assert house.awaiting.look() == 0
    assert tell(house, "payment.received", 1, **PAID) == 0
    assert tell(house, "payment.received", 2, **PAID) == 0


def test_the_journal_names_the_event_that_opened_the_case(house: Household) -> None:
    case = accept(house, "09-")
    travel(house, case)
    tell(house, "payment.received", **PAID)
    entry, moved = house.journal.list_entries(case)[-2:]
    assert (entry["event"], entry["actor"]) == ("reopened", "event:stripe/acct")
    assert entry["detail"] == {"type": "triage.payment.received", "number": 1, "source": "stripe/acct", "id": "evt_1"}
    assert (moved["event"], moved["detail"]["reason"]) == ("moved:received", "triage.payment.received arrived")


def test_an_event_that_came_while_the_case_was_on_the_road_is_not_missed(house: Household) -> None:
    case = accept(house, "09-")
    travel(house, case, until=len(LEGS) - 1)
    assert tell(house, "payment.received", **PAID) == 0
    house.journey.run(case, len(LEGS) - 1)
    house.journey.settle(case, LegResult(outcome=Outcome.ON))
    assert house.casebook.get(case)["state"] == State.RECEIVED
    travel(house, case)
    assert house.journey.story(case)["findings"][0]["reason"] == "payment_reported"


def test_an_event_that_was_there_before_the_mail_is_in_the_case_at_once(house: Household) -> None:
    assert tell(house, "payment.received", **PAID) == 0
    case = accept(house, "09-")
    travel(house, case)
    story = house.journey.story(case)
    assert (story["revision"], story["findings"][0]["reason"]) == (1, "payment_reported")


def test_what_answers_nothing_that_the_case_lacks_opens_nothing(house: Household) -> None:
    case = accept(house, "09-")
    travel(house, case)
    assert tell(house, "shipment.delayed", 1, invoice="INV/2026/00901") == 0
    assert tell(house, "payment.received", 2, **{**PAID, "invoice": "INV/2026/99999"}) == 0
    assert house.casebook.get(case)["revision"] == 1


def test_noise_and_discarded_cases_stay_closed(house: Household) -> None:
    case = accept(house, "09-")
    travel(house, case)
    house.casebook.move(case, State.DEAD, reason="a test")
    house.journey.discard(case, "not worth it", "ines")
    assert tell(house, "payment.received", **PAID) == 0
    assert house.casebook.get(case)["state"] == State.IGNORED


def test_what_events_answer_is_spoken_of_in_the_codes_of_the_checks() -> None:
    assert set(ANSWERS) == set(EventType)
    assert set().union(*ANSWERS.values()) <= {code.value for code in Missing}
