"""Are claims about money checked against payments, terms and the account?"""

import datetime as dt
from decimal import Decimal

import pytest
from trade import (
    BUYER,
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
    payment,
    reading,
    reference,
    told,
)  # fmt: skip

from triage.domain.casefile import Account, CaseFile, DocumentMatch
from triage.domain.codes import Intent, ReferenceKind
from triage.domain.facts import Invoice, PromiseMade
from triage.verify import verify

PAID, LESS, WILL, PLAN, BACK, BANK = (
    Intent.REMITTANCE, Intent.DEDUCTION, Intent.PROMISE, Intent.PLAN_REQUEST, Intent.REFUND_REQUEST,
    Intent.BANK_DETAILS,
)  # fmt: skip
INV = "INV/2026/00100"
DAY = on(-3)


def owed(**more: object) -> Invoice:
    """Return a bill of 1,190.00 of seven days ago."""
    return bill(100, [bill_line(1000)], **more)


def test_a_payment_without_an_invoice_is_looked_up_on_the_account() -> None:
    free = case(payment(9, "500"), owed(total=eur("1190")))
    said = claim(PAID, paid="500", paid_on=DAY)
    books = free.model_copy(update={"invoices": ()})
    finding = ask(said, books)
    assert (told(finding), finding.missing) == (("supported", "payment_unmatched", "500.00"), ("invoice_number",))
    used = case(payment(9, "500", [77]))
    assert told(ask(said, used)) == ("supported", "paid_and_matched", "500.00")
    number = reference("PBNK1/2026/00009", ReferenceKind.PAYMENT)
    assert told(ask(claim(PAID, number), used))[1] == "paid_and_matched"
    assert told(ask(claim(PAID, paid="12", paid_on=DAY), books))[:2] == ("undecided", "document_not_named")


def test_settled_by_a_credit_note_is_not_paid() -> None:
    books = case(owed(open=eur(0), payment_state="reversed"), credit(200, [bill_line(2000)], of=100))
    assert told(ask(claim(PAID, INV), books))[:2] == ("undecided", "settled_without_payment")
    marked = case(owed(open=eur(0), payment_state="paid"), credit(200, [bill_line(2000)], of=100))
    assert told(ask(claim(PAID, INV), marked))[1] == "settled_without_payment"
    plain = case(owed(open=eur(0), payment_state="paid"))
    assert told(ask(claim(PAID, INV), plain)) == ("supported", "paid_and_matched", "1190.00")


def test_a_payment_in_another_currency_or_a_named_one_waits_on_the_account() -> None:
    dollars = payment(9, "1300", unmatched=eur("1300", "USD"), amount=eur("1300", "USD"))
    assert told(ask(claim(PAID, INV), case(owed(), dollars)))[:2] == ("undecided", "currency_differs")
    number = reference("PBNK1/2026/00009", ReferenceKind.PAYMENT)
    assert told(ask(claim(PAID, INV, number), case(owed(), payment(9, "77"))))[1:] == ("payment_unmatched", "77.00")


@pytest.mark.parametrize("memo", ["INV202600100", "pay 00100 thanks", "inv/2026/00100"])
def test_the_memo_names_the_invoice_with_or_without_separators(memo: str) -> None:
    books = case(owed(), payment(9, "2000", memo=memo))
    assert told(ask(claim(PAID, INV), books)) == ("supported", "payment_unmatched", "1190.00")


def test_a_payment_said_to_be_of_another_day_is_not_the_one() -> None:
    books = case(owed(), payment(9, "1190", day=-60))
    finding = ask(claim(PAID, INV, paid_on=on(-9)), books)
    assert (told(finding)[1], finding.missing) == ("no_payment_found", ("proof_of_payment",))
    bare = ask(claim(PAID, INV), case(owed()))
    assert (bare.reason, bare.missing) == ("payment_on_its_way", ("proof_of_payment", "payment_date"))


def test_paid_in_part_is_told_with_what_is_short() -> None:
    books = case(owed(open=eur("190")), payment(9, "1000", [100]))
    for said in (claim(PAID, INV), claim(PAID, INV, paid="1190"), claim(PAID, INV, paid="1000")):
        assert told(ask(said, books)) == ("supported", "paid_short", "1000.00")
    assert told(ask(claim(PAID, INV, paid="555"), books))[0] == "undecided"


