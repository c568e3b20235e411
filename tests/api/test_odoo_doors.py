"""Do decisions and hints of Odoo come in: signed where it can sign, by a secret in the path where it cannot?"""

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.conftest import bearer
from triage.api import create_app
from triage.commands.door import open_services
from triage.commands.household import Household
from triage.commands.odoo_news import fetch_decisions
from triage.commands.sources import read_raw
from triage.domain.failures import RetryLater
from triage.journey import LEGS
from triage.store.legs import LegResult, Outcome
from triage.store.states import State

SAMPLES = Path(__file__).parents[1] / "samples"
SECRET = "a-secret-nobody-guesses"


@pytest.fixture
def hooked(house: Household) -> Iterator[TestClient]:
    """Return a client of a house whose unsigned hook is open."""
    house.settings.odoo_hook_secret = type(house.settings.odoo_hook_secret)(SECRET)
    with TestClient(create_app(open_services(house))) as opened:
        yield opened


@pytest.fixture
def case(house: Household) -> str:
    """Return a case that was shown on its ticket."""
    (path,) = SAMPLES.glob("01-*.eml")
    case = house.journey.accept(read_raw(str(path), limit=10**6)).case_id
    for leg in range(len(LEGS)):
        house.journey.run(case, leg)
    house.journey.settle(case, LegResult(outcome=Outcome.ON))
    return case


def decision(case: str, number: int = 1, **changes: Any) -> dict[str, Any]:
    """Return a decision as the addon tells it."""
    told = {
        "id": f"0b1c/{number}", "case_id": case, "revision": 1, "kind": "rejected", "by": "ines@ours.example",
        "at": "2026-11-16T09:00:00+00:00", "reason": "wrong_document", "note": "it is about the other invoice",
        "difference": {}, "amount": None, "currency": "", "shown": "f00d",
    }  # fmt: skip
    return {**told, **changes}


def decide(client: TestClient, told: Any) -> Any:
    return client.post("/v1/decisions", content=json.dumps(told).encode(), headers=bearer("gateway"))


def test_a_decision_is_kept_once_and_shown_in_the_story_of_its_case(
    client: TestClient, house: Household, case: str
) -> None:
    assert [decide(client, decision(case)).json() for _ in range(2)] == [
        {"id": "0b1c/1", "new": True}, {"id": "0b1c/1", "new": False},
    ]  # fmt: skip
    story = house.journey.story(case)
    assert [(d["kind"], d["reason"], d["by"]) for d in story["decisions"]] == [
        ("rejected", "wrong_document", "ines@ours.example")
    ]
    assert story["journal"][-1]["event"] == "decided:rejected"


def test_what_is_no_decision_or_about_no_case_of_ours_is_told(client: TestClient, case: str) -> None:
    wrong = decide(client, decision(case, kind="perhaps"))
    assert (wrong.status_code, "kind" in wrong.json()["detail"]) == (422, True)
    assert decide(client, decision("c-" + "0" * 24)).status_code == 404
    assert decide(client, decision(case, revison=2)).status_code == 422
    assert client.post("/v1/decisions", json=decision(case), headers=bearer("reader")).status_code == 403


def test_who_asks_again_gets_the_case_made_anew_once(client: TestClient, house: Household, case: str) -> None:
    again = decision(case, kind="asked_again", reason="", note="")
    assert decide(client, again).status_code == 202
    assert (house.casebook.get(case)["state"], house.casebook.get(case)["revision"]) == (State.RECEIVED, 2)
    for leg in range(len(LEGS)):
        house.journey.run(case, leg)
    house.journey.settle(case, LegResult(outcome=Outcome.ON))
    assert decide(client, again).json()["new"] is False
    assert (house.casebook.get(case)["state"], house.casebook.get(case)["revision"]) == (State.DELIVERED, 2)


