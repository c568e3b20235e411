"""In which situation is a topic? The few facts about it that rules may ask for, in policy currency."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from triage.domain.casefile import CaseFile
from triage.domain.codes import Flag, Intent
from triage.domain.facts import Ticket
from triage.domain.findings import Outcome
from triage.propose.asks import asked_of_customer
from triage.propose.grounds import Grounds
from triage.propose.policy import Policy, When, converted
from triage.propose.topics import Topic


@dataclass(frozen=True, slots=True)
class Situation:
    """What rules look at. Without a topic it is the situation of the whole case."""

    intents: frozenset[Intent]
    outcome: Outcome | None
    reason: str
    flags: frozenset[Flag]
    segment: str
    proven: bool
    abstained: bool
    asks_customer: bool
    has_ticket: bool
    twin_ticket: bool
    amount: Decimal  # at stake, in policy currency; unknown is zero
    overdue_days: int
    broken_promises: int


def situation_of(grounds: Grounds, policy: Policy, topic: Topic | None = None) -> Situation:
    """Return the situation of a topic, or of the case by its primary intent."""
    findings = [f for _, f in topic.findings] if topic else list(grounds.findings)
    return Situation(
        intents=frozenset({topic.intent} if topic else grounds.reading.intents),
        outcome=topic.outcome if topic else None,
        reason=topic.reason if topic else "",
        flags=frozenset(grounds.reading.flags),
        segment=segment_of(grounds, policy),
        proven=grounds.is_proven,
        abstained=grounds.reading.abstained,
        asks_customer=bool(topic and asked_of_customer(topic, grounds, policy)),
        has_ticket=grounds.case_file.ticket is not None or grounds.message.ticket_id is not None,
        twin_ticket=bool(twins_of(grounds)),
        amount=sum((converted(f.amount, policy) or Decimal(0) for f in findings), Decimal(0)),
        overdue_days=overdue_days(grounds, (f.document for f in findings)),
        broken_promises=sum(1 for p in grounds.case_file.promises if p.kept is False),
    )


def overdue_days(grounds: Grounds, documents: Iterable[str]) -> int:
    """Return how many days the oldest of these open documents is past its due date; 0 where none is."""
    due: list[dt.date] = []
    for name in documents:
        invoice = grounds.case_file.invoice(name) if name else None
        if invoice and invoice.due_date and invoice.open:
            due.append(invoice.due_date)
    return max((grounds.today - min(due)).days, 0) if due else 0


def twins_of(grounds: Grounds) -> list[Ticket]:
    """List other open tickets of the customer whose title names a document of this case."""
    own = grounds.case_file.ticket.id if grounds.case_file.ticket else grounds.message.ticket_id
    names = [d.name for d in grounds.case_file.documents if d.exact and d.name]
    others = (t for t in grounds.case_file.tickets if not t.closed and t.id != own)
    return [t for t in others if any(name in t.name for name in names)]


def segment_of(grounds: Grounds, policy: Policy) -> str:
    """Return the segment of a case's customer."""
    return segment_name(grounds.case_file, policy)


def segment_name(case_file: CaseFile, policy: Policy) -> str:
    """Return the first segment whose limits the customer reaches; the last one where none is."""
    limits = [converted(a.credit_limit, policy) for a in case_file.accounts]
    open_sums = [converted(a.open, policy) for a in case_file.accounts]
    limit, owed = (max((value or Decimal(0) for value in values), default=Decimal(0)) for values in (limits, open_sums))
    for segment in policy.segments:
        if limit >= (segment.credit_limit_from or 0) and owed >= (segment.open_from or 0):
            return segment.name
    return policy.segments[-1].name


def misfit(when: When, situation: Situation) -> str:
    """Return why a condition does not fit, or nothing when it does."""
    checks = (
        ("intent", not when.intent or bool(situation.intents & set(when.intent))),
        ("outcome", not when.outcome or situation.outcome in when.outcome),
        ("reason", not when.reason or situation.reason in when.reason),
        ("flag", not when.flag or bool(situation.flags & set(when.flag))),
        ("segment", not when.segment or situation.segment in when.segment),
        ("proven", when.proven in (None, situation.proven)),
        ("abstained", when.abstained in (None, situation.abstained)),
        ("asks_customer", when.asks_customer in (None, situation.asks_customer)),
        ("has_ticket", when.has_ticket in (None, situation.has_ticket)),
        ("twin_ticket", when.twin_ticket in (None, situation.twin_ticket)),
        ("amount", _within(situation.amount, when.amount_over, when.amount_up_to)),
        ("overdue_days", _within(situation.overdue_days, when.overdue_days_over, when.overdue_days_up_to)),
        ("broken_promises", _within(situation.broken_promises, when.broken_promises_over, when.broken_promises_up_to)),
    )
    return next((f"{name} does not fit" for name, fits in checks if not fits), "")


def _within(value: Decimal | int, over: Decimal | int | None, up_to: Decimal | int | None) -> bool:
    """Tell whether a value is above the one and not above the other bound."""
    return (over is None or value > over) and (up_to is None or value <= up_to)
