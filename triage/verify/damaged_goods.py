"""Could the goods be broken, or others than ordered? Shipments, returns, replacements and the time since."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from triage.domain.facts import Invoice
from triage.domain.findings import Finding
from triage.domain.money import Money, total
from triage.verify.invoices_asked import of_each_invoice
from triage.verify.lines_meant import damaged_said, lines_meant
from triage.verify.position import Position, loose_credit, positions_of, replaced_after_return
from triage.verify.question import Question
from triage.verify.reasons import Missing, Reason
from triage.verify.sheet import Sheet, plain
from triage.verify.short_shipment import goods_value, note_credits, note_positions

_ZERO = Decimal(0)


def meant_positions(question: Question, invoice: Invoice) -> list[Position]:
    """Return the positions of the goods that the claim speaks of."""
    every = positions_of(invoice, question.trail)
    lines = lines_meant(question, [p.line for p in every])
    return [p for p in every if p.line in lines]


def settled_or_impossible(question: Question, sheet: Sheet, meant: Sequence[Position]) -> Finding | None:
    """Return what the books decide without looking at the goods; None where only eyes can tell."""
    nothing = meant[0].line.total.with_value(_ZERO)
    note_positions(sheet, meant)
    if all(p.shipped == _ZERO for p in meant):
        return sheet.refuted(Reason.NOT_SHIPPED, nothing, "none of these goods has left our warehouse")
    back = sum((p.returned for p in meant), _ZERO)
    credited = sum((p.credited for p in meant), _ZERO)
    replaced = sum((replaced_after_return(p) for p in meant), _ZERO)
    if back:
        return _came_back(sheet, meant, credited=credited, replaced=replaced)
    note_credits(sheet, question, meant[0].invoice)
    if credited or loose_credit(meant[0].invoice, question.trail):
        return _credited(question, sheet, meant)
    return _too_late(question, sheet, meant)


def _came_back(sheet: Sheet, meant: Sequence[Position], *, credited: Decimal, replaced: Decimal) -> Finding:
    nothing = meant[0].line.total.with_value(_ZERO)
    back = sum((p.returned for p in meant), _ZERO)
    text = f"{plain(back)} pieces came back, {plain(credited)} credited, {plain(replaced)} replaced"
    if credited + replaced >= back:
        reason = Reason.ALREADY_REPLACED if replaced and not credited else Reason.ALREADY_CREDITED
        return sheet.refuted(reason, nothing, text)
    value = total([_still_owed(p) for p in meant], nothing.currency)
    return sheet.supported(Reason.RETURNED_NOT_CREDITED, value, f"{text}: {value} with tax not credited")


def _still_owed(position: Position) -> Money:
    return position.value_of(position.returned - position.credited - replaced_after_return(position))


def _credited(question: Question, sheet: Sheet, meant: Sequence[Position]) -> Finding:
    """Return that a credit note is there: it settles the claim where it covers what was said."""
    value = at_stake(question, meant)
    given = total([p.value_of(p.credited) + p.credited_value for p in meant], value.currency)
    given += loose_credit(meant[0].invoice, question.trail)
    text = f"at stake {value}, credited {given}"
    if given.value + question.terms.rounding >= value.value:
        return sheet.refuted(Reason.ALREADY_CREDITED, value.with_value(_ZERO), text)
    return sheet.undecided(Reason.CREDIT_TO_BE_CHECKED, value - given, text, (Missing.CREDIT_CHECK,))


def _too_late(question: Question, sheet: Sheet, meant: Sequence[Position]) -> Finding | None:
    last = last_shipped(meant)
    if last is None:
        return None
    days = (question.said_on - last).days
    allowed = question.terms.claim_days.get(question.claim.intent, question.terms.default_claim_days)
    for delivery in {d.id: d for p in meant for d, _ in p.moves if d.done_at}.values():
        sheet.note(delivery, "done_at")
    sheet.compute("days since shipment", days, unit="days")
    sheet.compute("claim period", allowed, unit="days")
    if days <= allowed:
        return None
    text = f"shipped {last}, claimed {question.said_on}: {days} days, {allowed} agreed"
    return sheet.refuted(Reason.CLAIM_PERIOD_OVER, meant[0].line.total.with_value(_ZERO), text)


def last_shipped(positions: Sequence[Position]) -> dt.date | None:
    """Return the day of the last shipment of these positions."""
    days = [
        d.done_at.date() for p in positions for d, _ in p.moves if d.state == "done" and d.done_at and not d.is_return
    ]
    return max(days, default=None)


def at_stake(question: Question, meant: Sequence[Position]) -> Money:
    """Return what hangs on the quantity said; on all these lines where it is not said or in no unit we know."""
    said = damaged_said(question, meant[0].line) if len(meant) == 1 else None
    return meant[0].value_of(said) if said is not None else goods_value(meant)


def _of_invoice(question: Question, invoice: Invoice) -> Finding:
    sheet = Sheet(question, invoice)
    meant = meant_positions(question, invoice)
    if not meant:
        sheet.note(invoice, "total")
        return sheet.undecided(Reason.NO_GOODS, invoice.total, "the invoice bills no goods", (Missing.INVOICE_NUMBER,))
    return settled_or_impossible(question, sheet, meant) or to_be_judged(question, sheet, meant)


def to_be_judged(question: Question, sheet: Sheet, meant: Sequence[Position]) -> Finding:
    """Return that only eyes can tell: photos are asked for, or are there for a person to look at."""
    value = at_stake(question, meant)
    sheet.compute("at stake with tax", value)
    if question.has_pictures:
        text = f"at stake {value} with tax; the pictures that came along must be looked at"
        return sheet.undecided(Reason.PHOTOS_TO_BE_JUDGED, value, text, (Missing.INSPECTION,))
    text = f"at stake {value} with tax; the books cannot show the state of goods"
    wanted = (
        (Missing.PHOTOS,) if damaged_said(question, meant[0].line) is not None else (Missing.PHOTOS, Missing.QUANTITY)
    )
    return sheet.undecided(Reason.PHOTOS_WANTED, value, text, wanted)


check = of_each_invoice(_of_invoice)
