"""How are the bytes opened without being hurt by them? The standard parser, within bounds."""

import re
from collections.abc import Iterator
from email import policy
from email.errors import MessageError
from email.message import EmailMessage, Message
from email.parser import BytesParser
from functools import lru_cache
from typing import Any, cast

from triage.domain.failures import Refused
from triage.inbound.limits import Limits

MOST_REMEMBERED = 1_000  # characters of a header value


class RememberingPolicy(policy.EmailPolicy):
    """The standard policy, which parses a header anew at every look, with the last results kept."""

    def header_fetch_parse(self, name: str, value: str) -> Any:
        """Return a header as the standard policy parses it."""
        if len(value) > MOST_REMEMBERED:
            return super().header_fetch_parse(name, value)
        return _parse_header(name, value)


@lru_cache(maxsize=512)
def _parse_header(name: str, value: str) -> Any:
    return policy.default.header_fetch_parse(name, value)


POLICY = RememberingPolicy(raise_on_defect=False, refold_source="none")
BOUNDARY = re.compile(rb"boundary\s*=", re.IGNORECASE)


def open_mail(content: bytes, limits: Limits) -> tuple[EmailMessage, list[str]]:
    """Return the parsed message and what had to be mended first; raises `Refused` when nothing helps."""
    defects: list[str] = []
    content = _mend(content, limits, defects)
    try:
        mail = cast(EmailMessage, BytesParser(_class=EmailMessage, policy=POLICY).parsebytes(content))
    except (MessageError, ValueError, IndexError, AttributeError, RecursionError, LookupError) as error:
        raise Refused(f"the message cannot be parsed ({type(error).__name__})") from None
    defects.extend(sorted({type(defect).__name__ for defect in mail.defects}))
    return mail, defects


def with_line_ends(content: bytes) -> bytes:
    """Return the bytes with LF line ends; a lone CR ends a line where there is no LF at all (old Macs)."""
    if b"\n" not in content:
        return content.replace(b"\r", b"\n")
    return content.replace(b"\r\n", b"\n")


def _mend(content: bytes, limits: Limits, defects: list[str]) -> bytes:
    """Return the bytes with NULs taken out, headers counted, and multipart nesting bounded."""
    content = content.removeprefix(b"\xef\xbb\xbf")
    if b"\n" not in content:
        content = with_line_ends(content)
    if b"\0" in content:
        defects.append("nul_bytes")
        content = content.replace(b"\0", b"")
    head, gap, rest = _split(content)
    lines = head.split(b"\n")
    if len(lines) > limits.max_headers:
        defects.append("too_many_headers")
        lines = lines[: limits.max_headers]
    shorter = _shorten_headers(lines, limits.max_header_chars)
    if shorter != lines:
        defects.append("long_header")
        lines = shorter
    if len(BOUNDARY.findall(rest)) > limits.max_parts:
        defects.append("too_many_parts")
        rest = _first_parts(rest, limits.max_parts)
    return b"\n".join(lines) + gap + rest


def _shorten_headers(lines: list[bytes], most: int) -> list[bytes]:
    """Return the header lines with each field, its folded lines included, cut at `most` bytes."""
    kept: list[bytes] = []
    size = 0
    for line in lines:
        size = size + len(line) if line[:1] in (b" ", b"\t") else len(line)
        if size <= most:
            kept.append(line)
        elif size - len(line) < most:
            kept.append(line[: most - (size - len(line))])
    return kept


def _split(content: bytes) -> tuple[bytes, bytes, bytes]:
    """Return headers, the empty line, and the body; line ends stay as they are."""
    found = re.search(rb"\r?\n\r?\n", content)
    if found is None:
        return content, b"", b""
    return content[: found.start()], found.group(), content[found.end() :]


def _first_parts(rest: bytes, count: int) -> bytes:
    """Return the body up to the `count`-th boundary: what nests deeper is not looked at."""
    for number, found in enumerate(BOUNDARY.finditer(rest)):
        if number >= count:
            return rest[: found.start()]
    return rest


def header(mail: Message, name: str) -> str:
    """Return a header as text, decoded as well as it can be; empty when missing or beyond reading."""
    try:
        value = mail.get(name)
        return "" if value is None else str(value).replace("\x00", "")
    except (ValueError, IndexError, AttributeError, TypeError, LookupError, RecursionError, MessageError):
        return next((str(v) for n, v in mail.raw_items() if n.lower() == name.lower()), "")


def headers(mail: Message, name: str) -> list[str]:
    """List all values of a header, topmost first."""
    try:
        return [str(value) for value in mail.get_all(name) or []]
    except (ValueError, IndexError, AttributeError, TypeError, LookupError, RecursionError, MessageError):
        return [str(v) for n, v in mail.raw_items() if n.lower() == name.lower()]


def walk(mail: EmailMessage, limits: Limits) -> Iterator[tuple[EmailMessage, int]]:
    """Yield each part with its depth, outermost first, within the limits of count and depth."""
    stack: list[tuple[EmailMessage, int]] = [(mail, 0)]
    seen = 0
    while stack and seen < limits.max_parts:
        part, depth = stack.pop()
        seen += 1
        yield part, depth
        if part.is_multipart() and depth < limits.max_depth:
            payload = part.get_payload()
            children = payload if isinstance(payload, list) else []
            stack.extend((child, depth + 1) for child in reversed(children) if isinstance(child, EmailMessage))
