"""Which case do the tests of proposals stand on? One customer, one order, short by two of ten, in any language."""

import datetime as dt
from decimal import Decimal

from triage.domain.casefile import Account, CaseFile, DocumentMatch, MatchBasis, PartnerMatch, Sender
from triage.domain.codes import Flag, Intent, ReferenceKind
from triage.domain.facts import Delivery, Invoice, Order, Partner, Payment, PromiseMade
from triage.domain.findings import Figure, Finding, Outcome
from triage.domain.message import Address, Message
from triage.domain.money import Money
from triage.domain.reading import Claim, DateMention, Reading, Reference
from triage.propose import Grounds

NOW = dt.datetime(2026, 3, 12, 9, 0, tzinfo=dt.UTC)
CONTACT = Partner(
    id=7,
    name="Maria Rossi",
    email="maria@azure.example",
    parent_id=6,
    commercial_id=6,
    language="it",
    vat="IT01234567890",
)
INVOICE = Invoice(
    id=42,
    name="INV/2026/00042",
    partner_id=6,
    move_type="out_invoice",
    state="posted",
    invoice_date=dt.date(2026, 2, 10),
    due_date=dt.date(2026, 3, 10),
    origin="S00017",
    total=Money(value=Decimal("1250.00"), currency="EUR"),
    untaxed=Money(value=Decimal("1250.00"), currency="EUR"),
    tax=Money(value=Decimal(0), currency="EUR"),
    open=Money(value=Decimal("1250.00"), currency="EUR"),
)
ORDER = Order(
    id=17,
    name="S00017",
    partner_id=6,
    state="sale",
    total=INVOICE.total,
    promised_at=dt.datetime(2026, 2, 9, tzinfo=dt.UTC),
)
DELIVERY = Delivery(
    id=17,
    name="WH/OUT/00017",
    state="done",
    origin="S00017",
    order_id=17,
    done_at=dt.datetime(2026, 2, 11, 8, 0, tzinfo=dt.UTC),
    tracking="1Z999",
    has_signature=True,
)
PAYMENT = Payment(
    id=5,
    name="PBNK1/2026/0005",
    partner_id=6,
    amount=INVOICE.total,
    date=dt.date(2026, 3, 2),
    state="paid",
    unmatched=INVOICE.total,
)


def eur(value: str) -> Money:
    return Money(value=Decimal(value), currency="EUR")


def finding(intent: Intent, outcome: Outcome, **more: object) -> Finding:
    """Return a finding on INV/2026/00042 with 250.00 EUR at stake."""
    evidence = () if outcome is Outcome.UNDECIDED else (INVOICE.evidence("total"), DELIVERY.evidence("state"))
    values: dict[str, object] = {
        "claim": 0,
        "check": intent.value,
        "amount": None if outcome is Outcome.UNDECIDED else eur("250.00"),
        "document": INVOICE.name,
        "arithmetic": "" if outcome is Outcome.UNDECIDED else "10 billed − 8 shipped = 2; 2 × 125.00 = 250.00 EUR",
        "figures": ()
        if outcome is Outcome.UNDECIDED
        else (Figure(name="billed", value=Decimal(10)), Figure(name="shipped", value=Decimal(8))),
        "evidence": evidence,
    } | more
    return Finding(intent=intent, outcome=outcome, **values)  # type: ignore[arg-type]


def case_file(*, proven: bool = True, **more: object) -> CaseFile:
    match = PartnerMatch(partner=CONTACT, basis=MatchBasis.ADDRESS, score=1.0, why="address")
    values: dict[str, object] = {
        "as_of": NOW,
        "sender": Sender(match=match if proven else None, proven=proven),
        "documents": (
            DocumentMatch(
                text=INVOICE.name,
                kind=ReferenceKind.INVOICE,
                model="account.move",
                record_id=42,
                name=INVOICE.name,
                exact=True,
            ),
        )
        if proven
        else (),
        "partners": (CONTACT,) if proven else (),
        "invoices": (INVOICE,) if proven else (),
        "orders": (ORDER,) if proven else (),
        "deliveries": (DELIVERY,) if proven else (),
        "accounts": (Account(currency="EUR", open=eur("1250"), overdue=eur("1250"), credit_balance=eur("0")),)
        if proven
        else (),
    } | more
    return CaseFile(**values)  # type: ignore[arg-type]


def grounds(
    *intents: Intent,
    language: str = "en",
    findings: tuple[Finding, ...] = (),
    flags: tuple[Flag, ...] = (),
    books: CaseFile | None = None,
    dates: tuple[DateMention, ...] = (),
    abstained: bool = False,
    words: str = "8 of 10 arrived on INV/2026/00042, two are missing.",
) -> Grounds:
    """Return the grounds of a mail with one claim for each intent."""
    reference = Reference(kind=ReferenceKind.INVOICE, text=INVOICE.name, normal=INVOICE.name)
    claims = tuple(
        Claim(intent=i, quote=words, references=(reference,), dates=dates) for i in intents if not i.is_noise
    )
    reading = Reading(
        message_id="m1",
        reply=words,
        language=language,
        primary=intents[0],
        confidence=0.95,
        abstained=abstained,
        further=intents[1:],
        references=(reference,),
        claims=claims,
        flags=flags,
        dates=dates,
    )
    message = Message(
        message_id="m1",
        digest="0" * 64,
        sender=Address(email="maria@azure.example", name="Maria Rossi"),
        subject="INV/2026/00042",
        sent_at=NOW,
        received_at=NOW,
        text=words,
        reply=words,
    )
    return Grounds(case_id="c1", message=message, reading=reading, case_file=books or case_file(), findings=findings)


BROKEN = PromiseMade(promised_on=dt.date(2026, 1, 1), due=dt.date(2026, 1, 10), kept=False)
