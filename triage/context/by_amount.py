"""Which open item is meant where no number is named? The only one that fits the amount and the day."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from triage.domain.casefile import BooksAnswer, DocumentMatch
from triage.domain.codes import AmountRole, DateRole, ReferenceKind
from triage.domain.facts import Invoice
from triage.domain.reading import Amount, DateMention, Reading

_CENT = Decimal("0.01")
_ROLES = (AmountRole.INVOICED, AmountRole.OPEN, AmountRole.PAID, AmountRole.PROMISED, AmountRole.CLAIMED)
AMOUNT_SCORE = 0.9
AMOUNT_AND_DAY_SCORE = 0.95


def match_amounts(reading: Reading, answer: BooksAnswer) -> tuple[DocumentMatch, ...]:
    """Return, for a message that names no document, the open item that each amount fits alone."""
    if reading.references or answer.truncated:
        return ()
    found = (_match(amount, reading.dates, answer.invoices) for amount in reading.amounts if amount.role in _ROLES)
    return tuple(match for match in found if match)


def _match(amount: Amount, dates: Iterable[DateMention], invoices: Iterable[Invoice]) -> DocumentMatch | None:
    days: dict[DateRole, dt.date] = {d.role: d.date for d in dates if d.role in (DateRole.INVOICED, DateRole.DUE)}
    fitting = [i for i in invoices if _is_open_item(i) and _fits(i, amount)]
    dated = [i for i in fitting if days and _is_of_day(i, days)]
    chosen = dated or fitting
    if len(chosen) != 1:
        return None
    invoice = chosen[0]
    return DocumentMatch(
        text=amount.text,
        kind=ReferenceKind.INVOICE,
        model=invoice.MODEL,
        record_id=invoice.id,
        name=invoice.name,
        score=AMOUNT_AND_DAY_SCORE if dated else AMOUNT_SCORE,
        why=f"the only open item of {invoice.total}" + (" and that day" if dated else ""),
    )


def _is_open_item(invoice: Invoice) -> bool:
    return invoice.is_posted and not invoice.is_credit_note and bool(invoice.open)


def _fits(invoice: Invoice, amount: Amount) -> bool:
    if amount.currency and amount.currency != invoice.total.currency:
        return False
    return any(abs(sum_.value - amount.value) < _CENT for sum_ in (invoice.total, invoice.open))


def _is_of_day(invoice: Invoice, days: dict[DateRole, dt.date]) -> bool:
    return days.get(DateRole.INVOICED) == invoice.invoice_date or days.get(DateRole.DUE) == invoice.due_date
