"""How does a case travel the road so that no crash can lose or double it? The legs, run over the store."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.parser import BytesHeaderParser
from email.policy import compat32
from email.utils import parseaddr
from typing import Any

import structlog

from triage import inbound
from triage.awaiting import Awaiting
from triage.domain.casefile import CaseFile
from triage.domain.clearance import Clearance
from triage.domain.dead_letters import Choice
from triage.domain.failures import Busy, NeedsHuman, Refused, RetryLater, TriageError, Unavailable
from triage.domain.findings import Finding
from triage.domain.message import Message, RawMessage
from triage.domain.ports import Clock
from triage.domain.proposal import Proposal
from triage.domain.reading import Reading
from triage.domain.suggestion import Receipt, Suggestion
from triage.endings import state_of, versions_of, why_noise
from triage.meters import Meters
from triage.patience import Patience
from triage.pipeline import ROAD, Case, Stage, Tools
from triage.store.dead_letters import DeadLetters
from triage.store.decisions import DecisionBook
from triage.store.inbox import Accepted, Inbox
from triage.store.journal import Journal
from triage.store.legs import LegResult, Outcome, Place
from triage.store.space import Space
from triage.store.states import CaseBook, Made, State
from triage.store.waits import Hindrance, Waits
from triage.tracing import Trace, no_trace

log = structlog.get_logger(__name__)
HEAD_BYTES = 64 * 1024
REPLAY_BATCH = 200
COUNTLESS_TRY = 2  # stands for the number of a try that could not be counted
NOUNS: dict[str, Callable[[Any], Any]] = {
    "message": Message.from_json,
    "reading": Reading.from_json,
    "case_file": CaseFile.from_json,
    "findings": lambda rows: tuple(Finding.from_json(row) for row in rows),
    "proposal": Proposal.from_json,
    "clearance": Clearance.from_json,
    "suggestion": Suggestion.from_json,
    "receipt": Receipt.from_json,
}
SHOWN = ("message", "reading", "case_file", "findings", "proposal", "clearance", "receipt")


def legs_of(road: tuple[Stage, ...]) -> tuple[tuple[Stage, ...], ...]:
    """Return the road as runs of neighbouring stages that share a queue."""
    legs: list[list[Stage]] = []
    for stage in road:
        if not legs or legs[-1][-1].queue != stage.queue:
            legs.append([])
        legs[-1].append(stage)
    return tuple(tuple(leg) for leg in legs)


LEGS = legs_of(ROAD)


def made_from(verb: str) -> tuple[str, ...]:
    """Return the nouns that the road makes from this step on."""
    verbs = [stage.verb for stage in ROAD]
    return tuple(stage.makes for stage in ROAD[verbs.index(verb) :])


def as_json(noun: Any) -> Any:
    """Return a noun, or a tuple of them, as JSON data."""
    return [item.as_json() for item in noun] if isinstance(noun, tuple) else noun.as_json()


@dataclass(frozen=True, slots=True)
class Books:
    """Where the house writes down what it has, and what becomes of it."""

    inbox: Inbox
    casebook: CaseBook
    journal: Journal
    waits: Waits
    dead_letters: DeadLetters
    awaiting: Awaiting
    decisions: DecisionBook
    space: Space | None = None
    meters: Meters = field(default_factory=Meters)
    trace: Trace = no_trace


class Journey:
    """Accepts messages and carries cases; every act is safe to repeat."""

    def __init__(
        self, books: "Books", open_tools: Callable[[], Tools], *, patience: Patience | None = None, clock: Clock
    ) -> None:
        self._inbox = books.inbox
        self._casebook = books.casebook
        self._journal = books.journal
        self._waits = books.waits
        self._dead_letters = books.dead_letters
        self._awaiting = books.awaiting
        self._decisions = books.decisions
        self._space = books.space
        self._meters = books.meters
        self._trace = books.trace
        self._open_tools = open_tools
        self._patience = patience or Patience()
        self._clock = clock

    def accept(self, raw: RawMessage) -> Accepted:
        """Keep a message and open its case.

        Raises `Refused` for what is no message, and `RetryLater` while the disk is nearly full or
        the database is away.
        """
        if self._space is not None:
            self._space.check()
        reason = inbound.is_message(raw.content[:HEAD_BYTES])
        if reason is not None:
            raise Refused(reason)
        head = BytesHeaderParser(policy=compat32).parsebytes(raw.content[:HEAD_BYTES])
        sender = _printable(parseaddr(str(head.get("From", "")))[1].lower())[:320]
        message_id = _printable(str(head.get("Message-ID", "")).strip().strip("<>"))[:998] or None
        envelope_to = tuple(filter(None, map(_printable, raw.envelope_to)))
        known = {"envelope_to": envelope_to, "original_to": _printable(raw.original_to)}
        return self._inbox.accept(raw.model_copy(update=known), sender=sender, message_id=message_id)

    def load(self, case_id: str) -> Case:
        """Return the case with all nouns made so far; raises `Refused` for an unknown one."""
        with self._casebook.one_look():
            row, kept, raw = (
                self._casebook.get(case_id),
                self._casebook.load_nouns(case_id),
                self._inbox.get_raw(case_id),
            )
        nouns = {name: NOUNS[name](content) for name, content in kept.items()}
        return Case(case_id=case_id, raw=raw, revision=row["revision"], **nouns)

    def run(self, case_id: str, leg: int) -> LegResult:
        """Run one leg and count how it ended; failures are results."""
        result = self._run(case_id, leg)
        self._meters.add("step_outcomes", result.step or "load", str(result.outcome))
        return result

    def _run(self, case_id: str, leg: int) -> LegResult:
        """Run one leg; failures become results, and this step runner catches our own bugs too."""
        step = ""
        try:
            with self._kept_at_the_end(case_id) as made:
                case, tools = self.load(case_id), self._open_tools()
                for stage in LEGS[leg]:
                    step = stage.verb
                    case = self._run_stage(case, stage, tools, made)
                    if case.is_noise:
                        return LegResult(outcome=Outcome.IGNORED, step=step, reason=why_noise(case))
        except RetryLater as error:
            return self._hindered(case_id, step, error)
        except NeedsHuman as error:
            return LegResult(outcome=Outcome.HELD, step=step, reason=error.reason)
        except TriageError as error:
            return LegResult(outcome=Outcome.DEAD, step=step, reason=error.reason)
        except Exception as error:  # the step runner: a bug of ours becomes a dead letter
            log.error("stage_failed", case_id=case_id, step=step, error=type(error).__name__, exc_info=True)
            return LegResult(outcome=Outcome.DEAD, step=step, reason=f"a fault of ours: {type(error).__name__}")
        return LegResult(outcome=Outcome.ON, step=step)

    def _hindered(self, case_id: str, step: str, error: RetryLater) -> LegResult:
        """Return whether a case is tried again, waits for what is out, or is given up."""
        waits_for = error.dependency if isinstance(error, Unavailable) else ""
        pace = self._patience.pace(step, busy=isinstance(error, Busy))
        try:
            hindrance = Hindrance(step=step, reason=error.reason, waits_for=waits_for)
            waited = self._waits.note(case_id, hindrance, self._clock())
        except RetryLater:  # our own database is away: nothing can be counted, nor given up
            seconds = pace.pause(COUNTLESS_TRY, self._patience.chance)
            return LegResult(outcome=Outcome.RETRY, step=step, reason=error.reason, after_seconds=seconds)
        result = LegResult(outcome=Outcome.PARKED, step=step, reason=error.reason, waits_for=waits_for)
        if waits_for:
            return result
        if waited.tries >= pace.tries and self._clock() - waited.since > self._patience.retry:
            reason = f"{error.reason} (given up after {waited.tries} tries since {waited.since:%Y-%m-%d %H:%M})"
            return LegResult(outcome=Outcome.DEAD, step=step, reason=reason)
        seconds = max(pace.pause(waited.tries, self._patience.chance), error.after_seconds or 0.0)
        return result.model_copy(update={"outcome": Outcome.RETRY, "after_seconds": seconds})

    def park(self, case_id: str, _result: LegResult, place: Place) -> None:
        """Take a case off the road until what it waits for answers again."""
        self._waits.park(case_id, place)

    def give_up_overdue(self) -> int:
        """Make dead letters of cases that have waited too long for what is out; returns how many."""
        overdue = self._waits.list_overdue(self._clock() - self._patience.outage)
        for case_id, step, reason in overdue:
            hours = self._patience.outage.total_seconds() / 3600
            result = LegResult(outcome=Outcome.DEAD, step=step, reason=f"{reason} (given up after {hours:g} hours)")
            self.settle(case_id, result)
        return len(overdue)

    def _run_stage(self, case: Case, stage: Stage, tools: Tools, made: list[Made]) -> Case:
        """Run a stage whose noun is not kept yet."""
        if getattr(case, stage.makes) is not None:
            return case
        started = time.perf_counter()
        with self._trace(stage.verb, case.case_id):
            case = stage.run(case, tools)
        self._meters.observe("step", time.perf_counter() - started, stage.verb)
        if stage.makes == "case_file" and case.case_file is not None:
            self._meters.add("rpc_calls", stage.verb, number=case.case_file.rpc_calls)
        noun = as_json(getattr(case, stage.makes))
        made.append(Made(stage.makes, noun, stage.verb, versions_of(case, stage)))
        return case

    @contextmanager
    def _kept_at_the_end(self, case_id: str) -> Iterator[list[Made]]:
        """Keep what the stages of a leg made in one write, also what was made before one of them failed."""
        made: list[Made] = []
        try:
            yield made
        finally:
            if made:
                self._casebook.save_nouns(case_id, made)

    def settle(self, case_id: str, result: LegResult) -> None:
        """End the case in the state its last leg led to."""
        case = self.load(case_id)
        state, reason = state_of(case, result)
        known: dict[str, Any] = {"step": result.step}
        if case.reading is not None:
            known["intent"] = case.reading.primary
        if case.proposal is not None:
            known["priority"] = case.proposal.priority.score
        if case.receipt is not None:
            known["ticket_id"] = case.receipt.ticket_id
        self._casebook.settle(case_id, state, reason=reason, **known)
        self._awaiting.settled(case_id, case.case_file, case.findings or ())

    def story(self, case_id: str) -> dict[str, Any]:
        """Return one case as its whole story: state, nouns, journal."""
        row = self._casebook.get(case_id)
        nouns = self._casebook.load_nouns(case_id)
        return {
            **{name: _plain(value) for name, value in row.items() if name not in ("enqueued", "generation")},
            **{name: nouns.get(name) for name in SHOWN},
            "recipients": self._inbox.list_recipients(case_id),
            "decisions": [kept.as_json() for kept in self._decisions.list_decisions(case_id=case_id)],
            "journal": self._journal.list_entries(case_id),
        }

    def record_look(self, case_id: str, who: str) -> None:
        """Record that a person or client looked at a case's content."""
        self._casebook.note(case_id, "looked", actor=who)

    def list_cases(self, state: str | None, limit: int, before: str | None) -> list[dict[str, Any]]:
        """List cases, newest first, as JSON data."""
        rows = self._casebook.list_cases(state=state, limit=limit, before=before)
        return [{k: _plain(v) for k, v in row.items() if k not in ("enqueued", "generation")} for row in rows]

    def replay(self, case_id: str, step: str | None, actor: str) -> None:
        """Send a case down the road again from a step; raises `Refused` for an unknown step or a case under way."""
        row = self._casebook.get(case_id)
        if row["state"] == State.RECEIVED:
            raise Refused("the case is on the road already")
        self._inbox.get_raw(case_id)  # refuses where the mail was purged
        first, verbs = step or row["step"] or ROAD[0].verb, [stage.verb for stage in ROAD]
        if first not in verbs:
            raise Refused(f"there is no step {first}; steps are {', '.join(verbs)}")
        is_new = row["step"] == ROAD[-1].verb != first  # it may have been shown: what comes now replaces it
        self._casebook.reopen(case_id, actor=actor, drop=made_from(first), is_new=is_new)

    def replay_many(self, choice: Choice, step: str | None, actor: str) -> int:
        """Send all dead letters of a choice down the road again, the oldest mail first; returns how many."""
        sent, now, after = 0, self._clock(), ""
        while batch := self._dead_letters.list_dead(choice, now=now, limit=REPLAY_BATCH, after=after):
            for row in batch:
                after = row["case_id"]
                self.replay(after, step, actor)
                sent += 1
        return sent

    def discard(self, case_id: str, reason: str, actor: str) -> None:
        """Give up a dead letter, with a reason; raises `Refused` for any other case."""
        if self._casebook.get(case_id)["state"] != State.DEAD:
            raise Refused("only a dead letter can be discarded")
        self._casebook.move(case_id, State.IGNORED, actor=actor, reason=f"discarded: {reason}")


def _printable(text: str) -> str:
    """Return the text without what no database keeps: NUL, other control characters, halves of characters."""
    return "".join(c for c in text if c.isprintable())


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
