"""Are claims about goods checked against lines and moves?"""

from decimal import Decimal

import pytest
from trade import (
    FREIGHT,
    HOSE,
    NOW,
    TERMS,
    ask,
    at,
    bill,
    bill_line,
    case,
    claim,
    credit,
    delivery,
    eur,
    mail,
    move,
    on,
    order,
    order_line,
    told,
)  # fmt: skip

from triage.domain.casefile import CaseFile
from triage.domain.codes import Intent
from triage.domain.facts import TimelineEntry
from triage.domain.findings import Finding

SHORT, DAMAGED, WRONG, NEVER, LATE = (
    Intent.SHORT_SHIPMENT, Intent.DAMAGED_GOODS, Intent.WRONG_GOODS, Intent.NON_DELIVERY, Intent.LATE_DELIVERY,
)  # fmt: skip


def shipped(moved: str = "8", **more: object) -> tuple[object, ...]:
    """Return an order of 10 pumps, billed in full, of which so many were shipped."""
    return (
        order(1, [order_line(10, delivered=moved)]),
        delivery(5, 1, [move(50, 10, moved)], **more),
        bill(100, [bill_line(1000, [10])]),
    )


def short(books: CaseFile, **said: object) -> Finding:
    return ask(claim(SHORT, "INV/2026/00100", **said), books)


def test_eight_of_ten_shipped_supports_two_missing_with_arithmetic_and_proof() -> None:
    finding = short(case(*shipped()), missing=2, claimed="238")
    assert told(finding) == ("supported", "billed_more_than_shipped", "238.00")
    assert finding.claimed == eur("238")
    assert "billed 10, shipped 8: 2 pieces too many" in finding.arithmetic
    assert "with tax" in finding.arithmetic
    keys = {e.key: e.value for e in finding.evidence}
    assert (keys["account.move.line/1000/quantity"], keys["stock.move/50/quantity"]) == ("10", "8")
    figures = {f.name: f.value for f in finding.figures}
    assert (figures["billed"], figures["shipped"], figures["at stake with tax"]) == (10, 8, Decimal("238.00"))


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({}, "billed_more_than_shipped"),
        ({"missing": 5}, "fewer_missing_than_claimed"),
        ({"missing": 1}, "more_missing_than_claimed"),
        ({"received": 8}, "billed_more_than_shipped"),
        ({"received": 8, "ordered": 10}, "billed_more_than_shipped"),
        ({"missing": 1, "unit": "pallet"}, "billed_more_than_shipped"),
    ],
)
def test_what_was_said_changes_the_reason_and_never_the_amount(said: dict[str, object], reason: str) -> None:
    assert told(short(case(*shipped()), **said)) == ("supported", reason, "238.00")


def test_goods_still_to_come_are_told() -> None:
    later = delivery(6, 1, [move(51, 10, "0", state="assigned", asked=Decimal(2))], state="assigned", done_at=None)
    assert told(short(case(*shipped(), later), missing=2))[1] == "backorder_open"


def test_all_shipped_refutes_and_asks_for_the_proof_of_delivery_where_none_is_there() -> None:
    bare = short(case(*shipped("10")), missing=2)
    assert (told(bare), bare.missing) == (("refuted", "shipped_in_full", "0.00"), ("pod",))
    signed = short(case(*shipped("10", has_signature=True, tracking="1Z9")), missing=2)
    assert signed.missing == ()
    assert "stock.picking/5/carrier_tracking_ref" in {e.key for e in signed.evidence}


def test_billed_what_was_shipped_refutes_although_more_was_ordered() -> None:
    books = case(
        order(1, [order_line(10, delivered="8")]),
        delivery(5, 1, [move(50, 10, "8")]),
        bill(100, [bill_line(1000, [10], "8")]),
    )
    assert told(short(books, missing=2)) == ("refuted", "billed_what_was_shipped", "0.00")


