"""How is the whole service run behind a gateway, and killed, refused and hung? Its processes over one database."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path
from typing import Any

from triage.api.access import digest_of

TOKEN = "gateway-test-token"
NEVER_ENOUGH = str(2**62)  # bytes: with this as TRIAGE_MIN_FREE_BYTES every mail is answered 451 or 503


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class MailHouse:
    """`door` is `serve --no-worker` with LMTP and HTTP, `worker` is `work`; each may be missing for a while."""

    def __init__(self, home: Path, **settings: str) -> None:
        self.http_port, self.lmtp_port = free_port(), free_port()
        self._home = home
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._settings = {
            "TRIAGE_HOME": str(home),
            "TRIAGE_PORT": str(self.http_port),
            "TRIAGE_LMTP_PORT": str(self.lmtp_port),
            "TRIAGE_TOKENS": f"gateway:{digest_of(TOKEN)}:admin",
            "TRIAGE_HEARTBEAT_SECONDS": "0.5",
            "TRIAGE_TAKEOVER_SECONDS": "3",
            "TRIAGE_ENCODER": "off",
            "OPENBLAS_NUM_THREADS": "1",
        } | settings

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.http_port}/v1/inbound/email"

    def start(self, part: str, **settings: str) -> None:
        """Start the door or the worker; returns at once."""
        words = ["serve", "--no-worker"] if part == "door" else ["work"]
        with (self._home / f"{part}.log").open("ab") as log:
            self._running[part] = subprocess.Popen(
                [sys.executable, "-m", "triage.cli", *words],
                env=os.environ | self._settings | settings,
                stdout=log,
                stderr=log,
            )

    def kill(self, part: str) -> None:
        process = self._running.pop(part, None)
        if process is not None:
            process.kill()
            process.wait()

    def revive(self) -> None:
        """Start again what ended by itself, as an init system does: a part that starts while the database is away."""
        for part, process in list(self._running.items()):
            if process.poll() is not None:
                self.start(part)

    def hang(self, part: str, seconds: float) -> None:
        """Freeze a part for some seconds: its port takes connections, and nobody answers."""
        self._running[part].send_signal(signal.SIGSTOP)
        time.sleep(seconds)
        self._running[part].send_signal(signal.SIGCONT)

    def get(self, path: str) -> Any:
        headers = {"Authorization": f"Bearer {TOKEN}"}
        request = urllib.request.Request(f"http://127.0.0.1:{self.http_port}{path}", headers=headers)
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.load(answer)

    def await_door(self, seconds: float = 60) -> None:
        """Return when both doors answer."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            with suppress(OSError):
                self.get("/healthz")
                with socket.create_connection(("127.0.0.1", self.lmtp_port), timeout=5):
                    return
            time.sleep(0.1)
        raise AssertionError(f"the doors do not answer:\n{self.log()}")

    def await_count(self, count: int, seconds: float = 30) -> dict[str, int]:
        """Return the ledger once it has received this many."""
        until = time.monotonic() + seconds
        while (ledger := self.get("/v1/ledger"))["received"] < count and time.monotonic() < until:
            time.sleep(0.2)
        return dict(ledger)

    def log(self) -> str:
        """Return how each part's log ends."""
        files = sorted(self._home.glob("*.log"))
        return "\n".join(f"{f.name}:\n{f.read_text(encoding='utf-8', errors='replace')[-2000:]}" for f in files)

    def close(self) -> None:
        for part in list(self._running):
            self.kill(part)
