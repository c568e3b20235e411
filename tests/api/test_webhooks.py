"""Does another system's own webhook become our event, signed as it signs, by nothing but a file?"""

import base64
import contextlib
import hashlib
import hmac
import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from triage.api import create_app
from triage.commands.arrivals import open_mappers
from triage.commands.door import open_services
from triage.commands.household import Household
from triage.domain.failures import Broken, Refused
from triage.inbound.mapping import load_mappers
from triage.settings import Settings

ROOT = Path(__file__).parents[2]
NOW = int(time.time())
SECRETS = "aftership:old aftership:track stripe:whsec_1 shop:shop-1"
MAPPERS = open_mappers(Settings(_env_file=None))

TRACKED = {
    "event": "tracking_update", "event_id": "7c2b", "is_tracking_first_tag": True, "ts": NOW,
    "msg": {
        "tracking_number": "1Z999AA10123456784", "slug": "ups", "order_number": "S00042", "tag": "Delivered",
        "subtag": "Delivered_003", "signed_by": "K. Meyer", "expected_delivery": "2026-11-20T00:00:00",
        "checkpoints": [{"city": "Hamburg"}, {"city": "Lyon"}],
    },
}  # fmt: skip
PAID = {
    "id": "evt_1", "object": "event", "type": "payment_intent.succeeded", "created": NOW, "livemode": True,
    "data": {"object": {
        "id": "pi_1", "object": "payment_intent", "amount": 125015, "amount_received": 125015, "currency": "eur",
        "metadata": {"invoice": "INV/2026/00042"}, "payment_method_types": ["sepa_debit"],
    }},
}  # fmt: skip


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """Return a folder with the mapper that the docs page adds."""
    page = (ROOT / "docs" / "integrations.md").read_text(encoding="utf-8")
    (tmp_path / "mappers").mkdir()
    (tmp_path / "mappers" / "shop.yaml").write_text(re.search(r"```yaml\n(.*?)```", page, re.DOTALL)[1], "utf-8")  # type: ignore[index]
    return tmp_path / "mappers"


@pytest.fixture
def hooked(house: Household, shop: Path) -> Iterator[TestClient]:
    house.settings.hook_secrets = SecretStr(SECRETS)
    house.settings.mappers_path = shop
    with TestClient(create_app(open_services(house))) as opened:
        yield opened


def aftership(secret: str, body: bytes) -> dict[str, str]:
    seal = hmac.new(secret.encode(), body, hashlib.sha256).digest()
    return {"aftership-hmac-sha256": base64.b64encode(seal).decode()}


def stripe(secret: str, body: bytes, at: int = NOW) -> dict[str, str]:
    seal = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return {"Stripe-Signature": f"t={at},v1={'0' * 64},v1={seal},v0=ab"}


def test_a_carriers_delivered_with_a_signature_is_a_completed_delivery(hooked: TestClient, house: Household) -> None:
    body = json.dumps(TRACKED).encode()
    for _ in range(2):
        assert hooked.post("/v1/events/aftership", content=body, headers=aftership("track", body)).status_code == 202
    (kept,) = house.events.list_new()
    assert (str(kept.type), kept.source, kept.id) == ("triage.delivery.completed", "aftership", "7c2b")
    assert kept.as_json()["data"] | {"note": ""} == {
        "order": "S00042", "invoice": "", "delivery": "", "tracking": "1Z999AA10123456784", "payment": "",
        "purchase_order": "", "note": "", "carrier": "ups", "place": "Lyon", "signed": True, "final": False,
        "reason": "",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("tag", "kind"),
    [
        ({"tag": "AttemptFail"}, "triage.delivery.failed"),
        ({"tag": "Exception", "subtag": "Exception_013"}, "triage.delivery.failed"),
        ({"tag": "Exception", "subtag": "Exception_004"}, "triage.shipment.delayed"),
        ({"tag": "InTransit"}, "triage.shipment.dispatched"),
        ({"tag": "Pending"}, None),
    ],
)
def test_a_carriers_tags_are_our_kinds_of_event(tag: dict[str, str], kind: str | None) -> None:
    told = {**TRACKED, "msg": {**TRACKED["msg"], **tag}}  # type: ignore[dict-item]
    event = MAPPERS["aftership"].read(json.dumps(told).encode())
    assert (str(event.type) if event else None) == kind


