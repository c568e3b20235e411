"""Did a step become slower? Two heaps of whole days or hours, their medians, and the rank test between them."""

import math
from collections.abc import Mapping

SURE = 0.01


def quantile(heap: Mapping[int, int], share: float) -> int | None:
    """Return the smallest value that at least this share does not exceed; None of nothing."""
    total = sum(heap.values())
    seen = 0
    for value in sorted(heap):
        seen += heap[value]
        if seen >= share * total:
            return value
    return None


def mann_whitney(before: Mapping[int, int], now: Mapping[int, int]) -> float:
    """Return the two-sided p of Mann and Whitney, by its normal approximation corrected for ties.

    It is 1 where either heap has fewer than eight values: of so few nothing is said.
    """
    a, b = sum(before.values()), sum(now.values())
    if a < 8 or b < 8:
        return 1.0
    rank, ranks_of_now, ties = 0.0, 0.0, 0.0
    for value in sorted({*before, *now}):
        both = before.get(value, 0) + now.get(value, 0)
        ranks_of_now += now.get(value, 0) * (rank + (both + 1) / 2)
        rank += both
        ties += both**3 - both
    n = a + b
    spread = a * b / 12 * (n + 1 - ties / (n * (n - 1)))
    if spread <= 0:
        return 1.0
    away = abs(ranks_of_now - b * (b + 1) / 2 - a * b / 2) - 0.5
    return math.erfc(max(0.0, away) / math.sqrt(2 * spread))
