"""How do invoices, credit notes, payments, tickets and promises get into Odoo? Posted and matched as described."""

from typing import Any

from evaluation.worlds.house import position_id, tax_id
from evaluation.worlds.rpc import Rpc
from evaluation.worlds.trade import partner_id
from triage.odoo.sandbox.description import (
    BankLine,
    CreditNote,
    Invoice,
    Payment,
    Promise,
    Reminder,
    Ticket,
    TicketPost,
)
from triage.odoo.sandbox.order_tables import stamp
from triage.odoo.sandbox.story import Charge, Story
from triage.odoo.sandbox.ticket_tables import PROMISE_SUMMARY, REMINDER_SUMMARY, address_of, promise_words

STAGES = {"new": "new", "in_progress": "in_progress", "done": "done"}


def seed_ledger(rpc: Rpc, story: Story) -> None:
    """Make the situation's documents and payments, then its tickets and promises."""
    said = story.situation
    for invoice in said.invoices:
        rpc.ensure("account.move", f"{said.id}/{invoice.key}", _invoice, rpc, story, invoice)
    for note in said.credit_notes:
        rpc.ensure("account.move", f"{said.id}/{note.key}", _credit_note, rpc, story, note)
    for payment in said.payments:
        rpc.ensure("account.payment", f"{said.id}/{payment.key}", _payment, rpc, story, payment)
    for line in said.bank_lines:
        rpc.ensure("account.bank.statement.line", f"{said.id}/{line.key}", _bank_line, rpc, story, line)
    for ticket in said.tickets:
        rpc.ensure("helpdesk.ticket", f"{said.id}/{ticket.key}", _ticket, rpc, story, ticket)
    for place, promise in enumerate(said.promises):
        rpc.ensure("mail.activity", f"{said.id}/promise{place}", _promise, rpc, story, promise)
    for place, reminder in enumerate(said.reminders):
        rpc.ensure("mail.activity", f"{said.id}/reminder{place}", _reminder, rpc, story, reminder)


def _lines(rpc: Rpc, story: Story, charges: list[Charge], company: str) -> list[Any]:
    return [(0, 0, _line(rpc, story, charge, company)) for charge in charges]


def _line(rpc: Rpc, story: Story, charge: Charge, company: str) -> dict[str, Any]:
    key = f"{story.situation.id}/{charge.order_line}"
    values: dict[str, Any] = {
        "name": charge.name,
        "quantity": float(charge.qty),
        "price_unit": float(charge.price),
        "discount": float(charge.discount),
        "product_uom_id": rpc.id_of("uom.uom", charge.unit),
        "tax_ids": [(6, 0, [tax_id(rpc, story.world, tax, company) for tax in charge.taxes])],
        "is_downpayment": charge.downpayment,
    }
    if charge.product:
        values["product_id"] = rpc.id_of("product.product", charge.product)
    if charge.order_line:
        values["sale_line_ids"] = [(6, 0, [rpc.id_of("sale.order.line", key)])]
    return values


def _invoice(rpc: Rpc, story: Story, invoice: Invoice) -> int:
    source = story.invoice(invoice.copy_of) if invoice.copy_of else invoice
    reference = invoice.reference
    if reference is None:
        reference = source.reference or (story.order(source.order).po if source.order else "")
    position = invoice.fiscal_position if invoice.fiscal_position is not None else story.customer.fiscal_position
    values = {
        **_document(rpc, story, invoice, story.billed(invoice), invoice),
        "move_type": "out_invoice",
        "partner_id": partner_id(rpc, story, invoice.contact),
        "ref": reference,
        "invoice_origin": story.names()[invoice.order] if invoice.order else False,
        "fiscal_position_id": position_id(rpc, story.world, position, story.company(invoice)),
        "invoice_payment_term_id": rpc.id_of("account.payment.term", story.terms(invoice)),
    }
    if invoice.due is not None:
        values |= {"invoice_payment_term_id": False, "invoice_date_due": story.due(invoice).isoformat()}
    return _settle(rpc, values, invoice.state, story.names()[invoice.key])


def _document(
    rpc: Rpc, story: Story, document: Invoice | CreditNote, charges: list[Charge], invoice: Invoice | None
) -> dict[str, Any]:
    company = story.company(invoice) if invoice else "main"
    currency = story.currency(invoice) if invoice else story.world.companies[company].currency
    return {
        "company_id": rpc.id_of("res.company", company),
        "currency_id": rpc.find("res.currency", [("name", "=", currency)]),
        "invoice_date": story.day(document.at).isoformat(),
        "date": story.day(document.at).isoformat(),
        "invoice_line_ids": _lines(rpc, story, charges, company),
    }


