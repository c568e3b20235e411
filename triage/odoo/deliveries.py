"""What went out to this customer, and what came back? Transfers with their moves, lots and proofs of delivery."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from triage.domain.facts import Delivery, DeliveryLine
from triage.odoo.allowlist import is_needed
from triage.odoo.masterdata import MasterData, Product, Unit
from triage.odoo.questions import Questions
from triage.odoo.references import all_of, any_of, matching
from triage.odoo.scope import Scope
from triage.odoo.transport import Row
from triage.odoo.values import fact, label, link, moment, number, product_code, text

RECENT_DAYS = 120
LIMIT = 120
PROOFS_OF = 80
NUMBERS = ("name", "carrier_tracking_ref")
MODEL = "stock.picking"
MOVES, LOTS = "stock.move", "stock.move.line"


def find_deliveries(q: Questions, scope: Scope, orders: Sequence[int]) -> tuple[list[Row], dict[str, list[Row]]]:
    """List transfers of these orders, those the message names, and recent ones; then their moves, and lots if needed.

    A transfer belongs to the customer who ordered; where it has no order, to the one it is addressed to.
    """
    fields = [name for name in NUMBERS if q.has(MODEL, name)]
    since = (scope.as_of - timedelta(days=RECENT_DAYS)).strftime("%Y-%m-%d 00:00:00")
    wanted: list[Any] = [("scheduled_date", ">=", since), *matching(fields, scope.references, within=True)]
    if orders and q.has(MODEL, "sale_id"):
        wanted.append(("sale_id", "in", list(orders)))
    parts = (MOVES, LOTS) if is_needed(LOTS, scope.intents) else (MOVES,)
    domain = all_of(_tree(q, scope), any_of(wanted))
    rows, found = q.ask_with_parts(MODEL, domain, parts, limit=LIMIT, order="scheduled_date desc, id desc")
    first = set(orders[:20])
    rows.sort(key=lambda row: not (link(row, "sale_id") in first or scope.names(row, NUMBERS)))
    return rows, found


def _tree(q: Questions, scope: Scope) -> list[Any]:
    mine = ("partner_id.commercial_partner_id", "=", scope.commercial_id)
    if not q.has(MODEL, "sale_id"):
        return [mine]
    ordered = ("sale_id.partner_id.commercial_partner_id", "=", scope.commercial_id)
    return any_of([ordered, all_of(("sale_id", "=", False), mine)])


def delivery_facts(
    q: Questions, rows: Sequence[Row], parts: Mapping[str, Sequence[Row]], master: MasterData, scope: Scope
) -> list[Delivery]:
    """Return the transfers as facts with their moves; proofs are looked for on the first `PROOFS_OF`."""
    moves = parts.get(MOVES, ())
    products = master.products(q, {p for move in moves if (p := link(move, "product_id"))})
    units = master.units(q) if moves else {}
    lots = _lots(parts.get(LOTS, ()))
    ids = [int(row["id"]) for row in rows[:PROOFS_OF]]
    proofs = _proofs(q, ids) if ids and is_needed("ir.attachment", scope.intents) else {}
    of_picking: dict[int, list[DeliveryLine]] = {}
    for move in moves:
        line = _line(
            move, scope, units.get(link(move, "product_uom") or 0), products.get(link(move, "product_id") or 0)
        )
        line = line.model_copy(update={"lots": lots.get(line.id, ())})
        of_picking.setdefault(link(move, "picking_id") or 0, []).append(line)
    return [
        _delivery(row, scope, tuple(of_picking.get(int(row["id"]), ())), proofs.get(int(row["id"]), [])) for row in rows
    ]


def _delivery(row: Row, scope: Scope, lines: tuple[DeliveryLine, ...], proofs: Sequence[Row]) -> Delivery:
    return Delivery(
        **fact(row, scope.as_of),
        partner_id=link(row, "partner_id"),
        state=text(row, "state"),
        origin=text(row, "origin"),
        order_id=link(row, "sale_id"),
        is_return=link(row, "return_id") is not None or text(row, "picking_type_code") == "incoming",
        return_of=link(row, "return_id"),
        scheduled_at=moment(row, "scheduled_date"),
        done_at=moment(row, "date_done"),
        tracking=text(row, "carrier_tracking_ref"),
        carrier=label(row, "carrier_id"),
        has_signature=bool(row.get("is_signed")),
        pod_attachment_ids=tuple(int(proof["id"]) for proof in proofs),
        proved_at=min((at for proof in proofs if (at := moment(proof, "create_date"))), default=None),
        backorder_of=link(row, "backorder_id"),
        lines=lines,
    )


def _line(row: Row, scope: Scope, unit: Unit | None, product: Product | None) -> DeliveryLine:
    state = text(row, "state")
    return DeliveryLine(
        **fact(row, scope.as_of) | {"name": label(row, "product_id")},
        product_id=link(row, "product_id"),
        product_code=product.code if product else product_code(row),
        asked=number(row, "product_uom_qty"),
        # before a move is done its quantity is only reserved
        moved=number(row, "quantity") if state == "done" else Decimal(0),
        state=state,
        unit=label(row, "product_uom"),
        unit_factor=unit.factor if unit else Decimal(1),
        order_line_id=link(row, "sale_line_id"),
    )


def _lots(rows: Sequence[Row]) -> dict[int, tuple[str, ...]]:
    """Return the lot or serial numbers of each move."""
    found: dict[int, tuple[str, ...]] = {}
    for row in rows:
        lot = label(row, "lot_id") or text(row, "lot_name")
        move = link(row, "move_id") or 0
        if lot and lot not in found.get(move, ()):
            found[move] = (*found.get(move, ()), lot)
    return found


def _proofs(q: Questions, pickings: Sequence[int]) -> dict[int, list[Row]]:
    """Return the files on each transfer that may prove its delivery: signed notes, scans, photos."""
    found: dict[int, list[Row]] = {}
    domain = all_of(("res_model", "=", MODEL), ("res_id", "in", list(pickings)))
    for row in q.ask("ir.attachment", domain, order="id", limit=500):
        if text(row, "mimetype").startswith(("application/pdf", "image/")):
            found.setdefault(int(row.get("res_id") or 0), []).append(row)
    return found
