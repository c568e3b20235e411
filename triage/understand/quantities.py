"""How many of what are said to be ordered, billed, received, missing or damaged?"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice, pairwise

from triage.domain.codes import Intent, QuantityRole
from triage.domain.reading import Quantity
from triage.understand import goods_words as words
from triage.understand.goods_roles import completes_sum, settle_roles, told_role
from triage.understand.ground import Ground
from triage.understand.number_words import ARTICLES, find_number_words
from triage.understand.numbers import NUMERAL, read_number

COUNT = re.compile(rf"(?<![\w.,/#€$£-])(?:{NUMERAL})(?![\d°%‰/]|[.,-]\d|-[^\W\d_]|\s?(?:€|%|\$|£|°)|:\d)")
ADJECTIVE_UNIT = re.compile(r"\s{1,2}[^\W\d_][\w-]{2,24}\s{1,2}")
MOST = 100  # counts that are looked at in one part
UP_TO = Decimal(200_000)  # more pieces than this is a document's number
GOODS_INTENTS = frozenset(
    {
        Intent.SHORT_SHIPMENT, Intent.DAMAGED_GOODS, Intent.WRONG_GOODS, Intent.NOT_ORDERED, Intent.ORDER_CHANGE,
        Intent.ORDER_RETURN, Intent.QUOTE, Intent.NON_DELIVERY,
    }
)  # fmt: skip
LOOSE_INTENTS = GOODS_INTENTS | {
    Intent.NON_DELIVERY, Intent.LATE_DELIVERY, Intent.PRICE, Intent.CHARGES, Intent.DUPLICATE_INVOICE, Intent.MISSING_CREDIT,
    Intent.ORDER_STATUS,
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
    whole: bool = False  # named as that of which the next count is a part
    part: bool = False
    pair: str = ""  # "of" or "instead" where the next count completes it


def find_quantities(ground: Ground, language: str, primary: Intent, known: frozenset[str]) -> list[Quantity]:
    """List counts of goods with their roles; a count without a unit needs a word that tells its role.

    `known` are the documents' numbers: they count nothing where they are named again.
    """
    if primary not in LOOSE_INTENTS:
        return []
    counts = list(islice(_counts(ground, language, primary), MOST))
    for first, second in pairwise(counts):
        if second.start - first.end > 60:
            continue
        ratio = words.RATIO.match(ground.text[first.noun_end : second.start]) or words.RATIO.match(
            ground.text[first.end : second.start]
        )
        between = ground.text[first.end : second.start]
        instead = words.INSTEAD.search(between)
        ratio = ratio or (words.OF_THE.match(between) if first.value < second.value else None)
        first.pair = "of" if ratio else ("instead" if instead else "")
    counts = [c for c in counts if c.unit is not None or ground.text[c.start : c.end] not in known]
    _pair_wholes(ground, counts, primary)
    kept = [count for count in counts if _is_told(ground, count, counts, primary)]
    if primary is Intent.SHORT_SHIPMENT:
        told = sorted({count.value for count in kept})
        kept = [c for c in counts if c in kept or (c.unit is None and c.value > 1 and completes_sum(c.value, told))]
    for count in kept:
        count.role = told_role(ground, count.start, count.end if count.unit is None else count.noun_end)
    settle_roles(ground, kept, primary)
    return [_quantity(ground, count) for count in kept if count.role is not None]


def _pair_wholes(ground: Ground, counts: list[Count], primary: Intent) -> None:
    """Pair "of the 48 syrups, 20 are out of date": the whole named first, the part after it."""
    if primary not in (Intent.SHORT_SHIPMENT, Intent.DAMAGED_GOODS):
        return
    for first, second in pairwise(counts):
        near = second.start - first.end <= 45 and ground.sentence(first.start) == ground.sentence(second.start)
        if (
            near
            and not first.pair
            and second.value < first.value
            and words.WHOLE.search(ground.before(first.start, 16))
        ):
            first.whole = second.part = True


def _counts(ground: Ground, language: str, primary: Intent) -> Iterator[Count]:
    """Yield numbers that may count goods, in the order of the text: with the unit or noun behind them."""
    numerals = [(m.start(), m.end(), read_number(m.group())) for m in ground.find(COUNT)]
    spoken = [
        (w.start, w.end, Decimal(w.value))
        for w in find_number_words(ground.text, language)
        if ground.is_free(w.start, w.end)
    ]
    for start, end, value in sorted([*numerals, *spoken]):
        before = ground.before(start, 20)
        is_named = words.NOT_COUNT.search(before) is not None and words.WHOLE.search(before) is None
        if value is None or not 0 < value <= UP_TO or is_named:
            continue
        count = Count(value, start, end, unit=None, noun_end=end)
        _name(ground, count)
        text = ground.text[start:end]
        attached = ground.text[end : end + 1].isalpha() and (count.unit is None or ground.text[end : end + 2] == "st")
        if not attached and _may_count(count, text, primary):
            yield count


def _name(ground: Ground, count: Count) -> None:
    """Set what is counted: the unit or the noun behind the number."""
    noun = words.COUNT_NOUN.match(ground.text, count.end)
    if noun is None:
        return
    count.noun, count.noun_end = noun["noun"], noun.end()
    count.unit = _unit_of(noun["noun"]) if noun["unit"] else None
    if count.unit is None:
        count.unit = _unit_behind(ground, count.end, count)


def _unit_of(noun: str) -> str | None:
    match = words.UNIT.fullmatch(noun) or words.UNIT.match(noun)
    return words.UNIT_NAMES[str(match.lastgroup)] if match else None


def _unit_behind(ground: Ground, end: int, count: Count) -> str | None:
    """Return the unit behind one describing word: "11 crushed cases"."""
    adjective = ADJECTIVE_UNIT.match(ground.text, end)
    match = words.UNIT.match(ground.text, adjective.end()) if adjective else None
    if match is None or adjective is None or words.NOT_GOODS.match(adjective.group().strip().replace("euro", "-")):
        return None
    name = words.UNIT_NAMES[str(match.lastgroup)]
    if name in words.MEASURES:
        return None
    count.noun, count.noun_end = ground.text[adjective.start() : match.end()].strip(), match.end()
    return name


def _may_count(count: Count, text: str, primary: Intent) -> bool:
    spoken = not text[0].isdigit()
    if count.noun and count.unit is None and words.NOT_GOODS.match(count.noun):
        if not words.FUNCTION.match(count.noun):
            return False
        count.noun, count.noun_end = "", count.end
    if spoken and text.lower() in ARTICLES and count.unit in (None, *words.MEASURES):
        return False
    if spoken and count.value == 1:
        return count.unit not in (None, *words.MEASURES) and primary in (Intent.DAMAGED_GOODS, Intent.SHORT_SHIPMENT)
    if count.unit is None and not spoken and re.fullmatch(r"\d*[1-9]\d{0,1}|\d{6,}", text) and len(text) >= 5:
        return False
    if count.unit is None and 1990 <= count.value <= 2035 and len(text) == 4:
        return False
    if count.unit is None and (count.value != int(count.value) or (spoken and primary is Intent.NON_DELIVERY)):
        return False
    return count.unit not in words.MEASURES or primary in GOODS_INTENTS


def _is_told(ground: Ground, count: Count, counts: list[Count], primary: Intent) -> bool:
    """Tell whether a number counts goods: by its unit, by a pair, or by a noun or role word in a mail about goods."""
    if count.unit is not None or count.pair or count.whole or count.part or _completes(count, counts):
        return True
    if words.QUANTITY.search(ground.before(count.start, 16)):
        return True
    if primary not in GOODS_INTENTS or words.CODE.search(ground.text[max(0, count.start - 7) : count.start]):
        return False
    if primary is Intent.ORDER_CHANGE and not count.noun:
        return words.CHANGE.search(ground.before(count.start, 24)) is not None
    role = told_role(ground, count.start, count.end, reach=40)
    if count.noun and len(count.noun) >= 3:
        return role is not None or primary in (Intent.QUOTE, Intent.ORDER_CHANGE, Intent.ORDER_RETURN)
    near = told_role(ground, count.start, count.end, reach=22)
    repeated = any(other is not count and other.value == count.value and other.unit is not None for other in counts)
    return (near is not None or repeated) and count.value > 1


def _completes(count: Count, counts: list[Count]) -> bool:
    """Tell whether a count is the second of a pair."""
    return any(second is count and first.pair for first, second in pairwise(counts))


def _quantity(ground: Ground, count: Count) -> Quantity:
    end = count.noun_end if count.unit is not None else count.end
    place = ground.take(count.start, end)
    assert count.role is not None
    return Quantity(
        value=count.value,
        unit=count.unit or "",
        role=count.role,
        text=ground.text[count.start : end],
        product=count.noun if count.unit is None else "",
        place=place,
    )
