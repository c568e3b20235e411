"""What does this process count, between two times that it tells the database? Counts and times, never content."""

import threading
from bisect import bisect_left
from collections import defaultdict

BOUNDS = (0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)  # seconds; above the last: no bound
NO_BOUND = "+Inf"
Meter = tuple[str, str, str]  # what is counted, of which step or call, and the bound, "sum" or an outcome


class Meters:
    """Counters of one process; whoever takes them adds them to those of all processes."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counted: dict[Meter, float] = defaultdict(float)

    def add(self, name: str, label: str = "", detail: str = "", number: float = 1) -> None:
        """Count something."""
        with self._lock:
            self._counted[(name, label, detail)] += number

    def observe(self, name: str, seconds: float, label: str = "") -> None:
        """Count how long something took, by the smallest bound that it kept to."""
        place = bisect_left(BOUNDS, seconds)
        bound = str(BOUNDS[place]) if place < len(BOUNDS) else NO_BOUND
        with self._lock:
            self._counted[(name, label, bound)] += 1
            self._counted[(name, label, "sum")] += seconds

    def take(self) -> dict[Meter, float]:
        """Return what was counted since the last take."""
        with self._lock:
            taken, self._counted = dict(self._counted), defaultdict(float)
        return taken
