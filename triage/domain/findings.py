"""Is it true, and how much hangs on it? The outcome of each check, with the record behind every figure."""

from decimal import Decimal
from enum import StrEnum
from typing import Self

from pydantic import AwareDatetime, model_validator

from triage.domain.codes import Intent
from triage.domain.money import Money
from triage.domain.noun import Noun


class Outcome(StrEnum):
    """What the books say about a claim."""

    SUPPORTED = "supported"
    REFUTED = "refuted"
    UNDECIDED = "undecided"


class Evidence(Noun):
    """One field of one Odoo record, as it was read."""

    model: str
    id: int
    field: str
    value: str
    label: str = ""
    write_date: AwareDatetime | None = None

    @property
    def key(self) -> str:
        """Return a stable name for this proof: model, id and field."""
        return f"{self.model}/{self.id}/{self.field}"


class Figure(Noun):
    """One number of the arithmetic, named, with the evidence it came from or `computed`."""

    name: str
    value: Decimal
    unit: str = ""  # currency code, unit of measure, "days" or ""
    evidence: str = ""  # key of the evidence; empty when computed from the others


class Finding(Noun):
    """What one check says about one claim."""

    claim: int  # index in Reading.claims; -1 where the books speak without being asked
    intent: Intent
    check: str
    outcome: Outcome
    amount: Money | None = None  # what is at stake by the books, never by the mail
    claimed: Money | None = None  # what the mail says is at stake, for comparison
    document: str = ""  # name of the document it is about
    arithmetic: str = ""
    figures: tuple[Figure, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    missing: tuple[str, ...] = ()  # codes of what would decide it, e.g. "photos", "pod", "invoice_number"
    reason: str = ""  # a stable code of why: e.g. "billed_more_than_shipped"

    @model_validator(mode="after")
    def _decided_needs_evidence(self) -> Self:
        if self.outcome is not Outcome.UNDECIDED and not self.evidence:
            raise ValueError("supported or refuted needs evidence")
        return self
