"""What would we do? From the grounds of a case to summary, steps and draft."""

from triage.domain.ports import Writer
from triage.domain.proposal import Proposal
from triage.propose.decide import Considered, decide
from triage.propose.drafting import draft_of
from triage.propose.grounds import Grounds
from triage.propose.phrases import phrasebook
from triage.propose.policy import Policy
from triage.propose.priority import priority_of
from triage.propose.reply import is_answered, reply_to
from triage.propose.situation import situation_of
from triage.propose.summary import summary_of
from triage.propose.topics import topics_of


def propose(grounds: Grounds, *, policy: Policy, writer: Writer | None = None) -> Proposal:
    """Return summary, next steps and a draft reply: proposed, never done.

    Rules decide, templates phrase; a `writer` may put the draft in other words, within what is bound.
    Raises `Broken` where a phrasebook that comes along is damaged.
    """
    topics = topics_of(grounds)
    decided = decide(grounds, policy, topics)
    agents, customers = phrasebook(policy.agent_language), phrasebook(grounds.language)
    reply = reply_to(topics, grounds, policy, decided.steps, customers) if is_answered(decided.steps) else None
    draft, record = draft_of(reply, grounds, policy, customers, writer) if reply else (None, {})
    return Proposal(
        summary=summary_of(topics, grounds, policy, agents),
        steps=tuple(decided.steps),
        draft=draft,
        blocked=tuple(dict.fromkeys(decided.blocked)),
        priority=priority_of(grounds, policy, situation_of(grounds, policy)),
        policy=policy.stamp,
        versions={"policy": policy.stamp, "summary": agents.stamp, **record},
    )


def explain(grounds: Grounds, *, policy: Policy) -> tuple[Considered, ...]:
    """Tell which rule did what for a case: every rule looked at, in order, and why it spoke or did not."""
    return tuple(decide(grounds, policy, topics_of(grounds)).considered)
