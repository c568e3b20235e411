"""What did customers write on tickets? Their messages since a moment, rebuilt as the mails they would have been."""

import base64
import binascii
import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from typing import Any

from triage.domain.message import RawMessage
from triage.domain.ports import TicketMessage
from triage.odoo.references import all_of, any_of
from triage.odoo.transport import Row, Transport
from triage.odoo.values import as_odoo, links, moment, text

TICKET = "helpdesk.ticket"
FIRST_LOOK_DAYS = 7
MOST_ATTACHED_BYTES = 10 * 1024 * 1024
MOST_AT_ONCE = 10_000
MESSAGE_FIELDS = ("res_id", "body", "subject", "message_id", "email_from", "date", "create_date", "attachment_ids")
TICKET_FIELDS = ("name", "description", "partner_name", "partner_email", "create_date", "number", "ticket_ref")


def list_customer_messages(
    transport: Transport,
    known: frozenset[str],
    *,
    since: datetime | None,
    limit: int,
    now: datetime,
    database: str,
) -> Iterable[TicketMessage]:
    """List what customers wrote on tickets since then, oldest first; without a moment, in the last seven days.

    What was written in the very second of `since` comes again: Odoo tells seconds only, and twice is once at our door.
    `known` are the fields of a ticket in this Odoo. A ticket that no mail made is rebuilt from its description.
    """
    start = as_odoo(since or now - timedelta(days=FIRST_LOOK_DAYS))
    rows = _messages_since(transport, start, limit)
    tickets = _new_tickets(transport, known, start, limit)
    told = {int(row["res_id"]) for row in rows} | _with_mail(transport, [int(t["id"]) for t in tickets])
    subjects = _subjects(transport, rows)
    files = _files(transport, [i for row in rows for i in links(row, "attachment_ids")])
    found = [_from_message(row, subjects.get(int(row["res_id"]), ""), files, database) for row in rows]
    found += [_from_ticket(row, database) for row in tickets if int(row["id"]) not in told]
    horizon = min(
        (moment(part[-1], "create_date") or now for part in (rows, tickets) if len(part) >= limit), default=None
    )
    known_so_far = [m for m in found if horizon is None or m.changed_at <= horizon]
    return sorted(known_so_far, key=lambda message: (message.changed_at, message.message_id))


def list_changed_descriptions(
    transport: Transport, known: frozenset[str], *, since: datetime, limit: int, database: str
) -> Iterable[TicketMessage]:
    """List tickets that no mail made and that were touched since then, rebuilt from their description as it is now.

    Whether the words are others than before is for the caller to see: Odoo says only that something was written.
    """
    fields = [*(name for name in TICKET_FIELDS if name in known), "write_date"]
    domain = all_of(("write_date", ">=", as_odoo(since)))
    rows = transport.search_read(TICKET, domain, fields, limit=limit, order="write_date, id")
    mailed = _with_mail(transport, [int(row["id"]) for row in rows])
    return [_from_ticket(row, database, changed=True) for row in rows if int(row["id"]) not in mailed]


def _by_customer() -> list[Any]:
    """Return the domain of messages that no colleague wrote and no colleague may keep from customers."""
    stranger = all_of(("author_id", "=", False), ("email_from", "!=", False))
    outside = any_of([stranger, ("author_id.partner_share", "=", True)])
    kind = ("message_type", "in", ["email", "comment"])
    shown = any_of([("subtype_id", "=", False), ("subtype_id.internal", "=", False)])
    return all_of(("model", "=", TICKET), kind, shown, outside)


def _messages_since(transport: Transport, start: str, limit: int) -> list[Row]:
    return _since(transport, "mail.message", _by_customer(), MESSAGE_FIELDS, (start, limit))


def _new_tickets(transport: Transport, known: frozenset[str], start: str, limit: int) -> list[Row]:
    fields = [name for name in TICKET_FIELDS if name in known]
    return _since(transport, TICKET, [], fields, (start, limit))


def _since(
    transport: Transport, model: str, domain: Sequence[Any], fields: Sequence[str], first: tuple[str, int]
) -> list[Row]:
    """List records made since then, oldest first; more than the limit where that many are of the first second.

    Else the next look would begin at the same second and stand still.
    """
    start, limit = first
    while True:
        wanted = all_of(*([domain] if domain else []), ("create_date", ">=", start))
        rows = transport.search_read(model, wanted, fields, limit=limit, order="create_date, id")
        if len(rows) < limit or text(rows[-1], "create_date") > start or limit > MOST_AT_ONCE:
            return rows
        limit *= 2


