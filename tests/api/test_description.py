"""Do the doors keep what the description of the API promises, whatever is sent? No call of any shape is a 500."""

import gc
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from signing import add_signer, signed
from starlette.testclient import TestClient

from triage.api import create_app
from triage.api.access import digest_of
from triage.commands.door import open_services
from triage.commands.household import Household
from triage.settings import Settings

schemathesis.serializer.alias("message/rfc822", "application/octet-stream")
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Household]:
    settings = Settings(
        home=tmp_path_factory.mktemp("described"),
        tokens=f"all:{digest_of('all-token')}:admin",
        requests_per_minute=0,
        max_message_bytes=64 * 1024,
        _env_file=None,
    )
    house = Household.open(settings)
    yield house
    house.database.close()


@pytest.fixture(scope="module")
def described(opened: Household) -> Any:
    return schemathesis.openapi.from_asgi("/openapi.json", create_app(open_services(opened)))


@pytest.fixture
def undisturbed() -> Iterator[None]:
    """Keep the collector out of `ast.parse`: Python 3.11.7 answers it with a SystemError (gh-106905)."""
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("undisturbed")
@pytest.mark.parametrize("token", ["all-token", "nobody"])
def test_a_call_of_any_described_shape_is_answered_as_described(described: Any, token: str) -> None:
    operations = [found.ok() for found in described.get_all_operations()]
    assert len(operations) >= 11
    for operation in operations:

        @given(operation.as_strategy())
        @settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck), database=None)
        def call(case: schemathesis.Case) -> None:
            case.call_and_validate(headers={"Authorization": f"Bearer {token}"}, checks=CHECKS)

        call()


HEADER = st.text(st.characters(min_codepoint=0x20, max_codepoint=0xFF, exclude_characters="\x7f"), max_size=60)
STAMPS = st.one_of(HEADER, st.integers(-(2**70), 2**70).map(str))
NAMES = ("Authorization", "X-Signature", "Idempotency-Key", "Content-Type", "Accept", "Cookie", "Content-Length")


@pytest.fixture(scope="module")
def door(opened: Household) -> Iterator[tuple[TestClient, str]]:
    secret = add_signer(opened, "odoo", "ingest")
    with TestClient(create_app(open_services(opened)), raise_server_exceptions=False) as client:
        yield client, secret


@given(st.sampled_from(["/v1/inbound/email", "/v1/events", "/login", "/logout"]), st.data(), st.binary(max_size=300))
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
def test_headers_and_bodies_of_any_kind_are_no_fault_of_the_service(
    door: tuple[TestClient, str], path: str, data: st.DataObject, body: bytes
) -> None:
    client, secret = door
    client.cookies.clear()
    headers: dict[str, str] = {name: data.draw(HEADER, name) for name in data.draw(st.sets(st.sampled_from(NAMES)))}
    headers["X-Timestamp"] = data.draw(STAMPS)
    if data.draw(st.booleans(), "signed"):
        headers |= signed(secret, body, key=headers.get("Idempotency-Key", ""))
    if data.draw(st.booleans(), "described"):
        headers["Content-Type"] = "message/rfc822" if path.endswith("email") else "application/cloudevents+json"
    answer = client.post(path, content=body, headers={n: v.encode("latin-1") for n, v in headers.items()})
    assert answer.status_code in {200, 202, 303, 400, 401, 403, 409, 413, 415, 422, 429}, answer.text


@given(st.text(max_size=200), st.text(max_size=40))
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_cookie_or_a_form_of_any_kind_opens_nothing(door: tuple[TestClient, str], cookie: str, token: str) -> None:
    client, _ = door
    client.cookies.clear()
    sent = {"Cookie": b"triage=" + cookie.encode().replace(b"\r", b"").replace(b"\n", b"").replace(b"\0", b"")}
    assert client.get("/cases", headers=sent).status_code == 401
    form = client.post("/logout", data={"form_token": token}, headers=sent)
    assert form.status_code == 401
