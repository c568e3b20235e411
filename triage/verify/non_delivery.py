"""Did the goods arrive? Transfers done or not, signature, proof of delivery, carrier, goods that came back."""

from collections.abc import Sequence
from decimal import Decimal

from triage.domain.events import EventType
from triage.domain.facts import Delivery, Invoice, Order, TimelineEntry
from triage.domain.findings import Finding
from triage.domain.money import total
from triage.verify.damaged_goods import meant_positions
from triage.verify.invoices_asked import without_invoice
from triage.verify.outsiders import is_believed, last_word, proof_of, says_gone
from triage.verify.position import Position, loose_credit
from triage.verify.question import Question
from triage.verify.reasons import Missing, Reason
from triage.verify.sheet import Sheet, plain
from triage.verify.short_shipment import goods_value, note_credits, note_positions

_ZERO = Decimal(0)


def check(question: Question) -> list[Finding]:
    """Return a finding for each invoice of the claim, or for its order where none was billed yet."""
    if question.scope.invoices:
        return [_of_invoice(question, invoice) for invoice in question.scope.invoices]
    return [_of_order(question, order) for order in question.scope.orders] or [without_invoice(question)]


def _of_invoice(question: Question, invoice: Invoice) -> Finding:
    sheet = Sheet(question, invoice)
    meant = meant_positions(question, invoice)
    if not meant:
        sheet.note(invoice, "total")
        return sheet.undecided(Reason.NO_GOODS, invoice.total, "the invoice bills no goods", (Missing.INVOICE_NUMBER,))
    note_positions(sheet, meant)
    note_credits(sheet, question, invoice)
    if any(p.shipped is None for p in meant):
        text = "no order line stands behind these goods"
        return sheet.undecided(Reason.NO_DELIVERY_ON_RECORD, goods_value(meant), text, (Missing.DELIVERY,))
    value = goods_value(meant)
    credited = sum((p.value_of(p.credited).value for p in meant), _ZERO) + loose_credit(invoice, question.trail).value
    if credited + question.terms.rounding >= value.value:
        text = f"{value.with_value(credited)} of {value} with tax was credited"
        return sheet.refuted(Reason.ALREADY_CREDITED, value.with_value(_ZERO), text)
    return _by_transfers(question, sheet, meant)


def _by_transfers(question: Question, sheet: Sheet, meant: Sequence[Position]) -> Finding:
    currency = meant[0].line.total.currency
    lacking = total([p.value_of(p.missing) for p in meant], currency)
    came_back = total([p.value_of(p.returned - p.credited) for p in meant], currency)
    text = "; ".join(f"{p.line.name}: billed {plain(p.billed)}, shipped {plain(p.shipped or _ZERO)}" for p in meant)
    if all(not p.shipped for p in meant):
        if contradicted := _carrier_knows_better(question, sheet, meant):
            return contradicted
        return sheet.supported(Reason.NOT_SHIPPED, lacking, f"{text}: {lacking} with tax never left")
    if all(p.returned >= (p.shipped or _ZERO) for p in meant):
        return sheet.supported(Reason.CAME_BACK, came_back, f"{text}; all of it came back: {came_back} with tax")
    if lacking:
        text = f"{text}: {lacking} with tax never left; the rest was shipped"
        return sheet.supported(Reason.PARTLY_SHIPPED, lacking, text, (Missing.POD,))
    return _shipped(question, sheet, meant, text)


def _carrier_knows_better(question: Question, sheet: Sheet, meant: Sequence[Position]) -> Finding | None:
    """Return that nothing is decided where the books show no shipment and the carrier has the goods."""
    said = says_gone(question, {d.name for p in meant for d, _ in p.moves} | _orders_of(question, sheet))
    if not said:
        return None
    sheet.note_event(said[-1])
    text = f"nothing is booked as shipped, and the carrier says: {said[-1].text}"
    return sheet.undecided(Reason.CARRIER_CONTRADICTS_BOOKS, goods_value(meant), text, (Missing.DELIVERY,))


