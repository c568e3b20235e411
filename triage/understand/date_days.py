"""Which day is meant by one that is named in part? By the calendar, and by whether it is past or to come."""

import datetime as dt
from collections.abc import Callable

Settle = Callable[[bool], dt.date | None]  # asked with "is it past?"
NEAR, FAR = 21, 60  # days ahead that "was done" may still mean; days behind that "will be done" may


def make_date(year: int, month: int, day: int) -> dt.date | None:
    """Return the date, or None where the calendar has no such day; two-digit years are of this century."""
    try:
        return dt.date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        return None


def nearest_year(today: dt.date, month: int, day: int) -> dt.date | None:
    """Return that day of the year which brings it nearest to today."""
    options = [date for year in (today.year - 1, today.year, today.year + 1) if (date := make_date(year, month, day))]
    return min(options, key=lambda date: abs((date - today).days), default=None)


def in_nearest_year(today: dt.date, month: int, day: int) -> Settle:
    """Return what settles a day without a year: the nearest, but what was done lies behind, what is to come ahead."""

    def settle(past: bool) -> dt.date | None:
        date = nearest_year(today, month, day)
        if date is None or -FAR < (date - today).days < NEAR:
            return date
        if past and date > today:
            return make_date(date.year - 1, month, day)
        return make_date(date.year + 1, month, day) if not past and date < today else date

    return settle


def beside(settle: Settle, number: int) -> Settle:
    """Return what settles another day of the same month: the 3rd of "on 3 and 5 March"."""

    def settle_other(past: bool) -> dt.date | None:
        date = settle(past)
        return make_date(date.year, date.month, number) if date is not None else None

    return settle_other


def fixed(date: dt.date | None) -> Settle:
    """Return what settles a day that is named in full."""
    return lambda _past: date


def last_weekday(today: dt.date, weekday: int) -> dt.date:
    """Return the last such day before today; Monday is 0."""
    return today - dt.timedelta(days=(today.weekday() - weekday - 1) % 7 + 1)


def weekday_by_tense(today: dt.date, weekday: int, *, next_week: bool) -> Settle:
    """Return what settles a weekday: the last one for what is past, else the next one, or that of next week."""

    def settle(past: bool) -> dt.date:
        if past and not next_week:
            return last_weekday(today, weekday)
        if next_week:
            return today + dt.timedelta(days=7 - today.weekday() + weekday)
        return today + dt.timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)

    return settle


def day_of_month(today: dt.date, number: int, weekday: int | None = None) -> Settle:
    """Return what settles "the 15th": the next one, or the last one for what is past; a weekday must agree."""

    def settle(past: bool) -> dt.date | None:
        months = [_shift(today, offset) for offset in (-2, -1, 0, 1, 2)]
        options = [date for year, month in months if (date := make_date(year, month, number))]
        if weekday is not None:
            options = [date for date in options if date.weekday() == weekday] or options
            return min(options, key=lambda date: abs((date - today).days), default=None)
        side = [date for date in options if (date <= today if past else date >= today)]
        return (side[-1] if past else side[0]) if side else None

    return settle


def _shift(today: dt.date, months: int) -> tuple[int, int]:
    number = today.year * 12 + today.month - 1 + months
    return number // 12, number % 12 + 1
