"""Where does the way from order to money take its time? Lags, approvals, promises, receivables and failures."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from triage.domain.report import Alert, Cell, Chart, Kind, Report, Table, Value, table_of
from triage.reports.cells import case_cell, cases_href, share_cell
from triage.reports.periods import Span
from triage.review.histograms import SURE, mann_whitney, quantile
from triage.review.shares import share
from triage.store.figure_views import FigureViews
from triage.supervision import Period, Supervision

TEXT, NUMBER, SHARE, MONEY, DAY = Kind.TEXT, Kind.NUMBER, Kind.SHARE, Kind.MONEY, Kind.DAY
LAGS = {
    "order_release": "order placed to picking planned",
    "pick_to_ship": "planned to shipped",
    "ship_to_invoice": "shipped to invoiced",
    "ship_to_pod": "shipped to proof of delivery",
    "invoice_to_payment": "invoiced to paid",
    "dispute": "dispute opened to ended",
}
DSO_DAYS = 90
FAILED = ("failed", "delayed", "cancelled", "taken")
Heaps = dict[str, dict[int, int]]


@dataclass(frozen=True, slots=True)
class ProcessSources:
    """Where the figures come from; `house` is the operator's condition of this moment."""

    views: FigureViews
    use: Supervision
    house: Mapping[str, Any]


def process_report(sources: ProcessSources, span: Span, now: dt.datetime) -> Report:
    """Return the report of a span of weeks against the weeks before it."""
    views = sources.views
    then, today = (_heaps(views.sums("lag", p.since, p.until)) for p in (span.baseline, span.now))
    tables = (
        _lags(then, today),
        _days_outstanding(views, now),
        _overdue(views),
        _promises(sources.use, span),
        _approvers(views, span),
        _awaiting(views, now),
        _events(views, span),
        _retries(sources.house),
    )
    says = "From order to money, measured on the documents that cases have brought to light, and on events."
    period = f"{span.now.since} to {span.now.until}, compared with {span.baseline.since} to {span.baseline.until}"
    return Report("process", "Process", says, tables, _alerts(then, today), f"{period} (ISO weeks of each ending)")


def _heaps(sums: Mapping[str, Mapping[str, int]]) -> Heaps:
    found: Heaps = {}
    for key, measures in sums.items():
        name, _, value = key.rpartition("|")
        found.setdefault(name, {})[int(value)] = measures.get("cases", 0)
    return found


def _alerts(then: Heaps, now: Heaps) -> tuple[Alert, ...]:
    told = []
    for kind, name in LAGS.items():
        a, b = then.get(kind, {}), now.get(kind, {})
        before, today = quantile(a, 0.5), quantile(b, 0.5)
        if before is not None and today is not None and today > before and mann_whitney(a, b) < SURE:
            told.append(Alert(f"{name} takes {today} days now, {before} before (medians)."))
    return tuple(told) or (Alert("No step has become slower by more than chance.", "good"),)


def _lags(then: Heaps, now: Heaps) -> Table:
    rows = []
    for kind, name in LAGS.items():
        a, b = then.get(kind, {}), now.get(kind, {})
        p = mann_whitney(a, b)
        slower = (quantile(b, 0.5) or 0) > (quantile(a, 0.5) or 0)
        verdict = Cell("slower", mark="bad") if p < SURE and slower else Cell("faster" if p < SURE else "as before")
        enough = min(sum(a.values()), sum(b.values())) >= 8
        rows.append(
            (name, sum(b.values()), quantile(b, 0.5), quantile(b, 0.9), sum(a.values()), quantile(a, 0.5),
             quantile(a, 0.9), float(f"{p:.2g}") if enough else None, verdict if enough else Cell("too few to tell"))
        )  # fmt: skip
    columns = [
        ("Step", TEXT), ("Documents", NUMBER), ("Median days", NUMBER), ("Nine of ten within", NUMBER),
        ("Documents before", NUMBER), ("Median before", NUMBER), ("Nine of ten before", NUMBER), ("p", NUMBER),
        ("Verdict", TEXT),
    ]  # fmt: skip
    says = "Days between the moments of each document, each document once. Slower or faster: rank test, p below 0.01."
    return table_of(("lags", "How long each step takes", says), columns, rows, chart=Chart("bar", 0, (2, 5)))


def _days_outstanding(views: FigureViews, now: dt.datetime) -> Table:
    today = now.date()
    rows: list[tuple[Value | Cell, ...]] = []
    since = today - dt.timedelta(days=DSO_DAYS)
    everything = views.receivables(dt.date.min, today)
    invoiced = views.receivables(since, today)
    for currency, (_, still_open, disputed) in sorted(everything.items()):
        billed = invoiced.get(currency, (0, 0, 0))[0]
        rows.append(
            (currency, _units(billed), _units(still_open), _units(disputed), _days(still_open, billed),
             _days(still_open - disputed, billed))
        )  # fmt: skip
    columns = [
        ("Currency", TEXT), (f"Invoiced in {DSO_DAYS} days", MONEY), ("Open", MONEY), ("of it disputed", MONEY),
        ("Days sales outstanding", NUMBER), ("Without what is disputed", NUMBER),
    ]  # fmt: skip
    says = (
        f"Open amount / invoiced in {DSO_DAYS} days x {DSO_DAYS}, over the invoices in case files, as read last. "
        "The difference is what disputes cost in days."
    )
    return table_of(("dso", "Days sales outstanding", says), columns, rows)


