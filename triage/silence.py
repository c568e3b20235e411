"""Has a door that used to speak fallen silent? Its learned rhythm, and how unlikely the silence is by it.

Arrivals are counted by the hour. By the hour of the week they have a rate, learned from the last eight weeks. Under
that rate the mails that a silence has cost are, by the time-rescaling theorem, an exponential variable of mean 1 for
each gap between two mails; days that differ among themselves (a gamma-distributed factor a day, so negative binomial
counts) and mails that come in clumps make long gaps more likely, and both are measured too. The alarm is raised where
a gap so long would come by chance less often than the accepted number of false alarms a month.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from math import exp, log1p

HOUR = 3600
WEEK = 168
WEEKS = 8  # of memory: a door that was closed is forgotten before so many have gone by
LEAST_WEEKS = 2
LEAST_ARRIVALS = 30
WEIGHT = 1.0  # of the hour's mean over like days against what this hour of the week has shown, in weeks
MONTH_HOURS = 365.25 * 24 / 12
LEAST_SPREAD = 0.01  # days are never believed to be quite alike


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How a door speaks: mails an hour for each hour of the week (Monday 0 h first), in its own time zone."""

    rates: tuple[float, ...]
    spread: float  # variance of a day's factor around 1
    clump: float  # mails that come together, 1 where each comes by itself
    zone: tzinfo

    @property
    def a_month(self) -> float:
        """Return how many mails are expected a month."""
        return sum(self.rates) / WEEK * MONTH_HOURS

    def missed(self, since: datetime, now: datetime) -> list[float]:
        """List how many mails were to be expected in a silence, by its days."""
        days: dict[int, float] = {}
        for start, end in _hours(since, now):
            local = start.astimezone(self.zone)
            share = (end - start).total_seconds() / HOUR
            day = local.toordinal()
            days[day] = days.get(day, 0.0) + self.rates[local.weekday() * 24 + local.hour] * share
        return list(days.values())

    def chance(self, since: datetime, now: datetime) -> float:
        """Return how likely a gap between two mails is to be so long or longer."""
        return exp(-sum(log1p(self.spread * m / self.clump) / self.spread for m in self.missed(since, now)))

    def limit(self, false_a_month: float) -> float:
        """Return the chance below which a silence is told, so that chance alone tells `false_a_month` of them."""
        return min(0.01, false_a_month / max(self.a_month, 1.0))


def _hours(since: datetime, now: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Cut a span at full hours of the clock in UTC."""
    start = since
    while start < now:
        whole = start.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        yield start, min(whole, now)
        start = whole


def learn(counts: Mapping[int, int], now: datetime, zone: tzinfo) -> Rhythm | None:
    """Return the rhythm of a door whose mails in each hour since the epoch are `counts`; None: too little is known.

    The silence under way teaches nothing, nor does the hour under way.
    """
    this = int(now.timestamp()) // HOUR
    first = max(this - WEEKS * WEEK, min(counts, default=this))
    last = min(this, max(counts, default=this) + 1)
    hours = [(hour, _cell(hour, zone), counts.get(hour, 0)) for hour in range(first, last)]
    if len(hours) < LEAST_WEEKS * WEEK or sum(count for _, _, count in hours) < LEAST_ARRIVALS:
        return None
    rates = _rates(hours)
    days: dict[int, list[float]] = {}
    for hour, cell, count in hours:
        day = days.setdefault(datetime.fromtimestamp(hour * HOUR, zone).toordinal(), [0.0, 0.0])
        day[0] += count
        day[1] += rates[cell]
    clump = _clump(hours, rates, days, zone)
    excess = sum((seen - due) ** 2 - clump * due for seen, due in days.values())
    spread = excess / max(sum(due**2 for _, due in days.values()), 1e-9)
    return Rhythm(rates=rates, spread=max(spread, LEAST_SPREAD), clump=clump, zone=zone)


def _cell(hour: int, zone: tzinfo) -> int:
    local = datetime.fromtimestamp(hour * HOUR, zone)
    return local.weekday() * 24 + local.hour


def _rates(hours: list[tuple[int, int, int]]) -> tuple[float, ...]:
    """Return each hour's mean, drawn towards that of the same hour on like days where few weeks are known."""
    seen, times = [0.0] * WEEK, [0.0] * WEEK
    for _, cell, count in hours:
        seen[cell] += count
        times[cell] += 1
    rates = []
    for cell in range(WEEK):
        like = [day * 24 + cell % 24 for day in (range(5) if cell < 120 else range(5, 7))]
        mean = sum(seen[c] for c in like) / max(sum(times[c] for c in like), 1.0)
        rates.append((seen[cell] + WEIGHT * mean) / (times[cell] + WEIGHT))
    return tuple(rates)


def _clump(
    hours: list[tuple[int, int, int]], rates: tuple[float, ...], days: dict[int, list[float]], zone: tzinfo
) -> float:
    """Return the variance of the hours' counts over their mean, once the day's own level is taken out."""
    excess, due = 0.0, 0.0
    for hour, cell, count in hours:
        seen, expected = days[datetime.fromtimestamp(hour * HOUR, zone).toordinal()]
        level = rates[cell] * (seen / expected if expected else 0.0)
        excess += (count - level) ** 2
        due += level
    return max(1.0, excess / due) if due else 1.0
