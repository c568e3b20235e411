"""Do our workflows do in a real n8n what they promise? Run by `make test-n8n`, as it needs Node 24 and 3 GB."""

import json
import sys
import threading
import time
from collections.abc import Callable, Iterator
from email import message_from_bytes
from io import BytesIO
from pathlib import Path
from typing import Any, TypeVar
from zipfile import ZipFile

import pytest
from aiosmtpd.controller import Controller
from mail_house import free_port
from n8n_lab import KNOCK, NOTICES, Gate, N8n, Receiver, Triage

SAMPLES = Path(__file__).parents[1] / "samples"
SURE, UNSURE = "16-partial-truth-cartons.eml", "31-thread-outlook-html-de.eml"
HOOKS = ["triage-mail", "triage-carrier", "triage-report", "triage-replay"]

Found = TypeVar("Found")


class Letterbox:
    """Takes mails over SMTP from who logs in."""

    def __init__(self) -> None:
        self.mails: list[bytes] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        self.mails.append(envelope.content)
        return "250 taken"


class Street:
    """triage behind a gate, n8n beside it, and who takes notices, tickets and mails."""

    def __init__(self, home: Path) -> None:
        for name in ("triage", "n8n"):
            (home / name).mkdir()
        self.triage = Triage(home / "triage")
        self.gate, self.receiver, self.box = Gate(self.triage), Receiver(), Letterbox()
        self.smtp = Controller(self.box, hostname="127.0.0.1", port=free_port())
        self.n8n = N8n(home / "n8n")

    def open(self) -> None:
        began = time.monotonic()
        self.triage.start()
        self.gate.open()
        self.receiver.open()
        self.smtp.start()
        self.n8n.take_in(self._credentials(), self._settings())
        imported = time.monotonic()
        self.n8n.start(HOOKS)
        sys.stdout.write(f"\nimport and publish {imported - began:.0f} s, start {time.monotonic() - imported:.0f} s")

    def close(self) -> None:
        self.n8n.stop()
        self.triage.stop()
        self.gate.close()
        self.receiver.close()
        self.smtp.stop()

    def mail(self, content: bytes, **headers: str) -> tuple[int, dict[str, Any]]:
        return self.n8n.post("triage-mail", content, "message/rfc822", **headers)

    def received(self) -> int:
        return int(self.triage.get("/v1/ledger")["received"])

    def _settings(self) -> dict[str, Any]:
        return {
            "triage_url": f"http://127.0.0.1:{self.gate.port}",
            "notice_url": f"http://127.0.0.1:{self.receiver.port}/notices",
            "ticket_url": f"http://127.0.0.1:{self.receiver.port}/tickets",
            "tries": 3,
            "longest_pause": 2,
            "stale_minutes": 0.1,
        }

    def _credentials(self) -> list[dict[str, Any]]:
        smtp = {"host": "127.0.0.1", "port": self.smtp.port, "secure": False, "disableStartTls": True}
        return [
            credential("triageToken00001", "httpBearerAuth", token=self.triage.token),
            credential("triageSigning001", "crypto", hmacSecret=self.triage.secret),
            credential("triageKnock00001", "httpHeaderAuth", name=KNOCK[0], value=KNOCK[1]),
            credential("triageNotices001", "httpHeaderAuth", name=NOTICES[0], value=NOTICES[1]),
            credential("triageSmtp000001", "smtp", user="", password="", **smtp),
        ]


def credential(key: str, kind: str, **data: Any) -> dict[str, Any]:
    return {"id": key, "name": key, "type": kind, "data": data}


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Street]:
    opened = Street(tmp_path_factory.mktemp("n8n"))
    try:
        opened.open()
        yield opened
    finally:
        opened.close()


def eventually(look: Callable[[], Found], seconds: float = 40) -> Found:
    """Return what a look finds as soon as it finds something; what it found last when the time is over."""
    until = time.monotonic() + seconds
    while not (found := look()) and time.monotonic() < until:
        time.sleep(0.2)
    return found


