"""Is a dead worker found, and a living one left alone, whatever the clocks do?"""

from pathlib import Path

import pytest
import sqlalchemy as sa

from triage.store.database import Database
from triage.store.schema import heartbeats
from triage.store.takeover import Takeover


class Workers:
    """One that looks, and another whose signs a test makes; `steady` is the looker's own clock."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.looker = Takeover(database, "looker", beat_seconds=5, silent_seconds=30)
        self.other = Takeover(database, "other", beat_seconds=5, silent_seconds=30)
        self.steady = 0.0
        self.looker._steady = lambda: self.steady  # type: ignore[assignment]

    def jump(self, seconds: float) -> None:
        """Let the database's clock jump: what was written before is older by so much."""
        with self.database.transaction() as connection:
            connection.execute(sa.update(heartbeats).values(seen=heartbeats.c.seen - seconds))

    def reap(self, after: float = 5.0) -> list[str]:
        self.steady += after
        return self.looker.reap(lambda: {"other"}, lambda _: None)


@pytest.fixture
def workers(tmp_path: Path) -> Workers:
    return Workers(Database(f"sqlite:///{tmp_path / 'triage.sqlite3'}"))


def test_a_worker_that_beats_is_left_alone_also_when_the_clock_jumps_forward(workers: Workers) -> None:
    workers.other.beat()
    assert workers.reap() == []
    workers.jump(3600)
    assert workers.reap() == []  # every sign is an hour old now
    workers.other.beat()
    assert [workers.reap() for _ in range(3)] == [[], [], []]


def test_a_dead_worker_is_found_although_the_clock_was_set_back(workers: Workers) -> None:
    workers.other.beat()
    workers.jump(-3600)
    found = [workers.reap() for _ in range(8)]
    assert found[5:] == [[], ["other"], ["other"]]  # thirty seconds without a new sign


def test_a_worker_that_died_long_ago_is_found_within_two_beats_of_a_start(workers: Workers) -> None:
    workers.other.beat()
    workers.jump(600)
    assert [workers.reap() for _ in range(3)] == [[], [], ["other"]]


def test_a_worker_that_never_gave_a_sign_is_found_at_once(workers: Workers) -> None:
    assert workers.reap() == ["other"]
