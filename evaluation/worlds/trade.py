"""How do orders and deliveries get into Odoo? Confirmed and shipped the way a person would, moment by moment."""

from decimal import Decimal
from typing import Any

from evaluation.worlds.house import pricelist_in, stock_up, tax_id
from evaluation.worlds.rpc import Rpc
from triage.odoo.sandbox.description import Delivery, Order
from triage.odoo.sandbox.order_tables import AFTERNOON, stamp
from triage.odoo.sandbox.story import Charge, Shift, Story

PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
PDF = "JVBERi0xLjQKJSVFT0YK"


def seed_trade(rpc: Rpc, story: Story) -> None:
    """Make the situation's orders and take each as far as it came."""
    said = story.situation
    for order in said.orders:
        rpc.ensure("sale.order", f"{said.id}/{order.key}", _order, rpc, story, order)
    for delivery in said.deliveries:
        rpc.ensure("stock.picking", f"{said.id}/{delivery.key}", _delivery, rpc, story, delivery)


def partner_id(rpc: Rpc, story: Story, contact: str) -> int:
    """Return the customer's record or that of one of its contacts."""
    key = story.situation.customer
    return rpc.id_of("res.partner", f"{key}/{contact}" if contact else key)


def _order(rpc: Rpc, story: Story, order: Order) -> int:
    company = rpc.id_of("res.company", order.company)
    pricelist = story.customer.pricelist
    listed = rpc.id_of("product.pricelist", pricelist) if pricelist else pricelist_in(rpc, story.currency(order))
    promised = stamp(story.day(order.promised), AFTERNOON) if order.promised is not None else False
    values = {
        "name": story.names()[order.key],
        "partner_id": partner_id(rpc, story, order.contact),
        "partner_invoice_id": partner_id(rpc, story, ""),
        "partner_shipping_id": partner_id(rpc, story, order.ship_to),
        "client_order_ref": order.po,
        "signed_on": stamp(story.day(order.signed)) if order.signed is not None else False,
        "signed_by": order.signed_by,
        "commitment_date": promised,
        "company_id": company,
        "pricelist_id": listed,
        "payment_term_id": rpc.id_of("account.payment.term", order.terms or story.customer.terms),
        "user_id": rpc.id_of("res.users", order.salesman),
        "warehouse_id": rpc.find("stock.warehouse", [("company_id", "=", company)]),
        "order_line": [(0, 0, _order_line(rpc, story, order, charge)) for charge in story.ordered(order)],
    }
    number = int(rpc("sale.order", "create", [values], context={"allowed_company_ids": [company]})[0])
    if order.state in ("sale", "cancel"):
        rpc("sale.order", "action_confirm", [number])
    if order.state == "cancel":
        rpc("sale.order", "action_cancel", [number])
    if order.state == "sale" and not any(d.order == order.key for d in story.situation.deliveries):
        _forget_transfers(rpc, number)
    if order.state == "sent":
        rpc("sale.order", "write", [number], {"state": "sent"})
    rpc("sale.order", "write", [number], {"date_order": stamp(story.day(order.at))})
    lines = rpc.read("sale.order", number, "order_line")["order_line"]
    for charge, line in zip(story.ordered(order), lines, strict=True):
        rpc.ensure("sale.order.line", f"{story.situation.id}/{order.key}/{charge.key}", int, line)
    return number


def _forget_transfers(rpc: Rpc, order: int) -> None:
    """Take away the transfers that Odoo made by itself, where the story tells of none."""
    pickings = rpc("stock.picking", "search", [("sale_id", "=", order)])
    rpc("stock.picking", "action_cancel", pickings)
    rpc("stock.picking", "unlink", pickings)


def _order_line(rpc: Rpc, story: Story, order: Order, charge: Charge) -> dict[str, Any]:
    return {
        "product_id": rpc.id_of("product.product", charge.product),
        "name": charge.name,
        "product_uom_qty": float(charge.qty),
        "product_uom_id": rpc.id_of("uom.uom", charge.unit),
        "price_unit": float(charge.price),
        "discount": float(charge.discount),
        "tax_ids": [(6, 0, [tax_id(rpc, story.world, tax, order.company) for tax in charge.taxes])],
        "is_delivery": story.world.products[charge.product].kind == "freight",
        "is_downpayment": charge.downpayment,
    }


