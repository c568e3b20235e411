"""What must be answered, in which order? One topic for each thing the mail raises, with what the books say."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from triage.domain.codes import DateRole, Intent
from triage.domain.findings import Finding, Outcome
from triage.domain.reading import Claim
from triage.propose.grounds import Grounds

CONDITIONAL = "conditional"  # our own reason: the customer pays once something else is settled


@dataclass(frozen=True, slots=True)
class Topic:
    """One thing the sender raises: the claim's words, and the findings that agree in outcome and reason."""

    intent: Intent
    outcome: Outcome = Outcome.UNDECIDED
    reason: str = ""
    findings: tuple[tuple[int, Finding], ...] = ()  # with their index in the findings of the case
    claims: tuple[Claim, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """List the codes of what would decide it."""
        return tuple(dict.fromkeys(code for _, finding in self.findings for code in finding.missing))

    @property
    def first(self) -> Finding | None:
        """Return the finding that weighs most, or None where no check has spoken."""
        return self.findings[0][1] if self.findings else None


def topics_of(grounds: Grounds) -> list[Topic]:
    """List the topics in the order of the mail: claims first, then intents that no claim stands for.

    Topics that agree in intent, outcome and reason are one: several invoices get one answer.
    """
    topics = _merged([*_from_claims(grounds), *_from_intents(grounds)])
    if any(topic.intent.is_dispute for topic in topics):
        topics = [_conditional(topic) for topic in topics]
    return topics


def _conditional(topic: Topic) -> Topic:
    """Return a promise without a day, beside a dispute, as one that waits for the dispute: no day is asked for."""
    waits = topic.intent is Intent.PROMISE and topic.reason in ("promise_without_day", "")
    said = any(day.role is DateRole.PROMISED for claim in topic.claims for day in claim.dates)
    return replace(topic, reason=CONDITIONAL) if waits and not said else topic


def _from_claims(grounds: Grounds) -> Iterator[Topic]:
    """Make the topics of each claim; noise beside a real claim needs no answer."""
    for position, claim in enumerate(grounds.reading.claims):
        if claim.intent.is_noise:
            continue
        spoken = [(i, f) for i, f in enumerate(grounds.findings) if f.claim == position]
        yield from _split(claim.intent, spoken, (claim,))


def _from_intents(grounds: Grounds) -> Iterator[Topic]:
    """Make the topics of intents that have no claim of their own."""
    claimed = {claim.intent for claim in grounds.reading.claims}
    for intent in dict.fromkeys(grounds.reading.intents):
        if intent in claimed or intent.is_noise:
            continue
        if intent is Intent.UNCLEAR and (claimed or len(grounds.reading.intents) > 1):
            continue
        spoken = [(i, f) for i, f in enumerate(grounds.findings) if f.claim == -1 and f.intent is intent]
        yield from _split(intent, spoken, ())


def _split(intent: Intent, spoken: list[tuple[int, Finding]], claims: tuple[Claim, ...]) -> Iterator[Topic]:
    """Group the findings of one claim by outcome and reason; without any, the claim is undecided."""
    own = [(i, f) for i, f in spoken if f.intent is intent] or spoken
    own = _best_per_document(own)
    if not own:
        yield Topic(intent=intent, claims=claims)
        return
    groups = dict.fromkeys((finding.outcome, finding.reason) for _, finding in own)
    for outcome, reason in groups:
        found = tuple((i, f) for i, f in own if (f.outcome, f.reason) == (outcome, reason))
        yield Topic(intent=intent, outcome=outcome, reason=reason, findings=found, claims=claims)


def _best_per_document(spoken: list[tuple[int, Finding]]) -> list[tuple[int, Finding]]:
    """Keep, for each document, what is decided before what is not, and the larger amount at stake."""
    decided = {f.document for _, f in spoken if f.outcome is not Outcome.UNDECIDED}
    kept = [(i, f) for i, f in spoken if f.outcome is not Outcome.UNDECIDED or f.document not in decided]
    if decided and "" not in decided:
        kept = [(i, f) for i, f in kept if f.document or f.outcome is not Outcome.UNDECIDED]
    return sorted(kept, key=lambda pair: -(abs(pair[1].amount.value) if pair[1].amount else 0))


def _merged(topics: Iterable[Topic]) -> list[Topic]:
    """Join topics of the same intent, outcome and reason, at the place of the first."""
    joined: dict[tuple[Intent, Outcome, str], Topic] = {}
    for topic in topics:
        key = (topic.intent, topic.outcome, topic.reason)
        held = joined.get(key)
        joined[key] = topic if held is None else _join(held, topic)
    return list(joined.values())


def _join(held: Topic, more: Topic) -> Topic:
    """Return both topics as one; a finding that two claims share counts once."""
    findings = tuple(dict((*held.findings, *more.findings)).items())
    return replace(held, findings=findings, claims=(*held.claims, *more.claims))
