"""What becomes of the mails while Odoo is out, slow, flapping, or refuses our key? They wait, and come in order."""

import itertools
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from worker_house import Line, mail, until, worker_house

from triage.commands.household import Household
from triage.domain.failures import AccountRefused, Busy, RetryLater
from triage.patience import Pace
from triage.store.states import State

NO_CASE_IS_LOST = 0


def report(line: str) -> None:
    """Print a measured figure; shown with -s."""
    sys.stdout.write(line + "\n")


def ended(house: Household) -> int:
    """Return how many cases are not on the road any more."""
    return sum(row["state"] != State.RECEIVED for row in house.casebook.list_cases(limit=500))


def parked(house: Household, waits_for: str = "odoo") -> int:
    return sum(queue.parked for queue in house.waits.list_queues() if queue.waits_for == waits_for)


def inversions(got: list[str], wanted: list[str]) -> int:
    """Return how many places a case is away from its own at most."""
    return max(abs(got.index(case) - place) for place, case in enumerate(wanted))


def test_mails_that_come_while_odoo_is_down_wait_and_are_delivered_in_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = Line()
    line.cut()
    with worker_house(tmp_path, line, monkeypatch, odoo_concurrency=1, model_concurrency=1) as house:
        cases = [house.journey.accept(mail(number)).case_id for number in range(30)]
        until(lambda: parked(house) == 30)
        assert house.casebook.ledger().dead_lettered == 0
        (queue,) = house.waits.list_queues()
        assert (queue.reason, queue.waits_for) == ("Odoo does not answer (ConnectError)", "odoo")
        asked = line.calls
        until(lambda: line.calls > asked + 3)  # only the probe goes on asking, ten times a second
        line.mend()
        seconds = until(lambda: ended(house) == 30)
        report(f"30 parked mails: delivered {seconds:.1f} s after Odoo came back")
        assert line.shown == cases
        assert house.waits.list_queues() == []
        assert house.casebook.ledger().gap == NO_CASE_IS_LOST


def test_with_two_at_once_a_case_is_never_far_from_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    line = Line()
    line.cut()
    with worker_house(tmp_path, line, monkeypatch) as house:
        cases = [house.journey.accept(mail(number)).case_id for number in range(40)]
        until(lambda: parked(house) == 40)
        line.mend()
        until(lambda: ended(house) == 40)
        report(f"40 parked mails, two at once: at most {inversions(line.shown, cases)} places from its own")
        assert inversions(line.shown, cases) <= 12  # three queues of two work on six at once
        assert sorted(line.shown) == sorted(cases)


def test_a_refused_account_is_an_outage_and_no_mail_becomes_a_dead_letter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("triage.circuits.REFUSED_SECONDS", 0.3)
    line = Line(fail=lambda: AccountRefused("Odoo refuses the key of the service account"))
    with worker_house(tmp_path, line, monkeypatch) as house:
        for number in range(10):
            house.journey.accept(mail(number))
        until(lambda: parked(house) == 10)
        assert house.casebook.ledger().dead_lettered == 0
        assert house.waits.list_queues()[0].reason == "Odoo refuses the key of the service account"
        assert line.calls < 20  # the first refusal is enough for all: Odoo must not lock the account for good
        line.mend()
        until(lambda: ended(house) == 10)
        assert house.casebook.ledger().dead_lettered == 0


def test_a_line_that_flaps_delays_and_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("triage.patience.FAR", Pace(first=0.1, factor=1.5, most=1.0, tries=12))
    turn = itertools.count()
    line = Line(fail=lambda: RetryLater("Odoo does not answer (ReadError)") if next(turn) % 23 < 9 else None)
    with worker_house(tmp_path, line, monkeypatch) as house:
        for number in range(30):
            house.journey.accept(mail(number))
        seconds = until(lambda: ended(house) == 30)
        report(f"9 of 23 calls fail: 30 mails delivered in {seconds:.1f} s with {line.calls} calls")
        assert house.casebook.ledger().dead_lettered == 0
        assert len(set(line.shown)) == 30


def test_a_slow_odoo_slows_the_cases_and_never_the_door(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    line = Line(slow_seconds=0.3)
    with worker_house(tmp_path, line, monkeypatch) as house:
        at_the_door = until(lambda: bool([house.journey.accept(mail(number)) for number in range(8)]))
        until(lambda: ended(house) == 8)
        report(f"every call takes 0.3 s: 8 mails taken in within {at_the_door:.2f} s")
        assert at_the_door < 2
        assert house.casebook.ledger().dead_lettered == 0
        assert house.circuits.odoo.reason == ""


def test_a_busy_odoo_that_names_its_time_is_obeyed_and_not_held_for_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with worker_house(tmp_path, Line(), monkeypatch, start=False) as house:
        line = Line(fail=lambda: Busy("Odoo is busy (HTTP 429)", after_seconds=7.0))
        monkeypatch.setattr(house.journey, "_open_tools", _tools_over(house, line))
        case = house.journey.accept(mail(1)).case_id
        house.journey.run(case, 0)
        results = [house.journey.run(case, 1) for _ in range(8)]
        assert {(r.outcome, r.waits_for) for r in results} == {("retry", "")}
        assert all((r.after_seconds or 0) >= 7.0 for r in results)


def _tools_over(house: Household, line: Line) -> object:
    tools = house.tools()
    return lambda: replace(tools, books=house.circuits.odoo.guard(line.over(tools.books)))
