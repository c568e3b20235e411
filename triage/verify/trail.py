"""Which records hang together? From invoice line to order line to move, and to the credit notes against it."""

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from typing import TypeVar

from triage.domain.casefile import CaseFile
from triage.domain.facts import Delivery, DeliveryLine, Fact, Invoice, InvoiceLine, Order, OrderLine

F = TypeVar("F", bound=Fact)
Move = tuple[Delivery, DeliveryLine]


def in_order(facts: Iterable[F]) -> tuple[F, ...]:
    """Return records by id, each once: no check may depend on the order of records."""
    return tuple(sorted({fact.id: fact for fact in facts}.values(), key=lambda fact: fact.id))


def in_canonical_order(case: CaseFile) -> CaseFile:
    """Return the case file with records and their lines by id, so that no check can depend on their order."""
    kept: dict[str, tuple[Fact, ...]] = {}
    for name in ("invoices", "orders", "deliveries"):
        records = in_order(getattr(case, name))
        kept[name] = tuple(r.model_copy(update={"lines": in_order(r.lines)}) for r in records)
    for name in ("partners", "payments", "bank_lines", "tickets"):
        kept[name] = in_order(getattr(case, name))
    documents = sorted(case.documents, key=lambda d: (d.text, -d.score, d.model, d.record_id or 0))
    accounts = sorted(case.accounts, key=lambda account: account.currency)
    return case.model_copy(update={**kept, "documents": tuple(documents), "accounts": tuple(accounts)})


def names_in(origin: str) -> frozenset[str]:
    """Return the document names of an origin field: Odoo joins several with commas."""
    return frozenset(part.strip() for part in re.split(r"[,;]", origin) if part.strip())


class Trail:
    """The links between the records of one case file."""

    def __init__(self, case: CaseFile) -> None:
        self.case = case

    @cached_property
    def orders(self) -> tuple[Order, ...]:
        """Return all orders, by id."""
        return in_order(self.case.orders)

    @cached_property
    def posted(self) -> tuple[Invoice, ...]:
        """Return the posted invoices, credit notes aside, by id."""
        return in_order(i for i in self.case.invoices if i.is_posted and not i.is_credit_note)

    @cached_property
    def credit_notes(self) -> tuple[Invoice, ...]:
        """Return the credit notes that are not cancelled, by id; drafts too."""
        return in_order(i for i in self.case.invoices if i.is_credit_note and i.state != "cancel")

    @cached_property
    def order_of_line(self) -> dict[int, Order]:
        """Return the order of each order line."""
        return {line.id: order for order in self.orders for line in order.lines}

    @cached_property
    def order_lines(self) -> dict[int, OrderLine]:
        """Return the order lines by id."""
        return {line.id: line for order in self.orders for line in order.lines}

    @cached_property
    def _deliveries_by_order(self) -> dict[int, list[Delivery]]:
        by_name = {order.name: order.id for order in self.orders}
        found: dict[int, list[Delivery]] = defaultdict(list)
        for delivery in in_order(self.case.deliveries):
            key = delivery.order_id or by_name.get(delivery.origin) or self._order_of_moves(delivery)
            if key:
                found[key].append(delivery)
        return found

    def _order_of_moves(self, delivery: Delivery) -> int | None:
        owners = (self.order_of_line.get(line.order_line_id or 0) for line in delivery.lines)
        return next((order.id for order in owners if order), None)

    @cached_property
    def _invoices_by_order_line(self) -> dict[int, list[Invoice]]:
        found: dict[int, list[Invoice]] = defaultdict(list)
        for invoice in self.posted:
            for key in {key for line in invoice.lines for key in line.order_line_ids}:
                found[key].append(invoice)
        return found

    def orders_of(self, invoice: Invoice) -> tuple[Order, ...]:
        """Return the orders that an invoice bills: by its lines, else by its origin."""
        linked = in_order(
            self.order_of_line[key]
            for line in invoice.lines
            for key in line.order_line_ids
            if key in self.order_of_line
        )
        return linked or tuple(o for o in self.orders if o.name in names_in(invoice.origin))

    def invoices_of(self, order: Order) -> tuple[Invoice, ...]:
        """Return the posted invoices that bill an order."""
        linked = [invoice for line in order.lines for invoice in self._invoices_by_order_line.get(line.id, ())]
        return in_order([*linked, *(i for i in self.posted if order.name in names_in(i.origin))])

    def billings_of(self, order_line: OrderLine) -> tuple[tuple[Invoice, InvoiceLine], ...]:
        """Return the posted invoice lines that bill an order line, oldest first."""
        invoices = self._invoices_by_order_line.get(order_line.id, [])
        found = [(i, line) for i in invoices for line in i.lines if order_line.id in line.order_line_ids]
        return tuple(sorted(found, key=lambda pair: (str(pair[0].invoice_date or ""), pair[0].id, pair[1].id)))

    def deliveries_of(self, order: Order) -> tuple[Delivery, ...]:
        """Return the transfers of an order, returns too."""
        return tuple(self._deliveries_by_order.get(order.id, ()))

    def order_of(self, delivery: Delivery) -> Order | None:
        """Return the order that a transfer belongs to."""
        return next((o for o in self.orders if delivery in self._deliveries_by_order.get(o.id, ())), None)

    def order_lines_of(self, line: InvoiceLine, invoice: Invoice) -> tuple[OrderLine, ...]:
        """Return the order lines an invoice line bills: linked, else the same product on the invoice's orders."""
        linked = in_order(self.order_lines[key] for key in line.order_line_ids if key in self.order_lines)
        if linked or line.order_line_ids or line.product_id is None:
            return linked
        orders = self.orders_of(invoice)
        return in_order(o for order in orders for o in order.lines if o.product_id == line.product_id)

    @cached_property
    def _moves(self) -> dict[tuple[int, int | None, int | None], list[Move]]:
        """Return the moves by order and order line, and those without an order line by order and product."""
        found: dict[tuple[int, int | None, int | None], list[Move]] = defaultdict(list)
        for order, deliveries in self._deliveries_by_order.items():
            for delivery in deliveries:
                for move in delivery.lines:
                    product = None if move.order_line_id else move.product_id
                    found[order, move.order_line_id, product].append((delivery, move))
        return found

    def moves_of(self, order_line: OrderLine) -> tuple[Move, ...]:
        """Return the moves of an order line: linked, else of its product in its order's transfers."""
        order = self.order_of_line[order_line.id].id
        linked = self._moves.get((order, order_line.id, None), [])
        return tuple(linked or self._moves.get((order, None, order_line.product_id), []))

    def credits_of(self, invoice: Invoice) -> tuple[Invoice, ...]:
        """Return the credit notes against an invoice: those that reverse it, else the last it could be of its order."""
        return tuple(note for note in self.credit_notes if self._credited_by(note) == invoice.id)

    def _credited_by(self, note: Invoice) -> int | None:
        if note.reversed_id is not None:
            return note.reversed_id
        keys = {key for line in note.lines for key in line.order_line_ids}
        billed = in_order(i for key in keys for i in self._invoices_by_order_line.get(key, ()))
        named = in_order(i for i in self.posted if i.name in names_in(note.origin) | names_in(note.customer_reference))
        candidates = named or billed
        return candidates[-1].id if candidates else None