def test_without_transfers_odoos_delivered_quantity_counts() -> None:
    books = case(order(1, [order_line(10, delivered="7")]), bill(100, [bill_line(1000, [10])]))
    assert told(short(books))[::2] == ("supported", "357.00")


def test_a_kit_shipped_as_its_parts_is_judged_by_its_delivered_quantity() -> None:
    parts = [move(50, 10, "20", product_id=7), move(51, 10, "10", product_id=8)]
    books = case(order(1, [order_line(10)]), delivery(5, 1, parts), bill(100, [bill_line(1000, [10])]))
    assert told(short(books))[0] == "refuted"
    assert told(ask(claim(WRONG, "INV/2026/00100"), books))[1] == "photos_wanted"


def test_the_named_article_is_complete_while_another_is_short() -> None:
    books = case(
        order(1, [order_line(10), order_line(11, name="pressure hose", product_id=HOSE, product_code="PH")]),
        delivery(5, 1, [move(50, 10), move(51, 11, "7", product_id=HOSE)]),
        bill(100, [bill_line(1000, [10]), bill_line(1001, [11], name="pressure hose", product_id=HOSE)]),
    )
    finding = ask(claim(SHORT, "INV/2026/00100", missing=3, product="article 1000"), books)
    assert told(finding)[:2] == ("undecided", "another_line_is_short")


def test_a_credit_note_that_does_not_say_for_what_is_checked_by_a_person() -> None:
    goodwill = bill_line(2000, [], "1", "50", product_id=None, name="goodwill")
    finding = short(case(*shipped(), credit(200, [goodwill], of=100)))
    assert told(finding)[:2] == ("undecided", "credit_to_be_checked")
    exact = bill_line(2000, [], "1", "200", product_id=None, name="two pumps")
    assert told(short(case(*shipped(), credit(200, [exact], of=100)))) == ("refuted", "already_credited", "0.00")


def test_a_credit_note_without_a_link_counts_for_the_order_line_it_names() -> None:
    back = credit(200, [bill_line(2000, [10], "2")])
    assert told(short(case(*shipped(), back)))[1] == "already_credited"
    draft = back.model_copy(update={"state": "draft"})
    assert told(short(case(*shipped(), draft)))[1] == "billed_more_than_shipped"
    stray = credit(200, [bill_line(2000, [99], "2")])
    assert told(short(case(*shipped(), stray)))[1] == "billed_more_than_shipped"


def test_freight_alone_is_no_goods_and_an_order_of_services_neither() -> None:
    freight = bill(100, [bill_line(1000, [], is_service=True, product_id=FREIGHT)])
    assert told(short(case(freight)))[1] == "no_goods"
    for intent in (DAMAGED, WRONG, NEVER):
        assert told(ask(claim(intent, "INV/2026/00100"), case(freight)))[1] == "no_goods"
    services = order(1, [order_line(10, is_service=True)])
    assert told(ask(claim(SHORT, "S00001"), case(services)))[1] == "no_goods"


def test_an_order_shipped_in_full_and_not_billed_refutes_and_a_loose_delivery_names_no_invoice() -> None:
    assert told(ask(claim(SHORT, "S00001"), case(order(1)))) == ("refuted", "shipped_in_full", "0.00")
    lonely = delivery(5, None, [move(50, None)])
    for intent in (SHORT, NEVER, DAMAGED, LATE, Intent.NOT_ORDERED, Intent.MISSING_CREDIT):
        finding = ask(claim(intent, "WH/OUT/00005"), case(lonely))
        assert told(finding)[:2] == ("undecided", "document_not_named"), intent


def test_a_delivery_leads_to_its_order_by_origin_or_by_its_moves() -> None:
    _, transfer, invoice = shipped()
    for origin, of in (("S00001", None), ("", None)):
        loose = transfer.model_copy(update={"order_id": of, "origin": origin})  # type: ignore[attr-defined]
        books = case(order(1, [order_line(10, delivered="10")]), loose, invoice)
        assert told(ask(claim(SHORT, "WH/OUT/00005"), books))[2] == "238.00"


