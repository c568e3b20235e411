"""May we still ask? Tokens and calls per case, tokens per day, and what they cost."""

import datetime as dt
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a model may be asked, by one process. Prices are for a million tokens; unknown means no cost is told."""

    calls_per_case: int = 2  # one, and one repair
    tokens_per_case: int = 8000
    tokens_per_day: int = 2_000_000
    answer_tokens: int = 1500
    price_in: Decimal | None = None
    price_out: Decimal | None = None
    exchanges: Path | None = None  # a folder that keeps each exchange, only where the operator names one

    def cost(self, tokens_in: int, tokens_out: int) -> str:
        """Return what a call cost, or "unknown"."""
        if self.price_in is None or self.price_out is None:
            return "unknown"
        return format((self.price_in * tokens_in + self.price_out * tokens_out) / 1_000_000, ".6f")


def today() -> dt.date:
    """Return the day that a budget counts by, in UTC."""
    return dt.datetime.now(dt.UTC).date()


@dataclass(slots=True)
class Purse:
    """What was spent of the day, shared by the threads of a process."""

    limits: Limits
    day: Callable[[], dt.date] = today
    spent: dict[dt.date, int] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def allows(self, tokens: int) -> bool:
        """Tell whether so many tokens may still be spent: on a case, and today."""
        with self.lock:
            return tokens <= self.limits.tokens_per_case and self._today() + tokens <= self.limits.tokens_per_day

    def spend(self, tokens: int) -> None:
        """Note what was spent."""
        with self.lock:
            self.spent = {self.day(): self._today() + tokens}

    def _today(self) -> int:
        return self.spent.get(self.day(), 0)


def estimated(text: str) -> int:
    """Return how many tokens a text is, roughly and rather too many: nothing is downloaded to count them."""
    return len(text) // 3 + 1
