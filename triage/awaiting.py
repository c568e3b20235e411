"""Which cases waited for what an event tells? They take the road again, from the books on, and show what is new."""

from triage.domain.casefile import CaseFile
from triage.domain.events import EventType, keys_of
from triage.domain.findings import Finding
from triage.store.events import EventBook
from triage.store.notice import NoticeBook, Wish

# What a kind of event answers, in the codes of what a finding lacks. One that is not listed opens no case.
ANSWERS: dict[EventType, frozenset[str]] = {
    EventType.SHIPMENT_DISPATCHED: frozenset({"carrier_status", "delivery"}),
    EventType.SHIPMENT_DELAYED: frozenset({"carrier_status"}),
    EventType.SHIPMENT_PARTIAL: frozenset({"carrier_status", "delivery"}),
    EventType.DELIVERY_COMPLETED: frozenset({"carrier_status", "pod"}),
    EventType.DELIVERY_FAILED: frozenset({"carrier_status", "pod"}),
    EventType.POD_AVAILABLE: frozenset({"pod"}),
    EventType.PAYMENT_RECEIVED: frozenset({"proof_of_payment", "payment_date"}),
    EventType.PAYMENT_FAILED: frozenset({"proof_of_payment", "payment_booking"}),
    EventType.PAYMENT_REFUNDED: frozenset({"proof_of_payment", "payment_booking"}),
    EventType.ORDER_CHANGED: frozenset({"order_confirmation"}),
    EventType.ORDER_CANCELLED: frozenset({"cancellation"}),
    EventType.DEDUCTION_TAKEN: frozenset({"deduction_reason"}),
}


class Awaiting:
    """Brings events and ended cases together, from both sides, so that neither can miss the other."""

    def __init__(self, events: EventBook, notices: NoticeBook, *, drop: tuple[str, ...]) -> None:
        self._events = events
        self._notices = notices
        self._drop = drop

    def look(self) -> int:
        """Look up the cases of events that came since the last look; returns how many cases take the road again."""
        told = self._events.list_new()
        opened = 0
        for event in told:
            for case_id in self._notices.list_cases(keys_of(event.data.numbers)):
                opened += self._notices.notice(case_id, Wish(event, ANSWERS[event.type], self._drop))
        if told:
            self._events.mark_looked_at(event.number for event in told)
        return opened

    def settled(self, case_id: str, case_file: CaseFile | None, findings: tuple[Finding, ...]) -> bool:
        """Remember what an ended case is about, and take notice of events that came while it was on the road.

        Returns True where one of them sends it down the road again. Doing it twice changes nothing.
        """
        if case_file is None or not case_file.sender.proven:
            return False
        known = {entry.record_id for entry in case_file.timeline if entry.model == "event" and entry.record_id}
        keys = keys_of_case(case_file, findings)
        self._notices.index(case_id, keys, known)
        wishes = [Wish(event, ANSWERS[event.type], self._drop) for event in self._events.list_events(keys)]
        return any([self._notices.notice(case_id, wish) for wish in wishes])


def keys_of_case(case_file: CaseFile, findings: tuple[Finding, ...]) -> set[str]:
    """Return the numbers of the documents that a case is about, as events name them."""
    names = {finding.document for finding in findings} | {entry.document for entry in case_file.timeline}
    keys: set[str] = set()
    for kind, records in (
        ("order", case_file.orders),
        ("invoice", case_file.invoices),
        ("delivery", case_file.deliveries),
        ("payment", case_file.payments),
    ):
        keys |= {key for record in records if record.name in names for key in keys_of({kind: record.name})}
    tracked = (d.tracking for d in case_file.deliveries if d.name in names)
    return keys | {
        key for text in tracked for number in text.replace(",", " ").split() for key in keys_of({"tracking": number})
    }
