"""Does the case file hold the right records, and only those?"""

import datetime as dt
from decimal import Decimal

import pytest
from fake_books import NOW, FakeBooks, company, contact, eur, invoice, mail, reading

from triage.context import gather
from triage.context.account import bucket_of
from triage.context.numbering import likeness
from triage.domain.casefile import Account, BooksAnswer, CaseFile
from triage.domain.codes import AmountRole, DateRole, ReferenceKind
from triage.domain.facts import Delivery, Order, Payment, PromiseMade, Ticket, TimelineEntry
from triage.domain.reading import Amount, DateMention, Reading

NORDHAUS = company(10, "Nordhaus GmbH", "info@nordhaus.example", credit_limit=Decimal(5000))
KIM = contact(11, "Kim Berg", "kim@nordhaus.example", of=10)
ORDER = Order(
    id=5, name="S00005", partner_id=10, state="sale", total=eur("119"), customer_reference="PO-7781",
    ordered_at=dt.datetime(2026, 3, 20, tzinfo=dt.UTC),
)  # fmt: skip
DELIVERY = Delivery(
    id=6, name="WH/OUT/00006", partner_id=10, state="done", order_id=5, tracking="1Z999AA1", origin="S00005",
    scheduled_at=dt.datetime(2026, 3, 25, tzinfo=dt.UTC), done_at=dt.datetime(2026, 3, 27, tzinfo=dt.UTC),
    has_signature=True,
)  # fmt: skip
BILL = invoice(42, "INV/2026/00042", origin="S00005", customer_reference="PO-7781")
OTHER = invoice(43, "INV/2026/00057", "240.00")
PAID = Payment(
    id=9, name="PBNK1/2026/00009", partner_id=10, amount=eur("50"), date=dt.date(2026, 4, 20), state="paid",
    matched_invoice_ids=(42,), unmatched=eur("5"),
)  # fmt: skip
ALL = BooksAnswer(
    partners=(NORDHAUS, KIM),
    invoices=(BILL, OTHER),
    orders=(ORDER,),
    deliveries=(DELIVERY,),
    payments=(PAID,),
    rpc_calls=6,
)


def case_of(said: Reading, answer: BooksAnswer = ALL, **more: object) -> CaseFile:
    return gather(mail(), said, books=FakeBooks([KIM], answers={10: answer}), now=NOW, **more)  # type: ignore[arg-type]


def matched(text: str, kind: ReferenceKind, answer: BooksAnswer = ALL) -> tuple[str, float, bool]:
    found = case_of(reading((text, kind)), answer).documents
    return (found[0].name, found[0].score, found[0].exact)


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("INV/2026/00042", ReferenceKind.INVOICE, "INV/2026/00042"),
        ("INV-2026-00042", ReferenceKind.INVOICE, "INV/2026/00042"),
        ("S00005", ReferenceKind.SALES_ORDER, "S00005"),
        ("S00005", ReferenceKind.INVOICE, "S00005"),
        ("PO-7781", ReferenceKind.PURCHASE_ORDER, "S00005"),
        ("1Z999AA1", ReferenceKind.TRACKING, "WH/OUT/00006"),
        ("WH/OUT/00006", ReferenceKind.DELIVERY, "WH/OUT/00006"),
        ("PBNK1/2026/00009", ReferenceKind.PAYMENT, "PBNK1/2026/00009"),
    ],
)
def test_a_number_in_its_normal_form_is_exact(text: str, kind: ReferenceKind, name: str) -> None:
    assert matched(text, kind) == (name, 1.0, True)


@pytest.mark.parametrize(
    ("text", "kind", "name", "score"),
    [
        ("INV/2026/42", ReferenceKind.INVOICE, "INV/2026/00042", 0.95),
        ("00042", ReferenceKind.INVOICE, "INV/2026/00042", 0.92),
        ("2026/00042", ReferenceKind.INVOICE, "INV/2026/00042", 0.92),
        ("42", ReferenceKind.INVOICE, "INV/2026/00042", 0.8),
        ("INV/2O26/00042", ReferenceKind.INVOICE, "INV/2026/00042", 0.93),
        ("RE/INV/2026/00042", ReferenceKind.INVOICE, "INV/2026/00042", 0.94),
        ("INV/2026/00045", ReferenceKind.INVOICE, "INV/2026/00042", 0.85),
        ("7781", ReferenceKind.PURCHASE_ORDER, "S00005", 0.9),
        ("S0O005", ReferenceKind.INVOICE, "S00005", 0.93),
    ],
)
def test_a_near_miss_is_proposed_with_its_score(text: str, kind: ReferenceKind, name: str, score: float) -> None:
    assert matched(text, kind) == (name, score, False)


