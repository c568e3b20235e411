"""What was billed, shipped, returned and credited of one invoice line? Quantities in pieces, amounts with tax."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from triage.domain.facts import DeliveryLine, Invoice, InvoiceLine, OrderLine
from triage.domain.money import Money
from triage.verify.trail import Move, Trail

_SAME_PRICE = Decimal("0.01")  # a credit at the billed price, to one part in a hundred, gives goods back
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Position:
    """One invoice line against the order lines, moves and credit notes behind it."""

    invoice: Invoice
    line: InvoiceLine
    order_lines: tuple[OrderLine, ...]
    moves: tuple[Move, ...]
    ordered: Decimal
    shipped: Decimal | None  # None: the books hold no order line behind it
    pending: Decimal  # on transfers not yet done
    returned: Decimal
    earlier: Decimal  # billed on the same order lines before this line
    credited: Decimal  # given back by quantity
    credited_value: Money  # given back as a lower price, with tax

    @property
    def billed(self) -> Decimal:
        """Return the billed pieces."""
        return self.line.quantity * self.line.unit_factor

    @property
    def over_shipped(self) -> Decimal:
        """Return the pieces billed and not shipped, credit notes aside."""
        return max(_ZERO, self.billed - max(_ZERO, (self.shipped or _ZERO) - self.earlier))

    @property
    def missing(self) -> Decimal:
        """Return the pieces billed, not shipped and not yet credited."""
        return max(_ZERO, self.over_shipped - self.credited)

    def value_of(self, pieces: Decimal) -> Money:
        """Return what that many pieces were billed with tax; never more than the line."""
        if not self.billed:
            return Money.zero(self.line.total.currency)
        share = min(Decimal(1), max(_ZERO, pieces / self.billed))
        return (self.line.total * share).rounded()


def positions_of(invoice: Invoice, trail: Trail) -> tuple[Position, ...]:
    """Return the positions of an invoice's goods: services, freight, deposits and empty lines are none."""
    goods = sorted((line for line in invoice.lines if is_goods(line, trail)), key=lambda line: line.id)
    credits = _credits_by_line(invoice, goods, trail)
    return tuple(_position(invoice, line, credits.get(line.id, ()), trail) for line in goods)


def is_goods(line: InvoiceLine, trail: Trail) -> bool:
    """Tell whether a line bills goods that are shipped."""
    behind = [trail.order_lines[key] for key in line.order_line_ids if key in trail.order_lines]
    aside = any(o.is_downpayment or o.is_delivery or o.is_service for o in behind)
    return line.product_id is not None and not line.is_service and not aside and line.quantity > 0


def _position(invoice: Invoice, line: InvoiceLine, credits: Iterable[InvoiceLine], trail: Trail) -> Position:
    order_lines = trail.order_lines_of(line, invoice)
    moves = tuple(move for order_line in order_lines for move in trail.moves_of(order_line))
    back = [c for c in credits if _gives_goods_back(c, line)]
    lowered = [c.total.value for c in credits if not _gives_goods_back(c, line)]
    return Position(
        invoice=invoice,
        line=line,
        order_lines=order_lines,
        moves=moves,
        ordered=sum((o.ordered * o.unit_factor for o in order_lines), _ZERO),
        shipped=sum((_shipped(o, trail) for o in order_lines), _ZERO) if order_lines else None,
        pending=_pieces(m for d, m in moves if d.state not in ("done", "cancel") and not d.is_return),
        returned=_pieces(m for d, m in moves if d.state == "done" and d.is_return),
        earlier=_earlier(invoice, line, order_lines, trail),
        credited=sum((c.quantity * c.unit_factor for c in back), _ZERO),
        credited_value=line.total.with_value(sum((abs(v) for v in lowered), _ZERO)),
    )


def _pieces(moves: Iterable[DeliveryLine]) -> Decimal:
    """Return the pieces moved, or asked for where nothing moved yet."""
    return sum(((m.moved if m.state == "done" else m.asked) * m.unit_factor for m in moves), _ZERO)


