"""What do we answer? The reply as sentences, each bound to evidence, in the customer's language."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from triage.domain.codes import Flag, Intent
from triage.domain.findings import Outcome
from triage.domain.proposal import Step, StepKind
from triage.propose.asks import wishes_of
from triage.propose.grounds import Grounds
from triage.propose.lock import Bindings, LockedText, Unbound, lock
from triage.propose.phrases import Phrasebook
from triage.propose.policy import Policy
from triage.propose.tokens import bind_topic
from triage.propose.topics import Topic

# Intents whose answer goes on with what we do about it; the others say so themselves.
CONTESTED = {Intent.DEDUCTION, Intent.REFUND_REQUEST, *(i for i in Intent if i.is_dispute)}
# Intents whose answer may give the finding's reason in place of its outcome.
REASONED = {*CONTESTED, Intent.PROMISE, Intent.REMITTANCE, Intent.ORDER_CHANGE, Intent.ORDER_RETURN}
SAME_REASON = {"short_by_discount": "paid_short", "payment_on_another_invoice": "paid_another_invoice"}
# Answers that begin with thanks of their own need none before them.
THANKING = {Intent.PROMISE, Intent.REMITTANCE, Intent.QUOTE, Intent.ACCOUNT_UPDATE}
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of the reply: `kind` is courtesy, claim (the customer's word) or finding (ours, word for word)."""

    text: LockedText
    kind: str
    paragraph: int
    subject: str = ""  # intent it answers


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply before it is rendered."""

    salutation: LockedText
    sentences: tuple[Sentence, ...]
    wishes: tuple[str, ...]  # codes of what is asked for
    subject: LockedText


def reply_to(
    topics: list[Topic], grounds: Grounds, policy: Policy, steps: list[Step], book: Phrasebook
) -> Reply | None:
    """Return the reply that answers every topic in order, or None where nobody must answer."""
    if not topics or Flag.LOOKALIKE_DOMAIN in grounds.reading.flags:
        return None
    if not grounds.is_proven:
        return _cautious(topics, book)
    legal = any(t.intent is Intent.INSOLVENCY for t in topics)
    answered = [t for t in topics if t.intent is Intent.INSOLVENCY] if legal else _with_bank(topics, grounds)
    sentences = [_opening(book)]
    for number, topic in enumerate(answered, start=1):
        sentences += _answer(topic, grounds, steps, book, number)
    if answered[0].intent in THANKING:
        sentences = [_as_opening(sentences[1], book), *sentences[2:]]
    wishes = () if legal else tuple(wishes_of(answered, grounds, policy))
    return Reply(
        _salutation(grounds, book), _without_echoes(sentences), wishes, _subject(answered, grounds, steps, book)
    )


def _with_bank(topics: list[Topic], grounds: Grounds) -> list[Topic]:
    """Add the answer about bank details where only a flag speaks of them."""
    flagged = Flag.BANK_CHANGE in grounds.reading.flags
    if flagged and all(t.intent is not Intent.BANK_DETAILS for t in topics):
        return [*topics, Topic(Intent.BANK_DETAILS)]
    return topics


def _cautious(topics: list[Topic], book: Phrasebook) -> Reply:
    """Answer a writer who is not proven: no name, no figure, no document."""
    sentences = [_opening(book)]
    general = [t for t in topics if t.intent in (Intent.INSOLVENCY, Intent.BANK_DETAILS)]
    for topic in general:
        text = lock(book.topics[topic.intent].for_outcome(topic.outcome)[0], Bindings(), book.macros)
        sentences += [Sentence(part, "finding", 1, topic.intent.value) for part in _sentences(text)]
    if all(topic.intent is not Intent.INSOLVENCY for topic in general):
        plain = lock(book.frame["unproven"], Bindings())
        sentences += [Sentence(part, "finding", 2) for part in _sentences(plain)]
    title = Bindings()
    title.bind("title", book.topics[topics[0].intent].title, ["reading"])
    return Reply(lock(book.frame["salutation_plain"], Bindings()), tuple(sentences), (), lock("{title}", title))


def _opening(book: Phrasebook) -> Sentence:
    return Sentence(lock(book.frame["opening"], Bindings()), "courtesy", 0)


def _as_opening(sentence: Sentence, book: Phrasebook) -> Sentence:
    """Return a first sentence that follows the salutation: after a comma some languages begin in lower case."""
    template = sentence.text.template
    if book.frame["opening"][:1].islower():
        template = template[:1].lower() + template[1:]
    return replace(sentence, text=replace(sentence.text, template=template))


def _salutation(grounds: Grounds, book: Phrasebook) -> LockedText:
    """Greet a person by the name in the books, a company without one."""
    partner = grounds.partner
    sender = grounds.message.sender
    if partner and not partner.is_company and partner.name and sender and partner.email == sender.email:
        bindings = Bindings()
        bindings.bind("contact", partner.name, [partner.evidence("name").key])
        return lock(book.frame["salutation"], bindings)
    return lock(book.frame["salutation_plain"], Bindings())


def _subject(topics: list[Topic], grounds: Grounds, steps: list[Step], book: Phrasebook) -> LockedText:
    """Name the first topic and its documents."""
    bindings = bind_topic(topics[0], grounds, steps, book.language)
    bindings.bind("title", book.topics[topics[0].intent].title, ["reading"])
    for token in ("invoice", "credit_note", "order", "delivery"):
        if token in bindings.tokens:
            bindings.tokens["documents"] = bindings.tokens[token]
    return lock(book.frame["subject"], bindings)


def _answer(topic: Topic, grounds: Grounds, steps: list[Step], book: Phrasebook, number: int) -> Iterator[Sentence]:
    """Say one topic's sentences: the claim as the customer's word, then what the books say and what we do."""
    bindings = bind_topic(topic, grounds, steps, book.language)
    parts = [*_sentences(_said(topic, bindings, book)), *_follow_up(topic, bindings, book)]
    for position, part in enumerate(parts):
        is_claim = position == 0 and not set(part.template.casefold().split()) & set(book.negations)
        yield Sentence(part, "claim" if is_claim else "finding", number, topic.intent.value)


def _said(topic: Topic, bindings: Bindings, book: Phrasebook) -> LockedText:
    """Return the first variant whose tokens are all bound; a known reason replaces what the outcome would say."""
    text = _by_outcome(topic, bindings, book)
    code = SAME_REASON.get(topic.reason, topic.reason)
    if code not in book.reasons or topic.intent not in REASONED:
        return text
    reason = lock(book.reasons[code], bindings, book.macros).template
    echo = _SENTENCE_END.split(text.template)[0]
    return replace(text, template=f"{echo} {reason[:1].upper()}{reason[1:]}")


def _by_outcome(topic: Topic, bindings: Bindings, book: Phrasebook) -> LockedText:
    variants = book.topics[topic.intent].for_outcome(topic.outcome)
    for variant in variants[:-1]:
        try:
            return lock(variant, bindings, book.macros)
        except Unbound:
            continue
    return lock(variants[-1], bindings, book.macros)


def _follow_up(topic: Topic, bindings: Bindings, book: Phrasebook) -> Iterator[LockedText]:
    """Say what follows from the outcome of something contested."""
    if topic.intent not in CONTESTED:
        return
    if topic.outcome is Outcome.SUPPORTED:
        yield from _supported(topic, bindings, book)
    elif topic.outcome is Outcome.REFUTED:
        # a posted credit note that is not set off yet lowers what is asked for: the figure would be too high
        if "open" in bindings.tokens and "due" in bindings.tokens and topic.reason != "credit_note_posted":
            yield lock(book.next["settle" if "overdue" in bindings.marks else "remains_due"], bindings)
        yield lock(book.next["otherwise"], bindings)
    else:
        yield lock(book.next["checking"], bindings)


def _supported(topic: Topic, bindings: Bindings, book: Phrasebook) -> Iterator[LockedText]:
    """Say that it is looked at; nothing is granted, and a late delivery without a penalty has nothing to grant."""
    if topic.intent is Intent.LATE_DELIVERY and "amount" not in bindings.tokens:
        yield lock(book.next["checking" if topic.reason == "still_not_delivered" else "no_penalty"], bindings)
        return
    if "partial" in bindings.marks and topic.reason != "deducted_too_much":
        yield lock(book.next["partial"], bindings)
    yield lock(book.next["review"], bindings)


def _sentences(text: LockedText) -> list[LockedText]:
    """Cut a text at its sentence ends; tokens are whole, so no number or name is cut."""
    return [replace(text, template=part) for part in _SENTENCE_END.split(text.template) if part]


def _without_echoes(sentences: list[Sentence]) -> tuple[Sentence, ...]:
    """Say a sentence that returns word for word only the last time."""
    last = {sentence.text.text: position for position, sentence in enumerate(sentences)}
    return tuple(s for position, s in enumerate(sentences) if last[s.text.text] == position)


def is_answered(steps: list[Step]) -> bool:
    """Tell whether a reply is among the steps."""
    return any(step.kind is StepKind.REPLY for step in steps)
