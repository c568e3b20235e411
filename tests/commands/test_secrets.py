"""Does any secret, or any word of a customer, get into what is written? The sample set with both planted, then grep."""

import io
import json
import logging
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import sqlalchemy as sa
import structlog
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from triage.api.access import digest_of
from triage.commands.household import Household
from triage.commands.log import set_up_logging
from triage.domain.message import RawMessage
from triage.journey import LEGS
from triage.settings import Settings
from triage.store import schema
from triage.tracing import open_trace
from triage.wiring import now

SAMPLES = sorted((Path(__file__).parents[1] / "samples").glob("*.eml"))
WORD = "Quillfeather"  # of the customer: in subject, text, name and address of every mail
SECRETS = {
    "TRIAGE_ODOO_KEY": "planted-odoo-key-7d1f",
    "OPENAI_API_KEY": "planted-model-key-a93c",
    "TRIAGE_SECRET_KEY": "planted-master-key-55b0",
    "TRIAGE_AUDIT_KEY": "planted-audit-key-e2e2",
    "token": "planted-token-0c4d",
    "wrong": "planted-guess-91aa",
}


def planted(path: Path) -> bytes:
    """Return a sample with the word in its subject, its sender's name and its text."""
    head, _, body = path.read_bytes().replace(b"\r\n", b"\n").partition(b"\n\n")
    head = re.sub(rb"(?mi)^(Subject: )", rb"\1" + WORD.encode() + b" ", head)
    head = re.sub(rb"(?mi)^From: (?!\")(?=\S)", b"From: " + WORD.encode() + b" ", head)
    if b"multipart" not in head and b"base64" not in head:
        body = b"Hello, " + WORD.encode() + b" here.\n" + body
    return head + b"\n\n" + body


@dataclass
class Visit:
    """The service as a process, and everything that it answered."""

    home: Path
    secrets: dict[str, str]
    port: int = 0
    answers: list[str] = field(default_factory=list)

    def call(self, path: str, body: bytes | None = None, token: str = "token", **headers: str) -> int:
        """Call a door and keep head and body of the answer; returns the status."""
        known = {"Authorization": f"Bearer {self.secrets[token]}"} if token else {}
        url = f"http://127.0.0.1:{self.port}{path}"
        request = urllib.request.Request(url, body, known | {k.replace("_", "-"): v for k, v in headers.items()})
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                status, told, head = answer.status, answer.read(), str(answer.headers)
        except urllib.error.HTTPError as error:
            status, told, head = error.code, error.read(), str(error.headers)
        self.answers.append(f"{path.split('?')[0] if status < 400 else ''}\n{head}\n{told.decode(errors='replace')}")
        return status


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def visit(tmp_path_factory: pytest.TempPathFactory) -> Visit:
    """Run `triage serve` over the planted samples, with every kind of error provoked; stopped when it is given."""
    home = tmp_path_factory.mktemp("planted")
    port = free_port()
    settings = {
        "TRIAGE_HOME": str(home), "TRIAGE_PORT": str(port), "TRIAGE_BOOKS": "sandbox", "TRIAGE_LOG_LEVEL": "debug",
        "TRIAGE_TOKENS": f"all:{digest_of(SECRETS['token'])}:admin", "OPENBLAS_NUM_THREADS": "1",
        "OPENAI_BASE_URL": f"http://127.0.0.1:{free_port()}/v1", "TRIAGE_MODEL_TIMEOUT": "2", "TRIAGE_ENCODER": "off",
        "TRIAGE_MAX_MESSAGE_BYTES": "100000",
        **{name: value for name, value in SECRETS.items() if name.isupper()},
    }  # fmt: skip
    told = subprocess.run(
        [sys.executable, "-m", "triage.cli", "client", "add", "odoo", "--scopes", "ingest", "--sign"],
        env=os.environ | settings, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    made = dict(zip(("signer", "signing"), re.findall(r"^(?:token|signing secret) +(\S+)$", told, re.M), strict=True))
    opened = Visit(home, SECRETS | made, port)
    with (home / "written").open("wb") as written:
        command = [sys.executable, "-m", "triage.cli", "serve"]
        process = subprocess.Popen(command, env=os.environ | settings, stdout=written, stderr=written)
        try:
            run_it(opened)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)
    return opened


def run_it(visit: Visit) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with suppress(OSError):
            if visit.call("/healthz", token="") == 200:
                break
        time.sleep(0.1)
    for path in SAMPLES:
        assert visit.call("/v1/inbound/email", planted(path), Content_Type="message/rfc822") == 202
    visit.answers.clear()  # what the door said of mails it took is looked at in other tests
    provoke(visit)
    while time.monotonic() < until and b'"received"' in unfinished(visit):
        time.sleep(0.5)
    visit.call("/metrics")
    visit.call("/v1/cases?limit=500")
    visit.call("/v1/dead-letters")
    visit.call("/v1/ledger")
    visit.call("/readyz", token="")


def unfinished(visit: Visit) -> bytes:
    visit.call("/v1/cases?state=received")
    return visit.answers.pop().encode()


