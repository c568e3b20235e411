"""What is a sum of money said to be: invoiced, paid, promised, deducted, claimed or open?"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from triage.domain.codes import AmountRole, Intent, ReferenceKind
from triage.domain.reading import Amount, Reference
from triage.understand.ground import Ground
from triage.understand.money_words import ROLE
from triage.understand.roles import AMOUNT_ROLES, Matter, pull_of

Role = AmountRole
# What a sum is where no word tells.
DEFAULT: dict[Intent, AmountRole] = {
    Intent.REMITTANCE: Role.PAID,
    Intent.PROMISE: Role.PROMISED,
    Intent.PLAN_REQUEST: Role.OPEN,
    Intent.DEDUCTION: Role.DEDUCTED,
    Intent.STATEMENT: Role.OPEN,
    Intent.INVOICE_COPY: Role.OPEN,
    Intent.INSOLVENCY: Role.OPEN,
    **dict.fromkeys(
        (
            Intent.REFUND_REQUEST, Intent.CHARGES, Intent.MISSING_CREDIT, Intent.TAX, Intent.LATE_DELIVERY,
            Intent.DAMAGED_GOODS, Intent.SHORT_SHIPMENT, Intent.WRONG_GOODS, Intent.NOT_ORDERED, Intent.PRICE,
            Intent.NON_DELIVERY, Intent.DUPLICATE_INVOICE, Intent.BANK_DETAILS,
        ),
        Role.CLAIMED,
    ),
}  # fmt: skip
# What the sum of a document is, named right behind its number, where another word says nothing nearer.
OF_DOCUMENT: dict[Intent, AmountRole] = {
    Intent.REMITTANCE: Role.PAID,
    Intent.PROMISE: Role.PROMISED,
    Intent.PLAN_REQUEST: Role.OPEN,
    Intent.INVOICE_COPY: Role.OPEN,
    Intent.NON_DELIVERY: Role.OPEN,
}
BEHIND_NUMBER = re.compile(
    r"\s?[(:–-]?\s?(?:(?:über|for|of|de|del|di|da|von|over|van|per|por|na|w\skwocie|au\smontant\sde|importe|totaling|total)\s)?(?:EUR|CHF|USD)?\s?",
    re.IGNORECASE,
)
# How much nearer (in characters) a role's words count: some are said more loosely than others.
WEIGHT = {Role.DEDUCTED: -15, Role.PAID: 0, Role.PROMISED: 0, Role.CLAIMED: 5, Role.OPEN: 20, Role.INVOICED: 25}
DEFAULT_BONUS = 15
BEHIND = 6
STOP = 10
OTHER_SUM = 25
PER_UNIT = re.compile(r"\s?(?:/|(?:per|pro|je|par|al|por|za|each|a|le|la|el|il)\b)", re.IGNORECASE)
FIGURE = re.compile(r"\d[.,]\d{2}(?!\d)|[€$£]\s?\d|\d\s?[€$£]")


def assign_roles(
    ground: Ground, amounts: list[Amount], references: Sequence[Reference], matter: Matter
) -> list[Amount]:
    """Return the amounts with the role that the nearest words propose and the matter's judge decides."""
    own = Sums.of([amount for amount in amounts if _is_in(amount, ground)])
    settled = [_settle(ground, a, own, references, matter) if _is_in(a, ground) else a for a in amounts]
    return _settle_prices(settled) if matter.primary is Intent.PRICE else settled


def _is_in(amount: Amount, ground: Ground) -> bool:
    return amount.place is not None and amount.place.part == ground.part


def _settle(ground: Ground, amount: Amount, own: "Sums", references: Sequence[Reference], matter: Matter) -> Amount:
    assert amount.place is not None
    if amount.text.startswith(("-", "−", "–")) or re.search(
        r"[-−–]\s?$", ground.text[max(0, amount.place.start - 2) : amount.place.start]
    ):
        return amount.model_copy(update={"role": Role.DEDUCTED})
    document = _document_before(ground, amount, references)
    proposed = amount.model_copy(update={"role": _proposal(ground, amount, document, matter.primary)})
    signs = (*_pulls(ground, amount), *_standing(ground, amount, own, document))
    return proposed.model_copy(update={"role": matter.judge.amount(proposed, signs, matter)})


def _proposal(ground: Ground, amount: Amount, document: Reference | None, primary: Intent) -> AmountRole:
    default = DEFAULT.get(primary, Role.INVOICED)
    weighed = _told(ground, amount, default)
    if document is not None:
        of_it = (
            Role.DEDUCTED
            if document.kind is ReferenceKind.CREDIT_NOTE and primary is Intent.REMITTANCE
            else OF_DOCUMENT.get(primary, Role.INVOICED)
        )
        near = [(distance, role) for distance, role in weighed if distance < 0]
        return min(near)[1] if near and of_it is Role.INVOICED and near[0][1] is Role.DEDUCTED else of_it
    return min(weighed)[1] if weighed else default