def test_moves_without_an_order_line_are_matched_by_product() -> None:
    books = case(order(1, [order_line(10)]), delivery(5, 1, [move(50, None, "9")]), bill(100, [bill_line(1000, [10])]))
    assert told(short(books))[2] == "119.00"


def test_an_invoice_line_without_a_link_is_matched_by_origin_and_product() -> None:
    books = case(
        order(1, [order_line(10, delivered="9")]),
        delivery(5, 1, [move(50, 10, "9")]),
        bill(100, [bill_line(1000)], origin="S00001, S00002"),
    )
    assert told(short(books))[2] == "119.00"


def test_damage_is_settled_by_what_the_books_show() -> None:
    said = claim(DAMAGED, "INV/2026/00100", damaged=2)
    waiting = case(order(1, [order_line(10, delivered="0")]), bill(100, [bill_line(1000, [10])]))
    assert told(ask(said, waiting)) == ("refuted", "not_shipped", "0.00")
    partly = credit(200, [bill_line(2000, [10], "1")], of=100)
    assert told(ask(said, case(*shipped("10"), partly)))[1:] == ("credit_to_be_checked", "119.00")
    back = delivery(6, 1, [move(51, 10, "2")], is_return=True, done_at=at(-2))
    assert told(ask(said, case(*shipped("10"), back, credit(200, [bill_line(2000, [10], "2")], of=100))))[1] == (
        "already_credited"
    )


def test_damage_without_a_shipping_day_or_quantity_asks_for_both() -> None:
    finding = ask(claim(DAMAGED, "INV/2026/00100"), case(*shipped("10", done_at=None)))
    assert (told(finding), finding.missing) == (("undecided", "photos_wanted", "1190.00"), ("photos", "quantity"))
    looked = ask(claim(DAMAGED, "INV/2026/00100"), case(*shipped("10")), mail("x", "image/png"))
    assert looked.reason == "photos_to_be_judged"
    inline = mail().model_copy(
        update={"attachments": (mail("x", "image/png").attachments[0].model_copy(update={"inline": True}),)}
    )
    assert ask(claim(DAMAGED, "INV/2026/00100"), case(*shipped("10")), inline).reason == "photos_wanted"


def test_non_delivery_is_refuted_by_the_carriers_own_proof() -> None:
    event = TimelineEntry(at=NOW, kind="pod", text="delivered", model="event", document="WH/OUT/00005")
    books = case(*shipped("10", tracking="1Z9"), timeline=(event,))
    assert told(ask(claim(NEVER, "INV/2026/00100"), books)) == ("refuted", "delivered_with_proof", "0.00")
    plain = ask(claim(NEVER, "INV/2026/00100"), case(*shipped("10")))
    assert (plain.reason, plain.missing) == ("shipped_without_proof", ("pod",))


def test_non_delivery_of_a_bill_without_order_and_of_orders_not_billed() -> None:
    assert told(ask(claim(NEVER, "INV/2026/00100"), case(bill(100, [bill_line(1000)]))))[1] == "no_delivery_on_record"
    open_order = order(1, [order_line(10, delivered="0")])
    assert told(ask(claim(NEVER, "S00001"), case(open_order))) == ("supported", "not_shipped", "0.00")
    signed = delivery(5, 1, [move(50, 10)], has_signature=True)
    assert told(ask(claim(NEVER, "S00001"), case(order(1), signed)))[0] == "refuted"
    bare = delivery(5, 1, [move(50, 10)])
    assert told(ask(claim(NEVER, "S00001"), case(order(1), bare)))[1] == "shipped_without_proof"


def late(books: CaseFile, **terms: object) -> Finding:
    return ask(claim(LATE, "S00001"), books, terms=TERMS.model_copy(update=terms))


