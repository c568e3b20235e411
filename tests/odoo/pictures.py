"""What does an answer of the books show, apart from ids and moments of writing? For comparing two worlds."""

from typing import Any

from triage.domain.casefile import BooksAnswer
from triage.domain.facts import Delivery, Invoice, Order, Payment


def picture(answer: BooksAnswer) -> dict[str, Any]:
    """Return the facts by document name, without ids, so that sandbox and live Odoo can be held side by side."""
    names = {fact.id: fact.name for fact in answer.invoices}
    orders = {order.id: order.name for order in answer.orders}
    return {
        "partners": sorted(
            (p.name, p.email, p.vat, p.country, p.is_company, p.fiscal_position) for p in answer.partners
        ),
        "invoices": {i.name or "draft": _invoice(i, names) for i in answer.invoices},
        "orders": {o.name: _order(o) for o in answer.orders},
        "deliveries": {d.name: _delivery(d, orders) for d in answer.deliveries},
        "payments": sorted(map(str, (_payment(p, names) for p in answer.payments))),
        # the credit limit is left out: Odoo shows it to accountants only
        "accounts": [account.model_copy(update={"credit_limit": None}).as_json() for account in answer.accounts],
        "promises": [(p.due.isoformat(), str(p.amount), p.kept) for p in answer.promises],
        "tickets": sorted((t.number, t.name, t.partner_email, t.closed) for t in answer.tickets),
    }


def _invoice(i: Invoice, names: dict[int, str]) -> dict[str, Any]:
    return {
        "kind": (i.move_type, i.state, i.payment_state),
        "money": [str(m) for m in (i.total, i.untaxed, i.tax, i.open)],
        "days": (str(i.invoice_date), str(i.due_date)),
        "refs": (i.customer_reference, i.origin, i.fiscal_position),
        "reverses": names.get(i.reversed_id or 0, ""),
        "discount": (str(i.early_discount_percent), i.early_discount_days),
        "lines": [
            {
                "of": (x.product_code, str(x.quantity), str(x.unit_factor), str(x.price_unit), str(x.discount)),
                "sums": (str(x.subtotal), str(x.total), x.taxes, str(x.tax_rate)),
                "links": (len(x.order_line_ids), x.is_service),
            }
            for x in i.lines
        ],
    }


def _order(o: Order) -> dict[str, Any]:
    return {
        "kind": (o.state, o.customer_reference, o.delivery_status, str(o.total)),
        "when": (str(o.ordered_at), str(o.promised_at)),
        "lines": [
            {
                "of": (x.product_code, str(x.ordered), str(x.delivered), str(x.billed), str(x.unit_factor)),
                "terms": (str(x.price_unit), x.taxes, x.is_service, x.is_delivery),
            }
            for x in o.lines
        ],
    }


def _delivery(d: Delivery, orders: dict[int, str]) -> dict[str, Any]:
    lines = [(x.product_code, x.asked, x.moved, x.unit_factor, x.lots) for x in d.lines]
    return {
        # goods are reserved whenever some come in: whether a transfer waits for them is no part of the story
        "kind": (
            {"confirmed": "open", "assigned": "open"}.get(d.state, d.state),
            d.is_return,
            orders.get(d.order_id or 0, ""),
            d.backorder_of is not None,
        ),
        "when": str(d.done_at),
        "way": (d.tracking, d.carrier, d.has_signature, len(d.pod_attachment_ids)),
        "lines": sorted(map(str, lines)),
    }


def _payment(p: Payment, names: dict[int, str]) -> dict[str, Any]:
    matched = sorted(names.get(i, "?") for i in p.matched_invoice_ids)
    return {"amount": str(p.amount), "on": str(p.date), "memo": p.memo, "left": str(p.unmatched), "matched": matched}
