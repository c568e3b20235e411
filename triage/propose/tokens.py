"""Which values may a text about this topic show? Tokens bound to findings and facts; the customer's word apart."""

import re
from collections.abc import Iterable
from decimal import Decimal

from triage.domain.facts import Delivery, Fact, Order, Payment
from triage.domain.findings import Figure, Finding
from triage.domain.money import Money
from triage.domain.proposal import Step, StepKind
from triage.propose.documents import DELIVERY, INVOICE, ORDER, PAYMENT, documents_of, model_of
from triage.propose.grounds import Grounds
from triage.propose.lock import Bindings
from triage.propose.steps import promised_day
from triage.propose.topics import CONDITIONAL, Topic
from triage.propose.wording import day_text, list_text, money_text, number_text

MANY = 5  # more documents than this are not listed one by one
# Names of figures in findings, and the token that the phrasebooks use for them.
FIGURES = {
    "delivered": "shipped", "shipped": "shipped", "moved": "shipped",
    "billed": "billed", "invoiced": "billed",
    "billed_price": "billed_price", "invoice_price": "billed_price", "price_billed": "billed_price",
    "agreed_price": "agreed_price", "order_price": "agreed_price", "price_agreed": "agreed_price",
}  # fmt: skip


# Findings on a document that the mail did not exactly name: an agent sees it, a customer is not told it was theirs.
UNSURE = frozenset({"number_to_be_confirmed", "document_guessed", "document_not_found"})


def bind_topic(
    topic: Topic, grounds: Grounds, steps: Iterable[Step], language: str, *, for_agent: bool = False
) -> Bindings:
    """Return the tokens of a topic, and marks for the steps that are proposed for it."""
    bindings = Bindings()
    names = documents_of(topic, grounds) if for_agent or topic.reason not in UNSURE else []
    _bind_documents(bindings, names, grounds, language)
    _bind_amount(bindings, topic, language)
    if len(topic.findings) == 1:
        for figure in topic.findings[0][1].figures:
            _bind_figure(bindings, figure, topic.findings[0][1], language)
        _drop_uncompared(bindings, topic.findings[0][1])
    _bind_open(bindings, names, grounds, language)
    _bind_delivery(bindings, names, grounds, language)
    _bind_payment(bindings, topic, grounds, language)
    _bind_found(bindings, topic, grounds, language)
    day = promised_day(topic, grounds)
    if day is not None and topic.reason != CONDITIONAL:
        bindings.bind("said_date", day_text(day, language), ["mail"])
        bindings.marks.add("said")
    bindings.marks.update(_marks(steps))
    if names and StepKind.SEND_POD.value not in bindings.marks:
        bindings.marks.add("obtain")
    if topic.reason == "fewer_missing_than_claimed":
        bindings.marks.add("partial")
    return bindings


def _marks(steps: Iterable[Step]) -> set[str]:
    """Name the papers that go out with the reply."""
    papers = {StepKind.SEND_INVOICE, StepKind.SEND_STATEMENT, StepKind.SEND_POD}
    return {step.kind.value for step in steps if step.kind in papers}


def _bind_documents(bindings: Bindings, names: list[str], grounds: Grounds, language: str) -> None:
    """Bind the names of the documents when they are of one kind and few."""
    models = {model_of(name, grounds) for name in names}
    if len(models) != 1 or len(names) > MANY:
        return
    kind = {INVOICE: "invoice", ORDER: "order", DELIVERY: "delivery", PAYMENT: "payment"}.get(models.pop())
    if kind == "invoice" and all((i := grounds.case_file.invoice(n)) and i.is_credit_note for n in names):
        kind = "credit_note"
    if kind:
        bindings.bind(kind, list_text(names, language), _document_sources(names, grounds))
    if kind == "invoice" and len(names) > 1:
        bindings.marks.add("many")


def _document_sources(names: list[str], grounds: Grounds) -> list[str]:
    """List the records that bear these names."""
    case = grounds.case_file
    facts: list[Fact] = [*case.invoices, *case.orders, *case.deliveries, *case.payments]
    return [fact.evidence("name").key for fact in facts if fact.name in names and "name" in fact.FIELDS]


def _bind_amount(bindings: Bindings, topic: Topic, language: str) -> None:
    """Bind the sum at stake when every finding has one, in one currency."""
    findings = [finding for _, finding in topic.findings]
    amounts = [f.amount for f in findings if f.amount is not None and f.amount]
    if not amounts or len(amounts) != len(findings) or len({a.currency for a in amounts}) != 1:
        return
    value = sum((abs(a.value) for a in amounts), Decimal(0))
    sources = [e.key for f in findings for e in f.evidence] or [f"finding/{i}" for i, _ in topic.findings]
    bindings.bind("amount", money_text(Money(value=value, currency=amounts[0].currency), language), sources)