def test_ten_days_late_costs_two_begun_weeks_up_to_the_cap() -> None:
    books = case(order(1, promised_at=at(-18)), delivery(5, 1, [move(50, 10)], done_at=at(-8)))
    assert told(late(books)) == ("supported", "delivered_late", "0.00")
    percent = {"late_penalty_percent_per_week": Decimal(1)}
    assert told(late(books, **percent))[2] == "23.80"
    assert told(late(books, **percent, late_penalty_cap_percent=Decimal("1.5")))[2] == "17.85"
    assert told(late(books, late_grace_days=10))[1] == "delivered_on_time"


def test_only_the_late_part_of_an_order_is_worth_a_penalty() -> None:
    books = case(
        order(1, [order_line(10), order_line(11, "0")], promised_at=at(-18)),
        delivery(5, 1, [move(50, 10, "6")], done_at=at(-20)),
        delivery(6, 1, [move(51, 10, "4")], done_at=at(-8)),
    )
    assert told(late(books, late_penalty_percent_per_week=Decimal(1)))[2] == "9.52"
    free = case(
        order(1, [order_line(10, price="0")], promised_at=at(-18)),
        delivery(5, 1, [move(50, 10, "6")], done_at=at(-20)),
        delivery(6, 1, [move(51, 10, "4")], done_at=at(-8)),
    )
    assert told(late(free, late_penalty_percent_per_week=Decimal(1)))[2] == "0.00"


def test_a_named_delivery_is_judged_alone() -> None:
    books = case(
        order(1, promised_at=at(-18)),
        delivery(5, 1, [move(50, 10, "6")], done_at=at(-20)),
        delivery(6, 1, [move(51, 10, "4")], done_at=at(-8)),
    )
    assert told(ask(claim(LATE, "WH/OUT/00005"), books))[1] == "delivered_on_time"


def test_the_planned_day_supports_a_delay_and_refutes_nothing() -> None:
    def planned(day: int, **more: object) -> CaseFile:
        return case(order(1), delivery(5, 1, [move(50, 10)], scheduled_at=at(day), **more))

    assert told(late(planned(-18)))[1] == "delivered_late"
    assert told(late(planned(-2)))[:2] == ("undecided", "no_promised_day")
    waiting = {"state": "assigned", "done_at": None}
    assert told(late(planned(3, **waiting)))[:2] == ("undecided", "no_promised_day")
    assert told(late(planned(-3, **waiting)))[:2] == ("supported", "still_not_delivered")
    assert told(late(case(order(1), delivery(5, 1, [move(50, 10)]))))[:2] == ("undecided", "no_promised_day")


def test_a_day_not_over_refutes_and_a_cancelled_order_is_looked_at() -> None:
    assert told(late(case(order(1, promised_at=at(3)))))[:2] == ("refuted", "not_due_yet")
    assert told(late(case(order(1, promised_at=at(-3), state="cancel"))))[:2] == ("undecided", "order_cancelled")


def test_another_product_out_while_the_ordered_one_stayed_is_wrong_goods() -> None:
    extra = order_line(12, "0", product_id=HOSE, delivered="4", name="hose", product_code="")
    books = case(
        order(1, [order_line(10, delivered="6"), extra]),
        delivery(5, 1, [move(50, 10, "6"), move(51, 12, "4", product_id=HOSE, product_code="")]),
        bill(100, [bill_line(1000, [10])]),
    )
    finding = ask(claim(WRONG, "INV/2026/00100"), books)
    assert told(finding) == ("supported", "other_product_shipped", "476.00")
    assert finding.missing == ("return_number",)


def test_the_period_counts_from_the_last_shipment_to_the_day_of_the_mail() -> None:
    old = shipped("10", done_at=at(-20))
    assert told(ask(claim(DAMAGED, "INV/2026/00100"), case(*old)))[1] == "claim_period_over"
    early = mail(sent_at=at(-10))
    assert ask(claim(DAMAGED, "INV/2026/00100"), case(*old), early).reason == "photos_wanted"
    assert on(0) == NOW.date()