def _gaps(ground: Ground, amount: Amount) -> Iterator[tuple[int, bool, AmountRole]]:
    """Yield each role word around an amount: its distance, whether it stands behind, and its role.

    Stops and other sums between count as distance.
    """
    assert amount.place is not None
    before, after = ground.before(amount.place.start, 90), ground.after(amount.place.end, 70)
    gaps = [(before[match.end() :], False, str(match.lastgroup)) for match in ROLE.finditer(before)]
    gaps += [(after[: match.start()], True, str(match.lastgroup)) for match in ROLE.finditer(after)]
    for gap, behind, name in gaps:
        stops = STOP * sum(gap.count(c) for c in ",;:(") + OTHER_SUM * len(FIGURE.findall(gap))
        yield len(gap) + stops, behind, Role(name)


def _told(ground: Ground, amount: Amount, default: AmountRole) -> list[tuple[int, AmountRole]]:
    """Return the roles told around an amount with their weighed distance."""
    return [
        (gap + BEHIND * behind + WEIGHT[role] - (DEFAULT_BONUS if role is default else 0), role)
        for gap, behind, role in _gaps(ground, amount)
    ]


def _pulls(ground: Ground, amount: Amount) -> list[float]:
    """Return how strongly each role's words pull before and behind an amount."""
    pulls = [0.0] * (2 * len(AMOUNT_ROLES))
    for gap, behind, role in _gaps(ground, amount):
        number = AMOUNT_ROLES.index(role) + len(AMOUNT_ROLES) * behind
        pulls[number] = max(pulls[number], pull_of(gap))
    return pulls


@dataclass(frozen=True, slots=True)
class Sums:
    """The sums of one part of a mail, seen once for all of them: a list of thousands must not take minutes."""

    values: tuple[Decimal, ...]  # each once, rising
    number: int
    first: Amount | None

    @classmethod
    def of(cls, amounts: Sequence[Amount]) -> "Sums":
        """Return what these amounts are together."""
        return cls(tuple(sorted({a.value for a in amounts})), len(amounts), amounts[0] if amounts else None)

    def has_near(self, value: Decimal) -> bool:
        """Tell whether another sum is less than twice this one, or this one less than twice the other."""
        place = bisect_left(self.values, value)
        beside = (*self.values[max(0, place - 1) : place], *self.values[place + 1 : place + 2])
        return any(max(other, value) < 2 * min(other, value) for other in beside)


def _standing(ground: Ground, amount: Amount, own: Sums, document: Reference | None) -> list[float]:
    """Return how an amount stands among the others: behind a number, a unit's price, first, highest, lowest, paired."""
    assert amount.place is not None
    is_unit_price = PER_UNIT.match(ground.text, amount.place.end) is not None
    return [
        float(sign)
        for sign in (
            document is not None, is_unit_price, ground.part == "subject", amount.value == own.values[-1],
            amount.value == own.values[0], own.number == 1, own.number == 2, amount is own.first,
            own.has_near(amount.value),
        )
    ]  # fmt: skip


def _document_before(ground: Ground, amount: Amount, references: Sequence[Reference]) -> Reference | None:
    """Return the document whose number stands right before a sum: "INV/2026/00119 (£820.40)"."""
    assert amount.place is not None
    for reference in references:
        place = reference.place
        if place is None or place.part != ground.part or not 0 <= amount.place.start - place.end <= 24:
            continue
        if BEHIND_NUMBER.fullmatch(ground.text[place.end : amount.place.start]):
            return reference
    return None


def _settle_prices(amounts: list[Amount]) -> list[Amount]:
    """Make the higher of two prices the billed one, the lower the agreed one, where no word tells them apart.

    Who contests a price was billed more than agreed.
    """
    if len(amounts) < 2 or amounts[0].role is not amounts[1].role or amounts[0].value == amounts[1].value:
        return amounts
    if amounts[0].role not in (Role.INVOICED, Role.CLAIMED) or _is_far(amounts[0].value, amounts[1].value):
        return amounts
    most = max(amounts[0].value, amounts[1].value)
    first_two = [a.model_copy(update={"role": Role.INVOICED if a.value == most else Role.CLAIMED}) for a in amounts[:2]]
    return [*first_two, *amounts[2:]]


def _is_far(left: Decimal, right: Decimal) -> bool:
    return max(left, right) > 3 * min(left, right)
