"""Is a signed call taken once, and only from whom it says, just now, unchanged?"""

import time
from collections.abc import Callable
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient
from signing import add_signer, signed

from triage.api import create_app
from triage.commands.door import open_services
from triage.commands.household import Household
from triage.domain.failures import Refused, RetryLater

MAIL = b"From: d@brightline.example\r\nSubject: two pumps missing\r\nMessage-ID: <1@b>\r\n\r\nOnly 8 came.\r\n"
POST = "/v1/inbound/email"
TYPE = {"Content-Type": "message/rfc822"}


@pytest.fixture
def secret(house: Household) -> str:
    return add_signer(house, "odoo", "ingest")


def test_a_signed_call_needs_no_token(client: TestClient, secret: str) -> None:
    assert client.post(POST, content=MAIL, headers=TYPE | signed(secret, MAIL)).status_code == 202


@pytest.mark.parametrize("seconds", [-299, 299])
def test_five_minutes_of_clock_difference_are_allowed(client: TestClient, secret: str, seconds: int) -> None:
    headers = signed(secret, MAIL, at=time.time() + seconds)
    assert client.post(POST, content=MAIL, headers=TYPE | headers).status_code == 202


@pytest.mark.parametrize("seconds", [-302, 302, -86_400])
def test_an_older_or_later_call_is_refused(client: TestClient, secret: str, seconds: int) -> None:
    headers = signed(secret, MAIL, at=time.time() + seconds)
    answer = client.post(POST, content=MAIL, headers=TYPE | headers)
    assert (answer.status_code, "300 seconds" in answer.json()["detail"]) == (401, True)


def test_a_changed_body_time_or_signature_is_refused(client: TestClient, secret: str) -> None:
    good: dict[str, str | bytes] = dict(signed(secret, MAIL))
    later: dict[str, str | bytes] = {"X-Timestamp": str(int(good["X-Timestamp"]) + 1)}
    for body, headers in [(MAIL + b"!", good), (MAIL, good | later), (MAIL, signed("another", MAIL))]:
        assert client.post(POST, content=body, headers=TYPE | headers).status_code == 401
    for wrong in ["", "sha256=", "sha256=zz", "md5=" + "0" * 32, b"s\xfc\xdf"]:
        assert client.post(POST, content=MAIL, headers=TYPE | good | {"X-Signature": wrong}).status_code == 401
    for stamp in ["", "now", "-5", "1e9", b"\xb2\xb3"]:
        assert client.post(POST, content=MAIL, headers=TYPE | good | {"X-Timestamp": stamp}).status_code == 401


def test_the_same_signed_call_again_is_a_replay_also_at_another_process(house: Household, secret: str) -> None:
    headers = TYPE | signed(secret, MAIL)
    with TestClient(create_app(open_services(house))) as one, TestClient(create_app(open_services(house))) as two:
        assert one.post(POST, content=MAIL, headers=headers).status_code == 202
        assert one.post(POST, content=MAIL, headers=headers).status_code == 409
        again = two.post(POST, content=MAIL, headers=headers)
    assert (again.status_code, again.json()["detail"]) == (409, "this signed call was taken already")


def test_a_try_signed_anew_under_the_same_key_is_the_same_case(client: TestClient, secret: str) -> None:
    first = client.post(POST, content=MAIL, headers=TYPE | signed(secret, MAIL, key="k-1"))
    again = client.post(POST, content=MAIL, headers=TYPE | signed(secret, MAIL, at=time.time() - 9, key="k-1"))
    assert (first.status_code, again.status_code) == (202, 202)
    assert again.json() == {"case_id": first.json()["case_id"], "new": False}


def test_a_key_that_stood_on_another_body_is_refused(client: TestClient, secret: str) -> None:
    client.post(POST, content=MAIL, headers=TYPE | signed(secret, MAIL, key="k-1"))
    other = MAIL.replace(b"8 came", b"9 came")
    answer = client.post(POST, content=other, headers=TYPE | signed(secret, other, key="k-1"))
    assert (answer.status_code, answer.json()["detail"]) == (422, "this Idempotency-Key stood on another body")


def failing(house: Household, failure: Exception) -> Callable[[], TestClient]:
    def accept(_raw: object) -> None:
        raise failure

    services = replace(open_services(house), accept=accept)  # type: ignore[arg-type]
    return lambda: TestClient(create_app(services), raise_server_exceptions=False)


@pytest.mark.parametrize(("failure", "status"), [(RetryLater("away"), 503), (ZeroDivisionError(), 500)])
def test_a_call_that_failed_on_our_side_may_come_again_as_it_is(
    house: Household, client: TestClient, secret: str, failure: Exception, status: int
) -> None:
    headers = TYPE | signed(secret, MAIL)
    with failing(house, failure)() as broken:
        assert broken.post(POST, content=MAIL, headers=headers).status_code == status
    assert client.post(POST, content=MAIL, headers=headers).status_code == 202


def test_a_call_that_was_refused_is_answered_for_good(house: Household, client: TestClient, secret: str) -> None:
    headers = TYPE | signed(secret, MAIL)
    with failing(house, Refused("no"))() as strict:
        assert strict.post(POST, content=MAIL, headers=headers).status_code == 422
    assert client.post(POST, content=MAIL, headers=headers).status_code == 409


def test_a_call_under_way_elsewhere_is_asked_to_come_later(house: Household, client: TestClient, secret: str) -> None:
    headers = signed(secret, MAIL)
    open_services(house).replays.begin(headers["X-Signature"], "", MAIL)
    answer = client.post(POST, content=MAIL, headers=TYPE | headers)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")


def test_who_can_sign_must_sign(client: TestClient, secret: str) -> None:
    token = {"Authorization": "Bearer odoo-token"}
    answer = client.post(POST, content=MAIL, headers=TYPE | token)
    assert (answer.status_code, answer.json()["detail"]) == (401, "this client signs its calls")
    assert client.post(POST, content=MAIL, headers=TYPE | token | signed(secret, MAIL)).status_code == 202


def test_a_signature_by_another_client_than_the_token_names_is_refused(
    house: Household, client: TestClient, secret: str
) -> None:
    add_signer(house, "carrier", "ingest")
    headers = TYPE | {"Authorization": "Bearer carrier-token"} | signed(secret, MAIL)
    assert client.post(POST, content=MAIL, headers=headers).status_code == 401


def test_a_signed_call_without_the_scope_is_answered_403(house: Household, client: TestClient) -> None:
    secret = add_signer(house, "viewer", "read")
    assert client.post(POST, content=MAIL, headers=TYPE | signed(secret, MAIL)).status_code == 403
