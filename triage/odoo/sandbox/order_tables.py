"""Which rows stand for what was ordered, shipped and sent back? Orders, transfers, lots, proofs of delivery."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from triage.odoo.sandbox.description import Delivery, Order
from triage.odoo.sandbox.drawer import Drawer, Row
from triage.odoo.sandbox.story import Charge, Shift, Story

MORNING = dt.time(9, 0)
AFTERNOON = dt.time(14, 0)


def stamp(day: dt.date, at: dt.time = MORNING) -> str:
    """Return a moment in UTC as Odoo writes it."""
    return dt.datetime.combine(day, at).strftime("%Y-%m-%d %H:%M:%S")


def add_orders(drawer: Drawer, story: Story) -> None:
    """Add the situation's orders and their lines; nothing is delivered or billed of them yet."""
    for order in story.situation.orders:
        _add_order(drawer, story, order)


def partner_of(drawer: Drawer, story: Story, contact: str) -> int:
    """Return the customer's record, or that of one of its contacts."""
    key = story.situation.customer
    return drawer.id_of("res.partner", f"{key}/{contact}" if contact else key)


def _add_order(drawer: Drawer, story: Story, order: Order) -> None:
    said = story.situation
    charges = story.ordered(order)
    company = drawer.id_of("res.company", order.company)
    currency = drawer.id_of("res.currency", story.currency(order))
    drawer.add(
        "sale.order",
        f"{said.id}/{order.key}",
        name=story.names()[order.key],
        state=order.state,
        client_order_ref=order.po,
        date_order=stamp(story.day(order.at)),
        commitment_date=stamp(story.day(order.promised), AFTERNOON) if order.promised is not None else False,
        signed_on=stamp(story.day(order.signed)) if order.signed is not None else False,
        signed_by=order.signed_by or False,
        create_date=stamp(story.day(order.at)),
        delivery_status=False,
        amount_untaxed=float(sum(c.subtotal for c in charges)),
        amount_total=float(sum(story.gross(c) for c in charges)),
        partner_id=partner_of(drawer, story, order.contact),
        partner_shipping_id=partner_of(drawer, story, order.ship_to),
        company_id=company,
        currency_id=currency,
        user_id=drawer.find_id("res.users", order.salesman),
        pricelist_id=drawer.find_id("product.pricelist", story.customer.pricelist),
    )
    row = drawer.row("sale.order", f"{said.id}/{order.key}")
    if order.cancelled is not None:
        row["write_date"] = stamp(story.day(order.cancelled))
    for charge in charges:
        row["order_line"].append(_add_order_line(drawer, story, row, f"{said.id}/{order.key}", charge))


def _add_order_line(drawer: Drawer, story: Story, order: Row, key: str, charge: Charge) -> int:
    return drawer.add(
        "sale.order.line",
        f"{key}/{charge.key}",
        name=charge.name,
        product_uom_qty=float(charge.qty),
        qty_delivered=0.0,
        qty_invoiced=0.0,
        price_unit=float(charge.price),
        technical_price_unit=float(story.list_price(charge.product, charge.unit)),
        discount=float(charge.discount),
        price_subtotal=float(charge.subtotal),
        price_total=float(story.gross(charge)),
        is_delivery=story.world.products[charge.product].kind == "freight",
        is_downpayment=charge.downpayment,
        order_id=order["id"],
        product_id=drawer.id_of("product.product", charge.product),
        product_uom_id=drawer.id_of("uom.uom", charge.unit),
        tax_ids=[drawer.id_of("account.tax", tax) for tax in charge.taxes],
        company_id=order["company_id"],
        currency_id=order["currency_id"],
    )


def add_deliveries(drawer: Drawer, story: Story) -> None:
    """Add the transfers out and back, and tell the order lines what was delivered."""
    for delivery in story.situation.deliveries:
        shifts = story.moved(delivery)
        picking = _add_picking(drawer, story, delivery)
        for shift in shifts:
            _add_move(drawer, story, delivery, shift, picking)
            _count_delivered(drawer, story, delivery, shift)
    for order in story.situation.orders:
        _tell_delivery_status(drawer, story, order)


