"""Did the goods come later than promised, and what was agreed for that? Promised day against done day."""

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal

from triage.domain.events import EventType
from triage.domain.facts import Delivery, Order
from triage.domain.findings import Finding
from triage.domain.money import Money
from triage.verify.invoices_asked import without_invoice
from triage.verify.outsiders import arrived, is_believed
from triage.verify.question import Question
from triage.verify.reasons import Missing, Reason
from triage.verify.sheet import Sheet

_HUNDRED = Decimal(100)
_WEEK = 7


def check(question: Question) -> list[Finding]:
    """Return a finding for each order behind the claim."""
    return [_of_order(question, order) for order in question.scope.orders] or [without_invoice(question)]


def _of_order(question: Question, order: Order) -> Finding:
    sheet = Sheet(question, order)
    nothing = order.total.with_value(Decimal(0))
    shipments = _shipments(question, order)
    promised = _promised(sheet, order, shipments)
    done = [d for d in shipments if d.state == "done" and d.done_at]
    waiting = [d for d in shipments if d.state not in ("done", "cancel")]
    for delivery in done:
        sheet.note(delivery, "done_at")
    if promised is None:
        text = f"no delivery day is on record for {order.name}"
        return sheet.undecided(Reason.NO_PROMISED_DAY, nothing, text, (Missing.PROMISED_DAY,))
    due = promised + dt.timedelta(days=question.terms.late_grace_days)
    if waiting or not done:
        return _not_done(question, sheet, order, waiting, due)
    last = max(d.done_at.date() for d in done if d.done_at)
    lag = (last - promised).days
    sheet.compute("days late", max(0, lag), unit="days")
    if last <= due and not order.promised_at:
        text = f"shipped {last}, as planned; no delivery day was agreed on {order.name}"
        return sheet.undecided(Reason.NO_PROMISED_DAY, nothing, text, (Missing.PROMISED_DAY,))
    if last <= due and (later := _arrived_later(question, sheet, order, done, due)):
        return later
    if last <= due:
        return sheet.refuted(Reason.DELIVERED_ON_TIME, nothing, f"promised {promised}, shipped {last}: in time")
    late = [d for d in done if d.done_at and d.done_at.date() > due]
    penalty = _penalty(question, sheet, _value(order, late, done), lag)
    text = f"promised {promised}, shipped {last}: {lag} days late; penalty by our terms {penalty}"
    return sheet.supported(Reason.DELIVERED_LATE, penalty, text)


def _arrived_later(
    question: Question, sheet: Sheet, order: Order, done: Sequence[Delivery], due: dt.date
) -> Finding | None:
    """Return what a carrier's word on a late arrival comes to; the books know only when the goods left."""
    word = arrived(question, done)
    if word is None or word.at.date() <= due:
        return None
    sheet.note_event(word)
    lag = (word.at.date() - due).days
    text = f"shipped in time for {due}; the carrier says: {word.text} on {word.at.date()}, {lag} days late"
    penalty = _penalty(question, sheet, _value(order, [d for d in done if d.name == word.document], done), lag)
    if is_believed(question, EventType.DELIVERY_COMPLETED):
        return sheet.supported(Reason.CARRIER_REPORTS_LATE, penalty, text)
    return sheet.undecided(Reason.CARRIER_REPORTS_LATE, penalty, text, (Missing.POD,))


def _shipments(question: Question, order: Order) -> list[Delivery]:
    """Return the transfers meant: those the claim names, else all of the order, returns aside."""
    every = [d for d in question.trail.deliveries_of(order) if not d.is_return]
    named = [d for d in every if d in question.scope.deliveries]
    return named or every


def _promised(sheet: Sheet, order: Order, shipments: Sequence[Delivery]) -> dt.date | None:
    """Return the day promised on the order, else the day planned for its transfers."""
    if order.promised_at:
        sheet.note(order, "promised_at")
        return order.promised_at.date()
    planned = [d for d in shipments if d.scheduled_at]
    for delivery in planned:
        sheet.note(delivery, "scheduled_at")
    return max((d.scheduled_at.date() for d in planned if d.scheduled_at), default=None)


def _not_done(question: Question, sheet: Sheet, order: Order, waiting: Iterable[Delivery], due: dt.date) -> Finding:
    sheet.note(order, "state")
    for delivery in waiting:
        sheet.note(delivery, "state")
    lag = (question.said_on - due).days
    nothing = order.total.with_value(Decimal(0))
    if order.state == "cancel":
        return sheet.undecided(Reason.ORDER_CANCELLED, nothing, f"{order.name} is cancelled", (Missing.ORDER_NUMBER,))
    if lag <= 0 and not order.promised_at:
        text = f"planned for {due}; no delivery day was agreed on {order.name}"
        return sheet.undecided(Reason.NO_PROMISED_DAY, nothing, text, (Missing.PROMISED_DAY,))
    if lag <= 0:
        return sheet.refuted(
            Reason.NOT_DUE_YET, nothing, f"promised for {due}, which is not over on {question.said_on}"
        )
    sheet.compute("days late", lag, unit="days")
    penalty = _penalty(question, sheet, order.total, lag)
    text = f"promised {due}, not all shipped by {question.said_on}: {lag} days; penalty by our terms {penalty}"
    return sheet.supported(Reason.STILL_NOT_DELIVERED, penalty, text)


def _value(order: Order, late: Sequence[Delivery], done: Sequence[Delivery]) -> Money:
    """Return what the late transfers were worth: their share of the order's lines, with tax."""
    if len(late) == len(done):
        return order.total
    worth = Decimal(0)
    goods = sum((line.subtotal.value for line in order.lines if line.ordered > 0), Decimal(0))
    for line in order.lines:
        moves = [m for d in late for m in d.lines if m.order_line_id == line.id]
        pieces = sum((m.moved * m.unit_factor for m in moves), Decimal(0))
        ordered = line.ordered * line.unit_factor
        worth += line.subtotal.value * min(Decimal(1), pieces / ordered) if ordered > 0 else Decimal(0)
    return order.total * (worth / goods if goods else Decimal(0))


def _penalty(question: Question, sheet: Sheet, value: Money, days: int) -> Money:
    """Return the penalty agreed for each full or begun week, up to its cap; nothing where none was agreed."""
    terms = question.terms
    weeks = -(-days // _WEEK)
    percent = terms.late_penalty_percent_per_week * weeks
    if terms.late_penalty_cap_percent:
        percent = min(percent, terms.late_penalty_cap_percent)
    sheet.compute("penalty", percent, unit="%")
    sheet.compute("late value with tax", value.rounded())
    return (value * (percent / _HUNDRED)).rounded()
