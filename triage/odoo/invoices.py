"""What was billed and credited to this customer? Documents with their lines, taxes and early discounts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from triage.domain.facts import Invoice, InvoiceLine
from triage.odoo.masterdata import MasterData, lookup
from triage.odoo.questions import Questions
from triage.odoo.references import all_of, any_of, matching
from triage.odoo.scope import Scope
from triage.odoo.transport import Row
from triage.odoo.values import currency, day, fact, label, link, links, money, number, product_code, text

RECENT_DAYS = 400
LINES_OF = 80  # documents whose lines are read: those in question first, then the newest
FOCUS_LIMIT = 60
NUMBERS = ("name", "payment_reference", "ref")
TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Found:
    """The documents found, the ones in question, and whether open ones were left out."""

    rows: list[Row]
    focus: list[int]
    truncated: bool


def find_documents(q: Questions, scope: Scope) -> Found:
    """List the customer's open documents, drafts, recent ones, and those that the message names by number or amount."""
    tree = all_of(
        ("commercial_partner_id", "=", scope.commercial_id), ("move_type", "in", ["out_invoice", "out_refund"])
    )
    since = (scope.as_of.date() - timedelta(days=RECENT_DAYS)).isoformat()
    wide: list[Any] = [("payment_state", "in", ["not_paid", "partial", "in_payment"]), ("invoice_date", ">=", since)]
    named = _named(scope)
    order = "amount_residual desc, invoice_date desc, id desc"
    domain = all_of(tree, any_of([*wide, *named]))
    rows = q.ask("account.move", domain, limit=scope.limit + 1, order=order)
    truncated = len(rows) > scope.limit
    rows = rows[: scope.limit]
    if truncated and named:
        have = {row["id"] for row in rows}
        extra = q.ask("account.move", all_of(tree, any_of(named)), limit=FOCUS_LIMIT, order="id desc")
        rows += [row for row in extra if row["id"] not in have]
    focus = [int(row["id"]) for row in rows if scope.names(row, NUMBERS) or _has_amount(row, scope)]
    return Found(rows, focus, truncated and all(row.get("amount_residual") for row in rows[: scope.limit]))


def _named(scope: Scope) -> list[Any]:
    named = list(matching(NUMBERS, scope.references, within=True))
    for amount in scope.amounts[:10]:
        named += [("amount_total", "=", float(amount)), ("amount_residual", "=", float(amount))]
    return named


def _has_amount(row: Row, scope: Scope) -> bool:
    have = {money(row, name, "EUR").value for name in ("amount_total", "amount_residual")}
    return any(abs(amount) in have for amount in scope.amounts)


def choose_for_lines(found: Found) -> list[int]:
    """Return the documents whose lines are read: in question, their credit notes and twins, then the newest."""
    by_id = {int(row["id"]): row for row in found.rows}
    named = [by_id[i] for i in found.focus]
    kin = {(text(r, "invoice_origin"), text(r, "ref")) for r in named}
    totals = {(r.get("amount_total"), label(r, "currency_id")) for r in named}

    def rank(row: Row) -> tuple[bool, bool, bool, str]:
        is_kin = link(row, "reversed_entry_id") in found.focus or any(
            (o and o == text(row, "invoice_origin")) or (p and p == text(row, "ref")) for o, p in kin
        )
        is_twin = (row.get("amount_total"), label(row, "currency_id")) in totals
        return (row["id"] in found.focus, is_kin, is_twin, text(row, "invoice_date"))

    return [int(row["id"]) for row in sorted(found.rows, key=rank, reverse=True)[:LINES_OF]]


def read_lines(q: Questions, moves: Sequence[int], payments: Sequence[int]) -> list[Row]:
    """List product and receivable lines of these documents, and the receivable lines of these payments, in one call."""
    wanted: list[Any] = []
    if moves:
        wanted.append(all_of(("move_id", "in", list(moves)), ("display_type", "in", ["product", "payment_term"])))
    if payments:
        wanted.append(
            all_of(("payment_id", "in", list(payments)), ("account_type", "=", "asset_receivable"))
            if q.has("account.move.line", "account_type")
            else all_of(("payment_id", "in", list(payments)), ("amount_residual_currency", "!=", 0))
        )
    return q.ask("account.move.line", any_of(wanted), order="move_id, id") if wanted else []


