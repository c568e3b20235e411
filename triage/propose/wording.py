"""How are money, numbers, days and lists written in this language? CLDR's formats, through babel."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal

from triage.domain.money import Money

# Business letters: day before month in English, European Portuguese.
LOCALES = {"en": "en_GB", "pt": "pt_PT"}


def locale_of(language: str) -> Locale:
    """Return the locale in which a language of ours is written."""
    return Locale.parse(LOCALES.get(language, language))


def money_text(amount: Money, language: str) -> str:
    """Write an amount with its currency code behind, rounded to the minor unit: `1,250.00 EUR`, `1.250,00 EUR`."""
    rounded = amount.rounded().value
    places = max(0, -int(rounded.as_tuple().exponent))
    pattern = "#,##0" + ("." + "0" * places if places else "")
    return _spaced(f"{format_decimal(rounded, pattern, locale=locale_of(language))}\u00a0{amount.currency}")


def number_text(value: Decimal, language: str) -> str:
    """Write a quantity or rate without needless zeros: `10`, `2,5`."""
    return _spaced(format_decimal(value.normalize(), "#,##0.######", locale=locale_of(language)))


def day_text(day: dt.date, language: str) -> str:
    """Write a calendar day with the month in words: `13 March 2026`, `13. März 2026`, `1er mars 2026`."""
    text = format_date(day, "long", locale=locale_of(language))
    return text.replace("1 ", "1er ", 1) if language == "fr" and day.day == 1 else text


def list_text(items: Sequence[str], language: str) -> str:
    """Write a list with the language's "and": `INV/1, INV/2 and INV/3`."""
    return format_list(list(items), locale=locale_of(language)) if len(items) > 1 else "".join(items)


def _spaced(text: str) -> str:
    """Write group separators as one kind of no-break space, which every mail client shows."""
    return text.replace("\u202f", "\u00a0").replace("\u2009", "\u00a0")
