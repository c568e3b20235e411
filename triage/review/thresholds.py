"""From which confidence on should a reading be believed? A suggestion, with what it would have changed."""

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from triage.review.shares import ShareOf, Sums, share, summed

FEWEST = 20  # judged cases; from fewer nothing is suggested


@dataclass(frozen=True, slots=True)
class Threshold:
    """A confidence below which a person should confirm the meaning, of one intent or of all."""

    intent: str  # "" for all
    now: float  # the model's own
    suggested: float | None  # None: too few were judged, or none reaches the target
    right_now: ShareOf  # of judged cases at or above the present threshold
    right_then: ShareOf  # and at or above the suggested one
    more_held: int  # cases that would have been held besides
    more_held_wrong: int  # of them read wrongly: harm that would have been caught
    no_longer_held: int
    no_longer_held_wrong: int  # of them read wrongly: harm that would have been let through


def suggest(sums: Sums, *, now: float, target: float = 0.95, intent: str = "") -> Threshold:
    """Return the lowest confidence from which on at least `target` are right, by the lower end of the interval.

    `sums` are of the dimension `confidence`; `now` is the threshold in force. Counted in fiftieths.
    """
    bins = _bins(sums)
    judged = sum(right + wrong for _, right, wrong in bins.values())
    suggested = None
    if judged >= FEWEST:
        steps = [number / 50 for number in range(51)]
        suggested = next((t for t in steps if (s := _right(bins, t)).of >= FEWEST and s.low >= target), None)
    then = now if suggested is None else suggested
    held, freed = _between(bins, now, then), _between(bins, then, now)
    return Threshold(
        intent, now, suggested, _right(bins, now), _right(bins, then), held[0], held[1], freed[0], freed[1]
    )


def suggest_by_intent(sums: Sums, *, now: float, target: float = 0.95) -> list[Threshold]:
    """Return a suggestion for each intent; `sums` are of the dimension `confidence/intent`."""
    by_intent: dict[str, dict[tuple[str, str], Mapping[str, int]]] = defaultdict(dict)
    for (key, week), measures in sums.items():
        intent, _, step = key.partition("|")
        by_intent[intent][(step, week)] = measures
    return [suggest(own, now=now, target=target, intent=intent) for intent, own in sorted(by_intent.items())]


def _bins(sums: Sums) -> dict[int, tuple[int, int, int]]:
    """Return cases, right and wrong by fiftieth."""
    return {
        round(float(key) * 50): (m.get("cases", 0), m.get("right", 0), m.get("wrong", 0))
        for key, m in summed(sums).items()
    }


def _place(threshold: float) -> int:
    """Return the first fiftieth that is wholly at or above a threshold."""
    return math.ceil(threshold * 50 - 1e-9)


def _right(bins: Mapping[int, tuple[int, int, int]], threshold: float) -> ShareOf:
    own = [counts for place, counts in bins.items() if place >= _place(threshold)]
    right, wrong = sum(c[1] for c in own), sum(c[2] for c in own)
    return share(right, right + wrong)


def _between(bins: Mapping[int, tuple[int, int, int]], low: float, high: float) -> tuple[int, int]:
    """Return cases, and those read wrongly, from one threshold up to another."""
    own = [c for place, c in bins.items() if _place(low) <= place < _place(high)]
    return sum(c[0] for c in own), sum(c[2] for c in own)
