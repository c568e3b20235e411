"""How are suggestions used, and where is an intent switched off? The verbs `use` and `intent`."""

import sys
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.table import Table

from triage.commands.household import Household
from triage.commands.ledger import look_at_ledger
from triage.domain.codes import Intent
from triage.domain.failures import Refused
from triage.review.drift import Drift
from triage.review.shares import ShareOf
from triage.settings import load_settings
from triage.supervision import Period, Supervision

BY = ("intent", "language", "agent", "segment", "model", "week")


def show_use(by: str, since: str, until: str, drift: str, *, ledger: bool) -> int:
    """Print acceptance, edits, minutes, confidence and thresholds; with `drift`, periods compared instead."""
    if by not in BY:
        raise Refused(f"use is told by {', '.join(BY)}")
    house = Household.open(load_settings())
    if ledger:
        sys.stdout.write(f"{look_at_ledger(house)} outcomes found in the books\n")
    house.supervision.refresh()
    period = Period(since, until or "~")
    console = Console(width=140)
    if drift:
        start, _, end = drift.partition(":")
        end = end or start
        now = period if since else Period(f"{end}~", period.until)  # without a first week: all that came after
        for found in house.supervision.drift(Period(start, end), now):
            _print_drift(console, found)
        return 0
    _print_use(console, house.supervision, by, period)
    threshold = house.tools().reader.abstain_below
    rows = [asdict(row) for row in house.supervision.thresholds(threshold, period=period)]
    rows = [row for row in rows if not row["intent"] or row["suggested"] is not None]
    console.print(_table("thresholds, and what they would have changed", rows))
    return 0


def _print_use(console: Console, view: Supervision, by: str, period: Period) -> None:
    console.print(_table(f"acceptance by {by}", [asdict(row) for row in view.acceptance(by, period)]))
    console.print(_table("edits by part", [asdict(row) for row in view.edits(period)]))
    paces = {"mail to decision": view.minutes(period), "acceptance to approval": view.approval_minutes(period)}
    console.print(_table("minutes", [{"from": name, **asdict(pace)} for name, pace in paces.items()]))
    console.print(_table("confidence", [asdict(row) for row in view.confidence(period)]))
    wrong = [
        {"case": use.case_id, "read as": use.intent, "is": use.true_intent, "sure": use.confidence}
        for use in view.surest_wrong(10)
    ]
    console.print(_table("surest and wrong", wrong))
    outcomes = [{"intent": key, **kinds} for key, kinds in view.outcomes("intent", period).items()]
    console.print(_table("what the ledger did", outcomes))


def _print_drift(console: Console, found: Drift) -> None:
    mark = "ALARM" if found.alarm else "no alarm"
    cases = f"{found.cases_before} before, {found.cases_now} now"
    console.print(f"{found.what}: {cases}, size {found.size}, p {found.p}, {mark}")
    if found.rows:
        console.print(_table("mix, largest change first", [asdict(row) for row in found.rows[:15]]))


def _table(title: str, rows: list[dict[str, Any]]) -> Table:
    table = Table(title=title, title_justify="left")
    names = list(dict.fromkeys(name for row in rows for name in row))
    for name in names:
        table.add_column(name.replace("_", " "))
    for row in rows:
        table.add_row(*(_cell(row.get(name, "")) for name in names))
    return table


def _cell(value: Any) -> str:
    if isinstance(value, dict) and value.keys() == set(ShareOf.__dataclass_fields__):
        return f"{value['found']}/{value['of']} {value['value']:.0%} ({value['low']:.0%}-{value['high']:.0%})"
    return f"{value:.2f}" if isinstance(value, float) else "" if value is None else str(value)


def switch_intent(code: str, name: str, why: str, *, off: bool) -> int:
    """Switch suggestions for an intent off or on, at once, with a name and a reason in the journal."""
    if code not in set(Intent):
        raise Refused(f"there is no intent {code}")
    now = Household.open(load_settings()).changes.switch(Intent(code), off=off, by=name, why=why)
    sys.stdout.write(f"off: {', '.join(now.versions.intents_off) or 'none'}\n")
    return 0
