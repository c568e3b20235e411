"""Are claims about the bill itself checked against orders, terms and credit notes?"""

from decimal import Decimal

import pytest
from trade import (
    BUYER,
    FREIGHT,
    HOSE,
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
    reading,
    reference,
    told,
)  # fmt: skip

from triage.domain.casefile import CaseFile, Sender
from triage.domain.codes import Intent, ReferenceKind
from triage.domain.findings import Finding
from triage.verify import verify

PRICE, TWICE, TAX, FEE, NOT, CREDIT, DATA = (
    Intent.PRICE, Intent.DUPLICATE_INVOICE, Intent.TAX, Intent.CHARGES, Intent.NOT_ORDERED, Intent.MISSING_CREDIT,
    Intent.INVOICE_DATA,
)  # fmt: skip
INV = "INV/2026/00100"


def priced(billed: str, ordered: str = "100", *more: object, **order_more: object) -> CaseFile:
    """Return a case with 10 pumps ordered at one price and billed at another."""
    return case(
        order(1, [order_line(10, price=ordered, **order_more)]), bill(100, [bill_line(1000, [10], price=billed)]), *more
    )


def test_ten_euro_above_the_order_with_tax() -> None:
    finding = ask(claim(PRICE, INV, invoiced=110, claimed=100), priced("110"))
    assert told(finding) == ("supported", "billed_above_order", "119.00")
    figures = {f.name: str(f.value) for f in finding.figures}
    assert (figures["billed price"], figures["agreed price"]) == ("110.00", "100.00")


def test_the_code_of_an_article_is_no_missing_document() -> None:
    said = claim(PRICE, INV, reference("HP-40"))
    assert [told(f)[1] for f in verify(mail(), reading(said), priced("110"), terms=TERMS)] == ["billed_above_order"]
    other = verify(mail(), reading(claim(PRICE, INV, reference("HP-99"))), priced("110"), terms=TERMS)
    assert [f.reason for f in other] == ["billed_above_order", "document_not_found"]


def test_two_prices_of_a_mail_are_not_added_up_to_a_claim() -> None:
    said = claim(PRICE, INV, claimed=100)
    two = said.model_copy(update={"amounts": (*said.amounts, *claim(PRICE, INV, claimed=400).amounts)})
    assert ask(said, priced("110")).claimed == eur(100)
    assert ask(two, priced("110")).claimed is None


def test_prices_that_include_tax_are_compared_without_being_taxed_twice() -> None:
    line = bill_line(1000, [10], price="119", subtotal=eur("1000"), total=eur("1190"))
    books = case(order(1, [order_line(10, price="119", subtotal=eur("1000"))]), bill(100, [line]))
    assert told(ask(claim(PRICE, INV), books)) == ("refuted", "billed_as_ordered", "0.00")


def test_an_order_in_another_currency_cannot_be_compared() -> None:
    books = priced("110", subtotal=eur("1000", "USD"))
    assert told(ask(claim(PRICE, INV), books))[:2] == ("undecided", "currency_differs")


def test_a_rebate_line_that_nobody_billed_is_owed() -> None:
    rebate = order_line(11, "1", "-50", product_id=9, name="rebate")
    books = case(order(1, [order_line(10), rebate]), bill(100, [bill_line(1000, [10])]))
    assert told(ask(claim(PRICE, INV), books)) == ("supported", "discount_missing", "59.50")
    given = bill_line(1001, [11], "1", "-50", product_id=9)
    books = case(order(1, [order_line(10), rebate]), bill(100, [bill_line(1000, [10]), given]))
    assert told(ask(claim(PRICE, INV), books))[1] == "billed_as_ordered"


def test_a_rebate_is_not_owed_before_all_of_the_order_is_billed() -> None:
    rebate = order_line(11, "1", "-50", product_id=9, name="rebate")
    half = case(order(1, [order_line(10), rebate]), bill(100, [bill_line(1000, [10], "5")]))
    assert told(ask(claim(PRICE, INV), half))[1] == "billed_as_ordered"


