"""Which rows stand for what was billed, credited and paid? Documents, their lines, payments, and what is still open."""

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal

from triage.odoo.sandbox.description import BankLine, CreditNote, Invoice, Payment
from triage.odoo.sandbox.drawer import Drawer, Row
from triage.odoo.sandbox.order_tables import partner_of
from triage.odoo.sandbox.story import CENT, Charge, Story

STATES = {"draft": "draft", "posted": "posted", "cancel": "cancel"}


def add_ledger(drawer: Drawer, story: Story) -> None:
    """Add invoices, credit notes and payments, set off against each other as the situation says."""
    for invoice in story.situation.invoices:
        _add_invoice(drawer, story, invoice)
    for note in story.situation.credit_notes:
        _add_credit_note(drawer, story, note)
    for payment in story.situation.payments:
        _add_payment(drawer, story, payment)
    for line in story.situation.bank_lines:
        _add_bank_line(drawer, story, line)
    for invoice in story.situation.invoices:
        _close(drawer.row("account.move", f"{story.situation.id}/{invoice.key}"))


def _add_invoice(drawer: Drawer, story: Story, invoice: Invoice) -> None:
    said = story.situation
    order = drawer.row("sale.order", f"{said.id}/{invoice.order}") if invoice.order else None
    reference = invoice.reference
    if reference is None:
        source = story.invoice(invoice.copy_of) if invoice.copy_of else invoice
        reference = source.reference or (story.order(source.order).po if source.order else "")
    position = invoice.fiscal_position if invoice.fiscal_position is not None else story.customer.fiscal_position
    charges = story.billed(invoice)
    move = _add_document(drawer, story, invoice, charges, "out_invoice")
    move |= {
        "invoice_date_due": story.due(invoice).isoformat(),
        "ref": reference,
        "payment_reference": move["name"] or False,
        "invoice_origin": order["name"] if order else False,
        "fiscal_position_id": drawer.find_id("account.fiscal.position", position),
        "invoice_payment_term_id": drawer.id_of("account.payment.term", story.terms(invoice)),
    }
    drawer.row("account.move", f"{said.id}/{invoice.key}").update(move)
    if order and invoice.state != "cancel":
        order["invoice_ids"].append(move["id"])
    _add_term_line(drawer, story, invoice, move)


def _add_document(
    drawer: Drawer, story: Story, document: Invoice | CreditNote, charges: list[Charge], move_type: str
) -> Row:
    """Add an `account.move` with its product lines; returns its row."""
    said = story.situation
    invoice = document if isinstance(document, Invoice) else story.invoice(document.of) if document.of else None
    currency = story.currency(invoice) if invoice else story.world.companies["main"].currency
    untaxed = sum((c.subtotal for c in charges), Decimal(0))
    total = sum((story.gross(c) for c in charges), Decimal(0))
    key = f"{said.id}/{document.key}"
    drawer.add(
        "account.move",
        key,
        name=story.names()[document.key] or False,
        move_type=move_type,
        state=STATES[document.state],
        payment_state="not_paid",
        invoice_date=story.day(document.at).isoformat(),
        invoice_date_due=story.day(document.at).isoformat(),
        amount_untaxed=float(untaxed),
        amount_tax=float(total - untaxed),
        amount_total=float(total),
        amount_residual=float(total),
        partner_id=partner_of(drawer, story, document.contact if isinstance(document, Invoice) else ""),
        commercial_partner_id=partner_of(drawer, story, ""),
        company_id=drawer.id_of("res.company", story.company(invoice) if invoice else "main"),
        currency_id=drawer.id_of("res.currency", currency),
        fiscal_position_id=drawer.find_id("account.fiscal.position", story.customer.fiscal_position),
    )
    move = drawer.row("account.move", key)
    for charge in charges:
        _add_line(drawer, story, move, charge)
    return move


def _add_line(drawer: Drawer, story: Story, move: Row, charge: Charge) -> None:
    said = story.situation
    links = []
    if charge.order_line:
        ordered = drawer.row("sale.order.line", f"{said.id}/{charge.order_line}")
        links.append(ordered["id"])
        if move["state"] != "cancel":
            order, _, _ = charge.order_line.partition("/")
            unit = story.line(charge.order_line, order).unit
            billed = float(charge.qty * story.factor(charge.unit) / story.factor(unit))
            ordered["qty_invoiced"] += billed if move["move_type"] == "out_invoice" else -billed
    drawer.add(
        "account.move.line",
        "",
        name=charge.name,
        display_type="product",
        quantity=float(charge.qty),
        price_unit=float(charge.price),
        discount=float(charge.discount),
        price_subtotal=float(charge.subtotal),
        price_total=float(story.gross(charge)),
        is_downpayment=charge.downpayment,
        account_type="income",
        move_id=move["id"],
        move_name=move["name"],
        parent_state=move["state"],
        product_id=drawer.find_id("product.product", charge.product),
        product_uom_id=drawer.id_of("uom.uom", charge.unit),
        tax_ids=[drawer.id_of("account.tax", tax) for tax in charge.taxes],
        sale_line_ids=links,
        partner_id=move["commercial_partner_id"],
        currency_id=move["currency_id"],
        company_id=move["company_id"],
    )


