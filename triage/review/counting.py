"""What does a row add to the sums of the reports? Counts and hundredths of money, by dimension, week and key."""

from collections import Counter
from decimal import Decimal

from triage.domain.case_row import CaseRow, Lag

Cell = tuple[str, str, str, str]  # dimension, week, key, measure
DIMENSIONS = ("customer", "product", "warehouse", "carrier", "segment")
OF_VALUES = ("cases", "disputes", "open", "amount/")
CENTS = Decimal(100)


def cents(amount: Decimal) -> int:
    """Return hundredths of a currency's unit, rounded half up as money is."""
    return int((amount * CENTS).to_integral_value())


def counts_of(row: CaseRow) -> dict[Cell, int]:
    """Return what a row adds; nothing for a case that was not read."""
    if not row.intent:
        return {}
    found: Counter[Cell] = Counter()
    measures = _measures(row)
    for measure, number in measures.items():
        found[("cause", row.week, row.intent, measure)] += number
    cause = row.intent if row.is_dispute else ""  # of what is no dispute only the number counts, as the base
    few = {measure: n for measure, n in measures.items() if measure.startswith(OF_VALUES)}
    for dimension in DIMENSIONS:
        for value in row.values(dimension):
            for measure, number in few.items():
                found[(dimension, row.week, f"{value}|{cause}", measure)] += number
    for approver in row.approvers:
        year, week, _ = approver.at.isocalendar()
        found[("approver", f"{year}-W{week:02}", f"{approver.name}|{approver.hours}", "cases")] += 1
    return dict(found)


def _measures(row: CaseRow) -> dict[str, int]:
    measures = {"cases": 1}
    if row.is_dispute:
        measures["disputes"] = 1
        measures |= {name: 1 for name in (row.finding, *row.outcomes) if name}
        if row.is_open:
            measures["open"] = 1
        if row.amount is not None:
            measures[f"amount/{row.currency}"] = cents(row.amount)
    return measures


def lag_cell(lag: Lag) -> Cell:
    """Return where a lag is counted: by the week in which it ended."""
    year, week, _ = lag.ended.isocalendar()
    return ("lag", f"{year}-W{week:02}", f"{lag.kind}|{lag.days}", "cases")
