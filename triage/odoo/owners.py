"""Whose document is this number? Only the owner's id and name; nothing of the document itself is kept."""

from collections.abc import Sequence
from typing import Any

from triage.domain.ports import Ownership
from triage.odoo.partners import commercial_names
from triage.odoo.questions import Questions
from triage.odoo.references import MOST, any_of, folded, matching
from triage.odoo.transport import Row
from triage.odoo.values import label, link, text

SOURCES: tuple[tuple[str, tuple[str, ...], list[Any]], ...] = (
    (
        "account.move",
        ("name", "payment_reference", "ref"),
        ["&", ("move_type", "in", ["out_invoice", "out_refund"]), ("partner_id", "!=", False)],
    ),
    ("sale.order", ("name", "client_order_ref"), []),
    ("stock.picking", ("name", "carrier_tracking_ref"), [("partner_id", "!=", False)]),
    ("account.payment", ("name", "memo"), [("partner_type", "=", "customer")]),
)
LIMIT = 40


def find_owners(q: Questions, references: Sequence[str]) -> list[Ownership]:
    """List who owns documents with these numbers, each customer once per number.

    A number that is a document's own is not looked for elsewhere; a customer's or carrier's may stand on several.
    """
    wanted = {folded(r): r for r in references[:MOST] if matching(("name",), [r])}
    hits: list[tuple[str, int]] = []
    known: dict[int, tuple[int, str]] = {}  # commercial partners that came along
    for model, fields, bounds in SOURCES:
        have = [name for name in fields if q.has(model, name)]
        conditions = matching(have, list(wanted.values()))
        if not conditions:
            continue
        domain = ["&", *bounds, *any_of(conditions)] if bounds else any_of(conditions)
        rows = q.ask(model, domain, limit=LIMIT, order="id desc", only=(*have, "partner_id", "commercial_partner_id"))
        for row in rows:
            hits += _named(row, have, wanted)
            if company := link(row, "commercial_partner_id"):
                known[link(row, "partner_id") or 0] = (company, label(row, "commercial_partner_id"))
        own = {folded(text(row, "name")) for row in rows}
        wanted = {number: reference for number, reference in wanted.items() if number not in own}
    names = known | commercial_names(q, [partner for _, partner in hits if partner not in known])
    owned = {(reference, *names[partner]): None for reference, partner in hits if partner in names}
    return [Ownership(reference=r, commercial_id=c, partner_name=n) for r, c, n in owned]


def _named(row: Row, fields: Sequence[str], wanted: dict[str, str]) -> list[tuple[str, int]]:
    partner = link(row, "partner_id")
    numbers = {folded(text(row, name)) for name in fields}
    return [(reference, partner) for number, reference in wanted.items() if partner and number in numbers]
