"""Was the same supply billed twice, in full or in part? Order lines, products, sums and customer references."""

from collections.abc import Sequence
from decimal import Decimal

from triage.domain.facts import Invoice, InvoiceLine
from triage.domain.findings import Finding
from triage.domain.money import Money, total
from triage.verify.invoices_asked import without_invoice
from triage.verify.question import Question
from triage.verify.reasons import Missing, Reason
from triage.verify.sheet import Sheet
from triage.verify.trail import Trail

_ZERO = Decimal(0)
_SOON = 15  # days within which equal bills without an order are one supply billed twice


def check(question: Question) -> list[Finding]:
    """Return one finding: of the two invoices named, or of the one named and any other of the customer."""
    named = question.scope.invoices
    if not named:
        return [without_invoice(question)]
    others = named if len(named) > 1 else question.trail.posted
    pairs = [(a, b) for a in named for b in others if a.id != b.id]
    twins = [(a, b) for a, b in pairs if _is_twin(a, b, question.trail)]
    if twins:
        return [_twice(question, *_ordered(twins[0]))]
    if question.scope.unposted:
        return [_other_not_posted(question, named[0])]
    return [_no_twin(question, named)]


def _ordered(pair: tuple[Invoice, Invoice]) -> tuple[Invoice, Invoice]:
    """Return the first bill and the second of the same supply."""
    first, second = sorted(pair, key=lambda i: (str(i.invoice_date or ""), i.id))
    return first, second


def _is_twin(one: Invoice, other: Invoice, trail: Trail) -> bool:
    return bool(_shared_over(one, other, trail)) or _is_copy(one, other, trail)


def _shared_over(one: Invoice, other: Invoice, trail: Trail) -> list[InvoiceLine]:
    """Return the lines of the later invoice whose order lines both bill, beyond what was ordered."""
    later = _ordered((one, other))[1]
    earlier = one if later is other else other
    shared = {key for line in earlier.lines if line.quantity > 0 for key in line.order_line_ids}
    lines = [line for line in later.lines if line.quantity > 0 and shared & set(line.order_line_ids)]
    return [line for line in lines if any(_over_ordered(key, trail) for key in line.order_line_ids)]


def _over_ordered(key: int, trail: Trail) -> Decimal:
    """Return the pieces of an order line billed beyond what was ordered or shipped; down payments have none."""
    line = trail.order_lines.get(key)
    if line is None or line.is_downpayment:
        return _ZERO
    billed = sum((b.quantity * b.unit_factor for _, b in trail.billings_of(line)), _ZERO)
    return max(_ZERO, billed - max(line.ordered, line.delivered) * line.unit_factor)


def _is_copy(one: Invoice, other: Invoice, trail: Trail) -> bool:
    """Tell whether two invoices bill equal lines and nothing shows that these were two supplies."""
    if one.total != other.total or _content(one) != _content(other):
        return False
    mine, theirs = trail.orders_of(one), trail.orders_of(other)
    if mine and theirs and not {o.id for o in mine} & {o.id for o in theirs}:
        return _entered_twice(one, other, trail)
    if not mine and not theirs:  # a monthly fee looks the same each month
        same_reference = bool(one.customer_reference) and one.customer_reference == other.customer_reference
        return same_reference or _days_between(one, other) < _SOON
    return not (mine and theirs) or _beyond_order(one, other, trail)


def _days_between(one: Invoice, other: Invoice) -> int:
    """Return the days between two bills; none where a day is not known."""
    if one.invoice_date is None or other.invoice_date is None:
        return 0
    return abs((one.invoice_date - other.invoice_date).days)


def _beyond_order(one: Invoice, other: Invoice, trail: Trail) -> bool:
    """Tell whether two invoices of one order, of which one is not linked to it, bill more than was ordered."""
    for line in one.lines:
        order_lines = [o for o in trail.order_lines_of(line, one) if not o.is_downpayment]
        ordered = sum((max(o.ordered, o.delivered) * o.unit_factor for o in order_lines), _ZERO)
        twins = [own for own in other.lines if own.product_id == line.product_id]
        billed = sum((own.quantity * own.unit_factor for own in (line, *twins)), _ZERO)
        if order_lines and billed > ordered:
            return True
    return False


def _entered_twice(one: Invoice, other: Invoice, trail: Trail) -> bool:
    """Tell whether one purchase order was entered as two orders of which one was never shipped."""
    orders = [*trail.orders_of(one), *trail.orders_of(other)]
    references = {o.customer_reference for o in orders}
    shipped = [any(line.delivered > 0 for line in o.lines) for o in orders]
    return len(references) == 1 and "" not in references and not all(shipped)


def _content(invoice: Invoice) -> tuple[tuple[str, Decimal, Decimal], ...]:
    lines = (line for line in invoice.lines if line.quantity)
    return tuple(
        sorted(
            (str(line.product_id or line.name), line.quantity * line.unit_factor, line.total.value) for line in lines
        )
    )


