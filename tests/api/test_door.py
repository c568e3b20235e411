"""Who gets in, what is answered, and when?"""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from triage.api import create_app
from triage.commands.door import open_services
from triage.commands.household import Household
from triage.settings import Settings
from triage.store.states import State

MAIL = (
    b"From: Dana <dana.whitfield@brightline.example>\r\nSubject: two pumps missing\r\nMessage-ID: <1@b>\r\n"
    b"\r\nOnly 8 of 10 came.\r\n"
)
POST = "/v1/inbound/email"
TYPE = {"Content-Type": "message/rfc822"}
SAMPLES = Path(__file__).parents[1] / "samples"


def token(name: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {name}-token"}


def test_a_mail_is_accepted_with_202_and_is_in_the_inbox(client: TestClient, house: Household) -> None:
    answer = client.post(POST, content=MAIL, headers=TYPE | token("gateway"))
    assert answer.status_code == 202
    assert house.inbox.get_raw(answer.json()["case_id"]).content == MAIL


def test_the_same_mail_twice_is_the_same_case(client: TestClient) -> None:
    first = client.post(POST, content=MAIL, headers=TYPE | token("gateway")).json()
    again = client.post(POST, content=MAIL, headers=TYPE | token("gateway")).json()
    assert again == {"case_id": first["case_id"], "new": False}


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic Zm9vOmJhcg=="}])
def test_without_a_known_credential_the_answer_is_401(client: TestClient, headers: dict[str, str]) -> None:
    answer = client.post(POST, content=MAIL, headers=TYPE | headers)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"


def test_a_client_without_the_scope_is_answered_403(client: TestClient) -> None:
    assert client.post(POST, content=MAIL, headers=TYPE | token("reader")).status_code == 403
    assert client.get("/v1/ledger", headers=token("gateway")).status_code == 403


def test_a_mail_over_the_limit_is_answered_413(client: TestClient) -> None:
    answer = client.post(POST, content=MAIL + b"x" * 70_000, headers=TYPE | token("gateway"))
    assert answer.status_code == 413
    assert "65536" in answer.json()["detail"]


def test_a_stream_over_the_limit_is_cut_off_without_a_length(client: TestClient) -> None:
    answer = client.post(POST, content=(b"x" * 10_000 for _ in range(20)), headers=TYPE | token("gateway"))
    assert answer.status_code == 413


@pytest.mark.parametrize(("content", "reason"), [(b"", "empty"), (b"just text, no header", "no header line")])
def test_what_is_no_message_is_answered_422_with_a_reason(client: TestClient, content: bytes, reason: str) -> None:
    answer = client.post(POST, content=content, headers=TYPE | token("gateway"))
    assert answer.status_code == 422
    assert reason in answer.json()["detail"]


def test_another_kind_of_body_is_answered_415(client: TestClient) -> None:
    answer = client.post(POST, content=MAIL, headers={"Content-Type": "text/plain"} | token("gateway"))
    assert answer.status_code == 415


def test_a_case_is_shown_with_its_journal(client: TestClient) -> None:
    case = client.post(POST, content=MAIL, headers=TYPE | token("gateway")).json()["case_id"]
    story = client.get(f"/v1/cases/{case}", headers=token("reader")).json()
    assert (story["state"], story["journal"][0]["event"]) == ("received", "received")
    assert client.get("/v1/cases/c-none", headers=token("reader")).status_code == 404


def test_the_ledger_adds_up(client: TestClient) -> None:
    client.post(POST, content=MAIL, headers=TYPE | token("gateway"))
    ledger = client.get("/v1/ledger", headers=token("reader")).json()
    assert ledger == {
        "received": 1,
        "delivered": 0,
        "waiting": 1,
        "held": 0,
        "dead_lettered": 0,
        "ignored": 0,
        "gap": 0,
    }


def test_health_needs_no_credential_and_metrics_do(client: TestClient) -> None:
    assert client.get("/healthz").json()["status"] == "ok"
    assert client.get("/readyz").json()["ready"] is True
    assert client.get("/metrics").status_code == 401
    metrics = client.get("/metrics", headers=token("reader")).text
    assert "triage_ledger_gap 0.0" in metrics


def test_the_description_names_every_door(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    assert {POST, "/v1/cases", "/v1/cases/{case_id}", "/v1/ledger", "/healthz", "/readyz", "/metrics"} <= set(paths)


def test_every_answer_carries_the_security_headers(client: TestClient) -> None:
    for path in ("/healthz", "/cases", "/v1/ledger"):
        answer = client.get(path)
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["x-frame-options"] == "DENY"


def test_a_case_under_way_can_be_neither_replayed_nor_discarded(client: TestClient) -> None:
    case = client.post(POST, content=MAIL, headers=TYPE | token("gateway")).json()["case_id"]
    operator = token("operator")
    assert client.post(f"/v1/dead-letters/{case}/replay", headers=operator).status_code == 422
    assert client.post(f"/v1/dead-letters/{case}/discard?reason=spam", headers=operator).status_code == 422


def test_the_pages_ask_for_a_token_and_show_the_case(client: TestClient, house: Household) -> None:
    case = client.post(POST, content=MAIL, headers=TYPE | token("gateway")).json()["case_id"]
    assert client.get("/cases").status_code == 401
    assert client.get("/cases", auth=("gateway", "gateway-token")).status_code == 403
    assert case in client.get("/cases", auth=("reader", "reader-token")).text
    page = client.get(f"/cases/{case}", auth=("reader", "reader-token"))
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert [entry["event"] for entry in house.journal.list_entries(case)] == ["received", "looked"]


def test_a_page_never_runs_what_a_customer_wrote(client: TestClient, house: Household) -> None:
    mail = (SAMPLES / "35-injection-in-a-dispute.eml").read_bytes().replace(b"Hello,", b"<script>alert(1)</script>")
    case = client.post(POST, content=mail, headers=TYPE | token("gateway")).json()["case_id"]
    for leg in range(4):
        house.journey.run(case, leg)
    page = client.get(f"/cases/{case}", auth=("reader", "reader-token")).text
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_a_gateway_names_the_recipients_and_the_case_knows_them(client: TestClient) -> None:
    names = {"X-Envelope-To": "rechnung%40m%C3%BCller.example", "X-Original-To": "buchhaltung@example.test"}
    case = client.post(POST, content=MAIL, headers=TYPE | token("gateway") | names).json()["case_id"]
    second = client.post(POST, content=MAIL, headers=TYPE | token("gateway") | {"X-Envelope-To": "ap@example.test"})
    assert second.json() == {"case_id": case, "new": False}
    story = client.get(f"/v1/cases/{case}", headers=token("reader")).json()
    assert set(story["recipients"]) == {"rechnung@müller.example", "ap@example.test"}
    assert story["recipients"]["rechnung@müller.example"] == "buchhaltung@example.test"


def test_a_disk_nearly_full_is_answered_503_with_retry_after_and_recovers_by_itself(settings: Settings) -> None:
    house = Household.open(settings.model_copy(update={"min_free_bytes": 2**70}))
    with TestClient(create_app(open_services(house))) as client:
        full = client.post(POST, content=MAIL, headers=TYPE | token("gateway"))
        assert (full.status_code, full.headers["retry-after"]) == (503, "60")
        assert "nearly full" in client.get("/readyz").json()["dependencies"]["disk"]
        house.space.least = 0
        assert client.post(POST, content=MAIL, headers=TYPE | token("gateway")).status_code == 202
        assert client.get("/readyz").json()["ready"] is True
    house.database.close()


def test_dead_letters_are_listed_chosen_and_sent_again_over_http(client: TestClient, house: Household) -> None:
    case = client.post(POST, content=MAIL, headers=TYPE | token("gateway")).json()["case_id"]
    house.casebook.move(case, State.DEAD, step="gather", reason="Odoo does not answer", intent="dispute.price")
    operator, url = token("operator"), "/v1/dead-letters"
    listed = client.get(f"{url}?failed_at=gather&reason=answer", headers=operator).json()["dead_letters"]
    assert [(row["case_id"], row["step"]) for row in listed] == [(case, "gather")]
    assert client.get(f"{url}?intent=payment", headers=operator).json() == {"dead_letters": []}
    assert client.get(f"{url}?older_than=soon", headers=operator).status_code == 422
    assert client.post(f"{url}/replay", headers=operator).status_code == 422  # all, only where it is said
    assert client.post(f"{url}/replay?intent=dispute", headers=token("reader")).status_code == 403
    assert client.post(f"{url}/replay?intent=dispute", headers=operator).json() == {"replayed": 1}
    assert house.casebook.get(case)["state"] == State.RECEIVED
