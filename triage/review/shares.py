"""How are people's acts told as figures? Acceptance, edits, minutes and confidence, each from sums alone."""

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

Sums = Mapping[tuple[str, str], Mapping[str, int]]  # (key, week) -> measure -> count
_Z = 1.96  # 95 %


@dataclass(frozen=True, slots=True)
class ShareOf:
    """So many of so many, with the 95 % interval of Wilson."""

    found: int
    of: int
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class AcceptanceRow:
    """What people did with suggestions of one intent, language, agent or week."""

    key: str
    cases: int
    decided: int
    accepted: int
    edited: int
    rejected: int
    used: ShareOf  # accepted or edited, of what was decided
    unchanged: ShareOf  # accepted as it was, of what was decided


@dataclass(frozen=True, slots=True)
class PartRow:
    """How often one part of suggestions was edited, of all that were decided."""

    part: str  # figures, tone, steps, meaning
    edited: ShareOf


@dataclass(frozen=True, slots=True)
class Minutes:
    """From mail to decision, in whole minutes; nought counts when nothing was decided."""

    count: int
    median: int
    nine_of_ten: int  # so many or fewer in nine cases of ten
    mean: float


@dataclass(frozen=True, slots=True)
class ConfidenceBin:
    """How often the reading was right, where it was so sure."""

    low: float
    high: float
    cases: int
    right: ShareOf  # of those that a person judged


def share(found: int, of: int) -> ShareOf:
    """Return a share with its interval; of nothing it is nought, and all is possible."""
    if not of:
        return ShareOf(0, 0, 0.0, 0.0, 1.0)
    value, spread = found / of, _Z * _Z / of
    centre = (value + spread / 2) / (1 + spread)
    half = _Z * math.sqrt(value * (1 - value) / of + spread / (4 * of)) / (1 + spread)
    return ShareOf(found, of, value, max(0.0, centre - half), min(1.0, centre + half))


def summed(sums: Sums, *, by_week: bool = False) -> dict[str, dict[str, int]]:
    """Return measures by key, or by week, added up over the other."""
    found: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for (key, week), measures in sums.items():
        for measure, value in measures.items():
            found[week if by_week else key][measure] += value
    return {key: dict(measures) for key, measures in sorted(found.items())}


def acceptance(sums: Sums, *, by_week: bool = False) -> list[AcceptanceRow]:
    """Return a row for each key, or for each week."""
    return [_acceptance_row(key, m) for key, m in summed(sums, by_week=by_week).items()]


def _acceptance_row(key: str, m: Mapping[str, int]) -> AcceptanceRow:
    decided, accepted, edited = m.get("decided", 0), m.get("accepted", 0), m.get("edited", 0)
    return AcceptanceRow(
        key=key,
        cases=m.get("cases", 0),
        decided=decided,
        accepted=accepted,
        edited=edited,
        rejected=m.get("rejected", 0),
        used=share(accepted + edited, decided),
        unchanged=share(accepted, decided),
    )


def edits(parts: Sums, everything: Sums) -> list[PartRow]:
    """Return how often each part was edited; a case can have several."""
    decided = sum(measures.get("decided", 0) for measures in everything.values())
    return [PartRow(part, share(m.get("edited", 0), decided)) for part, m in summed(parts).items()]


def minutes(sums: Sums) -> Minutes:
    """Return the pace of people; exact to the minute."""
    counts = sorted((int(key), sum(m.values())) for key, m in summed(sums).items())
    total = sum(number for _, number in counts)
    if not total:
        return Minutes(0, 0, 0, 0.0)
    mean = sum(value * number for value, number in counts) / total
    return Minutes(total, _at(counts, 0.5 * total), _at(counts, 0.9 * total), round(mean, 2))


def _at(counts: list[tuple[int, int]], rank: float) -> int:
    """Return the smallest value that at least `rank` cases do not exceed."""
    seen = 0
    for value, number in counts:
        seen += number
        if seen >= rank:
            return value
    return counts[-1][0]


def confidence(sums: Sums, *, bins: int = 10) -> list[ConfidenceBin]:
    """Return how right the readings were by how sure they were, in equal bins; empty ones are left out.

    `bins` divides fifty: the sums are kept in fiftieths.
    """
    found: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0])
    for key, measures in summed(sums).items():
        place = round(float(key) * 50) * bins // 50
        for slot, measure in enumerate(("cases", "right", "wrong")):
            found[place][slot] += measures.get(measure, 0)
    return [
        ConfidenceBin(place / bins, (place + 1) / bins, cases, share(right, right + wrong))
        for place, (cases, right, wrong) in sorted(found.items())
    ]
