"""What is this case about, in the books? The sender proven or not, and all facts gathered for it."""

from decimal import Decimal
from enum import StrEnum

from pydantic import AwareDatetime, Field

from triage.domain.codes import Intent, ReferenceKind
from triage.domain.facts import (
    BankLine,
    Delivery,
    Invoice,
    Order,
    Partner,
    Payment,
    PromiseMade,
    Ticket,
    TimelineEntry,
)
from triage.domain.money import Money
from triage.domain.noun import Noun


class MatchBasis(StrEnum):
    """By what a sender was matched, strongest first."""

    ADDRESS = "address"
    TICKET = "ticket"
    DOMAIN = "domain"
    DOCUMENT = "document"
    NAME = "name"
    NONE = "none"


class PartnerMatch(Noun):
    """A candidate for who writes, with its score and why."""

    partner: Partner
    basis: MatchBasis
    score: float = Field(ge=0.0, le=1.0)
    why: str


class Sender(Noun):
    """Who writes. Only a `proven` sender is shown figures; a tie is nobody."""

    match: PartnerMatch | None = None
    proven: bool = False
    candidates: tuple[PartnerMatch, ...] = ()
    reason: str = ""

    @property
    def commercial_id(self) -> int | None:
        """Return the commercial partner of a proven sender."""
        return self.match.partner.commercial_id if self.match and self.proven else None


class DocumentMatch(Noun):
    """A reference of the message and the record it names, or the near miss proposed for it."""

    text: str
    kind: ReferenceKind | None = None
    model: str = ""
    record_id: int | None = None
    name: str = ""
    score: float = Field(ge=0.0, le=1.0, default=0.0)
    exact: bool = False
    why: str = ""


class Account(Noun):
    """Where the customer stands, per currency."""

    currency: str
    open: Money
    overdue: Money
    credit_balance: Money  # unapplied payments and credit notes
    buckets: dict[str, Money] = Field(default_factory=dict)  # "current", "1-30", "31-60", "61-90", "90+"
    credit_limit: Money | None = None
    open_items: int = 0


class CaseFile(Noun):
    """Everything the checks may look at. Facts of one partner tree only."""

    as_of: AwareDatetime
    sender: Sender
    documents: tuple[DocumentMatch, ...] = ()
    partners: tuple[Partner, ...] = ()  # the tree: contact, company and its addresses
    invoices: tuple[Invoice, ...] = ()  # credit notes too
    orders: tuple[Order, ...] = ()
    deliveries: tuple[Delivery, ...] = ()  # returns too
    payments: tuple[Payment, ...] = ()
    bank_lines: tuple[BankLine, ...] = ()  # unmatched money in, where a claim is about money
    tickets: tuple[Ticket, ...] = ()
    accounts: tuple[Account, ...] = ()
    promises: tuple[PromiseMade, ...] = ()
    open_disputes: tuple[str, ...] = ()
    timeline: tuple[TimelineEntry, ...] = ()
    ticket: Ticket | None = None  # the ticket this message belongs to
    home_country: str = ""  # of our company, ISO 3166 alpha-2; empty where the books do not tell
    rpc_calls: int = 0
    seconds: float = 0.0
    truncated: bool = False  # some open items were left out for size
    left_out: tuple[str, ...] = ()  # models of the books that are absent or may not be read

    def invoice(self, name_or_id: str | int) -> Invoice | None:
        """Find an invoice or credit note of the case by name or id."""
        return next((i for i in self.invoices if name_or_id in (i.id, i.name)), None)

    def order(self, name_or_id: str | int) -> Order | None:
        """Find an order of the case by name or id."""
        return next((o for o in self.orders if name_or_id in (o.id, o.name)), None)

    def resolved(self, text: str) -> DocumentMatch | None:
        """Find the exact match of a reference's normal form."""
        return next((d for d in self.documents if d.text == text and d.exact), None)


class BooksQuery(Noun):
    """What the case file wants from the books, in one batched question."""

    commercial_id: int
    references: tuple[str, ...] = ()  # normal forms
    intents: tuple[Intent, ...] = ()
    amounts: tuple[Decimal, ...] = ()
    ticket_id: int | None = None
    open_item_limit: int = 500


class BooksAnswer(Noun):
    """What the books hold for that question: facts of this partner tree only."""

    partners: tuple[Partner, ...] = ()
    invoices: tuple[Invoice, ...] = ()
    orders: tuple[Order, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    payments: tuple[Payment, ...] = ()
    bank_lines: tuple[BankLine, ...] = ()  # unmatched money in, where a claim is about money
    tickets: tuple[Ticket, ...] = ()
    accounts: tuple[Account, ...] = ()
    promises: tuple[PromiseMade, ...] = ()
    reminders: tuple[TimelineEntry, ...] = ()  # sent or noted, on invoices and on the customer
    home_country: str = ""  # of our company, ISO 3166 alpha-2; empty where it is not known
    truncated: bool = False
    left_out: tuple[str, ...] = ()  # models that are absent or may not be read
    rpc_calls: int = 0
