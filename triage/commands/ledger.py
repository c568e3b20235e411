"""What did the books do after our suggestions? A second look at the customers' documents, kept as outcomes."""

from datetime import timedelta

from triage import context
from triage.commands.household import Household
from triage.domain.decisions import DecisionKind
from triage.domain.failures import TriageError
from triage.domain.use import KeptOutcome
from triage.pipeline import Case, Tools
from triage.review.ledger import Looked, outcomes_of

DAYS = 120  # so long after a mail its dispute or promise is looked after


def look_at_ledger(house: Household) -> int:
    """Look at the books again for cases of the last months; returns how many outcomes are new.

    A case whose books do not answer is left for the next look.
    """
    tools, found = house.tools(), 0
    since = tools.clock() - timedelta(days=DAYS)
    for case_id in house.use_book.list_since(since):
        fresh = [o for o in _outcomes(house, tools, case_id) if house.use_book.record_outcome(o)]
        if fresh:
            house.supervision.fold([case_id])
        found += len(fresh)
    return found


def _outcomes(house: Household, tools: Tools, case_id: str) -> list[KeptOutcome]:
    try:
        case = house.journey.load(case_id)
        return _of_case(house, tools, case)
    except TriageError:
        return []


def _of_case(house: Household, tools: Tools, case: Case) -> list[KeptOutcome]:
    message, reading, before = case.message, case.reading, case.case_file
    if message is None or reading is None or before is None or not before.sender.proven:
        return []
    now = context.gather(message, reading, books=tools.books, now=tools.clock())
    refused = any(d.kind is DecisionKind.REFUSED for d in house.decisions.list_decisions(case_id=case.case_id)) or any(
        step.kind == "refuse_claim" for step in (case.proposal.steps if case.proposal else ())
    )
    grace = tools.policy.promise_grace_days
    return outcomes_of(Looked(case.case_id, reading, case.findings or (), before, now, refused, grace))
