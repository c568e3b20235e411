"""Which text does a reader see, and what is attached? Parts chosen, decoded and bounded."""

import base64
import hashlib
import re
from dataclasses import dataclass, field
from email.errors import InvalidBase64LengthDefect
from email.message import EmailMessage

from triage.domain.message import Attachment
from triage.inbound import attachments, html, mime
from triage.inbound.limits import Limits

FALLBACK_CHARSETS = ("utf-8", "cp1252")
UNSAFE_NAME = re.compile(r"[\x00-\x1f\x7f<>:\"|?*\\/]+")
NO_BASE64 = bytes(set(range(256)) - set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"))
DEEPEST_MESSAGE = 5  # messages in messages
META_CHARSET = re.compile(rb"<meta[^>]{1,500}charset=[\"']?([A-Za-z0-9_\-]+)", re.IGNORECASE)


@dataclass(slots=True)
class Content:
    """The text (with quote marks where HTML clients put them) and the attachments."""

    text: str = ""
    quote_marks: bool = False
    attachments: tuple[Attachment, ...] = ()
    defects: list[str] = field(default_factory=list)
    trusted_authserv: tuple[str, ...] = ()


def read(mail: EmailMessage, limits: Limits, *, depth: int = 0) -> Content:
    """Return the readable content; plain text wins over HTML where both say the same.

    A message in the message is an attachment, whose text is read through where nothing else is said.
    """
    content = Content(trusted_authserv=limits.trusted_authserv)
    heap = _Heap()
    for part in mime.walk(mail, limits, content.defects):
        _sort(part, heap, content.defects, limits, depth)
    content.attachments = tuple(heap.attachments[: limits.max_parts])
    _choose(content, heap.plain, heap.rich, limits)
    if not content.text.strip():
        left = [*heap.inner, *mime.between_parts(mail)]
        content.text = "\n\n".join(text.strip() for text in left if text.strip())[: limits.max_text_chars]
    return content


@dataclass(slots=True)
class _Heap:
    """Parts on their heaps while a message is read."""

    plain: list[str] = field(default_factory=list)
    rich: list[str] = field(default_factory=list)
    inner: list[str] = field(default_factory=list)  # words of a message in the message, fields of a report
    attachments: list[Attachment] = field(default_factory=list)


def _sort(part: EmailMessage, heap: _Heap, defects: list[str], limits: Limits, depth: int) -> None:
    """Put a part on its heap."""
    kind = part.get_content_type()
    if kind.startswith("message/") and part.is_multipart():
        _open_inner(part, heap, defects, limits, depth)
    elif kind.startswith(("multipart/", "message/")) and part.get_content_disposition() != "attachment":
        heap.plain.append(_text(part, limits, defects))
    elif _is_attachment(part):
        heap.attachments.append(_attachment(part, limits, defects))
    elif kind == "text/html":
        heap.rich.append(_text(part, limits, defects))
    elif kind.startswith("text/"):
        heap.plain.append(_text(part, limits, defects))
    elif kind != "application/octet-stream" or part.get_payload():
        heap.attachments.append(_attachment(part, limits, defects))


def _open_inner(part: EmailMessage, heap: _Heap, defects: list[str], limits: Limits, depth: int) -> None:
    """Read a report's fields, or a message in the message with what is attached to it."""
    if part.get_content_type() != "message/rfc822":
        heap.inner.append(mime.fields(part))
        return
    message = mime.inner(part)
    if message is None or depth >= DEEPEST_MESSAGE:
        defects.append("deep_nesting")
        return
    content = read(message, limits, depth=depth + 1)
    heap.inner.append(content.text)
    defects.extend(content.defects)
    text = content.text.encode("utf-8", "replace")
    subject = UNSAFE_NAME.sub("_", mime.header(message, "Subject")).strip(". ")[:100]
    heap.attachments.append(
        Attachment(
            name=_name(part) or f"{subject or 'message'}.eml",
            content_type="message/rfc822",
            size=len(text),
            digest=hashlib.sha256(text).hexdigest(),
            text=content.text[: limits.max_attachment_chars],
            inline=part.get_content_disposition() == "inline",
        )
    )
    heap.attachments.extend(content.attachments)


def _choose(content: Content, plain: list[str], rich: list[str], limits: Limits) -> None:
    """Set the text: HTML where it is much richer or alone, because hidden text is known only there."""
    written = "\n\n".join(text.strip() for text in plain if text.strip())
    if any(len(text) > limits.max_html_bytes for text in (*plain, *rich)):
        content.defects.append("long_text")
    seen = [html.to_text(text[: limits.max_html_bytes]) for text in rich]
    content.defects.extend(dict.fromkeys(defect for view in seen for defect in view.defects))
    shown = _fold_long_lines("\n\n".join(view.text for view in seen if view.text), limits, content.defects)
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
        return _mended_base64(part, payload, defects)
    raw = part.get_payload()
    return raw.encode("utf-8", "surrogateescape") if isinstance(raw, str) else b""


def _mended_base64(part: EmailMessage, payload: bytes, defects: list[str]) -> bytes:
    """Return the bytes of base64 that was cut off, up to its last whole byte; others as they are."""
    if not any(isinstance(defect, InvalidBase64LengthDefect) for defect in part.defects):
        return payload
    code = payload.translate(None, delete=NO_BASE64)
    defects.append("truncated_base64")
    return base64.b64decode(code[: len(code) // 4 * 4])


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
    return text if part.get_content_type() == "text/html" else _fold_long_lines(text, limits, defects)


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


def _fold_long_lines(text: str, limits: Limits, defects: list[str]) -> str:
    """Return the text with lines beyond all reason cut, so that patterns stay quick."""
    if len(text) <= limits.max_line_chars:
        return text
    lines = text.splitlines()
    if any(len(line) > limits.max_line_chars for line in lines):
        defects.append("long_line")
    return "\n".join(line[: limits.max_line_chars] for line in lines)


def _attachment(part: EmailMessage, limits: Limits, defects: list[str]) -> Attachment:
    content = _bytes(part, defects)
    kind = part.get_content_type()
    name = _name(part) or f"part.{kind.rsplit('/', 1)[-1]}"
    text = ""
    if len(content) <= limits.max_attachment_bytes:
        text = attachments.find_text(content, kind, name, limits, defects)
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
