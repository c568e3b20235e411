"""Which events of carriers, payment providers and shops belong to this case? Those about documents of its partner tree.

An event joins where one of its own numbers is that of a document of the tree, and none of its numbers is known as
somebody else's: two companies of ours may number alike, and a sender of events may be wrong. A customer's order
number alone joins nothing, since two customers may use the same one.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from triage.domain.casefile import BooksAnswer
from triage.domain.events import (
    DeductionData,
    DeliveryData,
    EventData,
    EventType,
    KeptEvent,
    PaymentData,
    PodData,
    ShipmentData,
    keys_of,
)
from triage.domain.facts import Delivery, TimelineEntry
from triage.domain.ports import Books, Happenings

Names = dict[str, set[str]]  # key of a number -> names of the documents that bear it
# What an event is shown at, in the order in which it is looked for.
_HOME = {
    "shipment": ("delivery", "tracking", "order", "invoice"),
    "delivery": ("delivery", "tracking", "order", "invoice"),
    "pod": ("delivery", "tracking", "order", "invoice"),
    "payment": ("invoice", "payment", "order", "delivery", "tracking"),
    "deduction": ("invoice", "payment", "order", "delivery", "tracking"),
    "order": ("order", "delivery", "tracking", "invoice"),
}
_SEVERAL = re.compile(r"[,;\s]+")


def joined(
    answer: BooksAnswer, commercial_id: int, *, books: Books, happenings: Happenings | None
) -> list[TimelineEntry]:
    """Return the moments that events add to the documents of this partner tree.

    Raises `RetryLater` when the books or the store do not answer.
    """
    names = _names(answer)
    if happenings is None or not names:
        return []
    told = [event for event in happenings.list_events(names) if _homes(event, names)]
    strange = _strange(told, commercial_id, books)
    by_order = _only_delivery_of_orders(answer)
    return [
        _entry(event, by_order.get(home, home) if event.type.subject in ("delivery", "pod") else home)
        for event in told
        if not strange & set(event.data.numbers.values())
        for home in sorted(_homes(event, names))
    ]


def _names(answer: BooksAnswer) -> Names:
    names: Names = defaultdict(set)
    for kind, records in (
        ("order", answer.orders),
        ("invoice", answer.invoices),
        ("delivery", answer.deliveries),
        ("payment", answer.payments),
    ):
        for record in records:
            for key in keys_of({kind: record.name}):
                names[key].add(record.name)
    for delivery in answer.deliveries:
        for number in _SEVERAL.split(delivery.tracking):
            for key in keys_of({"tracking": number}):
                names[key].add(delivery.name)
    return names


def _homes(event: KeptEvent, names: Names) -> set[str]:
    """Return the documents at which an event is shown: of the first kind of number that the tree knows."""
    numbers = event.data.numbers
    found = (
        {name for key in keys_of({kind: numbers.get(kind, "")}) for name in names.get(key, ())}
        for kind in _HOME[event.type.subject]
    )
    return next((homes for homes in found if homes), set())


def _strange(told: Sequence[KeptEvent], commercial_id: int, books: Books) -> set[str]:
    """Return those numbers of the events that are known as another customer's; asked only where there are events."""
    numbers = sorted({number for event in told for number in event.data.numbers.values()})
    owners = books.find_owners(numbers) if numbers else []
    return {owner.reference for owner in owners if owner.commercial_id != commercial_id}


def _only_delivery_of_orders(answer: BooksAnswer) -> dict[str, str]:
    """Return for each order with a single delivery that delivery: what was handed over is told of it."""
    by_order: dict[str, list[Delivery]] = defaultdict(list)
    names = {order.id: order.name for order in answer.orders}
    for delivery in answer.deliveries:
        if not delivery.is_return and delivery.state != "cancel":
            by_order[names.get(delivery.order_id or 0, delivery.origin)].append(delivery)
    return {order: found[0].name for order, found in by_order.items() if order and len(found) == 1}


def _entry(event: KeptEvent, document: str) -> TimelineEntry:
    data = event.data
    amount = data.amount if isinstance(data, PaymentData | DeductionData) else None
    return TimelineEntry(
        at=event.time,
        kind="pod" if is_proof(event.type, data) else "event",
        text=_text(event, data),
        model="event",
        record_id=event.number,
        document=document,
        event=str(event.type),
        source=event.source,
        amount=amount,
    )


def is_proof(kind: EventType, data: EventData) -> bool:
    """Tell whether a carrier says that a signature of the receiver can be had."""
    return isinstance(data, PodData) or (
        kind is EventType.DELIVERY_COMPLETED and isinstance(data, DeliveryData) and data.signed
    )


def _text(event: KeptEvent, data: EventData) -> str:
    """Return what happened in our words; of theirs only names, days and sums, never their remarks."""
    parts: Iterable[str] = ()
    if isinstance(data, ShipmentData | DeliveryData | PodData):
        expected = f"expected {data.expected_on}" if isinstance(data, ShipmentData) and data.expected_on else ""
        signed = "signed" if is_proof(event.type, data) else ""
        final = "not tried again" if isinstance(data, DeliveryData) and data.final else ""
        parts = (data.carrier, expected, signed, final)
    elif isinstance(data, PaymentData | DeductionData):
        parts = (str(data.amount),)
    said = ", ".join(part for part in (f"{event.type.subject} {event.type.verb}", *parts) if part)
    return f"{said} (told by {event.source})"
