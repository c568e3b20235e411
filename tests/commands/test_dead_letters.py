"""Are dead letters found by what they are, sent again in order, and shown once?"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from worker_house import Line, mail, worker_house

from triage import wiring
from triage.commands.household import Household
from triage.commands.sources import read_raw
from triage.domain.dead_letters import Choice, choice_of, span_of
from triage.domain.failures import Broken, Refused
from triage.journey import LEGS
from triage.store.legs import LegResult, Outcome
from triage.store.states import State

TICKET_MAIL = Path(__file__).parents[1] / "samples" / "01-short-shipment-no-backorder.eml"
ANY = Choice()


@pytest.fixture
def line() -> Line:
    return Line()


@pytest.fixture
def house(tmp_path: Path, line: Line, monkeypatch: pytest.MonkeyPatch) -> Iterator[Household]:
    with worker_house(tmp_path, line, monkeypatch, start=False) as opened:
        yield opened


def travel(house: Household, case: str) -> LegResult:
    """Take a case down the road, as the engine would, and settle it."""
    result = LegResult(outcome=Outcome.ON)
    for leg in range(len(LEGS)):
        result = house.journey.run(case, leg)
        if result.outcome is not Outcome.ON:
            break
    house.journey.settle(case, result)
    return result


def ids(house: Household, choice: Choice, *, later: timedelta = timedelta()) -> list[str]:
    return [row["case_id"] for row in house.dead_letters.list_dead(choice, now=wiring.now() + later, limit=500)]


@pytest.fixture
def dead(house: Household) -> list[str]:
    """Return four dead letters in the order of their mails: two of gather, one of propose, one of deliver."""
    made = []
    for number, (step, reason, intent) in enumerate(
        [
            ("gather", "Odoo does not answer", "dispute.price"),
            ("gather", "Odoo refuses (MissingError)", "payment.promise"),
            ("propose", "a fault of ours: KeyError", "dispute.short_shipment"),
            ("deliver", "Odoo does not ANSWER", "dispute.price"),
        ]
    ):
        case = house.journey.accept(mail(number)).case_id
        house.casebook.move(case, State.DEAD, step=step, reason=reason, intent=intent)
        made.append(case)
    return made


def test_dead_letters_are_listed_oldest_first_with_step_reason_and_age(house: Household, dead: list[str]) -> None:
    rows = house.dead_letters.list_dead(ANY, now=wiring.now() + timedelta(hours=2), limit=500)
    assert [row["case_id"] for row in rows] == dead
    assert (rows[2]["step"], rows[2]["reason"]) == ("propose", "a fault of ours: KeyError")
    assert 7195 < rows[0]["age_seconds"] < 7260
    assert house.dead_letters.count_by_step() == {"deliver": 1, "gather": 2, "propose": 1}


@pytest.mark.parametrize(
    ("choice", "places"),
    [
        (Choice(failed_at="gather"), [0, 1]),
        (Choice(reason="does not answer"), [0, 3]),
        (Choice(reason="100%_sure"), []),
        (Choice(intent="dispute"), [0, 2, 3]),
        (Choice(intent="dispute.price", failed_at="deliver"), [3]),
        (Choice(older_than=timedelta(hours=1)), []),
    ],
)
def test_a_choice_finds_those_it_means_and_no_others(
    house: Household, dead: list[str], choice: Choice, places: list[int]
) -> None:
    assert ids(house, choice) == [dead[place] for place in places]


def test_those_that_died_longer_ago_are_found_later(house: Household, dead: list[str]) -> None:
    assert ids(house, Choice(older_than=timedelta(hours=1)), later=timedelta(minutes=61)) == dead


def test_a_page_of_dead_letters_starts_behind_the_last_one(house: Household, dead: list[str]) -> None:
    rows = house.dead_letters.list_dead(ANY, now=wiring.now(), limit=2, after=dead[1])
    assert [row["case_id"] for row in rows] == dead[2:]


@pytest.mark.parametrize("text", ["2", "h", "2w", "-3d", "2 hours"])
def test_a_span_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="90m, 36h or 3d"):
        span_of(text)


def test_conditions_of_the_command_line_are_the_names_of_the_api() -> None:
    choice = choice_of(["failed_at=gather", "reason=does not = answer", "older_than=2h"])
    assert choice == Choice(failed_at="gather", reason="does not = answer", older_than=timedelta(hours=2))
    with pytest.raises(Refused, match="failed_at, reason, intent, older_than"):
        choice_of(["step=gather"])


def test_many_are_replayed_in_the_order_of_their_mails_and_the_others_stay(house: Household, dead: list[str]) -> None:
    assert house.journey.replay_many(Choice(reason="does not answer"), "parse", "ines") == 2
    assert [case for case, _ in house.casebook.list_unsent(10)] == [dead[0], dead[3]]
    assert ids(house, ANY) == [dead[1], dead[2]]
    assert house.casebook.ledger().gap == 0


def test_more_than_a_batch_is_replayed_at_once(
    house: Household, dead: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("triage.journey.REPLAY_BATCH", 3)
    assert house.journey.replay_many(ANY, None, "ines") == 4


def test_a_delivery_that_broke_after_its_note_is_found_again_and_not_doubled(house: Household, line: Line) -> None:
    case, shown = _broken_after_the_note(house, line)
    house.journey.replay(case, None, "ines")  # from the step that failed
    assert travel(house, case).outcome is Outcome.ON
    receipt = house.journey.story(case)["receipt"]
    assert (receipt["found"], receipt["ticket_id"], house.casebook.get(case)["revision"]) == (True, shown, 1)


def test_a_replay_from_before_a_delivery_that_broke_replaces_the_note_it_may_have_left(
    house: Household, line: Line
) -> None:
    case, shown = _broken_after_the_note(house, line)
    house.journey.replay(case, "gather", "ines")
    assert travel(house, case).outcome is Outcome.ON
    receipt = house.journey.story(case)["receipt"]
    assert (receipt["found"], receipt["ticket_id"], house.casebook.get(case)["revision"]) == (False, shown, 2)


def _broken_after_the_note(house: Household, line: Line) -> tuple[str, int]:
    """Return a dead letter whose note stands on its ticket, and the ticket: the answer of Odoo never came."""
    tools = house.tools()
    show = tools.desk.show
    shown: list[int] = []

    class Lossy:
        def show(self, suggestion: object) -> object:
            receipt = show(suggestion)  # type: ignore[arg-type]
            if not shown:
                shown.append(receipt.ticket_id or 0)
                raise Broken("Odoo reports a fault (HTTP 500)")
            return receipt

    house.journey._open_tools = lambda: replace(tools, desk=Lossy())  # type: ignore[assignment, arg-type]
    case = house.journey.accept(read_raw(str(TICKET_MAIL), limit=10**6)).case_id
    result = travel(house, case)
    assert (result.outcome, result.step) == (Outcome.DEAD, "deliver")
    return case, shown[0]
