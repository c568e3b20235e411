"""What lies on our bank account and is matched to nothing yet? Open statement lines that are this customer's."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from triage.domain.facts import BankLine
from triage.odoo.allowlist import is_needed
from triage.odoo.questions import Questions
from triage.odoo.references import all_of, any_of, matching
from triage.odoo.scope import Scope
from triage.odoo.transport import Row
from triage.odoo.values import currency, day, fact, link, money, text

MODEL = "account.bank.statement.line"
RECENT_DAYS = 400
LIMIT = 100


def read_bank_lines(q: Questions, scope: Scope, names: Sequence[str], numbers: Sequence[str]) -> list[BankLine]:
    """List unmatched money that came in from this customer, where a claim is about money.

    A line is theirs when the books say so; one that the books give to nobody, when it bears a number of theirs
    (`numbers`: of documents that are known to be this customer's) or exactly their name (`names`).
    """
    if not is_needed(MODEL, scope.intents) or not q.has(MODEL):
        return []
    nobody: list[Any] = [("partner_name", "=ilike", _literal(name)) for name in names if len(name) > 2]
    nobody += matching(("payment_ref",), numbers, within=True)
    theirs: list[Any] = [("partner_id.commercial_partner_id", "=", scope.commercial_id)]
    if nobody:
        theirs.append(all_of(("partner_id", "=", False), any_of(nobody)))
    since = (scope.as_of.date() - timedelta(days=RECENT_DAYS)).isoformat()
    domain = all_of(("is_reconciled", "=", False), ("amount", ">", 0), ("date", ">=", since), any_of(theirs))
    return [_bank_line(row, scope) for row in q.ask(MODEL, domain, limit=LIMIT, order="id desc")]


def _literal(name: str) -> str:
    """Return a name for `=ilike` in which only itself matches."""
    return "".join(f"\\{c}" if c in "\\%_" else c for c in name.strip())


def _bank_line(row: Row, scope: Scope) -> BankLine:
    code = currency(row)
    left = money(row, "amount_residual", code)
    return BankLine(
        **fact(row, scope.as_of),
        partner_id=link(row, "partner_id"),
        amount=money(row, "amount", code),
        left=left.with_value(abs(left.value)),  # Odoo shows what is left of money in as negative
        date=day(row, "date") or scope.as_of.date(),
        reference=text(row, "payment_ref"),
        payer=text(row, "partner_name"),
    )