def test_a_discount_taken_too_late_is_short_and_nothing_else() -> None:
    terms = {"early_discount_percent": Decimal(2), "early_discount_days": 1, "invoice_date": None}
    books = case(owed(open=eur("23.80"), **terms), payment(9, "1166.20", [100]))
    assert told(ask(claim(PAID, INV), books))[1] == "short_by_discount"
    late = case(owed(open=eur("23.80"), **{**terms, "invoice_date": on(-20)}), payment(9, "1166.20", [100]))
    assert told(ask(claim(PAID, INV), late))[1] == "paid_short"


def test_a_deduction_without_words_is_what_the_payment_left_open() -> None:
    terms = {"early_discount_percent": Decimal(2), "early_discount_days": 10}
    books = case(owed(open=eur("23.80"), **terms), payment(9, "1166.20", [100]))
    assert told(ask(claim(LESS, INV), books)) == ("supported", "discount_within_terms", "23.80")
    announced = case(owed(**terms))
    assert told(ask(claim(LESS, INV, paid="1166.20"), announced))[2] == "23.80"
    assert told(ask(claim(LESS, INV, claimed="23.80"), announced))[1] == "discount_within_terms"
    assert told(ask(claim(LESS, INV, quote="minus Skonto"), announced))[1:] == ("discount_within_terms", "23.80")
    assert told(ask(claim(LESS, INV), announced))[1:] == ("reason_not_given", "1190.00")
    assert told(ask(claim(LESS, INV, quote="minus Skonto", paid_on=on(30)), announced))[1] == "discount_too_late"
    assert told(ask(claim(LESS, "S00001"), case(order(1))))[1] == "document_not_named"


def test_a_bank_line_without_a_payment_record_shows_in_the_open_amount() -> None:
    books = case(owed(open=eur("190"), payment_state="partial"))
    assert told(ask(claim(PAID, INV, paid="1000"), books)) == ("supported", "paid_short", "1000.00")
    assert told(ask(claim(PAID, INV, paid="600"), books))[0] == "undecided"
    assert told(ask(claim(LESS, INV, deducted="9000"), books))[2] == "190.00"
    credited = case(owed(open=eur("190")), credit(200, [bill_line(2000, [], "1", "840.34")], of=100, open=eur(0)))
    assert told(ask(claim(PAID, INV), credited))[0] == "undecided"
    assert told(ask(claim(PAID, INV, paid_on=on(-3)), books))[0] == "undecided"
    terms = {"early_discount_percent": Decimal(2), "early_discount_days": 10}
    discounted = case(owed(open=eur("23.80"), **terms))
    assert told(ask(claim(PAID, INV, paid_on=on(-3)), discounted))[1] == "short_by_discount"
    assert told(ask(claim(PAID, INV), discounted))[1] == "paid_short"


def test_a_credit_note_named_is_the_amount_taken_off_where_no_amount_is_said() -> None:
    note = credit(200, [bill_line(2000, [], "1")])
    said = claim(LESS, INV, reference("RINV/2026/00200", ReferenceKind.CREDIT_NOTE))
    assert told(ask(said, case(owed(), note))) == ("supported", "agreed_credit", "119.00")
    used = case(owed(), note.model_copy(update={"open": eur(0)}))
    assert told(ask(said, used))[1] == "reason_not_given"


def test_a_deduction_stands_and_falls_with_its_reason() -> None:
    goods = (order(1, [order_line(10, delivered="10")]), delivery(5, 1, [move(50, 10)]))
    books = case(*goods, bill(100, [bill_line(1000, [10])]))
    both = reading(claim(Intent.DAMAGED_GOODS, INV, damaged=2), claim(LESS, INV, deducted="238"))
    findings = verify(mail(), both, books, terms=TERMS)
    assert [told(f)[:2] for f in findings] == [("undecided", "photos_wanted"), ("undecided", "reason_undecided")]
    short = case(order(1, [order_line(10, delivered="8")]), bill(100, [bill_line(1000, [10])]))
    silent = reading(claim(Intent.SHORT_SHIPMENT, INV), claim(LESS, INV))
    assert told(verify(mail(), silent, short, terms=TERMS)[1]) == ("supported", "reason_supported", "238.00")
    refuted = verify(mail(), silent, books, terms=TERMS)[1]
    assert told(refuted) == ("refuted", "reason_refuted", "")