def _settle(rpc: Rpc, values: dict[str, Any], state: str, name: str) -> int:
    """Create a document within its company, and post or cancel it under its own number."""
    context = {"allowed_company_ids": [values["company_id"]]}
    number = int(rpc("account.move", "create", [values], context=context)[0])
    if state != "draft":
        rpc("account.move", "write", [number], {"name": name}, context=context)
        rpc("account.move", "action_post" if state == "posted" else "button_cancel", [number], context=context)
    return number


def _credit_note(rpc: Rpc, story: Story, note: CreditNote) -> int:
    said = story.situation
    invoice = story.invoice(note.of) if note.of else None
    billed = rpc.id_of("account.move", f"{said.id}/{note.of}") if note.of else None
    reason = f", {note.reason}" if note.reason and invoice else note.reason
    values = {
        **_document(rpc, story, note, story.credited(note), invoice),
        "move_type": "out_refund",
        "partner_id": partner_id(rpc, story, ""),
        "ref": f"Reversal of: {story.names()[note.of]}{reason}" if note.of else reason,
        "invoice_origin": story.names()[invoice.order] if invoice and invoice.order else False,
        "fiscal_position_id": position_id(
            rpc, story.world, story.customer.fiscal_position, story.company(invoice) if invoice else "main"
        ),
        "invoice_payment_term_id": False,
        "invoice_date_due": story.day(note.at).isoformat(),
    }
    number = _settle(rpc, values, note.state, story.names()[note.key])
    if billed:  # only now: posting a reversal sets it off at once
        rpc("account.move", "write", [number], {"reversed_entry_id": billed})
    if note.state == "posted" and note.applied:
        for key in list(note.applied_to) or [note.of]:
            _set_off(rpc, rpc.id_of("account.move", f"{said.id}/{key}"), [("move_id", "=", number)])
    return number


def _set_off(rpc: Rpc, invoice: int, of: list[Any]) -> None:
    """Match an invoice with the open receivable line of a credit note or payment."""
    domain = [*of, ("account_type", "=", "asset_receivable"), ("reconciled", "=", False)]
    for line in rpc("account.move.line", "search", domain):
        rpc("account.move", "js_assign_outstanding_line", [invoice], line)


def _payment(rpc: Rpc, story: Story, payment: Payment) -> int:
    said = story.situation
    company = rpc.id_of("res.company", payment.company)
    invoices = {rpc.id_of("account.move", f"{said.id}/{key}"): key for key in payment.invoices}
    if payment.written_off and len(invoices) == 1:
        return _pay_and_write_off(rpc, story, payment, next(iter(invoices)))
    currency = payment.currency or story.world.companies[payment.company].currency
    values = {
        "payment_type": "outbound" if payment.outbound else "inbound",
        "partner_type": "customer",
        "partner_id": partner_id(rpc, story, ""),
        "amount": float(payment.amount),
        "currency_id": rpc.find("res.currency", [("name", "=", currency)]),
        "date": story.day(payment.at).isoformat(),
        "memo": story.fill(payment.memo),
        "journal_id": rpc.find("account.journal", [("type", "=", "bank"), ("company_id", "=", company)]),
    }
    context = {"allowed_company_ids": [company]}
    number = int(rpc("account.payment", "create", [values], context=context)[0])
    if payment.state == "draft":
        return number
    rpc("account.payment", "action_post", [number], context=context)
    if payment.state == "canceled":
        rpc("account.payment", "action_cancel", [number], context=context)
        return number
    for invoice in invoices:
        _set_off(rpc, invoice, [("payment_id", "=", number)])
    return number


def _pay_and_write_off(rpc: Rpc, story: Story, payment: Payment, invoice: int) -> int:
    company = rpc.id_of("res.company", payment.company)
    expense = rpc.find("account.account", [("account_type", "=", "expense"), ("company_ids", "in", [company])])
    values = {
        "payment_date": story.day(payment.at).isoformat(),
        "amount": float(payment.amount),
        "communication": story.fill(payment.memo),
        "payment_difference_handling": "reconcile",
        "writeoff_account_id": expense,
    }
    context = {"active_model": "account.move", "active_ids": [invoice], "allowed_company_ids": [company]}
    wizard = rpc("account.payment.register", "create", [values], context=context)
    rpc("account.payment.register", "action_create_payments", wizard, context=context)
    found = rpc.find("account.payment", [("reconciled_invoice_ids", "in", [invoice])])
    if found is None:
        raise LookupError(f"{story.situation.id}: Odoo made no payment {payment.key}")
    return found


