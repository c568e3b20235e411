"""How much is "1.250,00", "1'250.00" or "1 250"? Local numerals read into decimals, never by guess of a library."""

import re
from decimal import Decimal, InvalidOperation

# Digits with thousands groups (point, comma, apostrophe, any space) and one or two decimals, or plain digits.
NUMERAL = (
    r"\d{1,3}(?:['’.,   ]\d{3})+(?:[.,]\d{1,2})?(?!\d)"
    r"|\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d{1,2})?(?!\d)"  # Indian lakh grouping
    r"|\d+(?:[.,]\d{1,4})?"
)
SPACES = re.compile(r"['’   ]")


def read_number(text: str) -> Decimal | None:
    """Return the decimal that a numeral stands for in any of the eight languages, or None when it is none.

    Both separators: the last one is the decimal. A single one before exactly three digits groups
    thousands, except a point in English quantities such as "1.500", which is read as 1500 as well:
    nobody here bills thousandths.
    """
    plain = SPACES.sub("", text.strip()).rstrip(".,-–")
    last = max(plain.rfind("."), plain.rfind(","))
    if last < 0:
        return _decimal(plain)
    mark, tail = plain[last], plain[last + 1 :]
    other = "," if mark == "." else "."
    if other in plain:
        return _decimal(plain.replace(other, "").replace(mark, "."))
    if plain.count(mark) > 1 or (len(tail) == 3 and plain[:last] not in ("", "0")):
        return _decimal(plain.replace(mark, ""))
    return _decimal(plain.replace(mark, "."))


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None
