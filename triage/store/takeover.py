"""Which workers are alive, and who takes over from the dead? A heartbeat and a reaper, on two threads.

They never share a thread or a connection: a reaper that waits for a row lock must not stop the
heart (engine.md, gotcha 12). The clock is the database's.
"""

import threading
import time
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
        self._steady = time.monotonic
        self._signs: dict[str, tuple[float, float]] = {}  # the last sign of each, and since when we know it
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
        alive = self.list_alive()
        silent = sorted(pending() - alive - {self._executor})
        if silent:
            recover(silent)
        return silent

    def list_alive(self) -> set[str]:
        """List executors that are not silent.

        A sign of life is old by the database's clock, or has not changed for as long by our own steady one. A clock
        that jumps forward makes every sign old: so an old one must also stay as it is for two beats. One that is set
        back makes a dead worker's sign look new: so one that stays as it is counts for nothing.
        """
        oldest = self._now() - self._silent_seconds
        with self._database.transaction(write=False) as connection:
            rows = connection.execute(sa.select(heartbeats.c.executor, heartbeats.c.seen, heartbeats.c.seen < oldest))
            return {executor for executor, seen, is_old in rows if not self._is_silent(executor, seen, is_old=is_old)}

    def _is_silent(self, executor: str, seen: float, *, is_old: bool) -> bool:
        known = self._signs.get(executor)
        if known is None or known[0] != seen:
            known = self._signs[executor] = (seen, self._steady())
        unchanged = self._steady() - known[1]
        return unchanged >= self._silent_seconds or (is_old and unchanged >= 2 * self._beat_seconds)

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
