"""What did carriers and payment providers say of a document? Their word in order, and what it may prove alone."""

from collections.abc import Collection

from triage.domain.events import EventType
from triage.domain.facts import Delivery, Invoice, TimelineEntry
from triage.verify.question import Question

PROOF = "pod"  # the kind of a timeline entry that says: a signature of the receiver can be had
_ARRIVED = (EventType.DELIVERY_COMPLETED, EventType.POD_AVAILABLE)
_GONE = (EventType.SHIPMENT_DISPATCHED, EventType.SHIPMENT_PARTIAL, *_ARRIVED)
_LOST = (EventType.PAYMENT_FAILED, EventType.PAYMENT_REFUNDED)
BOOKED_WITHIN_DAYS = 7  # a payment of the same sum this near to the day reported is the one reported


def is_believed(question: Question, kind: EventType) -> bool:
    """Tell whether the policy lets this kind of event decide a claim alone."""
    return kind in question.terms.believed_events


def told_of(question: Question, documents: Collection[str], kinds: Collection[EventType]) -> list[TimelineEntry]:
    """List what outsiders said of these documents, of these kinds, oldest first."""
    wanted = {str(kind) for kind in kinds}
    found = [e for e in question.case.timeline if e.model == "event" and e.document in documents and e.event in wanted]
    return sorted(found, key=lambda e: (e.at, e.record_id or 0))


def proof_of(question: Question, delivery: Delivery) -> TimelineEntry | None:
    """Find the carrier's signed proof of a delivery, unless the carrier said later that the delivery failed."""
    proofs = [
        e for e in question.case.timeline if e.kind == PROOF and e.model == "event" and e.document == delivery.name
    ]
    if not proofs or not is_believed(question, EventType.POD_AVAILABLE):
        return None
    last = max(proofs, key=lambda e: (e.at, e.record_id or 0))
    failed = told_of(question, [delivery.name], [EventType.DELIVERY_FAILED])
    return None if failed and failed[-1].at > last.at else last


def last_word(question: Question, delivery: Delivery) -> TimelineEntry | None:
    """Find the carrier's last word on whether a delivery was handed over."""
    said = told_of(question, [delivery.name], (*_ARRIVED, EventType.DELIVERY_FAILED))
    return said[-1] if said else None


def says_gone(question: Question, documents: Collection[str]) -> list[TimelineEntry]:
    """List what carriers said of goods that, by their word, left our warehouse."""
    return told_of(question, documents, _GONE)


def arrived(question: Question, deliveries: Collection[Delivery]) -> TimelineEntry | None:
    """Find the carrier's word on the last arrival of these deliveries."""
    said = told_of(question, {d.name for d in deliveries}, _ARRIVED)
    first = {e.document: e for e in reversed(said)}  # a second word on the same arrival does not make it later
    return max(first.values(), key=lambda e: (e.at, e.record_id or 0), default=None)


def unbooked(question: Question, invoice: Invoice) -> list[TimelineEntry]:
    """List the payments for an invoice that a provider reports and the books do not show; lost ones stand last.

    A report counts as booked where a payment of the same sum came in about that day.
    """
    names = {invoice.name, *(order.name for order in question.trail.orders_of(invoice))}
    said = told_of(question, names, (EventType.PAYMENT_RECEIVED, *_LOST))
    return [entry for entry in said if not _is_booked(question, entry)]


def is_lost(entry: TimelineEntry) -> bool:
    """Tell whether a provider says that the money did not come, or went back."""
    return entry.event in {str(kind) for kind in _LOST}


def _is_booked(question: Question, entry: TimelineEntry) -> bool:
    near = (p for p in question.case.payments if abs((p.date - entry.at.date()).days) <= BOOKED_WITHIN_DAYS)
    return not is_lost(entry) and any(p.inbound and p.amount == entry.amount for p in near)
