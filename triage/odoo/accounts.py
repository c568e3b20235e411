"""Where does the customer stand? Open and overdue amounts and ageing buckets per currency, over all open items."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from triage.domain.casefile import Account
from triage.domain.facts import Invoice, Partner, Payment
from triage.domain.money import Money
from triage.odoo.questions import Questions
from triage.odoo.references import all_of
from triage.odoo.scope import Scope
from triage.odoo.transport import Row
from triage.odoo.values import currency

BUCKETS = ("current", "1-30", "31-60", "61-90", "90+")
BY_DAY = "invoice_date_due:day"
SIGNS = {"out_invoice": 1, "out_refund": -1}


@dataclass(frozen=True, slots=True)
class OpenSum:
    """What is open and due on one day; negative for what is owed to the customer."""

    due: dt.date | None
    amount: Money
    items: int = 1


def open_sums(invoices: Iterable[Invoice]) -> list[OpenSum]:
    """List what is open of these documents."""
    return [
        OpenSum(i.due_date, i.open.with_value(-abs(i.open.value)) if i.is_credit_note else i.open)
        for i in invoices
        if i.is_posted and i.open
    ]


def ask_open_sums(q: Questions, scope: Scope) -> list[OpenSum]:
    """Ask for the sums of all open items by due day, where there are too many to read each."""
    domain = all_of(
        ("commercial_partner_id", "=", scope.commercial_id),
        ("move_type", "in", list(SIGNS)),
        ("state", "=", "posted"),
        ("amount_residual", "!=", 0),
    )
    rows = q.count_by("account.move", domain, ["move_type", "currency_id", BY_DAY], "amount_residual")
    return [_sum(row, SIGNS[str(row["move_type"])]) for row in rows]


def _sum(row: Row, sign: int) -> OpenSum:
    value = Decimal(str(row.get("amount_residual:sum", row.get("amount_residual", 0)) or 0)) * sign
    return OpenSum(_due(row), Money(value=value, currency=currency(row)).rounded(), int(row.get("__count") or 0))


def _due(row: Row) -> dt.date | None:
    """Return a group's day: 19 gives [day, label], 17 and 18 a label and its range apart."""
    group, ranges = row.get(BY_DAY), row.get("__range") or {}
    if isinstance(group, list | tuple) and group:
        return dt.date.fromisoformat(str(group[0])[:10])
    first = (ranges.get(BY_DAY) or ranges.get("invoice_date_due") or {}).get("from")
    return dt.date.fromisoformat(str(first)[:10]) if first else None


def accounts_of(
    sums: Sequence[OpenSum], payments: Sequence[Payment], partner: Partner | None, today: dt.date
) -> list[Account]:
    """Return the account per currency."""
    codes = sorted({s.amount.currency for s in sums} | {p.unmatched.currency for p in payments if p.unmatched})
    limit = partner.credit_limit if partner and len(codes) == 1 else None
    return [_account(code, sums, payments, today, limit) for code in codes]


def _account(
    code: str, sums: Sequence[OpenSum], payments: Sequence[Payment], today: dt.date, limit: Decimal | None
) -> Account:
    owed = [s for s in sums if s.amount.currency == code and s.amount.value > 0]
    buckets = dict.fromkeys(BUCKETS, Money.zero(code))
    for item in owed:
        buckets[_bucket(item.due, today)] += item.amount
    credit = Money.zero(code)
    for part in [-s.amount for s in sums if s.amount.currency == code and s.amount.value < 0]:
        credit += part
    for payment in payments:
        if payment.unmatched.currency == code:
            credit = credit + payment.unmatched if payment.inbound else credit - payment.unmatched
    overdue = sum((buckets[name] for name in BUCKETS[1:]), start=Money.zero(code))
    return Account(
        currency=code,
        open=overdue + buckets["current"],
        overdue=overdue,
        credit_balance=credit if credit.value > 0 else Money.zero(code),
        buckets=buckets,
        credit_limit=Money(value=limit, currency=code) if limit is not None else None,
        open_items=sum(s.items for s in owed),
    )


def _bucket(due: dt.date | None, today: dt.date) -> str:
    days = (today - due).days if due else 0
    return BUCKETS[0] if days <= 0 else BUCKETS[min((days - 1) // 30 + 1, 4)]