def test_a_line_whose_unit_holds_nothing_and_a_credit_of_nothing_break_no_sum() -> None:
    empty = case(order(1), bill(100, [bill_line(1000, [10], unit_factor=Decimal(0))]))
    assert told(ask(claim(NOT, INV, quote="not ordered"), empty))[0] == "refuted"
    nil = credit(200, [bill_line(2000, [10], "0")], of=100)
    assert told(ask(claim(PRICE, INV), priced("110", "100", nil)))[2] == "119.00"


def test_bills_that_share_an_order_line_nobody_knows_are_told_apart_by_their_lines() -> None:
    books = case(bill(100, [bill_line(1000, [99])]), bill(101, [bill_line(1001, [99], "3")]))
    assert told(ask(claim(TWICE, INV, "INV/2026/00101"), books))[1] == "different_supplies"


def test_data_of_nobody_known_wait_for_a_person() -> None:
    nobody = case(bill(100, [bill_line(1000)]), partners=(), sender=Sender(proven=True))
    assert told(ask(claim(DATA, INV, quote="die Anschrift stimmt nicht"), nobody))[1] == "data_to_be_compared"


def test_a_price_difference_credited_without_saying_for_what() -> None:
    loose = bill_line(2000, [], "1", "100", product_id=None)
    assert told(ask(claim(PRICE, INV), priced("110", "100", credit(200, [loose], of=100))))[1] == "already_credited"
    other = bill_line(2000, [], "1", "30", product_id=None)
    finding = ask(claim(PRICE, INV), priced("110", "100", credit(200, [other], of=100)))
    assert told(finding)[:2] == ("undecided", "credit_to_be_checked")


def test_a_bill_credited_in_full_leaves_no_price_to_contest() -> None:
    books = priced("110", "100", credit(200, [bill_line(2000, [10], price="110")], of=100))
    assert told(ask(claim(PRICE, INV), books))[1:] == ("billed_as_ordered", "0.00")


def test_lines_without_quantity_or_ordered_quantity_compare_with_nothing() -> None:
    books = case(order(1, [order_line(10, "0")]), bill(100, [bill_line(1000, [10])]))
    assert told(ask(claim(PRICE, INV), books))[1] == "no_order_on_record"


def test_a_free_line_has_no_tax_to_add() -> None:
    free = bill(100, [bill_line(1000, [10], price="0"), bill_line(1001, [10], "1", "5")])
    assert told(ask(claim(PRICE, INV), case(order(1), free)))[0] == "refuted"


def test_the_second_bill_beyond_the_ordered_quantity_is_a_duplicate() -> None:
    books = case(order(1), bill(100, [bill_line(1000, [10])], invoice_date=on(-20)), bill(101, [bill_line(1001, [10])]))
    finding = ask(claim(TWICE, INV), books)
    assert (told(finding), finding.document) == (("supported", "billed_twice", "1190.00"), "INV/2026/00101")


def test_a_duplicate_credited_in_part_is_owed_for_the_rest() -> None:
    books = case(
        order(1),
        bill(100, [bill_line(1000, [10])]),
        bill(101, [bill_line(1001, [10])]),
        credit(200, [bill_line(2000, [10], "2")], of=101),
    )
    assert told(ask(claim(TWICE, INV, "INV/2026/00101"), books)) == ("supported", "billed_twice", "952.00")


def test_one_purchase_order_entered_twice_and_shipped_once_is_billed_twice() -> None:
    second = order(2, [order_line(20, delivered="0")], customer_reference="PO-1")
    books = case(order(1), second, bill(100, [bill_line(1000, [10])]), bill(101, [bill_line(1001, [20])]))
    assert told(ask(claim(TWICE, INV, "INV/2026/00101"), books))[:2] == ("supported", "billed_twice")
    both = second.model_copy(update={"lines": (order_line(20),)})
    books = case(order(1), both, bill(100, [bill_line(1000, [10])]), bill(101, [bill_line(1001, [20])]))
    assert told(ask(claim(TWICE, INV, "INV/2026/00101"), books))[:2] == ("refuted", "different_supplies")


@pytest.mark.parametrize(
    ("more", "outcome"),
    [
        ({"customer_reference": "R1"}, "supported"),
        ({"invoice_date": on(-7)}, "supported"),
        ({"invoice_date": on(-37)}, "undecided"),
        ({"invoice_date": None}, "supported"),
    ],
)
def test_equal_bills_without_orders_need_a_common_number_or_day(more: dict[str, object], outcome: str) -> None:
    first = bill(100, [bill_line(1000)], customer_reference="R1" if "customer_reference" in more else "")
    second = bill(101, [bill_line(1001)], **more)
    assert told(ask(claim(TWICE, INV, "INV/2026/00101"), case(first, second)))[0] == outcome


