"""What happened when? The order-to-cash story of the documents in question, with the days between."""

import datetime as dt
from collections.abc import Iterable, Sequence

from triage.domain.casefile import BooksAnswer, DocumentMatch
from triage.domain.facts import Delivery, Fact, Invoice, Order, Payment, PromiseMade, Ticket, TimelineEntry

LIMIT = 200
STAGES = (
    "quote", "approval", "order", "picking", "shipment", "pod", "return", "invoice", "payment", "credit", "dispute",
    "reminder", "promise",
)  # fmt: skip


def timeline_of(
    answer: BooksAnswer, documents: Sequence[DocumentMatch], events: Iterable[TimelineEntry] = ()
) -> tuple[TimelineEntry, ...]:
    """Return the moments of the documents named and of those that hang together with them, oldest first.

    Where nothing was named, the newest moments of the whole account. At most `LIMIT` entries.
    """
    chain = _chain(answer, documents)
    entries = [entry for record in _records(answer) if chain is None or record.name in chain for entry in _told(record)]
    entries += [entry for ticket in answer.tickets for entry in _dispute(ticket, chain)]
    entries += [event for event in events if chain is None or event.document in chain]
    entries += [_promise(promise) for promise in answer.promises]
    entries += [said for said in answer.reminders if chain is None or said.document in (*chain, "")]
    entries.sort(key=lambda entry: (entry.at, entry.document, _place(entry), entry.text))
    return _with_lags(entries[-LIMIT:])


def _records(answer: BooksAnswer) -> list[Order | Delivery | Invoice | Payment]:
    return [*answer.orders, *answer.deliveries, *answer.invoices, *answer.payments]


def _place(entry: TimelineEntry) -> int:
    """Return where in the story a kind belongs; what only a carrier, bank or shop tells comes last."""
    return STAGES.index(entry.kind) if entry.kind in STAGES else len(STAGES)


def _chain(answer: BooksAnswer, documents: Sequence[DocumentMatch]) -> set[str] | None:
    """Return the names of the documents named and of their orders, deliveries, invoices and payments."""
    named = {d.name for d in documents if d.record_id is not None}
    if not named:
        return None
    orders = {o.name for o in answer.orders if o.name in named or _touches(answer, o, named)}
    chain = named | orders
    chain |= {d.name for d in answer.deliveries if d.name in named or _order_of(answer, d) in orders}
    invoices = [i for i in answer.invoices if i.name in named or orders & _origins(i)]
    ids = {i.id for i in invoices}
    invoices += [i for i in answer.invoices if i.reversed_id in ids]
    chain |= {i.name for i in invoices}
    return chain | {p.name for p in answer.payments if ids & set(p.matched_invoice_ids)}


def _touches(answer: BooksAnswer, order: Order, named: set[str]) -> bool:
    invoices = any(i.name in named and order.name in _origins(i) for i in answer.invoices)
    return invoices or any(d.name in named and _order_of(answer, d) == order.name for d in answer.deliveries)


def _origins(invoice: Invoice) -> set[str]:
    return {part.strip() for part in invoice.origin.split(",") if part.strip()}


def _order_of(answer: BooksAnswer, delivery: Delivery) -> str:
    return next((o.name for o in answer.orders if o.id == delivery.order_id), delivery.origin)


def _told(record: Order | Delivery | Invoice | Payment) -> list[TimelineEntry]:
    match record:
        case Order():
            return _order(record)
        case Delivery():
            return _delivery(record)
        case Invoice():
            return _invoice(record)
        case Payment():
            way = "received" if record.inbound else "paid back"
            return [_entry(record, _midnight(record.date), "payment", f"{record.amount} {way}")]


def _order(order: Order) -> list[TimelineEntry]:
    kind = "order" if order.state in ("sale", "done") else "quote"
    told = [_entry(order, order.ordered_at, kind, f"{kind} of {order.total}")] if order.ordered_at else []
    if kind == "order" and order.ordered_at and order.quoted_at and order.quoted_at < order.ordered_at:
        told.append(_entry(order, order.quoted_at, "quote", "written down"))
    if order.signed_at:
        told.append(_entry(order, order.signed_at, "approval", f"signed by {order.signed_by or 'the customer'}"))
    if order.cancelled_at:
        told.append(_entry(order, order.cancelled_at, "order", "cancelled"))
    return told


def _delivery(delivery: Delivery) -> list[TimelineEntry]:
    told = [_entry(delivery, delivery.scheduled_at, "picking", "planned")] if delivery.scheduled_at else []
    if delivery.state == "done" and delivery.done_at:
        kind, text = ("return", "goods came back") if delivery.is_return else ("shipment", "shipped")
        told.append(_entry(delivery, delivery.done_at, kind, text))
        if delivery.has_signature or delivery.pod_attachment_ids:
            at = max(delivery.done_at, delivery.proved_at or delivery.done_at)
            told.append(_entry(delivery, at, "pod", "proof of delivery on file"))
    return told


def _invoice(invoice: Invoice) -> list[TimelineEntry]:
    if not invoice.invoice_date:
        return []
    kind = "credit" if invoice.is_credit_note else "invoice"
    return [_entry(invoice, _midnight(invoice.invoice_date), kind, f"{invoice.state}, {invoice.total}")]


def _dispute(ticket: Ticket, chain: set[str] | None) -> list[TimelineEntry]:
    """Tell a ticket's life on the document that its subject names, or by itself where nothing was asked for."""
    on = [name for name in sorted(chain or ()) if name and name in ticket.name]
    if (chain is not None and not on) or ticket.created_at is None:
        return []
    opened = _entry(ticket, ticket.created_at, "dispute", f"ticket {ticket.number or ticket.id} opened")
    told = [opened]
    if ticket.closed and ticket.closed_at:
        told.append(opened.model_copy(update={"at": ticket.closed_at, "text": opened.text.replace("opened", "closed")}))
    return [entry.model_copy(update={"document": on[0]}) for entry in told] if on else told


def _promise(promise: PromiseMade) -> TimelineEntry:
    verdict = {True: "kept", False: "broken", None: "not due yet"}[promise.kept]
    return TimelineEntry(at=_midnight(promise.promised_on), kind="promise", text=f"to pay by {promise.due}: {verdict}")


def _entry(record: Fact, at: dt.datetime, kind: str, text: str) -> TimelineEntry:
    return TimelineEntry(at=at, kind=kind, text=text, model=record.MODEL, record_id=record.id, document=record.name)


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), tzinfo=dt.UTC)


def _with_lags(entries: Sequence[TimelineEntry]) -> tuple[TimelineEntry, ...]:
    last: dict[str, dt.datetime] = {}
    told = []
    for entry in entries:
        before = last.get(entry.document)
        last[entry.document] = entry.at
        lag = (entry.at.date() - before.date()).days if before and entry.document else None
        told.append(entry.model_copy(update={"lag_days": lag}))
    return tuple(told)