def test_a_reason_worth_nothing_decides_no_deduction() -> None:
    missing = case(
        order(1, [order_line(10)], customer_reference="PO-1"), bill(100, [bill_line(1000, [10])], customer_reference="")
    )
    said = reading(claim(Intent.INVOICE_DATA, INV, quote="PO missing"), claim(LESS, INV, deducted="50"))
    assert told(verify(mail(), said, missing, terms=TERMS)[1])[1] in ("reason_undecided", "reason_refuted")


def test_a_promise_is_measured_by_day_amount_and_history() -> None:
    books = case(owed())
    assert told(ask(claim(WILL, INV, promised="5000", promised_on=on(3)), books)) == (
        "supported",
        "plausible",
        "1190.00",
    )
    assert told(ask(claim(WILL, INV, promised_on=on(-3)), books))[:2] == ("undecided", "promised_in_the_past")
    broken = PromiseMade(promised_on=on(-30), due=on(-20), kept=False, invoice_ids=(100,))
    other = broken.model_copy(update={"invoice_ids": (99,)})
    again = ask(claim(WILL, INV, promised_on=on(3)), case(owed(), promises=(broken, other)))
    assert told(again)[:2] == ("supported", "promises_broken_before")
    assert {f.name: f.value for f in again.figures}["promises broken before"] == 1
    assert told(ask(claim(WILL), case()))[:2] == ("undecided", "nothing_open")
    dollars = bill(101, [bill_line(1001)], open=eur("5", "USD"))
    assert told(ask(claim(WILL, promised_on=on(3)), case(owed(), dollars)))[1] == "currency_differs"
    assert told(ask(claim(PLAN), case(owed(due_date=on(-1)), dollars)))[:2] == ("undecided", "needs_decision")
    assert told(ask(claim(PLAN), case()))[2] == ""


def test_money_of_theirs_is_found_per_currency() -> None:
    dollars = payment(8, "70", unmatched=eur("70", "USD"), amount=eur("70", "USD"))
    findings = verify(mail(), reading(claim(BACK)), case(payment(9, "50"), dollars), terms=TERMS)
    assert [told(f)[2] for f in findings] == ["50.00", "70.00"]
    twice = case(owed(open=eur(0)), payment(8, "1190", [100]), payment(9, "1190"))
    assert told(ask(claim(BACK, INV, paid="1190"), twice)) == ("supported", "paid_twice", "1190.00")
    assert told(ask(claim(BACK, INV), case(owed(), truncated=True)))[0] == "undecided"


IBAN = "DE89 3704 0044 0532 0130 00"


@pytest.mark.parametrize(
    ("text", "known", "says"),
    [
        ("please use another account", (), "no account number"),
        (f"our IBAN is {IBAN}", (), "no account of this customer"),
        (f"our IBAN is {IBAN}", ("****3000",), "ends like one on record"),
        (f"our IBAN is {IBAN}", ("****1111",), "is not one on record"),
    ],
)
def test_bank_details_are_a_hold_and_never_shown(text: str, known: tuple[str, ...], says: str) -> None:
    books = case(partners=(BUYER.model_copy(update={"bank_accounts": known}),))
    for said in (claim(BANK), claim(BANK, "INV/2026/99999")):
        finding = ask(said, books, mail(text))
        assert told(finding) == ("undecided", "hold_bank_details", "")
        assert says in finding.arithmetic
        assert finding.missing == ("call_back",)
        assert "3000" not in str(finding.as_json())


def test_papers_are_found_or_not() -> None:
    signed = delivery(5, 1, [move(50, 10)], has_signature=True)
    tracked = delivery(6, 1, [move(51, 10)], tracking="1Z9")
    waiting = delivery(7, 1, [move(52, 10)], state="assigned", done_at=None)
    findings = verify(
        mail(),
        reading(claim(Intent.PROOF_OF_DELIVERY, "S00001")),
        case(order(1), signed, tracked, waiting),
        terms=TERMS,
    )
    assert [f.reason for f in findings] == ["document_found", "pod_not_on_record", "not_shipped"]
    assert findings[1].missing == ("pod", "carrier_status")
    named = ask(claim(Intent.PROOF_OF_DELIVERY, "WH/OUT/00005"), case(order(1), signed, tracked))
    assert named.document == "WH/OUT/00005"
    assert told(ask(claim(Intent.PROOF_OF_DELIVERY, "S00001"), case(order(1))))[1] == "document_not_named"
    assert told(ask(claim(Intent.INVOICE_COPY, "S00001"), case(order(1))))[1] == "document_not_named"
    assert told(ask(claim(Intent.CERTIFICATE, "S00001"), case(order(1))))[1] == "needs_decision"


