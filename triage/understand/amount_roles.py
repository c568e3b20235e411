"""What is a sum of money said to be: invoiced, paid, promised, deducted, claimed or open?"""

from triage.domain.codes import AmountRole, Intent
from triage.domain.reading import Amount
from triage.understand.ground import Ground
from triage.understand.money_words import ROLE

# What a sum is where no word tells, and which roles a matter makes likely: they count as nearer by so many characters.
DEFAULT: dict[Intent, AmountRole] = {
    Intent.REMITTANCE: AmountRole.PAID,
    Intent.PROMISE: AmountRole.PROMISED,
    Intent.PLAN_REQUEST: AmountRole.OPEN,
    Intent.DEDUCTION: AmountRole.DEDUCTED,
    Intent.REFUND_REQUEST: AmountRole.CLAIMED,
    Intent.CHARGES: AmountRole.CLAIMED,
    Intent.MISSING_CREDIT: AmountRole.CLAIMED,
    Intent.TAX: AmountRole.CLAIMED,
    Intent.LATE_DELIVERY: AmountRole.CLAIMED,
    Intent.DAMAGED_GOODS: AmountRole.CLAIMED,
    Intent.SHORT_SHIPMENT: AmountRole.CLAIMED,
    Intent.WRONG_GOODS: AmountRole.CLAIMED,
    Intent.STATEMENT: AmountRole.OPEN,
    Intent.INSOLVENCY: AmountRole.OPEN,
}
NEARER = 25
STOPS = ",;:("


def assign_roles(ground: Ground, amounts: list[Amount], primary: Intent) -> list[Amount]:
    """Return the amounts with the role that the nearest words give them, or that the intent suggests."""
    return [
        amount.model_copy(update={"role": _role_of(ground, amount, primary)})
        if amount.place is not None and amount.place.part == ground.part
        else amount
        for amount in amounts
    ]


def _role_of(ground: Ground, amount: Amount, primary: Intent) -> AmountRole:
    assert amount.place is not None  # noqa: S101 (asked by the caller)
    default = DEFAULT.get(primary, AmountRole.INVOICED)
    before, after = ground.before(amount.place.start, 80), ground.after(amount.place.end, 60)
    found: list[tuple[int, str]] = []
    for match in ROLE.finditer(before):
        between = before[match.end() :]
        found.append((len(between) + 12 * sum(between.count(c) for c in STOPS), str(match.lastgroup)))
    for match in ROLE.finditer(after):
        between = after[: match.start()]
        found.append((len(between) + 6 + 15 * sum(between.count(c) for c in STOPS), str(match.lastgroup)))
    weighed = [(distance - (NEARER if role == default.value else 0) + (NEARER if role == "invoiced" else 0), role) for distance, role in found]
    return AmountRole(min(weighed)[1]) if weighed else default
