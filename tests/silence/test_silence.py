"""How often does the watch over the doors cry wolf, and how soon does it hear a real silence? Simulated arrivals."""

import itertools
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from triage.silence import HOUR, WEEK, Rhythm, learn

START = datetime(2026, 1, 5, tzinfo=UTC)  # a Monday
BERLIN = ZoneInfo("Europe/Berlin")
LEARNED, WATCHED = 8, 52  # weeks
FALSE_A_MONTH = 0.1


@dataclass(frozen=True)
class World:
    """How mails come: mails an hour in the office's hours and outside, how days differ, how many come together."""

    name: str
    busy: float
    quiet: float
    spread: float = 0.0
    together: float = 1.0
    holidays: bool = False
    false_allowed: float = 3 * FALSE_A_MONTH


WORLDS = [
    World("steady, 60 an hour", 60, 1),
    World("a desk's day, 12 an hour", 12, 0.3, spread=0.05),
    World("few, 8 a day", 1, 0.02, spread=0.05),
    World("days that differ much", 20, 0.5, spread=0.2),
    World("clumps of four", 20, 0.5, spread=0.05, together=4),
    World("ten holidays a year", 20, 0.5, spread=0.05, holidays=True, false_allowed=1.2),
]


def arrivals(world: World, weeks: int, chance: np.random.Generator) -> list[float]:
    """Return moments in hours since the start."""
    found: list[float] = []
    holidays = set(chance.choice(weeks * 7, size=weeks * 10 // 52, replace=False)) if world.holidays else set()
    for day in range(weeks * 7):
        factor = chance.gamma(1 / world.spread, world.spread) if world.spread else 1.0
        if day in holidays:
            factor = 0.02
        for hour in range(24):
            local = (START + timedelta(days=day, hours=hour)).astimezone(BERLIN)
            rate = world.busy if local.weekday() < 5 and 8 <= local.hour < 18 else world.quiet
            for moment in chance.random(chance.poisson(rate * factor / world.together)):
                size = 1 if world.together == 1 else chance.geometric(1 / world.together)
                found += list(day * 24 + hour + moment + chance.random(size) * 0.01)
    return sorted(found)


def counts_of(moments: list[float]) -> dict[int, int]:
    first = int(START.timestamp()) // HOUR
    counted: dict[int, int] = {}
    for moment in moments:
        counted[first + int(moment)] = counted.get(first + int(moment), 0) + 1
    return counted


def at(moment: float) -> datetime:
    return START + timedelta(hours=moment)


def is_told(rhythm: Rhythm, since: float, now: float) -> bool:
    return rhythm.chance(at(since), at(now)) < rhythm.limit(FALSE_A_MONTH)


def false_alarms(moments: list[float], rhythms: dict[int, Rhythm]) -> list[float]:
    """Return when a gap between two mails was taken for a silence."""
    gaps = [(a, b) for a, b in itertools.pairwise(moments) if a >= LEARNED * WEEK and b - a > 0.05]
    return [b for a, b in gaps if is_told(rhythms[int(b // WEEK)], a, b)]


def hours_to_detection(rhythm: Rhythm, last: float) -> float:
    low, high = 0.0, 0.25
    while not is_told(rhythm, last, last + high):
        low, high = high, high * 2
    for _ in range(12):
        middle = (low + high) / 2
        low, high = (low, middle) if is_told(rhythm, last, last + middle) else (middle, high)
    return high


@pytest.mark.parametrize("world", WORLDS, ids=lambda world: world.name)
def test_false_alarms_are_as_rare_as_promised_and_a_silence_is_heard_soon(world: World) -> None:
    chance = np.random.default_rng(7)
    moments = arrivals(world, LEARNED + WATCHED, chance)
    counts = counts_of(moments)
    rhythms = {}
    for week in range(LEARNED, LEARNED + WATCHED + 1):
        rhythm = learn({h: n for h, n in counts.items() if h < int(at(week * WEEK).timestamp()) // HOUR},
                       at(week * WEEK), BERLIN)  # fmt: skip
        assert rhythm is not None
        rhythms[week] = rhythm
    told, months = false_alarms(moments, rhythms), WATCHED * 7 / 30.44
    a_month = len({int(moment // 24) for moment in told}) / months  # the same day is the same call to a person
    cuts = [(week + 0.0) * WEEK + hour for week in range(20, 40) for hour in (9.5, 14.0, 34.0, 83.0)]
    in_office = [hours_to_detection(rhythms[int(c // WEEK)], max(m for m in moments if m <= c)) for c in cuts]
    last_on_friday = [max(m for m in moments if m <= week * WEEK + 4 * 24 + 16) for week in range(20, 40)]
    friday = [hours_to_detection(rhythms[int(last // WEEK)], last) for last in last_on_friday]
    sys.stdout.write(
        f"{world.name}: {a_month:.2f} days a month with a false alarm ({len(told) / months:.2f} alarms); "
        f"cut in office hours: heard after {np.median(in_office):.1f} h, 9 of 10 within "
        f"{np.quantile(in_office, 0.9):.1f} h; cut on Friday at 17 h: after {np.median(friday):.1f} h\n"
    )
    assert a_month <= world.false_allowed
    expected = 30 / max(world.busy / world.together, 0.5)  # some thirty clumps of mail have to be missing
    assert np.median(in_office) < max(expected, 1.0) + 24
    assert np.quantile(friday, 0.9) < 24 * 6


def test_a_door_that_is_hardly_known_raises_no_alarm() -> None:
    assert learn({}, at(0), BERLIN) is None
    few = {int(at(h).timestamp()) // HOUR: 1 for h in range(0, 3 * WEEK, 24)}
    assert learn(few, at(3 * WEEK), BERLIN) is None  # 21 mails
    assert learn({int(at(0).timestamp()) // HOUR: 500}, at(100), BERLIN) is None  # four days


def test_a_closed_door_is_forgotten_within_eight_weeks() -> None:
    counts = {int(at(h).timestamp()) // HOUR: 5 for h in range(WEEK * 4)}
    assert learn(counts, at(5 * WEEK), BERLIN) is not None
    assert learn(counts, at(12 * WEEK + 1), BERLIN) is None


def test_the_hour_of_the_week_is_that_of_the_desk_also_when_the_clocks_change() -> None:
    summer = {
        int((datetime(2026, 8, 31, 6, tzinfo=UTC) + timedelta(days=d)).timestamp()) // HOUR: 40 for d in range(56)
    }
    rhythm = learn(summer, datetime(2026, 10, 26, tzinfo=UTC), BERLIN)  # 8 o'clock in Berlin, which is 6 in UTC
    assert rhythm is not None
    winter = rhythm.missed(datetime(2026, 10, 27, 7, tzinfo=UTC), datetime(2026, 10, 27, 8, tzinfo=UTC))
    assert winter[0] > 30  # 8 o'clock in Berlin is 7 in UTC now


def test_nothing_is_missed_while_a_door_speaks_or_the_clock_stands_back() -> None:
    rhythm = Rhythm(rates=(10.0,) * WEEK, spread=0.05, clump=1.0, zone=UTC)
    assert rhythm.chance(at(10), at(9)) == 1.0
    assert sum(rhythm.missed(at(0.5), at(2.0))) == pytest.approx(15.0)
