"""Did another article leave our warehouse than was ordered? Products of moves against products of order lines."""

from collections.abc import Sequence
from decimal import Decimal

from triage.domain.facts import Delivery, DeliveryLine, Invoice, OrderLine
from triage.domain.findings import Finding
from triage.domain.money import total
from triage.verify.damaged_goods import meant_positions, settled_or_impossible, to_be_judged
from triage.verify.invoices_asked import of_each_invoice
from triage.verify.position import Position
from triage.verify.question import Question
from triage.verify.reasons import Missing, Reason
from triage.verify.sheet import Sheet


def _of_invoice(question: Question, invoice: Invoice) -> Finding:
    sheet = Sheet(question, invoice)
    meant = meant_positions(question, invoice)
    if not meant:
        sheet.note(invoice, "total")
        return sheet.undecided(Reason.NO_GOODS, invoice.total, "the invoice bills no goods", (Missing.INVOICE_NUMBER,))
    strangers = _other_products(question, invoice)
    swapped = [p for p in meant if _own_moved(p) < p.billed]
    if strangers and swapped and not any(p.returned or p.credited for p in meant):
        return _swapped(sheet, strangers, swapped)
    return settled_or_impossible(question, sheet, meant) or to_be_judged(question, sheet, meant)


def _other_products(question: Question, invoice: Invoice) -> list[tuple[Delivery, DeliveryLine]]:
    """Return the moves of products that the customer had not ordered; a kit's parts are none."""
    found: dict[int, tuple[Delivery, DeliveryLine]] = {}
    for order in question.trail.orders_of(invoice):
        ordered = {line.product_id for line in order.lines if line.ordered > 0}
        moves = [(d, m) for d in question.trail.deliveries_of(order) for m in d.lines]
        done = [(d, m) for d, m in moves if d.state == "done" and not d.is_return and m.moved > 0]
        kits = {line.id for line in order.lines if _is_kit(line, [m for _, m in done])}
        found |= {m.id: (d, m) for d, m in done if m.product_id not in ordered and m.order_line_id not in kits}
    return [found[key] for key in sorted(found)]


def _is_kit(line: OrderLine, moves: Sequence[DeliveryLine]) -> bool:
    """Tell whether an order line was moved as several other products: the parts of a set."""
    parts = {m.product_id for m in moves if m.order_line_id == line.id} - {line.product_id}
    return len(parts) > 1


def _own_moved(position: Position) -> Decimal:
    products = {line.product_id for line in position.order_lines}
    moves = [m for d, m in position.moves if d.state == "done" and not d.is_return and m.product_id in products]
    return sum((m.moved * m.unit_factor for m in moves), Decimal(0))


def _swapped(sheet: Sheet, strangers: Sequence[tuple[Delivery, DeliveryLine]], swapped: Sequence[Position]) -> Finding:
    for position in swapped:
        sheet.note(position.line, "quantity", f"billed {position.line.product_code or position.line.name}")
        sheet.note(position.line, "total")
        for line in position.order_lines:
            sheet.note(line, "product_id")
    for delivery, move in strangers:
        sheet.note(move, "product_id")
        sheet.note(move, "moved", f"shipped {move.product_code or move.name}", unit=move.unit)
        sheet.note(delivery, "done_at")
    value = total([p.value_of(p.billed - _own_moved(p)) for p in swapped], swapped[0].line.total.currency)
    sheet.compute("at stake with tax", value)
    went = ", ".join(sorted({m.product_code or m.name or str(m.product_id) for _, m in strangers}))
    wanted = ", ".join(p.line.name for p in swapped)
    text = f"ordered and billed {wanted}, shipped {went}: {value} with tax"
    return sheet.supported(Reason.OTHER_PRODUCT_SHIPPED, value, text, (Missing.RETURN_NUMBER,))


check = of_each_invoice(_of_invoice)
