"""Is the whole life of a document told, from quote to reminder, with the days between?"""

import datetime as dt

from triage.context.timeline import timeline_of
from triage.domain.casefile import BooksAnswer, DocumentMatch
from triage.domain.facts import Delivery, Invoice, Order, Payment, Ticket, TimelineEntry
from triage.domain.money import Money


def at(day: int, month: int = 3) -> dt.datetime:
    return dt.datetime(2026, month, day, 9, tzinfo=dt.UTC)


def eur(value: str) -> Money:
    return Money(value=value, currency="EUR")


ORDER = Order(
    id=5, name="S00005", partner_id=10, state="sale", total=eur("2500"), quoted_at=at(1), signed_at=at(4),
    signed_by="Dana Whitfield", ordered_at=at(5),
)  # fmt: skip
SENT = Delivery(
    id=6, name="WH/OUT/00006", state="done", order_id=5, scheduled_at=at(8), done_at=at(10), proved_at=at(12),
    pod_attachment_ids=(71,),
)  # fmt: skip
BILL = Invoice(
    id=42, name="INV/2026/00042", partner_id=10, move_type="out_invoice", state="posted", origin="S00005",
    invoice_date=dt.date(2026, 3, 11), total=eur("2500"), untaxed=eur("2500"), tax=eur("0"), open=eur("500"),
)  # fmt: skip
NOTE = BILL.model_copy(
    update={"id": 43, "name": "RINV/2026/00043", "move_type": "out_refund", "reversed_id": 42, "origin": "",
            "invoice_date": dt.date(2026, 4, 20)}
)  # fmt: skip
PAID = Payment(
    id=9, name="PBNK1/2026/00009", partner_id=10, amount=eur("2000"), date=dt.date(2026, 4, 10), state="paid",
    matched_invoice_ids=(42,), unmatched=eur("0"),
)  # fmt: skip
TICKET = Ticket(
    id=3, name="INV/2026/00042: two pumps missing", number="HT00003", created_at=at(14), closed=True, closed_at=at(16),
)  # fmt: skip
OTHER = Ticket(id=4, name="A price list, please", number="HT00004", created_at=at(15))
REMINDED = TimelineEntry(at=at(13, 4), kind="reminder", text="Reminder 1: sent", document="INV/2026/00042")
ELSEWHERE = REMINDED.model_copy(update={"document": "INV/2026/00099"})
ANSWER = BooksAnswer(
    orders=(ORDER,), deliveries=(SENT,), invoices=(BILL, NOTE), payments=(PAID,), tickets=(TICKET, OTHER),
    reminders=(REMINDED, ELSEWHERE),
)  # fmt: skip
NAMED = (DocumentMatch(text="INV202600042", model="account.move", record_id=42, name="INV/2026/00042", exact=True),)


def test_from_quote_to_reminder_every_stage_of_an_invoice_is_told_with_its_lag() -> None:
    told = timeline_of(ANSWER, NAMED)
    assert [(e.at.strftime("%d.%m."), e.kind, e.document, e.lag_days) for e in told] == [
        ("01.03.", "quote", "S00005", None),
        ("04.03.", "approval", "S00005", 3),
        ("05.03.", "order", "S00005", 1),
        ("08.03.", "picking", "WH/OUT/00006", None),
        ("10.03.", "shipment", "WH/OUT/00006", 2),
        ("11.03.", "invoice", "INV/2026/00042", None),
        ("12.03.", "pod", "WH/OUT/00006", 2),
        ("14.03.", "dispute", "INV/2026/00042", 3),
        ("16.03.", "dispute", "INV/2026/00042", 2),
        ("10.04.", "payment", "PBNK1/2026/00009", None),
        ("13.04.", "reminder", "INV/2026/00042", 28),
        ("20.04.", "credit", "RINV/2026/00043", None),
    ]


def test_a_ticket_that_names_none_of_the_documents_is_told_only_where_nothing_was_asked_for() -> None:
    assert "ticket HT00004 opened" not in [e.text for e in timeline_of(ANSWER, NAMED)]
    assert "ticket HT00004 opened" in [e.text for e in timeline_of(ANSWER, ())]


def test_money_paid_back_is_not_told_as_received() -> None:
    back = PAID.model_copy(update={"inbound": False})
    (told,) = [e for e in timeline_of(ANSWER.model_copy(update={"payments": (back,)}), ()) if e.kind == "payment"]
    assert told.text == "2,000.00 EUR paid back"
