"""What do the books say? Facts with the record behind each, and never a customer's word."""

import datetime as dt
from decimal import Decimal
from typing import Any, ClassVar

from pydantic import AwareDatetime

from triage.domain.findings import Evidence
from triage.domain.moments import PromiseMade as PromiseMade
from triage.domain.moments import TimelineEntry as TimelineEntry
from triage.domain.money import Money
from triage.domain.noun import Noun


class Fact(Noun):
    """One Odoo record as read at `as_of`; `FIELDS` names the Odoo field behind each attribute."""

    MODEL: ClassVar[str]
    FIELDS: ClassVar[dict[str, str]] = {}

    id: int
    name: str = ""
    company_id: int | None = None
    write_date: AwareDatetime | None = None
    as_of: AwareDatetime | None = None

    def evidence(self, attribute: str, label: str = "") -> Evidence:
        """Return proof for one attribute; raises `KeyError` for one that has no Odoo field."""
        return Evidence(
            model=self.MODEL,
            id=self.id,
            field=self.FIELDS[attribute],
            value=_shown(getattr(self, attribute)),
            label=label or self.name,
            write_date=self.write_date,
        )


def _shown(value: Any) -> str:
    """Return a value as evidence prints it: money without its currency, dates in ISO form."""
    if isinstance(value, Money):
        return str(value.value)
    if isinstance(value, Decimal):
        return format(value, "f")
    return "" if value is None else str(value)


class Partner(Fact):
    """A contact or company of the books."""

    MODEL = "res.partner"
    FIELDS = {
        "name": "name", "email": "email", "vat": "vat", "street": "street", "country": "country_id",
        "language": "lang", "credit_limit": "credit_limit", "ref": "ref", "city": "city", "zip": "zip",
        "fiscal_position": "property_account_position_id",
    }  # fmt: skip

    email: str = ""
    parent_id: int | None = None
    commercial_id: int
    is_company: bool = False
    vat: str = ""
    ref: str = ""
    street: str = ""
    zip: str = ""
    city: str = ""
    country: str = ""  # ISO 3166 alpha-2
    language: str = ""  # ISO 639-1
    fiscal_position: str = ""
    credit_limit: Decimal | None = None
    bank_accounts: tuple[str, ...] = ()  # masked: only the last four characters are kept
    is_ours: bool = False  # the partner of one of our own companies, or a contact below it


class InvoiceLine(Fact):
    """One product line of an invoice or credit note, untaxed price per unit of measure."""

    MODEL = "account.move.line"
    FIELDS = {
        "name": "name", "quantity": "quantity", "price_unit": "price_unit", "discount": "discount",
        "subtotal": "price_subtotal", "total": "price_total", "product_id": "product_id", "unit": "product_uom_id",
        "taxes": "tax_ids",
    }  # fmt: skip

    product_id: int | None = None
    product_code: str = ""
    quantity: Decimal
    unit: str = ""
    unit_factor: Decimal = Decimal(1)  # pieces of the reference unit in one of these
    price_unit: Decimal
    discount: Decimal = Decimal(0)  # percent
    subtotal: Money  # before tax
    total: Money  # with tax
    taxes: tuple[str, ...] = ()
    tax_rate: Decimal = Decimal(0)  # percent, summed
    order_line_ids: tuple[int, ...] = ()
    is_service: bool = False
    is_downpayment: bool = False


class Invoice(Fact):
    """A customer invoice or credit note (`account.move`)."""

    MODEL = "account.move"
    FIELDS = {
        "name": "name", "move_type": "move_type", "state": "state", "payment_state": "payment_state",
        "total": "amount_total", "untaxed": "amount_untaxed", "tax": "amount_tax", "open": "amount_residual",
        "invoice_date": "invoice_date", "due_date": "invoice_date_due", "customer_reference": "ref",
        "origin": "invoice_origin", "reversed_id": "reversed_entry_id", "partner_id": "partner_id",
        "fiscal_position": "fiscal_position_id",
    }  # fmt: skip

    partner_id: int
    move_type: str  # out_invoice, out_refund
    state: str  # draft, posted, cancel
    payment_state: str = "not_paid"
    invoice_date: dt.date | None = None
    due_date: dt.date | None = None
    customer_reference: str = ""
    origin: str = ""
    payment_reference: str = ""
    total: Money
    untaxed: Money
    tax: Money
    open: Money  # what is still to be paid; zero on a reconciled document
    fiscal_position: str = ""
    reversed_id: int | None = None  # the invoice that this credit note reverses
    payment_ids: tuple[int, ...] = ()
    early_discount_percent: Decimal = Decimal(0)
    early_discount_days: int = 0
    early_discount: Money | None = None  # the amount granted; off the price alone where the tax is not reduced
    lines: tuple[InvoiceLine, ...] = ()

    @property
    def is_credit_note(self) -> bool:
        """Tell whether this lowers what the customer owes."""
        return self.move_type == "out_refund"

    @property
    def is_posted(self) -> bool:
        """Tell whether the document is valid in the ledger."""
        return self.state == "posted"


