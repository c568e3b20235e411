"""Where do disputes come from, and what hangs on them? By cause, customer, product, warehouse, carrier and week."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from triage.domain.report import Alert, Cell, Chart, Kind, Report, Table, Value, table_of
from triage.reports.cells import case_cell, cases_href, count_cell
from triage.reports.periods import Span, list_weeks
from triage.review.causes import Recurring, recurring
from triage.store.figure_views import FigureViews

TEXT, NUMBER, SHARE, MONEY, DAY = Kind.TEXT, Kind.NUMBER, Kind.SHARE, Kind.MONEY, Kind.DAY
DIMENSIONS = ("customer", "product", "warehouse", "carrier", "segment")
ANY = "any dispute"
WHOLE = ("customer", "warehouse", "carrier", "segment")  # told of all cases by the same rule, so a base for disputes
OUTCOMES = ("supported", "refuted", "undecided", "credited", "paid_after_refusal", "withdrawn")
Sums = Mapping[str, Mapping[str, int]]


def disputes_report(views: FigureViews, span: Span, now: dt.datetime, *, named: bool) -> Report:
    """Return the report of a span of weeks; customers have their names where `named`, else their number alone."""
    since, until = span.now.since, span.now.until
    sums = {dimension: views.sums(dimension, since, until) for dimension in DIMENSIONS}
    causes = views.sums("cause", since, until)
    people = _Names(views if named else None)
    currencies = sorted({m[7:] for own in causes.values() for m in own if m.startswith("amount/")})
    found = _stand_out(sums, causes, views.sums("cause", span.baseline.since, span.baseline.until))
    ageing = views.ageing(now)
    tables = (
        _recurring(found, span, people),
        _causes(causes, currencies, span),
        _ageing(ageing),
        _oldest(views.list_oldest(), now, named=named),
        *(_by(dimension, sums[dimension], currencies, span, people) for dimension in DIMENSIONS),
        _weeks(views, currencies, span),
    )
    says = "Disputes and deductions: their causes, what is at stake by the books, how old they are, how they ended."
    return Report("disputes", "Disputes", says, tables, _alerts(found, ageing, people), span.told)


class _Names:
    """Names of values; customers without a name are their number, for those who may not see content."""

    def __init__(self, views: FigureViews | None) -> None:
        self._views = views

    def of(self, dimension: str, values: Sequence[str]) -> dict[str, str]:
        if dimension != "customer":
            return {}
        plain = {value: f"customer {value}" for value in values}
        named = self._views.name_customers(values) if self._views else {}
        return {**plain, **{value: name for value, name in named.items() if name}}


def _alerts(
    found: Sequence[tuple[str, Recurring]], ageing: Sequence[tuple[str, int, dict[str, int]]], people: _Names
) -> tuple[Alert, ...]:
    told = []
    for dimension, row in found[:3]:
        name = people.of(dimension, [row.value]).get(row.value, row.value)
        rate, base = row.cases / row.of, row.base_cases / row.base_of
        told.append(
            Alert(f"{_plain(row.cause)} at {dimension} {name}: {rate:.0%} of {row.of} cases, elsewhere {base:.0%}.")
        )
    old = sum(cases for bucket, cases, _ in ageing if bucket in ("61 to 90 days", "over 90 days"))
    if old:
        told.append(Alert(f"{old} open disputes are older than 60 days."))
    return tuple(told) or (Alert("No cause stands out against its base rate, and no open dispute is old.", "good"),)


def _plain(cause: str) -> str:
    return cause.partition(".")[2].replace("_", " ") or cause


def _pairs(sums: Sums, measure: str) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    for key, measures in sums.items():
        value, _, intent = key.rpartition("|")
        if measures.get(measure):
            found[(value, intent)] = measures[measure]
    return found


def _stand_out(sums: Mapping[str, Sums], causes: Sums, before: Sums) -> list[tuple[str, Recurring]]:
    """List what is significantly above its base rate, the surest first; the present weeks are a value of their own."""
    found = [("these weeks", row) for row in _grown(causes, before)]
    for dimension, own in sums.items():
        found += [(dimension, row) for row in recurring(_pairs(own, "disputes"))]
        if dimension in WHOLE:
            found += [(dimension, row) for row in _any_dispute(own)]
    return sorted(found, key=lambda pair: pair[1].q)


def _grown(causes: Sums, before: Sums) -> list[Recurring]:
    counts = {("now", cause): m.get("disputes", 0) for cause, m in causes.items() if m.get("disputes")}
    counts |= {("before", cause): m["disputes"] for cause, m in before.items() if m.get("disputes")}
    totals = {"now": _total(causes), "before": _total(before)}
    return [row for row in recurring(counts, totals) if row.value == "now"]


def _total(causes: Sums) -> int:
    return sum(m.get("cases", 0) for m in causes.values())


def _any_dispute(sums: Sums) -> list[Recurring]:
    counts: dict[tuple[str, str], int] = {}
    totals: dict[str, int] = {}
    for (value, _), number in _pairs(sums, "disputes").items():
        counts[(value, ANY)] = counts.get((value, ANY), 0) + number
    for (value, _), number in _pairs(sums, "cases").items():
        totals[value] = totals.get(value, 0) + number
    return recurring(counts, totals)


def _recurring(found: Sequence[tuple[str, Recurring]], span: Span, people: _Names) -> Table:
    names = people.of("customer", [row.value for dimension, row in found if dimension == "customer"])
    rows = [
        (dimension, "" if dimension == "these weeks" else names.get(row.value, row.value), _plain(row.cause),
         Cell(row.cases, _href(dimension, row, span)), round(row.cases / row.of, 4),
         round(row.base_cases / row.base_of, 4), round(row.times, 1) if row.base_cases else None, float(f"{row.q:.2g}"))
        for dimension, row in found[:50]
    ]  # fmt: skip
    columns = [
        ("Where", TEXT), ("Which", TEXT), ("Cause", TEXT), ("Cases", NUMBER), ("Share here", SHARE),
        ("Share elsewhere", SHARE), ("Times", NUMBER), ("q", NUMBER),
    ]  # fmt: skip
    says = (
        "Causes whose share is above that of all others by more than chance: Fisher's exact test, corrected for how "
        "many were tried (q at most 0.05), at least 5 cases and 1.3 times the base rate."
    )
    nothing = "Nothing stands out: what was seen may well be chance."
    return table_of(("recurring", "Recurring causes", says), columns, rows, nothing=nothing)


def _href(dimension: str, row: Recurring, span: Span) -> str:
    wanted = {"since": span.now.since, "until": span.now.until}
    wanted |= {} if row.cause == ANY else {"intent": row.cause}
    return cases_href(**wanted, **({} if dimension == "these weeks" else {dimension: row.value}))


def _causes(causes: Sums, currencies: Sequence[str], span: Span) -> Table:
    weeks = {"since": span.now.since, "until": span.now.until}
    own = sorted(((c, m) for c, m in causes.items() if m.get("disputes")), key=lambda pair: -pair[1]["disputes"])
    rows: list[list[Value | Cell]] = [
        [Cell(_plain(cause), cases_href(intent=cause, **weeks)), count_cell(m["disputes"], intent=cause, **weeks),
         count_cell(m.get("open", 0), intent=cause, open="yes", **weeks), *_amounts(m, currencies),
         *(count_cell(m.get(o, 0), intent=cause, **{_dimension(o): o}, **weeks) for o in OUTCOMES)]
        for cause, m in own
    ]  # fmt: skip
    columns = [("Cause", TEXT), ("Disputes", NUMBER), ("Open", NUMBER), *_heads(currencies)]
    columns += [(outcome.replace("_", " ").capitalize(), NUMBER) for outcome in OUTCOMES]
    says = "Supported, refuted, undecided: what the books say. Credited, paid, withdrawn: what the ledger did then."
    return table_of(("causes", "By cause", says), columns, rows, chart=Chart("bar", 0, (1,)))


def _dimension(outcome: str) -> str:
    return "finding" if outcome in OUTCOMES[:3] else "outcome"


def _heads(currencies: Sequence[str]) -> list[tuple[str, Kind]]:
    return [(f"At stake, {currency}", MONEY) for currency in currencies]


def _amounts(measures: Mapping[str, int], currencies: Sequence[str]) -> list[Value]:
    return [_units(measures.get(f"amount/{currency}", 0)) for currency in currencies]


def _units(cents: int) -> Decimal:
    return Decimal(cents) / 100


def _ageing(ageing: Sequence[tuple[str, int, dict[str, int]]]) -> Table:
    currencies = sorted({currency for _, _, amounts in ageing for currency in amounts})
    rows: list[list[Value | Cell]] = [
        [bucket, cases, *(_units(amounts.get(c, 0)) for c in currencies)] for bucket, cases, amounts in ageing
    ]
    columns: list[tuple[str, Kind]] = [("Days since the mail", TEXT), ("Open disputes", NUMBER), *_heads(currencies)]
    head = (
        "ageing",
        "Ageing of open disputes",
        "Of all weeks: what no person and no ledger has ended, by its age today.",
    )
    return table_of(head, columns, rows, chart=Chart("bar", 0, (1,)))


def _oldest(rows: Sequence[Mapping[str, Any]], now: dt.datetime, *, named: bool) -> Table:
    told = [
        (case_cell(row["case_id"]), (now - row["received_at"]).days, _plain(row["intent"]),
         row["customer"] if named else f"customer {row['customer_id']}", row["document"] if named else "",
         None if row["amount"] is None else _units(row["amount"]), row["currency"], row["finding"], row["state"])
        for row in rows
    ]  # fmt: skip
    columns = [
        ("Case", TEXT), ("Days", NUMBER), ("Cause", TEXT), ("Customer", TEXT), ("Document", TEXT), ("At stake", MONEY),
        ("Currency", TEXT), ("Books say", TEXT), ("State", TEXT),
    ]  # fmt: skip
    return table_of(("oldest", "Oldest open disputes", "The 25 that wait longest."), columns, told)


def _by(dimension: str, sums: Sums, currencies: Sequence[str], span: Span, people: _Names) -> Table:
    weeks = {"since": span.now.since, "until": span.now.until}
    grouped: dict[str, dict[str, int]] = {}
    for key, measures in sums.items():
        own = grouped.setdefault(key.rpartition("|")[0], {})
        for measure, number in measures.items():
            own[measure] = own.get(measure, 0) + number
    top = sorted(((v, m) for v, m in grouped.items() if m.get("disputes")), key=lambda pair: -pair[1]["disputes"])[:50]
    names = people.of(dimension, [value for value, _ in top])
    rows: list[list[Value | Cell]] = [
        [Cell(names.get(value, value), cases_href(**{dimension: value}, **weeks)), m["disputes"], m.get("open", 0),
         m["cases"], round(m["disputes"] / m["cases"], 4), *_amounts(m, currencies)]
        for value, m in top
    ]  # fmt: skip
    columns = [
        (dimension.capitalize(), TEXT), ("Disputes", NUMBER), ("Open", NUMBER), ("All cases", NUMBER),
        ("Share disputed", SHARE), *_heads(currencies),
    ]  # fmt: skip
    head = (
        f"by-{dimension}",
        f"By {dimension}",
        f"The 50 with most disputes; a case can be about more than one {dimension}.",
    )
    return table_of(head, columns, rows, chart=Chart("bar", 0, (1,), most=10), nothing=f"No {dimension} is known yet.")


def _weeks(views: FigureViews, currencies: Sequence[str], span: Span) -> Table:
    found = views.by_week("cause", span.now.since, span.now.until)
    rows: list[list[Value | Cell]] = []
    for week in list_weeks(span):
        m = found.get(week, {})
        rows.append([week, m.get("disputes", 0), count_cell(m.get("cases", 0), week=week), *_amounts(m, currencies)])
    columns = [("Week", TEXT), ("Disputes", NUMBER), ("All cases", NUMBER), *_heads(currencies)]
    head = ("by-week", "By week", "Disputes and all mails that were read, by the week in which they came.")
    return table_of(head, columns, rows, chart=Chart("line", 0, (1, 2), most=60))
