"""Is the alarm raised once, ended once, and does a clock that jumps raise none?"""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from structlog.testing import capture_logs

from triage.commands.watching import Watch, Watched
from triage.domain.message import RawMessage
from triage.silence import HOUR
from triage.store.arrivals import ArrivalBook
from triage.store.database import Database
from triage.store.inbox import Inbox
from triage.store.journal import Journal
from triage.store.schema import arrivals
from triage.store.states import CaseBook
from triage.store.waits import Hindrance, Waits

MONDAY = datetime(2026, 11, 16, 10, 0, tzinfo=UTC)


class House:
    """A store with clocks that a test sets."""

    def __init__(self, folder: Path) -> None:
        self.database = Database(f"sqlite:///{folder / 'triage.sqlite3'}")
        self.journal = Journal(self.database)
        self.wall, self.steady = MONDAY, 0.0
        self.waits = Waits(self.database)
        casebook = CaseBook(self.database, self.journal)
        self.watch = Watch(
            Watched(
                casebook, ArrivalBook(self.database), self.waits, lambda: self.wall, ZoneInfo("UTC"), 0.1,
                lambda: self.steady,
            )
        )  # fmt: skip

    def speak(self, weeks: int) -> None:
        """Let the door bring ten mails an hour on workdays from 8 to 18 h, until now."""
        first = int(MONDAY.timestamp()) // HOUR
        rows = []
        for hour in range(first - weeks * 168, first + 1):
            moment = datetime.fromtimestamp(hour * HOUR, UTC)
            if moment.weekday() < 5 and 8 <= moment.hour < 18:
                rows.append({"door": "lmtp", "hour": hour, "number": 10, "last_at": moment})
        with self.database.transaction() as connection:
            connection.execute(sa.insert(arrivals), rows)

    def pass_by(self, wall: timedelta, steady: float | None = None) -> None:
        self.wall += wall
        self.steady += wall.total_seconds() if steady is None else steady

    def silent(self) -> list[str]:
        return [alarm.detail for alarm in self.watch.look() if alarm.kind == "silent_door"]


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def test_a_silent_door_is_told_once_when_it_begins_and_once_when_it_ends(house: House) -> None:
    house.speak(weeks=6)
    assert house.silent() == []
    with capture_logs() as lines:
        for _ in range(18):
            house.pass_by(timedelta(minutes=10))
            house.silent()
    assert [(line["event"], line["subject"]) for line in lines if line.get("kind") == "silent_door"] == [
        ("alarm_raised", "lmtp")
    ]
    assert house.silent() == ["silent since 2026-11-16T10:00+00:00: 30 mails would have come by now"]
    with house.database.transaction() as connection:
        connection.execute(sa.update(arrivals).where(arrivals.c.door == "lmtp").values(last_at=house.wall))
    with capture_logs() as lines:
        assert house.silent() == []
    assert [line["event"] for line in lines if line.get("kind") == "silent_door"] == ["alarm_ended"]


def test_a_door_that_is_closed_at_night_is_not_silent_by_night(house: House) -> None:
    house.speak(weeks=6)
    house.watch.look()
    for _ in range(13):
        house.pass_by(timedelta(minutes=1))
    night = timedelta(hours=8 - 13 / 60)  # until 18 h, and a mail came just then
    house.pass_by(night)
    with house.database.transaction() as connection:
        connection.execute(sa.update(arrivals).values(last_at=house.wall))
    for _ in range(13):
        house.pass_by(timedelta(hours=1))
        assert house.silent() == []


def test_a_clock_that_jumps_forward_makes_no_door_silent_and_no_case_wait_longer(house: House) -> None:
    house.speak(weeks=6)
    raw = RawMessage(content=b"Subject: x\n\nhi", received_at=MONDAY, source="lmtp")
    case = Inbox(house.database, house.journal).accept(raw, sender="", message_id=None).case_id
    house.waits.note(case, Hindrance(step="gather", reason="out", waits_for="odoo"), MONDAY)
    house.watch.look()
    with capture_logs() as lines:
        house.pass_by(timedelta(hours=5), steady=1.0)
        assert house.silent() == []
    assert [(line["event"], line.get("seconds")) for line in lines if line["event"] == "clock_jumped"] == [
        ("clock_jumped", 17999)
    ]
    (queue,) = house.waits.list_queues()
    assert house.wall - queue.since < timedelta(seconds=2)


def test_a_clock_that_is_set_back_raises_nothing(house: House) -> None:
    house.speak(weeks=6)
    house.watch.look()
    house.pass_by(timedelta(hours=-3), steady=1.0)
    assert house.silent() == []


def test_a_suspended_machine_hears_a_real_silence_after_it_woke(house: House) -> None:
    house.speak(weeks=6)
    house.watch.look()
    house.pass_by(timedelta(hours=1), steady=0.0)
    assert house.silent() == []
    house.pass_by(timedelta(hours=3))
    assert len(house.silent()) == 1


def test_each_door_is_counted_by_the_hour_by_the_database_itself(house: House) -> None:
    inbox = Inbox(house.database, house.journal)
    for number, (door, minute) in enumerate([("email", 1), ("email", 59), ("email", 61), ("lmtp", 5), ("email", 1)]):
        at = MONDAY + timedelta(minutes=minute)
        raw = RawMessage(content=b"Subject: %d\n\nhi" % min(number, 3), received_at=at, source=door)
        inbox.accept(raw, sender="", message_id=None)
    hour = int(MONDAY.timestamp()) // HOUR
    doors = {door.name: door for door in ArrivalBook(house.database).list_doors(since_hour=hour)}
    assert (doors["email"].counts, doors["lmtp"].counts) == ({hour: 2, hour + 1: 1}, {hour: 1})
    assert doors["email"].last_at == MONDAY + timedelta(minutes=61)


def test_a_mail_that_went_astray_with_its_case_still_makes_a_gap(house: House) -> None:
    raw = RawMessage(content=b"Subject: x\n\nhi", received_at=MONDAY, source="email")
    case = Inbox(house.database, house.journal).accept(raw, sender="", message_id=None).case_id
    with house.database.transaction() as connection:
        for table in ("triage_echoes", "triage_cases", "triage_inbox"):
            connection.exec_driver_sql(f"DELETE FROM {table} WHERE case_id = '{case}'")
    assert [alarm.detail for alarm in house.watch.look()] == ["it does not add up: 1 more received than accounted for"]
