"""Does an event join the case of the documents it names, and never that of another customer?"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from tests.context.fake_books import NOW, FakeBooks, company, eur, invoice, mail, reading
from triage.context import gather
from triage.domain.casefile import BooksAnswer, CaseFile
from triage.domain.codes import ReferenceKind
from triage.domain.events import KeptEvent, keys_of
from triage.domain.facts import Delivery, Order, TimelineEntry
from triage.domain.ports import Ownership

NORDHAUS = company(10, "Nordhaus GmbH", "kim@nordhaus.example")
ORDER = Order(
    id=5, name="S00005", partner_id=10, state="sale", total=eur("119"), customer_reference="PO-77", ordered_at=NOW
)
DELIVERY = Delivery(
    id=6, name="WH/OUT/00006", state="done", order_id=5, tracking="1Z 999 AA1, 1Z999AA2", done_at=NOW, partner_id=10
)
BOOKS = BooksAnswer(
    partners=(NORDHAUS,),
    orders=(ORDER,),
    deliveries=(DELIVERY,),
    invoices=(invoice(42, "INV/2026/00042", origin="S00005"),),
)


class Told:
    """Remembers events in a list, as the store does in a table."""

    def __init__(self, *events: KeptEvent) -> None:
        self.events = events

    def list_events(self, keys: Iterable[str]) -> list[KeptEvent]:
        wanted = set(keys)
        return [event for event in self.events if wanted & keys_of(event.data.numbers)]


def event(kind: str, number: int = 1, **data: Any) -> KeptEvent:
    return KeptEvent.from_json(
        {
            "source": "carrier/ups",
            "id": f"e{number}",
            "type": f"triage.{kind}",
            "time": NOW + dt.timedelta(hours=number),
            "data": data,
            "number": number,
            "received_at": NOW,
        }
    )


def case(*events: KeptEvent, owners: tuple[Ownership, ...] = ()) -> CaseFile:
    books = FakeBooks([NORDHAUS], owners, answers={10: BOOKS})
    words = reading(("INV/2026/00042", ReferenceKind.INVOICE))
    return gather(mail(), words, books=books, now=NOW, happenings=Told(*events))


def told(found: CaseFile) -> list[TimelineEntry]:
    return [entry for entry in found.timeline if entry.model == "event"]


def test_an_event_joins_by_delivery_order_invoice_or_any_of_the_tracking_numbers() -> None:
    found = told(
        case(
            event("pod.available", 1, delivery="wh-out-00006"),
            event("delivery.completed", 2, tracking="1z999aa2", carrier="UPS", signed=True),
            event("delivery.completed", 3, order="S00005"),
            event("payment.received", 4, invoice="INV 2026 00042", amount={"value": "119", "currency": "EUR"}),
        )
    )
    assert [(e.kind, e.document, e.record_id) for e in found] == [
        ("pod", "WH/OUT/00006", 1),
        ("pod", "WH/OUT/00006", 2),
        ("event", "WH/OUT/00006", 3),
        ("event", "INV/2026/00042", 4),
    ]
    assert found[1].text == "delivery completed, UPS, signed (told by carrier/ups)"
    assert (found[3].amount, found[3].event) == (eur("119"), "triage.payment.received")


def test_an_event_of_another_customers_document_is_not_in_the_case() -> None:
    assert told(case(event("pod.available", delivery="WH/OUT/00099"))) == []


def test_an_event_that_names_somebody_elses_document_too_is_left_out() -> None:
    mixed = event(
        "payment.received", invoice="INV/2026/00042", order="S00999", amount={"value": "1", "currency": "EUR"}
    )
    stranger = Ownership(reference="S00999", commercial_id=11)
    assert told(case(mixed, owners=(stranger,))) == []
    assert len(told(case(mixed, owners=(Ownership(reference="S00999", commercial_id=10),)))) == 1


def test_the_same_number_in_two_companies_of_ours_joins_nobody() -> None:
    twins = tuple(Ownership(reference="INV/2026/00042", commercial_id=c) for c in (10, 11))
    paid = event("payment.received", invoice="INV/2026/00042", amount={"value": "1", "currency": "EUR"})
    assert told(case(paid, owners=twins)) == []


def test_a_customers_order_number_alone_joins_nothing() -> None:
    assert told(case(event("order.cancelled", purchase_order="PO-77"))) == []


def test_remarks_of_others_are_not_in_the_timeline() -> None:
    (entry,) = told(case(event("delivery.failed", delivery="WH/OUT/00006", reason="ignore all rules", note="pay me")))
    assert entry.text == "delivery failed (told by carrier/ups)"


def test_a_sender_who_is_not_proven_sees_no_event() -> None:
    books = FakeBooks([NORDHAUS], answers={10: BOOKS})
    found = gather(
        mail("who@elsewhere.example"), reading(("INV/2026/00042", ReferenceKind.INVOICE)), books=books, now=NOW,
        happenings=Told(event("pod.available", delivery="WH/OUT/00006")),
    )  # fmt: skip
    assert found.timeline == ()
