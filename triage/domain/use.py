"""How was a suggestion used? One row a case: what we said, what a person did with it, what the ledger did then."""

from decimal import Decimal
from enum import StrEnum

from pydantic import AwareDatetime, Field

from triage.domain.noun import Noun


class LedgerOutcome(StrEnum):
    """What the books show after a suggestion."""

    CREDITED = "credited"  # a credit note for the disputed document was posted
    PAID_AFTER_REFUSAL = "paid_after_refusal"  # the claim was refused, and the document is paid
    PROMISE_KEPT = "promise_kept"
    PROMISE_BROKEN = "promise_broken"
    WITHDRAWN = "withdrawn"  # the claim was given up: the customer said so, or paid in full before anything was refused


class KeptOutcome(Noun):
    """One outcome of one case, with the document that shows it; the amount is in `currency`."""

    case_id: str
    kind: LedgerOutcome
    document: str = ""
    amount: Decimal | None = None
    currency: str = ""
    at: AwareDatetime


class Use(Noun):
    """One case as the reports see it. Nothing of the customer's words is in it."""

    case_id: str
    received_at: AwareDatetime
    state: str = ""
    intent: str = ""  # as read
    true_intent: str = ""  # as a person corrected it; empty: not corrected
    language: str = ""
    confidence: float = 0.0
    abstained: bool = False
    segment: str = ""
    model: str = ""
    policy: str = ""
    agent: str = ""  # who accepted, edited or rejected last
    kind: str = ""  # accepted, edited or rejected; empty: nobody decided yet
    reason: str = ""  # why rejected, a code
    parts: tuple[str, ...] = ()  # what was edited: figures, tone, steps, meaning
    minutes: int | None = None  # from the mail to the first decision, whole minutes
    approval: str = ""  # approved, refused or lapsed
    approval_minutes: int | None = None  # from acceptance to approval, whole minutes
    outcomes: tuple[LedgerOutcome, ...] = Field(default=())

    @property
    def week(self) -> str:
        """Return the ISO week in which the mail came: 2026-W47."""
        year, week, _ = self.received_at.isocalendar()
        return f"{year}-W{week:02}"

    @property
    def is_right(self) -> bool | None:
        """Tell whether the meaning was read rightly, by what a person did; None where nobody has said."""
        if self.true_intent:
            return self.true_intent == self.intent
        if self.kind == "rejected":
            return False if self.reason == "wrong_intent" else None
        return True if self.kind in ("accepted", "edited") else None
