"""How do the live tests get a real Odoo 19, and a PostgreSQL, that are theirs alone and gone afterwards?

`deploy/odoo-lab/lab.sh` builds and caches; this starts what one test run needs. Each run has its own copy
of the PostgreSQL cluster, its own filestores and ports, so any number of runs may go on at once.
"""

import fcntl
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from http.cookiejar import CookieJar
from pathlib import Path
from typing import IO, Any, Self

SCRIPT = Path(__file__).parents[2] / "deploy" / "odoo-lab" / "lab.sh"
ADMIN = "admin"
SECONDS_TO_START = 120


class LabError(Exception):
    """The lab, or Odoo in it, did not do what it was told; the message ends with what it wrote."""


@dataclass
class OdooServer:
    """One running Odoo that serves one database on 127.0.0.1."""

    url: str
    db: str
    pid: int
    log: Path
    admin_login: str = ADMIN
    admin_password: str = ADMIN
    _process: "subprocess.Popen[bytes] | None" = field(default=None, repr=False)

    def stop(self) -> None:
        """End the server; doing it twice is fine."""
        if self._process:
            _end(self._process)


@dataclass(frozen=True)
class AddonTestRun:
    """What Odoo's own test runner said about an addon."""

    is_green: bool
    tests: int
    log: str


class OdooLab:
    """The lab of one test run: a PostgreSQL cluster with the database `base`, and what is made from it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lease: IO[str] = (folder / "lease").open("w")
        fcntl.flock(self._lease, fcntl.LOCK_EX)
        # bound but never listening: whoever connects is refused, and nobody else gets the port
        self._nobody = socket.socket()
        self._nobody.bind(("127.0.0.1", 0))
        self._servers: list[OdooServer] = []
        self._postgres: subprocess.Popen[bytes] | None = None
        self.postgres_port = 0

    @classmethod
    def prepare(cls) -> Self:
        """Build what is not cached yet (minutes, with progress on stderr), then start this run's PostgreSQL.

        Raises LabError when the build fails; its reason is on stderr.
        """
        if subprocess.run(["bash", SCRIPT, "all"], stdin=subprocess.DEVNULL, check=False).returncode:
            raise LabError("the Odoo lab could not be built: its last line above says why")
        _sweep(Path(tempfile.gettempdir()))
        lab = cls(Path(tempfile.mkdtemp(prefix="triage-lab-")))
        try:
            lab._start_postgres()
        except BaseException:
            lab.stop()
            raise
        return lab

    def stop(self) -> None:
        """End all servers and PostgreSQL and remove all data of this run; doing it twice is fine."""
        for server in self._servers:
            server.stop()
        if self._postgres:
            _end(self._postgres)
        self._nobody.close()
        shutil.rmtree(self._folder, ignore_errors=True)
        self._lease.close()

    # --- databases ---------------------------------------------------------------------------------------

    def database(self, name: str) -> str:
        """Copy `base` (modules installed, no records of trade, admin / admin) to a fresh database; return its name."""
        self._do("copy", name)
        return name

    def postgres_database(self, name: str) -> str:
        """Create an empty database that has nothing to do with Odoo; return its URL."""
        self._do("create", name)
        return self.postgres_url(name)

    def postgres_url(self, dbname: str) -> str:
        """Return the URL of a database in this run's cluster, for a role that may create databases."""
        return f"postgresql://odoo:odoo@127.0.0.1:{self.postgres_port}/{dbname}"

    def drop(self, name: str) -> None:
        """Remove a database and its filestore, throwing out whoever is connected."""
        self._do("drop", name)

    # --- servers and addons ------------------------------------------------------------------------------

    def serve(self, db: str, *, addons: Sequence[Path] = (), smtp_port: int | None = None) -> OdooServer:
        """Start Odoo on a free port and return when it answers.

        `addons` are folders of addons beside Odoo's and OCA's. Mail goes to `smtp_port` on 127.0.0.1; without one
        it is refused, and its `mail.mail` gets the state `exception`. Raises LabError when Odoo does not start.
        """
        log = self._folder / f"odoo-{db}.log"
        for _ in range(3):  # somebody else may take the free port before Odoo does
            port = _free_port()
            process = self._spawn(["serve", db], log, self._settings(addons, smtp_port, port))
            server = OdooServer(f"http://127.0.0.1:{port}", db, process.pid, log, _process=process)
            self._servers.append(server)
            if _await(process, partial(_is_healthy, server.url)):
                return server
            server.stop()
        raise LabError(f"Odoo does not serve {db}:\n{_tail(log)}")

    def install(self, db: str, addons_path: Sequence[Path], modules: Sequence[str]) -> None:
        """Install modules, or update those already there; a server of this database must be started anew after it.

        Raises LabError with the end of Odoo's log.
        """
        names = ",".join(modules)
        done = self._odoo(db, addons_path, ["-i", names, "-u", names, "--no-http"])
        # an unknown module is a warning to Odoo, not an error
        if done.returncode or "invalid module names" in done.stdout:
            raise LabError(f"{names} cannot be installed in {db}:\n{done.stdout[-4000:]}")

    def run_tests(self, db: str, addons: Sequence[Path], tags: str, *, modules: Sequence[str] = ()) -> AddonTestRun:
        """Run Odoo's tests, as `--test-tags` picks them: `/my_addon` is all of an addon.

        `modules` are installed or updated first; tests marked `at_install` run only for those.
        """
        names = ["-i", ",".join(modules), "-u", ",".join(modules)] if modules else []
        done = self._odoo(db, addons, [*names, "--test-tags", tags])
        counted = re.search(r"\d+ failed, \d+ error\(s\) of (\d+) tests", done.stdout)
        tests = int(counted[1]) if counted else 0
        return AddonTestRun(done.returncode == 0 and tests > 0, tests, done.stdout)

    def api_key(self, server: OdooServer, login: str, password: str | None = None) -> str:
        """Return a new API key of this user for JSON-2, good for a day.

        Without a password the admin's is tried. Raises LabError when Odoo says no.
        """
        secret = password or server.admin_password
        web = _WebSession(server.url)
        web.post("/web/session/authenticate", {"db": server.db, "login": login, "password": secret})
        wizard = web.call("res.users.apikeys.description", "create", [[{"name": "live tests", "duration": "1"}]])
        check = web.call("res.users.apikeys.description", "make_key", [wizard])
        shown = web.call("res.users.identitycheck", "run_check", [[check["res_id"]]], {"password": secret})
        return str(shown["context"]["default_key"])

    # ---------------------------------------------------------------------------------------------------------

    def _start_postgres(self) -> None:
        log = self._folder / "postgres.log"
        for _ in range(3):
            self.postgres_port = _free_port()
            self._postgres = self._spawn(["serve-pg"], log, self._settings())
            if _await(self._postgres, partial(_is_postgres_ready, log)):
                return
            _end(self._postgres)
        raise LabError(f"PostgreSQL does not start:\n{_tail(log)}")

    def _settings(
        self, addons: Sequence[Path] = (), smtp_port: int | None = None, http_port: int = 0
    ) -> dict[str, str]:
        return os.environ | {
            "TRIAGE_LAB_RUN": str(self._folder),
            "TRIAGE_LAB_PG_PORT": str(self.postgres_port),
            "TRIAGE_LAB_ADDONS": ",".join(str(folder) for folder in addons),
            "TRIAGE_LAB_HTTP_PORT": str(http_port),
            "TRIAGE_LAB_SMTP_PORT": str(smtp_port or self._nobody.getsockname()[1]),
        }

    def _spawn(self, words: list[str], log: Path, settings: dict[str, str]) -> "subprocess.Popen[bytes]":
        with log.open("wb") as out:
            return subprocess.Popen(
                ["bash", SCRIPT, *words],
                env=settings,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C is for pytest, which then ends us in order
            )

    def _do(self, *words: str) -> None:
        done = self._run(words, self._settings())
        if done.returncode:
            raise LabError(f"{' '.join(words)}: {done.stdout[-2000:]}")

    def _odoo(self, db: str, addons: Sequence[Path], words: Sequence[str]) -> "subprocess.CompletedProcess[str]":
        return self._run(["odoo", db, *words], self._settings(addons, http_port=_free_port()))

    def _run(self, words: Sequence[str], settings: dict[str, str]) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            ["bash", SCRIPT, *words],
            env=settings,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )


class _WebSession:
    """The web client's door, with its cookie: the only way over HTTP to a new API key."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def post(self, path: str, params: Mapping[str, Any]) -> Any:
        body = json.dumps({"jsonrpc": "2.0", "method": "call", "params": params}).encode()
        request = urllib.request.Request(self._url + path, body, {"Content-Type": "application/json"})
        with self._opener.open(request, timeout=60) as answer:
            said = json.load(answer)
        if "error" in said:
            raise LabError(f"{path}: {said['error']['data']['message']}")
        return said["result"]

    def call(self, model: str, method: str, args: list[Any], context: Mapping[str, Any] | None = None) -> Any:
        kwargs = {"context": dict(context or {})}
        return self.post("/web/dataset/call_kw", {"model": model, "method": method, "args": args, "kwargs": kwargs})


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _is_healthy(url: str) -> bool:
    with suppress(OSError), urllib.request.urlopen(f"{url}/web/health", timeout=5) as answer:
        return bool(answer.status == 200)
    return False


def _is_postgres_ready(log: Path) -> bool:
    return "ready to accept connections" in log.read_text(errors="replace")


def _await(process: "subprocess.Popen[bytes]", is_ready: Callable[[], bool]) -> bool:
    """Say whether it became ready; False when the process ended before or the time is over."""
    until = time.monotonic() + SECONDS_TO_START
    while process.poll() is None and time.monotonic() < until:
        if is_ready():
            return True
        time.sleep(0.1)
    return False


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Stop in order, by force after ten seconds. SIGINT is the fast stop of PostgreSQL and of Odoo."""
    if process.poll() is not None:
        return
    process.send_signal(signal.SIGINT)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _tail(log: Path) -> str:
    return log.read_text(errors="replace")[-4000:]


def _sweep(folder: Path) -> None:
    """Remove what runs that were killed left behind: whose lease nobody holds."""
    for lease in folder.glob("triage-lab-*/lease"):
        with suppress(OSError), lease.open() as held:
            if time.time() - lease.stat().st_mtime > 60:  # a new one is not locked in its first moment
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(lease.parent, ignore_errors=True)
