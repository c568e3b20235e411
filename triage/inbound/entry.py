"""How does a message enter? Checked, parsed within bounds, and put together as one Message."""

import hashlib
import re
from datetime import datetime
from email.headerregistry import DateHeader
from email.message import EmailMessage
from typing import Any

from triage.domain.failures import Refused, TooLarge
from triage.domain.message import Message, RawMessage
from triage.inbound import addresses, authentication, body, mime, newest, noise
from triage.inbound.limits import Limits

HEADER_LINE = re.compile(
    rb"^(?:From .{1,200}\r?\n|>From .{1,200}\r?\n)?(?:[ \t\r]*\n)*[!-9;-~]{1,100}[ \t]*:", re.DOTALL
)
MESSAGE_ID = re.compile(r"<([^<>\s]{1,990})>")


def is_message(head: bytes) -> str | None:
    """Return why the first bytes cannot begin an RFC 5322 message, or None when they can."""
    if not head.strip():
        return "the message is empty"
    if not HEADER_LINE.match(mime.with_line_ends(head.removeprefix(b"\xef\xbb\xbf"))[:70_000]):
        return "there is no header line at the beginning"
    return None


def parse(raw: RawMessage, *, limits: Limits | None = None) -> Message:
    """Return the message in these bytes, read within `limits`.

    Raises `TooLarge` over the size limit and `Refused` for what is no message (RFC 5322
    section 2.1). Whatever else is broken is noted in `defects`, and reading goes on.
    """
    limits = limits or Limits()
    if len(raw.content) > limits.max_bytes:
        raise TooLarge(f"over the limit of {limits.max_bytes} bytes")
    reason = is_message(raw.content[:70_000])
    if reason is not None:
        raise Refused(reason)
    mail, defects = mime.open_mail(raw.content, limits)
    content = body.read(mail, limits)
    words = newest.cut(content.text, content.quote_marks, subject=mime.header(mail, "Subject"))
    return _assemble(raw, mail, content, words, [*defects, *content.defects])


def _assemble(
    raw: RawMessage, mail: EmailMessage, content: body.Content, words: newest.Words, defects: list[str]
) -> Message:
    digest = hashlib.sha256(raw.content).hexdigest()
    sender = addresses.find_one(mime.header(mail, "From")) or addresses.find_one(mime.header(mail, "Sender"))
    subject = " ".join(mime.header(mail, "Subject").split())
    facts: dict[str, Any] = {
        "message_id": _first_id(mime.header(mail, "Message-ID")) or f"{digest[:32]}@no-message-id",
        "digest": digest,
        "path": raw.path,
        "sender": sender,
        "reply_to": addresses.find_one(mime.header(mail, "Reply-To")),
        "recipients": addresses.list_all(mime.header(mail, "To"), mime.header(mail, "Cc")),
        "subject": subject,
        "sent_at": _sent_at(mail, raw.received_at, defects),
        "received_at": raw.received_at,
        "in_reply_to": tuple(MESSAGE_ID.findall(mime.header(mail, "In-Reply-To"))),
        "references": tuple(MESSAGE_ID.findall(mime.header(mail, "References")))[-50:],
        "text": content.text,
        "reply": words.reply,
        "quoted": words.quoted,
        "signature": words.signature,
        "forwarded": words.forwarded,
        "attachments": content.attachments,
        "authentication": authentication.read(mail, content.trusted_authserv),
        "ticket_id": raw.ticket_id,
        "defects": tuple(dict.fromkeys(defects)),
    }
    return Message(noise=noise.list_signs(mail, noise.Said(subject, words.reply, content.text, sender)), **facts)


def _first_id(text: str) -> str:
    found = MESSAGE_ID.search(text)
    return found.group(1) if found else text.strip().strip("<>")[:990]


def _sent_at(mail: EmailMessage, received_at: datetime, defects: list[str]) -> datetime:
    """Return the Date with its zone, or the moment of receipt where there is none that can be read."""
    text = mime.header(mail, "Date")
    found: dict[str, Any] = {"defects": []}
    try:
        DateHeader.parse(text, found)
    except (ValueError, TypeError, IndexError, OverflowError):
        found = {}
    moment = found.get("datetime")
    if not isinstance(moment, datetime) or not 1990 < moment.year < 2200:
        defects.append("date")
        return received_at
    return moment if moment.tzinfo else moment.replace(tzinfo=received_at.tzinfo)
