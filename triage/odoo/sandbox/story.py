"""What does a situation leave unsaid? Prices, units, taxes, due days and document names, worked out from the house."""

import datetime as dt
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from triage.domain.failures import Broken
from triage.odoo.sandbox.description import (
    BilledLine,
    CreditNote,
    Delivery,
    DeliveryLine,
    Invoice,
    Order,
    OrderLine,
    Situation,
    World,
)
from triage.odoo.sandbox.household import Customer, Day

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Charge:
    """One line with everything said: of an order, an invoice or a credit note."""

    key: str
    product: str
    name: str
    qty: Decimal
    price: Decimal
    discount: Decimal
    unit: str
    taxes: tuple[str, ...]
    order_line: str = ""  # "order/line" that it bills
    downpayment: bool = False

    @property
    def subtotal(self) -> Decimal:
        """Return the line before tax, rounded to the cent."""
        return (self.qty * self.price * (1 - self.discount / 100)).quantize(CENT, ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Shift:
    """One move of goods with everything said; quantities in `unit`."""

    order_line: str
    product: str
    asked: Decimal
    moved: Decimal
    unit: str
    lots: tuple[str, ...]


class Story:
    """One situation, read against its world. Raises `Broken` where it names what nobody described."""

    def __init__(self, world: World, situation: Situation) -> None:
        self.world = world
        self.situation = situation
        self.customer: Customer = world.customers[situation.customer]
        self._orders = {order.key: order for order in situation.orders}
        self._invoices = {invoice.key: invoice for invoice in situation.invoices}

    # --- names ---------------------------------------------------------------------------------------------------

    def names(self) -> dict[str, str]:
        """Return the document name of every key; a draft invoice or credit note has none yet."""
        said = self.situation
        names = {o.key: f"S{self._number(i)}" for i, o in enumerate(said.orders, 1)}
        for i, delivery in enumerate(said.deliveries, 1):
            names[delivery.key] = f"WH/{'IN' if delivery.returns else 'OUT'}/{self._number(i)}"
        for i, invoice in enumerate(said.invoices, 1):
            names[invoice.key] = self._posted_name("INV", invoice.at, i, invoice.state)
        for i, note in enumerate(said.credit_notes, 1):
            names[note.key] = self._posted_name("RINV", note.at, i, note.state)
        for i, payment in enumerate(said.payments, 1):
            names[payment.key] = f"PBNK1/{self.day(payment.at).year}/{self._number(i)}"
        for i, line in enumerate(said.bank_lines, 1):
            names[line.key] = f"BNK1/{self.day(line.at).year}/{self._number(i)}"
        for i, ticket in enumerate(said.tickets, 1):
            names[ticket.key] = f"HT{self._number(i)}"
        return names

    def _number(self, place: int) -> str:
        return f"{self.situation.number * 100 + place:05d}"

    def _posted_name(self, prefix: str, at: Day, place: int, state: str) -> str:
        return f"{prefix}/{self.day(at).year}/{self._number(place)}" if state != "draft" else ""

    def fill(self, text: str) -> str:
        """Return a text with every `{key}` replaced by that document's name, and `{key.po}` by an order's reference."""
        for key, name in self.names().items():
            text = text.replace("{" + key + "}", name or "draft")
        for order in self.situation.orders:
            text = text.replace("{" + order.key + ".po}", order.po)
        return text

    # --- days and places -----------------------------------------------------------------------------------------

    def day(self, value: Day) -> dt.date:
        """Return the calendar day of an entry."""
        return self.world.day(value)

    def due(self, invoice: Invoice) -> dt.date:
        """Return when an invoice is due: as said, or by its terms."""
        if invoice.due is not None:
            return self.day(invoice.due)
        return self.day(invoice.at) + dt.timedelta(days=self.world.terms[self.terms(invoice)].days)

    def terms(self, invoice: Invoice) -> str:
        """Return the key of an invoice's payment terms."""
        order = self._orders.get(invoice.order)
        return invoice.terms or (order.terms if order else "") or self.customer.terms

    def company(self, invoice: Invoice) -> str:
        """Return the key of the company that bills."""
        order = self._orders.get(invoice.order)
        return invoice.company or (order.company if order else "main")

    def currency(self, document: Order | Invoice) -> str:
        """Return the currency of a document: its own, its order's, the price list's or the company's."""
        if isinstance(document, Invoice):
            order = self._orders.get(document.order)
            if document.currency or order is None:
                return document.currency or self._home_currency(self.company(document))
            return self.currency(order)
        if document.currency:
            return document.currency
        pricelist = self.world.pricelists.get(self.customer.pricelist)
        return pricelist.currency if pricelist else self._home_currency(document.company)

    def _home_currency(self, company: str) -> str:
        return self.world.companies[company].currency

    # --- lines ---------------------------------------------------------------------------------------------------

    def order(self, key: str) -> Order:
        """Return an order of the situation."""
        if key not in self._orders:
            raise Broken(f"{self.situation.id}: there is no order {key}")
        return self._orders[key]

    def invoice(self, key: str) -> Invoice:
        """Return an invoice of the situation."""
        if key not in self._invoices:
            raise Broken(f"{self.situation.id}: there is no invoice {key}")
        return self._invoices[key]

    def ordered(self, order: Order) -> list[Charge]:
        """List an order's lines with everything said."""
        return [self._ordered_line(line.key or str(i), line) for i, line in enumerate(order.lines, 1)]

    def _ordered_line(self, key: str, line: OrderLine) -> Charge:
        product = self.world.products[line.product]
        unit = line.unit or product.unit
        return Charge(
            key=key,
            product=line.product,
            name=line.name or f"[{product.code}] {product.name}",
            qty=line.qty,
            price=line.price if line.price is not None else self.list_price(line.product, unit),
            discount=line.discount,
            unit=unit,
            taxes=line.taxes if line.taxes is not None else self.taxes(line.product),
            downpayment=line.downpayment,
        )

    def list_price(self, product: str, unit: str) -> Decimal:
        """Return the customer's price for one `unit`, before tax."""
        agreed = self.world.pricelists[self.customer.pricelist].prices if self.customer.pricelist else {}
        price = agreed.get(product, self.world.products[product].price)
        return price * self.factor(unit) / self.factor(self.world.products[product].unit)

    def factor(self, unit: str) -> Decimal:
        """Return how many of the reference unit one `unit` holds."""
        return self.world.units[unit].factor

    def taxes(self, product: str) -> tuple[str, ...]:
        """Return a product's taxes as the customer's fiscal position has them."""
        position = self.world.fiscal_positions.get(self.customer.fiscal_position)
        mapped = [position.taxes.get(t, t) if position else t for t in self.world.products[product].taxes]
        return tuple(tax for tax in mapped if tax)

    def billed(self, invoice: Invoice) -> list[Charge]:
        """List an invoice's lines with everything said."""
        if invoice.copy_of:
            return [_unlinked(charge) for charge in self.billed(self.invoice(invoice.copy_of))]
        if not invoice.lines:
            return [
                self._billed_line(BilledLine(line=c.key), invoice.order)
                for c in self.ordered(self.order(invoice.order))
            ]
        return [self._billed_line(line, invoice.order) for line in invoice.lines]

    def credited(self, note: CreditNote) -> list[Charge]:
        """List a credit note's lines with everything said; without lines, those of the invoice."""
        billed = self.invoice(note.of) if note.of else None
        if not note.lines and billed:
            return self.billed(billed)
        return [self._billed_line(line, billed.order if billed else "") for line in note.lines]

    def _billed_line(self, line: BilledLine, order: str) -> Charge:
        ordered = self.line(line.line, order) if line.line else None
        product = line.product or (ordered.product if ordered else "")
        unit = line.unit or (ordered.unit if ordered else self.world.products[product].unit if product else "unit")
        base = (
            ordered or self._ordered_line("", OrderLine(product=product, qty=Decimal(1), unit=unit))
            if product
            else None
        )
        price = line.price if line.price is not None else (base.price if base else Decimal(0))
        known_taxes = base.taxes if base else ()
        return Charge(
            key="",
            product=product,
            name=line.name or (base.name if base else ""),
            qty=line.qty if line.qty is not None else (base.qty if base else Decimal(1)),
            price=price,
            discount=line.discount if line.discount is not None else (base.discount if base else Decimal(0)),
            unit=unit,
            taxes=line.taxes if line.taxes is not None else known_taxes,
            order_line=self.address(line.line, order) if line.line else "",
            downpayment=line.downpayment,
        )

    def line(self, key: str, order: str) -> Charge:
        """Return the order line that `key` ("line", or "order/line") names."""
        order_key, _, line_key = self.address(key, order).partition("/")
        for charge in self.ordered(self.order(order_key)):
            if charge.key == line_key:
                return charge
        raise Broken(f"{self.situation.id}: order {order_key} has no line {line_key}")

    @staticmethod
    def address(key: str, order: str) -> str:
        """Return an order line's full key, "order/line"."""
        return key if "/" in key else f"{order}/{key}"

    def moved(self, delivery: Delivery) -> list[Shift]:
        """List what a delivery moved; without lines, all goods of its order."""
        if delivery.lines:
            return [self._shift(line, delivery) for line in delivery.lines]
        goods = [c for c in self.ordered(self.order(delivery.order)) if self.world.products[c.product].kind == "goods"]
        return [self._shift(DeliveryLine(line=c.key), delivery) for c in goods]

    def _shift(self, line: DeliveryLine, delivery: Delivery) -> Shift:
        ordered = self.line(line.line, delivery.order)
        asked = line.asked if line.asked is not None else (line.moved if line.moved is not None else ordered.qty)
        done = delivery.state == "done"
        return Shift(
            order_line=self.address(line.line, delivery.order),
            product=line.product or ordered.product,
            asked=asked,
            moved=(line.moved if line.moved is not None else asked) if done else Decimal(0),
            unit=line.unit or ordered.unit,
            lots=line.lots,
        )

    # --- sums ----------------------------------------------------------------------------------------------------

    def rate(self, taxes: tuple[str, ...]) -> Decimal:
        """Return the taxes' percentages, summed."""
        return sum((self.world.taxes[tax].rate for tax in taxes), Decimal(0))

    def gross(self, charge: Charge) -> Decimal:
        """Return a line with tax, rounded to the cent."""
        return (charge.subtotal * (1 + self.rate(charge.taxes) / 100)).quantize(CENT, ROUND_HALF_UP)


def _unlinked(charge: Charge) -> Charge:
    return replace(charge, order_line="")
