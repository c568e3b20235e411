"""How are the bytes opened without being hurt by them? The standard parser, within bounds."""

import base64
import re
from collections.abc import Iterator
from email import policy
from email.errors import MessageError
from email.message import EmailMessage, Message
from email.parser import BytesFeedParser, BytesParser
from functools import lru_cache
from itertools import islice
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
BOUNDARY = re.compile(rb"boundary\s*=|^content-type[ \t]*:[ \t]*message/", re.IGNORECASE | re.MULTILINE)
PIECE = 64 * 1024  # bytes that the parser is fed at once


def open_mail(content: bytes, limits: Limits) -> tuple[EmailMessage, list[str]]:
    """Return the parsed message and what had to be mended first; raises `Refused` when nothing helps."""
    defects: list[str] = []
    content = _mend(content, limits, defects)
    try:
        mail = _parse(content)
    except RecursionError:
        defects.append("deep_nesting")
        mail = _parse_headers(content)
    except (MessageError, ValueError, AttributeError, LookupError) as error:
        raise Refused(f"the message cannot be parsed ({type(error).__name__})") from None
    return mail, defects


def _parse(content: bytes) -> EmailMessage:
    """Return the message, fed in pieces: the parser would hold all of it four times otherwise."""
    parser = BytesFeedParser(EmailMessage, policy=cast("policy.Policy[EmailMessage]", POLICY))
    for start in range(0, len(content), PIECE):
        parser.feed(content[start : start + PIECE])
    return parser.close()


def _parse_headers(content: bytes) -> EmailMessage:
    """Return the message with its body as it stands, in one piece."""
    return cast(EmailMessage, BytesParser(_class=EmailMessage, policy=POLICY).parsebytes(content, headersonly=True))


def reopen(part: EmailMessage) -> list[EmailMessage]:
    """List the parts of a multipart whose boundary was lost, found by the first line that begins with "--"."""
    body = part.get_payload()
    found = re.search(r"^--(\S{1,70})[ \t]*\r?$", body, re.MULTILINE) if isinstance(body, str) else None
    if found is None:
        return []
    head = f'Content-Type: multipart/mixed; boundary="{found.group(1)}"\n\n'
    try:
        again = _parse((head + str(body)).encode("utf-8", "surrogateescape"))
    except (MessageError, ValueError, AttributeError, LookupError, RecursionError):
        return []
    inner = again.get_payload()
    return [child for child in inner if isinstance(child, EmailMessage)] if isinstance(inner, list) else []


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
    rest = _shorten_body(rest, limits, defects)
    if len(BOUNDARY.findall(rest)) > limits.max_parts:
        defects.append("too_many_parts")
        rest = _first_parts(rest, limits.max_parts)
    return b"\n".join(lines) + gap + rest


def _shorten_body(content: bytes, limits: Limits, defects: list[str]) -> bytes:
    """Return the bytes without lines beyond the limit of count, and with endless lines of words cut."""
    if content.count(b"\n") > limits.max_lines:
        defects.append("too_many_lines")
        end = next(islice(re.finditer(b"\n", content), limits.max_lines, None)).start()
        content = content[:end]
    if len(content) > limits.max_html_bytes:
        lines = content.split(b"\n")
        short = [line[: limits.max_html_bytes] if _is_endless(line, limits) else line for line in lines]
        if short != lines:
            defects.append("long_line")
            content = b"\n".join(short)
    return content


def _is_endless(line: bytes, limits: Limits) -> bool:
    """Tell whether a line is beyond all reason and no base64, which some write in one line."""
    return len(line) > limits.max_html_bytes and b" " in line[: limits.max_line_chars]


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


def parameter(mail: Message, name: str) -> str:
    """Return a parameter of the Content-Type in lower case; empty when missing or beyond reading."""
    try:
        return str(mail.get_param(name, "") or "").lower()
    except (ValueError, IndexError, AttributeError, TypeError, LookupError, RecursionError, MessageError):
        return ""


def headers(mail: Message, name: str) -> list[str]:
    """List all values of a header, topmost first."""
    try:
        return [str(value) for value in mail.get_all(name) or []]
    except (ValueError, IndexError, AttributeError, TypeError, LookupError, RecursionError, MessageError):
        return [str(v) for n, v in mail.raw_items() if n.lower() == name.lower()]


def walk(mail: EmailMessage, limits: Limits, defects: list[str]) -> Iterator[EmailMessage]:
    """Yield the parts that hold something, in order, within the limits of count and depth.

    What was broken is noted in `defects`. A message in the message is one part.
    """
    stack: list[tuple[EmailMessage, int]] = [(mail, 0)]
    seen = 0
    while stack and seen < limits.max_parts:
        part, depth = stack.pop()
        seen += 1
        defects.extend(sorted({type(defect).__name__ for defect in part.defects}))
        children = _list_children(part) if depth < limits.max_depth else []
        stack.extend((child, depth + 1) for child in reversed(children))
        if not children and not (part.is_multipart() and part.get_content_maintype() == "multipart"):
            yield part
    if stack:
        defects.append("too_many_parts")


def _list_children(part: EmailMessage) -> list[EmailMessage]:
    """List the parts of a multipart, of one with its boundary lost as well."""
    if part.get_content_maintype() != "multipart":
        return []
    payload = part.get_payload()
    if not isinstance(payload, list):
        return reopen(part)
    return [child for child in payload if isinstance(child, EmailMessage)]


def inner(part: EmailMessage) -> EmailMessage | None:
    """Return the message in a message/rfc822 part, of one in base64 as well; None where there is none."""
    payload = part.get_payload()
    message = payload[0] if isinstance(payload, list) and payload else None
    if not isinstance(message, EmailMessage):
        return None
    if header(part, "Content-Transfer-Encoding").strip().lower() != "base64" or message.keys():
        return message
    try:
        return _parse(base64.b64decode("".join(str(message.get_payload()).split())))
    except (MessageError, ValueError, AttributeError, LookupError, RecursionError):
        return message


def fields(part: EmailMessage) -> str:
    """Return the fields of a report (RFC 3464, RFC 5965) as text, blocks apart."""
    payload = part.get_payload()
    blocks = [block for block in payload if isinstance(block, Message)] if isinstance(payload, list) else []
    texts = ["\n".join(f"{name}: {value}" for name, value in block.raw_items()) for block in blocks]
    said = [str(block.get_payload()) for block in blocks if isinstance(block.get_payload(), str)]
    return "\n\n".join(text for text in (*texts, *said) if text.strip())


def between_parts(mail: EmailMessage) -> list[str]:
    """List what stands outside all parts of a broken multipart: where no part has text, that is the text."""
    return [mail.epilogue] if mail.is_multipart() and isinstance(mail.epilogue, str) else []
