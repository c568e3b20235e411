"""What do they mean and claim? The customer's words, typed, quoted and never believed."""

import datetime as dt
from decimal import Decimal

from pydantic import Field

from triage.domain.codes import (
    AmountRole,
    DateRole,
    Flag,
    Intent,
    QuantityRole,
    ReferenceKind,
)
from triage.domain.noun import Noun


class Place(Noun):
    """Where in the message a thing stands: part is subject, reply or an attachment's name."""

    part: str
    start: int
    end: int


class Reference(Noun):
    """A document number: `text` as written without its label, `normal` upper-case without spaces."""

    kind: ReferenceKind
    text: str
    normal: str
    place: Place | None = None


class Amount(Noun):
    """A sum of money as written; currency is empty where the text names none."""

    value: Decimal
    currency: str = ""
    role: AmountRole
    text: str
    place: Place | None = None


class Quantity(Noun):
    """A number of goods; unit as a plain word ("carton", "kg"), empty for pieces."""

    value: Decimal
    unit: str = ""
    role: QuantityRole
    text: str
    product: str = ""
    place: Place | None = None


class DateMention(Noun):
    """A calendar day; relative words are resolved against the message's own day."""

    date: dt.date
    role: DateRole
    text: str
    place: Place | None = None


class Claim(Noun):
    """One thing the sender says is so, with what belongs to it."""

    intent: Intent
    quote: str
    references: tuple[Reference, ...] = ()
    amounts: tuple[Amount, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    dates: tuple[DateMention, ...] = ()


class Explanation(Noun):
    """Why this label: the words that spoke for it and the rule or model that heard them."""

    source: str  # rule id or model version
    intent: Intent
    words: tuple[str, ...] = ()
    weight: float = 0.0


class Reading(Noun):
    """What the newest words of one message mean. See design.md section 7 for the JSON."""

    path: str = ""
    message_id: str
    reply: str
    language: str  # ISO 639-1, "und" when it cannot be told
    primary: Intent
    confidence: float = Field(ge=0.0, le=1.0)
    abstained: bool
    further: tuple[Intent, ...] = ()
    references: tuple[Reference, ...] = ()
    amounts: tuple[Amount, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    dates: tuple[DateMention, ...] = ()
    claims: tuple[Claim, ...] = ()
    flags: tuple[Flag, ...] = ()
    explanation: tuple[Explanation, ...] = ()
    versions: dict[str, str] = Field(default_factory=dict)

    @property
    def intents(self) -> tuple[Intent, ...]:
        """Return the primary and all further intents."""
        return (self.primary, *self.further)

    @property
    def is_noise(self) -> bool:
        """Tell whether nobody needs to see this: noise, sure, and with no warning flag."""
        return self.primary.is_noise and not self.abstained and not self.further
