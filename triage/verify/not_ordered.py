"""Was it ordered at all, and that much? Orders, their state, who confirmed them, and what was billed beyond."""

from collections.abc import Sequence
from decimal import Decimal

from triage.domain.facts import Invoice, Order
from triage.domain.findings import Finding
from triage.domain.money import Money, total
from triage.verify.invoices_asked import without_invoice
from triage.verify.lines_meant import lines_meant
from triage.verify.position import Position, positions_of
from triage.verify.question import Question
from triage.verify.reasons import Missing, Reason
from triage.verify.sheet import Sheet, plain
from triage.verify.short_shipment import note_credits
from triage.verify.topics import Topic, is_about

_ZERO = Decimal(0)


def check(question: Question) -> list[Finding]:
    """Return a finding for each invoice of the claim, or for its order where none was billed."""
    if question.scope.invoices:
        return [_of_invoice(question, invoice) for invoice in question.scope.invoices]
    return [_of_order(question, order) for order in question.scope.orders] or [without_invoice(question)]


def _of_invoice(question: Question, invoice: Invoice) -> Finding:
    sheet = Sheet(question, invoice)
    sheet.note(invoice, "total")
    note_credits(sheet, question, invoice)
    owed = _not_credited(question, invoice)
    orders = question.trail.orders_of(invoice)
    if owed.value <= question.terms.rounding:
        return sheet.refuted(Reason.ALREADY_CREDITED, owed.with_value(_ZERO), f"{invoice.name} was credited in full")
    if not orders:
        text = f"no order stands behind {invoice.name}"
        return sheet.undecided(Reason.NO_ORDER_ON_RECORD, owed, text, (Missing.ORDER, Missing.ORDER_CONFIRMATION))
    note_orders(sheet, orders)
    if all(order.state == "cancel" for order in orders):
        return _cancelled(question, sheet, orders, owed)
    return _beyond(question, sheet, invoice) or _ordered(question, sheet, invoice, orders)


def _not_credited(question: Question, invoice: Invoice) -> Money:
    notes = [n for n in question.trail.credits_of(invoice) if n.is_posted]
    return invoice.total - total([n.total.with_value(abs(n.total.value)) for n in notes], invoice.total.currency)


def note_orders(sheet: Sheet, orders: Sequence[Order]) -> None:
    """Write down who ordered what and when."""
    for order in orders:
        for attribute in ("state", "ordered_at", "customer_reference", "confirmed_by"):
            if getattr(order, attribute):
                sheet.note(order, attribute)


def _cancelled(question: Question, sheet: Sheet, orders: Sequence[Order], owed: Money) -> Finding:
    names = ", ".join(order.name for order in orders)
    shipped = any(d.state == "done" and not d.is_return for o in orders for d in question.trail.deliveries_of(o))
    if shipped:
        text = f"{names} is cancelled, yet goods were shipped for it"
        return sheet.undecided(Reason.ORDER_CANCELLED, owed, text, (Missing.CANCELLATION,))
    return sheet.supported(Reason.ORDER_CANCELLED, owed, f"{names} was cancelled before anything was shipped: {owed}")


def _beyond(question: Question, sheet: Sheet, invoice: Invoice) -> Finding | None:
    """Return that more was billed than ordered, or what nobody ordered; None where all was ordered."""
    every = positions_of(invoice, question.trail)
    lines = lines_meant(question, [p.line for p in every])
    meant = [p for p in every if p.line in lines]
    over = [(p, _too_many(p)) for p in meant]
    value = total([p.value_of(pieces) for p, pieces in over], invoice.total.currency)
    if value.value <= question.terms.rounding:
        return None
    for position, pieces in over:
        if pieces:
            what = position.line.product_code or position.line.name
            sheet.note(position.line, "quantity", f"billed {what}", unit=position.line.unit)
            for order_line in position.order_lines:
                sheet.note(order_line, "ordered", f"ordered {what}", unit=order_line.unit)
    sheet.compute("at stake with tax", value)
    parts = (f"{p.line.name}: billed {plain(p.billed)}, ordered {plain(p.ordered)}" for p, pieces in over if pieces)
    return sheet.supported(Reason.BILLED_MORE_THAN_ORDERED, value, f"{'; '.join(parts)}: {value} with tax too much")


def _too_many(position: Position) -> Decimal:
    """Return the pieces billed beyond what was ordered, earlier bills counted first, credits taken off."""
    left = max(_ZERO, position.ordered - position.earlier)
    return max(_ZERO, position.billed - position.credited - left)


def _ordered(question: Question, sheet: Sheet, invoice: Invoice, orders: Sequence[Order]) -> Finding:
    """Return that the order is there and confirmed, unless the claim speaks of a cancellation nobody recorded."""
    open_quotes = [order for order in orders if order.state not in ("sale", "done", "cancel")]
    names = ", ".join(order.name for order in orders)
    if open_quotes:
        text = f"{names} was never confirmed"
        return sheet.undecided(Reason.NO_ORDER_ON_RECORD, invoice.total, text, (Missing.ORDER_CONFIRMATION,))
    if is_about(Topic.CANCELLED, question.text):
        text = f"{names} is confirmed, and no cancellation is on record"
        return sheet.undecided(Reason.CANCELLATION_NOT_ON_RECORD, invoice.total, text, (Missing.CANCELLATION,))
    numbered = all(order.customer_reference for order in orders)
    by = f" with the customer's number {orders[0].customer_reference}" if numbered else ""
    text = f"{names} is confirmed{by}, and not more was billed"
    missing = () if numbered else (Missing.ORDER_CONFIRMATION,)
    return sheet.refuted(Reason.ORDERED_AND_CONFIRMED, invoice.total.with_value(_ZERO), text, missing)


def _of_order(question: Question, order: Order) -> Finding:
    """Return what an order that was not billed shows: no money hangs on it."""
    sheet = Sheet(question, order)
    note_orders(sheet, (order,))
    nothing = order.total.with_value(_ZERO)
    if order.state == "cancel":
        return sheet.supported(Reason.ORDER_CANCELLED, nothing, f"{order.name} is cancelled, nothing was billed")
    if order.state in ("sale", "done") and not is_about(Topic.CANCELLED, question.text):
        return sheet.refuted(Reason.ORDERED_AND_CONFIRMED, nothing, f"{order.name} is confirmed, nothing billed yet")
    text = f"{order.name} is {order.state}, nothing billed yet"
    return sheet.undecided(Reason.CANCELLATION_NOT_ON_RECORD, nothing, text, (Missing.CANCELLATION,))