def test_a_copy_without_links_of_a_bill_with_an_order_is_a_duplicate() -> None:
    books = case(order(1), bill(100, [bill_line(1000, [10])]), bill(101, [bill_line(1001)], origin="S00001"))
    assert told(ask(claim(TWICE, "INV/2026/00101"), books))[:2] == ("supported", "billed_twice")


def test_bills_that_odoo_counts_and_we_do_not_see_leave_it_open() -> None:
    hidden = case(order(1, [order_line(10, billed="20")]), bill(100, [bill_line(1000, [10])]))
    assert told(ask(claim(TWICE, INV), hidden))[:2] == ("undecided", "second_invoice_not_named")
    cut = case(order(1), bill(100, [bill_line(1000, [10])]), truncated=True)
    assert told(ask(claim(TWICE, INV), cut))[0] == "undecided"
    assert told(ask(claim(TWICE, "S00009"), case(order(9), bill(100, [bill_line(1000)]))))[1] == "document_not_named"


def taxed(rate: str, *, ordered: str = "19", **more: object) -> CaseFile:
    line = bill_line(1000, [10], tax_rate=Decimal(rate), taxes=(f"{rate}%",))
    buyer = BUYER.model_copy(update=more.pop("buyer", {}))
    books = [order(1, [order_line(10, tax_rate=Decimal(ordered))]), bill(100, [line], **more.pop("bill", {}))]
    return case(*books, *more.pop("facts", ()), partners=(buyer,), **more)  # type: ignore[misc]


def tax(books: CaseFile) -> tuple[str, str, str]:
    return told(ask(claim(TAX, INV), books))


def test_tax_is_compared_with_order_position_and_country() -> None:
    assert tax(taxed("19", ordered="7")) == ("supported", "tax_differs_from_order", "120.00")
    assert tax(taxed("19", buyer={"country": "NL"})) == ("refuted", "tax_as_agreed", "0.00")
    assert tax(taxed("19", buyer={"vat": "DE000"})) == ("refuted", "vat_number_missing", "0.00")
    assert tax(taxed("0", ordered="0")) == ("refuted", "tax_as_agreed", "0.00")
    assert tax(taxed("19")) == ("supported", "foreign_vat_number", "190.00")
    assert tax(taxed("19", buyer={"country": "GR", "vat": "EL094259216"}))[1] == "foreign_vat_number"
    position = {"buyer": {"fiscal_position": "EU"}, "bill": {"fiscal_position": "EU"}}
    assert tax(taxed("19", **position)) == ("refuted", "tax_as_agreed", "0.00")
    assert tax(taxed("19", ordered="0", buyer={"fiscal_position": "EU"})) == (
        "supported", "fiscal_position_not_applied", "190.00",
    )  # fmt: skip


def test_tax_without_our_own_country_is_decided_by_a_common_position_only() -> None:
    position = {"buyer": {"fiscal_position": "EU"}, "bill": {"fiscal_position": "EU"}}
    assert tax(taxed("19", home_country="", **position))[1] == "tax_as_agreed"
    assert tax(taxed("19", home_country=""))[:2] == ("undecided", "tax_to_be_reviewed")


def test_tax_at_another_rate_than_before_or_without_an_order_is_reviewed() -> None:
    before = bill(99, [bill_line(990, tax_rate=Decimal(7), taxes=("7%",))])
    assert tax(taxed("19", buyer={"country": "NL"}, facts=(before,)))[:2] == ("undecided", "tax_to_be_reviewed")
    alone = case(bill(100, [bill_line(1000)]), partners=(BUYER.model_copy(update={"country": "NL"}),))
    assert tax(alone)[:2] == ("undecided", "tax_to_be_reviewed")


def test_an_exemption_is_not_in_the_books() -> None:
    finding = ask(claim(TAX, INV, quote="we are tax exempt"), taxed("19", buyer={"country": "NL"}))
    assert told(finding)[:2] == ("undecided", "tax_to_be_reviewed")