def test_an_unknown_number_and_a_tie_name_nothing() -> None:
    assert matched("FT 9/8831", ReferenceKind.INVOICE) == ("", 0.0, False)
    twins = BooksAnswer(invoices=(invoice(1, "INV/2025/00042"), invoice(2, "INV/2026/00042")))
    found = case_of(reading(("00042", ReferenceKind.INVOICE)), twins).documents[0]
    assert found.record_id is None
    assert "INV/2025/00042, INV/2026/00042" in found.why
    same = BooksAnswer(invoices=(invoice(1, "A-7"), invoice(2, "A/7")))
    assert (
        case_of(reading(("A7", ReferenceKind.INVOICE)), same).documents[0].why
        == "2 documents of this customer have this number"
    )


def test_a_payments_memo_does_not_stand_for_an_invoice_that_is_not_there() -> None:
    named = PAID.model_copy(update={"memo": "INV/2026/00999"})
    answer = ALL.model_copy(update={"payments": (named,)})
    assert matched("INV/2026/00999", ReferenceKind.INVOICE, answer)[0] != "PBNK1/2026/00009"
    assert matched("INV/2026/00999", ReferenceKind.PAYMENT, answer)[0] == "PBNK1/2026/00009"


def test_one_order_number_of_the_customer_may_stand_on_two_orders() -> None:
    second = ORDER.model_copy(update={"id": 8, "name": "S00008"})
    answer = BooksAnswer(orders=(ORDER, second))
    found = case_of(reading(("PO-7781", ReferenceKind.PURCHASE_ORDER)), answer).documents
    assert [d.name for d in found] == ["S00005", "S00008"]


def test_a_number_said_twice_is_matched_once_and_a_ticket_by_its_number() -> None:
    answer = ALL.model_copy(update={"tickets": (Ticket(id=3, name="Old", number="HT00003", partner_id=10),)})
    said = reading(("HT00003", ReferenceKind.TICKET), ("HT00003", ReferenceKind.TICKET))
    case = case_of(said, answer)
    assert [d.model for d in case.documents] == ["helpdesk.ticket"]
    assert case.open_disputes == ("HT00003 Old",)


def test_a_word_without_digits_is_no_number_and_two_typos_are_far() -> None:
    assert likeness("INVOICE", "INV/2026/00042") is None
    assert likeness("--", "INV/2026/00042") is None
    assert likeness("INV/2027/00043", "INV/2026/00042") is not None
    assert likeness("A12345", "A12399") is None


def amount(value: str, currency: str = "EUR", role: AmountRole = AmountRole.INVOICED) -> Amount:
    return Amount(value=Decimal(value), currency=currency, role=role, text=value)


def test_an_amount_names_the_only_open_item_it_fits() -> None:
    case = case_of(reading(amounts=(amount("240.00"),)))
    assert [(d.name, d.score, d.exact) for d in case.documents] == [("INV/2026/00057", 0.9, False)]
    assert case_of(reading(amounts=(amount("240.00", "USD"),))).documents == ()
    assert case_of(reading(amounts=(amount("240.00", role=AmountRole.DEDUCTED),))).documents == ()
    assert case_of(reading(("X1", ReferenceKind.INVOICE), amounts=(amount("240.00"),))).documents[0].name == ""


def test_of_two_items_with_one_amount_the_day_decides() -> None:
    twin = invoice(44, "INV/2026/00060", "240.00", invoice_date=dt.date(2026, 4, 9), due_date=None)
    answer = ALL.model_copy(update={"invoices": (BILL, OTHER, twin)})
    assert case_of(reading(amounts=(amount("240.00"),)), answer).documents == ()
    dated = DateMention(date=dt.date(2026, 4, 9), role=DateRole.INVOICED, text="9 April")
    found = case_of(reading(amounts=(amount("240.00"),), dates=(dated,)), answer).documents
    assert [(d.name, d.score) for d in found] == [("INV/2026/00060", 0.95)]


@pytest.mark.parametrize(
    ("days", "bucket"),
    [
        (-3, "current"),
        (0, "current"),
        (1, "1-30"),
        (30, "1-30"),
        (31, "31-60"),
        (90, "61-90"),
        (91, "90+"),
        (400, "90+"),
    ],
)
def test_an_item_ages_by_its_days_overdue(days: int, bucket: str) -> None:
    today = dt.date(2026, 5, 20)
    assert bucket_of(today - dt.timedelta(days=days), today) == bucket
    assert bucket_of(None, today) == "current"


def test_the_account_adds_up_from_the_open_items() -> None:
    note = invoice(50, "RINV/2026/00001", "30.00", move_type="out_refund", open=eur("-30.00"))
    account = case_of(reading(), ALL.model_copy(update={"invoices": (BILL, OTHER, note)})).accounts[0]
    assert (account.open, account.overdue, account.credit_balance) == (eur("359.00"), eur("359.00"), eur("35.00"))
    assert (account.open_items, account.buckets["1-30"], account.credit_limit) == (2, eur("359.00"), eur("5000"))


