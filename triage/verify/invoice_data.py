"""Is what the invoice says of the customer right? Order number, VAT number, name and address against the books."""

import re
from decimal import Decimal

from stdnum.eu import vat as eu_vat

from triage.domain.codes import ReferenceKind
from triage.domain.facts import Invoice, Order, Partner
from triage.domain.findings import Finding
from triage.verify.invoices_asked import of_each_invoice
from triage.verify.question import Question
from triage.verify.reasons import Missing, Reason
from triage.verify.sheet import Sheet
from triage.verify.tax import company_of
from triage.verify.topics import Topic, is_about

_PARTS = 4  # a VAT number is written in at most so many groups


def _of_invoice(question: Question, invoice: Invoice) -> Finding:
    sheet = Sheet(question, invoice)
    sheet.note(invoice, "customer_reference")
    partner = company_of(question)
    about_order = bool(_said_numbers(question)) or is_about(Topic.PURCHASE_ORDER, question.text)
    if partner and is_about(Topic.VAT_NUMBER, question.text) and not _said_numbers(question):
        return _vat(question, sheet, invoice, partner)
    if not about_order and (is_about(Topic.ADDRESS, question.text) or is_about(Topic.COMPANY, question.text)):
        return _to_be_compared(sheet, invoice, partner)
    orders = question.trail.orders_of(invoice)
    return _purchase_order(question, sheet, invoice, orders)


def _said_numbers(question: Question) -> set[str]:
    """Return the customer's order numbers that the claim names, in normal form."""
    return {r.normal for r in question.claim.references if r.kind is ReferenceKind.PURCHASE_ORDER}


def _purchase_order(question: Question, sheet: Sheet, invoice: Invoice, orders: tuple[Order, ...]) -> Finding:
    nothing = invoice.total.with_value(Decimal(0))
    printed = _normal(invoice.customer_reference)
    for order in orders:
        sheet.note(order, "customer_reference")
    known = {_normal(order.customer_reference) for order in orders if order.customer_reference}
    said = _said_numbers(question)
    if not printed:
        text = f"{invoice.name} bears no order number" + (
            f"; the order has {', '.join(sorted(known))}" if known else ""
        )
        return sheet.supported(Reason.PO_MISSING, nothing, text, () if known or said else (Missing.PURCHASE_ORDER,))
    if known and not any(number in printed for number in known):
        text = f"{invoice.name} bears {invoice.customer_reference}, the order {', '.join(sorted(known))}"
        return sheet.supported(Reason.PO_DIFFERS, nothing, text)
    if any(_normal(number) not in printed for number in said):
        text = f"{', '.join(sorted(said))} stands neither on {invoice.name} nor on its order"
        return sheet.undecided(Reason.PO_NOT_ON_ORDER, nothing, text, (Missing.PURCHASE_ORDER,))
    if not known:
        return _to_be_compared(sheet, invoice, company_of(question))
    text = f"{invoice.name} bears {invoice.customer_reference}, as the order does"
    return sheet.refuted(Reason.PO_ON_INVOICE, nothing, text)


def _normal(number: str) -> str:
    return "".join(number.upper().split())


def _vat(question: Question, sheet: Sheet, invoice: Invoice, partner: Partner) -> Finding:
    nothing = invoice.total.with_value(Decimal(0))
    sheet.note(partner, "vat")
    known = _bare(partner.vat)
    said = _vat_numbers_in(question.text)
    if said and known in said:
        return sheet.refuted(Reason.VAT_NUMBER_AS_GIVEN, nothing, "the VAT number named is the one on record")
    if said or not known:
        text = "another VAT number is on record than the one named" if known else "no VAT number is on record"
        return sheet.supported(Reason.VAT_NUMBER_DIFFERS, nothing, text, (Missing.VAT_NUMBER, Missing.VIES_CHECK))
    return _to_be_compared(sheet, invoice, partner)


def _vat_numbers_in(text: str) -> set[str]:
    """Return the VAT numbers of member states with right check digits in a text, without separators."""
    words = [_bare(word) for word in re.split(r"[\s:;,()]+", text)]
    runs = ("".join(words[i : i + n]) for i in range(len(words)) for n in range(1, _PARTS + 1))
    return {run for run in runs if eu_vat.is_valid(run)}


def _bare(number: str) -> str:
    return "".join(c for c in number.upper() if c.isalnum())


def _to_be_compared(sheet: Sheet, invoice: Invoice, partner: Partner | None) -> Finding:
    """Return that a person must compare: the paper's wording of name and address is not in the books."""
    if partner:
        for attribute in ("name", "street", "zip", "city", "vat"):
            if getattr(partner, attribute):
                sheet.note(partner, attribute)
    text = f"the data of {invoice.name} must be compared with what the customer writes"
    nothing = invoice.total.with_value(Decimal(0))
    return sheet.undecided(Reason.DATA_TO_BE_COMPARED, nothing, text, (Missing.INVOICE_DETAILS,))


check = of_each_invoice(_of_invoice)
