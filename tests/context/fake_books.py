"""Which books do the tests of the case file read? Facts written by hand, behind the port."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from triage.domain.casefile import BooksAnswer, BooksQuery
from triage.domain.codes import Intent, ReferenceKind
from triage.domain.facts import Invoice, Partner, Ticket
from triage.domain.message import Address, Message
from triage.domain.money import Money
from triage.domain.ports import Ownership
from triage.domain.reading import Reading, Reference

NOW = dt.datetime(2026, 5, 20, 9, 0, tzinfo=dt.UTC)


class FakeBooks:
    """Answers from lists; remembers what it was asked."""

    def __init__(
        self,
        partners: Sequence[Partner] = (),
        owners: Sequence[Ownership] = (),
        ticket: Ticket | None = None,
        answers: dict[int, BooksAnswer] | None = None,
    ) -> None:
        self.partners, self.owners, self.ticket = list(partners), list(owners), ticket
        self.answers = answers or {}
        self.queries: list[BooksQuery] = []
        self.domains: list[str] = []

    def ping(self) -> None:
        return None

    def find_partners(self, *, addresses: Sequence[str], domains: Sequence[str], names: Sequence[str]) -> list[Partner]:
        self.domains = list(domains)
        wanted = [name.lower() for name in names]
        return [
            p
            for p in self.partners
            if p.email.lower() in addresses
            or any(p.email.lower().endswith(f"@{d}") for d in domains)
            or any(w in p.name.lower() or p.name.lower() in w for w in wanted)
        ]

    def find_owners(self, references: Sequence[str]) -> list[Ownership]:
        return [owner for owner in self.owners if owner.reference in references]

    def find_ticket(self, message: Message) -> Ticket | None:
        return self.ticket

    def read_case(self, query: BooksQuery) -> BooksAnswer:
        self.queries.append(query)
        return self.answers.get(query.commercial_id, BooksAnswer())


def eur(value: str) -> Money:
    return Money(value=Decimal(value), currency="EUR")


def company(number: int, name: str, email: str = "", **more: object) -> Partner:
    return Partner(id=number, name=name, email=email, commercial_id=number, is_company=True, **more)


def contact(number: int, name: str, email: str, of: int, **more: object) -> Partner:
    return Partner(id=number, name=name, email=email, parent_id=of, commercial_id=of, **more)


def mail(sender: str | None = "kim@nordhaus.example", name: str = "Kim", **more: object) -> Message:
    values: dict[str, object] = {
        "message_id": "m1@x",
        "digest": "0" * 64,
        "sender": Address(email=sender, name=name) if sender else None,
        "recipients": (Address(email="ar@ours.example"),),
        "subject": "Invoice",
        "sent_at": NOW,
        "received_at": NOW,
        "reply": "two are missing",
    }
    return Message.model_validate({**values, **more})


def reading(*references: tuple[str, ReferenceKind], **more: object) -> Reading:
    values: dict[str, object] = {
        "message_id": "m1@x",
        "reply": "two are missing",
        "language": "en",
        "primary": Intent.SHORT_SHIPMENT,
        "confidence": 0.9,
        "abstained": False,
        "references": tuple(Reference(kind=kind, text=text, normal=text) for text, kind in references),
    }
    return Reading.model_validate({**values, **more})


def invoice(number: int, name: str, total: str = "119.00", **more: object) -> Invoice:
    values: dict[str, object] = {
        "id": number,
        "name": name,
        "partner_id": 10,
        "move_type": "out_invoice",
        "state": "posted",
        "total": eur(total),
        "untaxed": eur("100.00"),
        "tax": eur("19.00"),
        "open": eur(total),
        "invoice_date": dt.date(2026, 4, 1),
        "due_date": dt.date(2026, 5, 1),
    }
    return Invoice.model_validate({**values, **more})
