"""Are the proposals right on the worked world? Steps, drafts and holds, in every language.

    triage evaluate proposals

Readings are made from the truth, so that reading and proof do not blur the figures; every situation is answered in
all eight languages. Where a model is configured it writes, and the figures carry its name.
"""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from evaluation.proof import open_sandbox
from evaluation.proof_reading import reading_of
from evaluation.proposal_score import Score, score_of
from evaluation.shape import Evaluation, Judged, Sample, Share, Step, Whole, harm
from evaluation.worlds.samples import samples_of_world, world_bytes
from triage import context, inbound, verify, wiring
from triage.domain.codes import LANGUAGES, ReferenceKind
from triage.domain.message import RawMessage
from triage.domain.ports import Books, Writer
from triage.domain.reading import Reference
from triage.guard import Exhibit, clear
from triage.odoo.sandbox.description import Situation, World
from triage.odoo.sandbox.library import packaged_world
from triage.odoo.sandbox.mails import mail_of
from triage.odoo.sandbox.story import Story
from triage.propose import Grounds, Policy, propose, segment_name
from triage.settings import Settings, release_root


@dataclass(frozen=True, slots=True)
class Told:
    """A situation with its grounds, taken through context and verify once."""

    situation: Situation
    grounds: Grounds


def tell(world: World, situation: Situation, books: Books, policy: Policy) -> Told | None:
    """Return the grounds of one situation; None for one without mail or truth."""
    if situation.mail is None or situation.truth is None:
        return None
    story = Story(world, situation)
    raw = RawMessage(content=mail_of(story, situation.mail), received_at=world.now)
    message = inbound.parse(raw, limits=inbound.Limits())
    reading = reading_of(story, situation.truth, message)
    named = reading.references or named_in(message.words, story)
    reading = reading.model_copy(update={"language": situation.mail.language or "en", "references": named})
    case_file = context.gather(message, reading, books=books, now=world.now)
    findings = verify.verify(message, reading, case_file, terms=policy.claim_terms)
    return Told(situation, Grounds(situation.id, message, reading, case_file, findings))


def named_in(words: str, story: Story) -> tuple[Reference, ...]:
    """Return the story's documents whose numbers stand in the mail, where the truth tells no claims."""
    tables = {"invoices": ReferenceKind.INVOICE, "orders": ReferenceKind.SALES_ORDER}
    keys = [(kind, record.key) for table, kind in tables.items() for record in getattr(story.situation, table)]
    names = [(kind, story.fill("{" + key + "}")) for kind, key in keys]
    return tuple(Reference(kind=kind, text=name, normal=name) for kind, name in names if name in words)


def judged(told: Told, language: str, policy: Policy, writer: Writer | None = None) -> Score:
    """Return the score of one proposal in one language."""
    reading = told.grounds.reading.model_copy(update={"language": language})
    g = told.grounds
    grounds = Grounds(g.case_id, g.message, reading, g.case_file, g.findings)
    started = time.perf_counter()
    proposal = propose(grounds, policy=policy, writer=writer)
    spent = (time.perf_counter() - started) * 1000
    verdict = clear(Exhibit(g.message, reading, g.case_file, g.findings, proposal))
    segment = segment_name(g.case_file, policy)
    return score_of(told.situation, grounds, proposal, verdict, (segment, spent))


def open_step(settings: Settings) -> tuple[Step, dict[str, str]]:
    """Return the step that answers a situation in a language with the configured writer, and its versions."""
    policy = Policy.load(settings.policy_path or release_root("policies") / "default-1.yaml")
    world, writer = packaged_world(), wiring.open_model(settings)
    books = open_sandbox(world)

    @cache
    def told(identity: str) -> Told:
        (situation,) = (s for s in world.situations if s.id == identity)
        found = tell(world, situation, books, policy)
        assert found is not None  # samples have mail and truth
        return found

    def step(sample: Sample) -> Score:
        return judged(told(sample.truth.id), sample.cuts["language"], policy, writer)

    return step, {"policy": policy.stamp, "model": settings.openai_model if writer else "templates"}


def list_samples(languages: Sequence[str] = LANGUAGES) -> list[Sample]:
    """Return every situation of the world in every language."""
    return [
        Sample(f"{told.id}/{code}", told.given, told.truth, {**told.cuts, "language": code})
        for code in languages
        for told in samples_of_world(packaged_world())
    ]


def _count(count: Callable[[Score], tuple[int, int]]) -> Callable[[Judged], tuple[int, int]]:
    return lambda one: count(one.said)


PROPOSALS = Evaluation(
    name="proposals",
    dataset=list_samples,
    open_step=open_step,
    scorers=(
        harm("unanswered claim", _count(lambda s: (s.unanswered, s.claims))),
        harm("unbacked figure", _count(lambda s: (int(s.unbound), 1))),
        harm("wrong first step", _count(lambda s: (int(not s.first_step_right), int(s.first_step_expected)))),
        harm(
            "shown where a person must look first",
            _count(lambda s: (int(s.hold_expected and not s.held), int(s.hold_expected))),
        ),
        Share(
            "held without need",
            _count(lambda s: (int(s.held and not s.hold_expected), int(not s.hold_expected))),
            0.02,
            at_most=True,
        ),
        Share("written by a model", _count(lambda s: (int(s.model_wrote), 1))),
        Share("refused from a model", _count(lambda s: (int(s.refused), 1))),
        Whole("words in a draft, median", lambda j: median_of(j, lambda s: s.words)),
        Whole("ease of the draft (LIX), median", lambda j: median_of(j, lambda s: s.ease), 60, at_most=True),
        Whole("cost of draft and summary", lambda j: lambda c: sum(j[n].said.cost for n in c) / len(c)),
    ),
    answer_cuts=lambda _sample, score: {"segment": score.segment},
    content=world_bytes,
)


def median_of(judged: Sequence[Judged], value: Callable[[Score], float]) -> Callable[[Sequence[int]], float]:
    """Return the median over the drafts that hold words."""
    values = [value(one.said) if one.said.words else None for one in judged]

    def median(chosen: Sequence[int]) -> float:
        own = [found for n in chosen if (found := values[n]) is not None]
        return float(statistics.median(own)) if own else 0.0

    return median
