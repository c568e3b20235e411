"""Does every message end in exactly one suggestion, whatever dies on the way? The whole service as processes."""

import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from odoo_lab import OdooLab

from triage.api.access import digest_of

SAMPLES = sorted((Path(__file__).parents[1] / "samples").glob("*.eml"))
TOKEN = "road-test-token"
SECONDS = 60


@dataclass
class Service:
    """The service's processes over one home or database; each may be killed and started again."""

    home: Path
    settings: Mapping[str, str] = field(default_factory=dict)
    port: int = 0
    running: list["subprocess.Popen[bytes]"] = field(default_factory=list)

    def __post_init__(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])

    def start(self, *words: str) -> "subprocess.Popen[bytes]":
        """Start `triage WORDS`; a server is waited for until it answers."""
        known = {
            "TRIAGE_HOME": str(self.home),
            "TRIAGE_PORT": str(self.port),
            "TRIAGE_TOKENS": f"all:{digest_of(TOKEN)}:admin",
            "TRIAGE_HEARTBEAT_SECONDS": "0.5",
            "TRIAGE_TAKEOVER_SECONDS": "15" if "TRIAGE_DATABASE_URL" not in self.settings else "3",
            "OPENBLAS_NUM_THREADS": "1",
        }
        with (self.home / "log").open("ab") as log:
            command = [sys.executable, "-m", "triage.cli", *words]
            process = subprocess.Popen(command, env=os.environ | known | self.settings, stdout=log, stderr=log)
        self.running.append(process)
        if words[0] == "serve":
            self._await_answer(process)
        return process

    def _await_answer(self, process: "subprocess.Popen[bytes]") -> None:
        until = time.monotonic() + 60
        while time.monotonic() < until and process.poll() is None:
            with suppress(OSError):
                self.get("/healthz")
                return
            time.sleep(0.1)
        raise AssertionError(f"the service does not answer:\n{(self.home / 'log').read_text()[-3000:]}")

    def get(self, path: str) -> Any:
        headers = {"Authorization": f"Bearer {TOKEN}"}
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", headers=headers)
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)

    def post(self, content: bytes) -> str:
        headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "message/rfc822"}
        url = f"http://127.0.0.1:{self.port}/v1/inbound/email"
        with urllib.request.urlopen(urllib.request.Request(url, content, headers), timeout=20) as answer:
            assert answer.status == 202
            return str(json.load(answer)["case_id"])

    def await_settled(self, count: int) -> list[dict[str, Any]]:
        """Return all cases once none is on the road any more."""
        until = time.monotonic() + SECONDS
        while time.monotonic() < until:
            cases = self.get("/v1/cases?limit=500")["cases"]
            if len(cases) == count and all(case["state"] != "received" for case in cases):
                return list(cases)
            time.sleep(0.3)
        stuck = [(case["case_id"], case["state"], case["step"]) for case in self.get("/v1/cases?limit=500")["cases"]]
        raise AssertionError(f"not settled in {SECONDS} s: {stuck}\n{(self.home / 'log').read_text()[-3000:]}")

    def await_case(self, case_id: str) -> dict[str, Any]:
        """Return one case once it is on the road no more; the tickets of a real Odoo bring others along."""
        until = time.monotonic() + SECONDS
        while time.monotonic() < until:
            case = self.get(f"/v1/cases/{case_id}")
            if case["state"] != "received":
                return dict(case)
            time.sleep(0.3)
        raise AssertionError(f"not settled in {SECONDS} s:\n{(self.home / 'log').read_text()[-3000:]}")

    def stop(self) -> None:
        for process in self.running:
            if process.poll() is None:
                process.kill()
                process.wait()


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Callable[..., Service]]:
    made: list[Service] = []

    def open_service(**settings: str) -> Service:
        made.append(Service(tmp_path, settings))
        return made[-1]

    yield open_service
    for one in made:
        one.stop()


def variants(count: int) -> list[bytes]:
    """Return `count` different mails out of the samples."""
    mails = [path.read_bytes() for path in SAMPLES]
    found = []
    for number in range(count):
        mail = mails[number % len(mails)]
        found.append(mail.replace(b"Message-ID: <", b"Message-ID: <%d." % number, 1))
    return found


def check_balance(service: Service, cases: list[dict[str, Any]]) -> None:
    ledger = service.get("/v1/ledger")
    assert (ledger["received"], ledger["gap"], ledger["dead_lettered"]) == (len(cases), 0, 0)
    for case in cases:
        story = service.get(f"/v1/cases/{case['case_id']}")
        ends = [entry for entry in story["journal"] if entry["event"].startswith("moved:")]
        assert len(ends) == 1, f"{case['case_id']} ended {len(ends)} times"
        assert (story["receipt"] is not None) == (case["state"] != "ignored")


def test_killed_six_times_every_message_still_ends_in_one_suggestion(service: Callable[..., Service]) -> None:
    road, dice = service(), random.Random(7)
    mails = variants(36)
    for batch in range(6):
        server = road.start("serve")
        for mail in mails[batch * 6 : batch * 6 + 6]:
            road.post(mail)
        time.sleep(dice.uniform(0.1, 2.0))
        server.send_signal(signal.SIGKILL)
        server.wait()
    road.start("serve")
    for mail in mails:  # the gateway did not hear the answers and sends all of them again
        road.post(mail)
    check_balance(road, road.await_settled(36))


def test_a_living_worker_takes_over_from_a_killed_one(odoo_lab: OdooLab, service: Callable[..., Service]) -> None:
    road = service(TRIAGE_DATABASE_URL=odoo_lab.postgres_database("road"))
    road.start("serve", "--no-worker")
    first, _second = road.start("work"), road.start("work")
    for mail in variants(40):
        road.post(mail)
    time.sleep(3)
    first.send_signal(signal.SIGKILL)
    check_balance(road, road.await_settled(40))


def test_a_second_worker_on_sqlite_is_refused(service: Callable[..., Service]) -> None:
    road = service()
    road.start("serve")
    second = road.start("work")
    assert second.wait(30) == 3
    assert "another worker has this SQLite database" in (road.home / "log").read_text()


def test_a_worker_told_to_stop_finishes_what_it_holds(service: Callable[..., Service]) -> None:
    road = service()
    server = road.start("serve", "--no-worker")
    for mail in variants(5):
        road.post(mail)
    worker = road.start("work")
    time.sleep(3)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(40) == 0
    road.start("work")
    check_balance(road, road.await_settled(5))
    assert server.poll() is None
