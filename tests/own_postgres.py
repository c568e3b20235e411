"""Where do the tests get a PostgreSQL of their own? A new cluster in a folder of its own, on a free port."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import psycopg

AS_POSTGRES = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--"]


class OwnPostgres:
    """A cluster that lives as long as its tests; it may be killed and started again."""

    def __init__(self) -> None:
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
        assert found, "PostgreSQL is not installed: bash deploy/machine.sh live"
        self._bin = found[-1]
        self._folder = Path(tempfile.mkdtemp(prefix="triage-pg-"))
        self._prefix = AS_POSTGRES if os.geteuid() == 0 else []
        if self._prefix:
            shutil.chown(self._folder, "postgres", "postgres")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port = int(probe.getsockname()[1])
        self._do("initdb", "-D", str(self._folder / "data"), "-U", "triage", "-A", "trust", "--no-sync")
        self.start()

    def start(self) -> None:
        """Start the server; returns when it answers."""
        options = f"-p {self._port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=200"
        self._do(
            "pg_ctl", "-D", str(self._folder / "data"), "-w", "-l", str(self._folder / "log"), "-o", options, "start"
        )

    def crash(self) -> None:
        """End the server at once, as a power cut would."""
        self._do("pg_ctl", "-D", str(self._folder / "data"), "-m", "immediate", "stop")

    def hang(self, seconds: float) -> None:
        """Freeze the server with all its sessions for some seconds: it takes connections, and does not answer."""
        main = int((self._folder / "data" / "postmaster.pid").read_text().split()[0])
        sessions = [int(p.parent.name) for p in Path("/proc").glob("[0-9]*/stat") if _parent_of(p) == main]
        for name in (signal.SIGSTOP, signal.SIGCONT):
            for process in (main, *sessions):
                with suppress(ProcessLookupError):
                    os.kill(process, name)
            if name == signal.SIGSTOP:
                time.sleep(seconds)

    def database(self, name: str) -> str:
        """Make an empty database and return its URL."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            connection.execute(f'CREATE DATABASE "{name}"')
        return self.url(name)

    def url(self, name: str) -> str:
        """Return the URL of a database."""
        return f"postgresql://triage@127.0.0.1:{self._port}/{name}"

    def close(self) -> None:
        """End the server and leave nothing behind."""
        self.crash()
        for _ in range(20):
            shutil.rmtree(self._folder, ignore_errors=True)
            if not self._folder.exists():
                return
            time.sleep(0.1)

    def _do(self, program: str, *words: str) -> None:
        command = [*self._prefix, str(self._bin / program), *words]
        done = subprocess.run(command, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        assert done.returncode == 0, done.stderr


def _parent_of(stat: Path) -> int:
    """Return the parent of a process; 0 when it has gone meanwhile."""
    with suppress(OSError):
        return int(stat.read_text(errors="replace").rpartition(")")[2].split()[1])
    return 0
