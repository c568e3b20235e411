"""Which figures belong to which of several intents? A promise has its sum and day, a dispute what is contested."""

from collections.abc import Sequence
from dataclasses import replace

from triage.domain.codes import AmountRole, DateRole, Intent
from triage.understand.extract import Mentions

# The roles that an intent claims for itself where it stands beside others.
AMOUNTS: dict[Intent, frozenset[AmountRole]] = {
    Intent.PROMISE: frozenset({AmountRole.PROMISED}),
    Intent.REMITTANCE: frozenset({AmountRole.PAID}),
    Intent.DEDUCTION: frozenset({AmountRole.DEDUCTED}),
    Intent.REFUND_REQUEST: frozenset({AmountRole.CLAIMED, AmountRole.PAID}),
    Intent.PLAN_REQUEST: frozenset({AmountRole.OPEN, AmountRole.PROMISED}),
}
DATES: dict[Intent, frozenset[DateRole]] = {
    Intent.PROMISE: frozenset({DateRole.PROMISED}),
    Intent.REMITTANCE: frozenset({DateRole.PAID}),
    Intent.DEDUCTION: frozenset({DateRole.PAID, DateRole.PROMISED}),
    Intent.REFUND_REQUEST: frozenset({DateRole.PAID}),
    Intent.PLAN_REQUEST: frozenset({DateRole.PROMISED, DateRole.DUE}),
}
_OF_GOODS = ("dispute", "order")


def share_of(intent: Intent, intents: Sequence[Intent], mentions: Mentions) -> Mentions:
    """Return the figures of one intent; all of them where it stands alone.

    What another intent has claimed by its role is not shared, except a sum that is deducted for a dispute.
    """
    others = [other for other in intents if other is not intent]
    if not others:
        return mentions
    own_amounts, own_dates = AMOUNTS.get(intent), DATES.get(intent)
    taken_amounts = frozenset().union(*(AMOUNTS.get(other, frozenset()) for other in others))
    if intent.is_dispute:
        taken_amounts -= {AmountRole.DEDUCTED, AmountRole.CLAIMED}
    taken_dates = frozenset().union(*(DATES.get(other, frozenset()) for other in others))
    return replace(
        mentions,
        amounts=tuple(a for a in mentions.amounts if _belongs(a.role, own_amounts, taken_amounts)),
        dates=tuple(d for d in mentions.dates if _belongs(d.role, own_dates, taken_dates)),
        quantities=mentions.quantities if _counts_goods(intent, intents) else (),
    )


def _belongs(role: AmountRole | DateRole, own: frozenset[object] | None, taken: frozenset[object]) -> bool:
    return role in own if own is not None else role not in taken


def _counts_goods(intent: Intent, intents: Sequence[Intent]) -> bool:
    """Tell whether counts of goods belong here: to disputes and orders, where there is one."""
    return intent.family in _OF_GOODS or not any(other.family in _OF_GOODS for other in intents)
