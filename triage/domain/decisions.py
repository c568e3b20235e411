"""What did a person do with a suggestion? Their act in Odoo, fed back so that the house can learn from it."""

from decimal import Decimal
from enum import StrEnum
from typing import Any, Self

from pydantic import AwareDatetime, Field, model_validator

from triage.domain.noun import Noun


class DecisionKind(StrEnum):
    """The closed list of things that a person, or the lapse of an approval, can do to a suggestion."""

    ACCEPTED = "accepted"
    EDITED = "edited"  # accepted with changes; `difference` says which
    REJECTED = "rejected"  # with a reason code and a note
    APPROVED = "approved"  # a financial step was released by an approver
    REFUSED = "refused"  # a financial step was refused by an approver
    LAPSED = "lapsed"  # the books moved after the approval
    ASKED_AGAIN = "asked_again"  # a fresh suggestion is wanted


class Decision(Noun):
    """One act on one revision of a case's suggestion. `id` is unique over all Odoo databases that send to us."""

    id: str = Field(min_length=1, max_length=200, description="<odoo database uuid>/<outbox id>")
    case_id: str = Field(pattern=r"^c-[0-9a-f]{24}$")
    revision: int = Field(ge=1, le=1_000_000)
    kind: DecisionKind
    by: str = Field(min_length=1, max_length=200, description="who decided, as Odoo names them")
    at: AwareDatetime
    reason: str = Field(default="", max_length=80, pattern=r"^[a-z0-9_.]*$", description="a code, where rejected")
    note: str = Field(default="", max_length=10_000, description="the person's own words")
    difference: dict[str, Any] = Field(default_factory=dict, description="what was changed before it was accepted")
    amount: Decimal | None = Field(default=None, max_digits=18, decimal_places=4, description="what was released")
    currency: str = Field(default="", pattern=r"^([A-Z]{3})?$")
    shown: str = Field(default="", max_length=200, description="fingerprint of what the person saw")

    @model_validator(mode="after")
    def _amount_has_a_currency(self) -> Self:
        if (self.amount is None) != (not self.currency):
            raise ValueError("amount and currency go together")
        return self


class KeptDecision(Decision):
    """A decision as the store keeps it; `number` counts in the order in which they came."""

    number: int
    received_at: AwareDatetime
