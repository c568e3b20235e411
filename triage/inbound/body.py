"""Which text does a reader see, and what is attached? Parts chosen, decoded and bounded."""

import hashlib
import re
from dataclasses import dataclass, field
from email.message import EmailMessage

from triage.domain.message import Attachment
from triage.inbound import attachments, html, mime
from triage.inbound.limits import Limits

FALLBACK_CHARSETS = ("utf-8", "cp1252")
UNSAFE_NAME = re.compile(r"[\x00-\x1f\x7f<>:\"|?*\\/]+")
META_CHARSET = re.compile(rb"<meta[^>]+charset=[\"']?([A-Za-z0-9_\-]+)", re.IGNORECASE)


@dataclass(slots=True)
class Content:
    """The text (with quote marks where HTML clients put them) and the attachments."""

    text: str = ""
    quote_marks: bool = False
    attachments: tuple[Attachment, ...] = ()
    defects: list[str] = field(default_factory=list)
    trusted_authserv: tuple[str, ...] = ()


def read(mail: EmailMessage, limits: Limits) -> Content:
    """Return the readable content; plain text wins over HTML where both say the same."""
    content = Content(trusted_authserv=limits.trusted_authserv)
    plain: list[str] = []
    rich: list[str] = []
    found: list[Attachment] = []
    for part, _depth in mime.walk(mail, limits):
        if part.is_multipart():
            continue
        kind = part.get_content_type()
        if _is_attachment(part):
            found.append(_attachment(part, limits, content.defects))
        elif kind == "text/html":
            rich.append(_text(part, limits, content.defects))
        elif kind.startswith("text/") or kind == "message/delivery-status":
            plain.append(_text(part, limits, content.defects))
        elif kind != "application/octet-stream" or part.get_payload():
            found.append(_attachment(part, limits, content.defects))
    content.attachments = tuple(found)
    _choose(content, plain, rich, limits)
    return content


def _choose(content: Content, plain: list[str], rich: list[str], limits: Limits) -> None:
    """Set the text: HTML where it is much richer or alone, because hidden text is known only there."""
    written = "\n\n".join(text.strip() for text in plain if text.strip())
    seen = [html.to_text(text[: limits.max_html_bytes]) for text in rich]
    shown = "\n\n".join(view.text for view in seen if view.text)
    if any(view.hidden for view in seen):
        content.defects.append("hidden_text")
    if shown and (len(written) < 0.3 * len(shown) or not written.strip()):
        content.text, content.quote_marks = shown, True
    else:
        content.text = written
    if len(content.text) > limits.max_text_chars:
        content.defects.append("long_text")
        content.text = content.text[: limits.max_text_chars]


def _is_attachment(part: EmailMessage) -> bool:
    if part.get_content_disposition() == "attachment":
        return True
    return bool(_name(part)) and not part.get_content_type().startswith(("text/plain", "text/html"))


def _name(part: EmailMessage) -> str:
    """Return a file name that is safe to show and to keep: no path, no control characters."""
    try:
        name = part.get_filename() or ""
    except (ValueError, IndexError, AttributeError, TypeError, LookupError):
        name = ""
    name = name.replace("\\", "/").rsplit("/", 1)[-1]
    return UNSAFE_NAME.sub("_", name).strip(". ")[:150]


def _bytes(part: EmailMessage, defects: list[str]) -> bytes:
    """Return the decoded bytes; what a broken encoding leaves is kept."""
    try:
        payload = part.get_payload(decode=True)
    except (ValueError, AssertionError, TypeError, LookupError, RecursionError):
        defects.append("encoding")
        payload = None
    if isinstance(payload, bytes):
        return payload
    raw = part.get_payload()
    return raw.encode("utf-8", "surrogateescape") if isinstance(raw, str) else b""


def _text(part: EmailMessage, limits: Limits, defects: list[str]) -> str:
    """Return a text part by its charset, or by UTF-8, or by Windows-1252, which never fails here."""
    content = _bytes(part, defects)[: limits.max_html_bytes * 2]
    declared = part.get_content_charset() or ""
    if not declared and part.get_content_type() == "text/html":
        found = META_CHARSET.search(content[:4096])
        declared = found.group(1).decode("ascii") if found else ""
    text = decode(content, declared, defects)
    if part.get_param("format") == "flowed" and part.get_content_type() == "text/plain":
        text = _unflow(text, delete_space=str(part.get_param("delsp", "no")).lower() == "yes")
    return _fold_long_lines(text, limits)


def decode(content: bytes, declared: str, defects: list[str]) -> str:
    """Return bytes as text: by the declared charset, UTF-8, or Windows-1252, in this order."""
    for charset in (declared, *FALLBACK_CHARSETS):
        if not charset:
            continue
        try:
            return content.decode(charset)
        except (LookupError, UnicodeDecodeError, ValueError):
            defects.append("charset")
    return content.decode("cp1252", "replace")


def _unflow(text: str, *, delete_space: bool) -> str:
    """Return format=flowed text with soft line ends joined (RFC 3676 section 4.2)."""
    lines: list[str] = []
    soft = False
    for line in text.splitlines():
        stuffed = line[1:] if line.startswith(" ") else line
        quoted = line.startswith(">")
        if soft and not quoted and lines:
            lines[-1] = (lines[-1][:-1] if delete_space else lines[-1]) + stuffed
        else:
            lines.append(stuffed)
        soft = line.endswith(" ") and line != "-- " and not quoted
    return "\n".join(lines)


def _fold_long_lines(text: str, limits: Limits) -> str:
    """Return the text with lines beyond all reason cut, so that patterns stay quick."""
    if len(text) <= limits.max_line_chars:
        return text
    return "\n".join(line[: limits.max_line_chars] for line in text.splitlines())


def _attachment(part: EmailMessage, limits: Limits, defects: list[str]) -> Attachment:
    content = _bytes(part, defects)
    kind = part.get_content_type()
    name = _name(part) or f"part.{kind.rsplit('/', 1)[-1]}"
    text = ""
    if len(content) <= limits.max_attachment_bytes:
        text = attachments.find_text(content, kind, name, limits)
    else:
        defects.append("large_attachment")
    return Attachment(
        name=name,
        content_type=kind,
        size=len(content),
        digest=hashlib.sha256(content).hexdigest(),
        text=text,
        inline=part.get_content_disposition() == "inline",
    )
