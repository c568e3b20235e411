"""How urgent is it? A score whose parts a collector can add up."""

from decimal import Decimal

from triage.domain.proposal import Priority
from triage.propose.grounds import Grounds
from triage.propose.policy import Band, Policy
from triage.propose.situation import Situation


def priority_of(grounds: Grounds, policy: Policy, situation: Situation) -> Priority:
    """Return the score and its parts: amount, age, broken promises, service level, warnings, sentiment last."""
    terms = policy.priority
    intents = set(grounds.reading.intents)
    parts = {
        "amount": _points(situation.amount, terms.amount),
        "overdue_days": _points(Decimal(situation.overdue_days), terms.overdue_days),
        "broken_promise": terms.broken_promise * min(situation.broken_promises, 2),
        "service_level": max((terms.service_level.get(i, 0) for i in intents), default=0),
        "warning": max((terms.flags.get(f, 0) for f in grounds.reading.flags), default=0),
        "sentiment": max((terms.sentiment.get(i, 0) for i in intents), default=0),
    }
    shown = {name: points for name, points in parts.items() if points}
    return Priority(score=sum(shown.values()), parts=shown)


def _points(value: Decimal, bands: tuple[Band, ...]) -> int:
    return max((band.points for band in bands if value >= band.at_least), default=0)
