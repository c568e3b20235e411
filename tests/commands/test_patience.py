"""How long and how often is a case tried again, and does a jump of the clock change that?"""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from worker_house import Line, mail, worker_house

from triage import wiring
from triage.circuits import Circuit, PatientModel
from triage.commands.doctor import run_doctor
from triage.commands.household import Household
from triage.domain.failures import AccountRefused, Broken, Busy, Refused, RetryLater, Unavailable
from triage.domain.ports import WriterRequest, Written
from triage.patience import BUSY_AT_DELIVERY, FAR, NEAR, Patience
from triage.store.legs import Place
from triage.store.states import State


@pytest.fixture
def line() -> Line:
    return Line()


@pytest.fixture
def house(tmp_path: Path, line: Line, monkeypatch: pytest.MonkeyPatch) -> Iterator[Household]:
    with worker_house(tmp_path, line, monkeypatch, start=False) as opened:
        yield opened


def stumble(house: Household, line: Line, times: int) -> str:
    """Return a case that was tried so often and never got an answer; the circuit stays closed."""
    case = house.journey.accept(mail(1)).case_id
    house.journey.run(case, 0)
    line.fail = lambda: Busy("Odoo is busy with the same records")
    for _ in range(times):
        assert house.journey.run(case, 1).outcome == "retry"
    return case


def test_pauses_grow_up_to_a_limit_and_are_spread_by_a_fifth() -> None:
    middle = [FAR.pause(n, lambda low, high: (low + high) / 2) for n in range(1, 12)]
    assert middle[:4] == [2.0, 5.0, 12.5, 31.25]
    assert middle[-1] == 1800.0
    spread = [FAR.pause(1, Patience().chance) for _ in range(200)]
    assert 1.6 <= min(spread) < 1.75
    assert 2.25 < max(spread) <= 2.4


def test_a_step_has_its_pace_and_so_has_a_kind_of_failure() -> None:
    patience = Patience()
    assert patience.pace("parse", busy=False) is NEAR
    assert patience.pace("gather", busy=True) is FAR
    assert patience.pace("deliver", busy=True) is BUSY_AT_DELIVERY
    assert patience.pace("deliver", busy=False) is FAR


def test_a_case_is_given_up_after_hours_and_tries_never_after_one_of_both(
    house: Household, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = stumble(house, line, FAR.tries - 1)
    later = wiring.now() + timedelta(hours=11)
    monkeypatch.setattr(house.journey, "_clock", lambda: later)
    result = house.journey.run(case, 1)
    assert (result.outcome, "given up after 12 tries" in result.reason) == ("dead", True)


def test_a_clock_that_jumps_by_days_gives_up_no_case_that_was_tried_twice(
    house: Household, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = stumble(house, line, 2)
    monkeypatch.setattr(house.journey, "_clock", lambda: wiring.now() + timedelta(days=400))
    assert house.journey.run(case, 1).outcome == "retry"


def test_a_case_that_took_a_step_forward_begins_to_wait_anew(house: Household, line: Line) -> None:
    case = stumble(house, line, 5)
    line.mend()
    assert house.journey.run(case, 1).outcome == "on"
    assert house.waits.list_queues() == []


def test_a_parked_case_becomes_a_dead_letter_after_its_hours_and_not_before(
    house: Household, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = house.journey.accept(mail(1)).case_id
    house.journey.run(case, 0)
    line.fail = lambda: AccountRefused("Odoo refuses the key")
    result = house.journey.run(case, 1)
    house.journey.park(case, result, Place(1, 0, 0))
    assert house.journey.give_up_overdue() == 0
    monkeypatch.setattr(house.journey, "_clock", lambda: wiring.now() + timedelta(hours=73))
    assert house.journey.give_up_overdue() == 1
    row = house.casebook.get(case)
    assert (row["state"], row["reason"]) == (State.DEAD, "Odoo refuses the key (given up after 72 hours)")


def test_the_doctor_names_what_cases_wait_for(house: Household, line: Line, capsys: pytest.CaptureFixture[str]) -> None:
    case = house.journey.accept(mail(1)).case_id
    house.journey.run(case, 0)
    line.fail = lambda: AccountRefused("Odoo refuses the key of the service account")
    house.journey.run(case, 1)
    assert run_doctor(house.settings) == 1
    told = capsys.readouterr().out
    assert "wrong  cases: 1 cases wait for odoo since" in told
    assert "Odoo refuses the key of the service account" in told


def test_a_circuit_opens_after_five_failures_in_a_row_and_asks_again_after_its_rest() -> None:
    now, asked = [0.0], []

    def fail() -> None:
        asked.append(now[0])
        raise RetryLater("Odoo does not answer")

    circuit = Circuit("odoo", rest_seconds=15.0, clock=lambda: now[0])
    for _ in range(4):
        with pytest.raises(RetryLater) as plain:
            circuit.call(fail)
        assert not isinstance(plain.value, Unavailable)
    for _ in range(3):
        with pytest.raises(Unavailable, match="does not answer"):
            circuit.call(fail)
    assert len(asked) == 5
    now[0] = 16.0
    with pytest.raises(Unavailable):
        circuit.call(fail)
    assert len(asked) == 6
    now[0] = 40.0
    assert circuit.call(lambda: 7) == 7
    assert (circuit.is_open, circuit.reason) == (False, "")


def test_an_answer_in_between_a_refusal_and_a_busy_word_are_no_sign_of_an_outage() -> None:
    circuit = Circuit("odoo", failures=3)
    for failure in (RetryLater("x"), RetryLater("x"), Refused("no"), RetryLater("x"), RetryLater("x"), Busy("later")):
        with pytest.raises(type(failure)):
            circuit.call(lambda failure=failure: _raise(failure))
    assert not circuit.is_open


def test_an_odoo_that_reports_nothing_but_faults_is_out_as_well() -> None:
    circuit = Circuit("odoo", failures=3)
    for _ in range(3):
        with pytest.raises(Broken):
            circuit.call(lambda: _raise(Broken("Odoo reports a fault (HTTP 500)")))
    with pytest.raises(Unavailable, match="reports a fault"):
        circuit.call(lambda: 1)


def test_a_model_that_is_out_is_left_alone_and_the_embedded_writer_goes_on_at_once() -> None:
    asked = []

    class Silent:
        def write(self, request: WriterRequest) -> Written | None:
            asked.append(1)
            return Written(body="", writer="m", versions={"failure": "deadline"})

    writer = PatientModel(Silent(), Circuit("model", failures=3, rest_seconds=60))
    request = WriterRequest(case_id="c", language="en", purpose="draft", customer_words="", points=(), allowed={})
    answers = [writer.write(request) for _ in range(6)]
    failures = [answer.versions["failure"] for answer in answers if answer is not None]
    assert (len(asked), failures) == (3, ["deadline"] * 3 + ["left alone: deadline"] * 3)


def _raise(error: Exception) -> None:
    raise error
