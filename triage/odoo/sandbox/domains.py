"""Does a row match an Odoo domain? The part of Odoo's search language that our own questions use."""

from collections.abc import Callable, Sequence
from typing import Any

from triage.domain.failures import Broken

Row = dict[str, Any]
Ancestors = Callable[[int], set[int]]


def _text(value: Any) -> str:
    return "" if value in (None, False) else str(value).lower()


def _as_set(value: Any) -> set[Any]:
    return set(value) if isinstance(value, list | tuple | set) else {value}


def _compare(have: Any, operator: str, want: Any) -> bool:
    """Return whether one value stands in this relation to another; x2many fields hold when any of theirs does."""
    many = isinstance(have, list | tuple)
    match operator:
        case "=":
            return want in have if many else (have or False) == (want or False)
        case "!=":
            return not _compare(have, "=", want)
        case "in":
            return bool(_as_set(have) & set(want))
        case "not in":
            return not _as_set(have) & set(want)
        case "ilike":
            return _text(want) in _text(have)
        case "=ilike":
            return _text(want) == _text(have)
        case ">" | ">=" | "<" | "<=":
            return _ordered(have, operator, want)
    raise Broken(f"the sandbox does not know the operator {operator}")


def _ordered(have: Any, operator: str, want: Any) -> bool:
    if have in (None, False):
        return False
    if isinstance(have, str) or isinstance(want, str):
        have, want = str(have), str(want)
    return {">": have > want, ">=": have >= want, "<": have < want, "<=": have <= want}[operator]


class Matcher:
    """Evaluates a domain over rows of one model; `find` follows dotted names and child_of."""

    def __init__(self, find_value: Callable[[Row, str], Any], is_below: Callable[[int, Sequence[int]], bool]) -> None:
        self._find_value = find_value
        self._is_below = is_below

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
        have = self._find_value(row, name)
        if operator == "child_of":
            return have not in (None, False) and self._is_below(int(have), sorted(_as_set(want)))
        return _compare(have, operator, want)
