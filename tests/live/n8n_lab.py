"""How is a real n8n run with our workflows, between a real triage and small receivers? On free ports."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from mail_house import free_port

ROOT = Path(__file__).parents[2]
LAB = ROOT / "deploy" / "n8n" / "lab.sh"
WORKFLOWS = ROOT / "deploy" / "n8n" / "workflows"
KNOCK = ("X-Triage-Key", "may-call-our-webhooks")
NOTICES = ("Authorization", "Bearer may-open-tickets")


class Triage:
    """`triage serve` on the sandbox, with a client that signs."""

    def __init__(self, home: Path) -> None:
        self.port = free_port()
        self._home = home
        self._env = os.environ | {
            "TRIAGE_HOME": str(home),
            "TRIAGE_PORT": str(self.port),
            "TRIAGE_ENCODER": "off",
            "OPENBLAS_NUM_THREADS": "1",
        }
        self._process: subprocess.Popen[bytes] | None = None
        words = ["client", "add", "n8n", "--scopes", "ingest+read", "--sign"]
        told = subprocess.run(self._words(words), env=self._env, check=True, capture_output=True, text=True).stdout
        self.token, self.secret = (line.split()[-1] for line in told.splitlines()[:2])

    def start(self, seconds: float = 60) -> None:
        """Start it and return when it answers."""
        with (self._home / "triage.log").open("ab") as log:
            self._process = subprocess.Popen(self._words(["serve"]), env=self._env, stdout=log, stderr=log)
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            with suppress(OSError):
                self.get("/healthz")
                return
            time.sleep(0.2)
        raise AssertionError((self._home / "triage.log").read_text(encoding="utf-8")[-2000:])

    def stop(self) -> None:
        if self._process is not None:
            end(self._process)

    def get(self, path: str) -> Any:
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}", headers={"Authorization": f"Bearer {self.token}"}
        )
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.load(answer)

    def _words(self, words: list[str]) -> list[str]:
        return [sys.executable, "-m", "triage.cli", *words]


def end(process: subprocess.Popen[bytes], seconds: float = 15) -> None:
    """Ask a process to end, and kill it when it does not."""
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


class Listener:
    """An HTTP server in this process that can be closed and opened again on its port."""

    def __init__(self, handler: type[BaseHTTPRequestHandler]) -> None:
        self.port = free_port()
        self._handler = handler
        self._server: ThreadingHTTPServer | None = None

    def open(self) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), self._handler)
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def close(self) -> None:
        """Close the port; a call is then refused by the machine itself."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None


class Gate(Listener):
    """Stands before triage: passes calls on, answers some 503 itself, or loses some answers of triage."""

    def __init__(self, triage: Triage) -> None:
        self.busy, self.lost = 0, 0  # so many of the next POSTs
        self.seen: list[dict[str, Any]] = []  # of POSTs: path, headers and what they were answered
        gate = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_: Any) -> None:
                pass

            def do_GET(self) -> None:
                self._answer(*gate.forward(triage.port, "GET", self.path, dict(self.headers), b""))

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                note = {"path": self.path, "headers": {k.lower(): v for k, v in self.headers.items()}, "body": body}
                gate.seen.append(note)
                if gate.busy:
                    gate.busy -= 1
                    note["status"] = 503
                    return self._answer(503, {"Retry-After": "2"}, b"{}")
                status, headers, answer = gate.forward(triage.port, "POST", self.path, dict(self.headers), body)
                note["status"] = status
                if gate.lost:
                    gate.lost -= 1
                    return self.connection.shutdown(socket.SHUT_RDWR)
                return self._answer(status, headers, answer)

            def _answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        super().__init__(Handler)

    @staticmethod
    def forward(
        port: int, method: str, path: str, headers: dict[str, str], body: bytes
    ) -> tuple[int, dict[str, str], bytes]:
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        try:
            link.request(method, path, body or None, headers)
            answer = link.getresponse()
            kept = {k: v for k, v in answer.getheaders() if k.lower() in ("content-type", "retry-after")}
            return answer.status, kept, answer.read()
        finally:
            link.close()


