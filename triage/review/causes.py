"""Which causes come back too often to be chance? Fisher's exact test for each, with correction for how many are tried.

For every value (a product, a carrier) and every cause: is the cause's share among the cases of this value above its
share among all the others? The one-sided exact test gives p; Benjamini and Hochberg (1995) keep false discoveries
below 5 %. Which pairs are tried is chosen by their margins alone, which does not touch the test.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

FALSE_DISCOVERIES = 0.05
FEWEST = 5  # cases of a value, and cases of the cause with it: of fewer nothing is told
TIMES = 1.3  # below it a difference may be sure and still too small to act on


@dataclass(frozen=True, slots=True)
class Recurring:
    """A cause that is significantly more frequent for one value than for all others."""

    value: str
    cause: str
    cases: int  # with this cause, of this value
    of: int  # cases of this value
    base_cases: int  # with this cause, of all others
    base_of: int
    p: float
    q: float  # p corrected for all that were tried

    @property
    def times(self) -> float:
        """Return how many times the base rate the share is; infinite where the others have none."""
        base = self.base_cases / self.base_of if self.base_of else 0.0
        return self.cases / self.of / base if base else math.inf


def recurring(counts: Mapping[tuple[str, str], int], totals: Mapping[str, int] | None = None) -> list[Recurring]:
    """List what stands out, the surest first; `counts` are cases by (value, cause).

    `totals` are all cases of each value where causes are not all that happened to them.
    """
    of: dict[str, int] = dict(totals or {})
    by_cause: dict[str, int] = {}
    for (value, cause), number in counts.items():
        by_cause[cause] = by_cause.get(cause, 0) + number
        if totals is None:
            of[value] = of.get(value, 0) + number
    everything = sum(of.values())
    tried = sum(1 for n in of.values() if n >= FEWEST) * sum(1 for k in by_cause.values() if k >= FEWEST)
    found = []
    for (value, cause), number in counts.items():
        own, all_of_cause = of.get(value, 0), by_cause[cause]
        if number < FEWEST or own >= everything or number * everything <= own * all_of_cause:
            continue
        p = fisher(number, own, all_of_cause, everything)
        found.append(Recurring(value, cause, number, own, all_of_cause - number, everything - own, p, 1.0))
    return [row for row in _corrected(found, tried) if row.q <= FALSE_DISCOVERIES and row.times >= TIMES]


def fisher(found: int, own: int, all_found: int, everything: int) -> float:
    """Return how often chance alone gives at least `found` of `all_found` marked ones among `own` of `everything`."""
    rest = everything - all_found
    first = max(found, own - rest, 0)
    log = _choose(all_found, first) + _choose(rest, own - first) - _choose(everything, own)
    term = math.exp(log)
    total = term
    for k in range(first, min(own, all_found)):  # each term from the one before it
        term *= (all_found - k) * (own - k) / ((k + 1) * (rest - own + k + 1))
        total += term
        if k > own * all_found / everything and term < total * 1e-12:
            break
    return min(1.0, total)


def _choose(n: int, k: int) -> float:
    """Return the logarithm of n over k."""
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)


def _corrected(found: Iterable[Recurring], tried: int) -> list[Recurring]:
    """Return the rows with q: the smallest rate of false discoveries at which each is still told."""
    ranked = sorted(found, key=lambda row: (row.p, row.value, row.cause))
    smallest, rows = 1.0, []
    for rank in range(len(ranked), 0, -1):
        row = ranked[rank - 1]
        smallest = min(smallest, row.p * tried / rank)
        rows.append(Recurring(row.value, row.cause, row.cases, row.of, row.base_cases, row.base_of, row.p, smallest))
    return rows[::-1]