def _with_mail(transport: Transport, tickets: Sequence[int]) -> set[int]:
    """Return those tickets that a customer's message stands on."""
    if not tickets:
        return set()
    domain = all_of(_by_customer(), ("res_id", "in", list(tickets)))
    return {int(row["res_id"]) for row in transport.search_read("mail.message", domain, ["res_id"])}


def _subjects(transport: Transport, rows: Sequence[Row]) -> dict[int, str]:
    ids = sorted({int(row["res_id"]) for row in rows})
    found = transport.search_read(TICKET, [("id", "in", ids)], ["name"]) if ids else []
    return {int(row["id"]): text(row, "name") for row in found}


def _files(transport: Transport, ids: Sequence[int]) -> dict[int, Row]:
    """Return attachments with their content, as far as they are not too large."""
    if not ids:
        return {}
    domain = [("id", "in", list(ids)), ("file_size", "<=", MOST_ATTACHED_BYTES)]
    rows = transport.search_read("ir.attachment", domain, ["name", "mimetype", "datas"])
    return {int(row["id"]): row for row in rows}


def _from_message(row: Row, subject: str, files: dict[int, Row], database: str) -> TicketMessage:
    ticket, number = int(row["res_id"]), int(row["id"])
    changed = moment(row, "create_date") or moment(row, "date")
    assert changed is not None, "Odoo dates every message"
    key = text(row, "message_id").strip("<> ") or f"message-{number}.ticket-{ticket}@{_host(database)}"
    mail = _mail(text(row, "email_from"), text(row, "subject") or subject, key, changed)
    mail.set_content(text(row, "body"), subtype="html", cte="base64")
    for place in links(row, "attachment_ids"):
        _attach(mail, files.get(place))
    return _as_ticket_message(mail, ticket, number, changed)


def _from_ticket(row: Row, database: str, *, changed: bool = False) -> TicketMessage:
    """Return a ticket's description as a mail; a changed one is a message of its own, known by its words."""
    ticket = int(row["id"])
    made = moment(row, "write_date" if changed else "create_date")
    assert made is not None, "Odoo dates every record"
    words = hashlib.sha256(text(row, "description").encode()).hexdigest()[:12]
    key = f"ticket-{ticket}{f'-{words}' if changed else ''}@{_host(database)}"
    sender = f'"{text(row, "partner_name")}" <{text(row, "partner_email")}>'
    mail = _mail(sender, text(row, "name"), key, made)
    mail.set_content(text(row, "description"), subtype="html", cte="base64")
    return _as_ticket_message(mail, ticket, 0, made)


def _mail(sender: str, subject: str, key: str, at: datetime) -> EmailMessage:
    mail = EmailMessage(policy=SMTP)
    name, email = parseaddr(sender)
    user, _, domain = email.rpartition("@")
    if user and domain:
        try:
            mail["From"] = Address(_one_line(name), user, domain)
        except ValueError:
            mail["From"] = Address(_one_line(name), "unknown", "invalid.example")
    mail["Subject"] = _one_line(subject)
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = f"<{_one_line(key)}>"
    return mail


def _one_line(words: str) -> str:
    return " ".join(words.split())


def _attach(mail: EmailMessage, file: Row | None) -> None:
    if file is None:
        return
    try:
        content = base64.b64decode(text(file, "datas"), validate=True)
    except (binascii.Error, ValueError):
        return
    kind, _, subtype = (text(file, "mimetype") or "application/octet-stream").partition("/")
    mail.add_attachment(
        content, maintype=kind, subtype=subtype or "octet-stream", filename=_one_line(text(file, "name"))
    )


def _as_ticket_message(mail: EmailMessage, ticket: int, number: int, at: datetime) -> TicketMessage:
    """Return the mail as bytes that are the same every time: the boundary comes from the message, not from chance."""
    if mail.is_multipart():
        mail.set_boundary(f"=_ticket-{ticket}-{number}")
    raw = RawMessage(content=mail.as_bytes(), received_at=at, source="ticket", ticket_id=ticket)
    return TicketMessage(ticket_id=ticket, message_id=number, changed_at=at, raw=raw)


def _host(database: str) -> str:
    bare = "".join(c if c.isalnum() else "-" for c in database).strip("-")
    return f"{bare or 'odoo'}.tickets.invalid"
