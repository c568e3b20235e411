"""Is an event taken in every mode, once, and only when it is on disk? And is a wrong one told what is wrong?"""

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.api.conftest import bearer
from triage.commands.household import Household
from triage.domain.events import EventType
from triage.domain.failures import RetryLater

SINGLE = "application/cloudevents+json"
BATCH = "application/cloudevents-batch+json"


def told(**changes: Any) -> dict[str, Any]:
    event = {
        "specversion": "1.0", "id": "evt-1", "source": "carrier/ups", "type": "triage.pod.available",
        "time": "2026-11-16T08:30:00Z", "data": {"delivery": "WH/OUT/00012", "carrier": "UPS"},
    }  # fmt: skip
    return {**event, **changes}


def post(client: TestClient, body: Any, media: str = SINGLE, who: str = "gateway", **headers: str) -> Any:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return client.post("/v1/events", content=content, headers={**bearer(who), "Content-Type": media, **headers})


def test_a_single_event_is_accepted_and_kept_with_its_data(client: TestClient, house: Household) -> None:
    answer = post(client, told())
    assert (answer.status_code, answer.json()) == (
        202, {"events": [{"source": "carrier/ups", "id": "evt-1", "new": True}]},
    )  # fmt: skip
    (kept,) = house.events.list_events(["delivery:WHOUT00012"])
    assert (kept.type, kept.data.numbers) == (EventType.POD_AVAILABLE, {"delivery": "WH/OUT/00012"})


def test_the_same_source_and_id_twice_is_one_event(client: TestClient, house: Household) -> None:
    again = told(data={"delivery": "WH/OUT/00099"})
    assert [post(client, e).json()["events"][0]["new"] for e in (told(), told(), again)] == [True, False, False]
    assert post(client, told(source="carrier/dhl")).json()["events"][0]["new"]
    assert len(house.events.list_new()) == 2


def test_a_batch_is_kept_whole_or_not_at_all(client: TestClient, house: Household) -> None:
    answer = post(client, [told(id="1"), told(id="2", type="triage.weather.changed")], BATCH)
    assert answer.status_code == 422
    assert answer.json()["detail"].startswith("event 1: type is none of triage.deduction.taken")
    assert house.events.list_new() == []
    assert post(client, [told(id="1"), told(id="1"), told(id="2")], BATCH).json() == {
        "events": [{"source": "carrier/ups", "id": i, "new": n} for i, n in (("1", True), ("1", False), ("2", True))]
    }
    assert post(client, [], BATCH).json() == {"events": []}


def test_a_binary_event_has_its_attributes_in_headers(client: TestClient, house: Household) -> None:
    headers = {
        "ce-specversion": "1.0", "ce-id": "e-%E2%82%AC", "ce-source": "bank", "ce-type": "triage.payment.received",
        "ce-time": "2026-11-16T08:30:00+01:00",
    }  # fmt: skip
    data = {"invoice": "INV/2026/00042", "amount": {"value": 1250.15, "currency": "EUR"}}
    assert post(client, data, "application/json; charset=utf-8", **headers).status_code == 202
    (kept,) = house.events.list_events(["invoice:INV202600042"])
    assert (kept.id, kept.time.isoformat()) == ("e-€", "2026-11-16T07:30:00+00:00")
    assert kept.as_json()["data"]["amount"] == {"value": "1250.15", "currency": "EUR"}


WRONG = {
    "specversion must be 1.0": told(specversion="0.3"),
    "id must be text": told(id=7),
    "source must be text": told(source=""),
    "data.trackin: Extra inputs": told(data={"delivery": "1", "trackin": "2"}),
    "one of order, invoice": told(data={"carrier": "UPS"}),
    "data must be JSON": told(datacontenttype="text/xml"),
    "time: Input should be a valid datetime": told(time="yesterday"),
    "time is before 2000": told(time="2099-01-01T00:00:00Z"),
    "an event is a JSON object": [told()],
    "the body is not JSON": b"{",
    "holds a character": told(id="a", subject="\x00"),
    "amount is below 10^12": told(
        type="triage.payment.received", data={"invoice": "1", "amount": {"value": "1e300", "currency": "EUR"}}
    ),
}


@pytest.mark.parametrize("reason", WRONG)
def test_what_is_wrong_is_told_and_nothing_is_kept(client: TestClient, house: Household, reason: str) -> None:
    answer = post(client, WRONG[reason])
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert reason in answer.json()["detail"]
    assert house.events.list_new() == []


def test_another_media_type_a_reader_and_a_stranger_are_refused(client: TestClient) -> None:
    assert post(client, told(), "application/json").status_code == 415
    assert post(client, told(), who="reader").status_code == 403
    assert client.post("/v1/events", json=told()).status_code == 401
    assert post(client, b" " * (1024 * 1024 + 1)).status_code == 413


def test_no_event_is_acknowledged_while_the_database_is_away(
    client: TestClient, house: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object, **__: object) -> None:
        raise RetryLater("the database is not available")

    monkeypatch.setattr(type(house.events), "accept", away)
    answer = post(client, told())
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "30")


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
NEARLY = st.fixed_dictionaries(
    {"specversion": st.just("1.0") | JSON_VALUES, "type": st.sampled_from([str(k) for k in EventType]) | JSON_VALUES},
    optional={
        "id": st.text(max_size=20) | JSON_VALUES,
        "source": st.just("s") | JSON_VALUES,
        "time": st.datetimes().map(lambda d: d.isoformat() + "Z") | JSON_VALUES,
        "data": JSON_VALUES
        | st.fixed_dictionaries(
            {"order": st.text(max_size=90) | JSON_VALUES},
            optional={"amount": st.fixed_dictionaries({"value": JSON_VALUES, "currency": st.just("EUR") | st.text()})},
        ),
    },
)


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    body=st.binary(max_size=200) | JSON_VALUES | NEARLY | st.lists(NEARLY, max_size=3),
    media=st.sampled_from([SINGLE, BATCH, "application/json", "text/plain", ""]),
    header=st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=126), max_size=20),
)
def test_whatever_comes_the_door_answers_202_or_says_what_is_wrong(
    client: TestClient, body: Any, media: str, header: str
) -> None:
    answer = post(
        client, body, media, **{"ce-specversion": "1.0", "ce-id": header, "ce-source": "s", "ce-type": header}
    )
    assert answer.status_code in (202, 413, 415, 422)
