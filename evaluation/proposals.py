"""Are the proposals right on the worked world? Steps, drafts and holds per language, writers side by side.

    python -m evaluation.proposals [--json FILE] [--model URL NAME KEY] [--languages en,de]

Readings are made from the truth, so that reading and proof do not blur the figures; every situation is answered in
its own language and, for the drafts, in all eight.
"""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from evaluation.proof import open_sandbox
from evaluation.proof_reading import reading_of
from evaluation.proposal_score import Score, score_of, summary_of
from triage import context, inbound, verify
from triage.domain.codes import LANGUAGES, ReferenceKind
from triage.domain.message import RawMessage
from triage.domain.ports import Books, Writer
from triage.domain.reading import Reference
from triage.guard import Exhibit, clear
from triage.llm import open_writer
from triage.odoo.sandbox.description import Situation, World
from triage.odoo.sandbox.library import packaged_world
from triage.odoo.sandbox.mails import mail_of
from triage.odoo.sandbox.story import Story
from triage.propose import Grounds, Policy, propose
from triage.settings import release_root


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


def tell_all(policy: Policy) -> list[Told]:
    """Return the grounds of all situations of the packaged world."""
    world = packaged_world()
    books = open_sandbox(world)
    return [told for s in world.situations if (told := tell(world, s, books, policy)) is not None]


def judged(told: Told, language: str, policy: Policy, writer: Writer | None = None) -> Score:
    """Return the score of one proposal in one language."""
    reading = told.grounds.reading.model_copy(update={"language": language})
    g = told.grounds
    grounds = Grounds(g.case_id, g.message, reading, g.case_file, g.findings)
    started = time.perf_counter()
    proposal = propose(grounds, policy=policy, writer=writer)
    spent = (time.perf_counter() - started) * 1000
    verdict = clear(Exhibit(g.message, reading, g.case_file, g.findings, proposal))
    return score_of(told.situation, grounds, proposal, verdict, spent)


def evaluate(writers: dict[str, Writer | None], languages: Sequence[str] = LANGUAGES) -> dict[str, object]:
    """Return the figures of each writer, per language and over all."""
    policy = Policy.load(release_root("policies") / "default-1.yaml")
    told = tell_all(policy)
    figures: dict[str, object] = {}
    for name, writer in writers.items():
        scores = [judged(t, language, policy, writer) for language in languages for t in told]
        by_language = {code: summary_of([s for s in scores if s.language == code]) for code in languages}
        figures[name] = {"all": summary_of(scores), **by_language}
    return {"situations": len(told), "policy": policy.stamp, "writers": figures}


def report(figures: dict[str, object]) -> str:
    """Return the figures as a table, a line for each writer and language."""
    lines = [f"{figures['situations']} situations, policy {figures['policy']}"]
    for writer, rows in figures["writers"].items():  # type: ignore[attr-defined]
        heads = [head for head in rows["all"] if head != "first_step_wrong"]
        lines += ["", writer, "      " + " ".join(f"{head:>15}" for head in heads)]
        lines += [f"{code:5} " + " ".join(f"{row[head]!s:>15}" for head in heads) for code, row in rows.items()]
        lines.append(f"first step wrong: {', '.join(rows['all']['first_step_wrong']) or 'nowhere'}")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; 1 when a claim is unanswered, a figure unbound, or a first step wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, help="write the figures here too")
    parser.add_argument("--model", nargs=3, metavar=("URL", "NAME", "KEY"), help="compare with a model's writer")
    parser.add_argument("--languages", default=",".join(LANGUAGES), help="answer in these, with commas between")
    chosen = parser.parse_args(arguments)
    writers: dict[str, Writer | None] = {"embedded": None}
    if chosen.model:
        url, name, key = chosen.model
        prompts = release_root("prompts")
        writers[name] = open_writer(base_url=url, api_key=key, model=name, timeout_seconds=20, prompts=prompts)
    figures = evaluate(writers, chosen.languages.split(","))
    print(report(figures))
    if chosen.json:
        chosen.json.write_text(json.dumps(figures, indent=1), encoding="utf-8")
    embedded = figures["writers"]["embedded"]["all"]  # type: ignore[index]
    return int(embedded["unanswered"] + embedded["unbound"] + len(embedded["first_step_wrong"]) > 0)


if __name__ == "__main__":
    sys.exit(main())