def invoice_facts(
    rows: Iterable[Row], lines: Sequence[Row], q: Questions, master: MasterData, scope: Scope
) -> list[Invoice]:
    """Return the documents as facts, each with the lines that were read of it."""
    of_move: dict[int, list[Row]] = {}
    for line in lines:
        of_move.setdefault(link(line, "move_id") or 0, []).append(line)
    make = _LineMaker(q, master, scope, lines)
    return [_invoice(row, of_move.get(int(row["id"]), []), make, scope) for row in rows]


def _invoice(row: Row, lines: Sequence[Row], make: "_LineMaker", scope: Scope) -> Invoice:
    code = currency(row)
    return Invoice(
        **fact(row, scope.as_of),
        partner_id=link(row, "partner_id") or scope.commercial_id,
        move_type=text(row, "move_type"),
        state=text(row, "state"),
        payment_state=text(row, "payment_state") or "not_paid",
        invoice_date=day(row, "invoice_date"),
        due_date=day(row, "invoice_date_due"),
        customer_reference=text(row, "ref"),
        origin=text(row, "invoice_origin"),
        payment_reference=text(row, "payment_reference"),
        total=money(row, "amount_total", code),
        untaxed=money(row, "amount_untaxed", code),
        tax=money(row, "amount_tax", code),
        open=money(row, "amount_residual", code),
        fiscal_position=label(row, "fiscal_position_id"),
        reversed_id=link(row, "reversed_entry_id"),
        **_early_discount(row, lines, make),
        lines=tuple(make.line(line) for line in lines if text(line, "display_type") == "product"),
    )


def _early_discount(row: Row, lines: Sequence[Row], make: "_LineMaker") -> dict[str, Any]:
    """Return the discount for paying early: its terms, and the amount as the receivable line grants it."""
    percent, days = make.discounts.get(link(row, "invoice_payment_term_id") or 0, (Decimal(0), 0))
    known: dict[str, Any] = {"early_discount_percent": percent, "early_discount_days": days}
    for line in lines:
        until, issued = day(line, "discount_date"), day(row, "invoice_date")
        total, reduced = number(line, "amount_currency"), number(line, "discount_amount_currency")
        if until and issued and total and reduced:
            granted = money({"granted": total - reduced}, "granted", currency(row))
            percent = percent or ((total - reduced) / total * 100).quantize(TENTH, ROUND_HALF_UP)
            return {
                "early_discount": granted,
                "early_discount_percent": percent,
                "early_discount_days": (until - issued).days,
            }
    return known


class _LineMaker:
    """Makes facts of product lines, with units, taxes and products looked up."""

    def __init__(self, q: Questions, master: MasterData, scope: Scope, lines: Sequence[Row]) -> None:
        self._scope = scope
        self.discounts = master.discounts(q) if lines else {}
        self._units, self._taxes = (master.units(q), master.taxes(q)) if lines else ({}, {})
        self._products = master.products(q, {p for line in lines if (p := link(line, "product_id"))})

    def line(self, row: Row) -> InvoiceLine:
        code = currency(row)
        taxes = links(row, "tax_ids")
        unit = self._units.get(link(row, "product_uom_id") or 0)
        product = self._products.get(link(row, "product_id") or 0)
        return InvoiceLine(
            **fact(row, self._scope.as_of),
            product_id=link(row, "product_id"),
            product_code=product.code if product else product_code(row),
            quantity=number(row, "quantity"),
            unit=label(row, "product_uom_id"),
            unit_factor=unit.factor if unit else Decimal(1),
            price_unit=number(row, "price_unit"),
            discount=number(row, "discount"),
            subtotal=money(row, "price_subtotal", code),
            total=money(row, "price_total", code),
            taxes=lookup(taxes, self._taxes, lambda tax: tax.name),
            tax_rate=sum((self._taxes[t].rate for t in taxes if t in self._taxes), Decimal(0)),
            order_line_ids=links(row, "sale_line_ids"),
            is_service=product.is_service if product else False,
            is_downpayment=bool(row.get("is_downpayment")),
        )
