"""What would we do? From the grounds of a case to summary, steps and draft."""

from triage.domain.codes import Intent
from triage.domain.ports import Adviser, Writer
from triage.domain.proposal import SWITCHED_OFF, Proposal, Step, StepKind
from triage.propose.decide import Considered, decide
from triage.propose.drafting import REFUSED, draft_of
from triage.propose.grounds import Grounds
from triage.propose.opinion import opinion_on
from triage.propose.phrases import phrasebook
from triage.propose.policy import Policy
from triage.propose.priority import priority_of
from triage.propose.reply import is_answered, reply_to
from triage.propose.situation import situation_of
from triage.propose.summary import summary_of
from triage.propose.telling import told
from triage.propose.topics import topics_of


def propose(
    grounds: Grounds, *, policy: Policy, writer: Writer | None = None, adviser: Adviser | None = None
) -> Proposal:
    """Return summary, next steps and a draft reply: proposed, never done.

    Rules decide, templates phrase; a `writer` may put draft and summary in other words, within what is bound; an
    `adviser` may say what an unsure mail means, in a line of the summary that a person confirms or not.
    Raises `Broken` where a phrasebook that comes along is damaged.
    """
    off = [intent for intent in grounds.reading.intents if intent in policy.switched_off]
    if off:
        return _set_aside(grounds, policy, off)
    topics = topics_of(grounds)
    decided = decide(grounds, policy, topics)
    agents, customers = phrasebook(policy.agent_language), phrasebook(grounds.language)
    reply = reply_to(topics, grounds, policy, decided.steps, customers) if is_answered(decided.steps) else None
    opinion = opinion_on(grounds, policy, adviser)
    writer = writer if opinion is None or opinion.intent else None  # who fails at one thing is not asked the next
    draft, record = draft_of(reply, grounds, policy, customers, writer) if reply else (None, {})
    lines = summary_of(topics, grounds, policy, agents, opinion)
    summary, phrasing = told(lines, grounds, policy, agents, None if REFUSED in record else writer)
    return Proposal(
        summary=summary,
        steps=tuple(decided.steps),
        draft=draft,
        opinion=opinion,
        blocked=tuple(dict.fromkeys(decided.blocked)),
        priority=priority_of(grounds, policy, situation_of(grounds, policy)),
        policy=policy.stamp,
        versions={"policy": policy.stamp, "summary": agents.stamp, **record, **phrasing},
    )


def _set_aside(grounds: Grounds, policy: Policy, off: list[Intent]) -> Proposal:
    """Return the proposal for a case whose intent a supervisor has switched off: what is known, and a person's task."""
    agents = phrasebook(policy.agent_language)
    names = ", ".join(off)
    task = Step(
        kind=StepKind.TASK,
        text=f"Read this mail and answer it yourself: suggestions are switched off for {names}.",
        financial=False,
        rule="SWITCHED-OFF",
        owner="customer_service",
    )
    lines = summary_of(topics_of(grounds), grounds, policy, agents)
    return Proposal(
        summary=told(lines, grounds, policy, agents, None)[0],
        steps=(task,),
        priority=priority_of(grounds, policy, situation_of(grounds, policy)),
        policy=policy.stamp,
        versions={"policy": policy.stamp, "summary": agents.stamp, SWITCHED_OFF: names},
    )


def explain(grounds: Grounds, *, policy: Policy) -> tuple[Considered, ...]:
    """Tell which rule did what for a case: every rule looked at, in order, and why it spoke or did not."""
    return tuple(decide(grounds, policy, topics_of(grounds)).considered)
