"""Was more billed than shipped? Lines and moves tell, not Odoo's delivery status."""

from collections.abc import Sequence
from decimal import Decimal

from triage.domain.facts import Invoice, Order
from triage.domain.findings import Finding
from triage.domain.money import Money, total
from triage.verify.invoices_asked import without_invoice
from triage.verify.lines_meant import lines_meant, missing_said
from triage.verify.position import Position, loose_credit, positions_of
from triage.verify.question import Question
from triage.verify.reasons import Missing, Reason
from triage.verify.sheet import Sheet, plain


def check(question: Question) -> list[Finding]:
    """Return a finding for each invoice of the claim, or for its order where none was billed yet."""
    if question.scope.invoices:
        return [_of_invoice(question, invoice) for invoice in question.scope.invoices]
    return [_of_order(question, order) for order in question.scope.orders] or [without_invoice(question)]


def _of_invoice(question: Question, invoice: Invoice) -> Finding:
    sheet = Sheet(question, invoice)
    every = positions_of(invoice, question.trail)
    lines = lines_meant(question, [p.line for p in every])
    meant = [p for p in every if p.line in lines]
    if not meant:
        sheet.note(invoice, "total")
        return sheet.undecided(Reason.NO_GOODS, invoice.total, "the invoice bills no goods", (Missing.INVOICE_NUMBER,))
    note_positions(sheet, meant)
    _sum_up(sheet, meant)
    if any(p.over_shipped for p in meant if p.shipped is not None):
        return _short(question, sheet, [p for p in meant if p.shipped is not None and p.over_shipped])
    if any(p.shipped is None for p in meant):
        text = "no order line stands behind " + ", ".join(p.line.name for p in meant if p.shipped is None)
        return sheet.undecided(Reason.NO_DELIVERY_ON_RECORD, goods_value(meant), text, (Missing.DELIVERY,))
    if any(p.missing for p in every):
        text = "the goods named were shipped in full, others on this invoice were not"
        return sheet.undecided(Reason.ANOTHER_LINE_IS_SHORT, goods_value(every), text, (Missing.PRODUCT,))
    return _in_full(question, sheet, meant)


def _sum_up(sheet: Sheet, meant: Sequence[Position]) -> None:
    """Write down billed and shipped in the line's own unit, where there is one line to speak of."""
    if len(meant) == 1 and meant[0].shipped is not None:
        sheet.compute("billed", meant[0].line.quantity)
        sheet.compute("shipped", (meant[0].shipped / meant[0].line.unit_factor).normalize())


def _short(question: Question, sheet: Sheet, short: Sequence[Position]) -> Finding:
    """Return what the books say of lines with fewer pieces shipped than billed."""
    invoice = short[0].invoice
    value = total([p.value_of(p.missing) for p in short], invoice.total.currency)
    text = "; ".join(_arithmetic(p) for p in short)
    loose = loose_credit(invoice, question.trail)
    note_credits(sheet, question, invoice)
    if not value or (loose and abs((loose - value).value) <= question.terms.rounding):
        return sheet.refuted(Reason.ALREADY_CREDITED, value.with_value(Decimal(0)), f"{text}; credited already")
    if loose:
        text = f"{text}; a credit note of {loose} does not say for which goods"
        return sheet.undecided(Reason.CREDIT_TO_BE_CHECKED, value, text, (Missing.CREDIT_CHECK,))
    sheet.compute("at stake with tax", value)
    reason, missing = _reason(question, sheet, short)
    return sheet.supported(reason, value, f"{text}; {value} with tax", missing)


def _reason(question: Question, sheet: Sheet, short: Sequence[Position]) -> tuple[Reason, tuple[Missing, ...]]:
    proved = sum((p.missing for p in short), Decimal(0))
    said = missing_said(question, short) if len(short) == 1 else None
    if said is not None:
        sheet.compute("claimed missing", said, unit="pieces")
    if said is None or said in (proved, proved / short[0].line.unit_factor):
        pending = sum((p.pending for p in short), Decimal(0))
        return (Reason.BACKORDER_OPEN if pending >= proved else Reason.BILLED_MORE_THAN_SHIPPED), ()
    if said > proved:
        return Reason.FEWER_MISSING_THAN_CLAIMED, (Missing.POD,)
    return Reason.MORE_MISSING_THAN_CLAIMED, (Missing.QUANTITY,)


