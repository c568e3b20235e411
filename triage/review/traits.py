"""By what is a case found and counted? Pairs of dimension and value: intent, agent, customer, product, and so on.

Warehouse and carrier are those of the deliveries that the mail names, or that belong to what it names; the warehouse
is the first part of the transfer's number (WH/OUT/00012), as Odoo numbers them. Products are those on the lines that
a finding rests on; where it rests on none, those of the invoices and orders named.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from triage.domain.casefile import CaseFile
from triage.domain.facts import Delivery, Invoice, Order
from triage.domain.use import Use

MOST = 40  # values of one dimension in one case


def traits_of(
    use: Use, intent: str, findings: Sequence[Mapping[str, Any]], books: CaseFile | None
) -> tuple[tuple[str, str], ...]:
    """Return the traits of a case, each once."""
    found = [
        ("intent", intent), ("read", use.intent), ("language", use.language), ("agent", use.agent),
        ("segment", use.segment), ("model", use.model), ("kind", use.kind), ("decided", "yes" if use.kind else ""),
        ("reason", use.reason), ("week", use.week), ("state", use.state), ("approval", use.approval),
        ("finding", findings[0]["outcome"] if findings else ""),
        *(("part", part) for part in use.parts),
        *(("outcome", outcome.value) for outcome in use.outcomes),
    ]  # fmt: skip
    if books is not None:
        found += _of_books(findings, books)
    return tuple(dict.fromkeys((name, value[:100]) for name, value in found if value))


def _of_books(findings: Sequence[Mapping[str, Any]], books: CaseFile) -> Iterable[tuple[str, str]]:
    customer = books.sender.commercial_id
    deliveries = _deliveries(findings, books)
    yield "customer", str(customer) if customer is not None else ""
    for delivery in deliveries:
        yield "carrier", delivery.carrier
        yield "warehouse", _warehouse(delivery)
    for code in _products(findings, books)[:MOST]:
        yield "product", code


def _warehouse(delivery: Delivery) -> str:
    code, slash, _ = delivery.name.partition("/")
    return code if slash else ""


def _deliveries(findings: Sequence[Mapping[str, Any]], books: CaseFile) -> list[Delivery]:
    """List the outgoing deliveries named, or of the orders and invoices named."""
    named = _named(findings, books)
    invoices = [i for i in books.invoices if i.name in named]
    orders = {part.strip() for i in invoices for part in i.origin.split(",")} | named
    ids = {order.id for order in books.orders if order.name in orders}
    return [
        d for d in books.deliveries if not d.is_return and (d.name in named or d.origin in orders or d.order_id in ids)
    ][:MOST]


def _named(findings: Sequence[Mapping[str, Any]], books: CaseFile) -> set[str]:
    named = {d.name for d in books.documents if d.exact and d.name}
    return named | {f["document"] for f in findings if f.get("document")}


def _products(findings: Sequence[Mapping[str, Any]], books: CaseFile) -> list[str]:
    bills: tuple[Invoice | Order, ...] = (*books.invoices, *books.orders)
    records: tuple[Invoice | Order | Delivery, ...] = (*bills, *books.deliveries)
    lines = {(line.MODEL, line.id): line.product_code for record in records for line in record.lines}
    rests_on = [lines.get((proof["model"], proof["id"]), "") for f in findings for proof in f["evidence"]]
    named = _named(findings, books)
    whole = [line.product_code for bill in bills if bill.name in named for line in bill.lines]
    return list(dict.fromkeys(filter(None, rests_on))) or list(dict.fromkeys(filter(None, whole)))
