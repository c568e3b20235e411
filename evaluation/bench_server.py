"""How is the service itself measured? Started as a process, asked over HTTP, stopped again."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path
from typing import Any

from triage.api.access import digest_of

TOKEN = "bench-token"  # noqa: S105 (of a service that lives for seconds on this machine)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """One `triage serve` on a free port of 127.0.0.1; `ready_after` are seconds from its start to its answer."""

    def __init__(self, home: Path, *words: str) -> None:
        self.port, self.lmtp_port = _free_port(), _free_port()
        settings = {
            "TRIAGE_HOME": str(home),
            "TRIAGE_PORT": str(self.port),
            "TRIAGE_LMTP_PORT": str(self.lmtp_port),
            "TRIAGE_BOOKS": "sandbox",
            "TRIAGE_TOKENS": f"bench:{digest_of(TOKEN)}:admin",
            "OPENBLAS_NUM_THREADS": "1",
        }
        started = time.perf_counter()
        command = [sys.executable, "-m", "triage.cli", *words]
        self._log = (home / "bench.log").open("ab")
        self._process = subprocess.Popen(command, env=os.environ | settings, stdout=self._log, stderr=self._log)
        while not self._answers():
            if self._process.poll() is not None or time.perf_counter() - started > 60:
                raise RuntimeError("the service does not start: see bench.log")
            time.sleep(0.02)
        self.ready_after = time.perf_counter() - started

    def _answers(self) -> bool:
        with suppress(OSError):
            return bool(self.get("/readyz")["ready"])
        return False

    def get(self, path: str) -> Any:
        """Return the JSON of a path."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}", headers={"Authorization": f"Bearer {TOKEN}"}
        )
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 (our own server)
            return json.load(answer)

    def bring(self, mail: bytes) -> str:
        """Bring a mail in over HTTP; returns the id of its case."""
        headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "message/rfc822"}
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/v1/inbound/email", mail, headers)
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 (our own server)
            return str(json.load(answer)["case_id"])

    def state_of(self, case_id: str) -> str:
        """Return the state of a case."""
        return str(self.get(f"/v1/cases/{case_id}")["state"])

    def drain(self) -> tuple[int, float]:
        """Return how many cases the worker finished, and in how many seconds, until none was on the road."""
        before = self._unfinished()
        started = time.perf_counter()
        while self._unfinished() and time.perf_counter() - started < 300:
            time.sleep(0.2)
        return before - self._unfinished(), time.perf_counter() - started

    def _unfinished(self) -> int:
        return len(self.get("/v1/cases?state=received&limit=500")["cases"])

    def peak_memory(self) -> float:
        """Return the most memory the process ever held, in MB."""
        status = Path(f"/proc/{self._process.pid}/status").read_text(encoding="ascii")
        return int(status.split("VmHWM:")[1].split()[0]) / 1024

    def kill(self) -> None:
        """End the service as a power cut would (kill -9)."""
        self._process.kill()
        self._process.wait(30)
        self._log.close()

    def stop(self) -> None:
        """End the service in order."""
        self._process.terminate()
        self._process.wait(30)
        self._log.close()
