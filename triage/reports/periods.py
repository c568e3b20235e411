"""Which weeks does a report tell of, and which ones is it compared with?"""

import datetime as dt
from dataclasses import dataclass

from triage.supervision import Period

CHOICES = (4, 13, 26, 52)
DEFAULT = 13


@dataclass(frozen=True, slots=True)
class Span:
    """The last so many ISO weeks up to today, this one included, and as many before them."""

    weeks: int
    now: Period
    baseline: Period
    starts: dt.date  # Monday of the first week
    baseline_starts: dt.date

    @property
    def told(self) -> str:
        """Return the span as a line of text."""
        since, until = self.baseline.since, self.baseline.until
        return f"{self.now.since} to {self.now.until}, compared with {since} to {until} (ISO weeks of the mail)"

    @property
    def query(self) -> str:
        """Return the span as the conditions of a link."""
        return f"since={self.now.since}&until={self.now.until}"


def week_of(day: dt.date) -> str:
    """Return the ISO week of a day: 2026-W47."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def span_of(today: dt.date, weeks: int = DEFAULT) -> Span:
    """Return the span of the last `weeks` weeks."""
    monday = today - dt.timedelta(days=today.weekday())
    first = monday - dt.timedelta(weeks=weeks - 1)
    before = first - dt.timedelta(weeks=weeks)
    now = Period(week_of(first), week_of(today))
    return Span(weeks, now, Period(week_of(before), week_of(first - dt.timedelta(days=1))), first, before)


def list_weeks(span: Span) -> list[str]:
    """List the weeks of the span, oldest first."""
    return [week_of(span.starts + dt.timedelta(weeks=number)) for number in range(span.weeks)]
