"""Which workers are alive, and who takes over from the dead? A heartbeat and a reaper, on two threads.

They never share a thread or a connection: a reaper that waits for a row lock must not stop the
heart (engine.md, gotcha 12). The clock is the database's.
"""

import threading
from collections.abc import Callable

import sqlalchemy as sa

from triage.domain.failures import RetryLater
from triage.store.database import Database
from triage.store.schema import heartbeats

EnginePending = Callable[[], set[str]]


class Takeover:
    """Says "I am alive" and gives the work of the silent to the engine again."""

    def __init__(self, database: Database, executor: str, *, beat_seconds: float, silent_seconds: float) -> None:
        self._database = database
        self._executor = executor
        self._beat_seconds = beat_seconds
        self._silent_seconds = silent_seconds
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []

    def start_heartbeat(self) -> None:
        """Beat once before returning, then in the background."""
        self.beat()
        self._run("heartbeat", self.beat, self._beat_seconds)

    def start_reaper(self, pending: EnginePending, recover: Callable[[list[str]], None]) -> None:
        """Look every beat for executors with pending work that have fallen silent."""
        self._run("reaper", lambda: self.reap(pending, recover), self._beat_seconds)

    def beat(self) -> None:
        """Write down, by the database's clock, that this worker is alive."""
        now = self._now()
        with self._database.transaction() as connection:
            moved = connection.execute(
                sa.update(heartbeats).where(heartbeats.c.executor == self._executor).values(seen=now)
            )
            if not moved.rowcount:
                connection.execute(sa.insert(heartbeats).values(executor=self._executor, seen=now))

    def reap(self, pending: EnginePending, recover: Callable[[list[str]], None]) -> list[str]:
        """Hand over the work of executors that hold some and are silent; returns their names."""
        silent = sorted(pending() - self.list_alive() - {self._executor})
        if silent:
            recover(silent)
        return silent

    def list_alive(self) -> set[str]:
        """List executors that have beaten within the time allowed."""
        oldest = self._now() - self._silent_seconds
        with self._database.transaction(write=False) as connection:
            return set(connection.scalars(sa.select(heartbeats.c.executor).where(heartbeats.c.seen >= oldest)))

    def stop(self) -> None:
        """Fall silent at once, so that others take over without waiting."""
        self._stop.set()
        for thread in self._threads:
            thread.join(timeout=self._beat_seconds + 1)
        with self._database.transaction() as connection:
            connection.execute(sa.delete(heartbeats).where(heartbeats.c.executor == self._executor))

    def _now(self) -> sa.ColumnElement[float]:
        """Return the database's own clock as an expression: seconds since the epoch."""
        if self._database.is_sqlite:
            return sa.literal_column("((julianday('now') - 2440587.5) * 86400.0)", sa.Float)
        return sa.literal_column("extract(epoch from clock_timestamp())", sa.Float)

    def _run(self, name: str, act: Callable[[], object], pause: float) -> None:
        def loop() -> None:
            while not self._stop.wait(pause):
                try:
                    act()
                except RetryLater:
                    continue  # the database is away: nobody else sees a heartbeat either

        thread = threading.Thread(target=loop, name=name, daemon=True)
        thread.start()
        self._threads.append(thread)
