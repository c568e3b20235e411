"""Does a row match an Odoo domain? The part of Odoo's search language that our own questions use."""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from triage.domain.failures import Broken

Row = dict[str, Any]


def _text(value: Any) -> str:
    return "" if value in (None, False) else str(value).lower()


def _as_set(value: Any) -> set[Any]:
    return set(value) if isinstance(value, list | tuple | set) else {value}


@lru_cache(maxsize=4096)
def _like(pattern: str) -> re.Pattern[str]:
    """Return SQL's LIKE as a regular expression: % any text, _ one character, \\ the next one as it is."""
    parts = re.findall(r"\\.|%|_|[^\\%_]+", pattern.lower(), re.DOTALL)
    meaning = {"%": ".*", "_": "."}
    return re.compile("".join(meaning.get(p) or re.escape(p[1:] if p[0] == "\\" else p) for p in parts), re.DOTALL)


def _compare(have: Any, operator: str, want: Any) -> bool:
    """Return whether one value stands in this relation to another; x2many fields hold when any of theirs does."""
    if isinstance(have, list | tuple) and operator not in ("in", "not in", "!="):
        return any(_compare(item, operator, want) for item in have)
    match operator:
        case "=":
            return bool((have or False) == (want or False))
        case "!=":
            return not _compare(have, "=", want)
        case "in":
            return bool(_as_set(have) & set(want))
        case "not in":
            return not _as_set(have) & set(want)
        case "ilike":
            return _like(f"%{want}%").fullmatch(_text(have)) is not None
        case "=ilike":
            return bool(_text(have)) and _like(want).fullmatch(_text(have)) is not None
        case ">" | ">=" | "<" | "<=":
            return _ordered(have, operator, want)
    raise Broken(f"the sandbox does not know the operator {operator}")


def _ordered(have: Any, operator: str, want: Any) -> bool:
    if have in (None, False):
        return False
    if isinstance(have, str) or isinstance(want, str):
        have, want = str(have), str(want)
    return bool({">": have > want, ">=": have >= want, "<": have < want, "<=": have <= want}[operator])


class Matcher:
    """Evaluates a domain over rows of one model; `find_value` follows dotted names."""

    def __init__(self, find_value: Callable[[Row, str], Any]) -> None:
        self._find_value = find_value

    def matches(self, row: Row, domain: Sequence[Any]) -> bool:
        """Tell whether the row matches the domain, in prefix notation with implied `&`."""
        stack = list(reversed(domain))
        verdict = True
        while stack:
            verdict = self._take(row, stack) and verdict
        return verdict

    def _take(self, row: Row, stack: list[Any]) -> bool:
        item = stack.pop()
        if item == "!":
            return not self._take(row, stack)
        if item in ("&", "|"):
            left, right = self._take(row, stack), self._take(row, stack)
            return (left and right) if item == "&" else (left or right)
        name, operator, want = item
        return _compare(self._find_value(row, name), operator, want)
