"""Is a small rest let go, a granted discount written off, and a credit hold released only where the books allow it?"""

from decimal import Decimal
from pathlib import Path

import pytest

from propose.cases import INVOICE, case_file, eur, finding, grounds
from triage.domain.codes import Intent
from triage.domain.findings import Outcome
from triage.domain.proposal import Approval, StepKind
from triage.propose import Policy, propose

POLICY = Policy.load(Path(__file__).parents[2] / "policies" / "default-1.yaml")


def paid(reason: str, rest: str) -> list[tuple[StepKind, str, Approval]]:
    """Return the steps for an invoice on which this much is left after its payment."""
    bill = INVOICE.model_copy(update={"open": eur(rest)})
    said = finding(Intent.REMITTANCE, Outcome.SUPPORTED, reason=reason, document=bill.name)
    case = grounds(Intent.REMITTANCE, findings=(said,), books=case_file(invoices=(bill,)))
    proposal = propose(case, policy=POLICY)
    return [(step.kind, str(step.amount), step.approval) for step in proposal.steps]


def test_a_rest_of_4_euros_is_proposed_to_be_written_off_and_one_person_agrees() -> None:
    assert paid("paid_short", "4.00")[0] == (StepKind.WRITE_OFF, "4.00 EUR", Approval.ONE)


def test_a_rest_of_40_euros_is_not_and_what_is_open_is_said() -> None:
    kinds = [kind for kind, _, _ in paid("paid_short", "40.00")]
    assert StepKind.WRITE_OFF not in kinds
    assert StepKind.REPLY in kinds


def test_a_granted_cash_discount_of_40_euros_is_written_off() -> None:
    assert paid("short_by_discount", "40.00")[0] == (StepKind.WRITE_OFF, "40.00 EUR", Approval.ONE)


def test_a_policy_that_names_no_size_writes_nothing_off() -> None:
    bill = INVOICE.model_copy(update={"open": eur("1.00")})
    said = finding(Intent.REMITTANCE, Outcome.SUPPORTED, reason="paid_short", document=bill.name)
    strict = POLICY.model_copy(update={"write_off_up_to": Decimal(0)})
    case = grounds(Intent.REMITTANCE, findings=(said,), books=case_file(invoices=(bill,)))
    proposal = propose(case, policy=strict)
    assert "the rest is more than policy lets us write off" in [block.reason for block in proposal.blocked]


@pytest.mark.parametrize(
    ("outcome", "reason"), [(Outcome.SUPPORTED, "facts_found"), (Outcome.UNDECIDED, "needs_decision")]
)
def test_a_hold_stays_where_something_is_overdue_or_no_limit_is_known(outcome: Outcome, reason: str) -> None:
    proposal = propose(
        grounds(Intent.CREDIT, findings=(finding(Intent.CREDIT, outcome, reason=reason),)), policy=POLICY
    )
    assert StepKind.CREDIT_HOLD not in [step.kind for step in proposal.steps]
    assert StepKind.CREDIT_HOLD in [block.kind for block in proposal.blocked]


def test_a_hold_is_proposed_to_be_released_within_the_limit_and_a_person_agrees() -> None:
    said = finding(Intent.CREDIT, Outcome.SUPPORTED, reason="within_credit_limit")
    step = propose(grounds(Intent.CREDIT, findings=(said,)), policy=POLICY).steps[0]
    assert (step.kind, step.financial) == (StepKind.CREDIT_HOLD, True)
    assert step.approval in (Approval.ONE, Approval.TWO)
    assert "release" in step.text