def provoke(visit: Visit) -> None:
    """Call with everything that can be wrong, each time with something secret or private in it."""
    guess, word = visit.secrets["wrong"], WORD.encode()
    mail, form = "message/rfc822", "application/x-www-form-urlencoded"
    login = urllib.parse.urlencode({"token": guess, "next": f"/{WORD}"}).encode()
    wrong = [
        visit.call("/v1/ledger", token="wrong"),
        visit.call("/v1/ledger", token="signer"),
        visit.call("/v1/inbound/email", b"X" + word, token="signer", Content_Type=mail),
        visit.call("/v1/inbound/email", word, token="", Content_Type=mail, X_Signature=guess, X_Timestamp="1"),
        visit.call("/v1/inbound/email", word, token="", Content_Type=mail, X_Signature=guess, X_Timestamp=guess),
        visit.call("/v1/inbound/email", word, Content_Type=mail),
        visit.call("/v1/inbound/email", word, Content_Type="text/" + WORD),
        visit.call("/v1/inbound/email", b"From: a@b\n\n" + word * 9_000, Content_Type=mail),
        visit.call("/v1/events", b'{"id": "' + word, Content_Type="application/cloudevents+json"),
        visit.call("/v1/events", b'{"specversion": "' + word + b'"}', Content_Type="application/cloudevents+json"),
        visit.call(f"/v1/cases/{WORD}"),
        visit.call(f"/v1/cases?limit={WORD}"),
        visit.call(f"/v1/dead-letters/{WORD}/replay?step={WORD}", b""),
        visit.call(f"/v1/hooks/{guess}", b"{}", token=""),
        visit.call("/login", login, token="", Content_Type=form),
    ]
    assert {status for status in wrong if not 400 <= status < 500} == set()
    assert {401, 403, 404, 413, 415, 422} <= set(wrong)


def found_in(text: str, visit: Visit) -> list[str]:
    return [name for name, value in {**visit.secrets, "the customer's word": WORD}.items() if value in text]


def test_nothing_planted_is_in_the_log(visit: Visit) -> None:
    log = (visit.home / "written").read_text(encoding="utf-8")
    assert "serving on" in log
    assert found_in(log, visit) == []


def test_nothing_planted_is_in_metrics_lists_or_errors(visit: Visit) -> None:
    assert any("triage_received_total" in answer for answer in visit.answers)
    own = "/login"  # shows a person its own `next` back
    assert [found for answer in visit.answers if own not in answer for found in found_in(answer, visit)] == []
    assert all(secret not in "".join(visit.answers) for secret in visit.secrets.values())


def test_every_mail_was_read_and_nothing_planted_is_in_the_journal_or_in_a_reason(visit: Visit) -> None:
    house = Household.open(Settings(home=visit.home, _env_file=None))
    with house.database.transaction(write=False) as connection:
        entries = [dict(row) for row in connection.execute(sa.select(schema.journal)).mappings()]
        cases = [dict(row) for row in connection.execute(sa.select(schema.cases)).mappings()]
        readings = connection.execute(sa.select(schema.nouns.c.content).where(schema.nouns.c.noun == "message"))
        read = [json.dumps(row.content) for row in readings]
    house.database.close()
    assert len(cases) == len(SAMPLES)
    assert sum(WORD in message for message in read) > len(SAMPLES) / 2
    assert len(entries) > 2 * len(SAMPLES)
    assert found_in(json.dumps([entries, cases], default=str), visit) == []


def test_no_secret_is_in_any_file_of_the_house(visit: Visit) -> None:
    for path in visit.home.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert [name for name, value in visit.secrets.items() if value.encode() in content] == [], path.name


def test_a_trace_has_steps_and_ids_and_nothing_planted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = InMemorySpanExporter()
    monkeypatch.setattr("triage.commands.household.open_trace", lambda endpoint: open_trace(endpoint, kept))
    endpoint = "http://127.0.0.1:9/v1/traces"
    house = Household.open(Settings(home=tmp_path, encoder="off", otlp_endpoint=endpoint, _env_file=None))
    content = planted(SAMPLES[0])
    case = house.journey.accept(RawMessage(content=content, received_at=now(), source="email")).case_id
    for leg in range(len(LEGS)):
        house.journey.run(case, leg)
    trace = house.journey._trace
    with pytest.raises(KeyError), trace("read", case):
        raise KeyError(WORD)
    spans = kept.get_finished_spans()
    house.database.close()
    assert [s.name for s in spans] == ["parse", "read", "gather", "verify", "propose", "clear", "deliver", "read"]
    assert {dict(s.attributes or {})["triage.case_id"] for s in spans} == {case}
    assert spans[-1].status.description == "KeyError"
    assert WORD not in "".join(span.to_json() for span in spans)


def test_a_stage_that_stumbles_over_a_mail_quotes_nothing_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = io.StringIO()
    monkeypatch.setattr(sys, "stderr", written)
    monkeypatch.setattr(logging, "root", logging.RootLogger(logging.WARNING))
    before = structlog.get_config()
    set_up_logging("debug")
    try:
        stumble()
    finally:
        structlog.configure(**before)
    lines = written.getvalue()
    assert WORD not in lines
    assert ("ValueError" in lines, "KeyError" in lines, "stumble" in lines) == (True, True, True)


def stumble() -> None:
    try:
        try:
            raise KeyError(WORD)
        except KeyError as error:
            raise ValueError(f"cannot read {WORD}") from error
    except ValueError as error:
        structlog.get_logger("new").error("stage_failed", exc_info=True)
        structlog.get_logger("new").error("stage_failed", exc_info=error)
        logging.root.error("a library failed", exc_info=True)
