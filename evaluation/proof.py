"""Are the checks right on the worked world? Claims as the truth gives them, facts from the sandbox.

    triage evaluate proof

The truth is written from each situation by hand; the text reader has no part in it.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from evaluation.proof_reading import reading_of
from evaluation.proof_score import Verdict, judge
from evaluation.shape import Evaluation, Judged, Share, Step, harm
from evaluation.worlds.samples import samples_of_world, world_bytes
from triage import context, inbound, verify
from triage.domain.casefile import CaseFile
from triage.domain.findings import Finding, Outcome
from triage.domain.message import RawMessage
from triage.domain.ports import Books
from triage.domain.terms import ClaimTerms
from triage.odoo import Connection, open_books
from triage.odoo.sandbox.description import Situation, World
from triage.odoo.sandbox.library import packaged_world
from triage.odoo.sandbox.mails import mail_of
from triage.odoo.sandbox.story import Story
from triage.propose import Policy, segment_name
from triage.settings import Settings, release_root


@dataclass(frozen=True, slots=True)
class Proof:
    """One situation taken through context and verify, and how long the checks took."""

    situation: Situation
    case_file: CaseFile
    findings: tuple[Finding, ...]
    verdicts: tuple[Verdict, ...]
    milliseconds: float


@cache
def house_policy() -> Policy:
    """Return the released policy."""
    return Policy.load(release_root("policies") / "default-1.yaml")


def house_terms() -> ClaimTerms:
    """Return the terms of trade of the released policy."""
    return house_policy().claim_terms


def open_sandbox(world: World) -> Books:
    """Return the books of the packaged world."""
    return open_books(Connection(kind="sandbox"), clock=lambda: world.now)


def prove(world: World, situation: Situation, books: Books, terms: ClaimTerms) -> Proof | None:
    """Return one situation's proof; None for one without mail or truth."""
    if situation.mail is None or situation.truth is None:
        return None
    story = Story(world, situation)
    raw = RawMessage(content=mail_of(story, situation.mail), received_at=world.now)
    message = inbound.parse(raw, limits=inbound.Limits())
    reading = reading_of(story, situation.truth, message)
    case_file = context.gather(message, reading, books=books, now=world.now)
    started = time.perf_counter()
    findings = verify.verify(message, reading, case_file, terms=terms)
    spent = (time.perf_counter() - started) * 1000
    verdicts = tuple(judge(story, expected, findings) for expected in situation.truth.findings)
    return Proof(situation, case_file, findings, verdicts, spent)


def prove_all(world: World | None = None, *, books: Books | None = None) -> list[Proof]:
    """Return the proofs of all situations of the world: in the sandbox, or in books that hold the same world."""
    chosen = world or packaged_world()
    asked, terms = books or open_sandbox(chosen), house_terms()
    return [p for s in chosen.situations if (p := prove(chosen, s, asked, terms)) is not None]


def senders_wrong(proofs: Sequence[Proof]) -> list[str]:
    """List the situations whose sender is proven and should not be, or the other way round."""
    return [p.situation.id for p in proofs if _person(p)[0]]


def open_step(_settings: Settings) -> tuple[Step, dict[str, str]]:
    """Return the step that proves one situation by its true claims, and the versions."""
    world, policy = packaged_world(), house_policy()
    books = open_sandbox(world)
    versions = {"policy": policy.stamp, "model": "none"}
    return (lambda sample: prove(world, sample.truth, books, policy.claim_terms)), versions


def _count(count: Callable[[Proof], tuple[int, int]]) -> Callable[[Judged], tuple[int, int]]:
    return lambda judged: count(judged.said)


def _wrong(proof: Proof) -> tuple[int, int]:
    return sum(v.is_wrong for v in proof.verdicts), len(proof.verdicts)


def _missed(proof: Proof) -> tuple[int, int]:
    return sum(v.is_missed for v in proof.verdicts), sum(v.expected is not Outcome.UNDECIDED for v in proof.verdicts)


def _amount(proof: Proof) -> tuple[int, int]:
    return sum(v.is_amount_wrong for v in proof.verdicts), sum(v.expected_amount is not None for v in proof.verdicts)


def _not_asked(proof: Proof) -> tuple[int, int]:
    return sum(bool(v.not_asked) for v in proof.verdicts), len(proof.verdicts)


def _person(proof: Proof) -> tuple[int, int]:
    truth = proof.situation.truth
    return int(truth is not None and proof.case_file.sender.proven is not truth.proven), 1


PROOF = Evaluation(
    name="proof",
    dataset=lambda: samples_of_world(packaged_world()),
    open_step=open_step,
    scorers=(
        harm("wrong finding", _count(_wrong)),
        harm("wrong amount", _count(_amount)),
        harm("wrong person", _count(_person)),
        harm("evidence not asked for", _count(_not_asked)),
        Share("left open where the books can tell", _count(_missed), target=0.15, at_most=True),
    ),
    answer_cuts=lambda _sample, proof: {"segment": segment_name(proof.case_file, house_policy())},
    content=world_bytes,
)
