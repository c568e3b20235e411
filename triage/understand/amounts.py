"""Which sums of money are named, in which currency?"""

import re
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from itertools import islice

from triage.domain.codes import AmountRole, Intent
from triage.domain.reading import Amount
from triage.understand import money_words as words
from triage.understand.goods_words import COUNT_NOUN, NOT_GOODS
from triage.understand.ground import Ground
from triage.understand.number_words import ARTICLES, find_number_words
from triage.understand.numbers import NUMERAL, read_number

FIGURE = re.compile(
    rf"(?<![\w.,/°#])(?<!\w[-–−])(?P<minus>[-–−]\s?)?(?P<figure>{NUMERAL})(?![.,]?\d)(?:[,.][-–—]{{1,2}})?"
)
DECIMALS = re.compile(r"[.,]\d{2}$")
MEASURE = re.compile(
    r"^\s?(?:%|‰|°|\"|''|(?:kg|g|gr|t|mm|cm|m|m²|m2|m³|m3|km|l|ml|kw|v|bar|h|uhr|hrs?|pcs|stück|stk|pieces|units|boxes|cartons|kartons|pallets|cajas|unidades|szt|procent\w*|prozent|per\s?cent)(?!\w)|x\s?\d|:\d)",
    re.IGNORECASE,
)
# "1.090 statt 1.009 Euro": a sum beside one with a currency.
PAIRED = re.compile(
    rf"\s(?:statt|anstatt|instead\sof|rather\sthan|au\slieu\sd[e'’]|in\splaats\svan|en\s(?:lugar|vez)\sde|invece\sdi|anziché"
    rf"|em\svez\sde|zamiast)\s?(?:[€$£]|EUR|USD|GBP|CHF|PLN)?\s?{NUMERAL}\s?(?:[€$£]|EUR|euros?|USD|GBP|CHF|PLN|zł|R\$|dollars?|pounds?)",
    re.IGNORECASE,
)
MOST = 2_000  # figures that are looked at in one part
MONEY_INTENTS = frozenset(
    {
        Intent.PROMISE, Intent.REMITTANCE, Intent.PLAN_REQUEST, Intent.DEDUCTION, Intent.REFUND_REQUEST, Intent.PRICE, Intent.TAX,
        Intent.CHARGES, Intent.LATE_DELIVERY,
    }
)  # fmt: skip


def find_amounts(ground: Ground, language: str) -> list[Amount]:
    """List numbers that stand beside a currency sign, code or word; roles are given later."""
    found: list[Amount] = []
    signs_lead = _signs_lead(ground.text)
    for match in islice(ground.find(FIGURE), MOST):
        named = _currency_beside(ground.text, match, signs_lead=signs_lead)
        if named is None:
            continue
        currency, start, end, parts = named
        if words.THRESHOLD.search(ground.before(start, 40)) and not match["minus"]:
            ground.take(start, end)
            continue
        amount = _make(ground, match, (start, end), currency)
        if amount is not None:
            found.append(amount.model_copy(update={"value": amount.value / parts}))
    return [*found, *_spoken(ground, language)]


def _spoken(ground: Ground, language: str) -> list[Amount]:
    """List sums written in words before a word for a currency: "zwanzig Franken"."""
    found: list[Amount] = []
    for word in find_number_words(ground.text, language):
        after = words.AFTER.match(ground.text, word.end)
        if after is None or word.text.lower() in ARTICLES or not ground.is_free(word.start, after.end()):
            continue
        currency, text = str(after.lastgroup), ground.text[word.start : after.end()]
        if currency[-1] != "2":
            place = ground.take(word.start, after.end())
            value = Decimal(word.value)
            found.append(Amount(value=value, currency=currency[:-1], role=AmountRole.INVOICED, text=text, place=place))
    return found


def find_bare_amounts(ground: Ground, primary: Intent) -> list[Amount]:
    """List numbers without a currency that are money all the same: two decimals, or thousands after a word for money."""
    found: list[Amount] = []
    for match in islice(ground.find(FIGURE), MOST):
        figure = match["figure"]
        if (
            not figure
            or MEASURE.match(ground.text[match.end() : match.end() + 14])
            or not _is_money(ground, match, primary)
        ):
            continue
        amount = _make(ground, match, match.span(), "")
        if amount is not None:
            found.append(amount)
    return found


