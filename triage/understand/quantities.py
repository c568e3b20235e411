"""How many of what are said to be ordered, billed, received, missing or damaged?"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from triage.domain.codes import Intent, QuantityRole
from triage.domain.reading import Quantity
from triage.understand import goods_words as words
from triage.understand.goods_roles import settle_roles, told_role
from triage.understand.ground import Ground
from triage.understand.numbers import NUMBER_WORDS, NUMERAL, read_number, read_word

COUNT = re.compile(rf"(?<![\w.,/#€$£-])(?:{NUMERAL}|(?:{NUMBER_WORDS})(?!\w))(?![\d°%‰/]|[.,]\d|\s?(?:€|%|\$|£|°)|:\d)", re.IGNORECASE)
ADJECTIVE_UNIT = re.compile(r"\s{1,2}[^\W\d_][\w-]{2,15}\s{1,2}")
UP_TO = Decimal(200_000)  # more pieces than this is a document's number
GOODS_INTENTS = frozenset(
    {
        Intent.SHORT_SHIPMENT, Intent.DAMAGED_GOODS, Intent.WRONG_GOODS, Intent.NOT_ORDERED, Intent.ORDER_CHANGE,
        Intent.ORDER_RETURN, Intent.QUOTE,
    }
)  # fmt: skip
LOOSE_INTENTS = GOODS_INTENTS | {
    Intent.NON_DELIVERY, Intent.LATE_DELIVERY, Intent.PRICE, Intent.CHARGES, Intent.DUPLICATE_INVOICE, Intent.MISSING_CREDIT,
    Intent.ORDER_STATUS, Intent.PROMISE, Intent.DEDUCTION,
}  # fmt: skip


@dataclass(slots=True)
class Count:
    """A number of goods on its way to a quantity: where it stands, its unit or noun, and the role once known."""

    value: Decimal
    start: int
    end: int
    unit: str | None
    noun: str = ""
    noun_end: int = 0
    role: QuantityRole | None = None
    pair: str = ""  # "of" or "instead" where the next count completes it


def find_quantities(ground: Ground, language: str, primary: Intent) -> list[Quantity]:
    """List counts of goods with their roles; a count without a unit needs a word that tells its role."""
    if primary not in LOOSE_INTENTS:
        return []
    counts = list(_counts(ground, language, primary))
    for first, second in zip(counts, counts[1:], strict=False):
        between = ground.text[first.noun_end if first.unit is not None or not first.noun else first.end : second.start]
        ratio = words.RATIO.match(between) or words.RATIO.match(ground.text[first.end : second.start])
        first.pair = str(ratio.lastgroup) if ratio else ""
    kept = [count for count in counts if _is_told(ground, count, counts, primary)]
    for count in kept:
        count.role = told_role(ground, count.start, max(count.end, count.noun_end))
    settle_roles(ground, kept, primary)
    return [_quantity(ground, count) for count in kept if count.role is not None]


def _counts(ground: Ground, language: str, primary: Intent) -> Iterator[Count]:
    """Yield numbers that may count goods: with the unit or noun behind them."""
    for match in ground.find(COUNT):
        text = match.group()
        value = read_number(text, language) if text[0].isdigit() else read_word(text)
        if value is None or not 0 < value <= UP_TO or words.NOT_COUNT.search(ground.before(match.start(), 16)):
            continue
        noun = words.COUNT_NOUN.match(ground.text, match.end())
        count = Count(value, match.start(), match.end(), unit=None, noun_end=match.end())
        if noun is not None:
            count.noun, count.noun_end = noun["noun"], noun.end()
            count.unit = _unit_of(noun["noun"])
            if count.unit is None:
                count.unit = _unit_behind(ground, match.end(), count)
        if _may_count(ground, count, text, primary):
            yield count


def _unit_of(noun: str) -> str | None:
    match = words.UNIT.fullmatch(noun) or words.UNIT.match(noun)
    return words.UNIT_NAMES[str(match.lastgroup)] if match else None


def _unit_behind(ground: Ground, end: int, count: Count) -> str | None:
    """Return the unit behind one describing word: "11 crushed cases"."""
    adjective = ADJECTIVE_UNIT.match(ground.text, end)
    match = words.UNIT.match(ground.text, adjective.end()) if adjective else None
    if match is None or adjective is None or words.NOT_GOODS.match(adjective.group().strip()):
        return None
    name = words.UNIT_NAMES[str(match.lastgroup)]
    if name in words.MEASURES:
        return None
    count.noun, count.noun_end = ground.text[adjective.start() : match.end()].strip(), match.end()
    return name


def _may_count(ground: Ground, count: Count, text: str, primary: Intent) -> bool:
    if count.noun and count.unit is None and words.NOT_GOODS.match(count.noun):
        count.noun, count.noun_end = "", count.end
        return not _is_time(ground, count) and text[0].isdigit() and primary in GOODS_INTENTS
    if not text[0].isdigit() and not count.noun and count.value > 1:
        return primary in GOODS_INTENTS
    if count.value == 1 and not text[0].isdigit():
        return count.unit is not None and count.unit not in words.MEASURES and primary in (Intent.DAMAGED_GOODS, Intent.SHORT_SHIPMENT)
    if count.unit is None and len(text) >= 4 and text.isdigit() and primary not in GOODS_INTENTS:
        return False
    return count.unit not in words.MEASURES or primary in GOODS_INTENTS


def _is_time(ground: Ground, count: Count) -> bool:
    behind = words.COUNT_NOUN.match(ground.text, count.end)
    return behind is not None and not re.fullmatch(
        r"and|und|et|en|y|e|ed|i|or|of|the|on|in|is|are|was|o|a|haben|hat|have|had|di|de|von|van|to|for|wurde|ist|sind|der|die|das|le|la|les|del|des|has|war|at",
        behind["noun"],
        re.IGNORECASE,
    )


def _is_told(ground: Ground, count: Count, counts: list[Count], primary: Intent) -> bool:
    """Tell whether a number counts goods: by its unit, by a pair, or by a noun or role word in a mail about goods."""
    if count.unit is not None or count.pair or any(other.pair and _follows(other, count, counts) for other in counts):
        return True
    if primary not in GOODS_INTENTS:
        return False
    role = told_role(ground, count.start, max(count.end, count.noun_end), reach=40)
    if count.noun and len(count.noun) >= 3:
        return role is not None or primary in (Intent.QUOTE, Intent.ORDER_CHANGE, Intent.ORDER_RETURN)
    near = told_role(ground, count.start, count.end, reach=22)
    repeated = any(other is not count and other.value == count.value and other.unit is not None for other in counts)
    return (near is not None or repeated) and count.value > 1


def _follows(other: Count, count: Count, counts: list[Count]) -> bool:
    return counts.index(count) == counts.index(other) + 1


def _quantity(ground: Ground, count: Count) -> Quantity:
    end = count.noun_end if count.unit is not None else count.end
    place = ground.take(count.start, end)
    assert count.role is not None  # noqa: S101 (kept only with a role)
    return Quantity(
        value=count.value,
        unit=count.unit or "",
        role=count.role,
        text=ground.text[count.start : end],
        product=count.noun if count.unit is None else "",
        place=place,
    )
