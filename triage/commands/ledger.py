"""What did the books do after our suggestions? A second look at the customers' documents, kept as outcomes."""

from datetime import timedelta
from typing import TYPE_CHECKING

from triage import context, wiring
from triage.domain.decisions import DecisionKind
from triage.domain.failures import TriageError
from triage.domain.use import KeptOutcome
from triage.pipeline import Case, Tools
from triage.review.ledger import Looked, outcomes_of

if TYPE_CHECKING:  # the household itself calls this
    from triage.commands.household import Household

MARK = "uses.ledger"
DAYS = 120  # so long after a mail its dispute or promise is looked after


def look_at_ledger(house: "Household", most: int = 10_000) -> int:
    """Look at the books again for claims of the last months without an outcome; returns how many outcomes are new.

    At most `most` cases are looked at, going on where the last look ended. A case whose books do not answer is left
    for the next round.
    """
    tools, found = house.tools(), 0
    house.supervision.refresh()
    since, mark = wiring.now() - timedelta(days=DAYS), house.cursors.find(MARK) or ""
    chosen = house.use_book.list_without_outcome(since, after=mark, limit=most)
    for case_id in chosen:
        fresh = [o for o in _outcomes(house, tools, case_id) if house.use_book.record_outcome(o)]
        if fresh:
            house.supervision.fold([case_id])
        found += len(fresh)
    house.cursors.put(MARK, chosen[-1] if len(chosen) == most else "")
    return found


def _outcomes(house: "Household", tools: Tools, case_id: str) -> list[KeptOutcome]:
    try:
        case = house.journey.load(case_id)
        return _of_case(house, tools, case)
    except TriageError:
        return []


def _of_case(house: "Household", tools: Tools, case: Case) -> list[KeptOutcome]:
    message, reading, before = case.message, case.reading, case.case_file
    if message is None or reading is None or before is None or not before.sender.proven:
        return []
    now = context.gather(message, reading, books=tools.books, now=tools.clock())
    refused = any(d.kind is DecisionKind.REFUSED for d in house.decisions.list_decisions(case_id=case.case_id)) or any(
        step.kind == "refuse_claim" for step in (case.proposal.steps if case.proposal else ())
    )
    grace = tools.policy.promise_grace_days
    return outcomes_of(Looked(case.case_id, reading, case.findings or (), before, now, refused, grace))
