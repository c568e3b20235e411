"""Which steps does a message take, in which order? The road, from bytes to a suggestion."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from triage import context, deliver, guard, inbound, propose, understand, verify
from triage.domain.casefile import CaseFile
from triage.domain.clearance import Clearance
from triage.domain.findings import Finding
from triage.domain.message import Message, RawMessage
from triage.domain.ports import Adviser, Books, Clock, Desk, Happenings, Writer
from triage.domain.proposal import Proposal
from triage.domain.reading import Reading
from triage.domain.suggestion import Receipt, Suggestion


@dataclass(frozen=True, slots=True)
class Tools:
    """What the stages work with; made in `wiring.py`, replaced by fakes in tests."""

    reader: understand.Reader
    books: Books
    desk: Desk
    policy: propose.Policy
    clock: Clock
    writer: Writer | None = None
    adviser: Adviser | None = None
    happenings: Happenings | None = None
    limits: inbound.Limits = inbound.Limits()


@dataclass(frozen=True, slots=True)
class Case:
    """One message on the road: each stage adds its noun and changes no other."""

    case_id: str
    raw: RawMessage
    revision: int = 1
    message: Message | None = None
    reading: Reading | None = None
    case_file: CaseFile | None = None
    findings: tuple[Finding, ...] | None = None
    proposal: Proposal | None = None
    clearance: Clearance | None = None
    suggestion: Suggestion | None = None
    receipt: Receipt | None = None

    @property
    def is_noise(self) -> bool:
        """Tell whether the road ends after reading: nobody needs to see this."""
        return self.reading is not None and self.reading.is_noise


T = TypeVar("T")


class OffRoad(RuntimeError):
    """A stage was asked for before the one whose noun it needs: a bug of ours."""


def need(noun: T | None, name: str) -> T:
    """Return the noun, or raise `OffRoad` when the stage before it has not run."""
    if noun is None:
        raise OffRoad(f"{name} is not there yet")
    return noun


def parse(case: Case, tools: Tools) -> Case:
    """Read the bytes: who wrote what, in their newest words."""
    return replace(case, message=inbound.parse(case.raw, limits=tools.limits))


def read(case: Case, tools: Tools) -> Case:
    """Tell what the writer means and claims."""
    return replace(case, reading=tools.reader.read(need(case.message, "message")))


def gather(case: Case, tools: Tools) -> Case:
    """Collect what the books say about this sender and these documents."""
    message, reading = need(case.message, "message"), need(case.reading, "reading")
    found = context.gather(message, reading, books=tools.books, now=tools.clock(), happenings=tools.happenings)
    return replace(case, case_file=found)


def prove(case: Case, tools: Tools) -> Case:
    """Check each claim against the facts."""
    reading, case_file = need(case.reading, "reading"), need(case.case_file, "case file")
    message = need(case.message, "message")
    return replace(case, findings=verify.verify(message, reading, case_file, terms=tools.policy.claim_terms))


def draft(case: Case, tools: Tools) -> Case:
    """Propose summary, next steps and a reply."""
    facts = propose.Grounds(
        case_id=case.case_id,
        message=need(case.message, "message"),
        reading=need(case.reading, "reading"),
        case_file=need(case.case_file, "case file"),
        findings=need(case.findings, "findings"),
    )
    proposal = propose.propose(facts, policy=tools.policy, writer=tools.writer, adviser=tools.adviser)
    return replace(case, proposal=proposal)


def clear(case: Case, _tools: Tools) -> Case:
    """Ask the guards whether it may be shown as it is."""
    exhibit = guard.Exhibit(
        message=need(case.message, "message"),
        reading=need(case.reading, "reading"),
        case_file=need(case.case_file, "case file"),
        findings=need(case.findings, "findings"),
        proposal=need(case.proposal, "proposal"),
    )
    return replace(case, clearance=guard.clear(exhibit))


def hand_over(case: Case, tools: Tools) -> Case:
    """Show the suggestion where agents work, once."""
    suggestion = suggest(case, tools.clock())
    return replace(case, suggestion=suggestion, receipt=deliver.deliver(suggestion, desk=tools.desk))


def suggest(case: Case, now: datetime) -> Suggestion:
    """Return all that is to be shown for a cleared or held case."""
    case_file = need(case.case_file, "case file")
    return Suggestion(
        key=f"{case.case_id}/{case.revision}",
        case_id=case.case_id,
        ticket_id=case_file.ticket.id if case_file.ticket else None,
        revision=case.revision,
        reading=need(case.reading, "reading"),
        case_file=case_file,
        findings=need(case.findings, "findings"),
        proposal=need(case.proposal, "proposal"),
        clearance=need(case.clearance, "clearance"),
        made_at=now,
    )


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of the road: its verb, the noun it makes, and the queue whose limits it obeys."""

    verb: str
    makes: str
    queue: str
    run: Callable[[Case, Tools], Case]


ROAD: tuple[Stage, ...] = (
    Stage("parse", "message", "mail", parse),
    Stage("read", "reading", "mail", read),
    Stage("gather", "case_file", "odoo", gather),
    Stage("verify", "findings", "odoo", prove),
    Stage("propose", "proposal", "model", draft),
    Stage("clear", "clearance", "model", clear),
    Stage("deliver", "receipt", "desk", hand_over),
)


def travel(case: Case, tools: Tools, *, until: str = "clear") -> Case:
    """Take the road in this process, without durability, up to and including `until`.

    Raises `TriageError` of the stage that fails. Noise stops after `read`.
    """
    for stage in ROAD:
        case = stage.run(case, tools)
        if stage.verb == until or (stage.verb == "read" and case.is_noise):
            break
    return case