@pytest.mark.parametrize(
    ("currency", "minor", "amount"), [("eur", 125015, "1250.15"), ("jpy", 125015, "125015"), ("kwd", 125010, "125.010")]
)
def test_a_providers_smallest_units_become_amounts(currency: str, minor: int, amount: str) -> None:
    paid = json.loads(json.dumps(PAID))
    paid["data"]["object"] |= {"currency": currency, "amount_received": minor}
    event = MAPPERS["stripe"].read(json.dumps(paid).encode())
    assert event is not None
    data = event.as_json()["data"]
    assert (data["amount"], data["invoice"], data["payment"], data["method"]) == (
        {"value": amount, "currency": currency.upper()}, "INV/2026/00042", "pi_1", "sepa_debit",
    )  # fmt: skip


def test_test_mode_and_kinds_that_nobody_needs_are_thanked_for_and_forgotten(
    hooked: TestClient, house: Household
) -> None:
    for told in ({**PAID, "livemode": False}, {**PAID, "type": "customer.created"}):
        body = json.dumps(told).encode()
        answer = hooked.post("/v1/events/stripe", content=body, headers=stripe("whsec_1", body))
        assert (answer.status_code, answer.json()) == (202, {"events": []})
    assert house.events.list_new() == []


def test_what_is_not_signed_or_too_old_or_by_a_stranger_is_refused(hooked: TestClient, house: Household) -> None:
    body = json.dumps(PAID).encode()
    for door, headers in (
        ("stripe", {}),
        ("stripe", stripe("whsec_2", body)),
        ("stripe", stripe("whsec_1", body + b" ")),
        ("stripe", stripe("whsec_1", body, NOW - 4000)),
        ("stripe", {"Stripe-Signature": "t=x,v1=zz"}),
        ("aftership", stripe("track", body)),
        ("nobody", stripe("whsec_1", body)),
    ):
        assert hooked.post(f"/v1/events/{door}", content=body, headers=headers).status_code == 401
    house.settings.hook_secrets = SecretStr("")
    assert hooked.post("/v1/events/stripe", content=body, headers=stripe("whsec_1", body)).status_code == 401
    assert house.events.list_new() == []


def test_a_secret_is_changed_without_losing_a_webhook(hooked: TestClient) -> None:
    body = json.dumps(TRACKED).encode()
    for secret in ("old", "track"):
        assert hooked.post("/v1/events/aftership", content=body, headers=aftership(secret, body)).status_code == 202


def test_a_third_mapper_is_added_by_the_file_on_the_docs_page(hooked: TestClient, house: Household) -> None:
    told = {
        "event": {"id": "9", "kind": "order.cancelled", "sent": NOW},
        "order": {"number": "S00007", "reason": "x" * 300},
    }
    body = json.dumps(told).encode()
    seal = "sha256=" + hmac.new(b"shop-1", body, hashlib.sha256).hexdigest()
    answer = hooked.post("/v1/events/shop", content=body, headers={"X-Shop-Signature": seal})
    assert answer.json() == {"events": [{"source": "shop/eu", "id": "9", "new": True}]}
    (kept,) = house.events.list_new()
    assert (str(kept.type), kept.data.order) == ("triage.order.cancelled", "S00007")


def test_a_webhook_that_names_no_document_is_told_so() -> None:
    told = json.loads(json.dumps(TRACKED))
    told["msg"] |= {"tracking_number": "", "order_number": None}
    with pytest.raises(Refused, match="one of order, invoice"):
        MAPPERS["aftership"].read(json.dumps(told).encode())


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ("type: triage.order.cancelled", "type: triage.order.vanished"),
        ("reason: {path", "colour: {path"),
        ("as: unix}", "as: moon}"),
        ('over: "{body}"', 'over: "{timestamp}.{body}"'),
    ],
)
def test_a_wrong_file_stops_the_start(shop: Path, wrong: str, why: str) -> None:
    text = (shop / "shop.yaml").read_text("utf-8")
    assert wrong in text
    (shop / "shop.yaml").write_text(text.replace(wrong, why), "utf-8")
    with pytest.raises(Broken, match=r"mapper shop\.yaml cannot be used"):
        load_mappers(shop)


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


def changed(told: Any, places: list[int], put: Any) -> Any:
    """Return a webhook with another value somewhere inside."""
    if not isinstance(told, dict) or not places:
        return put
    name = sorted(told)[places[0] % len(told)]
    return {**told, name: changed(told[name], places[1:], put)}


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(name=st.sampled_from(["aftership", "stripe"]), places=st.lists(st.integers(0, 9), max_size=4), put=JSON_VALUES)
def test_whatever_a_webhook_holds_it_is_an_event_or_nothing_or_told(name: str, places: list[int], put: Any) -> None:
    told = changed(TRACKED if name == "aftership" else PAID, places, put)
    with contextlib.suppress(Refused):
        MAPPERS[name].read(json.dumps(told).encode())