def _orders_of(question: Question, sheet: Sheet) -> set[str]:
    invoice = sheet.document
    return {o.name for o in question.trail.orders_of(invoice)} if isinstance(invoice, Invoice) else set()


def _shipped(question: Question, sheet: Sheet, meant: Sequence[Position], text: str) -> Finding:
    shipments = {d.id: d for p in meant for d, _ in p.moves if d.state == "done" and not d.is_return}
    unproven = [d for d in (shipments[key] for key in sorted(shipments)) if not note_proof(question, sheet, d)]
    if shipments and not unproven:
        nothing = meant[0].line.total.with_value(_ZERO)
        days = ", ".join(sorted({str(d.done_at.date()) for d in shipments.values() if d.done_at}))
        return sheet.refuted(Reason.DELIVERED_WITH_PROOF, nothing, f"{text}, on {days}, with proof of delivery")
    words = [word for d in unproven if (word := last_word(question, d))]
    if words and len(words) == len(unproven):
        return _by_carriers(question, sheet, meant, text, words)
    missing = (Missing.POD, Missing.CARRIER_STATUS) if any(d.tracking for d in unproven) else (Missing.POD,)
    return sheet.undecided(Reason.SHIPPED_WITHOUT_PROOF, goods_value(meant), f"{text}; no proof of delivery", missing)


def _by_carriers(
    question: Question, sheet: Sheet, meant: Sequence[Position], text: str, words: Sequence[TimelineEntry]
) -> Finding:
    """Return what follows from the carriers' last words: alone they decide only where the policy believes them."""
    for word in words:
        sheet.note_event(word)
    text = f"{text}; the carrier says: {'; '.join(f'{w.text} on {w.at.date()}' for w in words)}"
    failed = [w for w in words if w.event == EventType.DELIVERY_FAILED]
    if not failed:
        if is_believed(question, EventType.DELIVERY_COMPLETED):
            return sheet.refuted(Reason.CARRIER_REPORTS_DELIVERED, meant[0].line.total.with_value(_ZERO), text)
        return sheet.undecided(Reason.CARRIER_REPORTS_DELIVERED, goods_value(meant), text, (Missing.POD,))
    if len(failed) == len(words) and is_believed(question, EventType.DELIVERY_FAILED):
        return sheet.supported(Reason.CARRIER_REPORTS_FAILURE, goods_value(meant), text)
    return sheet.undecided(Reason.CARRIER_REPORTS_FAILURE, goods_value(meant), text, (Missing.POD,))


def note_proof(question: Question, sheet: Sheet, delivery: Delivery) -> bool:
    """Write down a transfer; return whether a signature, a paper or the carrier proves that it arrived."""
    for attribute in ("state", "done_at", "tracking"):
        if getattr(delivery, attribute):
            sheet.note(delivery, attribute)
    told = proof_of(question, delivery)
    if told:
        sheet.note_event(told)
    return delivery.has_signature or bool(delivery.pod_attachment_ids) or told is not None


def _of_order(question: Question, order: Order) -> Finding:
    """Return what an order not yet billed shows: no money hangs on it."""
    sheet = Sheet(question, order)
    nothing = order.total.with_value(_ZERO)
    sheet.note(order, "state")
    shipments = [d for d in question.trail.deliveries_of(order) if not d.is_return and d.state != "cancel"]
    done = [d for d in shipments if d.state == "done"]
    proofs = [note_proof(question, sheet, d) for d in shipments]
    if not done and not any(line.delivered for line in order.lines):
        return sheet.supported(Reason.NOT_SHIPPED, nothing, f"{order.name}: nothing has left our warehouse")
    if done and len(done) == len(shipments) and all(proofs):
        return sheet.refuted(Reason.DELIVERED_WITH_PROOF, nothing, f"{order.name}: delivered, with proof")
    return sheet.undecided(Reason.SHIPPED_WITHOUT_PROOF, nothing, f"{order.name}: no proof of delivery", (Missing.POD,))