@pytest.mark.parametrize(
    ("quote", "outcome"),
    [
        ("We never ordered this, please cancel the invoice.", "refuted"),
        ("Wir haben nichts bestellt, bitte stornieren Sie die Rechnung.", "refuted"),
        ("We cancelled this order in March.", "undecided"),
        ("Diese Bestellung hatten wir storniert.", "undecided"),
        ("Nous avions annulé cette commande.", "undecided"),
        ("Abbiamo annullato questo ordine.", "undecided"),
    ],
)
def test_only_a_cancellation_that_was_made_is_looked_for(quote: str, outcome: str) -> None:
    books = case(order(1), bill(100, [bill_line(1000, [10])]))
    assert told(ask(claim(NOT, INV, quote=quote), books))[0] == outcome


def test_must_is_no_tax_word() -> None:
    assert told(data("this must show our order", customer_reference="PO-1"))[1] == "po_on_invoice"


def test_tax_of_a_bill_credited_in_full_is_no_question() -> None:
    assert tax(taxed("19", facts=(credit(200, [bill_line(2000, [10])], of=100),)))[1] == "already_credited"


def test_without_partners_the_sender_stands_for_the_company() -> None:
    books = case(order(1), bill(100, [bill_line(1000, [10])]), partners=())
    assert tax(books)[1] == "foreign_vat_number"


def charged(*facts: object, name: str = "Freight", amount: str = "50", links: tuple[int, ...] = ()) -> CaseFile:
    line = bill_line(1001, links, "1", amount, product_id=FREIGHT, name=name, is_service=True, product_code="FRT")
    return case(bill(100, [bill_line(1000, [10]), line]), *facts)


def test_a_charge_is_compared_with_the_order_line_behind_it() -> None:
    freight = order_line(11, "1", "45", product_id=FREIGHT, is_delivery=True)
    books = charged(order(1, [order_line(10), freight]), links=(11,))
    assert told(ask(claim(FEE, INV), books)) == ("supported", "charge_not_agreed", "5.95")
    assert told(ask(claim(FEE, INV), charged(order(1)))) == ("supported", "charge_not_agreed", "59.50")


def test_a_charge_credited_since_is_settled() -> None:
    back = credit(200, [bill_line(2000, [], "1", "50", product_id=FREIGHT)], of=100)
    assert told(ask(claim(FEE, INV), charged(order(1), back)))[:2] == ("refuted", "already_credited")


def test_only_the_charge_named_by_its_sum_or_kind_counts() -> None:
    fee = bill_line(1002, [], "1", "15", product_id=8, name="Mahngebühr", is_service=True)
    freight = bill_line(1001, [], "1", "50", product_id=FREIGHT, name="Fracht", is_service=True)
    books = case(order(1), bill(100, [bill_line(1000, [10]), freight, fee]))
    assert told(ask(claim(FEE, INV, invoiced="50"), books))[2] == "59.50"
    assert told(ask(claim(FEE, INV, quote="die Mahngebühr zahlen wir nicht"), books))[1] == "fee_within_terms"
    assert told(ask(claim(FEE, INV, quote="die Fracht zahlen wir nicht"), books))[2] == "59.50"


def test_a_down_payment_is_no_charge() -> None:
    down = order_line(11, "1", "300", is_downpayment=True, product_id=None)
    books = case(order(1, [order_line(10), down]), bill(100, [bill_line(1000, [11], "1", "300", product_id=None)]))
    assert told(ask(claim(FEE, INV), books))[1] == "no_such_charge"


def test_what_was_ordered_confirmed_or_cancelled() -> None:
    ordered = claim(NOT, INV, quote="we never ordered this")
    anonymous = case(order(1, customer_reference=""), bill(100, [bill_line(1000, [10])]))
    finding = ask(ordered, anonymous)
    assert (told(finding)[1], finding.missing) == ("ordered_and_confirmed", ("order_confirmation",))
    quoted = case(order(1, state="sent"), bill(100, [bill_line(1000, [10])]))
    assert told(ask(ordered, quoted))[:2] == ("undecided", "no_order_on_record")
    credited = case(order(1), bill(100, [bill_line(1000, [10])]), credit(200, [bill_line(2000, [10])], of=100))
    assert told(ask(ordered, credited))[1] == "already_credited"
    cancelled = case(order(1, state="cancel"), delivery(5, 1, [move(50, 10)]), bill(100, [bill_line(1000, [10])]))
    assert told(ask(ordered, cancelled))[:2] == ("undecided", "order_cancelled")


