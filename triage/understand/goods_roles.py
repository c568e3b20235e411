"""Which counts in a mail are ordered, billed, received, missing, damaged? Near words first, then arithmetic."""

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Protocol

from triage.domain.codes import Intent, QuantityRole
from triage.understand import goods_words as words
from triage.understand.ground import Ground

Role = QuantityRole


# "order S00871", "commande n° 4471": the word belongs to the document, and says nothing of goods.
NAMED = re.compile(
    r"\b(?:orders?|po|bestellung|auftrag|commande|bestelling|pedido|encomenda|ordine|ordem|zam[oó]wieni\w{1,2}|lieferschein"
    r"|delivery\snote|albar[aá]n|pakbon|gu[ií]a|bolla|ddt|wz|invoice|rechnung|facture|factuur|factura|fattura|fatura"
    r"|faktur\w)\s{0,2}(?:(?:n[°ºor.]{1,2}|nr|no|number|nummer)\.?\s{0,2})?#?(?=[a-z]{0,4}[-/]?\d)"
)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())


class Counted(Protocol):
    """What is asked of a count here."""

    value: Decimal
    start: int
    end: int
    role: QuantityRole | None
    pair: str


def told_role(ground: Ground, start: int, end: int, *, reach: int = 70) -> QuantityRole | None:
    """Return the role that the nearest word in the sentence tells; a comma between counts as distance."""
    before, after = ground.before(start, reach), ground.after(end, reach)
    before, after = NAMED.sub(_blank, before), NAMED.sub(_blank, after)
    inside = ground.text[start:end].lower()
    found: list[tuple[int, str]] = [(0, str(m.lastgroup)) for m in words.ROLE.finditer(inside)]
    for match in words.ROLE.finditer(before):
        between = before[match.end() :]
        found.append((len(between) + 18 * (between.count(",") + between.count(":") // 2), str(match.lastgroup)))
    for match in words.ROLE.finditer(after):
        between = after[: match.start()]
        found.append((len(between) + 4 + 22 * (between.count(",") + between.count("(")), str(match.lastgroup)))
    return Role(min(found)[1]) if found else None


def settle_roles(ground: Ground, counts: Sequence[Counted], primary: Intent) -> None:
    """Give every count the role that its mail's matter allows: the words, the pairs and the sums between them."""
    if not counts:
        return
    for first, second in pairwise(counts):
        if first.pair and second.start - first.end < 60:
            _settle_pair(ground, first, second, primary)
    match primary:
        case Intent.SHORT_SHIPMENT:
            _settle_short(counts)
        case Intent.DAMAGED_GOODS:
            _settle_damaged(ground, counts)
        case Intent.NOT_ORDERED:
            _settle_not_ordered(counts)
        case _:
            usual, kept = USUAL.get(primary, (Role.BILLED, frozenset({Role.ORDERED})))
            for count in counts:
                count.role = count.role if count.role in kept else usual


# What a count is in other matters, and the told roles that stand against it.
USUAL: dict[Intent, tuple[QuantityRole, frozenset[QuantityRole]]] = {
    Intent.WRONG_GOODS: (Role.RECEIVED, frozenset({Role.ORDERED})),
    Intent.NON_DELIVERY: (Role.MISSING, frozenset({Role.ORDERED, Role.BILLED})),
    Intent.LATE_DELIVERY: (Role.RECEIVED, frozenset({Role.ORDERED, Role.MISSING})),
    **dict.fromkeys(
        (Intent.ORDER_CHANGE, Intent.QUOTE, Intent.ORDER_RETURN, Intent.ORDER_STATUS), (Role.ORDERED, frozenset())
    ),
}


def _settle_pair(ground: Ground, first: Counted, second: Counted, primary: Intent) -> None:
    """Settle "8 of 10", "36 statt 40": the part first, what it should have been second."""
    billed = any(
        m.lastgroup == "billed"
        for m in words.ROLE.finditer(f"{ground.before(first.start, 120)} {ground.after(second.end, 120)}")
    )
    if primary is Intent.DAMAGED_GOODS:
        first.role, second.role = Role.DAMAGED, Role.RECEIVED
        if any(m.lastgroup == "ordered" for m in words.ROLE.finditer(NAMED.sub(_blank, ground.after(second.end, 40)))):
            second.role = Role.ORDERED
    elif primary is Intent.SHORT_SHIPMENT:
        missing = first.role is Role.MISSING and first.value * 2 < second.value
        first.role = Role.MISSING if missing else Role.RECEIVED
        second.role = Role.ORDERED if second.role is Role.ORDERED and not billed else Role.BILLED
    elif primary is Intent.NOT_ORDERED:
        first.role, second.role = None, None


def _settle_short(counts: Sequence[Counted]) -> None:
    """Settle a short shipment: billed is the most, received less, and what is missing is the difference."""
    values = sorted({count.value for count in counts}, reverse=True)
    whole = next((v for v in values for part in values if part < v and v - part in values and v - part != part), None)
    if len(values) == 1:
        for count in counts:
            count.role = count.role if count.role in (Role.RECEIVED, Role.BILLED) and len(counts) > 1 else Role.MISSING
        return
    top = whole if whole is not None else values[0]
    for count in counts:
        if count.value == top:
            count.role = Role.ORDERED if count.role is Role.ORDERED else Role.BILLED
    rest = [count for count in counts if count.value < top]
    for count in rest:
        if count.role in (Role.BILLED, Role.ORDERED, None):
            count.role = Role.RECEIVED
    _settle_difference(rest, top)


def _settle_difference(rest: Sequence[Counted], top: Decimal) -> None:
    """Make one of two parts that sum up to the whole the received one, the other the missing one."""
    for left in rest:
        for right in rest:
            if left.value > right.value and left.value + right.value == top:
                swap = left.role is Role.MISSING and right.role is Role.RECEIVED
                left.role, right.role = (Role.MISSING, Role.RECEIVED) if swap else (Role.RECEIVED, Role.MISSING)


def _settle_damaged(ground: Ground, counts: Sequence[Counted]) -> None:
    """Settle damaged goods: what is broken, unless the words or a larger number say otherwise."""
    sure = any(count.role is Role.DAMAGED for count in counts)
    most = max((count.value for count in counts), default=Decimal(0))
    for count in counts:
        if count.role is Role.MISSING or (count.pair == "" and count.role is Role.ORDERED):
            continue
        if len(counts) > 1 and count.value == most and words.WHOLE.search(ground.before(count.start, 16)):
            count.role = Role.RECEIVED
            continue
        if count.role is Role.RECEIVED and count is not counts[0] and counts[counts.index(count) - 1].pair:
            continue
        larger = sure and count.value == most and count.role in (Role.RECEIVED, Role.BILLED) and len(counts) > 1
        count.role = count.role if larger else Role.DAMAGED


def _settle_not_ordered(counts: Sequence[Counted]) -> None:
    """Settle what nobody ordered: the least was ordered, the most was billed."""
    values = sorted({count.value for count in counts})
    for count in counts:
        if len(values) >= 2:
            count.role = Role.ORDERED if count.value == values[0] else Role.BILLED
        else:
            count.role = Role.ORDERED if count.role is Role.ORDERED and len(counts) > 1 else Role.BILLED


def completes_sum(value: Decimal, told: Sequence[Decimal]) -> bool:
    """Tell whether a number is what two told ones differ by: of 500 billed and 450 received, the missing 50."""
    return any(left - right == value for left in told for right in told if left > right)
