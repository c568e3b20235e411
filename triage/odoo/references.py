"""Which records could a written number mean? Search patterns that forget case, spaces and separators."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

from triage.odoo.transport import Domain

_RUNS = re.compile(r"[A-Z]+|\d+|[^\W\d_]+")
_YEAR_FIRST = re.compile(r"^((?:19|20)\d\d)(\d{2,})$")
MIN_LENGTH = 3
MOST = 20  # references of one message that are searched for


def folded(number: str) -> str:
    """Return a number's letters and digits, upper case: what remains when separators do not count."""
    return "".join(c for c in unicodedata.normalize("NFKC", number).upper() if c.isalnum())


def patterns(number: str) -> tuple[str, ...]:
    """Return patterns for `=ilike`, with `%` wherever a separator may stand; none for what is too short to tell.

    Only letters, digits and our own `%` are in them, so a customer's text cannot widen the search.
    """
    runs = _RUNS.findall(unicodedata.normalize("NFKC", number).upper())
    if len(folded(number)) < MIN_LENGTH or not any(run.isdigit() for run in runs):
        return ()
    joined = "%".join(runs)
    split = "%".join("%".join(m.groups()) if (m := _YEAR_FIRST.match(run)) else run for run in runs)
    return tuple(dict.fromkeys((joined, split)))


def matching(fields: Iterable[str], references: Sequence[str], *, within: bool = False) -> list[Domain]:
    """List conditions, one of which holds where a field means one of the references.

    `within`: also where the number stands inside a longer text, or lacks its prefix.
    """
    wrapped = "%{}%" if within else "{}"
    found = [wrapped.format(pattern) for reference in references[:MOST] for pattern in patterns(reference)]
    return [(field, "=ilike", pattern) for field in fields for pattern in dict.fromkeys(found)]


def any_of(conditions: Sequence[Any]) -> list[Any]:
    """Return a domain that holds where any condition does; each is a triple or a domain of its own."""
    flat: list[Any] = ["|"] * (len(conditions) - 1)
    for condition in conditions:
        flat.extend([condition] if isinstance(condition, tuple) else condition)
    return flat


def all_of(*conditions: Any) -> list[Any]:
    """Return a domain that holds where all conditions do; each is a triple or a domain of its own."""
    flat: list[Any] = ["&"] * (len(conditions) - 1)
    for condition in conditions:
        flat.extend([condition] if isinstance(condition, tuple) else condition)
    return flat