def _is_money(ground: Ground, match: re.Match[str], primary: Intent) -> bool:
    figure = match["figure"]
    scale = words.SCALE.match(ground.text, match.end())
    if DECIMALS.search(figure) or (scale is not None and primary in MONEY_INTENTS):
        return True
    if primary not in MONEY_INTENTS or len(figure) < 3:
        return False
    if PAIRED.match(ground.text, match.end()):
        return True
    noun = COUNT_NOUN.match(ground.text, match.end())
    counts = noun is not None and (noun["unit"] is not None or NOT_GOODS.match(noun["noun"]) is not None)
    told = words.MONEY_BEFORE.search(ground.before(match.start(), 24)) is not None or (
        words.MONEY_AFTER.match(ground.after(match.end(), 24)) is not None
    )
    return words.GROUPED.match(figure) is not None and told and not counts


def _signs_lead(text: str) -> bool:
    """Tell whether this writer puts the currency before the figure: as with the first one in the text."""
    first = re.search(r"(?:[€$£]|\b[A-Z]{3})\s?\d|\d\s?(?:[€$£]|[A-Z]{3}\b|zł)", text)
    return first is not None and not first.group()[0].isdigit()


def _currency_beside(text: str, match: re.Match[str], *, signs_lead: bool) -> tuple[str, int, int, int] | None:
    """Return the currency right before or after a figure, the place of both, and how many of it make one (cents: 100).

    A sign between two figures belongs to the side on which this writer puts signs.
    """
    start = match.start("figure")
    before = words.BEFORE.search(text, max(0, match.start() - 8), match.start())
    scale = words.SCALE.match(text, match.end())
    end = scale.end() if scale else match.end()
    after = words.AFTER.match(text, end)
    if (
        before is not None
        and not signs_lead
        and re.search(r"\d[\s\u00a0]?$", text[max(0, before.start() - 2) : before.start()])
    ):
        before = None
    if (
        after is not None
        and before is None
        and str(after.lastgroup)[-1] != "2"
        and signs_lead
        and re.match(r"\s?\d", text[after.end() : after.end() + 2])
    ):
        return None
    if before is not None:
        return str(before.lastgroup), before.start(), end, 1
    if after is not None:
        group = str(after.lastgroup)
        return group[:-1], start, after.end(), 100 if group[-1] == "2" else 1
    return None


def _make(ground: Ground, match: re.Match[str], span: tuple[int, int], currency: str) -> Amount | None:
    value = read_number(match["figure"])
    if value is None or value == 0:
        return None
    scale = words.SCALE.match(ground.text, match.end())
    if scale is not None:
        value *= Decimal(1_000_000 if scale["million"] else 1_000)
    if not ground.is_free(*span):
        span = match.span()
    text = ground.text[span[0] : span[1]]
    start = span[0] + len(text) - len(text.lstrip())
    place = ground.take(start, start + len(text.strip()))
    return Amount(value=value, currency=currency, role=AmountRole.INVOICED, text=text.strip(), place=place)


def settle_currencies(amounts: list[Amount], texts: Iterable[str], language: str, sent_at: datetime) -> list[Amount]:
    """Return the amounts with vague signs made exact and silent ones given the only currency that the mail speaks of.

    "$" and "pesos" are the sender's own money: language and zone of the date tell whose; US money otherwise.
    """
    offset = sent_at.utcoffset()
    hours = int(offset.total_seconds() // 3600) if offset is not None else 0
    settled = [_exact(amount, language, hours) for amount in amounts]
    named = {amount.currency for amount in settled if amount.currency}
    if not named:
        named = {match.group().upper() for text in texts for match in words.CODE.finditer(text)}
    only = next(iter(named)) if len(named) == 1 else ""
    return [a if a.currency or not only else a.model_copy(update={"currency": only}) for a in settled]


def _exact(amount: Amount, language: str, hours: int) -> Amount:
    if amount.currency not in ("DOLLAR", "PESO"):
        return amount
    own = words.DOLLARS.get((language, hours), "MXN" if amount.currency == "PESO" else "USD")
    return amount.model_copy(update={"currency": own})