def test_a_statement_tells_the_account_or_that_it_is_settled() -> None:
    account = Account(currency="EUR", open=eur("9000"), overdue=eur(0), credit_balance=eur(0))
    assert told(ask(claim(Intent.STATEMENT), case(owed(), accounts=(account,))))[2] == "9000.00"
    assert told(ask(claim(Intent.STATEMENT), case())) == ("supported", "facts_found", "")
    assert told(ask(claim(Intent.STATEMENT), case(truncated=True)))[0] == "undecided"


def test_orders_asked_about_tell_where_they_are() -> None:
    moving = delivery(5, 1, [move(50, 10)], tracking="1Z9", scheduled_at=at(-9))
    status = ask(claim(Intent.ORDER_STATUS, "S00001"), case(order(1, promised_at=at(2)), moving))
    assert (told(status)[1], status.document) == ("facts_found", "S00001")
    assert "no transfer yet" in ask(claim(Intent.ORDER_STATUS, "S00001"), case(order(1))).arithmetic
    freight = order(1, [order_line(10, is_delivery=True)])
    assert told(ask(claim(Intent.ORDER_STATUS, "S00001"), case(freight)))[0] == "supported"
    lonely = case(owed())
    for intent in (Intent.ORDER_STATUS, Intent.ORDER_CHANGE, Intent.ORDER_RETURN):
        assert ask(claim(intent, INV), lonely).missing == ("order_number",)


def test_orders_are_changed_or_returned_within_what_the_books_allow() -> None:
    gone = case(order(1, state="cancel"))
    assert told(ask(claim(Intent.ORDER_CHANGE, "S00001"), gone))[:2] == ("refuted", "already_cancelled")
    partly = case(order(1, [order_line(10, delivered="4")]), delivery(5, 1, [move(50, 10, "4")]))
    assert told(ask(claim(Intent.ORDER_CHANGE, "S00001"), partly))[1] == "can_be_changed"
    late = case(order(1), delivery(5, 1, [move(50, 10)], done_at=at(-40)))
    assert told(ask(claim(Intent.ORDER_RETURN, "S00001"), late))[:2] == ("refuted", "return_period_over")
    assert told(ask(claim(Intent.ORDER_RETURN, "S00001"), case(order(1))))[1] == "not_shipped"
    assert told(ask(claim(Intent.QUOTE, "S00001"), case(order(1))))[1] == "needs_decision"


def test_the_relation_is_shown_and_decided_by_a_person() -> None:
    dollars = bill(101, [bill_line(1001)], open=eur("5", "USD"))
    assert told(ask(claim(Intent.CREDIT), case(owed(), dollars)))[:2] == ("undecided", "needs_decision")
    limited = (BUYER.model_copy(update={"credit_limit": Decimal(1190)}),)
    within = (case(partners=limited), case(owed(), partners=limited))
    beyond = (case(owed(open=eur("1191")), partners=limited), case(owed(due_date=on(-1)), partners=limited))
    assert [told(ask(claim(Intent.CREDIT), books))[1] for books in within] == ["within_credit_limit"] * 2
    assert [told(ask(claim(Intent.CREDIT), books))[1] for books in beyond] == ["facts_found"] * 2
    assert told(ask(claim(Intent.INSOLVENCY), case(owed()))) == ("undecided", "hold_insolvency", "1190.00")
    assert told(ask(claim(Intent.INSOLVENCY), case(owed(), dollars)))[2] == ""
    assert told(ask(claim(Intent.COMPLAINT), case()))[1] == "needs_decision"
    update = ask(claim(Intent.ACCOUNT_UPDATE), case())
    assert [e.field for e in update.evidence] == ["name"]


def test_an_amount_names_the_open_item_that_it_fits() -> None:
    near = DocumentMatch(text="1190", model="account.move", record_id=100, name=INV, score=0.9)
    other = bill(101, [bill_line(1001, [], "1")])
    books: CaseFile = case(owed(), other, payment(9, "1190"), documents=(near,))
    said = claim(PAID, paid="1190", paid_on=dt.date(2026, 5, 17))
    assert ask(said, books).document == INV
    assert HOSE == 2
