"""Are the checks right on the worked world? Claims as the truth gives them, facts from the sandbox.

    python -m evaluation.proof

The truth is written from each situation by hand; the text reader has no part in it.
"""

import datetime as dt
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

from evaluation.proof_reading import reading_of
from evaluation.proof_score import Row, Verdict, judge, table, wilson
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
from triage.propose import Policy
from triage.settings import release_root


@dataclass(frozen=True, slots=True)
class Proof:
    """One situation taken through context and verify, and how long the checks took."""

    situation: Situation
    case_file: CaseFile
    findings: tuple[Finding, ...]
    verdicts: tuple[Verdict, ...]
    milliseconds: float


def house_terms() -> ClaimTerms:
    """Return the terms of trade of the released policy."""
    return Policy.load(release_root("policies") / "default-1.yaml").claim_terms


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


def summary(proofs: Sequence[Proof]) -> dict[str, object]:
    """Return the numbers of a run as JSON-ready data."""
    verdicts = [v for p in proofs for v in p.verdicts]
    decidable = sum(v.expected is not Outcome.UNDECIDED for v in verdicts)
    wrong, missed = sum(v.is_wrong for v in verdicts), sum(v.is_missed for v in verdicts)
    return {
        "situations": len(proofs),
        "findings": len(verdicts),
        "wrong": wrong,
        "wrong_interval": wilson(wrong, len(verdicts)),
        "undecided_where_decidable": missed,
        "undecided_interval": wilson(missed, decidable),
        "decidable": decidable,
        "amounts_wrong": sum(v.is_amount_wrong for v in verdicts),
        "not_asked": sum(bool(v.not_asked) for v in verdicts),
        "senders_wrong": [p.situation.id for p in proofs if p.case_file.sender.proven is not _proven(p)],
        "slowest_ms": round(max((p.milliseconds for p in proofs), default=0.0), 2),
        "most_rpc_calls": max((p.case_file.rpc_calls for p in proofs), default=0),
    }


def _proven(proof: Proof) -> bool:
    return proof.situation.truth.proven if proof.situation.truth else False


def report(proofs: Sequence[Proof]) -> str:
    """Return a run as text: a table per check, then what went wrong."""
    verdicts = [v for p in proofs for v in p.verdicts]
    lines = [f"{'check':28} cases  sup/ref/und  right wrong open amount-wrong  wrong 95 %      open 95 %"]
    lines += [_line(row) for row in table(verdicts)]
    lines += [
        f"! {v.situation}: {v.check} should be {v.expected.value} {v.expected_amount or ''},"
        f" is {v.said.value if v.said else 'absent'} {v.amount or ''} ({v.reason}) {' '.join(v.not_asked)}"
        for v in verdicts
        if v.said is not v.expected or v.is_amount_wrong or v.not_asked
    ]
    return "\n".join([*lines, json.dumps(summary(proofs))])


def _line(row: Row) -> str:
    counts = "/".join(str(row.expected[outcome.value]) for outcome in Outcome)
    decidable = row.cases - row.expected[Outcome.UNDECIDED.value]
    low, high = wilson(row.wrong, row.cases)
    lower, higher = wilson(row.missed, decidable)
    return (
        f"{row.check:28} {row.cases:5}  {counts:>11}  {row.right:5} {row.wrong:5} {row.missed:4} {row.amounts_wrong:12}"
        f"  {low:5.1%}..{high:5.1%}  {lower:5.1%}..{higher:5.1%}"
    )


def main() -> int:
    """Print the report; 1 when anything was decided wrongly or too much was left open."""
    started = dt.datetime.now(dt.UTC)
    proofs = prove_all()
    print(report(proofs))
    print(f"{(dt.datetime.now(dt.UTC) - started).total_seconds():.1f} s")
    verdicts = [v for p in proofs for v in p.verdicts]
    decidable = sum(v.expected is not Outcome.UNDECIDED for v in verdicts)
    missed = sum(v.is_missed for v in verdicts)
    return int(any(v.is_wrong for v in verdicts) or missed > 0.15 * decidable)


if __name__ == "__main__":
    sys.exit(main())
