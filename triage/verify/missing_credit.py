"""Is a credit note still owed? Goods that came back against credit notes drafted, posted and set off."""

from collections.abc import Sequence
from decimal import Decimal

from triage.domain.facts import Delivery, Invoice
from triage.domain.findings import Finding
from triage.domain.money import total
from triage.verify.invoices_asked import without_invoice
from triage.verify.position import Position, loose_credit, positions_of, replaced_after_return
from triage.verify.question import Question
from triage.verify.reasons import Missing, Reason
from triage.verify.sheet import Sheet, plain

_ZERO = Decimal(0)


def check(question: Question) -> list[Finding]:
    """Return a finding for each credit note named, else for each invoice of the claim."""
    if question.scope.credit_notes:
        return [_of_notes(question, Sheet(question, note), (note,)) for note in question.scope.credit_notes]
    return [_of_invoice(question, invoice) for invoice in question.scope.invoices] or [without_invoice(question)]


def _of_invoice(question: Question, invoice: Invoice) -> Finding:
    sheet = Sheet(question, invoice)
    sheet.note(invoice, "total")
    positions = positions_of(invoice, question.trail)
    owed = [(p, _owed(p)) for p in positions if p.returned]
    for position, _ in owed:
        _note_return(sheet, position)
    value = total([p.value_of(pieces) for p, pieces in owed], invoice.total.currency)
    notes = question.trail.credits_of(invoice)
    loose = loose_credit(invoice, question.trail)
    if value.value > question.terms.rounding and loose < value:
        return _not_credited(sheet, [p for p, pieces in owed if pieces], notes)
    if notes:
        return _of_notes(question, sheet, notes)
    return _nothing_back(question, sheet, invoice, positions)


def _owed(position: Position) -> Decimal:
    return max(_ZERO, position.returned - position.credited - replaced_after_return(position))


def _note_return(sheet: Sheet, position: Position) -> None:
    what = position.line.product_code or position.line.name
    for delivery, move in position.moves:
        if delivery.is_return and delivery.state == "done":
            sheet.note(move, "moved", f"returned {what}", unit=move.unit)
            sheet.note(delivery, "done_at")


def _not_credited(sheet: Sheet, owed: Sequence[Position], notes: Sequence[Invoice]) -> Finding:
    drafts = [note for note in notes if not note.is_posted]
    value = total([p.value_of(_owed(p)) for p in owed], owed[0].line.total.currency)
    text = "; ".join(f"{p.line.name}: {plain(p.returned)} came back, {plain(p.credited)} credited" for p in owed)
    sheet.compute("at stake with tax", value)
    if drafts:
        for note in drafts:
            sheet.note(note, "state")
            sheet.note(note, "total", "draft credit note")
        return sheet.supported(Reason.CREDIT_NOTE_DRAFT, value, f"{text}; a credit note is drafted, not posted")
    return sheet.supported(Reason.RETURNED_NOT_CREDITED, value, f"{text}: {value} with tax not credited")


def _of_notes(question: Question, sheet: Sheet, notes: Sequence[Invoice]) -> Finding:
    """Return where the credit notes stand: drafted only, posted, or set off already."""
    for note in notes:
        sheet.note(note, "state")
        sheet.note(note, "total", f"credit note {note.name or 'draft'}")
        sheet.note(note, "open", f"open of {note.name or 'draft'}")
    posted = [note for note in notes if note.is_posted]
    currency = notes[0].total.currency
    value = total([n.total.with_value(abs(n.total.value)) for n in notes if not n.is_posted], currency)
    if value and not posted:
        return sheet.supported(Reason.CREDIT_NOTE_DRAFT, value, f"a credit note of {value} is drafted, not posted")
    return _posted(question, sheet, posted)


def _posted(question: Question, sheet: Sheet, posted: Sequence[Invoice]) -> Finding:
    currency = posted[0].total.currency
    given = total([n.total.with_value(abs(n.total.value)) for n in posted], currency)
    said = question.claimed(currency)
    names = ", ".join(note.name for note in posted)
    if said and said.currency == currency and said.value - given.value > question.terms.rounding:
        text = f"{names}: {given} credited, {said} claimed"
        return sheet.undecided(Reason.CREDIT_TO_BE_CHECKED, said - given, text, (Missing.CREDIT_CHECK,))
    left = any(note.open for note in posted)
    reason = Reason.CREDIT_NOTE_POSTED if left else Reason.ALREADY_CREDITED
    state = "posted, not set off yet" if left else "posted and set off"
    return sheet.refuted(reason, given, f"{names} of {given} is {state}")


def _nothing_back(question: Question, sheet: Sheet, invoice: Invoice, positions: Sequence[Position]) -> Finding:
    orders = question.trail.orders_of(invoice)
    coming = [d for o in orders for d in question.trail.deliveries_of(o) if _is_coming(d)]
    if coming:
        for delivery in coming:
            sheet.note(delivery, "state")
        text = f"{', '.join(d.name for d in coming)} is announced and has not come in"
        return sheet.undecided(Reason.RETURN_ON_ITS_WAY, invoice.total, text, (Missing.RETURN_RECEIPT,))
    if any(p.returned for p in positions):
        text = "what came back was replaced"
        return sheet.refuted(Reason.ALREADY_REPLACED, invoice.total.with_value(_ZERO), text)
    text = f"neither a return nor a credit note for {invoice.name} is on record"
    return sheet.undecided(Reason.NO_RETURN_ON_RECORD, invoice.total, text, (Missing.RETURN_NUMBER,))


def _is_coming(delivery: Delivery) -> bool:
    return delivery.is_return and delivery.state not in ("done", "cancel")
