"""Has what comes in changed? Mix and confidence against a baseline period, by tests that need no large numbers.

Both tests shuffle: all cases of both periods are dealt out again by chance, many times, in the same two sizes. `p` is
how often chance alone moves the figure as far (Phipson and Smyth 2010: never nought). It holds for rare intents too,
where the chi-squared approximation does not.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from triage.review.shares import ShareOf, Sums, share, summed

SEED = 20261124
DEALS = 2000
ALARM_P = 0.01
ALARM_SIZE = 0.1  # below it a difference may be sure and still too small to act on


@dataclass(frozen=True, slots=True)
class MixRow:
    """One intent's part of the incoming cases, then and now."""

    key: str
    before: ShareOf
    now: ShareOf


@dataclass(frozen=True, slots=True)
class Drift:
    """How far two periods are apart, and whether chance could do it."""

    what: str  # mix or confidence
    cases_before: int
    cases_now: int
    size: float  # mix: total variation distance, the share of cases that changed place; confidence: Kolmogorov's D
    p: float
    alarm: bool  # sure (p below 0.01) and large enough to act on (0.1)
    rows: tuple[MixRow, ...] = ()  # largest change first


def mix_drift(before: Sums, now: Sums) -> Drift:
    """Return the drift of the incoming mix between two periods."""
    then, today = _cases(before), _cases(now)
    keys = sorted({*then, *today})
    a, b = (np.array([counts.get(key, 0) for key in keys], dtype=np.int64) for counts in (then, today))
    rows = [MixRow(k, share(int(x), int(a.sum())), share(int(y), int(b.sum()))) for k, x, y in zip(keys, a, b)]  # noqa: B905
    rows.sort(key=lambda row: -abs(row.now.value - row.before.value))
    return _drift("mix", a, b, _variation, rows)


def confidence_drift(before: Sums, now: Sums) -> Drift:
    """Return the drift of the readings' confidence between two periods, in fiftieths."""
    keys = [f"{number / 50:.2f}" for number in range(50)]
    a, b = (np.array([counts.get(k, 0) for k in keys], dtype=np.int64) for counts in (_cases(before), _cases(now)))
    return _drift("confidence", a, b, _kolmogorov, ())


def _cases(sums: Sums) -> Mapping[str, int]:
    return {key: measures.get("cases", 0) for key, measures in summed(sums).items()}


def _variation(a: Any, b: Any) -> Any:
    """Return half the sum of the absolute differences of shares; works on many deals at once."""
    return np.abs(_shares(a) - _shares(b)).sum(axis=-1) / 2


def _kolmogorov(a: Any, b: Any) -> Any:
    """Return the largest distance between the two cumulated shares."""
    return np.abs(np.cumsum(_shares(a), axis=-1) - np.cumsum(_shares(b), axis=-1)).max(axis=-1)


def _shares(counts: Any) -> Any:
    return counts / counts.sum(axis=-1, keepdims=True)


def _drift(what: str, a: Any, b: Any, distance: Callable[[Any, Any], Any], rows: Sequence[MixRow]) -> Drift:
    before, now = int(a.sum()), int(b.sum())
    if not before or not now:
        return Drift(what, before, now, 0.0, 1.0, False, tuple(rows))
    size = float(distance(a, b))
    dice = np.random.default_rng(SEED)
    deals = dice.multivariate_hypergeometric(a + b, now, size=DEALS, method="marginals")
    by_chance = distance(a + b - deals, deals)
    p = (1 + int((by_chance >= size - 1e-12).sum())) / (1 + DEALS)
    return Drift(what, before, now, round(size, 4), round(p, 5), p < ALARM_P and size >= ALARM_SIZE, tuple(rows))
