"""Is anything wrong that no case tells of? The ledger, the doors that fell silent, and a clock that jumped."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import structlog

from triage.silence import HOUR, WEEK, WEEKS, Rhythm, learn
from triage.store.arrivals import ArrivalBook, Door
from triage.store.states import CaseBook
from triage.store.waits import Waits

JUMP_SECONDS = 60.0  # what a time server corrects is less
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Watched:
    """What is looked at, by which clocks; `false_a_month` silences a door are accepted as false alarms."""

    casebook: CaseBook
    arrivals: ArrivalBook
    waits: Waits
    clock: Callable[[], datetime]
    zone: ZoneInfo
    false_a_month: float
    monotonic: Callable[[], float] = time.monotonic


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something that a person must look at; `subject` is the door, or the ledger."""

    kind: str
    subject: str
    detail: str

    def as_json(self) -> dict[str, str]:
        """Return it as JSON data."""
        return {"kind": self.kind, "subject": self.subject, "detail": self.detail}


class Watch:
    """Looks when it is asked; what begins and what ends is written to the log once."""

    def __init__(self, watched: Watched) -> None:
        self._watched = watched
        self._lock = threading.Lock()
        self._raised: dict[tuple[str, str], Alarm] = {}
        self._clocks = (watched.clock(), watched.monotonic())
        self._jumped_at: datetime | None = None
        self._rhythms: dict[str, tuple[int, Rhythm | None]] = {}

    def look(self) -> list[Alarm]:
        """List what is wrong now; raises `RetryLater` when the database is away."""
        with self._lock:
            now = self._look_at_clocks()
            alarms = self._look_at_ledger() + [a for door in self._doors(now) if (a := self._silence_of(door, now))]
            self._tell({(alarm.kind, alarm.subject): alarm for alarm in alarms})
            return alarms

    def list_doors(self) -> list[dict[str, Any]]:
        """List the doors that spoke in the last weeks: when last, and how much is expected a week, if known."""
        with self._lock:
            now = self._look_at_clocks()
            return [self._told(door, now) for door in self._doors(now)]

    def _look_at_clocks(self) -> datetime:
        """Return the time; a jump of the wall clock against the monotonic one makes nobody wait and no door silent."""
        watched, (wall, steady) = self._watched, self._clocks
        now, steadily = watched.clock(), watched.monotonic()
        self._clocks = (now, steadily)
        jump = (now - wall).total_seconds() - (steadily - steady)
        if abs(jump) > JUMP_SECONDS:
            log.warning("clock_jumped", seconds=round(jump))
            self._jumped_at = now
            watched.waits.forgive(timedelta(seconds=jump))
        return now

    def _look_at_ledger(self) -> list[Alarm]:
        gap = self._watched.casebook.ledger().gap
        return [Alarm("ledger", "ledger", f"it does not add up: {gap} more received than accounted for")] if gap else []

    def _doors(self, now: datetime) -> list[Door]:
        hour = int(now.timestamp()) // HOUR
        return self._watched.arrivals.list_doors(since_hour=hour - WEEKS * WEEK)

    def _rhythm_of(self, door: Door, now: datetime) -> Rhythm | None:
        """Return the door's rhythm, learned anew each hour."""
        hour = int(now.timestamp()) // HOUR
        known = self._rhythms.get(door.name)
        if known is None or known[0] != hour:
            known = self._rhythms[door.name] = (hour, learn(door.counts, now, self._watched.zone))
        return known[1]

    def _silence_of(self, door: Door, now: datetime) -> Alarm | None:
        rhythm = self._rhythm_of(door, now)
        since = max(door.last_at, self._jumped_at or door.last_at)
        if rhythm is None or rhythm.chance(since, now) >= rhythm.limit(self._watched.false_a_month):
            return None
        missed = sum(rhythm.missed(since, now))
        detail = f"silent since {since.isoformat(timespec='minutes')}: {missed:.0f} mails would have come by now"
        return Alarm("silent_door", door.name, detail)

    def _told(self, door: Door, now: datetime) -> dict[str, Any]:
        rhythm = self._rhythm_of(door, now)
        week = int(now.timestamp()) // HOUR - WEEK
        silent = self._silence_of(door, now)
        return {
            "door": door.name,
            "last_at": door.last_at.isoformat(),
            "last_week": sum(number for hour, number in door.counts.items() if hour > week),
            "expected_a_week": round(sum(rhythm.rates)) if rhythm else None,
            "alarm": silent.detail if silent else "",
        }

    def _tell(self, alarms: dict[tuple[str, str], Alarm]) -> None:
        for key in alarms.keys() - self._raised.keys():
            log.error("alarm_raised", **alarms[key].as_json())
        for key in self._raised.keys() - alarms.keys():
            log.info("alarm_ended", kind=key[0], subject=key[1])
        self._raised = alarms
