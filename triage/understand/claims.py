"""What does the sender say is so? Each disputed or asserted thing with the figures that belong to it."""

import re
from collections.abc import Iterable, Sequence
from typing import TypeVar

from triage.domain.codes import Intent
from triage.domain.message import Message
from triage.domain.reading import Amount, Claim, DateMention, Quantity, Reference
from triage.understand.extract import Mentions

SENTENCE_END = re.compile(r"(?<=[.!?;])\s+(?=[^\d\s])|\n+")
# "…43 is fine": a document named only to say that nothing is wrong with it.
FINE = re.compile(
    r"\b(?:is|are|was|were)\s+(?:fine|ok(?:ay)?|correct|all\s+right|in\s+order|right|good|complete)\b|\b(?:no\s+(?:problem|issue|complaint)s?|nothing\s+wrong)\b|\b(?:ist|sind|war)\s+(?:\w+\s+)?(?:in\s+ordnung|ok|okay|richtig|korrekt|vollständig)\b|\bstimm(?:t|en)\b|"
    r"\b(?:est|sont)\s+(?:bon(?:ne)?s?|correcte?s?|ok|conformes?|en\s+ordre)\b|\b(?:is|zijn)\s+(?:\w+\s+)?(?:in\s+orde|goed|correct|oké?|akkoord)\b|\bklopt\b|\best(?:á|án)\s+(?:bien|correct[oa]s?|ok|conforme)\b|\b(?:è|sono)\s+(?:\w+\s+)?(?:corrett[oaie]|ok|a\s+posto|giust[oaie]|regolar[ei]|in\s+ordine)\b|\bva\s+bene\b|"
    r"\best(?:á|ão)\s+(?:cert[oa]s?|correct[oa]s?|bem|ok|em\s+ordem|conforme)\b|\b(?:jest|są)\s+(?:\w+\s+)?(?:w\s+porządku|ok|poprawn\w+|prawidłow\w+|zgodn\w+)\b|\bsię\s+zgadza(?:ją)?\b",
    re.IGNORECASE,
)
CLAUSE_END = re.compile(
    r"[,;.!?:]\s|\n|\s(?:but|while|aber|während|mais|maar|pero|ma|mas|ale|natomiast)\s", re.IGNORECASE
)
T = TypeVar("T", Reference, Amount, Quantity, DateMention)
LONGEST_QUOTE = 400


def list_claims(message: Message, intents: Sequence[Intent], mentions: Mentions) -> tuple[Claim, ...]:
    """Return a claim per intent and contested document, each with its own figures and the words it stands on.

    A document that the sender calls right belongs to no dispute. Where every figure stands in one
    sentence with one document, it is bound to it; figures that stand alone go to the only claim.
    """
    contested = _contested(message, mentions)
    spans = _sentences(message.reply)
    claims: list[Claim] = []
    for number, intent in enumerate(intents):
        if intent.is_noise or intent is Intent.UNCLEAR:
            continue
        if number == 0 and len(contested) > 1 and _each_has_its_own(spans, contested, mentions):
            claims.extend(
                _claim_of_document(message, intent, reference, spans, contested, mentions) for reference in contested
            )
        else:
            claims.append(_whole_claim(message, intent, contested, mentions))
    return tuple(claims)


def _whole_claim(message: Message, intent: Intent, references: Iterable[Reference], mentions: Mentions) -> Claim:
    return Claim(
        intent=intent,
        quote=_shorten(message.reply or message.subject),
        references=tuple(references),
        amounts=mentions.amounts,
        quantities=mentions.quantities,
        dates=mentions.dates,
    )


def _contested(message: Message, mentions: Mentions) -> tuple[Reference, ...]:
    """Return the references without those that the sender only names to say that they are right."""
    kept = tuple(ref for ref in mentions.references if not _is_called_fine(message.reply, ref))
    return kept or mentions.references


def _is_called_fine(text: str, reference: Reference) -> bool:
    if reference.place is None or reference.place.part != "reply":
        return False
    clause = CLAUSE_END.split(text[reference.place.end : reference.place.end + 90])[0]
    return FINE.search(clause) is not None


def _sentences(text: str) -> list[tuple[int, int]]:
    """Return the places of the sentences and lines of a text."""
    spans: list[tuple[int, int]] = []
    start = 0
    for match in SENTENCE_END.finditer(text):
        spans.append((start, match.start()))
        start = match.end()
    spans.append((start, len(text)))
    return [(a, b) for a, b in spans if text[a:b].strip()]


def _span_of(
    spans: list[tuple[int, int]], mention: Reference | Amount | Quantity | DateMention
) -> tuple[int, int] | None:
    place = mention.place
    if place is None or place.part != "reply":
        return None
    return next(((a, b) for a, b in spans if a <= place.start < b), None)


def _each_has_its_own(spans: list[tuple[int, int]], references: Sequence[Reference], mentions: Mentions) -> bool:
    """Tell whether two or more documents stand in sentences of their own that hold figures."""
    figures = [*mentions.amounts, *mentions.quantities]
    homes = {_span_of(spans, ref) for ref in references} - {None}
    with_figures = {_span_of(spans, figure) for figure in figures} & homes
    return (
        len(homes) >= 2 and len(with_figures) >= 2 and len(homes) == len([r for r in references if _span_of(spans, r)])
    )


def _claim_of_document(
    message: Message,
    intent: Intent,
    reference: Reference,
    spans: list[tuple[int, int]],
    references: Sequence[Reference],
    mentions: Mentions,
) -> Claim:
    """Return the claim about one document, with the figures of its sentence and of those that name no other."""
    start, end = _reach(spans, reference, references)

    def own(found: Iterable[T]) -> tuple[T, ...]:
        return tuple(m for m in found if m.place and m.place.part == "reply" and start <= m.place.start < end)

    return Claim(
        intent=intent,
        quote=_shorten(message.reply[start:end]),
        references=(reference,),
        amounts=own(mentions.amounts),
        quantities=own(mentions.quantities),
        dates=own(mentions.dates),
    )


def _reach(spans: list[tuple[int, int]], reference: Reference, references: Sequence[Reference]) -> tuple[int, int]:
    """Return the text from a document's sentence up to the next sentence that names another one."""
    home = _span_of(spans, reference) or spans[0]
    others = sorted(span[0] for ref in references if ref is not reference and (span := _span_of(spans, ref)))
    following = next((start for start in others if start > home[0]), spans[-1][1])
    return home[0], following


def _shorten(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= LONGEST_QUOTE else words[: LONGEST_QUOTE - 1] + "…"
