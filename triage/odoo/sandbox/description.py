"""What may the description of a world say? The schema of `worlds/*.yaml`, checked before anything is built from it."""

import datetime as dt
from decimal import Decimal
from typing import Literal

from pydantic import AwareDatetime, Field

from triage.odoo.sandbox.household import (
    Colleague,
    Company,
    Customer,
    Day,
    Entry,
    FiscalPosition,
    Pricelist,
    Product,
    Tax,
    Term,
    Unit,
)
from triage.odoo.sandbox.truth import Truth


class OrderLine(Entry):
    """One line ordered; without a price the customer's price list or the product's own price counts."""

    key: str = ""  # default: its place, "1", "2", …
    product: str
    qty: Decimal
    price: Decimal | None = None
    discount: Decimal = Decimal(0)
    unit: str = ""
    taxes: tuple[str, ...] | None = None
    name: str = ""
    downpayment: bool = False


class Order(Entry):
    """A sales order."""

    key: str
    po: str = ""
    at: Day
    promised: Day | None = None
    state: Literal["draft", "sent", "sale", "cancel"] = "sale"
    cancelled: Day | None = None
    signed: Day | None = None  # the customer's approval
    signed_by: str = ""
    currency: str = ""
    company: str = "main"
    terms: str = ""
    contact: str = ""
    ship_to: str = ""
    salesman: str = "sam"
    lines: tuple[OrderLine, ...]


class DeliveryLine(Entry):
    """What one move asked for and moved, of an order line (`line`), in `unit` or the order line's."""

    line: str
    asked: Decimal | None = None
    moved: Decimal | None = None  # default: what was asked, once done
    product: str = ""  # another product than ordered
    unit: str = ""
    lots: tuple[str, ...] = ()


class Delivery(Entry):
    """A transfer to the customer; with `returns` one back from them. Without lines it takes the whole order."""

    key: str
    order: str
    state: Literal["draft", "waiting", "confirmed", "assigned", "done", "cancel"] = "done"
    scheduled: Day | None = None
    done: Day | None = None
    tracking: str = ""
    carrier: str = ""
    signed: bool = False
    pod: tuple[str, ...] = ()
    returns: str = ""
    backorder_of: str = ""
    lines: tuple[DeliveryLine, ...] = ()


class BilledLine(Entry):
    """One line of an invoice or credit note: of an order line (`line`), or free."""

    line: str = ""
    product: str = ""
    name: str = ""
    qty: Decimal | None = None  # default: what was ordered
    price: Decimal | None = None  # default: the order's
    discount: Decimal | None = None
    unit: str = ""
    taxes: tuple[str, ...] | None = None
    downpayment: bool = False


class Invoice(Entry):
    """A customer invoice. Without lines it bills its order in full; `copy_of` bills another one's lines again."""

    key: str
    order: str = ""
    copy_of: str = ""
    at: Day
    due: Day | None = None  # default: by the terms
    terms: str = ""
    state: Literal["draft", "posted", "cancel"] = "posted"
    reference: str | None = None  # default: the order's customer reference
    company: str = ""
    currency: str = ""
    fiscal_position: str | None = None
    contact: str = ""
    lines: tuple[BilledLine, ...] = ()


class CreditNote(Entry):
    """A credit note against `of`, over `lines` or all of it; once posted it is set off against it if `applied`."""

    key: str
    of: str = ""
    at: Day
    state: Literal["draft", "posted", "cancel"] = "posted"
    applied: bool = True
    applied_to: dict[str, Decimal] = {}  # other invoices it was set off against
    reason: str = ""
    lines: tuple[BilledLine, ...] = ()


class Payment(Entry):
    """Money in (or out); what `invoices` does not take stays on the account."""

    key: str
    at: Day
    amount: Decimal
    currency: str = ""
    company: str = "main"
    memo: str = ""
    outbound: bool = False
    state: Literal["draft", "paid", "canceled"] = "paid"
    invoices: dict[str, Decimal] = {}
    written_off: dict[str, Decimal] = {}  # small differences let go, per invoice


class BankLine(Entry):
    """A line of our bank's statement that nobody has matched yet; without `payer` the bank named none."""

    key: str
    at: Day
    amount: Decimal
    memo: str = ""
    payer: str = ""
    known: bool = True  # the books give it to this customer
    company: str = "main"


class Promise(Entry):
    """A promise to pay that was noted on an invoice."""

    invoice: str
    given: Day
    due: Day
    amount: Decimal | None = None
    done: bool = False


class Reminder(Entry):
    """A reminder of an invoice that was sent, noted on it."""

    invoice: str
    at: Day
    level: int = 1


class TicketPost(Entry):
    """A message on a ticket: the customer's, or (internal) a note of ours."""

    sender: str = Field(default="", alias="from")
    at: Day
    subject: str = ""
    body: str
    message_id: str = ""
    internal: bool = False


class Ticket(Entry):
    """A helpdesk ticket."""

    key: str
    subject: str
    body: str = ""
    at: Day
    sender: str = Field(default="", alias="from")
    message_id: str = ""
    owner: str = ""
    team: str = "receivables"
    stage: Literal["new", "in_progress", "done"] = "new"
    posts: tuple[TicketPost, ...] = ()


class Enclosure(Entry):
    """A file that came with the mail."""

    name: str
    content_type: str = "text/plain"
    text: str = ""


class Mail(Entry):
    """What the customer wrote. `from` is a contact's key, "customer", or "Name <address>"."""

    sender: str = Field(default="customer", alias="from")
    subject: str
    body: str
    language: str = "en"
    at: Day = 0
    ticket: str = ""  # key of the ticket it answers
    attachments: tuple[Enclosure, ...] = ()


class Situation(Entry):
    """One story: a customer, the records, the mail, and the truth."""

    id: str
    number: int = Field(ge=1, le=9999)  # gives its records their ids and document numbers
    title: str
    customer: str
    orders: tuple[Order, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    invoices: tuple[Invoice, ...] = ()
    credit_notes: tuple[CreditNote, ...] = ()
    payments: tuple[Payment, ...] = ()
    bank_lines: tuple[BankLine, ...] = ()
    promises: tuple[Promise, ...] = ()
    reminders: tuple[Reminder, ...] = ()
    tickets: tuple[Ticket, ...] = ()
    mail: Mail | None = None
    truth: Truth | None = None


class World(Entry):
    """All files together."""

    now: AwareDatetime
    companies: dict[str, Company] = {}
    units: dict[str, Unit] = {}
    taxes: dict[str, Tax] = {}
    fiscal_positions: dict[str, FiscalPosition] = {}
    terms: dict[str, Term] = {}
    products: dict[str, Product] = {}
    pricelists: dict[str, Pricelist] = {}
    carriers: dict[str, str] = {}
    colleagues: dict[str, Colleague] = {}
    teams: dict[str, str] = {}
    customers: dict[str, Customer] = {}
    situations: tuple[Situation, ...] = ()

    def day(self, value: Day) -> dt.date:
        """Return the calendar day of an entry."""
        return self.now.date() + dt.timedelta(days=value) if isinstance(value, int) else value
