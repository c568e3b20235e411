"""How good is one proposal? Claims answered, nothing unbound, first step, holds, length and ease of the draft."""

import re
from dataclasses import dataclass

from triage.domain.clearance import Clearance
from triage.domain.codes import Flag, Intent
from triage.domain.proposal import Proposal
from triage.odoo.sandbox.description import Situation
from triage.propose import Grounds
from triage.propose.phrases import phrasebook
from triage.propose.topics import topics_of

ALARMS = (Flag.INJECTION, Flag.BANK_CHANGE, Flag.LEGAL, Flag.LOOKALIKE_DOMAIN)


@dataclass(frozen=True, slots=True)
class Score:
    """What was found about one proposal."""

    situation: str
    language: str
    segment: str
    claims: int
    unanswered: int
    unbound: bool
    first_step_expected: bool  # the truth names one
    first_step_right: bool
    held: bool
    hold_expected: bool
    words: int
    ease: float  # words in a sentence plus the share of words of seven letters and more (LIX, 1968); below 50 is plain
    model_wrote: bool
    refused: bool
    cost: float
    milliseconds: float


def score_of(
    situation: Situation, grounds: Grounds, proposal: Proposal, verdict: Clearance, run: tuple[str, float]
) -> Score:
    """Return the score of a proposal against the situation's truth; `run` is the segment and the milliseconds."""
    body = proposal.draft.body if proposal.draft else ""
    expected = situation.truth.first_step if situation.truth else None
    first = proposal.steps[0].kind if proposal.steps else None
    costs = [proposal.versions.get(name, "") for name in ("cost", "summary_cost")]
    return Score(
        situation=situation.id,
        language=grounds.reading.language,
        claims=len(topics_of(grounds)),
        unanswered=unanswered(grounds, proposal),
        unbound=any(hold.guard == "grounding" for hold in verdict.holds),
        first_step_expected=expected is not None,
        first_step_right=expected is None or first == expected,
        held=not verdict.cleared,
        hold_expected=hold_is_due(grounds),
        words=len(body.split()),
        ease=ease_of(body),
        model_wrote=proposal.draft is not None and proposal.draft.writer != "templates",
        refused="model_refused" in proposal.versions,
        cost=sum(float(cost) for cost in costs if re.fullmatch(r"[\d.]+", cost)),
        segment=run[0],
        milliseconds=run[1],
    )


def unanswered(grounds: Grounds, proposal: Proposal) -> int:
    """Count the topics whose own words are not in the draft; to a stranger one general answer is right."""
    if not grounds.is_proven or proposal.draft is None:
        return 0
    book = phrasebook(proposal.draft.language)
    said = set(re.findall(r"[^\W\d_]+", proposal.draft.body.casefold()))
    missing = 0
    for topic in topics_of(grounds):
        texts = book.topics[topic.intent].for_outcome(topic.outcome)
        wanted = [set(re.findall(r"[^\W\d_]+", _plain(text).casefold())) for text in texts]
        missing += all(len(words & said) < 0.5 * len(words) for words in wanted)
    return missing


def _plain(text: str) -> str:
    """Return the first sentence of a phrase without optional parts and tokens."""
    bare = re.sub(r"\[[^\]]*\]|\{[^}]*\}|<[^>]*>", " ", text)
    return re.split(r"(?<=[.!?])\s", bare)[0] or bare


def hold_is_due(grounds: Grounds) -> bool:
    """Tell whether a person must look first: bank details, a warning, or a reading that is not sure."""
    reading = grounds.reading
    return reading.abstained or Intent.BANK_DETAILS in reading.intents or any(flag in reading.flags for flag in ALARMS)


def ease_of(text: str) -> float:
    """Return the LIX readability of a text."""
    words = re.findall(r"[^\W\d_]+", text)
    sentences = max(1, len(re.findall(r"[.!?:](?:\s|$)", text)))
    if not words:
        return 0.0
    return len(words) / sentences + 100 * sum(len(word) > 6 for word in words) / len(words)
