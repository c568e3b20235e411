"""Are two sets of bytes the same mail? What is left when the marks of its way here are taken off.

A gateway that did not hear our answer sends the same bytes again. One that delivers a mail to two of
our recipients puts other `Delivered-To` and `X-Original-To` lines on top of each copy, and `pipe`
may change the ends of lines. Whoever handed it to the gateway twice gives it another `Received` line.
"""

import hashlib
import re

# On top of a copy, put there at delivery (postconf(5), pipe(8) and local(8): flags D, O and R)
DELIVERY_LINES = re.compile(
    rb"\A(?:(?:Return-Path|X-Original-To|Delivered-To):[^\n]*(?:\n[ \t][^\n]*)*\n)+", re.IGNORECASE
)
ORIGINAL_TO = re.compile(rb"^X-Original-To:[ \t]*([^\r\n]+)", re.IGNORECASE | re.MULTILINE)
SAID = re.compile(rb"^(?:From|Date|Subject):[^\n]*(?:\n[ \t][^\n]*)*", re.IGNORECASE | re.MULTILINE)
DATE = re.compile(rb"^Date:", re.IGNORECASE | re.MULTILINE)
END_OF_HEAD = re.compile(rb"\n\n")


def digest_of(content: bytes) -> str:
    """Return the sha256 of bytes, as the tables keep it."""
    return hashlib.sha256(content).hexdigest()


def bare_digest(content: bytes) -> str:
    """Return the digest of a mail without the lines of this delivery, whatever its ends of lines."""
    return digest_of(DELIVERY_LINES.sub(b"", _with_plain_ends(content), count=1))


def body_digest(content: bytes) -> str:
    """Return the digest of what follows the header block; space at the very end does not count."""
    return digest_of(_halves(content)[1])


def stand_in_id(content: bytes) -> str | None:
    """Return a name for a mail whose sender gave it no Message-ID; None where it has no Date either.

    Made of From, Date, Subject and body: whoever hands the same mail to the gateway twice gets one case.
    """
    head, body = _halves(content)
    if not DATE.search(head):
        return None
    return f"{digest_of(b''.join((*SAID.findall(head), body)))}@no-message-id"


def purged_id(sender: str, message_id: str) -> str:
    """Return what is kept of sender and Message-ID of a mail that was purged: enough to know it again, no more."""
    return f"purged:{digest_of(f'{sender}{chr(0)}{message_id}'.encode())}"


def find_original_recipient(content: bytes) -> str:
    """Find the address that the mail was sent to before the gateway resolved aliases; empty when unknown.

    Only a line of this delivery counts: further down a sender may have written anything.
    """
    top = DELIVERY_LINES.match(_with_plain_ends(content[:16_384]))
    found = ORIGINAL_TO.search(top.group()) if top else None
    return found.group(1).decode("utf-8", "replace").strip() if found else ""


def _with_plain_ends(content: bytes) -> bytes:
    return content.replace(b"\r\n", b"\n") if b"\r\n" in content else content


def _halves(content: bytes) -> tuple[bytes, bytes]:
    plain = _with_plain_ends(content)
    cut = END_OF_HEAD.search(plain)
    return (plain, b"") if cut is None else (plain[: cut.start()], plain[cut.end() :].rstrip())