class Receiver(Listener):
    """Takes notices and tickets, from those who show what the credential says."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, dict[str, Any]]] = []
        self.keys: list[str] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_: Any) -> None:
                pass

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                allowed = self.headers.get(NOTICES[0]) == NOTICES[1]
                if allowed:
                    receiver.keys.append(self.headers.get("Idempotency-Key", ""))
                    receiver.taken.append((self.path, json.loads(body)))
                self.send_response(200 if allowed else 401)
                self.send_header("Content-Length", "0")
                self.end_headers()

        super().__init__(Handler)

    def list_taken(self, path: str, **fields: str) -> list[dict[str, Any]]:
        """List what came to a path with these fields."""
        return [b for p, b in list(self.taken) if p == path and all(b.get(k) == v for k, v in fields.items())]


class N8n:
    """A throwaway n8n: its folder, its ports, our workflows imported and published."""

    def __init__(self, home: Path) -> None:
        self.port = free_port()
        self._home = home
        self._process: subprocess.Popen[bytes] | None = None
        self._env = os.environ | {
            "N8N_USER_FOLDER": str(home),
            "N8N_ENCRYPTION_KEY": "of-this-run-only",
            "N8N_HOST": "127.0.0.1",
            "N8N_PORT": str(self.port),
            "N8N_LISTEN_ADDRESS": "127.0.0.1",
            "N8N_WEBHOOK_URL": f"http://127.0.0.1:{self.port}/",
            "N8N_RUNNERS_BROKER_LISTEN_ADDRESS": "127.0.0.1",
            "N8N_RUNNERS_BROKER_PORT": str(free_port()),
            "N8N_DISABLED_MODULES": "mcp-registry",
            "N8N_ENFORCE_SETTINGS_FILE_PERMISSIONS": "true",
            "NODE_ENV": "production",
            "GENERIC_TIMEZONE": "UTC",
        }
        off = ("DIAGNOSTICS", "VERSION_NOTIFICATIONS", "TEMPLATES", "PERSONALIZATION", "LICENSE_AUTO_RENEW")
        self._env |= {f"N8N_{name}_ENABLED": "false" for name in off}

    def take_in(self, credentials: list[dict[str, Any]], settings: dict[str, Any]) -> None:
        """Import the credentials and our workflows as they are but for the values of `settings`; publish them."""
        folder = self._home / "workflows"
        folder.mkdir()
        flows = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(WORKFLOWS.glob("*.json"))]
        for flow in flows:
            if flow["id"] == "triageSettings01":
                set_values(flow, settings)
            (folder / f"{flow['id']}.json").write_text(json.dumps(flow), encoding="utf-8")
        kept = self._home / "credentials.json"
        kept.write_text(json.dumps(credentials), encoding="utf-8")
        self.run("import:credentials", f"--input={kept}")
        self.run("import:workflow", "--separate", f"--input={folder}")
        for flow in flows:
            self.run("publish:workflow", f"--id={flow['id']}")

    def run(self, *words: str) -> str:
        done = subprocess.run(["bash", str(LAB), "n8n", *words], env=self._env, capture_output=True, text=True)
        assert done.returncode == 0, f"{words}: {done.stdout[-1500:]} {done.stderr[-1500:]}"
        return done.stdout

    def start(self, paths: list[str], seconds: float = 120) -> None:
        """Start it, and return when each of these webhooks is known (it says ready some seconds earlier)."""
        with (self._home / "n8n.log").open("ab") as log:
            self._process = subprocess.Popen(["bash", str(LAB), "n8n", "start"], env=self._env, stdout=log, stderr=log)
        until = time.monotonic() + seconds
        for path in paths:
            while self.post(path, b"", allowed=False)[0] in (0, 404):
                assert time.monotonic() < until, f"no webhook {path}: {self.log()}"
                time.sleep(0.3)

    def post(
        self, path: str, body: bytes, kind: str = "application/json", *, allowed: bool = True, **more: str
    ) -> tuple[int, dict[str, Any]]:
        """Call one of our webhooks; returns status (0: nobody answers) and what was answered."""
        headers = {"Content-Type": kind} | more | (dict([KNOCK]) if allowed else {})
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/webhook/{path}", body, headers)
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            error.close()
            return error.code, {}
        except (OSError, ValueError):
            return 0, {}

    def log(self) -> str:
        return (self._home / "n8n.log").read_text(encoding="utf-8", errors="replace")[-4000:]

    def stop(self) -> None:
        if self._process is not None:
            end(self._process, 30)

    def kill(self) -> None:
        """Kill it as it stands; its task runner ends when it is gone."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()


def set_values(flow: dict[str, Any], settings: dict[str, Any]) -> None:
    """Set the values in the node of the settings, as an operator does on its page."""
    (node,) = (node for node in flow["nodes"] if node["name"] == "Where things are")
    for assignment in node["parameters"]["assignments"]["assignments"]:
        assignment["value"] = settings.get(assignment["name"], assignment["value"])
