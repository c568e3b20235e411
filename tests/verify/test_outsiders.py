"""What do carriers and payment providers prove? By default a signed proof of delivery, and nothing else."""

import datetime as dt
from typing import Any

import pytest
from trade import (
    TERMS,
    ask,
    bill,
    bill_line,
    case,
    claim,
    delivery,
    eur,
    move,
    on,
    order,
    order_line,
    payment,
    told,
)  # fmt: skip

from triage.domain.codes import Intent
from triage.domain.events import EventType
from triage.domain.facts import TimelineEntry
from triage.domain.findings import Finding
from triage.domain.money import Money

NEVER, LATE, PAID, POD = (
    Intent.NON_DELIVERY, Intent.LATE_DELIVERY, Intent.REMITTANCE, Intent.PROOF_OF_DELIVERY,
)  # fmt: skip
INV, OUT = "INV/2026/00100", "WH/OUT/00005"
OWED = bill(100, [bill_line(1000)])


def said(kind: str, day: int = -1, document: str = OUT, number: int = 7, **more: Any) -> TimelineEntry:
    at = dt.datetime.combine(on(day), dt.time(12), tzinfo=dt.UTC)
    values: dict[str, Any] = {
        "at": at, "kind": "pod" if kind == "pod.available" else "event", "text": f"{kind} (told by ups)",
        "model": "event", "record_id": number, "document": document, "event": f"triage.{kind}", "source": "ups",
    }  # fmt: skip
    return TimelineEntry.model_validate({**values, **more})


def believing(*kinds: EventType) -> Any:
    return TERMS.model_copy(update={"believed_events": kinds})


def shipped(**more: Any) -> tuple[Any, ...]:
    """Return ten billed, ordered and shipped four days ago."""
    goods = delivery(5, 1, [move(50, 10)], **more)
    return (bill(100, [bill_line(1000, order_line_ids=(10,))]), order(1, [order_line(10, delivered="10")]), goods)


def never(*events: TimelineEntry, terms: Any = TERMS, facts: tuple[Any, ...] = ()) -> Finding:
    return ask(claim(NEVER, INV), case(*(facts or shipped(tracking="1Z9")), timeline=events), terms=terms)


def test_a_signed_proof_refutes_non_delivery_and_stands_as_evidence() -> None:
    finding = never(said("pod.available"))
    assert told(finding) == ("refuted", "delivered_with_proof", "0.00")
    (proof,) = [e for e in finding.evidence if e.model == "event"]
    assert (proof.id, proof.label, proof.value) == (7, "ups", f"pod.available (told by ups) on {on(-1)}")


def test_a_failure_told_after_the_proof_takes_it_back() -> None:
    assert never(said("pod.available", -2), said("delivery.failed", -1, number=8)).reason == "carrier_reports_failure"
    assert never(said("delivery.failed", -2), said("pod.available", -1)).outcome == "refuted"


def test_a_policy_may_believe_no_proof_of_a_carrier() -> None:
    assert told(never(said("pod.available"), terms=believing()))[:2] == ("undecided", "carrier_reports_delivered")


def test_delivered_without_a_signature_decides_nothing_unless_the_policy_believes_it() -> None:
    finding = never(said("delivery.completed"))
    assert (told(finding), finding.missing) == (
        ("undecided", "carrier_reports_delivered", "1190.00"), ("pod",),
    )  # fmt: skip
    trusting = never(said("delivery.completed"), terms=believing(EventType.DELIVERY_COMPLETED))
    assert told(trusting) == ("refuted", "carrier_reports_delivered", "0.00")


def test_a_failed_delivery_decides_nothing_unless_the_policy_believes_it() -> None:
    assert told(never(said("delivery.failed")))[:2] == ("undecided", "carrier_reports_failure")
    trusting = never(said("delivery.failed"), terms=believing(EventType.DELIVERY_FAILED))
    assert told(trusting) == ("supported", "carrier_reports_failure", "1190.00")


def test_the_word_of_one_carrier_says_nothing_of_another_delivery() -> None:
    assert never(said("delivery.completed", document="WH/OUT/00099")).missing == ("pod", "carrier_status")


