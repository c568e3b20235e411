"""Where is a rule simply right? Signs that decide an intent before, or beside, what the classifier says."""

import re
from dataclasses import dataclass

from triage.domain.codes import Flag, Intent
from triage.domain.message import Attachment, Message, NoiseKind
from triage.understand.flags import INJECTION

RULES_VERSION = "1"
CERTAIN = 0.99
CONTENT_WORDS = 12
CODE = re.compile(r"```.*?(?:```|\Z)|<(?:script|code)\b.*?(?:</(?:script|code)>|\Z)", re.DOTALL | re.IGNORECASE)
SENTENCES = re.compile(r"[^.!?\n]*[.!?\n]+|[^.!?\n]+\Z")
DIRECTIVE = re.compile(
    r"\b(?:your|the|each)\s+(?:\w+\s+){0,2}(?:response|answer|output|reply|completion|implementation|code(?:base)?|algorithm|function|summary)s?\b"
    r"(?=.*\b(?:includ|integrat|insert|add|append|incorporat|embed|mention|introduc|substitut|replac|modif|us(?:e|ing)\b|begin|start|end\b|format|translat|rhym|emoji|tone|styl|sentence|snippet|subtl|stress|emphasi|promot|suggest|tease|express)\w*)"
    r"|\b(?:includ|integrat|insert|add|append|incorporat|embed|mention|introduc|substitut|replac|modif|appl|utiliz)\w*\b.{0,80}\b(?:your\s+(?:\w+\s+)?(?:response|answer|output|reply|completion|implementation|code(?:base)?|algorithm|function)s?|code\s+(?:block|snippet|section|excerpt|fragment|piece)s?)\b"
    r"|\bcode\s+(?:block|snippet|section|excerpt|fragment)s?\b.{0,80}\b(?:implementation|code(?:base)?|program|project|algorithm|function)\b",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a rule says: the intent it decides, how sure it is, and which words or header it saw."""

    rule: str
    intent: Intent
    confidence: float
    words: tuple[str, ...]


def rule_on(message: Message, flags: tuple[Flag, ...]) -> Ruling | None:
    """Return the ruling on a message, or None where its words must decide.

    A bounce is one by its headers or its daemon. An automatic reply is one only where the
    classifier finds no content (taxonomy.md, rule 9), so that is left to `settle_automatic`.
    """
    for sign in message.noise:
        if sign.kind is NoiseKind.BOUNCE and (sign.certain or not _has_business(message)):
            return Ruling("noise.bounce", Intent.BOUNCE, CERTAIN if sign.certain else 0.9, (sign.reason,))
        if sign.kind is NoiseKind.LOOP:
            return Ruling("noise.loop", Intent.AUTO_REPLY, CERTAIN, (sign.reason,))
    if not message.reply.strip() and not message.subject.strip():
        return Ruling("empty", Intent.UNCLEAR, 0.9, ())
    if Flag.INJECTION in flags and not _says_more(message.words):
        return Ruling("injection_only", Intent.SPAM, 0.95, (_first_injection(message),))
    return None


def _has_business(message: Message) -> bool:
    return len(message.reply.split()) > 200 and any(a for a in message.attachments if _is_document(a))


def _is_document(attachment: Attachment) -> bool:
    return attachment.name.lower().endswith((".pdf", ".xlsx", ".csv"))


def _first_injection(message: Message) -> str:
    found = INJECTION.search(message.words)
    return found.group()[:80] if found else ""


def without_commands(text: str) -> str:
    """Return the text without the sentences that try to command the reader (taxonomy.md, rule 10)."""
    kept = [part for part in re.split(r"(?<=[.!?])\s+|\n+", text) if part.strip() and not INJECTION.search(part)]
    return "\n".join(kept)


def without_directives(text: str) -> str:
    """Return the text without code and without sentences that tell a machine how to word its answer.

    Nobody pays or disputes by them, and they must not move the reading of what stands beside them.
    Where nothing else was said, the text is kept.
    """
    plain = CODE.sub("\n", text)
    kept = "".join(part for part in SENTENCES.findall(plain) if not DIRECTIVE.search(part))
    return kept if kept.strip() else text


def _says_more(text: str) -> bool:
    """Tell whether something is left once the commands are taken out: more than a greeting."""
    return len(re.findall(r"[^\W\d_]{3,}", without_commands(text))) >= CONTENT_WORDS
