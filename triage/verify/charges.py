"""Was the freight, fee or surcharge agreed? Lines that are no goods against the order and our terms."""

from collections.abc import Sequence
from decimal import Decimal

from triage.domain.codes import AmountRole
from triage.domain.facts import Invoice, InvoiceLine
from triage.domain.findings import Finding
from triage.domain.money import Money, total
from triage.verify.invoices_asked import of_each_invoice
from triage.verify.position import is_goods
from triage.verify.question import Question
from triage.verify.reasons import Missing, Reason
from triage.verify.sheet import Sheet
from triage.verify.short_shipment import note_credits
from triage.verify.topics import Topic, is_about

_ZERO = Decimal(0)
_KINDS = (Topic.REMINDER_FEE, Topic.INTEREST, Topic.FREIGHT)


def _of_invoice(question: Question, invoice: Invoice) -> Finding:
    sheet = Sheet(question, invoice)
    sheet.note(invoice, "total")
    nothing = invoice.total.with_value(_ZERO)
    charges = _meant(
        question, [line for line in sorted(invoice.lines, key=lambda x: x.id) if _is_charge(question, line)]
    )
    if not charges:
        return sheet.refuted(Reason.NO_SUCH_CHARGE, nothing, f"{invoice.name} bills goods only")
    for line in charges:
        sheet.note(line, "total", f"charge {line.name}")
    note_credits(sheet, question, invoice)
    excess = total([_excess(question, invoice, line) for line in charges], invoice.total.currency)
    text = "; ".join(f"{line.name}: {line.total} with tax" for line in charges)
    if excess.value <= question.terms.rounding:
        fee = all(is_about(Topic.REMINDER_FEE, line.name) for line in charges)
        reason = Reason.FEE_WITHIN_TERMS if fee else Reason.CHARGE_AS_ORDERED
        return sheet.refuted(reason, nothing, f"{text}; as agreed")
    given = total(
        [c.total.with_value(abs(c.total.value)) for c in _credits(question, invoice, charges)], nothing.currency
    )
    if given.value + question.terms.rounding >= excess.value:
        return sheet.refuted(Reason.ALREADY_CREDITED, nothing, f"{text}; credited {given}")
    return _not_agreed(question, sheet, invoice, charges, excess - given)


def _not_agreed(
    question: Question, sheet: Sheet, invoice: Invoice, charges: Sequence[InvoiceLine], excess: Money
) -> Finding:
    text = "; ".join(f"{line.name}: {line.total} with tax" for line in charges)
    fees = all(is_about(Topic.REMINDER_FEE, line.name) for line in charges)
    if fees or question.trail.orders_of(invoice):
        sheet.compute("at stake with tax", excess)
        agreed = f"our terms allow {question.terms.reminder_fee}" if fees else "not on the order"
        return sheet.supported(Reason.CHARGE_NOT_AGREED, excess, f"{text}; {agreed}: {excess} too much")
    text = f"{text}; no order shows what was agreed"
    return sheet.undecided(Reason.CHARGE_TO_BE_REVIEWED, excess, text, (Missing.CHARGE_AGREEMENT,))


def _is_charge(question: Question, line: InvoiceLine) -> bool:
    """Tell whether a billed line is a charge: no goods, or goods by mistake that are named like freight or a fee."""
    behind = [question.trail.order_lines[k] for k in line.order_line_ids if k in question.trail.order_lines]
    if line.quantity <= 0 or line.total.value <= 0 or any(o.is_downpayment for o in behind):
        return False
    return not is_goods(line, question.trail) or any(is_about(topic, line.name) for topic in _KINDS)


def _meant(question: Question, charges: Sequence[InvoiceLine]) -> list[InvoiceLine]:
    """Return the charges that the claim speaks of: of its amount, else of its kind, else all."""
    said = {amount.value for amount in question.amounts(*AmountRole)}
    exact = [line for line in charges if said & {line.total.value, line.subtotal.value, line.price_unit}]
    kinds = [topic for topic in _KINDS if is_about(topic, question.text)]
    alike = [line for line in charges if any(is_about(topic, line.name) for topic in kinds)]
    return exact or alike or list(charges)


def _excess(question: Question, invoice: Invoice, line: InvoiceLine) -> Money:
    """Return what a charge takes beyond the order, or beyond the fee that our terms allow, with tax."""
    if is_about(Topic.REMINDER_FEE, line.name):
        return line.total.with_value(max(_ZERO, line.total.value - question.terms.reminder_fee))
    agreed = sum((o.subtotal.value for o in question.trail.order_lines_of(line, invoice)), _ZERO)
    over = max(_ZERO, line.subtotal.value - agreed)
    return (line.total * (over / line.subtotal.value if line.subtotal.value else Decimal(1))).rounded()


def _credits(question: Question, invoice: Invoice, charges: Sequence[InvoiceLine]) -> list[InvoiceLine]:
    products = {line.product_id or line.name for line in charges}
    notes = [n for n in question.trail.credits_of(invoice) if n.is_posted]
    return [line for n in notes for line in n.lines if (line.product_id or line.name) in products]


check = of_each_invoice(_of_invoice)