class OrderLine(Fact):
    """One line of a sales order, with what Odoo says was delivered and billed of it."""

    MODEL = "sale.order.line"
    FIELDS = {
        "name": "name", "ordered": "product_uom_qty", "delivered": "qty_delivered", "billed": "qty_invoiced",
        "price_unit": "price_unit", "discount": "discount", "product_id": "product_id", "unit": "product_uom_id",
        "subtotal": "price_subtotal",
    }  # fmt: skip

    product_id: int | None = None
    product_code: str = ""
    ordered: Decimal
    delivered: Decimal = Decimal(0)
    billed: Decimal = Decimal(0)
    unit: str = ""
    unit_factor: Decimal = Decimal(1)
    price_unit: Decimal
    discount: Decimal = Decimal(0)
    subtotal: Money
    tax_rate: Decimal = Decimal(0)
    taxes: tuple[str, ...] = ()
    list_price: Decimal | None = None  # price list at order date, where the books tell
    is_service: bool = False
    is_delivery: bool = False  # a freight line
    is_downpayment: bool = False


class Order(Fact):
    """A sales order."""

    MODEL = "sale.order"
    FIELDS = {
        "name": "name", "state": "state", "customer_reference": "client_order_ref", "ordered_at": "date_order",
        "promised_at": "commitment_date", "delivery_status": "delivery_status", "total": "amount_total",
        "confirmed_by": "user_id",
    }  # fmt: skip

    partner_id: int
    state: str  # draft, sent, sale, cancel
    customer_reference: str = ""
    ordered_at: AwareDatetime | None = None
    promised_at: AwareDatetime | None = None
    delivery_status: str = ""
    total: Money
    confirmed_by: str = ""
    cancelled_at: AwareDatetime | None = None
    quoted_at: AwareDatetime | None = None  # when it was written down first
    signed_at: AwareDatetime | None = None  # when the customer approved it
    signed_by: str = ""
    lines: tuple[OrderLine, ...] = ()


class DeliveryLine(Fact):
    """One stock move: what was asked for and what was really moved."""

    MODEL = "stock.move"
    FIELDS = {
        "asked": "product_uom_qty", "moved": "quantity", "state": "state", "product_id": "product_id",
        "unit": "product_uom",
    }  # fmt: skip

    product_id: int | None = None
    product_code: str = ""
    asked: Decimal
    moved: Decimal
    state: str
    unit: str = ""
    unit_factor: Decimal = Decimal(1)
    lots: tuple[str, ...] = ()
    order_line_id: int | None = None

    def evidence(self, attribute: str, label: str = "") -> Evidence:
        """Return proof; that nothing was moved yet is proved by the state, since the quantity is then only reserved."""
        return super().evidence("state" if attribute == "moved" and self.state != "done" else attribute, label)


class Delivery(Fact):
    """A transfer to the customer, or back from them (`is_return`)."""

    MODEL = "stock.picking"
    FIELDS = {
        "name": "name", "state": "state", "scheduled_at": "scheduled_date", "done_at": "date_done",
        "tracking": "carrier_tracking_ref", "origin": "origin", "has_signature": "is_signed", "carrier": "carrier_id",
        "order_id": "sale_id", "return_of": "return_id", "backorder_of": "backorder_id", "signature": "signature",
    }  # fmt: skip

    partner_id: int | None = None
    state: str  # draft, waiting, confirmed, assigned, done, cancel
    origin: str = ""
    order_id: int | None = None
    is_return: bool = False
    return_of: int | None = None  # the delivery that these goods came back from
    scheduled_at: AwareDatetime | None = None
    done_at: AwareDatetime | None = None
    tracking: str = ""
    carrier: str = ""
    has_signature: bool = False
    pod_attachment_ids: tuple[int, ...] = ()
    proved_at: AwareDatetime | None = None  # when the first proof of delivery was filed
    backorder_of: int | None = None
    lines: tuple[DeliveryLine, ...] = ()


class Payment(Fact):
    """Money that came in (or went back), matched to documents or still on the account."""

    MODEL = "account.payment"
    FIELDS = {
        "name": "name", "amount": "amount", "date": "date", "state": "state", "memo": "memo",
        "matched_invoice_ids": "reconciled_invoice_ids",
    }  # fmt: skip

    partner_id: int
    amount: Money
    date: dt.date
    state: str
    memo: str = ""
    inbound: bool = True
    matched_invoice_ids: tuple[int, ...] = ()
    unmatched: Money  # the part that no document has taken


class BankLine(Fact):
    """Money on our bank account that is matched to nothing yet (`account.bank.statement.line`)."""

    MODEL = "account.bank.statement.line"
    FIELDS = {"name": "name", "amount": "amount", "date": "date", "reference": "payment_ref", "payer": "partner_name"}

    partner_id: int | None = None  # None: the books give it to nobody yet
    amount: Money
    left: Money  # what of it is matched to nothing
    date: dt.date
    reference: str = ""
    payer: str = ""


class Ticket(Fact):
    """A helpdesk ticket."""

    MODEL = "helpdesk.ticket"
    FIELDS = {"name": "name", "number": "number", "stage": "stage_id", "partner_id": "partner_id"}

    number: str = ""
    partner_id: int | None = None
    commercial_id: int | None = None  # of that contact, where the books tell
    partner_name: str = ""
    partner_email: str = ""
    team_id: int | None = None
    owner_id: int | None = None
    stage: str = ""
    closed: bool = False
    created_at: AwareDatetime | None = None
    closed_at: AwareDatetime | None = None