def _add_picking(drawer: Drawer, story: Story, delivery: Delivery) -> int:
    said = story.situation
    order = drawer.row("sale.order", f"{said.id}/{delivery.order}")
    done = delivery.done if delivery.done is not None else delivery.scheduled
    scheduled = delivery.scheduled if delivery.scheduled is not None else delivery.done
    is_done = delivery.state == "done" and done is not None
    picking = drawer.add(
        "stock.picking",
        f"{said.id}/{delivery.key}",
        name=story.names()[delivery.key],
        state=delivery.state,
        origin=f"Return of {story.names()[delivery.returns]}" if delivery.returns else order["name"],
        scheduled_date=stamp(story.day(scheduled if scheduled is not None else 0)),
        date_done=stamp(story.day(done), AFTERNOON) if is_done and done is not None else False,
        carrier_tracking_ref=delivery.tracking,
        picking_type_code="incoming" if delivery.returns else "outgoing",
        signature="c2lnbmVk" if delivery.signed else False,
        is_signed=delivery.signed,
        partner_id=order["partner_shipping_id"],
        company_id=order["company_id"],
        sale_id=order["id"],
        carrier_id=drawer.find_id("delivery.carrier", delivery.carrier),
        backorder_id=drawer.find_id(
            "stock.picking", f"{said.id}/{delivery.backorder_of}" if delivery.backorder_of else ""
        ),
        return_id=drawer.find_id("stock.picking", f"{said.id}/{delivery.returns}" if delivery.returns else ""),
    )
    _add_proofs(drawer, delivery.pod, picking, story.day(done if done is not None else 0))
    return picking


def _add_proofs(drawer: Drawer, names: Sequence[str], picking: int, day: dt.date) -> None:
    for name in names:
        drawer.add(
            "ir.attachment",
            "",
            name=name,
            mimetype="application/pdf",
            res_model="stock.picking",
            res_id=picking,
            create_date=stamp(day, AFTERNOON),
        )


def _add_move(drawer: Drawer, story: Story, delivery: Delivery, shift: Shift, picking: int) -> None:
    """Add a move in the product's own unit, as Odoo keeps it; of another product, beside the one not sent."""
    own = story.world.products[shift.product].unit
    factor = story.factor(shift.unit) / story.factor(own)
    ordered = story.line(shift.order_line, delivery.order)
    if ordered.product != shift.product:
        _add_row(drawer, story, delivery, replace(shift, product=ordered.product, moved=Decimal(0), lots=()), picking)
    scaled = replace(shift, asked=shift.asked * factor, moved=shift.moved * factor, unit=own)
    move = _add_row(drawer, story, delivery, scaled, picking)
    lots = shift.lots or (("STOCK",) if story.world.products[shift.product].lots and shift.moved else ())
    for lot in lots:
        number = drawer.add("stock.lot", "", name=lot, product_id=drawer.id_of("product.product", shift.product))
        share = float(scaled.moved / len(lots))
        drawer.add("stock.move.line", "", quantity=share, move_id=move, picking_id=picking, lot_id=number)


def _add_row(drawer: Drawer, story: Story, delivery: Delivery, shift: Shift, picking: int) -> int:
    said = story.situation
    return drawer.add(
        "stock.move",
        f"{said.id}/{delivery.key}/{shift.order_line}/{shift.product}",
        product_uom_qty=float(shift.asked),
        quantity=float(shift.moved),
        state=delivery.state,
        to_refund=bool(delivery.returns),
        reference=story.names()[delivery.key],
        picking_id=picking,
        product_id=drawer.id_of("product.product", shift.product),
        product_uom=drawer.id_of("uom.uom", shift.unit),
        sale_line_id=drawer.id_of("sale.order.line", f"{said.id}/{shift.order_line}"),
        company_id=drawer.row("stock.picking", f"{said.id}/{delivery.key}")["company_id"],
    )


def _count_delivered(drawer: Drawer, story: Story, delivery: Delivery, shift: Shift) -> None:
    """Add what was moved to the order line, in its own unit; another product than ordered does not count."""
    line = drawer.row("sale.order.line", f"{story.situation.id}/{shift.order_line}")
    ordered = story.line(shift.order_line, delivery.order)
    if shift.product != ordered.product:
        return
    moved = shift.moved * story.factor(shift.unit) / story.factor(ordered.unit)
    line["qty_delivered"] += float(-moved if delivery.returns else moved)


def _tell_delivery_status(drawer: Drawer, story: Story, order: Order) -> None:
    """Set the order's status as Odoo does: by its transfers, so 8 of 10 without a backorder is `full`."""
    states = {d.state for d in story.situation.deliveries if d.order == order.key}
    status: str | bool = False
    if states - {"cancel"}:
        status = "full" if states <= {"done", "cancel"} else "partial" if "done" in states else "pending"
    drawer.row("sale.order", f"{story.situation.id}/{order.key}")["delivery_status"] = status