def another(name: str, number: int) -> bytes:
    """Return a sample as another mail of its own."""
    return f"X-Number: {number}\r\n".encode() + (SAMPLES / name).read_bytes().replace(
        b"Message-ID: <", f"Message-ID: <{number}.".encode()
    )


def test_a_mail_becomes_a_case_signed_over_its_very_bytes_and_a_sure_one_is_no_notice(street: Street) -> None:
    content = another(SURE, 1) + "Grüße, 5 €\r\n".encode() + bytes(range(128, 256)) + b"\r\n"
    status, told = street.mail(content, **{"X-Envelope-To": "ar@example.test"})
    assert (status, told["new"], told["tries"]) == (202, True, 1), street.n8n.log()
    assert street.gate.seen[-1]["body"] == content
    assert street.gate.seen[-1]["headers"]["x-envelope-to"] in ("ar@example.test", "ar%40example.test")
    case = eventually(lambda: settled(street, told["case_id"]))
    assert case["reading"]["confidence"] > 0.7
    time.sleep(3)
    assert street.receiver.list_taken("/notices") == []
    assert street.mail(content)[1]["case_id"] == told["case_id"]
    assert street.received() == 1


def test_a_mail_of_eight_megabytes_goes_through(street: Street) -> None:
    content = another(SURE, 6) + b"\r\n".join([b"x" * 76] * 105_000)
    before = street.received()
    assert (street.mail(content)[0], street.received()) == (202, before + 1), street.n8n.log()
    assert street.gate.seen[-1]["body"] == content


def settled(street: Street, case_id: str) -> dict[str, Any]:
    case = street.triage.get(f"/v1/cases/{case_id}")
    return {} if case["state"] == "received" else dict(case)


def test_a_case_read_with_low_confidence_is_a_notice_without_the_customers_words(street: Street) -> None:
    _, told = street.mail(another(UNSURE, 2))
    (notice,) = eventually(lambda: street.receiver.list_taken("/notices", case_id=told["case_id"]))
    reading = street.triage.get(f"/v1/cases/{told['case_id']}")["reading"]
    assert reading["abstained"] or reading["confidence"] < 0.7
    assert (notice["why"], notice["confidence"]) == ("low confidence", reading["confidence"])
    assert set(notice) == {"text", "case_id", "state", "why", "intent", "confidence", "link"}


def test_a_busy_service_is_tried_three_times_signed_anew_with_one_key(street: Street) -> None:
    before, street.gate.busy = street.received(), 2
    begun = len(street.gate.seen)
    status, told = street.mail(another(SURE, 3))
    tries = street.gate.seen[begun:]
    assert (status, told["tries"], [t["status"] for t in tries]) == (202, 3, [503, 503, 202])
    assert len({t["headers"]["idempotency-key"] for t in tries}) == 1
    assert len({t["headers"]["x-signature"] for t in tries}) == 3
    assert street.received() == before + 1


def test_a_lost_answer_is_one_case(street: Street) -> None:
    before, street.gate.lost = street.received(), 1
    status, told = street.mail(another(SURE, 4))
    assert (status, told["tries"], told["new"], street.received()) == (202, 2, False, before + 1)


def test_a_service_that_is_down_ends_in_the_error_workflow_and_a_replay_in_one_case(street: Street) -> None:
    before = street.received()
    street.gate.close()
    street.triage.stop()
    status, _ = street.mail(another(SURE, 5))
    assert status == 500
    kept = "Triage: mail in, notice when unsure failed: failed after 3 tries, kept in the outbox as mail-"
    assert len(eventually(lambda: list_told(street, kept))) == 1
    street.n8n.post("triage-replay", b"{}")  # still down: it stays kept, and nobody is told a second time
    time.sleep(12)
    street.triage.start()
    street.gate.open()
    assert street.received() == before
    street.n8n.post("triage-replay", b"{}")
    assert eventually(lambda: street.received() == before + 1)
    begun = len(street.gate.seen)
    street.n8n.post("triage-replay", b"{}")
    time.sleep(4)
    assert (len(street.gate.seen), street.received()) == (begun, before + 1)
    assert len(list_told(street, kept)) == 1


def list_told(street: Street, words: str) -> list[dict[str, Any]]:
    return [n for n in street.receiver.list_taken("/notices", why="failed call") if words in n["text"]]


