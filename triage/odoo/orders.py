"""What did this customer order? Sales orders in question and recent ones, with their lines and list prices."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from triage.domain.facts import Order, OrderLine
from triage.odoo.allowlist import is_needed
from triage.odoo.masterdata import MasterData, Product, lookup
from triage.odoo.questions import Questions
from triage.odoo.references import all_of, any_of, matching
from triage.odoo.scope import Scope
from triage.odoo.transport import Row
from triage.odoo.values import (
    currency,
    day,
    fact,
    label,
    link,
    links,
    moment,
    money,
    number,
    product_code,
    text,
)

RECENT_DAYS = 120
LIMIT = 100
FOCUS_LIMIT = 40
NUMBERS = ("name", "client_order_ref")
MODEL = "sale.order"
LINES = "sale.order.line"


def find_orders(q: Questions, scope: Scope, origins: Sequence[str]) -> tuple[list[Row], list[Row]]:
    """List orders the message names, those the documents in question came from, and recent ones; then their lines."""
    tree = ("partner_id.commercial_partner_id", "=", scope.commercial_id)
    since = (scope.as_of - timedelta(days=RECENT_DAYS)).strftime("%Y-%m-%d 00:00:00")
    named: list[Any] = list(matching(NUMBERS, scope.references, within=True))
    if origins:
        named.append(("name", "in", list(origins)))
    wide = [("date_order", ">=", since)]
    order = "date_order desc, id desc"
    rows, parts = q.ask_with_parts(MODEL, all_of(tree, any_of([*wide, *named])), (LINES,), limit=LIMIT + 1, order=order)
    lines = parts[LINES]
    if len(rows) > LIMIT and named:
        have = {row["id"] for row in rows}
        more, parts = q.ask_with_parts(MODEL, all_of(tree, any_of(named)), (LINES,), limit=FOCUS_LIMIT, order="id")
        rows += [row for row in more if row["id"] not in have]
        lines += [line for line in parts[LINES] if link(line, "order_id") not in have]
    wanted = set(origins)
    rows.sort(key=lambda row: not (text(row, "name") in wanted or scope.names(row, NUMBERS)))
    return rows[:LIMIT], [line for line in lines if not text(line, "display_type")]


def order_facts(
    q: Questions, rows: Sequence[Row], lines: Sequence[Row], master: MasterData, scope: Scope
) -> list[Order]:
    """Return the orders as facts, with their lines."""
    products = master.products(q, {p for line in lines if (p := link(line, "product_id"))})
    prices = _list_prices(q, rows, lines, products) if is_needed("product.pricelist.item", scope.intents) else {}
    units, taxes = (master.units(q), master.taxes(q)) if lines else ({}, {})
    of_order: dict[int, list[OrderLine]] = {}
    for row in lines:
        line = _line(row, scope, products.get(link(row, "product_id") or 0))
        unit, rates = units.get(link(row, "product_uom_id") or 0), links(row, "tax_ids")
        known = {
            "unit_factor": unit.factor if unit else Decimal(1),
            "taxes": lookup(rates, taxes, lambda tax: tax.name),
            "tax_rate": sum((taxes[t].rate for t in rates if t in taxes), Decimal(0)),
            "list_price": prices.get(int(row["id"])),
        }
        of_order.setdefault(link(row, "order_id") or 0, []).append(line.model_copy(update=known))
    return [_order(row, tuple(of_order.get(int(row["id"]), ())), scope) for row in rows]


def _order(row: Row, lines: tuple[OrderLine, ...], scope: Scope) -> Order:
    state = text(row, "state")
    return Order(
        **fact(row, scope.as_of),
        partner_id=link(row, "partner_id") or scope.commercial_id,
        state=state,
        customer_reference=text(row, "client_order_ref"),
        ordered_at=moment(row, "date_order"),
        promised_at=moment(row, "commitment_date"),
        delivery_status=text(row, "delivery_status"),
        total=money(row, "amount_total", currency(row)),
        confirmed_by=label(row, "user_id"),
        quoted_at=moment(row, "create_date"),
        signed_at=moment(row, "signed_on"),
        signed_by=text(row, "signed_by"),
        cancelled_at=moment(row, "write_date") if state == "cancel" else None,  # the books keep no better moment
        lines=lines,
    )


def _line(row: Row, scope: Scope, product: Product | None) -> OrderLine:
    return OrderLine(
        **fact(row, scope.as_of),
        product_id=link(row, "product_id"),
        product_code=product.code if product else product_code(row),
        ordered=number(row, "product_uom_qty"),
        delivered=number(row, "qty_delivered"),
        billed=number(row, "qty_invoiced"),
        unit=label(row, "product_uom_id"),
        price_unit=number(row, "price_unit"),
        discount=number(row, "discount"),
        subtotal=money(row, "price_subtotal", currency(row)),
        is_service=product.is_service if product else False,
        is_delivery=bool(row.get("is_delivery")),
        is_downpayment=bool(row.get("is_downpayment")),
    )


def _list_prices(
    q: Questions, orders: Sequence[Row], lines: Sequence[Row], products: dict[int, Product]
) -> dict[int, Decimal]:
    """Return the fixed price-list price of each order line on its order's day, per unit of the product."""
    lists = {int(o["id"]): (link(o, "pricelist_id"), day(o, "date_order")) for o in orders if link(o, "pricelist_id")}
    if not lists:
        return {}
    wanted = sorted({pricelist for pricelist, _ in lists.values() if pricelist})
    domain = all_of(("pricelist_id", "in", wanted), ("compute_price", "=", "fixed"))
    items = q.ask("product.pricelist.item", domain, limit=2000, order="min_quantity desc, id")
    found: dict[int, Decimal] = {}
    for line in lines:
        pricelist, at = lists.get(link(line, "order_id") or 0, (None, None))
        product = link(line, "product_id")
        template = products[product].template_id if product in products else None
        for item in items:
            fits = link(item, "product_id") == product or (
                not link(item, "product_id") and template is not None and link(item, "product_tmpl_id") == template
            )
            in_time = not at or ((day(item, "date_start") or at) <= at <= (day(item, "date_end") or at))
            enough = number(line, "product_uom_qty") >= number(item, "min_quantity")
            if link(item, "pricelist_id") == pricelist and product and fits and in_time and enough:
                found.setdefault(int(line["id"]), number(item, "fixed_price"))
    return found
