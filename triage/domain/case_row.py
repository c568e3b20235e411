"""What do reports on disputes and process know of a case? One flat row; nothing of the customer's words is in it."""

import datetime as dt
from decimal import Decimal
from enum import StrEnum

from pydantic import AwareDatetime

from triage.domain.noun import Noun


class LagKind(StrEnum):
    """What is measured between two moments of a document's life."""

    RELEASE = "order_release"  # order placed until its picking is planned
    PICK_TO_SHIP = "pick_to_ship"  # planned until shipped
    SHIP_TO_INVOICE = "ship_to_invoice"
    POD = "ship_to_pod"  # shipped until the carrier has a signed proof
    COLLECTION = "invoice_to_payment"
    DISPUTE = "dispute"  # mail until a person ended it


class Lag(Noun):
    """Days between two moments of a document, counted once however many cases name it; negative: other way round."""

    kind: LagKind
    document: str
    ended: dt.date
    days: int


class KnownInvoice(Noun):
    """An invoice as it was read last; amounts in `currency`."""

    name: str
    currency: str
    invoice_date: dt.date
    total: Decimal
    open: Decimal
    as_of: AwareDatetime


class KnownAccount(Noun):
    """Where a customer stood when last read; amounts in `currency`."""

    customer: str  # the commercial partner's id
    currency: str
    segment: str
    open: Decimal
    overdue: Decimal
    as_of: AwareDatetime


class Approver(Noun):
    """Who released or refused, and after how many hours."""

    name: str
    hours: int
    at: AwareDatetime


class CaseRow(Noun):
    """One case, as it counts in the reports. `traits` are what it is found by: (dimension, value)."""

    case_id: str
    received_at: AwareDatetime
    week: str
    state: str
    intent: str
    is_dispute: bool  # disputes and deductions
    is_open: bool  # a dispute that no person and no ledger has ended
    customer: str = ""  # name of the commercial partner
    amount: Decimal | None = None  # at stake by the books, in `currency`
    currency: str = ""
    finding: str = ""  # supported, refuted or undecided: of the first finding
    document: str = ""  # the disputed one
    awaits: str = ""  # one or two: so many approvers are needed, and none has spoken
    awaits_since: AwareDatetime | None = None
    traits: tuple[tuple[str, str], ...] = ()
    outcomes: tuple[str, ...] = ()
    approvers: tuple[Approver, ...] = ()
    lags: tuple[Lag, ...] = ()
    invoices: tuple[KnownInvoice, ...] = ()
    accounts: tuple[KnownAccount, ...] = ()

    def values(self, dimension: str) -> list[str]:
        """List the values that the case has in one dimension."""
        return [value for name, value in self.traits if name == dimension]
