"""Which trade do the tests of the checks look at? Orders, deliveries and bills of one customer, made by hand."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from triage.domain.casefile import CaseFile, DocumentMatch, MatchBasis, PartnerMatch, Sender
from triage.domain.codes import AmountRole, DateRole, Intent, QuantityRole, ReferenceKind
from triage.domain.facts import (
    BankLine,
    Delivery,
    DeliveryLine,
    Invoice,
    InvoiceLine,
    Order,
    OrderLine,
    Partner,
    Payment,
)
from triage.domain.findings import Finding
from triage.domain.message import Address, Attachment, Message
from triage.domain.money import Money
from triage.domain.reading import Amount, Claim, DateMention, Quantity, Reading, Reference
from triage.domain.terms import ClaimTerms
from triage.verify import verify

NOW = dt.datetime(2026, 5, 20, 9, 0, tzinfo=dt.UTC)
TERMS = ClaimTerms(claim_days={Intent.DAMAGED_GOODS: 14, Intent.ORDER_RETURN: 30}, reminder_fee=Decimal(40))
BUYER = Partner(id=10, name="Nordhaus GmbH", commercial_id=10, is_company=True, country="DE", vat="DE136695976")
RATE = Decimal("0.19")
PUMP, HOSE, FREIGHT = 1, 2, 3


def at(day: int, hour: int = 12) -> dt.datetime:
    """Return a moment so many days from now."""
    return NOW.replace(hour=hour) + dt.timedelta(days=day)


def on(day: int) -> dt.date:
    return at(day).date()


def eur(value: str | Decimal | int, currency: str = "EUR") -> Money:
    return Money(value=Decimal(value), currency=currency)


def order_line(number: int, qty: str = "10", price: str = "100", **more: Any) -> OrderLine:
    values: dict[str, Any] = {
        "id": number, "name": f"article {number}", "product_id": PUMP, "product_code": "HP-40", "ordered": Decimal(qty),
        "delivered": Decimal(qty), "billed": Decimal(qty), "price_unit": Decimal(price), "unit": "Units",
        "tax_rate": Decimal(19), "taxes": ("19%",),
    }  # fmt: skip
    values |= more
    worth = values["ordered"] * values["price_unit"] * (1 - Decimal(values.get("discount", 0)) / 100)
    return OrderLine.model_validate({"subtotal": eur(worth), **values})


def order(number: int = 1, lines: Sequence[OrderLine] = (), **more: Any) -> Order:
    values: dict[str, Any] = {
        "id": number, "name": f"S{number:05d}", "partner_id": 10, "state": "sale", "ordered_at": at(-40),
        "customer_reference": f"PO-{number}", "confirmed_by": "Sam",
        "lines": tuple(lines or (order_line(number * 10),)),
    }  # fmt: skip
    values |= more
    worth = sum((line.subtotal.value for line in values["lines"]), Decimal(0))
    return Order.model_validate({"total": eur(worth * (1 + RATE)).rounded(), **values})


def move(number: int, of: int | None, moved: str = "10", **more: Any) -> DeliveryLine:
    values: dict[str, Any] = {
        "id": number, "name": f"move {number}", "product_id": PUMP, "product_code": "HP-40", "asked": Decimal(moved),
        "moved": Decimal(moved), "state": "done", "order_line_id": of, "unit": "Units",
    }  # fmt: skip
    return DeliveryLine.model_validate({**values, **more})


def delivery(number: int, of: int | None, lines: Sequence[DeliveryLine], **more: Any) -> Delivery:
    values: dict[str, Any] = {
        "id": number, "name": f"WH/OUT/{number:05d}", "partner_id": 10, "state": "done", "order_id": of,
        "done_at": at(-8), "lines": tuple(lines),
    }  # fmt: skip
    return Delivery.model_validate({**values, **more})


def bill_line(number: int, of: Sequence[int] = (), qty: str = "10", price: str = "100", **more: Any) -> InvoiceLine:
    values: dict[str, Any] = {
        "id": number, "name": f"article {number}", "product_id": PUMP, "product_code": "HP-40",
        "quantity": Decimal(qty), "price_unit": Decimal(price), "unit": "Units", "order_line_ids": tuple(of),
        "tax_rate": Decimal(19),
        "taxes": ("19%",),
    }  # fmt: skip
    values |= more
    worth = values["quantity"] * values["price_unit"] * (1 - Decimal(values.get("discount", 0)) / 100)
    rate = values["tax_rate"] / 100
    sums = {"subtotal": eur(worth).rounded(), "total": eur(worth * (1 + rate)).rounded()}
    return InvoiceLine.model_validate({**sums, **values})


def bill(number: int, lines: Sequence[InvoiceLine], **more: Any) -> Invoice:
    net = sum((line.subtotal.value for line in lines), Decimal(0))
    gross = sum((line.total.value for line in lines), Decimal(0))
    values: dict[str, Any] = {
        "id": number, "name": f"INV/2026/{number:05d}", "partner_id": 10, "move_type": "out_invoice",
        "state": "posted", "invoice_date": on(-7), "due_date": on(23), "total": eur(gross), "untaxed": eur(net),
        "tax": eur(gross - net), "open": eur(gross), "lines": tuple(lines),
    }  # fmt: skip
    return Invoice.model_validate({**values, **more})


def credit(number: int, lines: Sequence[InvoiceLine], of: int | None = None, **more: Any) -> Invoice:
    values: dict[str, Any] = {"move_type": "out_refund", "reversed_id": of, "name": f"RINV/2026/{number:05d}"}
    return bill(number, lines, **{**values, **more})


def payment(number: int, paid: str, of: Sequence[int] = (), day: int = -3, **more: Any) -> Payment:
    values: dict[str, Any] = {
        "id": number, "name": f"PBNK1/2026/{number:05d}", "partner_id": 10, "amount": eur(paid), "date": on(day),
        "state": "paid", "matched_invoice_ids": tuple(of), "unmatched": eur(0 if of else paid),
    }  # fmt: skip
    return Payment.model_validate({**values, **more})


def case(*facts: Any, **more: Any) -> CaseFile:
    """Return the case file of a proven customer with these facts; each document is matched by its own name."""
    kinds = {"invoices": Invoice, "orders": Order, "deliveries": Delivery, "payments": Payment, "bank_lines": BankLine}
    found = {name: tuple(f for f in facts if isinstance(f, kind)) for name, kind in kinds.items()}
    match = PartnerMatch(partner=BUYER, basis=MatchBasis.ADDRESS, score=1.0, why="address")
    named = [(f.name, f) for f in facts] + [(f.customer_reference, f) for f in facts if isinstance(f, Order)]
    documents = tuple(
        DocumentMatch(text=text, model=f.MODEL, record_id=f.id, name=f.name, score=1.0, exact=True)
        for text, f in named
        if text
    )
    values: dict[str, Any] = {
        "as_of": NOW, "sender": Sender(match=match, proven=True), "documents": documents, "partners": (BUYER,),
        "home_country": "NL", **found,
    }  # fmt: skip
    return CaseFile.model_validate({**values, **more})


def mail(text: str = "see above", *files: str, **more: Any) -> Message:
    parts = tuple(Attachment(name=f"a.{kind}", content_type=kind, size=1, digest="0") for kind in files)
    values: dict[str, Any] = {
        "message_id": "m", "digest": "0", "sender": Address(email="a@nordhaus.example"), "sent_at": NOW,
        "received_at": NOW, "reply": text, "attachments": parts,
    }  # fmt: skip
    return Message.model_validate({**values, **more})


def reference(text: str, kind: ReferenceKind = ReferenceKind.INVOICE) -> Reference:
    return Reference(kind=kind, text=text, normal=text)


def claim(
    intent: Intent, *about: str | Reference, quote: str = "", unit: str = "", product: str = "", **said: Any
) -> Claim:
    """Return a claim: `missing=2`, `deducted=50`, `paid_on=date` … become quantities, amounts and dates."""
    quantities, amounts, dates = [], [], []
    currency = said.pop("currency", "")
    for name, value in said.items():
        if isinstance(value, dt.date):
            dates.append(DateMention(date=value, role=DateRole(name.removesuffix("_on")), text=str(value)))
        elif name in {role.value for role in QuantityRole}:
            quantity = Quantity(
                value=Decimal(value), unit=unit, role=QuantityRole(name), text=str(value), product=product
            )
            quantities.append(quantity)
        else:
            role = AmountRole(name)
            amounts.append(Amount(value=Decimal(value), currency=currency, role=role, text=str(value)))
    return Claim(
        intent=intent, quote=quote, quantities=tuple(quantities), amounts=tuple(amounts), dates=tuple(dates),
        references=tuple(reference(a) if isinstance(a, str) else a for a in about),
    )  # fmt: skip


def reading(*claims: Claim, **more: Any) -> Reading:
    values: dict[str, Any] = {
        "message_id": "m", "reply": "", "language": "en", "primary": claims[0].intent if claims else Intent.UNCLEAR,
        "confidence": 1.0, "abstained": False, "claims": claims,
    }  # fmt: skip
    return Reading.model_validate({**values, **more})


def ask(said: Claim, books: CaseFile, message: Message | None = None, terms: ClaimTerms = TERMS) -> Finding:
    """Return the first finding of one claim."""
    return verify(message or mail(), reading(said), books, terms=terms)[0]


def told(finding: Finding) -> tuple[str, str, str]:
    """Return outcome, reason and amount of a finding, for one comparison."""
    return (finding.outcome.value, finding.reason, str(finding.amount.value) if finding.amount is not None else "")


def bank_line(number: int, amount: str, *, day: int = -3, memo: str = "", partner: int | None = 10) -> BankLine:
    """Return unmatched money on our bank account; without a partner the books give it to nobody."""
    return BankLine(
        id=number, name=f"BNK1/2026/{number:05d}", partner_id=partner, amount=eur(amount), left=eur(amount),
        date=on(day), reference=memo,
    )  # fmt: skip
