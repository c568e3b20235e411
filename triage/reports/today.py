"""How is the house today? Doors, queue, holds, dead letters and ledger, from the operator's figures."""

from collections.abc import Mapping
from typing import Any

from triage.domain.report import Alert, Kind, Report, Table, table_of
from triage.reports.cells import case_cell, count_cell, moment

TERMS = ("delivered", "waiting", "held", "dead_lettered", "ignored")
TEXT, NUMBER, DAY = Kind.TEXT, Kind.NUMBER, Kind.DAY


def today_report(house: Mapping[str, Any]) -> Report:
    """Return the report of this moment; `house` is what the operations page shows, no content in it."""
    ledger = house["ledger"]
    alerts = [Alert(f"{alarm['subject']}: {alarm['detail']}") for alarm in house["alarms"]]
    sum_told = " + ".join(f"{ledger[term]} {term.replace('_', '-')}" for term in TERMS)
    holds = ledger["gap"] == 0
    verdict = "it adds up" if holds else f"{ledger['gap']} are missing"
    told = Alert(f"{ledger['received']} received = {sum_told}: {verdict}.", "good" if holds else "bad")
    return Report(
        "today",
        "Today",
        "What came in, where it stands, and what needs a person now.",
        (_ledger(ledger), _doors(house), _waiting(house), _queues(house), _holds(house), _dead(house)),
        (told, *(alerts or [Alert("No alarm.", "good")])),
    )


def _ledger(ledger: Mapping[str, int]) -> Table:
    rows = [(term.replace("_", "-"), count_cell(ledger[term], state=term)) for term in TERMS]
    head = ("ledger", "Ledger", "Every mail that came in is in exactly one of these.")
    return table_of(head, [("State", TEXT), ("Cases", NUMBER)], rows)


def _doors(house: Mapping[str, Any]) -> Table:
    rows = [(d["door"], moment(d["last_at"]), d["last_week"], d["expected_a_week"]) for d in house["doors"]]
    columns = [("Door", TEXT), ("Spoke last (UTC)", DAY), ("Mails in 7 days", NUMBER), ("Expected in 7 days", NUMBER)]
    head = ("doors", "Doors", "When each door spoke last, and whether that is as usual; empty: still learning.")
    return table_of(head, columns, rows, nothing="No door has spoken in eight weeks.")


def _waiting(house: Mapping[str, Any]) -> Table:
    rows = [
        (w["waits_for"] or "another try", w["cases"], w["parked"], moment(w["since"]), w["reason"])
        for w in house["waiting"]
    ]
    columns = [("Waits for", TEXT), ("Cases", NUMBER), ("Parked", NUMBER), ("Since (UTC)", DAY), ("Why", TEXT)]
    head = ("waiting", "Waiting", "Cases on the road that cannot go on by themselves yet.")
    return table_of(head, columns, rows, nothing="No case waits.")


def _queues(house: Mapping[str, Any]) -> Table:
    rows = [(q["queue"], q["status"].lower(), q["legs"]) for q in house["queues"]]
    head = ("queues", "Queue", "What the engine has in hand.")
    columns = [("Queue", TEXT), ("Status", TEXT), ("Legs", NUMBER)]
    return table_of(head, columns, rows, nothing="The queues are empty.")


def _holds(house: Mapping[str, Any]) -> Table:
    rows = [(hold["guard"].replace("_", " "), count_cell(hold["cases"], state="held")) for hold in house["holds"]]
    head = ("holds", "Holds", "Suggestions that a guard holds back until a person has looked.")
    return table_of(head, [("Held by", TEXT), ("Cases", NUMBER)], rows, nothing="No case is held.")


def _dead(house: Mapping[str, Any]) -> Table:
    rows = [
        (case_cell(d["case_id"]), moment(d["changed_at"]), d["step"], d["intent"], d["reason"])
        for d in house["dead_letters"]
    ]
    columns = [("Case", TEXT), ("Since (UTC)", DAY), ("Step", TEXT), ("Means", TEXT), ("Why", TEXT)]
    head = ("dead", "Dead letters", "What could not be finished; an operator replays or discards it under Operations.")
    return table_of(head, columns, rows, nothing="There is none.")
