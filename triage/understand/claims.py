"""What does the sender say is so? Each disputed or asserted thing with the figures that belong to it."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TypeVar

from triage.domain.codes import Intent, ReferenceKind
from triage.domain.message import Message
from triage.domain.reading import Amount, Claim, DateMention, Quantity, Reference
from triage.understand.claim_shares import share_of
from triage.understand.extract import Mentions

SENTENCE_END = re.compile(r"(?<=[.!?;])\s+(?=[^\d\s])|\n+")
# "…43 is fine": a document named only to say that nothing is wrong with it.
FINE = re.compile(
    r"\b(?:is|are|was|were)\s+(?:fine|ok(?:ay)?|correct|all\s+right|in\s+order|right|good|complete)\b|\b(?:no\s+(?:problem|issue|complaint)s?|nothing\s+wrong)\b|\b(?:ist|sind|war)\s+(?!(?:not|nicht|niet|pas|no|non|não|nie)\b)(?:\w+\s+)?(?:in\s+ordnung|ok|okay|richtig|korrekt|vollständig)\b|\bstimm(?:t|en)\b|"
    r"\b(?:est|sont)\s+(?:bon(?:ne)?s?|correcte?s?|ok|conformes?|en\s+ordre)\b|\b(?:is|zijn)\s+(?!(?:not|nicht|niet|pas|no|non|não|nie)\b)(?:\w+\s+)?(?:in\s+orde|goed|correct|oké?|akkoord)\b|\bklopt\b|\best(?:á|án)\s+(?:bien|correct[oa]s?|ok|conforme)\b|\b(?:è|sono)\s+(?!(?:not|nicht|niet|pas|no|non|não|nie)\b)(?:\w+\s+)?(?:corrett[oaie]|ok|a\s+posto|giust[oaie]|regolar[ei]|in\s+ordine)\b|\bva\s+bene\b|"
    r"\best(?:á|ão)\s+(?:cert[oa]s?|correct[oa]s?|bem|ok|em\s+ordem|conforme)\b|\b(?:jest|są)\s+(?!(?:not|nicht|niet|pas|no|non|não|nie)\b)(?:\w+\s+)?(?:w\s+porządku|ok|poprawn\w+|prawidłow\w+|zgodn\w+)\b|\bsię\s+zgadza(?:ją)?\b",
    re.IGNORECASE,
)
CLAUSE_END = re.compile(
    r"[,;.!?:]\s|\n|\s(?:but|while|aber|während|mais|maar|pero|ma|mas|ale|natomiast)\s", re.IGNORECASE
)
T = TypeVar("T", Reference, Amount, Quantity, DateMention)
LONGEST_QUOTE = 400
LAST = 10**9  # behind every text


def list_claims(message: Message, intents: Sequence[Intent], mentions: Mentions) -> tuple[Claim, ...]:
    """Return a claim per intent and contested document, each with its own figures and the words it stands on.

    A document that the sender calls right belongs to no dispute. Where two documents of one kind stand in
    sentences of their own with figures, each is a claim. Beside a promise, the promised sum and day belong
    to the promise and the rest to the dispute.
    """
    told = _Told(message, _sentences(message.reply))
    claims: list[Claim] = []
    for number, intent in enumerate(intents):
        if intent.is_noise or intent is Intent.UNCLEAR:
            continue
        share = share_of(intent, intents, mentions)
        own = told.documents_of(intent, intents, share, mentions)
        homes = told.homes_with_figures(own, share) if number == 0 else []
        if len(homes) > 1:
            claims.extend(told.claim_at(intent, homes, place, own, share) for place in range(len(homes)))
        else:
            claims.append(_whole_claim(message, intent, own, share))
    return tuple(claims)


def _whole_claim(message: Message, intent: Intent, references: Iterable[Reference], mentions: Mentions) -> Claim:
    return Claim(
        intent=intent,
        quote=_shorten(message.reply or message.subject),
        references=tuple(references),
        amounts=_said_once(mentions.amounts),
        quantities=_said_once(mentions.quantities),
        dates=mentions.dates,
    )


Figures = TypeVar("Figures", Amount, Quantity)


def _said_once(figures: Sequence[Figures]) -> tuple[Figures, ...]:
    """Return the figures without those of the subject that the text says again: "2 pumps missing" is not four."""
    said = {(f.value, f.role) for f in figures if f.place and f.place.part == "reply"}
    return tuple(f for f in figures if not (f.place and f.place.part == "subject" and (f.value, f.role) in said))


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


class _Told:
    """What is told where: the sentences of the newest words, and the documents and figures in them."""

    def __init__(self, message: Message, spans: list[tuple[int, int]]) -> None:
        self.message = message
        self.spans = spans

    def home(self, mention: Reference | Amount | Quantity | DateMention) -> tuple[int, int] | None:
        """Return the sentence in which something is named, None for the subject and attachments."""
        if mention.place is None or mention.place.part != "reply":
            return None
        number = bisect_right(self.spans, (mention.place.start, LAST)) - 1
        return self.spans[number] if number >= 0 else None

    def homes(self, figures: Iterable[Amount | Quantity | DateMention]) -> set[tuple[int, int]]:
        """Return the sentences in which figures are named."""
        return {home for figure in figures if (home := self.home(figure)) is not None}

    def documents_of(
        self, intent: Intent, intents: Sequence[Intent], share: Mentions, mentions: Mentions
    ) -> tuple[Reference, ...]:
        """Return the documents an intent is about: none called right, none of another intent's sentences."""
        contested = tuple(ref for ref in mentions.references if not _is_called_fine(self.message.reply, ref))
        contested = contested or mentions.references
        if len(intents) < 2:
            return contested
        own = self.homes((*share.amounts, *share.dates, *share.quantities))
        foreign = self.homes((*mentions.amounts, *mentions.dates)) - own
        kept = tuple(ref for ref in contested if self.home(ref) not in foreign)
        if not intent.is_dispute and own:
            kept = tuple(ref for ref in mentions.references if self.home(ref) in own) or kept
        return kept or contested

    def homes_with_figures(self, documents: Sequence[Reference], share: Mentions) -> list[tuple[int, int]]:
        """Return the sentences that name a document of the most named kind together with a figure of its own."""
        kinds = Counter(ref.kind for ref in documents if self.home(ref) is not None)
        if not kinds:
            return []
        main = max(kinds, key=lambda kind: (kinds[kind], kind is ReferenceKind.INVOICE))
        figures = self.homes((*share.amounts, *share.quantities))
        homes = {home for ref in documents if ref.kind is main and (home := self.home(ref)) in figures and home}
        return sorted(homes)

    def claim_at(
        self, intent: Intent, homes: list[tuple[int, int]], number: int, documents: Sequence[Reference], share: Mentions
    ) -> Claim:
        """Return the claim that begins in one sentence and reaches to the next such sentence."""
        start = homes[number][0] if number else 0
        end = homes[number + 1][0] if number + 1 < len(homes) else LAST

        def own(found: Iterable[T]) -> tuple[T, ...]:
            return tuple(m for m in found if m.place and m.place.part == "reply" and start <= m.place.start < end)

        return Claim(
            intent=intent,
            quote=_shorten(self.message.reply[homes[number][0] : end]),
            references=own(documents),
            amounts=own(share.amounts),
            quantities=own(share.quantities),
            dates=own(share.dates),
        )


def _shorten(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= LONGEST_QUOTE else words[: LONGEST_QUOTE - 1] + "…"
