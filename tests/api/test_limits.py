"""How much may each client bring, how often, and whose word counts about where a call comes from?"""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from pydantic import ValidationError
from signing import add_signer, signed
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from triage.api import create_app
from triage.api.rates import FAILURES_PER_MINUTE, Rates
from triage.commands.door import open_services
from triage.commands.household import Household
from triage.commands.serving import line_options
from triage.domain.clients import Client
from triage.settings import Settings

MAIL = b"From: d@brightline.example\r\nSubject: two pumps missing\r\n\r\nOnly 8 came.\r\n"
POST = "/v1/inbound/email"
TYPE = {"Content-Type": "message/rfc822"}


def token(name: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {name}-token"}


@pytest.fixture
def slow(house: Household) -> Iterator[TestClient]:
    """Return a door with a rate of 3 a minute for clients that have none of their own."""
    house.settings.requests_per_minute = 3
    with TestClient(create_app(open_services(house))) as opened:
        yield opened


def test_over_its_rate_a_client_is_answered_429_and_told_when_to_come_back(slow: TestClient) -> None:
    answers = [slow.get("/v1/ledger", headers=token("reader")) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert 1 <= int(answers[3].headers["retry-after"]) <= 120
    assert answers[3].json()["detail"] == "over 3 a minute"
    assert slow.get("/v1/ledger", headers=token("operator")).status_code == 200


def test_a_signed_call_over_the_rate_may_come_again_as_it_is(slow: TestClient, house: Household) -> None:
    secret = add_signer(house, "odoo", "ingest", requests_per_minute=1)
    with TestClient(create_app(open_services(house))) as door:
        first, second = MAIL, MAIL.replace(b"8", b"9")
        assert door.post(POST, content=first, headers=TYPE | signed(secret, first)).status_code == 202
        headers = TYPE | signed(secret, second)
        assert door.post(POST, content=second, headers=headers).status_code == 429
    with TestClient(create_app(open_services(house))) as later:
        assert later.post(POST, content=second, headers=headers).status_code == 202


def test_a_rate_of_zero_is_no_limit() -> None:
    rates = Rates(0)
    for _ in range(5000):
        rates.count(Client(name="gateway", digest="", scopes=frozenset()))


def test_who_guesses_is_slowed_and_who_is_known_is_not(client: TestClient) -> None:
    answers = [client.get("/v1/ledger", headers=token("guess")).status_code for _ in range(FAILURES_PER_MINUTE + 1)]
    assert (answers[0], answers[-2], answers[-1]) == (401, 401, 429)
    assert client.get("/v1/ledger", headers=token("reader")).status_code == 200


def test_a_client_has_a_body_limit_of_its_own_by_token_and_by_signature(house: Household) -> None:
    from triage.domain.clients import digest_of
    from triage.store.clients import ClientBook, NewClient, NewKey
    from triage.wiring import now

    small = NewClient(name="small", scopes=frozenset({"ingest"}), max_body_bytes=100)
    ClientBook(house.database).add(small, NewKey("k-1", digest_of("small-token")), now=now())
    secret = add_signer(house, "odoo", "ingest", max_body_bytes=100)
    long = MAIL + b"x" * 100
    with TestClient(create_app(open_services(house))) as door:
        for headers in (token("small"), signed(secret, long)):
            answer = door.post(POST, content=long, headers=TYPE | headers)
            assert (answer.status_code, "100 bytes" in answer.json()["detail"]) == (413, True)
        assert door.post(POST, content=MAIL, headers=TYPE | token("small")).status_code == 202
        assert door.post(POST, content=long, headers=TYPE | token("gateway")).status_code == 202


def told_by(settings: Settings, proxy: str) -> str:
    """Return the scheme and address that an application sees behind the server's own options."""
    seen = {}

    async def app(scope, _receive, _send) -> None:  # type: ignore[no-untyped-def]
        seen.update(scheme=scope["scheme"], client=scope["client"][0])

    options = line_options(settings)
    headers = [(b"x-forwarded-for", b"203.0.113.9"), (b"x-forwarded-proto", b"https")]
    scope = {"type": "http", "scheme": "http", "client": (proxy, 4711), "headers": headers}
    wrapped = ProxyHeadersMiddleware(app, options["forwarded_allow_ips"]) if options["proxy_headers"] else app
    import asyncio

    asyncio.run(wrapped(scope, None, None))  # type: ignore[arg-type]
    return f"{seen['scheme']} {seen['client']}"


def test_a_proxys_word_counts_only_from_a_trusted_proxy(settings: Settings) -> None:
    assert told_by(settings, "127.0.0.1") == "http 127.0.0.1"
    trusting = Settings(home=settings.home, trusted_proxies=("10.1.0.0/16", "127.0.0.1"), _env_file=None)
    assert told_by(trusting, "127.0.0.1") == "https 203.0.113.9"
    assert told_by(trusting, "10.1.2.3") == "https 203.0.113.9"
    assert told_by(trusting, "10.2.0.1") == "http 10.2.0.1"


@pytest.mark.parametrize("everybody", ["*", "proxy.example.com", ""])
def test_a_proxy_is_named_by_address(settings: Settings, everybody: str) -> None:
    with pytest.raises(ValidationError):
        Settings(home=settings.home, trusted_proxies=(everybody,), _env_file=None)


def test_a_bug_of_ours_is_a_problem_with_security_headers(house: Household) -> None:
    from dataclasses import replace

    def broken() -> dict[str, int]:
        raise ZeroDivisionError("customer's words")

    app = create_app(replace(open_services(house), get_ledger=broken))
    with TestClient(app, base_url="https://testserver", raise_server_exceptions=False) as door:
        answer = door.get("/v1/ledger", headers=token("reader"))
    assert (answer.status_code, answer.headers["content-type"]) == (500, "application/problem+json")
    assert "customer" not in answer.text
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert answer.headers["strict-transport-security"] == "max-age=31536000"


def test_a_door_that_is_not_there_is_a_problem_too(client: TestClient) -> None:
    for answer, status in ((client.get("/nowhere"), 404), (client.put("/v1/cases"), 405)):
        assert (answer.status_code, answer.json()["status"]) == (status, status)
        assert answer.headers["content-type"] == "application/problem+json"