def _shipped(order_line: OrderLine, trail: Trail) -> Decimal:
    """Return the pieces of an order line that left for the first time: replacements for returns do not count.

    Moves of other products only (a kit, a substitution) tell nothing: then Odoo's own delivered quantity counts.
    """
    done = [(d, m) for d, m in trail.moves_of(order_line) if d.state == "done"]
    own = [(d, m) for d, m in done if m.product_id in (None, order_line.product_id)]
    if not own:
        return order_line.delivered * order_line.unit_factor
    gross = _pieces(m for d, m in own if not d.is_return)
    returns = sorted((d.done_at, m.moved * m.unit_factor) for d, m in own if d.is_return and d.done_at)
    if not returns:
        return gross
    later = _pieces(m for d, m in own if not d.is_return and d.done_at and d.done_at > returns[0][0])
    return gross - min(later, sum((pieces for _, pieces in returns), _ZERO))


def replaced_after_return(position: Position) -> Decimal:
    """Return the pieces that went out again after some had come back."""
    done = [(d, m) for d, m in position.moves if d.state == "done" and d.done_at]
    first = min((d.done_at for d, _ in done if d.is_return and d.done_at), default=None)
    if first is None:
        return _ZERO
    return min(position.returned, _pieces(m for d, m in done if not d.is_return and d.done_at and d.done_at > first))


def _earlier(invoice: Invoice, line: InvoiceLine, order_lines: Iterable[OrderLine], trail: Trail) -> Decimal:
    """Return the pieces billed on the same order lines before this line, what was credited of them taken off."""
    own = (str(invoice.invoice_date or ""), invoice.id, line.id)
    before: dict[int, Decimal] = {}
    for order_line in order_lines:
        for other, billed in trail.billings_of(order_line):
            if (str(other.invoice_date or ""), other.id, billed.id) < own:
                before[billed.id] = billed.quantity * billed.unit_factor - _given_back(other, billed, trail)
    return sum((max(_ZERO, pieces) for pieces in before.values()), _ZERO)


def _given_back(invoice: Invoice, line: InvoiceLine, trail: Trail) -> Decimal:
    credits = _credits_by_line(invoice, sorted(invoice.lines, key=lambda own: own.id), trail).get(line.id, ())
    return sum((c.quantity * c.unit_factor for c in credits if _gives_goods_back(c, line)), _ZERO)


def _credits_by_line(
    invoice: Invoice, lines: Iterable[InvoiceLine], trail: Trail
) -> dict[int, tuple[InvoiceLine, ...]]:
    """Return the posted credit note lines against each invoice line: by order line, else by product."""
    found: dict[int, tuple[InvoiceLine, ...]] = {}
    for credit in credit_lines_of(invoice, trail):
        own = next((line for line in lines if _same_supply(credit, line)), None)
        if own:
            found[own.id] = (*found.get(own.id, ()), credit)
    return found


def credit_lines_of(invoice: Invoice, trail: Trail) -> tuple[InvoiceLine, ...]:
    """Return the lines of all posted credit notes against an invoice."""
    return tuple(line for note in trail.credits_of(invoice) if note.is_posted for line in note.lines)


def loose_credit(invoice: Invoice, trail: Trail) -> Money:
    """Return what credit notes gave back on an invoice without saying for which goods, with tax."""
    lines = credit_lines_of(invoice, trail)
    loose = [c.total.value for c in lines if not any(_same_supply(c, line) for line in invoice.lines)]
    return invoice.total.with_value(sum((abs(value) for value in loose), _ZERO))


def _same_supply(credit: InvoiceLine, line: InvoiceLine) -> bool:
    if credit.order_line_ids and line.order_line_ids:
        return bool(set(credit.order_line_ids) & set(line.order_line_ids))
    return credit.product_id is not None and credit.product_id == line.product_id


def _gives_goods_back(credit: InvoiceLine, line: InvoiceLine) -> bool:
    """Tell whether a credit is at the billed price, so that its quantity is of goods, not of a price difference."""
    pieces, billed = credit.quantity * credit.unit_factor, line.quantity * line.unit_factor
    if not pieces or not billed:
        return False
    paid, given = abs(line.total.value / billed), abs(credit.total.value / pieces)
    return abs(paid - given) <= paid * _SAME_PRICE
