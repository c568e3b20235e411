"""Does the operations page show how the house is, without content, and act only on a form of its own?"""

import re

import pytest
from fastapi.testclient import TestClient

from triage.commands.household import Household
from triage.store.states import State

MAIL = b"From: d@b.example\r\nSubject: SECRETWORD\r\nMessage-ID: <%d@b>\r\n\r\nSECRETWORD\r\n"


def accept(client: TestClient, number: int = 1) -> str:
    headers = {"Content-Type": "message/rfc822", "Authorization": "Bearer gateway-token"}
    return str(client.post("/v1/inbound/email", content=MAIL % number, headers=headers).json()["case_id"])


@pytest.fixture
def dead(client: TestClient, house: Household) -> str:
    case = accept(client)
    house.casebook.move(case, State.DEAD, step="gather", reason="Odoo does not answer", intent="dispute.price")
    return case


def log_in(client: TestClient, name: str) -> str:
    """Log in and return the form token of the operations page."""
    form = client.get("/login").text
    token = re.findall(r'name="form_token" value="([^"]+)"', form)[0]
    client.post("/login", data={"form_token": token, "next": "/operations", "token": f"{name}-token"})
    return re.findall(r'name="form_token" value="([^"]+)"', client.get("/operations").text)[0]


def test_the_page_shows_ledger_doors_and_dead_letters_without_a_word_of_the_customer(
    client: TestClient, dead: str
) -> None:
    page = client.get("/operations", headers={"Authorization": "Bearer reader-token"}).text
    assert "1 received = 0 delivered + 0 waiting + 0 held" in re.sub(r"\s+", " ", page)
    assert all(word in page for word in (dead, "Odoo does not answer", "No alarm.", "still learning", "email"))
    assert "SECRETWORD" not in page
    assert "Replay" not in page  # a reader may only look


def test_who_may_operate_replays_and_discards_on_the_page(client: TestClient, house: Household, dead: str) -> None:
    token = log_in(client, "operator")
    answer = client.post(f"/operations/{dead}/replay", data={"form_token": token}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/operations")
    assert house.casebook.get(dead)["state"] == State.RECEIVED
    assert house.journal.list_entries(dead)[-1]["actor"] == "operator"
    house.casebook.move(dead, State.DEAD, step="gather", reason="Odoo does not answer", intent="dispute.price")
    fields = {"form_token": token, "failed_at": "gather", "intent": "dispute"}
    client.post("/operations/replay", data=fields)
    assert house.casebook.get(dead)["state"] == State.RECEIVED
    house.casebook.move(dead, State.DEAD, step="gather", reason="x")
    client.post(f"/operations/{dead}/discard", data={"form_token": token, "reason": "a test mail"})
    assert house.casebook.get(dead)["state"] == State.IGNORED


def test_a_form_that_is_not_of_the_session_or_says_not_which_does_nothing(
    client: TestClient, house: Household, dead: str
) -> None:
    token = log_in(client, "operator")
    for fields in ({"every": "yes"}, {"form_token": "guessed", "every": "yes"}, {"form_token": token}):
        assert client.post("/operations/replay", data=fields).status_code >= 400
    assert client.post(f"/operations/{dead}/discard", data={"form_token": token, "reason": " "}).status_code >= 400
    assert house.casebook.get(dead)["state"] == State.DEAD


def test_who_may_only_read_cannot_act_with_a_form_either(client: TestClient, house: Household, dead: str) -> None:
    token = log_in(client, "reader")
    answer = client.post("/operations/replay", data={"form_token": token, "every": "yes"})
    assert (answer.status_code, house.casebook.get(dead)["state"]) == (403, State.DEAD)


def test_readiness_and_metrics_tell_of_a_gap_and_of_what_waits(client: TestClient, house: Household) -> None:
    case = accept(client)
    assert client.get("/readyz").json()["alarms"] == []
    with house.database.transaction() as connection:
        connection.exec_driver_sql(f"DELETE FROM triage_cases WHERE case_id = '{case}'")
    ready = client.get("/readyz")
    assert ready.status_code == 200
    assert ready.json()["alarms"] == [
        {"kind": "ledger", "subject": "ledger", "detail": "it does not add up: 1 more received than accounted for"}
    ]
    metrics = client.get("/metrics", headers={"Authorization": "Bearer reader-token"}).text
    assert 'triage_alarm{kind="ledger",subject="ledger"} 1.0' in metrics
    assert "triage_ledger_gap 1.0" in metrics


def test_the_condition_is_there_as_json(client: TestClient, dead: str) -> None:
    found = client.get("/v1/operations", headers={"Authorization": "Bearer reader-token"}).json()
    assert found["dead_by_step"] == {"gather": 1}
    assert [door["door"] for door in found["doors"]] == ["email"]
    assert (found["ledger"]["gap"], found["alarms"], found["waiting"]) == (0, [], [])