def test_an_order_that_was_not_billed_has_no_money_in_it() -> None:
    said = claim(NOT, "S00001", quote="not ordered")
    assert told(ask(said, case(order(1, state="cancel")))) == ("supported", "order_cancelled", "0.00")
    assert told(ask(said, case(order(1)))) == ("refuted", "ordered_and_confirmed", "0.00")
    assert told(ask(said, case(order(1, state="draft"))))[:2] == ("undecided", "cancellation_not_on_record")


def test_the_whole_bill_counts_where_one_line_of_two_is_too_high() -> None:
    hose = order_line(11, "5", product_id=HOSE)
    books = case(
        order(1, [order_line(10), hose]),
        bill(100, [bill_line(1000, [10]), bill_line(1001, [11], "6", product_id=HOSE, product_code="")]),
    )
    assert told(ask(claim(NOT, INV, quote="not ordered"), books)) == ("supported", "billed_more_than_ordered", "119.00")


def test_a_credit_note_named_is_judged_itself() -> None:
    note = credit(200, [bill_line(2000, [10], "1")], of=100, open=eur(0))
    books = case(order(1), bill(100, [bill_line(1000, [10])]), note)
    assert told(ask(claim(CREDIT, "RINV/2026/00200"), books)) == ("refuted", "already_credited", "119.00")
    draft = case(order(1), bill(100, [bill_line(1000, [10])]), note.model_copy(update={"state": "draft"}))
    assert told(ask(claim(CREDIT, INV), draft)) == ("supported", "credit_note_draft", "119.00")
    more = ask(claim(CREDIT, INV, claimed="500"), books)
    assert told(more) == ("undecided", "credit_to_be_checked", "381.00")


def test_what_came_back_and_was_replaced_is_owed_no_credit() -> None:
    books = case(
        order(1),
        delivery(5, 1, [move(50, 10)], done_at=at(-30)),
        delivery(6, 1, [move(51, 10, "2")], is_return=True, done_at=at(-20)),
        delivery(7, 1, [move(52, 10, "2")], done_at=at(-10)),
        bill(100, [bill_line(1000, [10])]),
    )
    assert told(ask(claim(CREDIT, INV), books))[:2] == ("refuted", "already_replaced")


def data(quote: str, *about: object, **invoice: object) -> Finding:
    books = case(order(1), bill(100, [bill_line(1000, [10])], **invoice))
    return ask(claim(DATA, INV, *about, quote=quote), books)  # type: ignore[arg-type]


def test_the_data_on_the_bill_against_the_books() -> None:
    number = reference("PO-9", ReferenceKind.PURCHASE_ORDER)
    assert told(data("the PO is wrong", number, customer_reference="PO-1"))[1] == "po_not_on_order"
    assert told(data("our VAT number is DE 136695976", customer_reference="PO-1"))[1] == "vat_number_as_given"
    assert told(data("our VAT number is DE 811569869"))[1] == "vat_number_differs"
    assert told(data("the VAT number is wrong"))[1] == "data_to_be_compared"
    assert told(data("die Anschrift stimmt nicht"))[1] == "data_to_be_compared"
    alone = case(bill(100, [bill_line(1000)], customer_reference="X"))
    assert told(ask(claim(DATA, INV, quote="PO missing"), alone))[1] == "data_to_be_compared"
    bare = ask(claim(DATA, INV, quote="PO missing"), case(bill(100, [bill_line(1000)])))
    assert (told(bare)[1], bare.missing) == ("po_missing", ("purchase_order",))


def test_where_the_books_know_no_vat_number_or_nobody_the_data_differ_or_wait() -> None:
    nameless = case(bill(100, [bill_line(1000)]), partners=(BUYER.model_copy(update={"vat": "", "street": ""}),))
    assert told(ask(claim(DATA, INV, quote="our VAT is missing"), nameless))[1] == "vat_number_differs"