def _ticket(rpc: Rpc, story: Story, ticket: Ticket) -> int:
    name, email = address_of(story, ticket.sender)
    author = rpc.find("res.partner", [("email", "=ilike", email)]) if email else None
    values = {
        "name": story.fill(ticket.subject),
        "number": story.names()[ticket.key],
        "description": _as_html(story.fill(ticket.body)) or "<p></p>",
        "partner_id": author or False,
        "partner_name": name,
        "partner_email": email,
        "team_id": rpc.id_of("helpdesk.ticket.team", ticket.team) if ticket.team else False,
        "user_id": rpc.id_of("res.users", ticket.owner) if ticket.owner else False,
        "stage_id": rpc.xml_id(f"helpdesk_mgmt.helpdesk_ticket_stage_{STAGES[ticket.stage]}"),
        "company_id": rpc.id_of("res.company", "main"),
    }
    number = int(rpc("helpdesk.ticket", "create", [values])[0])
    first = TicketPost(
        **{"from": ticket.sender}, at=ticket.at, subject=ticket.subject, body=ticket.body, message_id=ticket.message_id
    )
    for post in (first, *ticket.posts) if ticket.message_id else ticket.posts:
        _post(rpc, story, number, post)
    return number


def _post(rpc: Rpc, story: Story, ticket: int, post: TicketPost) -> None:
    name, email = address_of(story, post.sender)
    values = {
        "model": "helpdesk.ticket",
        "res_id": ticket,
        "subject": story.fill(post.subject),
        "body": _as_html(story.fill(post.body)),
        "message_type": "comment" if post.internal else "email",
        "email_from": f"{name} <{email}>",
        "author_id": rpc.find("res.partner", [("email", "=ilike", email)]) if email else False,
        "subtype_id": rpc.xml_id("mail.mt_note" if post.internal else "mail.mt_comment"),
        "date": stamp(story.day(post.at)),
    }
    known = {"message_id": f"<{post.message_id.strip('<>')}>"} if post.message_id else {}
    rpc("mail.message", "create", [values | known])


def _as_html(text: str) -> str:
    return "".join(f"<p>{part.strip()}</p>" for part in text.split("\n\n") if part.strip())


def _promise(rpc: Rpc, story: Story, promise: Promise) -> int:
    currency = story.currency(story.invoice(promise.invoice))
    values = {
        "res_model_id": rpc.find("ir.model", [("model", "=", "account.move")]),
        "res_id": rpc.id_of("account.move", f"{story.situation.id}/{promise.invoice}"),
        "activity_type_id": rpc.xml_id("mail.mail_activity_data_todo"),
        "summary": PROMISE_SUMMARY,
        "note": f"<p>{promise_words(story, promise, currency)}</p>",
        "date_deadline": story.day(promise.due).isoformat(),
        "user_id": rpc.user_id,
    }
    number = int(rpc("mail.activity", "create", [values])[0])
    if promise.done:
        rpc("mail.activity", "action_feedback", [number], feedback="done")
    return number


def _reminder(rpc: Rpc, story: Story, reminder: Reminder) -> int:
    values = {
        "res_model_id": rpc.find("ir.model", [("model", "=", "account.move")]),
        "res_id": rpc.id_of("account.move", f"{story.situation.id}/{reminder.invoice}"),
        "activity_type_id": rpc.xml_id("mail.mail_activity_data_todo"),
        "summary": f"{REMINDER_SUMMARY} {reminder.level}",
        "date_deadline": story.day(reminder.at).isoformat(),
        "user_id": rpc.user_id,
    }
    return int(rpc("mail.activity", "create", [values])[0])


def _bank_line(rpc: Rpc, story: Story, line: BankLine) -> int:
    company = rpc.id_of("res.company", line.company)
    context = {"allowed_company_ids": [company]}
    values = {
        "journal_id": rpc.find("account.journal", [("type", "=", "bank"), ("company_id", "=", company)]),
        "date": story.day(line.at).isoformat(),
        "amount": float(line.amount),
        "payment_ref": story.fill(line.memo),
        "partner_name": line.payer,
        "partner_id": partner_id(rpc, story, "") if line.known else False,
    }
    number = int(rpc("account.bank.statement.line", "create", [values], context=context)[0])
    move = rpc.read("account.bank.statement.line", number, "move_id")["move_id"][0]
    rpc("account.move", "write", [move], {"name": story.names()[line.key]}, context=context)
    return number
