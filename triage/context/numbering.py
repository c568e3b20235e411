"""Do two document numbers mean the same? Separators, leading zeros, missing prefixes, misread letters, typos."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

EXACT = 1.0
_GROUPS = re.compile(r"[^\W\d_]+|\d+")
_MISREAD = str.maketrans("OIL", "011")
_MIN_TYPO_LENGTH = 6
_FAR_TYPO_LENGTH = 10
_REMEMBERED = 8192  # forms of numbers; one customer's are compared with every number of a message


@dataclass(frozen=True, slots=True)
class Likeness:
    """How near a written number is to a real one, from 0 to 1, and by which difference."""

    score: float
    why: str


@lru_cache(maxsize=_REMEMBERED)
def squeezed(number: str) -> str:
    """Return the letters and digits of a number, upper case: what remains when separators do not count."""
    return "".join(c for c in unicodedata.normalize("NFKC", number).upper() if c.isalnum())


@lru_cache(maxsize=_REMEMBERED)
def groups_of(number: str) -> tuple[str, ...]:
    """Return the runs of letters and of digits, leading zeros dropped: INV/2026/00042 is INV, 2026, 42."""
    found = _GROUPS.findall(unicodedata.normalize("NFKC", number).upper())
    return tuple(run.lstrip("0") or "0" if run.isdigit() else run for run in found)


def likeness(written: str, real: str) -> Likeness | None:
    """Return how a written number differs from a real one, or None where it is another number."""
    mine, theirs = squeezed(written), squeezed(real)
    if not mine or not theirs or not any(c.isdigit() for c in mine):
        return None
    if mine == theirs:
        return Likeness(EXACT, "the same number")
    return _same_but_for_form(written, real) or _typo(mine, theirs)


def _same_but_for_form(written: str, real: str) -> Likeness | None:
    mine, theirs = groups_of(written), groups_of(real)
    if mine == theirs:
        return Likeness(0.95, "leading zeros differ")
    if squeezed(written).translate(_MISREAD) == squeezed(real).translate(_MISREAD):
        return Likeness(0.93, "letters written for digits")
    if len(mine) < len(theirs) and theirs[-len(mine) :] == mine:
        return Likeness(_tail_score(written, mine), "the prefix is missing")
    if len(theirs) < len(mine) and len(theirs) > 1 and mine[-len(theirs) :] == theirs:
        return Likeness(0.94, "a prefix was added")
    return None


def _tail_score(written: str, groups: tuple[str, ...]) -> float:
    """Return how much a bare tail tells: two parts or four digits are sure, three nearly, fewer are a guess."""
    digits = sum(c.isdigit() for c in written)
    if len(groups) > 1 or digits >= 4:
        return 0.92
    return 0.9 if digits == 3 else 0.8


def _typo(mine: str, theirs: str) -> Likeness | None:
    if min(len(mine), len(theirs)) < _MIN_TYPO_LENGTH or abs(len(mine) - len(theirs)) > 1:
        return None
    distance = OSA.distance(mine, theirs, score_cutoff=2)
    if distance == 1:
        return Likeness(0.85, "one character differs")
    if distance == 2 and len(theirs) >= _FAR_TYPO_LENGTH:
        return Likeness(0.7, "two characters differ")
    return None
