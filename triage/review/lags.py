"""How long did each step from order to money take? Days between the moments of the documents in a case file."""

import datetime as dt
from collections.abc import Iterator

from triage.domain.case_row import Lag, LagKind
from triage.domain.casefile import CaseFile
from triage.domain.facts import Delivery, Invoice, Order

PROOF = "pod"


def lags_of(books: CaseFile) -> list[Lag]:
    """List the lags of orders, deliveries and invoices that a case file tells of; returns are left out."""
    shipments = [d for d in books.deliveries if not d.is_return]
    return [
        *(lag for order in books.orders for lag in _of_order(order, shipments)),
        *(lag for delivery in shipments for lag in _of_delivery(delivery, books)),
        *(lag for invoice in books.invoices for lag in _of_invoice(invoice, books, shipments)),
    ]


def _lag(kind: LagKind, document: str, start: dt.datetime | dt.date, end: dt.datetime | dt.date) -> Lag:
    first, last = (moment.date() if isinstance(moment, dt.datetime) else moment for moment in (start, end))
    return Lag(kind=kind, document=document[:80], ended=last, days=(last - first).days)


def _of_order(order: Order, shipments: list[Delivery]) -> Iterator[Lag]:
    planned = [d.scheduled_at for d in shipments if _is_of(d, order) and d.scheduled_at]
    if order.ordered_at and planned and order.state in ("sale", "done"):
        yield _lag(LagKind.RELEASE, order.name, order.ordered_at, min(planned))


def _is_of(delivery: Delivery, order: Order) -> bool:
    return delivery.order_id == order.id if delivery.order_id is not None else delivery.origin == order.name


def _of_delivery(delivery: Delivery, books: CaseFile) -> Iterator[Lag]:
    if delivery.state != "done" or delivery.done_at is None:
        return
    if delivery.scheduled_at:
        yield _lag(LagKind.PICK_TO_SHIP, delivery.name, delivery.scheduled_at, delivery.done_at)
    own = (e.at for e in books.timeline if e.kind == PROOF and e.event and e.document == delivery.name)
    proof = min(own, default=None)
    if proof is not None:
        yield _lag(LagKind.POD, delivery.name, delivery.done_at, proof)


def _of_invoice(invoice: Invoice, books: CaseFile, shipments: list[Delivery]) -> Iterator[Lag]:
    if invoice.is_credit_note or not invoice.is_posted or invoice.invoice_date is None:
        return
    origins = {part.strip() for part in invoice.origin.split(",")}
    orders = [order for order in books.orders if order.name in origins]
    shipped = [d.done_at for d in shipments if d.done_at and any(_is_of(d, order) for order in orders)]
    if shipped:
        yield _lag(LagKind.SHIP_TO_INVOICE, invoice.name, min(shipped), invoice.invoice_date)
    paid = [p.date for p in books.payments if invoice.id in p.matched_invoice_ids]
    if paid and not invoice.open:
        yield _lag(LagKind.COLLECTION, invoice.name, invoice.invoice_date, max(paid))
