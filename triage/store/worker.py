"""What does a worker process do? Feeds the engine from the inbox, takes over, and runs what is due."""

import fcntl
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import structlog

from triage.domain.failures import Refused, TriageError
from triage.store.database import Database, is_sqlite
from triage.store.engine import Engine, EngineOptions, Work
from triage.store.pending import list_given_up, list_pending_executors
from triage.store.states import CaseBook, State
from triage.store.takeover import Takeover

FEED_BATCH = 200
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Chore:
    """Something to be done again and again: looking for tickets, purging."""

    name: str
    seconds: float
    act: Callable[[], object]


@dataclass(frozen=True, slots=True)
class WorkerOptions:
    """How often the worker beats, and after how long it is believed dead."""

    heartbeat_seconds: float = 5.0
    takeover_seconds: float = 30.0
    feed_seconds: float = 0.1
    drain_seconds: int = 20


class Worker:
    """One worker of one process; on SQLite there can be only one at a time."""

    def __init__(self, database: Database, casebook: CaseBook, options: EngineOptions, work: Work) -> None:
        self._database = database
        self._casebook = casebook
        self._url = options.url
        self._lock = _take_the_only_place(options.url)
        self.engine = Engine(options, work)
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []
        self._takeover: Takeover | None = None
        self._drain_seconds = 20

    def start(self, options: WorkerOptions, chores: Sequence[Chore] = ()) -> None:
        """Beat, launch, then feed and reap; returns at once."""
        self._drain_seconds = options.drain_seconds
        self._takeover = Takeover(
            self._database,
            self.engine.executor,
            beat_seconds=options.heartbeat_seconds,
            silent_seconds=options.takeover_seconds,
        )
        self._takeover.start_heartbeat()
        self.engine.launch()
        pending = partial(list_pending_executors, self._url)
        if self._lock is not None:  # the only worker: whoever else held work is dead
            self.engine.recover(sorted(pending() - {self.engine.executor}))
        self._takeover.start_reaper(pending, self.engine.recover)
        own = (Chore("feed", options.feed_seconds, self.feed), Chore("bury", 30.0, self.bury))
        for chore in (*own, *chores):
            self._repeat(chore)

    def feed(self) -> int:
        """Give the engine the cases it has not got yet; returns how many."""
        unsent = self._casebook.list_unsent(FEED_BATCH)
        for case_id, generation in unsent:
            self.engine.submit(case_id, generation)
        if unsent:
            self._casebook.mark_sent(case_id for case_id, _ in unsent)
        return len(unsent)

    def bury(self) -> int:
        """Make dead letters of cases whose leg killed its worker too often; returns how many."""
        buried = 0
        for workflow in list_given_up(self._url):
            case_id, generation, leg, _ = workflow.split(":")
            case = self._casebook.find(case_id)
            if case and case["state"] == State.RECEIVED and case["generation"] == int(generation):
                reason = f"leg {leg} ended its worker too often, or failed in the engine"
                self._casebook.move(case_id, State.DEAD, reason=reason)
                buried += 1
        return buried

    def stop(self) -> None:
        """Finish what is in hand, then fall silent."""
        self._stop.set()
        for thread in self._threads:
            thread.join(timeout=10)
        self.engine.stop(drain_seconds=self._drain_seconds)
        if self._takeover is not None:
            self._takeover.stop()
        if self._lock is not None:
            self._lock.close()

    def _repeat(self, chore: Chore) -> None:
        def loop() -> None:
            while not self._stop.is_set():
                started = time.monotonic()
                try:
                    chore.act()
                except TriageError as error:
                    log.warning("chore_failed", chore=chore.name, kind=error.kind, reason=error.reason)
                self._stop.wait(max(0.0, chore.seconds - (time.monotonic() - started)))

        thread = threading.Thread(target=loop, name=chore.name, daemon=True)
        thread.start()
        self._threads.append(thread)


class _Place:
    """The lock file that the only worker of a SQLite database holds; freed by the system at death."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("w")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self._file.close()
            raise Refused(
                "another worker has this SQLite database; use PostgreSQL for several (TRIAGE_DATABASE_URL)"
            ) from error

    def close(self) -> None:
        """Let another worker in."""
        self._file.close()


def _take_the_only_place(url: str) -> _Place | None:
    if not is_sqlite(url):
        return None
    return _Place(Path(url.removeprefix("sqlite:///") + ".worker"))
