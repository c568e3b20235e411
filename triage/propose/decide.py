"""What happens next, and which rule says so? The policy applied to the topics of a case."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from triage.domain.findings import Finding
from triage.domain.noun import Noun
from triage.domain.proposal import Approval, BlockedStep, Step, StepKind
from triage.propose.approval import approval_for, granted_in_period
from triage.propose.asks import WISHES, asked_of_customer, lacking_inside
from triage.propose.grounds import Grounds
from triage.propose.lock import Bindings, lock
from triage.propose.phrases import phrasebook
from triage.propose.policy import Policy, Rule, StepPlan, converted, is_financial
from triage.propose.situation import misfit, situation_of
from triage.propose.step_words import said_in
from triage.propose.steps import EACH, Intended, Terms, terms_of
from triage.propose.topics import Topic
from triage.propose.wording import day_text, money_text

RANK = {StepKind.ESCALATE: 0, StepKind.REPLY: 8, StepKind.MERGE_TICKET: 9, StepKind.CREATE_TICKET: 9}
ONCE_PER_CASE = frozenset({StepKind.REPLY, StepKind.SEND_STATEMENT, StepKind.CREDIT_HOLD, StepKind.PAYMENT_PLAN})


class Considered(Noun):
    """One look at one rule: for which topic, whether it decided, and why or why not."""

    rule: str
    topic: str  # intent and outcome, or "case"
    fired: bool
    because: str


@dataclass(slots=True)
class Decided:
    """What the rules came to, in the making."""

    grounds: Grounds
    policy: Policy
    so_far: Decimal = Decimal(0)  # granted to the customer in the period, this proposal included
    steps: list[Step] = field(default_factory=list)
    blocked: list[BlockedStep] = field(default_factory=list)
    considered: list[Considered] = field(default_factory=list)
    seen: set[tuple[StepKind, str, str]] = field(default_factory=set)

    def said(self, text: str) -> str:
        """Return a text or reason as agents read it."""
        return said_in(self.policy.agent_language, text)


def decide(grounds: Grounds, policy: Policy, topics: list[Topic]) -> Decided:
    """Return the steps in order, what was blocked, and the trace of rules."""
    decided = Decided(grounds, policy, so_far=granted_in_period(grounds, policy))
    for topic in topics:
        _decide_topic(decided, topic)
    _decide_case(decided)
    decided.steps.sort(key=lambda step: RANK.get(step.kind, 4))
    if any(step.kind is not StepKind.NOTHING for step in decided.steps):
        decided.steps = [step for step in decided.steps if step.kind is not StepKind.NOTHING]
    return decided


def _decide_topic(decided: Decided, topic: Topic) -> None:
    """Let the first claim rule that fits decide; a writer who is not proven gets no claim decided."""
    name = f"{topic.intent.value} {topic.outcome.value}"
    situation = situation_of(decided.grounds, decided.policy, topic)
    for rule in decided.policy.rules:
        if rule.scope != "claim":
            continue
        reason = misfit(rule.when, situation)
        if not situation.proven:
            reason = "the sender is not proven"
        decided.considered.append(
            Considered(rule=rule.id, topic=name, fired=not reason, because=reason or "first that fits")
        )
        if not reason:
            _apply(decided, rule, topic)
            return


def _decide_case(decided: Decided) -> None:
    """Let every case rule that fits speak."""
    situation = situation_of(decided.grounds, decided.policy)
    for rule in decided.policy.rules:
        if rule.scope != "case":
            continue
        reason = misfit(rule.when, situation)
        decided.considered.append(Considered(rule=rule.id, topic="case", fired=not reason, because=reason or "it fits"))
        if not reason:
            _apply(decided, rule, None)


def _apply(decided: Decided, rule: Rule, topic: Topic | None) -> None:
    """Propose what the rule asks for, or show why not."""
    for refused in rule.blocks:
        decided.blocked.append(BlockedStep(kind=refused.kind, rule=rule.id, reason=decided.said(refused.reason)))
    for plan in rule.steps:
        for index, finding in _subjects(plan.kind, topic):
            _propose(decided, rule, plan, Intended(plan.kind, topic, finding, index))


def _subjects(kind: StepKind, topic: Topic | None) -> Iterator[tuple[int | None, Finding | None]]:
    """List the findings a step stands for: each of them, or the first for steps that stand once."""
    if topic is None or not topic.findings:
        yield None, None
    elif kind in EACH:
        yield from topic.findings
    else:
        yield topic.findings[0]


def _propose(decided: Decided, rule: Rule, plan: StepPlan, intended: Intended) -> None:
    terms = terms_of(intended, decided.grounds, decided.policy)
    if terms.forbidden:
        decided.blocked.append(BlockedStep(kind=plan.kind, rule=rule.id, reason=decided.said(terms.forbidden)))
        if plan.otherwise:
            other = plan.otherwise
            _propose(decided, rule, other, Intended(other.kind, intended.topic, intended.finding, intended.index))
        return
    step = _step(decided, rule, plan, intended, terms)
    key = (
        step.kind,
        "" if step.kind in ONCE_PER_CASE else step.document,
        step.text if step.kind is StepKind.TASK else "",
    )
    if key in decided.seen:
        if step.financial:
            decided.blocked.append(
                BlockedStep(kind=step.kind, rule=rule.id, reason=decided.said("already proposed for this document"))
            )
        return
    decided.seen.add(key)
    if step.financial:
        decided.so_far += converted(step.amount, decided.policy) or Decimal(0)
    decided.steps.append(step)


def _step(decided: Decided, rule: Rule, plan: StepPlan, intended: Intended, terms: Terms) -> Step:
    financial = is_financial(plan.kind)
    return Step(
        kind=plan.kind,
        text=_text(plan, intended, terms, decided),
        financial=financial,
        amount=terms.amount,
        approval=approval_for(terms.amount, decided.so_far, decided.policy) if financial else Approval.NONE,
        rule=rule.id,
        owner=plan.owner,
        due=working_day(decided.grounds.today, plan.due_days),
        document=terms.document,
        until=terms.until,
        finding=intended.index,
    )


def _text(plan: StepPlan, intended: Intended, terms: Terms, decided: Decided) -> str:
    """Return the step's text with its tokens bound to what the step carries."""
    bindings = Bindings()
    source = f"finding/{intended.index}" if intended.index is not None else "case"
    if terms.document:
        bindings.bind("document", terms.document, [source])
    if terms.amount is not None:
        bindings.bind("amount", money_text(terms.amount, decided.policy.agent_language), [source])
    if terms.until:
        bindings.bind("until", day_text(terms.until, decided.policy.agent_language), [source])
    if intended.topic:
        own = asked_of_customer(intended.topic, decided.grounds, decided.policy)
        for name, codes in (("asked", own), ("lacking", lacking_inside(intended.topic, decided.policy))):
            if codes:
                bindings.bind(name, ", ".join(_named(code, decided.policy.agent_language) for code in codes), [source])
    return lock(decided.said(plan.text), bindings).text


def _named(code: str, language: str) -> str:
    """Return what is missing as the agent reads it; a code nobody knows is shown as it is."""
    book = phrasebook(language)
    return book.asks.get(WISHES.get(code, "")) or book.inside.get(code) or code.replace("_", " ")


def working_day(start: dt.date, days: int) -> dt.date:
    """Return the day that is so many working days (Monday to Friday) after `start`; 0 is the same or next one."""
    day = start
    while day.weekday() > 4:
        day += dt.timedelta(days=1)
    for _ in range(days):
        day += dt.timedelta(days=3 if day.weekday() == 4 else 1)
    return day