def _arithmetic(position: Position) -> str:
    line = position.line
    parts = [f"billed {plain(position.billed)}"]
    if position.earlier:
        parts.append(f"billed before {plain(position.earlier)}")
    parts.append(f"shipped {plain(position.shipped or Decimal(0))}")
    if position.credited:
        parts.append(f"credited {plain(position.credited)}")
    return f"{line.name}: {', '.join(parts)}: {plain(position.missing)} pieces too many"


def _in_full(question: Question, sheet: Sheet, meant: Sequence[Position]) -> Finding:
    proofs = note_proofs(sheet, meant)
    missing = () if proofs else (Missing.POD,)
    less = any(p.ordered > (p.shipped or Decimal(0)) for p in meant)
    reason = Reason.BILLED_WHAT_WAS_SHIPPED if less else Reason.SHIPPED_IN_FULL
    said = missing_said(question, meant)
    if said is not None:
        sheet.compute("claimed missing", said, unit="pieces")
    text = "; ".join(
        f"{p.line.name}: billed {plain(p.billed)}, shipped {plain(p.shipped or Decimal(0))}" for p in meant
    )
    return sheet.refuted(reason, meant[0].line.total.with_value(Decimal(0)), f"{text}: nothing too many", missing)


def _of_order(question: Question, order: Order) -> Finding:
    """Return what was ordered and shipped of an order that is not billed yet: no money hangs on it."""
    sheet = Sheet(question, order)
    short, parts = False, []
    for line in sorted(order.lines, key=lambda own: own.id):
        if line.is_service or line.is_delivery or line.is_downpayment or line.ordered <= 0:
            continue
        sheet.note(line, "ordered", f"ordered {line.product_code}".strip(), unit=line.unit)
        sheet.note(line, "delivered", f"shipped {line.product_code}".strip(), unit=line.unit)
        short = short or line.delivered < line.ordered
        parts.append(f"{line.name}: ordered {plain(line.ordered)}, shipped {plain(line.delivered)}")
    nothing = order.total.with_value(Decimal(0))
    text = "; ".join(parts) + "; nothing billed yet"
    if not parts:
        return sheet.undecided(Reason.NO_GOODS, nothing, "the order holds no goods", (Missing.INVOICE_NUMBER,))
    if short:
        return sheet.supported(Reason.SHIPPED_LESS_THAN_ORDERED, nothing, text)
    return sheet.refuted(Reason.SHIPPED_IN_FULL, nothing, text)


def goods_value(positions: Sequence[Position]) -> Money:
    """Return what all these positions were billed with tax."""
    return total([p.line.total for p in positions], positions[0].line.total.currency)


def note_positions(sheet: Sheet, positions: Sequence[Position]) -> None:
    """Write down billed and shipped quantities with the records behind them."""
    for position in positions:
        what = position.line.product_code or position.line.name
        sheet.note(position.line, "quantity", f"billed {what}", unit=position.line.unit)
        sheet.note(position.line, "total", f"billed with tax {what}")
        for order_line in position.order_lines:
            sheet.note(order_line, "ordered", f"ordered {what}", unit=order_line.unit)
        done = [(d, m) for d, m in position.moves if d.state == "done"]
        for delivery, move in done:
            sheet.note(move, "moved", f"{'returned' if delivery.is_return else 'shipped'} {what}", unit=move.unit)
        if not done:
            for order_line in position.order_lines:
                sheet.note(order_line, "delivered", f"shipped {what}", unit=order_line.unit)


def note_proofs(sheet: Sheet, positions: Sequence[Position]) -> bool:
    """Write down the transfers behind positions; return whether each was signed for or has a proof on file."""
    shipments = {d.id: d for p in positions for d, _ in p.moves if d.state == "done" and not d.is_return}
    for delivery in (shipments[key] for key in sorted(shipments)):
        sheet.note(delivery, "done_at")
        if delivery.tracking:
            sheet.note(delivery, "tracking")
    return bool(shipments) and all(d.has_signature or d.pod_attachment_ids for d in shipments.values())


def note_credits(sheet: Sheet, question: Question, invoice: Invoice) -> None:
    """Write down the posted credit notes against an invoice."""
    for credit in question.trail.credits_of(invoice):
        if credit.is_posted:
            sheet.note(credit, "total", f"credit note {credit.name}")