def _twice(question: Question, first: Invoice, second: Invoice) -> Finding:
    sheet = Sheet(question, second)
    sheet.note(first, "total", f"total {first.name}")
    sheet.note(second, "total", f"total {second.name}")
    value, in_part = _billed_twice(first, second, question.trail)
    notes = [n for i in (first, second) for n in question.trail.credits_of(i) if n.is_posted]
    for note in notes:
        sheet.note(note, "total", f"credit note {note.name}")
    given = total([n.total.with_value(abs(n.total.value)) for n in notes], value.currency)
    text = f"{second.name} bills again what {first.name} billed: {value} with tax"
    if given.value + question.terms.rounding >= value.value:
        return sheet.refuted(Reason.ALREADY_CREDITED, value.with_value(_ZERO), f"{text}; credited {given}")
    sheet.compute("billed twice with tax", value)
    reason = Reason.BILLED_TWICE_IN_PART if in_part else Reason.BILLED_TWICE
    if given:
        return sheet.supported(reason, value - given, f"{text}; credited {given}", (Missing.CREDIT_CHECK,))
    return sheet.supported(reason, value, text)


def _billed_twice(first: Invoice, second: Invoice, trail: Trail) -> tuple[Money, bool]:
    """Return what the later invoice bills a second time with tax, and whether that is only a part of it."""
    lines = _shared_over(first, second, trail)
    if not lines:
        return second.total, False
    value = total([_over_value(line, trail) for line in lines], second.total.currency)
    return value, value < second.total


def _over_value(line: InvoiceLine, trail: Trail) -> Money:
    pieces = line.quantity * line.unit_factor
    over = min(pieces, sum((_over_ordered(key, trail) for key in line.order_line_ids), _ZERO))
    return (line.total * (over / pieces)).rounded()


def _other_not_posted(question: Question, invoice: Invoice) -> Finding:
    sheet = Sheet(question, invoice)
    sheet.note(invoice, "state")
    for other in question.scope.unposted:
        sheet.note(other, "state")
    states = ", ".join(f"{o.name or 'the draft'} is {o.state}" for o in question.scope.unposted)
    return sheet.refuted(
        Reason.OTHER_NOT_POSTED, invoice.total.with_value(_ZERO), f"only {invoice.name} counts: {states}"
    )


def _no_twin(question: Question, named: Sequence[Invoice]) -> Finding:
    invoice = named[0]
    sheet = Sheet(question, invoice)
    nothing = invoice.total.with_value(_ZERO)
    for one in named:
        sheet.note(one, "total", f"total {one.name}")
        sheet.note(one, "origin")
    if len(named) > 1:
        return _two_supplies(question, sheet, named)
    orders = question.trail.orders_of(invoice)
    whole = all(_all_billings_known(line.id, question.trail) for o in orders for line in o.lines)
    rivals = [other for other in question.trail.posted if _may_be_second(invoice, other, question.trail)]
    if whole and not rivals and not question.case.truncated and not question.scope.unknown:
        text = f"no other invoice bills what {invoice.name} bills"
        return sheet.refuted(Reason.NO_SECOND_INVOICE, nothing, text)
    for other in rivals:
        sheet.note(other, "total", f"total {other.name}")
    text = f"no second invoice for the lines of {invoice.name} was found for sure"
    return sheet.undecided(Reason.SECOND_INVOICE_NOT_NAMED, invoice.total, text, (Missing.OTHER_INVOICE_NUMBER,))


def _may_be_second(invoice: Invoice, other: Invoice, trail: Trail) -> bool:
    """Tell whether another invoice bills the same products or sum, and no order shows that it is another supply."""
    if other.id == invoice.id or (trail.orders_of(invoice) and trail.orders_of(other)):
        return False
    products = {line.product_id for line in invoice.lines if line.product_id}
    return other.total == invoice.total or bool(products & {line.product_id for line in other.lines})


def _two_supplies(question: Question, sheet: Sheet, named: Sequence[Invoice]) -> Finding:
    nothing = named[0].total.with_value(_ZERO)
    down = any(
        question.trail.order_lines[k].is_downpayment
        for i in named
        for ln in i.lines
        for k in ln.order_line_ids
        if k in question.trail.order_lines
    )
    orders = [{o.id for o in question.trail.orders_of(i)} for i in named]
    names = " and ".join(i.name for i in named)
    if down:
        return sheet.refuted(
            Reason.DOWN_PAYMENT_DEDUCTED, nothing, f"{names}: a down payment, and the rest of the order"
        )
    same = all(_content(i) == _content(named[0]) for i in named)
    if same and not all(orders):
        text = f"{names} bill equal lines, and no order tells them apart"
        return sheet.undecided(Reason.SECOND_INVOICE_NOT_NAMED, named[-1].total, text, (Missing.ORDER,))
    return sheet.refuted(Reason.DIFFERENT_SUPPLIES, nothing, f"{names} bill different supplies")


def _all_billings_known(key: int, trail: Trail) -> bool:
    """Tell whether the invoices at hand explain all that Odoo says was billed of an order line."""
    line = trail.order_lines[key]
    billed = sum((b.quantity * b.unit_factor for _, b in trail.billings_of(line)), _ZERO)
    return billed >= line.billed * line.unit_factor and billed <= max(line.ordered, line.delivered) * line.unit_factor