def _delivery(rpc: Rpc, story: Story, delivery: Delivery) -> int:
    picking = _return(rpc, story, delivery) if delivery.returns else _open_picking(rpc, story, delivery)
    scheduled = delivery.scheduled if delivery.scheduled is not None else delivery.done
    values: dict[str, Any] = {"name": story.names()[delivery.key], "carrier_tracking_ref": delivery.tracking}
    if delivery.carrier:
        values["carrier_id"] = rpc.id_of("delivery.carrier", delivery.carrier)
    if delivery.state not in ("done", "cancel") and scheduled is not None:
        values["scheduled_date"] = stamp(story.day(scheduled))
    match delivery.state:
        case "done":
            if rpc.read("stock.picking", picking, "state")["state"] != "done":
                _ship(rpc, story, delivery, picking)
            if delivery.done is not None:
                values["date_done"] = stamp(story.day(delivery.done), AFTERNOON)
        case "cancel":
            rpc("stock.picking", "action_cancel", [picking])
        case "assigned":
            rpc("stock.picking", "action_assign", [picking])
        case _:
            pass
    rpc("stock.picking", "write", [picking], values)
    if delivery.state in ("confirmed", "waiting"):
        rpc("stock.picking", "do_unreserve", [picking])
    _prove(rpc, delivery, picking)
    return picking


def _prove(rpc: Rpc, delivery: Delivery, picking: int) -> None:
    """Attach the proofs of delivery; the signature too, since writing it would have Odoo print a slip."""
    on = {"res_model": "stock.picking", "res_id": picking}
    for name in delivery.pod:
        rpc("ir.attachment", "create", [on | {"name": name, "datas": PDF, "mimetype": "application/pdf"}])
    if delivery.signed:
        rpc("ir.attachment", "create", [on | {"name": "signature", "datas": PIXEL, "res_field": "signature"}])


def _open_picking(rpc: Rpc, story: Story, delivery: Delivery) -> int:
    """Return the order's transfer that is not yet told about: the first one, or the backorder of another."""
    said = story.situation
    order = rpc.id_of("sale.order", f"{said.id}/{delivery.order}")
    told = [f"{said.id}/{d.key}" for d in said.deliveries if d.key != delivery.key]
    known = []
    for key in told:
        try:
            known.append(rpc.id_of("stock.picking", key))
        except KeyError:
            continue
    domain = [("sale_id", "=", order), ("id", "not in", known), ("return_id", "=", False)]
    return rpc.find("stock.picking", domain) or _further_picking(rpc, story, delivery, order)


def _further_picking(rpc: Rpc, story: Story, delivery: Delivery, order: int) -> int:
    """Make a transfer that the order alone would not bring: a replacement, or one that was forgotten."""
    first = rpc.find("stock.picking", [("sale_id", "=", order), ("return_id", "=", False)])
    if first is None:
        raise LookupError(f"{story.situation.id}: order {delivery.order} has no transfer at all")
    fields = ("picking_type_id", "partner_id", "location_id", "location_dest_id", "company_id")
    row = rpc.read("stock.picking", first, *fields)
    same = {name: row[name][0] for name in fields}
    origin = story.names()[delivery.order]
    picking = int(rpc("stock.picking", "create", [same | {"origin": origin, "sale_id": order}])[0])
    for shift in story.moved(delivery):
        _extra_move(rpc, story, shift, picking)
    rpc("stock.picking", "action_confirm", [picking])
    return picking


def _return(rpc: Rpc, story: Story, delivery: Delivery) -> int:
    source = rpc.id_of("stock.picking", f"{story.situation.id}/{delivery.returns}")
    context = {"active_id": source, "active_ids": [source], "active_model": "stock.picking"}
    wizard = int(rpc("stock.return.picking", "create", [{"picking_id": source}], context=context)[0])
    lines = rpc("stock.return.picking.line", "search_read", [("wizard_id", "=", wizard)], ["product_id"])
    wanted = {rpc.id_of("product.product", shift.product): shift for shift in story.moved(delivery)}
    for line in lines:
        shift = wanted.get(line["product_id"][0])
        rpc("stock.return.picking.line", "write", [line["id"]], {"quantity": float(shift.asked) if shift else 0.0})
    action = rpc("stock.return.picking", "action_create_returns", [wizard], context=context)
    return int(action["res_id"])


