"""Where is the order, may it change, may goods come back? What the books show for each order asked about."""

from decimal import Decimal

from triage.domain.facts import Order
from triage.domain.findings import Finding
from triage.domain.money import Money
from triage.verify.invoices_asked import without_invoice
from triage.verify.question import Question
from triage.verify.reasons import Missing, Reason
from triage.verify.sheet import Sheet, plain


def _nothing(order: Order) -> Money:
    return order.total.with_value(Decimal(0))


def status(question: Question) -> list[Finding]:
    """Return ordered and shipped quantities, planned and done days, and tracking of each order."""
    return [_status(question, order) for order in question.scope.orders] or [_unnamed(question)]


def _unnamed(question: Question) -> Finding:
    found = without_invoice(question)
    return found.model_copy(update={"missing": (Missing.ORDER_NUMBER.value,)})


def _status(question: Question, order: Order) -> Finding:
    sheet = Sheet(question, order)
    for attribute in ("state", "promised_at"):
        if getattr(order, attribute):
            sheet.note(order, attribute)
    for line in sorted(order.lines, key=lambda own: own.id):
        if not (line.is_service or line.is_delivery or line.is_downpayment):
            sheet.note(line, "ordered", f"ordered {line.product_code}".strip(), unit=line.unit)
            sheet.note(line, "delivered", f"shipped {line.product_code}".strip(), unit=line.unit)
    parts = []
    for delivery in question.trail.deliveries_of(order):
        for attribute in ("state", "scheduled_at", "done_at", "tracking"):
            if getattr(delivery, attribute):
                sheet.note(delivery, attribute)
        parts.append(f"{delivery.name}: {delivery.state}")
    text = f"{order.name}: {order.state}; " + ("; ".join(parts) or "no transfer yet")
    return sheet.supported(Reason.FACTS_FOUND, _nothing(order), text)


def change(question: Question) -> list[Finding]:
    """Return whether an order can still be changed: confirmed or not, nothing has left."""
    return [_change(question, order) for order in question.scope.orders] or [_unnamed(question)]


def _change(question: Question, order: Order) -> Finding:
    sheet = Sheet(question, order)
    sheet.note(order, "state")
    if order.state == "cancel":
        return sheet.refuted(Reason.ALREADY_CANCELLED, _nothing(order), f"{order.name} is cancelled already")
    done = [d for d in question.trail.deliveries_of(order) if d.state == "done" and not d.is_return]
    for delivery in done:
        sheet.note(delivery, "done_at")
    left = [line for line in order.lines if line.ordered > 0 and line.delivered < line.ordered and not line.is_service]
    if (done or any(line.delivered for line in order.lines)) and not left:
        return sheet.refuted(Reason.ALREADY_SHIPPED, _nothing(order), f"{order.name} has left our warehouse")
    text = f"{order.name}: {'a part has' if done else 'nothing has'} left our warehouse"
    return sheet.supported(Reason.CAN_BE_CHANGED, _nothing(order), text)


def returned(question: Question) -> list[Finding]:
    """Return whether the goods of an order are within the period in which they may come back."""
    return [_returned(question, order) for order in question.scope.orders] or [_unnamed(question)]


def _returned(question: Question, order: Order) -> Finding:
    sheet = Sheet(question, order)
    done = [d for d in question.trail.deliveries_of(order) if d.state == "done" and not d.is_return and d.done_at]
    for delivery in done:
        sheet.note(delivery, "done_at")
    if not done:
        sheet.note(order, "state")
        text = f"no shipment of {order.name} is on record"
        return sheet.undecided(Reason.NOT_SHIPPED, _nothing(order), text, (Missing.DELIVERY,))
    last = max(d.done_at.date() for d in done if d.done_at)
    days = (question.said_on - last).days
    allowed = question.terms.claim_days.get(question.claim.intent, question.terms.default_claim_days)
    sheet.compute("days since shipment", days, unit="days")
    text = f"shipped {last}, {plain(Decimal(days))} days ago, {allowed} allowed"
    if days > allowed:
        return sheet.refuted(Reason.RETURN_PERIOD_OVER, _nothing(order), text)
    return sheet.supported(Reason.WITHIN_RETURN_PERIOD, order.total, text)


def quote(question: Question) -> list[Finding]:
    """Return that prices are a person's to quote; an order named is shown."""
    sheet = Sheet(question)
    for order in question.scope.orders:
        sheet.note(order, "state")
    return [sheet.undecided(Reason.NEEDS_DECISION, None, "a price or quote is asked for", (Missing.DECISION,))]