def test_the_books_own_account_is_kept() -> None:
    told = Account(currency="EUR", open=eur("9"), overdue=eur("9"), credit_balance=eur("0"))
    assert case_of(reading(), ALL.model_copy(update={"accounts": (told,)})).accounts == (told,)


def test_a_promise_is_broken_when_its_day_is_over_and_the_item_open() -> None:
    def promise(due: int, invoices: tuple[int, ...]) -> PromiseMade:
        return PromiseMade(promised_on=dt.date(2026, 5, 1), due=dt.date(2026, 5, due), invoice_ids=invoices)

    settled = invoice(44, "INV/2026/00061", open=eur("0"))
    answer = BooksAnswer(
        invoices=(BILL, settled),
        promises=(promise(10, (42,)), promise(10, (44,)), promise(25, (42,)), promise(10, (99,))),
    )
    assert [p.kept for p in case_of(reading(), answer).promises] == [False, True, None, None]


def test_the_timeline_tells_the_chain_of_the_document_with_lags() -> None:
    lost = TimelineEntry(at=NOW, kind="event", text="carrier: delivered", document="WH/OUT/00006")
    stranger = TimelineEntry(at=NOW, kind="event", text="other", document="WH/OUT/99999")
    answer = ALL.model_copy(
        update={"promises": (PromiseMade(promised_on=dt.date(2026, 5, 2), due=dt.date(2026, 5, 30)),)}
    )
    told = case_of(reading(("INV/2026/00042", ReferenceKind.INVOICE)), answer, events=(lost, stranger)).timeline
    assert [(e.kind, e.document, e.lag_days) for e in told] == [
        ("order", "S00005", None),
        ("picking", "WH/OUT/00006", None),
        ("shipment", "WH/OUT/00006", 2),
        ("pod", "WH/OUT/00006", 0),
        ("invoice", "INV/2026/00042", None),
        ("payment", "PBNK1/2026/00009", None),
        ("promise", "", None),
        ("event", "WH/OUT/00006", 54),
    ]


def test_from_an_order_or_a_delivery_the_same_chain_is_told() -> None:
    for text, kind in (("S00005", ReferenceKind.SALES_ORDER), ("WH/OUT/00006", ReferenceKind.DELIVERY)):
        told = {e.document for e in case_of(reading((text, kind))).timeline}
        assert told == {"S00005", "WH/OUT/00006", "INV/2026/00042", "PBNK1/2026/00009"}


def test_without_a_document_the_whole_account_is_told() -> None:
    quote = Order(id=1, name="Q1", partner_id=10, state="draft", total=eur("1"), ordered_at=NOW, cancelled_at=NOW)
    back = DELIVERY.model_copy(update={"id": 7, "name": "WH/IN/00007", "is_return": True, "has_signature": False})
    note = invoice(50, "RINV/1", move_type="out_refund", invoice_date=dt.date(2026, 4, 2), reversed_id=42)
    bare = (Order(id=2, name="Q2", partner_id=10, state="draft", total=eur("1")), Ticket(id=3, created_at=NOW))
    answer = BooksAnswer(
        orders=(quote, bare[0]),  # type: ignore[arg-type]
        deliveries=(back, Delivery(id=8, name="D8", state="assigned")),
        invoices=(note, invoice(51, "", invoice_date=None)),
        tickets=(bare[1], Ticket(id=4)),  # type: ignore[arg-type]
    )
    assert sorted({e.kind for e in case_of(reading(), answer).timeline}) == [
        "credit", "dispute", "order", "picking", "quote", "return",
    ]  # fmt: skip


def test_nothing_of_another_partners_tree_is_kept() -> None:
    stranger = company(20, "Südhaus AG")
    leak = ALL.model_copy(
        update={"partners": (NORDHAUS, stranger), "invoices": (BILL, invoice(99, "INV/2026/00099", partner_id=20))}
    )
    case = case_of(reading(("INV/2026/00099", ReferenceKind.INVOICE)), leak)
    assert [i.name for i in case.invoices] == ["INV/2026/00042"]
    assert [p.id for p in case.partners] == [10]
    assert "INV/2026/00099" not in {d.name for d in case.documents}


def test_calls_are_counted_and_the_query_says_what_is_needed() -> None:
    desk = FakeBooks([KIM], answers={10: ALL}, ticket=Ticket(id=7, partner_id=11))
    said = reading(("INV/2026/00042", ReferenceKind.INVOICE), amounts=(amount("240.00"),))
    case = gather(mail(ticket_id=7), said, books=desk, now=NOW)
    assert case.rpc_calls == 8
    assert desk.queries[0].references == ("INV/2026/00042",)
    assert desk.queries[0].amounts == (Decimal("240.00"),)
    assert desk.queries[0].ticket_id == 7
