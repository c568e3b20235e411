"""What did this customer pay, and what of it is still on the account? Payments with their unmatched part."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from triage.domain.facts import Payment
from triage.domain.money import Money
from triage.odoo.questions import Questions
from triage.odoo.references import all_of, any_of, matching
from triage.odoo.scope import Scope
from triage.odoo.transport import Row
from triage.odoo.values import currency, day, fact, link, links, money, text

RECENT_DAYS = 400
LIMIT = 200
LIVE = frozenset({"posted", "in_process", "paid", "reconciled", "sent"})


def find_payments(q: Questions, scope: Scope) -> list[Row]:
    """List the customer's unmatched payments, those the message names by number or amount, and recent ones."""
    tree: list[Any] = [
        ("partner_id.commercial_partner_id", "=", scope.commercial_id),
        ("partner_type", "=", "customer"),
    ]
    since = (scope.as_of.date() - timedelta(days=RECENT_DAYS)).isoformat()
    wanted: list[Any] = [("date", ">=", since), ("is_reconciled", "=", False)]
    wanted += matching(("name", "memo"), scope.references, within=True)
    wanted += [("amount", "=", float(amount)) for amount in scope.amounts[:10]]
    return q.ask("account.payment", all_of(*tree, any_of(wanted)), limit=LIMIT, order="date desc, id desc")


def payment_facts(rows: Iterable[Row], lines: Sequence[Row], scope: Scope) -> list[Payment]:
    """Return the payments as facts; `lines` are the receivable lines among which theirs stand."""
    left: dict[int, Money] = {}
    for line in lines:
        if owner := link(line, "payment_id"):
            part = money(line, "amount_residual_currency", currency(line))
            left[owner] = left[owner] + part if owner in left and left[owner].currency == part.currency else part
    return [_payment(row, left.get(int(row["id"])), scope) for row in rows]


def _payment(row: Row, left: Money | None, scope: Scope) -> Payment:
    code = currency(row)
    amount = money(row, "amount", code)
    matched = links(row, "reconciled_invoice_ids") or links(row, "invoice_ids")
    return Payment(
        **fact(row, scope.as_of),
        partner_id=link(row, "partner_id") or scope.commercial_id,
        amount=amount,
        date=day(row, "date") or scope.as_of.date(),
        state=text(row, "state"),
        memo=text(row, "memo"),
        inbound=text(row, "payment_type") != "outbound",
        matched_invoice_ids=matched,
        unmatched=_unmatched(row, amount, left, is_matched=bool(matched)),
    )


def _unmatched(row: Row, amount: Money, left: Money | None, *, is_matched: bool) -> Money:
    """Return the part that no document has taken: by its receivable line, or all or nothing where it has none."""
    nothing = Money.zero(amount.currency)
    if text(row, "state") not in LIVE:
        return nothing
    if left is not None and left.currency == amount.currency:
        return left.with_value(abs(left.value))
    return nothing if is_matched or row.get("is_reconciled") else amount