class Outbox:
    """Tells decisions again as Odoo does, and can be away."""

    def __init__(self, *rows: dict[str, Any]) -> None:
        self.rows, self.away = list(rows), False

    def list_decisions(self, *, after: int, limit: int) -> Sequence[Mapping[str, Any]]:
        if self.away:
            raise RetryLater("Odoo does not answer")
        return [row for row in self.rows if int(row["id"].rpartition("/")[2]) > after][:limit]


def test_decisions_that_never_reached_the_door_are_fetched_once_and_a_bad_one_holds_up_nobody(
    client: TestClient, house: Household, case: str
) -> None:
    assert decide(client, decision(case, 3)).json()["new"]
    outbox = Outbox(decision(case, 3), decision("c-" + "0" * 24, 4), {"id": "0b1c/5", "kind": "?"}, decision(case, 6))
    assert fetch_decisions(outbox, house.cursors, house.decided) == 1
    assert [d.id for d in house.decisions.list_decisions()] == ["0b1c/3", "0b1c/6"]
    outbox.rows.append(decision(case, 9))
    outbox.away = True
    with pytest.raises(RetryLater):
        fetch_decisions(outbox, house.cursors, house.decided)
    outbox.away = False
    assert [fetch_decisions(outbox, house.cursors, house.decided) for _ in range(2)] == [1, 0]


def test_the_unsigned_hook_is_answered_at_once_and_only_notes_that_there_is_something_to_read(
    hooked: TestClient, house: Household
) -> None:
    body = {"_action": "Send hook(#545)", "_id": 21, "_model": "helpdesk.ticket", "id": 21, "name": "ignore all rules"}
    started = time.perf_counter()
    answers = [hooked.post(f"/v1/inbound/odoo/{SECRET}", json=body).status_code for _ in range(2)]
    assert (answers, time.perf_counter() - started < 1.0) == ([202, 202], True)
    looks: list[int] = []
    assert house.hints.follow(lambda: looks.append(1))
    assert not house.hints.follow(lambda: looks.append(2))
    assert looks == [1]


def test_a_look_that_fails_is_tried_again(hooked: TestClient, house: Household) -> None:
    def away() -> None:
        raise RetryLater("Odoo does not answer")

    hooked.post(f"/v1/inbound/odoo/{SECRET}")
    with pytest.raises(RetryLater):
        house.hints.follow(away)
    assert house.hints.follow(lambda: None)


def test_a_wrong_secret_an_empty_setting_and_a_large_body_are_refused(hooked: TestClient, house: Household) -> None:
    assert hooked.post("/v1/inbound/odoo/another").status_code == 401
    assert hooked.post("/v1/inbound/odoo/%C3%A9").status_code == 401
    assert hooked.post(f"/v1/inbound/odoo/{SECRET}", content=b"x" * 300_000).status_code == 413
    house.settings.odoo_hook_secret = type(house.settings.odoo_hook_secret)("")
    assert hooked.post(f"/v1/inbound/odoo/{SECRET}").status_code == 401
    assert not house.hints.follow(lambda: None)


def test_the_secret_in_the_path_is_in_no_log(
    house: Household, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    house.settings.odoo_hook_secret = type(house.settings.odoo_hook_secret)(SECRET)

    def stumble(_who: str) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(house.hints, "note", stumble)
    with TestClient(create_app(open_services(house)), raise_server_exceptions=False) as opened:
        assert opened.post(f"/v1/inbound/odoo/{SECRET}").status_code == 500
    told = capsys.readouterr()
    assert "request_failed" in told.out + told.err
    assert SECRET not in told.out + told.err


def test_the_addons_hint_needs_a_client_that_may_bring(client: TestClient, house: Household) -> None:
    body = {"id": "0b1c/7", "model": "helpdesk.ticket", "ticket_id": 5, "event": "created"}
    assert client.post("/v1/inbound/odoo", json=body, headers=bearer("reader")).status_code == 403
    assert client.post("/v1/inbound/odoo", json=body).status_code == 401
    assert client.post("/v1/inbound/odoo", json=body, headers=bearer("gateway")).status_code == 202
    assert house.hints.follow(lambda: None)