def test_goods_that_the_carrier_has_were_not_kept_back_whatever_the_books_show() -> None:
    waiting = delivery(5, 1, [move(50, 10, state="assigned")], state="assigned")
    billed = bill(100, [bill_line(1000, order_line_ids=(10,))])
    facts = (billed, order(1, [order_line(10, delivered="0")]), waiting)
    assert told(never(facts=facts))[:2] == ("supported", "not_shipped")
    for document in (OUT, "S00001"):
        finding = never(said("shipment.dispatched", document=document), facts=facts)
        assert (told(finding), finding.missing) == (
            ("undecided", "carrier_contradicts_books", "1190.00"), ("delivery",),
        )  # fmt: skip


def late(*events: TimelineEntry, terms: Any = TERMS) -> Finding:
    at = dt.datetime.combine(on(-4), dt.time(9), tzinfo=dt.UTC)
    bought = order(1, [order_line(10, delivered="10")], promised_at=at)
    goods = delivery(5, 1, [move(50, 10)], done_at=at)
    books = case(bill(100, [bill_line(1000, order_line_ids=(10,))]), bought, goods, timeline=events)
    return ask(claim(LATE, INV), books, terms=terms)


def test_goods_that_left_in_time_and_came_late_by_the_carriers_word_are_undecided() -> None:
    assert told(late())[:2] == ("refuted", "delivered_on_time")
    assert late(said("delivery.completed", -4)).reason == "delivered_on_time"
    finding = late(said("delivery.completed", -1), said("pod.available", 0, number=8))
    assert (told(finding)[:2], finding.missing) == (("undecided", "carrier_reports_late"), ("pod",))
    assert f"on {on(-1)}, 3 days late" in finding.arithmetic
    trusting = late(said("delivery.completed", -1), terms=believing(EventType.DELIVERY_COMPLETED))
    assert told(trusting)[:2] == ("supported", "carrier_reports_late")


def paid(*events: TimelineEntry, terms: Any = TERMS, facts: tuple[Any, ...] = (OWED,), **words: Any) -> Finding:
    return ask(claim(PAID, INV, **words), case(*facts, timeline=events), terms=terms)


def report(kind: str = "received", amount: Money = eur("1190.00"), day: int = -2, number: int = 7) -> TimelineEntry:  # noqa: B008
    return said(f"payment.{kind}", day, INV, number, amount=amount)


def test_a_payment_reported_and_not_booked_is_undecided_with_that_evidence() -> None:
    assert paid().reason == "payment_on_its_way"
    finding = paid(report())
    assert (told(finding), finding.missing) == (("undecided", "payment_reported", "1190.00"), ("payment_booking",))
    assert [(e.model, e.id) for e in finding.evidence][-1] == ("event", 7)
    assert [(f.name, str(f.value), f.unit) for f in finding.figures][-1] == ("reported", "1190.00", "EUR")


def test_a_policy_may_believe_a_provider_up_to_what_is_open_and_in_its_own_currency() -> None:
    terms = believing(EventType.PAYMENT_RECEIVED)
    assert told(paid(report(amount=eur("5000")), terms=terms)) == ("supported", "payment_reported", "1190.00")
    foreign = Money(value=eur("1190").value, currency="USD")
    assert told(paid(report(amount=foreign), terms=terms))[:2] == ("undecided", "payment_reported")


@pytest.mark.parametrize("kind", ["failed", "refunded"])
def test_money_that_went_back_by_the_providers_word_is_asked_for_again(kind: str) -> None:
    finding = paid(report(), report(kind, day=-1, number=8))
    assert (told(finding)[:2], finding.missing) == (("undecided", "payment_reported_lost"), ("proof_of_payment",))


def test_a_report_whose_payment_is_in_the_books_adds_nothing() -> None:
    booked = paid(report(), facts=(OWED, payment(9, "1190", day=-1)))
    assert told(booked)[:2] == ("supported", "payment_unmatched")
    elsewhere = paid(report(), facts=(OWED, payment(9, "1190", [77], day=-1)))
    assert elsewhere.reason == "payment_on_its_way"


def test_a_proof_that_the_carrier_has_is_named_and_still_to_be_fetched() -> None:
    finding = ask(claim(POD, INV), case(*shipped(tracking="1Z9"), timeline=(said("pod.available"),)))
    assert (told(finding), finding.missing) == (("undecided", "pod_not_on_record", ""), ("pod",))
    assert "to be had: pod.available (told by ups)" in finding.arithmetic
