"""How good is a share, and how sure are we of it? Scores with intervals, named after what they find."""

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.metrics import f1_score

SEED = 20261124
DRAWS = 400
_Z = 1.96  # 95 %


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its 95 % interval and the target it should reach; `at_most` targets are upper bounds."""

    name: str
    value: float
    low: float
    high: float
    target: float | None = None
    at_most: bool = False
    found: int = 0  # of a share: how many
    of: int = 0  # and of how many; nought for scores that are no share

    @property
    def reaches(self) -> bool | None:
        """Tell whether the target is reached; None without one."""
        if self.target is None:
            return None
        return self.value <= self.target if self.at_most else self.value >= self.target

    def as_json(self) -> dict[str, Any]:
        """Return the figure as data, rounded to four places."""
        return {
            "value": round(self.value, 4),
            "low": round(self.low, 4),
            "high": round(self.high, 4),
            "target": self.target,
            "reached": self.reaches,
            **({"found": self.found, "of": self.of} if self.of else {}),
        }


def wilson(found: int, of: int) -> tuple[float, float]:
    """Return the 95 % Wilson interval of a share; all is possible where nothing was counted."""
    if not of:
        return (0.0, 1.0)
    share, spread = found / of, _Z * _Z / of
    centre = (share + spread / 2) / (1 + spread)
    half = _Z * math.sqrt(share * (1 - share) / of + spread / (4 * of)) / (1 + spread)
    return (max(0.0, centre - half), min(1.0, centre + half))


def bootstrap(
    name: str,
    count: int,
    score: Callable[[Sequence[int]], float],
    target: float | None = None,
    *,
    at_most: bool = False,
) -> Figure:
    """Return a score over `count` rows with its bootstrap interval; `score` gets the chosen row numbers."""
    dice = random.Random(SEED)
    drawn = sorted(score(dice.choices(range(count), k=count)) for _ in range(DRAWS)) if count else [0.0]
    value = score(range(count)) if count else 0.0
    low, high = drawn[int(0.025 * len(drawn))], drawn[int(0.975 * (len(drawn) - 1))]
    return Figure(name, value, low, high, target, at_most)


def macro_f1(truth: Sequence[str], said: Sequence[str], chosen: Sequence[int]) -> float:
    """Return the macro-F1 over the labels that occur in the truth of the chosen rows."""
    true = [truth[number] for number in chosen]
    labels = sorted(set(true))
    return float(f1_score(true, [said[number] for number in chosen], labels=labels, average="macro", zero_division=0))


def micro_f1(truth: Sequence[set[Any]], said: Sequence[set[Any]], chosen: Sequence[int]) -> float:
    """Return the micro-F1 of sets: one when nothing was to be found and nothing was said."""
    hits = sum(len(truth[n] & said[n]) for n in chosen)
    total = sum(len(truth[n]) + len(said[n]) for n in chosen)
    return 2 * hits / total if total else 1.0


def right_at_coverage(sure: Sequence[float], right: Sequence[bool], chosen: Sequence[int], share: float) -> float:
    """Return how many of the surest `share` are right."""
    order = sorted(chosen, key=lambda number: -sure[number])[: max(1, int(share * len(chosen)))]
    return float(np.mean([right[number] for number in order]))


def recall_at_precision(scores: Sequence[float], positive: Sequence[bool], precision: float) -> float:
    """Return the best recall among the cut-offs that keep at least this precision."""
    order = sorted(range(len(scores)), key=lambda number: -scores[number])
    total, hits, best = sum(positive), 0, 0.0
    for taken, number in enumerate(order, 1):
        hits += positive[number]
        if hits / taken >= precision:
            best = max(best, hits / max(total, 1))
    return best


def calibration_error(sure: Sequence[float], right: Sequence[bool], chosen: Sequence[int], bins: int = 10) -> float:
    """Return the expected calibration error over equal bins (Guo et al. 2017)."""
    confidence, correct = np.array([sure[n] for n in chosen]), np.array([right[n] for n in chosen])
    error = 0.0
    for low in np.arange(0, 1, 1 / bins):
        inside = (confidence > low) & (confidence <= low + 1 / bins)
        if inside.any():
            error += abs(correct[inside].mean() - confidence[inside].mean()) * inside.mean()
    return float(error)
