"""Are claims asked of the right documents, and do findings of one message fit together?"""

import sys
import time
from decimal import Decimal

import pytest
from trade import (
    FREIGHT,
    TERMS,
    ask,
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

from triage.domain.casefile import CaseFile, DocumentMatch, Sender
from triage.domain.codes import Intent, ReferenceKind
from triage.domain.failures import Broken
from triage.verify import verify
from triage.verify.checks import CHECKS, UNCHECKED, close
from triage.verify.trail import Trail
from triage.verify.units import family_of, pieces_in

SHORT, DAMAGED, NEVER, PRICE = Intent.SHORT_SHIPMENT, Intent.DAMAGED_GOODS, Intent.NON_DELIVERY, Intent.PRICE
INV = "INV/2026/00100"


def eight_of_ten(**more: object) -> CaseFile:
    """Return a case with 10 pumps billed at 119.00 with tax, 8 of them shipped."""
    return case(
        order(1, [order_line(10, delivered="8")]),
        delivery(5, 1, [move(50, 10, "8")]),
        bill(100, [bill_line(1000, [10])]),
        **more,
    )


def test_every_intent_has_a_check_or_is_known_to_need_none() -> None:
    assert set(CHECKS) | UNCHECKED == set(Intent)
    with pytest.raises(Broken):
        close(CHECKS, frozenset())
    with pytest.raises(Broken):
        close(CHECKS, UNCHECKED | {Intent.PRICE})


@pytest.mark.parametrize("intent", sorted(CHECKS))
def test_a_sender_not_proven_gets_no_figure_whatever_the_claim(intent: Intent) -> None:
    books = eight_of_ten(sender=Sender(reason="nobody known"))
    findings = verify(mail(), reading(claim(intent, INV, missing=2)), books, terms=TERMS)
    assert [f.outcome.value for f in findings] == ["undecided"]
    assert all(f.amount is None and not f.evidence and not f.figures for f in findings)


@pytest.mark.parametrize("intent", sorted(CHECKS))
def test_an_empty_case_file_never_supports_or_refutes(intent: Intent) -> None:
    empty = case(partners=())
    said = claim(intent, INV, missing=2, claimed="50", promised="10", promised_on=on(3))
    for books in (empty, empty.model_copy(update={"home_country": ""})):
        for about in (said, said.model_copy(update={"references": ()})):
            outcomes = {f.outcome.value for f in verify(mail(), reading(about), books, terms=TERMS)}
            assert outcomes <= {"undecided"} or intent is Intent.STATEMENT


def test_noise_and_unclear_messages_have_nothing_to_check() -> None:
    assert verify(mail(), reading(claim(Intent.SPAM, INV)), eight_of_ten(), terms=TERMS) == ()


def test_an_intent_without_a_claim_is_checked_with_all_the_message_names() -> None:
    bare = reading(primary=SHORT, references=(reference(INV),))
    findings = verify(mail(), bare, eight_of_ten(), terms=TERMS)
    assert [(f.claim, f.outcome.value) for f in findings] == [(-1, "supported")]


def test_a_claim_without_a_number_takes_the_messages_number() -> None:
    alone = reading(claim(SHORT), references=(reference(INV),), quantities=claim(SHORT, missing=5).quantities)
    assert verify(mail(), alone, eight_of_ten(), terms=TERMS)[0].reason == "fewer_missing_than_claimed"
    two = reading(claim(SHORT), claim(PRICE, INV), references=(reference(INV),))
    assert [f.document for f in verify(mail(), two, eight_of_ten(), terms=TERMS)] == [INV, INV]


def test_a_number_nobody_knows_is_not_found_and_never_refuted() -> None:
    finding = ask(claim(SHORT, "INV/2026/00999"), eight_of_ten())
    assert told(finding)[:2] == ("undecided", "document_not_found")
    assert finding.document == "INV/2026/00999"
    beside = verify(mail(), reading(claim(SHORT, INV, "INV/2026/00999")), eight_of_ten(), terms=TERMS)
    assert [f.reason for f in beside] == ["billed_more_than_shipped", "document_not_found"]
    tracking = reference("1Z000", ReferenceKind.TRACKING)
    extra = verify(mail(), reading(claim(SHORT, INV, tracking)), eight_of_ten(), terms=TERMS)
    assert len(extra) == 1


def test_a_ticket_number_is_no_document_that_is_missing() -> None:
    ticket = reference("HT00001", ReferenceKind.TICKET)
    assert told(ask(claim(SHORT, ticket), eight_of_ten()))[:2] == ("supported", "billed_more_than_shipped")


def near(score: float, kind: ReferenceKind | None = None) -> CaseFile:
    match = DocumentMatch(
        text="42", kind=kind, model="account.move", record_id=100, name=INV, score=score, why="the prefix is missing"
    )
    return eight_of_ten(documents=(match,))


def test_a_near_miss_counts_when_sure_and_is_asked_back_when_not() -> None:
    assert told(ask(claim(SHORT, "42"), near(0.92)))[0] == "supported"
    assert told(ask(claim(SHORT, "42"), near(0.92, ReferenceKind.INVOICE)))[0] == "supported"
    asked = ask(claim(SHORT, "42"), near(0.8))
    assert (told(asked)[:2], asked.document, asked.missing) == (
        ("undecided", "number_to_be_confirmed"), INV, ("confirm_number",),
    )  # fmt: skip


def test_the_only_bill_that_fits_is_taken_and_a_guess_refutes_nothing() -> None:
    assert told(ask(claim(SHORT), eight_of_ten()))[0] == "supported"
    full = case(order(1), delivery(5, 1, [move(50, 10)]), bill(100, [bill_line(1000, [10])]))
    assert told(ask(claim(SHORT), full))[0] == "refuted"
    paid = bill(101, [bill_line(1001)], open=eur(0))
    two = case(order(1), delivery(5, 1, [move(50, 10)]), bill(100, [bill_line(1000, [10])]), paid)
    guessed = ask(claim(SHORT), two)
    assert (told(guessed)[:2], guessed.missing) == (("undecided", "document_guessed"), ("pod", "invoice_number"))


def test_of_several_bills_none_is_taken_unless_the_sum_fits_one() -> None:
    books = case(bill(100, [bill_line(1000)]), bill(101, [bill_line(1001, [], "1")]))
    assert told(ask(claim(PRICE), books))[:2] == ("undecided", "document_not_named")
    assert ask(claim(PRICE, invoiced="119"), books).document == "INV/2026/00101"
    assert told(ask(claim(PRICE, invoiced="119", currency="USD"), books))[1] == "document_not_named"
    assert told(ask(claim(PRICE), books.model_copy(update={"truncated": True})))[1] == "document_not_named"
    assert told(ask(claim(SHORT), case(order(1))))[1] == "shipped_in_full"
    settled = case(bill(100, [bill_line(1000)], open=eur(0)))
    assert ask(claim(PRICE), settled).document == INV


def test_a_draft_or_cancelled_bill_owes_nothing() -> None:
    for state, reason in (("draft", "invoice_not_posted"), ("cancel", "invoice_cancelled")):
        finding = ask(claim(SHORT, INV), case(bill(100, [bill_line(1000)], state=state)))
        assert told(finding) == ("undecided", reason, "0.00")


def test_a_payment_or_credit_note_named_leads_to_its_invoice() -> None:
    books = case(
        order(1, [order_line(10, delivered="8")]),
        bill(100, [bill_line(1000, [10])]),
        payment(9, "100", [100]),
        credit(200, [bill_line(2000, [], "1", "1", product_id=FREIGHT)], of=100),
    )
    number = reference("PBNK1/2026/00009", ReferenceKind.PAYMENT)
    assert ask(claim(SHORT, number), books).document == INV
    assert ask(claim(SHORT, reference("RINV/2026/00200", ReferenceKind.CREDIT_NOTE)), books).document == INV


def test_claims_that_cannot_both_be_true_are_marked_where_the_books_leave_them_open() -> None:
    books = case(order(1), delivery(5, 1, [move(50, 10)]), bill(100, [bill_line(1000, [10])]))
    both = verify(mail(), reading(claim(NEVER, INV), claim(DAMAGED, INV)), books, terms=TERMS)
    assert [f.reason for f in both] == ["claims_contradict", "claims_contradict"]
    signed = case(order(1), delivery(5, 1, [move(50, 10)], has_signature=True), bill(100, [bill_line(1000, [10])]))
    decided = verify(mail(), reading(claim(NEVER, INV), claim(DAMAGED, INV)), signed, terms=TERMS)
    assert [f.reason for f in decided] == ["delivered_with_proof", "photos_wanted"]


def test_supported_disputes_of_one_bill_never_exceed_it_together() -> None:
    nothing = case(order(1, [order_line(10, delivered="0")]), bill(100, [bill_line(1000, [10])]))
    findings = verify(mail(), reading(claim(NEVER, INV), claim(SHORT, INV)), nothing, terms=TERMS)
    assert [str(f.amount.value) for f in findings if f.amount is not None] == ["1190.00", "0.00"]
    assert "is left of the document" in findings[1].arithmetic


@pytest.mark.parametrize(
    ("said", "unit", "factor", "pieces"),
    [
        ("", "Dozens", "12", "12"),
        ("cartons", "Carton of 12", "12", "12"),
        ("Stück", "Carton of 12", "12", "1"),
        ("dozen", "Units", "1", "12"),
        ("pallet", "Units", "1", None),
        ("drum", "drum", "1", "1"),
    ],
)
def test_units_mean_what_they_hold(said: str, unit: str, factor: str, pieces: str | None) -> None:
    expected = Decimal(pieces) if pieces else None
    assert pieces_in(said, unit, Decimal(factor)) == expected


def test_no_unit_means_pieces() -> None:
    assert family_of("") == "piece"


def test_a_credit_note_that_names_an_invoice_in_its_origin_is_against_it() -> None:
    books = case(bill(100, [bill_line(1000)]), bill(101, [bill_line(1001)]), credit(200, [bill_line(2000)], origin=INV))
    trail = Trail(books)
    assert [n.id for n in trail.credits_of(books.invoices[0])] == [200]


def test_all_checks_of_a_case_take_less_than_five_milliseconds() -> None:
    lines = [order_line(10 + i) for i in range(5)]
    billed = [bill_line(1000 + i, [10 + i]) for i in range(5)]
    books = case(order(1, lines), delivery(5, 1, [move(500 + i, 10 + i) for i in range(5)]), bill(100, billed))
    said = reading(*(claim(intent, INV) for intent in (SHORT, PRICE, Intent.TAX)))
    spent = []
    for _ in range(10):
        started = time.process_time()
        verify(mail(), said, books, terms=TERMS)
        spent.append(time.process_time() - started)
    assert min(spent) < (0.005 if sys.gettrace() is None else 0.05)  # a traced run is many times slower