def test_what_is_refused_is_not_tried_again_but_told(street: Street) -> None:
    begun = len(street.gate.seen)
    status, _ = street.n8n.post("triage-carrier", json.dumps(partial("R1") | {"order": ""}).encode())
    assert (status, [t["status"] for t in street.gate.seen[begun:]]) == (500, [422])
    told = eventually(lambda: list_told(street, "event-dpd-R1"))
    assert told[0]["text"].startswith("Triage: carrier's partial delivery, event and ticket failed: refused after 1")


def partial(number: str) -> dict[str, Any]:
    lines = [{"product": "Pump P-100", "quantity": "4", "unit": "pieces"}]
    when = {"time": "2026-11-16T09:00:00Z", "expected_on": "2026-11-20"}
    return {"id": number, "carrier": "dpd", "status": "partial", "order": "S00042", "lines": lines, **when}


def test_a_carriers_partial_delivery_is_one_event_and_one_ticket_however_often_it_is_told(street: Street) -> None:
    body = json.dumps(partial("P1")).encode()
    street.gate.busy = 2
    status, told = street.n8n.post("triage-carrier", body)
    assert (status, told["tries"], told["events"][0]["new"]) == (202, 3, True), street.n8n.log()
    (ticket,) = eventually(lambda: street.receiver.list_taken("/tickets"))
    assert (ticket["name"], ticket["order"]) == ("Partial delivery of S00042", "S00042")
    assert "4 pieces Pump P-100" in ticket["description"]
    assert street.n8n.post("triage-carrier", body)[1]["events"][0]["new"] is False
    assert street.n8n.post("triage-carrier", b'{"status": "delivered"}') == (202, {"taken": False})
    time.sleep(3)
    assert len(street.receiver.list_taken("/tickets")) == 1


def test_a_ticket_that_nobody_took_is_kept_and_opened_by_a_replay(street: Street) -> None:
    street.receiver.close()
    assert street.n8n.post("triage-carrier", json.dumps(partial("P2")).encode())[0] == 202
    time.sleep(16)  # three tries of the ticket, then three of the notice about it
    street.receiver.open()
    street.n8n.post("triage-replay", b"{}")
    tickets = eventually(lambda: [t for t in street.receiver.list_taken("/tickets") if t["event"] == "P2"])
    assert len(tickets) == 1
    assert eventually(lambda: list_told(street, "ticket-dpd-P2"))


def test_the_report_is_mailed_with_the_ledger(street: Street) -> None:
    assert street.n8n.post("triage-report", b"{}")[0] == 200
    (mail,) = eventually(lambda: street.box.mails)
    received = street.received()
    message = message_from_bytes(mail)
    assert message["Subject"].startswith(f"Triage: {received} received, 0 dead letters")
    words, sheet = [part.get_payload(decode=True) for part in message.walk() if not part.is_multipart()]
    assert isinstance(words, bytes)
    assert isinstance(sheet, bytes)
    assert f"received        {received}" in words.decode()
    assert "gap             0" in words.decode()
    assert "xl/workbook.xml" in ZipFile(BytesIO(sheet)).namelist()


def test_a_call_that_n8n_was_killed_at_is_sent_by_the_next_replay(street: Street) -> None:
    before, begun, street.gate.busy = street.received(), len(street.gate.seen), 99
    caller = threading.Thread(target=street.mail, args=(another(SURE, 7),))
    caller.start()
    assert eventually(lambda: street.gate.seen[begun:])
    street.n8n.kill()
    caller.join(20)
    street.gate.busy = 0
    street.n8n.start(HOOKS)
    time.sleep(6)
    street.n8n.post("triage-replay", b"{}")
    assert eventually(lambda: street.received() == before + 1)
    keys = {t["headers"]["idempotency-key"] for t in street.gate.seen[begun:] if t["path"] == "/v1/inbound/email"}
    assert len(keys) == 1


def test_nobody_without_the_key_may_call(street: Street) -> None:
    assert [street.n8n.post(path, b"{}", allowed=False)[0] for path in HOOKS] == [403] * 4
