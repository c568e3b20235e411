"""Who carries a case down the road, across crashes? DBOS behind a narrow port; see docs/decisions/0002.

A leg is a run of stages that share a queue. Each leg is one small workflow that runs one step
and then enqueues the next leg, so that no slot is held while another queue is busy. The step may
run twice after a crash: what it makes is kept by name in our own tables, and the desk looks for
its key before it writes.
"""

import socket
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from os import getpid
from typing import Any
from uuid import uuid4

from dbos import DBOS, DBOSConfig, DBOSPortableJSONSerializer, SetEnqueueOptions, SetWorkflowID

from triage.domain.failures import RetryLater
from triage.store.database import is_sqlite
from triage.store.legs import LegResult, Outcome, Place
from triage.store.slots import Queue, Slots

ENGINE_VERSION = "road-1"  # changes only when the order of legs changes incompatibly
NORMAL_PRIORITY = 100
# Our own database may be away while the engine's is back: what a case came to is written once it can be, for two hours.
WRITES: dict[str, Any] = {
    "retries_allowed": True,
    "interval_seconds": 1.0,
    "backoff_rate": 1.3,
    "max_attempts": 30,
    "should_retry": lambda error: isinstance(error, RetryLater),
}
SHORTEST_PAUSE = 1.0  # seconds before a leg is tried again where nobody said how long


@dataclass(frozen=True, slots=True)
class Work:
    """What the engine is to run: `run(case_id, leg)` never raises, `settle` ends a case."""

    legs: Sequence[str]  # the queue of each leg, in order
    run: Callable[[str, int], LegResult]
    settle: Callable[[str, LegResult], None]
    park: Callable[[str, LegResult, Place], None]  # a parked case is kept with its place on the road


@dataclass(frozen=True, slots=True)
class EngineOptions:
    """How the engine runs: its database, its queues, its pace."""

    url: str
    queues: Sequence[Queue]
    executor: str = field(default_factory=lambda: f"{socket.gethostname()}-{getpid()}-{uuid4().hex[:8]}")


class Engine:
    """The one engine of a worker process. DBOS keeps global state: one instance a process."""

    def __init__(self, options: EngineOptions, work: Work) -> None:
        self._options = options
        self._work = work
        self._slots = Slots(options.queues)
        self.executor = options.executor
        _prepare(options.url)
        DBOS(config=_config(options))
        self._leg_workflow = self._register()

    def launch(self) -> None:
        """Start the queues; the heartbeat must beat already (engine.md section 5)."""
        DBOS.launch()
        for queue in self._options.queues:
            DBOS.register_queue(
                queue.name,
                worker_concurrency=min(queue.concurrency, queue.everywhere or queue.concurrency),
                global_concurrency=queue.everywhere or None,
                polling_interval_sec=queue.poll_seconds,
            )

    def submit(self, case_id: str, generation: int) -> None:
        """Give a case to the engine; the same case and generation twice is once."""
        self._enqueue(case_id, Place(0, 0, generation))

    def resume(self, case_id: str, place: Place) -> None:
        """Let a parked case try its leg again; the same place twice is once."""
        self._enqueue(case_id, place)

    def recover(self, executors: list[str]) -> None:
        """Take over what dead workers held. The call is private to DBOS; a test holds its contract."""
        DBOS._recover_pending_workflows(executors)

    def stop(self, *, drain_seconds: int = 20) -> None:
        """Finish what is in hand, up to `drain_seconds`; the rest is taken up by others or later."""
        DBOS.destroy(workflow_completion_timeout_sec=drain_seconds)

    def _enqueue(self, case_id: str, place: Place, delay: float = 0) -> None:
        leg, attempt, generation = place
        options: dict[str, Any] = {"priority": NORMAL_PRIORITY}
        if delay:
            options["delay_seconds"] = delay
        name = f"{case_id}:{generation}:{leg}:{attempt}"
        with SetWorkflowID(name), SetEnqueueOptions(**options):
            DBOS.enqueue_workflow(self._work.legs[leg], self._leg_workflow, case_id, leg, attempt, generation)

    def _walk(self, case_id: str, leg: int) -> LegResult:
        """Run a leg, and those after it while their queues have room here: what a queue would only pass on.

        Where it ended is in the result, which the engine keeps; a crash repeats the walk, and what its legs made
        before is there.
        """
        with self._slots.wait_for(self._work.legs[leg]):
            result = self._work.run(case_id, leg)
        while result.outcome is Outcome.ON and leg + 1 < len(self._work.legs):
            with self._slots.try_for(self._work.legs[leg + 1]) as has_room:
                if not has_room:
                    break
                leg += 1
                result = self._work.run(case_id, leg)
        return result.model_copy(update={"leg": leg})

    def _register(self) -> Any:
        """Register the workflow of a leg and its two steps under names that outlive a deploy."""
        work = self._work

        @DBOS.step(name="run_leg")
        def run_leg(case_id: str, leg: int) -> dict[str, Any]:
            return self._walk(case_id, leg).as_json()

        @DBOS.step(name="settle", **WRITES)
        def settle(case_id: str, result: dict[str, Any]) -> None:
            work.settle(case_id, LegResult.from_json(result))

        @DBOS.step(name="park", **WRITES)
        def park(case_id: str, result: dict[str, Any], place: list[int]) -> None:
            work.park(case_id, LegResult.from_json(result), Place(*place))

        @DBOS.workflow(name="leg", max_recovery_attempts=5)
        def leg_workflow(case_id: str, leg: int, attempt: int, generation: int) -> str:
            result = LegResult.from_json(run_leg(case_id, leg))
            if result.leg is not None and result.leg != leg:  # it walked on, and ended there
                leg, attempt = result.leg, 0
            if result.outcome is Outcome.RETRY:
                delay = max(result.after_seconds or 0.0, SHORTEST_PAUSE)
                self._enqueue(case_id, Place(leg, attempt + 1, generation), delay)
                return "deferred"
            if result.outcome is Outcome.PARKED:
                park(case_id, result.as_json(), [leg, attempt, generation])
                return "parked"
            if result.outcome is Outcome.ON and leg + 1 < len(work.legs):
                self._enqueue(case_id, Place(leg + 1, 0, generation))
                return "on"
            settle(case_id, result.as_json())
            return str(result.outcome)

        return leg_workflow


def _prepare(url: str) -> None:
    """Make the engine's own tables; SQLite is switched to WAL, which DBOS does not do."""
    if is_sqlite(url):
        with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
        connection.close()
    DBOS.migrate(url)


def _config(options: EngineOptions) -> DBOSConfig:
    return {
        "name": "triage",
        "system_database_url": options.url,
        "serializer": DBOSPortableJSONSerializer(),
        "application_version": ENGINE_VERSION,
        "executor_id": options.executor,
        "sys_db_pool_size": 8,
        "sys_db_idle_transaction_timeout_sec": 10.0,
        "max_executor_threads": 64,
        "run_migrations": False,
        "log_level": "WARNING",
        "enable_otlp": False,
    }
