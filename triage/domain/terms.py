"""What was agreed with customers? Periods, tolerances and fees that the checks compare against; set by policy."""

from decimal import Decimal

from pydantic import Field

from triage.domain.codes import Intent
from triage.domain.events import EventType
from triage.domain.noun import Noun


class ClaimTerms(Noun):
    """Terms of trade that no Odoo record holds. Days are calendar days; amounts are in the document's currency."""

    claim_days: dict[Intent, int] = Field(default_factory=dict)  # days after delivery within which one may complain
    default_claim_days: int = 365
    late_grace_days: int = 0  # days after the promised day that are still in time
    late_penalty_percent_per_week: Decimal = Decimal(0)  # of the late value; zero: no penalty was agreed
    late_penalty_cap_percent: Decimal = Decimal(0)
    reminder_fee: Decimal = Decimal(0)  # the highest fee we may charge for a reminder
    rounding: Decimal = Decimal("0.05")  # a difference up to this is no difference
    discount_grace_days: int = 3  # days after the discount term in which we still grant it
    promise_days: int = 60  # a promise further away than this is not plausible
    # What an outsider may prove alone: a signed proof by default, and not that goods or money came or did not.
    believed_events: tuple[EventType, ...] = (EventType.POD_AVAILABLE,)
