"""Is this JSON that can be kept and looked at? Strict text, within bounds, without what databases refuse."""

import json
from decimal import Decimal
from typing import Any

from triage.domain.failures import Refused

MOST_DEEP = 40
MOST_DIGITS = 1000


def read_json(body: bytes) -> Any:
    """Return the value of a JSON text; raises `Refused` for what is none, and for text that cannot be kept.

    Numbers with a point are decimals, exact to the last digit. NaN, infinities, NUL characters, lone surrogates and
    more than `MOST_DEEP` levels are refused.
    """
    try:
        value = json.loads(body.decode("utf-8-sig"), parse_float=Decimal, parse_int=_whole, parse_constant=_none)
    except (ValueError, RecursionError):
        raise Refused("the body is not JSON in UTF-8") from None
    _look_through(value, 0)
    return value


def _none(name: str) -> Any:
    raise ValueError(name)


def _whole(digits: str) -> int:
    if len(digits) > MOST_DIGITS:
        raise ValueError("too many digits")
    return int(digits)


def _look_through(value: Any, depth: int) -> None:
    if depth > MOST_DEEP:
        raise Refused("the JSON is nested too deep")
    if isinstance(value, str):
        _look_at(value)
    elif isinstance(value, dict):
        for name, each in value.items():
            _look_at(name)
            _look_through(each, depth + 1)
    elif isinstance(value, list):
        for each in value:
            _look_through(each, depth + 1)


def _look_at(words: str) -> None:
    if "\x00" in words or any("\ud800" <= c <= "\udfff" for c in words):
        raise Refused("the JSON holds a character that no text may hold")
