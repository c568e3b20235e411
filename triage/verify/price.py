"""Was another price billed than ordered? Invoice lines against order lines, per piece, discounts included."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from triage.domain.codes import AmountRole
from triage.domain.facts import Invoice, InvoiceLine, Order, OrderLine
from triage.domain.findings import Finding
from triage.verify.invoices_asked import of_each_invoice
from triage.verify.lines_meant import lines_meant
from triage.verify.position import Position, credit_lines_of, loose_credit, positions_of
from triage.verify.question import Question
from triage.verify.reasons import Missing, Reason
from triage.verify.sheet import Sheet, plain
from triage.verify.short_shipment import note_credits
from triage.verify.trail import Trail, in_order

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Comparison:
    """One billed line beside what its order lines cost per piece, before tax."""

    line: InvoiceLine
    order_lines: tuple[OrderLine, ...]
    pieces: Decimal  # billed and not credited as goods
    expected: Decimal  # what these pieces cost by the order, before tax
    actual: Decimal
    lowered: Decimal  # credited as a price difference, with tax

    @property
    def excess(self) -> Decimal:
        """Return how much more was billed than ordered, with tax, price credits taken off; negative when less."""
        net = self.actual - self.expected
        with_tax = self.line.total.value / self.line.subtotal.value if self.line.subtotal.value else Decimal(1)
        return net * with_tax - (self.lowered if net > 0 else _ZERO)


def _of_invoice(question: Question, invoice: Invoice) -> Finding:
    sheet = Sheet(question, invoice)
    lines = lines_meant(question, [line for line in sorted(invoice.lines, key=lambda own: own.id) if line.quantity > 0])
    positions = {p.line.id: p for p in positions_of(invoice, question.trail)}
    compared = [c for line in lines if (c := _compare(question, invoice, line, positions.get(line.id))) is not None]
    if not compared:
        sheet.note(invoice, "total")
        text = "no order line stands behind the billed lines"
        return sheet.undecided(Reason.NO_ORDER_ON_RECORD, invoice.total, text, (Missing.ORDER,))
    if any(o.subtotal.currency != invoice.total.currency for c in compared for o in c.order_lines):
        text = "the order is in another currency than the invoice"
        sheet.note(invoice, "total")
        return sheet.undecided(Reason.CURRENCY_DIFFERS, invoice.total, text, (Missing.PRICE_AGREEMENT,))
    for comparison in compared:
        _note(sheet, comparison)
    if len(compared) == 1:
        _sum_up(sheet, compared[0])
    return _judge(question, sheet, invoice, compared)


def _compare(question: Question, invoice: Invoice, line: InvoiceLine, position: Position | None) -> Comparison | None:
    order_lines = tuple(o for o in question.trail.order_lines_of(line, invoice) if not o.is_downpayment and o.ordered)
    pieces = line.quantity * line.unit_factor
    if not order_lines or not pieces:
        return None
    kept = max(_ZERO, pieces - (position.credited if position else _ZERO))
    return Comparison(
        line=line,
        order_lines=order_lines,
        pieces=kept,
        expected=_per_piece(order_lines, line) * kept,
        actual=line.subtotal.value / pieces * kept,
        lowered=position.credited_value.value if position else _ZERO,
    )


def _per_piece(order_lines: Sequence[OrderLine], line: InvoiceLine) -> Decimal:
    """Return the ordered price of a piece, before tax; the same price typed on both sides is the same price."""
    pieces = sum((o.ordered * o.unit_factor for o in order_lines), _ZERO)
    if all(_same_terms(o, line) for o in order_lines):
        return line.subtotal.value / (line.quantity * line.unit_factor)
    return sum((o.subtotal.value for o in order_lines), _ZERO) / pieces


def _same_terms(order_line: OrderLine, line: InvoiceLine) -> bool:
    mine = (line.price_unit / line.unit_factor, line.discount)
    return mine == (order_line.price_unit / order_line.unit_factor, order_line.discount)


def _sum_up(sheet: Sheet, comparison: Comparison) -> None:
    """Write down both prices for one of the billed unit, discounts taken off."""
    for name, subtotal in (("billed price", comparison.actual), ("agreed price", comparison.expected)):
        if comparison.pieces:
            price = subtotal / comparison.pieces * comparison.line.unit_factor
            sheet.compute(name, comparison.line.subtotal.with_value(price).rounded())


def _note(sheet: Sheet, comparison: Comparison) -> None:
    line, what = comparison.line, comparison.line.product_code or comparison.line.name
    sheet.note(line, "price_unit", f"billed price {what}", unit=line.subtotal.currency)
    sheet.note(line, "discount", f"billed discount {what}", unit="%")
    sheet.note(line, "quantity", f"billed {what}", unit=line.unit)
    for order_line in comparison.order_lines:
        sheet.note(order_line, "price_unit", f"ordered price {what}", unit=order_line.subtotal.currency)
        sheet.note(order_line, "discount", f"ordered discount {what}", unit="%")


def _judge(question: Question, sheet: Sheet, invoice: Invoice, compared: Sequence[Comparison]) -> Finding:
    tolerance = question.terms.rounding
    above = [c for c in compared if c.actual - c.expected > tolerance]
    rebate = _rebate_left_out(question, sheet, invoice, compared)
    value = invoice.total.with_value(sum((max(_ZERO, c.excess) for c in above), _ZERO) + rebate).rounded()
    note_credits(sheet, question, invoice)
    text = "; ".join(_arithmetic(c) for c in compared)
    if not above and not rebate:
        return _as_ordered(question, sheet, compared, text)
    loose = loose_credit(invoice, question.trail)
    if value.value <= tolerance or (loose and abs((loose - value).value) <= tolerance):
        return sheet.refuted(Reason.ALREADY_CREDITED, value.with_value(_ZERO), f"{text}; the difference was credited")
    if loose and credit_lines_of(invoice, question.trail):
        text = f"{text}; a credit note of {loose} does not say for what"
        return sheet.undecided(Reason.CREDIT_TO_BE_CHECKED, value, text, (Missing.CREDIT_CHECK,))
    sheet.compute("at stake with tax", value)
    return sheet.supported(_cause(above), value, f"{text}; {value} with tax")


def _cause(above: Sequence[Comparison]) -> Reason:
    """Return whether a discount was forgotten or the price itself is higher."""
    forgotten = all(c.line.discount < max(o.discount for o in c.order_lines) for c in above)
    return Reason.DISCOUNT_MISSING if forgotten else Reason.BILLED_ABOVE_ORDER


def _arithmetic(comparison: Comparison) -> str:
    line = comparison.line
    billed, agreed = comparison.actual, comparison.expected
    return (
        f"{line.name}: {plain(comparison.pieces)} pieces billed at {billed:.2f}, by order {agreed:.2f},"
        f" difference {billed - agreed:.2f} before tax"
    )


def _rebate_left_out(question: Question, sheet: Sheet, invoice: Invoice, compared: Sequence[Comparison]) -> Decimal:
    """Return a rebate line of the order that no invoice took over although all goods are billed, with tax."""
    left = _ZERO
    trail = question.trail
    orders = in_order(trail.order_of_line[o.id] for c in compared for o in c.order_lines)
    for order in orders:
        if any(line.quantity < 0 for line in invoice.lines) or not _billed_once_in_full(order, trail):
            continue
        for line in order.lines:
            if line.subtotal.value < 0 and not line.is_downpayment and not trail.billings_of(line):
                sheet.note(line, "subtotal", f"rebate on {order.name}")
                left += abs(line.subtotal.value) * (1 + line.tax_rate / 100)
    return left


def _billed_once_in_full(order: Order, trail: Trail) -> bool:
    """Tell whether one invoice bills all that was ordered: then a rebate line should stand on it too."""
    lines = [line for line in order.lines if line.ordered > 0 and line.subtotal.value > 0 and not line.is_downpayment]
    billed = {line.id: sum(b.quantity * b.unit_factor for _, b in trail.billings_of(line)) for line in lines}
    whole = all(billed[line.id] >= line.ordered * line.unit_factor for line in lines)
    return whole and len(trail.invoices_of(order)) == 1


def _as_ordered(question: Question, sheet: Sheet, compared: Sequence[Comparison], text: str) -> Finding:
    nothing = compared[0].line.total.with_value(_ZERO)
    listed = [c for c in compared if _claims_list_price(question, c)]
    if listed:
        value = nothing.with_value(sum((_above_list(c) for c in listed), _ZERO)).rounded()
        text = f"{text}; the price list of that day shows less than the order"
        return sheet.undecided(Reason.ORDER_ABOVE_PRICE_LIST, value, text, (Missing.PRICE_AGREEMENT,))
    below = any(c.expected - c.actual > question.terms.rounding for c in compared)
    return sheet.refuted(Reason.BILLED_BELOW_ORDER if below else Reason.BILLED_AS_ORDERED, nothing, text)


def _claims_list_price(question: Question, comparison: Comparison) -> bool:
    """Tell whether the claim names the price list's lower price as the right one."""
    said = {amount.value for amount in question.amounts(AmountRole.CLAIMED)}
    return any(
        o.list_price is not None and o.list_price in said and o.list_price < o.price_unit
        for o in comparison.order_lines
    )


def _above_list(comparison: Comparison) -> Decimal:
    gaps = [(o.price_unit - o.list_price) * o.ordered for o in comparison.order_lines if o.list_price is not None]
    return sum(gaps, _ZERO)


check = of_each_invoice(_of_invoice)
