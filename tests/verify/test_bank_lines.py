"""Is money that lies unmatched on the bank seen, and given only once? And what is promised, the disputed set aside?"""

from trade import TERMS, ask, bank_line, bill, bill_line, case, claim, credit, eur, mail, on, payment, reading, told

from triage.domain.casefile import CaseFile
from triage.domain.codes import Intent
from triage.domain.facts import Invoice
from triage.domain.reading import Claim
from triage.verify import verify

PAID, BACK, WILL, LESS, SHORT = (
    Intent.REMITTANCE, Intent.REFUND_REQUEST, Intent.PROMISE, Intent.DEDUCTION, Intent.MISSING_CREDIT,
)  # fmt: skip
ONE, TWO = "INV/2026/00100", "INV/2026/00101"
DAY = on(-3)


def owed(number: int = 100, **more: object) -> Invoice:
    """Return a bill of 1,190.00."""
    return bill(number, [bill_line(number * 10)], **more)


def all_told(books: CaseFile, *claims: Claim) -> list[tuple[str, str, str]]:
    return [told(f) for f in verify(mail(), reading(*claims), books, terms=TERMS)]


def test_a_bank_line_that_bears_the_number_supports_the_payment_whoever_the_books_give_it_to() -> None:
    for partner in (10, None):
        books = case(owed(), bank_line(7, "1190", memo=f"paying {ONE}", partner=partner))
        finding = ask(claim(PAID, ONE, paid_on=DAY), books)
        assert told(finding) == ("supported", "on_the_bank_unmatched", "1190.00")
        assert ("account.bank.statement.line", 7, "amount") in {(e.model, e.id, e.field) for e in finding.evidence}


def test_a_line_that_only_has_the_sum_and_day_is_theirs_if_the_books_say_so_and_else_to_be_confirmed() -> None:
    theirs = ask(claim(PAID, ONE, paid="1190", paid_on=DAY), case(owed(), bank_line(7, "1190")))
    assert told(theirs) == ("supported", "on_the_bank_unmatched", "1190.00")
    nobodys = ask(claim(PAID, ONE, paid="1190", paid_on=DAY), case(owed(), bank_line(7, "1190", partner=None)))
    assert (told(nobodys), nobodys.missing) == (
        ("undecided", "bank_line_to_be_confirmed", "1190.00"), ("proof_of_payment",),
    )  # fmt: skip


def test_one_of_two_like_lines_is_no_proof_nor_is_one_of_another_day_or_currency_or_used_up() -> None:
    said = claim(PAID, ONE, paid="1190", paid_on=DAY)
    two = case(owed(), bank_line(7, "1190"), bank_line(8, "1190"))
    long_ago = case(owed(), bank_line(7, "1190", day=-40))
    krona = case(owed(), bank_line(7, "1190").model_copy(update={"left": eur("1190", "SEK")}))
    used = case(owed(), bank_line(7, "1190").model_copy(update={"left": eur("0")}))
    assert {told(ask(said, books))[1] for books in (two, long_ago, krona, used)} == {"payment_on_its_way"}


def test_one_sum_for_two_invoices_is_given_once_on_the_account_and_on_the_bank() -> None:
    said = claim(PAID, ONE, TWO, paid="1500", paid_on=DAY)
    for money in (payment(9, "1500"), bank_line(7, "1500")):
        found = all_told(case(owed(), owed(101), money), said)
        assert [amount for _, _, amount in found] == ["1190.00", "310.00"]
    only = all_told(case(owed(), owed(101), bank_line(7, "1190", memo=f"{ONE} {TWO}")), said)
    assert [reason for _, reason, _ in only] == ["on_the_bank_unmatched", "payment_on_its_way"]
    separate = (payment(8, "1190", memo=ONE), payment(9, "1190", memo=TWO))
    each = all_told(case(owed(), owed(101), *separate), claim(PAID, ONE, TWO, paid_on=DAY))
    assert [amount for _, _, amount in each] == ["1190.00", "1190.00"]


def test_a_payment_without_an_invoice_is_found_on_the_bank() -> None:
    books = case(bank_line(7, "500"))
    finding = ask(claim(PAID, paid="500", paid_on=DAY), books)
    assert (told(finding), finding.missing) == (("supported", "on_the_bank_unmatched", "500.00"), ("invoice_number",))
    assert told(ask(claim(PAID, paid="12", paid_on=DAY), books))[1] == "document_not_named"


def test_what_is_two_cents_short_is_paid_with_what_came_in() -> None:
    books = case(owed(open=eur("0.02")), payment(9, "1189.98", [100]))
    assert told(ask(claim(PAID, ONE), books)) == ("supported", "paid_and_matched", "1189.98")


def test_a_refund_counts_money_on_the_bank_and_what_was_paid_back_already() -> None:
    paid = owed(open=eur("0"), payment_state="paid")
    twice = case(paid, payment(9, "1190", [100]), bank_line(7, "1190", memo=ONE))
    assert told(ask(claim(BACK, ONE, claimed="1190"), twice)) == ("supported", "paid_twice", "1190.00")
    part = case(paid, payment(9, "1190", [100]), payment(8, "1190"), payment(11, "400", inbound=False))
    assert told(ask(claim(BACK, ONE, claimed="1190"), part)) == ("supported", "paid_twice", "790.00")
    gone = case(paid, payment(8, "400"), payment(11, "400", inbound=False))
    assert told(ask(claim(BACK, ONE, claimed="400"), gone)) == ("refuted", "no_credit_balance", "0.00")
    strange = case(paid, payment(9, "1190", [100]), bank_line(7, "1190", partner=None))
    assert told(ask(claim(BACK, ONE, claimed="1190"), strange))[:2] == ("refuted", "no_credit_balance")


def test_a_promise_of_the_rest_is_what_no_claim_of_the_same_message_contests() -> None:
    returned = credit(200, [bill_line(2000, qty="2")], of=100, state="draft")
    books = case(owed(), returned)
    dispute, promise = claim(SHORT, ONE, claimed="238"), claim(WILL, ONE, promised_on=on(3))
    for claims in ((dispute, promise), (promise, dispute)):  # also where the promise is written first
        found = verify(mail(), reading(*claims), books, terms=TERMS)
        rest = next(f for f in found if f.intent is WILL)
        assert told(rest) == ("supported", "plausible", "952.00")
        assert {f.name: f.value for f in rest.figures}["disputed by the same message"] == 238
    said = all_told(books, dispute, claim(WILL, ONE, promised="1190", promised_on=on(3)))
    assert said[1] == ("supported", "plausible", "1190.00")


def test_a_deduction_and_its_reason_are_taken_off_a_promise_once_and_all_disputed_leaves_no_rest() -> None:
    books = case(owed())
    claims = (claim(SHORT, ONE, claimed="200"), claim(LESS, ONE, deducted="200"))
    found = all_told(books, *claims, claim(WILL, ONE, promised_on=on(3)))
    assert found[2] == ("supported", "plausible", "990.00")
    everything = all_told(books, claim(LESS, ONE, deducted="1190"), claim(WILL, ONE, promised_on=on(3)))
    assert everything[1] == ("undecided", "promise_of_no_rest", "1190.00")
