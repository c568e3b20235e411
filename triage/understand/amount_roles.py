"""What is a sum of money said to be: invoiced, paid, promised, deducted, claimed or open?"""

import re
from collections.abc import Sequence
from decimal import Decimal

from triage.domain.codes import AmountRole, Intent, ReferenceKind
from triage.domain.reading import Amount, Reference
from triage.understand.ground import Ground
from triage.understand.money_words import ROLE

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
FIGURE = re.compile(r"\d[.,]\d{2}(?!\d)|[€$£]\s?\d|\d\s?[€$£]")


def assign_roles(
    ground: Ground, amounts: list[Amount], references: Sequence[Reference], primary: Intent
) -> list[Amount]:
    """Return the amounts with the role that the nearest words give them, or that the intent suggests."""
    settled = [
        amount.model_copy(update={"role": _role_of(ground, amount, references, primary)})
        if amount.place is not None and amount.place.part == ground.part
        else amount
        for amount in amounts
    ]
    return _settle_prices(settled) if primary is Intent.PRICE else settled


def _role_of(ground: Ground, amount: Amount, references: Sequence[Reference], primary: Intent) -> AmountRole:
    assert amount.place is not None
    if amount.text.startswith(("-", "−", "–")) or re.search(
        r"[-−–]\s?$", ground.text[max(0, amount.place.start - 2) : amount.place.start]
    ):
        return Role.DEDUCTED
    default = DEFAULT.get(primary, Role.INVOICED)
    weighed = _told(ground, amount, default)
    document = _document_before(ground, amount, references)
    if document is not None:
        of_it = (
            Role.DEDUCTED
            if document.kind is ReferenceKind.CREDIT_NOTE and primary is Intent.REMITTANCE
            else OF_DOCUMENT.get(primary, Role.INVOICED)
        )
        near = [(distance, role) for distance, role in weighed if distance < 0]
        return min(near)[1] if near and of_it is Role.INVOICED and near[0][1] is Role.DEDUCTED else of_it
    return min(weighed)[1] if weighed else default


def _told(ground: Ground, amount: Amount, default: AmountRole) -> list[tuple[int, AmountRole]]:
    """Return the roles told around an amount with their distance; stops and other sums between count as distance."""
    assert amount.place is not None
    before, after = ground.before(amount.place.start, 90), ground.after(amount.place.end, 70)
    gaps = [(before[match.end() :], 0, str(match.lastgroup)) for match in ROLE.finditer(before)]
    gaps += [(after[: match.start()], BEHIND, str(match.lastgroup)) for match in ROLE.finditer(after)]
    weighed: list[tuple[int, AmountRole]] = []
    for gap, extra, name in gaps:
        role = Role(name)
        distance = len(gap) + extra + WEIGHT[role] - (DEFAULT_BONUS if role is default else 0)
        distance += STOP * sum(gap.count(c) for c in ",;:(") + OTHER_SUM * len(FIGURE.findall(gap))
        weighed.append((distance, role))
    return weighed


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
