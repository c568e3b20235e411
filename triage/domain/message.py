"""Who wrote what? The bytes as they came in, and the message read out of them."""

from datetime import datetime
from enum import StrEnum

from pydantic import AwareDatetime, Field

from triage.domain.noun import Noun


class RawMessage(Noun):
    """Bytes kept as received, with what the door knew about them."""

    content: bytes
    received_at: AwareDatetime
    source: str = "email"  # the door: email, lmtp, smtp, ticket, file
    path: str = ""  # the file it was read from; empty for other doors
    envelope_to: tuple[str, ...] = ()  # recipients of ours
    original_to: str = ""  # the address it was sent to, before the gateway resolved aliases
    ticket_id: int | None = None  # the Odoo ticket it came from, when it came from one


class Address(Noun):
    """A mailbox: `email` is lower-case and syntactically valid, `name` is as written."""

    email: str
    name: str = ""

    @property
    def domain(self) -> str:
        """Return the part after the @."""
        return self.email.rpartition("@")[2]


class Attachment(Noun):
    """A part that came with the message: its safe name, kind, size and the text read from it."""

    name: str
    content_type: str
    size: int
    digest: str  # sha256 of the decoded bytes
    text: str = ""  # empty where none could be read
    inline: bool = False


class NoiseKind(StrEnum):
    """What the headers and layout say about a message that no person wrote."""

    BOUNCE = "bounce"
    AUTO_REPLY = "auto_reply"
    LOOP = "loop"
    LIST = "list"
    SPAM = "spam"


class NoiseSign(Noun):
    """One reason to believe that nobody wrote this: `certain` means a standard says so."""

    kind: NoiseKind
    reason: str
    certain: bool = False


class Authentication(Noun):
    """What a trusted gateway found: each of pass, fail, none or unknown (RFC 8601)."""

    spf: str = "unknown"
    dkim: str = "unknown"
    dmarc: str = "unknown"


class Message(Noun):
    """The message as a person would see it, with the newest words cut out of the thread."""

    message_id: str  # without angle brackets; made from the digest where the sender gave none
    digest: str  # sha256 of the raw bytes
    path: str = ""
    sender: Address | None
    reply_to: Address | None = None
    recipients: tuple[Address, ...] = ()
    subject: str = ""
    sent_at: AwareDatetime
    received_at: AwareDatetime
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    text: str = ""  # the whole readable text
    reply: str = ""  # the newest words
    quoted: str = ""  # history below them
    signature: str = ""
    forwarded: bool = False
    attachments: tuple[Attachment, ...] = ()
    noise: tuple[NoiseSign, ...] = ()
    authentication: Authentication = Authentication()
    ticket_id: int | None = None
    defects: tuple[str, ...] = Field(default=(), description="what was broken and how we read on")

    @property
    def words(self) -> str:
        """Return subject and newest words: what the sender says now."""
        return f"{self.subject}\n\n{self.reply}".strip()

    @property
    def day(self) -> datetime:
        """Return the moment that relative dates count from, in the sender's own zone."""
        return self.sent_at