def _days(still_open: int, billed: int) -> float | None:
    return round(still_open / billed * DSO_DAYS, 1) if billed else None


def _units(cents: int) -> Decimal:
    return Decimal(cents) / 100


def _overdue(views: FigureViews) -> Table:
    rows = [
        (segment or "no segment", currency, customers, _units(still_open), _units(overdue),
         round(overdue / still_open, 4) if still_open > 0 else None)
        for segment, currency, customers, still_open, overdue in views.overdue()
    ]  # fmt: skip
    columns = [
        ("Segment", TEXT), ("Currency", TEXT), ("Customers", NUMBER), ("Open", MONEY), ("Overdue", MONEY),
        ("Share overdue", SHARE),
    ]  # fmt: skip
    head = ("overdue", "Overdue by segment", "Each customer who wrote, as the account stood when it was read last.")
    return table_of(head, columns, rows)


def _promises(use: Supervision, span: Span) -> Table:
    rows = []
    for name, period in (("these weeks", span.now), ("before", span.baseline)):
        kept, broken = _kept(use, period)
        rows.append((name, _behind(kept, "promise_kept", period), _behind(broken, "promise_broken", period),
                     share_cell(share(kept, kept + broken))))  # fmt: skip
    columns = [("Weeks", TEXT), ("Kept", NUMBER), ("Broken", NUMBER), ("Share kept", SHARE)]
    head = ("promises", "Promises to pay", "Kept: paid by the day that was named, and three days of grace.")
    return table_of(head, columns, rows)


def _behind(number: int, outcome: str, period: Period) -> Cell:
    return Cell(number, cases_href(outcome=outcome, since=period.since, until=period.until) if number else "")


def _kept(use: Supervision, period: Period) -> tuple[int, int]:
    found = use.outcomes("intent", period)
    return tuple(sum(m.get(k, 0) for m in found.values()) for k in ("promise_kept", "promise_broken"))  # type: ignore[return-value]


def _approvers(views: FigureViews, span: Span) -> Table:
    then, now = (_heaps(views.sums("approver", p.since, p.until)) for p in (span.baseline, span.now))
    rows = [
        (name, sum(heap.values()), quantile(heap, 0.5), quantile(heap, 0.9), quantile(then.get(name, {}), 0.5))
        for name, heap in sorted(now.items(), key=lambda pair: -(quantile(pair[1], 0.9) or 0))
    ]
    columns = [
        ("Approver", TEXT), ("Decided", NUMBER), ("Median hours", NUMBER), ("Nine of ten within", NUMBER),
        ("Median before", NUMBER),
    ]  # fmt: skip
    head = (
        "approvers",
        "Approvals",
        "Hours from acceptance to an approver's word, the slowest first.",
    )
    return table_of(head, columns, rows, chart=Chart("bar", 0, (2, 3), most=10))


def _awaiting(views: FigureViews, now: dt.datetime) -> Table:
    rows = [
        (case_cell(row["case_id"]), row["intent"], row["awaits"],
         round((now - row["awaits_since"]).total_seconds() / 3600),
         None if row["amount"] is None else _units(row["amount"]), row["currency"])
        for row in views.list_awaiting()
    ]  # fmt: skip
    columns = [
        ("Case", TEXT), ("Means", TEXT), ("Approvers needed", TEXT), ("Hours", NUMBER), ("At stake", MONEY),
        ("Currency", TEXT),
    ]  # fmt: skip
    counted = views.count_awaiting()
    says = (
        f"{sum(counted.values())} wait now, {counted.get('two', 0)} of them for two persons; the 25 longest are shown."
    )
    return table_of(("awaiting", "Waiting for approval", says), columns, rows, nothing="Nothing waits for an approver.")


def _events(views: FigureViews, span: Span) -> Table:
    now = views.sums("event", span.now.since, span.now.until)
    before = views.sums("event", span.baseline.since, span.baseline.until)
    rows: list[Sequence[Value | Cell]] = []
    for kind in sorted({*now, *before}):
        words = kind.removeprefix("triage.").replace(".", " ")
        mark = "bad" if words.rpartition(" ")[2] in FAILED else ""
        told = (now.get(kind, {}).get("cases", 0), before.get(kind, {}).get("cases", 0))
        rows.append((Cell(words, mark=mark), "trouble" if mark else "", *told))
    columns = [("Event", TEXT), ("Kind", TEXT), ("These weeks", NUMBER), ("Before", NUMBER)]
    head = (
        "events",
        "Events",
        "What carriers, payment providers and shops told; trouble: failed, delayed, withheld.",
    )
    return table_of(head, columns, rows, nothing="No event came.")


def _retries(house: Mapping[str, Any]) -> Table:
    rows = [
        (w["waits_for"] or "another try", w["cases"], w["since"][:16].replace("T", " "), w["reason"])
        for w in house["waiting"]
    ]
    rows += [
        ("given up at " + (step or "no step"), number, "", "dead letter")
        for step, number in house["dead_by_step"].items()
    ]
    columns = [("What", TEXT), ("Cases", NUMBER), ("Since (UTC)", DAY), ("Why", TEXT)]
    head = ("retries", "Retries and failures", "Cases that are tried again now, and those that could not be finished.")
    return table_of(head, columns, rows, nothing="Nothing is tried again, and nothing was given up.")
