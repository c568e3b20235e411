"""How long is a case tried again, and how soon? By step, and by kind of failure."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Pace:
    """Pauses that grow by `factor` from `first` to `most` seconds, each spread by a fifth to either side."""

    first: float
    factor: float
    most: float
    tries: int  # a case is given up after so many at least, however long it took: a clock may jump

    def pause(self, tries: int, chance: Callable[[float, float], float]) -> float:
        """Return the seconds before the next try, after `tries` of them."""
        return min(self.first * self.factor ** min(tries - 1, 60), self.most) * chance(0.8, 1.2)


# parse and read ask our own database alone; what Odoo's users lock is free again soon; the rest asks over the network
NEAR = Pace(first=1.0, factor=2.0, most=60.0, tries=30)
FAR = Pace(first=2.0, factor=2.5, most=1800.0, tries=12)
PACES = {"parse": NEAR, "read": NEAR}
BUSY_AT_DELIVERY = Pace(first=0.5, factor=1.5, most=60.0, tries=30)


@dataclass(frozen=True, slots=True)
class Patience:
    """When to try again and when to give up. A dependency that is out is waited for without being asked again."""

    retry: timedelta = timedelta(hours=10)
    outage: timedelta = timedelta(hours=72)
    paces: dict[str, Pace] = field(default_factory=lambda: dict(PACES))
    chance: Callable[[float, float], float] = random.uniform

    def pace(self, step: str, *, busy: bool) -> Pace:
        """Return the pace of a step, for a dependency that answers and is busy, or that did not answer."""
        return BUSY_AT_DELIVERY if busy and step == "deliver" else self.paces.get(step, FAR)
