"""Who must agree? By the amount and by what the customer got in the period, so that splitting does not help."""

import datetime as dt
from decimal import Decimal

from triage.domain.money import Money
from triage.domain.proposal import Approval
from triage.propose.grounds import Grounds
from triage.propose.policy import Policy, converted


def approval_for(amount: Money | None, so_far: Decimal, policy: Policy) -> Approval:
    """Return how many persons agree; an amount that is unknown or in an unknown currency takes the last tier.

    `so_far` is what the customer was granted in the period, in policy currency, without this amount.
    """
    value = converted(amount, policy)
    last = policy.approval.tiers[-1]
    if value is None:
        return last.approval
    for tier in policy.approval.tiers:
        fits_amount = tier.amount_up_to is None or value <= tier.amount_up_to
        fits_period = tier.exposure_up_to is None or so_far + value <= tier.exposure_up_to
        if fits_amount and fits_period:
            return tier.approval
    return last.approval


def granted_in_period(grounds: Grounds, policy: Policy) -> Decimal:
    """Return the credit notes and refunds of the last `exposure_days`, in policy currency.

    Drafts count, for they wait to be posted. An amount without a known rate counts by its plain value:
    too strict rather than too lax.
    """
    since = grounds.today - dt.timedelta(days=policy.approval.exposure_days)
    credits = (
        i.total
        for i in grounds.case_file.invoices
        if i.is_credit_note and i.state != "cancel" and _recent(i.invoice_date, since)
    )
    refunds = (p.amount for p in grounds.case_file.payments if not p.inbound and p.date >= since)
    amounts = [*credits, *refunds]
    return sum((_or_plain(a, policy) for a in amounts), Decimal(0))


def _recent(day: dt.date | None, since: dt.date) -> bool:
    return day is None or day >= since


def _or_plain(amount: Money, policy: Policy) -> Decimal:
    value = converted(amount, policy)
    return abs(amount.value) if value is None else value