def _bind_figure(bindings: Bindings, figure: Figure, finding: Finding, language: str) -> None:
    """Bind one number of the arithmetic, written by its unit."""
    name = FIGURES.get(figure.name, re.sub(r"[^a-z]+", "_", figure.name.casefold()).strip("_"))
    if not name or name in bindings.tokens:
        return
    sources = [figure.evidence] if figure.evidence else [e.key for e in finding.evidence]
    if not sources:
        return
    if re.fullmatch(r"[A-Z]{3}", figure.unit):
        text = money_text(Money(value=figure.value, currency=figure.unit), language)
    else:
        text = f"{number_text(figure.value, language)} {figure.unit}".strip()
    bindings.bind(name, text, sources)


def _drop_uncompared(bindings: Bindings, finding: Finding) -> None:
    """Show billed beside shipped only where they can be compared: what was shipped may cover several invoices."""
    value = {figure.name: figure.value for figure in finding.figures}
    if value.get("shipped", Decimal(0)) >= value.get("billed", Decimal(0)):
        for name in ("shipped", "billed"):
            bindings.tokens.pop(name, None)


def _bind_open(bindings: Bindings, names: list[str], grounds: Grounds, language: str) -> None:
    """Bind what is still to be paid of the one posted invoice, and whether it is overdue."""
    invoice = grounds.case_file.invoice(names[0]) if len(names) == 1 else None
    if invoice is None or not invoice.is_posted or invoice.is_credit_note or invoice.open.value <= 0:
        return
    bindings.bind("open", money_text(invoice.open, language), [invoice.evidence("open").key])
    if invoice.due_date:
        bindings.bind("due", day_text(invoice.due_date, language), [invoice.evidence("due_date").key])
        if invoice.due_date < grounds.today:
            bindings.marks.add("overdue")


def related_deliveries(names: list[str], grounds: Grounds) -> list[Delivery]:
    """List the outgoing deliveries behind these documents, by name, order or origin."""
    case = grounds.case_file
    origins = {part.strip() for i in case.invoices if i.name in names for part in i.origin.split(",")} | set(names)
    orders = {order.id for order in case.orders if order.name in origins}
    outgoing = (d for d in case.deliveries if not d.is_return and d.state != "cancel")
    return [d for d in outgoing if d.name in origins or d.origin in origins or d.order_id in orders]


def _bind_delivery(bindings: Bindings, names: list[str], grounds: Grounds, language: str) -> None:
    """Bind day and tracking number of the one delivery; several, or a part of one, would need telling apart."""
    related = related_deliveries(names, grounds)
    if len(related) != 1:
        return
    delivery = related[0]
    order = next((o for o in grounds.case_file.orders if o.id == delivery.order_id or o.name == delivery.origin), None)
    if delivery.state == "done" and delivery.done_at and _is_whole(order):
        bindings.bind("delivered_on", day_text(delivery.done_at.date(), language), [delivery.evidence("done_at").key])
    elif delivery.state != "done" and delivery.scheduled_at and delivery.scheduled_at.date() >= grounds.today:
        key = delivery.evidence("scheduled_at").key
        bindings.bind("scheduled_on", day_text(delivery.scheduled_at.date(), language), [key])
    if delivery.tracking:
        bindings.bind("tracking", delivery.tracking, [delivery.evidence("tracking").key])
    if order and order.promised_at:
        bindings.bind("promised_on", day_text(order.promised_at.date(), language), [order.evidence("promised_at").key])


def _is_whole(order: Order | None) -> bool:
    """Tell whether everything that was ordered has been delivered."""
    return order is None or all(line.delivered >= line.ordered for line in order.lines if not line.is_service)


def _bind_payment(bindings: Bindings, topic: Topic, grounds: Grounds, language: str) -> None:
    """Bind amount and day of the one payment that the findings rest on."""
    ids = {e.id for _, f in topic.findings for e in f.evidence if e.model == Payment.MODEL}
    payments = [p for p in grounds.case_file.payments if p.id in ids]
    if len(payments) == 1:
        paid = payments[0]
        bindings.bind("paid_amount", money_text(paid.amount, language), [paid.evidence("amount").key])
        bindings.bind("paid_on", day_text(paid.date, language), [paid.evidence("date").key])


def _bind_found(bindings: Bindings, topic: Topic, grounds: Grounds, language: str) -> None:
    """Bind the credit note or order that the findings point to as the answer."""
    proof = {(e.model, e.id) for _, f in topic.findings for e in f.evidence}
    named = {f.document for _, f in topic.findings}
    credits = [i for i in grounds.case_file.invoices if i.is_credit_note and i.is_posted and (INVOICE, i.id) in proof]
    if 0 < len(credits) <= MANY:
        text = list_text([i.name for i in credits], language)
        bindings.bind("credit_found", text, [i.evidence("name").key for i in credits])
    orders = [o for o in grounds.case_file.orders if (ORDER, o.id) in proof and o.name not in named]
    if len(orders) == 1:
        bindings.bind("order_found", orders[0].name, [orders[0].evidence("name").key])