def _add_term_line(drawer: Drawer, story: Story, invoice: Invoice, move: Row) -> None:
    """Add the receivable line: when it is due, and until when how much discount may be taken."""
    term = story.world.terms[story.terms(invoice)]
    total = Decimal(str(move["amount_total"]))
    # in the Netherlands the discount is taken off the price and the tax stays (`early_pay_discount_computation`)
    net = total - (Decimal(str(move["amount_untaxed"])) * term.discount_percent / 100).quantize(CENT, ROUND_HALF_UP)
    until = story.day(invoice.at) + dt.timedelta(days=term.discount_days)
    has_discount = term.discount_percent > 0
    drawer.add(
        "account.move.line",
        f"{story.situation.id}/{invoice.key}/term",
        display_type="payment_term",
        account_type="asset_receivable",
        amount_currency=float(total),
        amount_residual_currency=move["amount_residual"],
        date_maturity=move["invoice_date_due"],
        discount_date=until.isoformat() if has_discount else False,
        discount_amount_currency=float(net) if has_discount else 0.0,
        move_id=move["id"],
        move_name=move["name"],
        parent_state=move["state"],
        partner_id=move["commercial_partner_id"],
        currency_id=move["currency_id"],
        company_id=move["company_id"],
    )


def _add_credit_note(drawer: Drawer, story: Story, note: CreditNote) -> None:
    said = story.situation
    move = _add_document(drawer, story, note, story.credited(note), "out_refund")
    reversed_row = drawer.row("account.move", f"{said.id}/{note.of}") if note.of else None
    if reversed_row:
        reason = f", {note.reason}" if note.reason else ""
        move["ref"] = f"Reversal of: {reversed_row['name']}{reason}"
        move["reversed_entry_id"] = reversed_row["id"]
        move["invoice_origin"] = reversed_row["invoice_origin"]
    elif note.reason:
        move["ref"] = note.reason
    if note.state != "posted" or not note.applied:
        return
    targets = note.applied_to or ({note.of: Decimal(str(move["amount_total"]))} if note.of else {})
    for key, amount in targets.items():
        taken = _set_off(drawer.row("account.move", f"{said.id}/{key}"), amount)
        move["amount_residual"] = float(Decimal(str(move["amount_residual"])) - taken)
    move["payment_state"] = "paid" if not move["amount_residual"] else "partial"


def _set_off(invoice: Row, amount: Decimal) -> Decimal:
    """Lower what is open of an invoice, by no more than that; returns by how much."""
    taken = min(Decimal(str(invoice["amount_residual"])), amount)
    invoice["amount_residual"] = float(Decimal(str(invoice["amount_residual"])) - taken)
    return taken


def _add_payment(drawer: Drawer, story: Story, payment: Payment) -> None:
    said = story.situation
    taken = [
        (drawer.row("account.move", f"{said.id}/{key}"), amount, payment.written_off.get(key, Decimal(0)))
        for key, amount in (payment.invoices.items() if payment.state == "paid" else ())
    ]
    rest = payment.amount - sum((_set_off(invoice, amount) for invoice, amount, _ in taken), Decimal(0))
    matched = [invoice["id"] for invoice, _, _ in taken]
    number = drawer.add(
        "account.payment",
        f"{said.id}/{payment.key}",
        name=story.names()[payment.key],
        amount=float(payment.amount),
        date=story.day(payment.at).isoformat(),
        state=payment.state,
        memo=story.fill(payment.memo),
        payment_type="outbound" if payment.outbound else "inbound",
        partner_type="customer",
        is_reconciled=not rest,
        reconciled_invoice_ids=matched,
        invoice_ids=matched,
        **_of_payment(drawer, story, payment),
    )
    for invoice, _, let_go in taken:
        _set_off(invoice, let_go)
        invoice["matched_payment_ids"].append(number)
    if payment.state == "paid":
        _add_payment_line(drawer, story, payment, number, rest)


def _of_payment(drawer: Drawer, story: Story, payment: Payment) -> Row:
    """Return whose payment it is, in which company and currency."""
    currency = payment.currency or story.world.companies[payment.company].currency
    return {
        "partner_id": partner_of(drawer, story, ""),
        "company_id": drawer.id_of("res.company", payment.company),
        "currency_id": drawer.id_of("res.currency", currency),
    }


def _add_payment_line(drawer: Drawer, story: Story, payment: Payment, number: int, rest: Decimal) -> None:
    """Add the receivable line of a payment: what is left of it, negative for money that came in."""
    drawer.add(
        "account.move.line",
        "",
        display_type="payment_term",
        account_type="asset_receivable",
        amount_residual_currency=float(rest if payment.outbound else -rest),
        reconciled=not rest,
        date_maturity=story.day(payment.at).isoformat(),
        parent_state="posted",
        payment_id=number,
        **_of_payment(drawer, story, payment),
    )


def _add_bank_line(drawer: Drawer, story: Story, line: BankLine) -> None:
    drawer.add(
        "account.bank.statement.line",
        f"{story.situation.id}/{line.key}",
        name=story.names()[line.key],
        amount=float(line.amount),
        amount_residual=float(-line.amount),
        date=story.day(line.at).isoformat(),
        payment_ref=story.fill(line.memo),
        partner_name=line.payer or False,
        partner_id=partner_of(drawer, story, "") if line.known else False,
        company_id=drawer.id_of("res.company", line.company),
        currency_id=drawer.id_of("res.currency", story.world.companies[line.company].currency),
    )


def _close(invoice: Row) -> None:
    """Set the payment state as Odoo does: paid by money, reversed by a credit note alone, partial in between."""
    if invoice["state"] != "posted":
        return
    if not invoice["amount_residual"]:
        invoice["payment_state"] = "paid" if invoice["matched_payment_ids"] else "reversed"
    elif invoice["amount_residual"] < invoice["amount_total"]:
        invoice["payment_state"] = "partial"
