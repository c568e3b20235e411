"""What exactly is to be checked? One claim with the documents it is about, the facts, and the terms of trade."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from triage.domain.casefile import CaseFile
from triage.domain.codes import AmountRole, DateRole, Intent, QuantityRole
from triage.domain.findings import Finding
from triage.domain.message import Message
from triage.domain.money import Money
from triage.domain.reading import Amount, Claim, Quantity
from triage.domain.terms import ClaimTerms
from triage.verify.scope import Scope
from triage.verify.trail import Trail

_AT_STAKE = (AmountRole.CLAIMED, AmountRole.DEDUCTED)
_IMAGES = ("image/", "application/pdf", "video/")


@dataclass(frozen=True, slots=True)
class Question:
    """A claim, and all that a check may look at to answer it."""

    index: int
    claim: Claim
    message: Message
    case: CaseFile
    trail: Trail
    terms: ClaimTerms
    scope: Scope
    before: tuple[Finding, ...] = ()  # what the claims checked before this one came to

    @property
    def text(self) -> str:
        """Return the words of the claim, or the newest words where none were quoted."""
        return self.claim.quote or self.message.words

    @property
    def said_on(self) -> dt.date:
        """Return the day on which the sender wrote."""
        return self.message.sent_at.date()

    @property
    def has_pictures(self) -> bool:
        """Tell whether photos or reports came with the message."""
        return any(part.content_type.startswith(_IMAGES) and not part.inline for part in self.message.attachments)

    def amounts(self, *roles: AmountRole) -> tuple[Amount, ...]:
        """Return the claim's amounts in these roles."""
        return tuple(amount for amount in self.claim.amounts if amount.role in roles)

    def quantities(self, *roles: QuantityRole) -> tuple[Quantity, ...]:
        """Return the claim's quantities in these roles."""
        return tuple(quantity for quantity in self.claim.quantities if quantity.role in roles)

    def day(self, *roles: DateRole) -> dt.date | None:
        """Return the first day the claim names in one of these roles."""
        return next((d.date for d in self.claim.dates if d.role in roles), None)

    def claimed(self, currency: str) -> Money | None:
        """Return what the mail says is at stake, in its own currency or else the document's.

        Several sums about a price are prices, differences and totals: they are not added up.
        """
        amounts = self.amounts(*_AT_STAKE)
        if self.claim.intent is Intent.PRICE and len({a.value for a in amounts}) > 1:
            return None
        if not amounts or len({a.currency or currency for a in amounts}) > 1:
            return None
        return Money(value=sum((a.value for a in amounts), Decimal(0)), currency=amounts[0].currency or currency)

    def sum_of(self, currency: str, *roles: AmountRole) -> Decimal | None:
        """Return the sum of the claim's amounts in these roles and this currency; None where it names none."""
        own = [a.value for a in self.amounts(*roles) if (a.currency or currency) == currency]
        return sum(own, Decimal(0)) if own else None
