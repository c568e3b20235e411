"""Where does the customer stand? Ageing per currency, promises kept and broken, disputes still open."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from triage.domain.casefile import Account, BooksAnswer
from triage.domain.facts import Invoice, Payment, PromiseMade, Ticket
from triage.domain.money import Money, total

BUCKETS = ("current", "1-30", "31-60", "61-90", "90+")


def bucket_of(due: dt.date | None, today: dt.date) -> str:
    """Return the ageing bucket of an item by its days overdue; no due date counts as current."""
    days = (today - due).days if due else 0
    if days <= 0:
        return BUCKETS[0]
    return BUCKETS[min((days - 1) // 30 + 1, len(BUCKETS) - 1)]


def accounts_of(answer: BooksAnswer, commercial_id: int, today: dt.date) -> tuple[Account, ...]:
    """Return the account per currency: as the books tell it, else added up from the open items."""
    if answer.accounts:
        return answer.accounts
    invoices = [i for i in answer.invoices if i.is_posted]
    currencies = sorted({i.open.currency for i in invoices} | {p.unmatched.currency for p in answer.payments})
    company = next((p for p in answer.partners if p.id == commercial_id), None)
    limit = company.credit_limit if company else None
    return tuple(
        _account(c, invoices, answer.payments, today, limit if len(currencies) == 1 else None) for c in currencies
    )


def _account(
    currency: str, invoices: Iterable[Invoice], payments: Iterable[Payment], today: dt.date, limit: Decimal | None
) -> Account:
    own = [i for i in invoices if i.open.currency == currency and i.open]
    owed = [i for i in own if not i.is_credit_note]
    credits = [abs_money(i.open) for i in own if i.is_credit_note]
    credits += [p.unmatched for p in payments if p.unmatched.currency == currency and p.inbound]
    buckets = {
        name: total([i.open for i in owed if bucket_of(i.due_date, today) == name], currency) for name in BUCKETS
    }
    return Account(
        currency=currency,
        open=total([i.open for i in owed], currency),
        overdue=total([buckets[name] for name in BUCKETS[1:]], currency),
        credit_balance=total(credits, currency),
        buckets=buckets,
        credit_limit=Money(value=limit, currency=currency) if limit is not None else None,
        open_items=len(owed),
    )


def abs_money(amount: Money) -> Money:
    """Return the amount without its sign: Odoo shows a credit note's open amount negative in some views."""
    return amount.with_value(abs(amount.value))


def judged(promises: Iterable[PromiseMade], invoices: Iterable[Invoice], today: dt.date) -> tuple[PromiseMade, ...]:
    """Return the promises, each kept or broken by the ledger once its day is over."""
    by_id = {i.id: i for i in invoices}
    return tuple(_judged(promise, by_id, today) for promise in promises)


def _judged(promise: PromiseMade, by_id: dict[int, Invoice], today: dt.date) -> PromiseMade:
    known = [by_id[i] for i in promise.invoice_ids if i in by_id]
    if promise.kept is not None or promise.due >= today or not known:
        return promise
    return promise.model_copy(update={"kept": not any(i.open for i in known)})


def disputes_of(tickets: Iterable[Ticket], own: Ticket | None) -> tuple[str, ...]:
    """List the customer's other open tickets, by number and name."""
    return tuple(
        f"{ticket.number} {ticket.name}".strip()
        for ticket in tickets
        if not ticket.closed and (own is None or ticket.id != own.id)
    )
