"""What must a reader be warned of? Commands to the machine, changed bank details, lawyers, attachments, doubtful senders."""

import re
from functools import lru_cache

from triage.domain.codes import Flag
from triage.domain.message import Message
from triage.understand.command_words import COMMAND
from triage.understand.flag_words import ATTACHMENT, BANK_CHANGE, LEGAL, UNCHANGED

INJECTION = COMMAND
ADDRESS_DOMAIN = re.compile(r"[\w.+-]{1,64}@([a-z0-9](?:[a-z0-9-]{0,62})(?:\.[a-z0-9-]{2,63}){1,5})", re.IGNORECASE)
LONGEST = 200_000  # characters that are searched for commands


def domains_in(text: str) -> tuple[str, ...]:
    """List the domains of the mail addresses written in a text, lower case, in order, each once."""
    return tuple(dict.fromkeys(found.lower() for found in ADDRESS_DOMAIN.findall(text[:LONGEST])))


def find_injection(text: str) -> re.Match[str] | None:
    """Find text that tries to command the reader, in any of the eight languages."""
    return INJECTION.search(text)


@lru_cache(maxsize=8)  # the same words are asked about by flags, rules and finders
def find_commands(text: str) -> tuple[tuple[int, int], ...]:
    """List the places of all text that tries to command the reader."""
    return tuple(match.span() for match in INJECTION.finditer(text))


def tells_bank_change(text: str) -> bool:
    """Tell whether an account is said to be new or changed; "our details remain unchanged" is no change."""
    return any(UNCHANGED.search(text, max(0, m.start() - 40), m.end() + 40) is None for m in BANK_CHANGE.finditer(text))


def list_flags(message: Message) -> tuple[Flag, ...]:
    """List the warnings of a message, in a fixed order.

    The newest words, the subject and attachments' text are looked at for commands; a sender is
    unverified where no trusted gateway authenticated it (RFC 8601: DMARC passed, or SPF and DKIM).
    """
    words = message.words[:LONGEST]
    everything = "\n".join((words, *(attachment.text for attachment in message.attachments)))[:LONGEST]
    seen = {
        Flag.INJECTION: find_injection(everything) is not None,
        Flag.BANK_CHANGE: tells_bank_change(words),
        Flag.LEGAL: LEGAL.search(words) is not None,
        Flag.ATTACHMENT_MENTIONED: ATTACHMENT.search(words) is not None,
        Flag.SENDER_UNVERIFIED: not _is_verified(message),
    }
    return tuple(flag for flag, is_set in seen.items() if is_set)


def _is_verified(message: Message) -> bool:
    checks = message.authentication
    return checks.dmarc == "pass" or (checks.spf == "pass" and checks.dkim == "pass")