def _ship(rpc: Rpc, story: Story, delivery: Delivery, picking: int) -> None:
    """Move what the description says, with or without keeping a backorder."""
    rpc("stock.picking", "action_assign", [picking])
    moves = rpc(
        "stock.move",
        "search_read",
        [("picking_id", "=", picking)],
        ["product_id", "product_uom", "sale_line_id"],
        order="id",
    )
    by_line = {(row["product_id"][0], (row["sale_line_id"] or [0])[0]): row for row in moves}
    for row in moves:
        rpc("stock.move", "write", [row["id"]], {"quantity": 0.0, "picked": True})
    for shift in story.moved(delivery):
        product = rpc.id_of("product.product", shift.product)
        line = rpc.id_of("sale.order.line", f"{story.situation.id}/{shift.order_line}")
        row = by_line.get((product, line)) or _extra_move(rpc, story, shift, picking)
        _move(rpc, story, row, shift)
    answer = rpc("stock.picking", "button_validate", [picking])
    if isinstance(answer, dict) and answer.get("res_model") == "stock.backorder.confirmation":
        keeps = any(d.backorder_of == delivery.key for d in story.situation.deliveries)
        context = {**answer["context"], "button_validate_picking_ids": [picking]}
        wizard = rpc("stock.backorder.confirmation", "create", [{"pick_ids": [(6, 0, [picking])]}], context=context)
        rpc("stock.backorder.confirmation", "process" if keeps else "process_cancel_backorder", wizard, context=context)


def _move(rpc: Rpc, story: Story, row: dict[str, Any], shift: Shift) -> None:
    """Set what was moved, in the move's own unit, and from which lots."""
    factor = rpc.read("uom.uom", row["product_uom"][0], "factor")["factor"]
    moved = shift.moved * story.factor(shift.unit) / Decimal(str(factor))
    if not story.world.products[shift.product].lots:
        rpc("stock.move", "write", [row["id"]], {"quantity": float(moved), "picked": True})
        return
    lines = rpc("stock.move.line", "search", [("move_id", "=", row["id"])])
    rpc("stock.move.line", "unlink", lines)
    lots = shift.lots or ("STOCK",)
    for lot in lots:
        values = {
            "lot_id": _lot(rpc, shift.product, lot),
            "product_id": row["product_id"][0],
            "product_uom_id": row["product_uom"][0],
            "quantity": float(moved / len(lots)),
            "picked": True,
        }
        rpc("stock.move", "write", [row["id"]], {"move_line_ids": [(0, 0, values)], "picked": True})


def _lot(rpc: Rpc, product: str, name: str) -> int:
    number = rpc.id_of("product.product", product)

    def make() -> int:
        lot = int(rpc("stock.lot", "create", [{"name": name, "product_id": number}])[0])
        stock_up(rpc, number, lot)
        return lot

    return rpc.ensure("stock.lot", f"{product}.{name}", make)


def _extra_move(rpc: Rpc, story: Story, shift: Shift, picking: int) -> dict[str, Any]:
    """Add a product that nobody ordered to a transfer."""
    where = rpc.read("stock.picking", picking, "location_id", "location_dest_id", "company_id")
    values = {
        "picking_id": picking,
        "product_id": rpc.id_of("product.product", shift.product),
        "product_uom": rpc.id_of("uom.uom", shift.unit),
        "product_uom_qty": float(shift.asked),
        "sale_line_id": rpc.id_of("sale.order.line", f"{story.situation.id}/{shift.order_line}"),
        **{name: where[name][0] for name in ("location_id", "location_dest_id", "company_id")},
    }
    number = int(rpc("stock.move", "create", [values])[0])
    return {"id": number, "product_id": [values["product_id"]], "product_uom": [values["product_uom"]]}
