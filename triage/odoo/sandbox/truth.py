"""What would a good clerk find and do? The truth of a situation, as the description of a world tells it."""

from decimal import Decimal

from triage.domain.codes import AmountRole, DateRole, Intent, QuantityRole
from triage.domain.findings import Outcome
from triage.domain.proposal import StepKind
from triage.odoo.sandbox.household import Day, Entry


class ExpectedFinding(Entry):
    """What a check has to say. `amount` is in the document's currency."""

    intent: Intent
    outcome: Outcome
    check: str = ""
    amount: Decimal | None = None
    document: str = ""
    missing: tuple[str, ...] = ()


class Said(Entry):
    """One claim of the mail as a good reader would take it; the evaluation of the checks starts from these.

    `about` names documents: "{key}", "{key.po}", or "kind:number" for one that is not of this story.
    """

    intent: Intent
    quote: str = ""
    about: tuple[str, ...] = ()
    amounts: dict[AmountRole, Decimal] = {}
    currency: str = ""
    quantities: dict[QuantityRole, Decimal] = {}
    unit: str = ""
    product: str = ""
    dates: dict[DateRole, Day] = {}


class Truth(Entry):
    """What a good clerk would find and do; `decidable` is whether the books can tell at all."""

    primary: Intent
    further: tuple[Intent, ...] = ()
    proven: bool = True  # the sender
    decidable: bool = True
    findings: tuple[ExpectedFinding, ...] = ()
    claims: tuple[Said, ...] = ()
    first_step: StepKind | None = None
    note: str = ""
