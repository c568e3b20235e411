"""May we still ask? Tokens and calls per case, tokens per day, and what they cost."""

import datetime as dt
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a model may be asked. Prices are for a million tokens; unknown means no cost is told."""

    calls_per_case: int = 2  # one, and one repair
    tokens_per_case: int = 8000
    tokens_per_day: int = 2_000_000
    answer_tokens: int = 1500
    price_in: Decimal | None = None
    price_out: Decimal | None = None
    exchanges: Path | None = None  # a folder that keeps each exchange, only where the operator names one
    book: "Book | None" = None  # where it is written down what was spent; None: in this process

    def cost(self, tokens_in: int, tokens_out: int) -> str:
        """Return what a call cost, or "unknown"."""
        if self.price_in is None or self.price_out is None:
            return "unknown"
        return format((self.price_in * tokens_in + self.price_out * tokens_out) / 1_000_000, ".6f")


def today() -> dt.date:
    """Return the day that a budget counts by, in UTC."""
    return dt.datetime.now(dt.UTC).date()


class Book(Protocol):
    """Where it is written down what was spent: in memory, or in a database that several processes share."""

    def take(self, case_id: str, day: dt.date, tokens: int, *, per_case: int, per_day: int) -> bool:
        """Set so many tokens aside where both budgets hold them, in one act; False where one does not."""
        ...

    def add(self, case_id: str, day: dt.date, tokens: int) -> None:
        """Write down what more, or less (negative), was spent than set aside."""
        ...


class Memory:
    """The book of one process: of today only."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._spent: dict[tuple[dt.date, str], int] = {}

    def take(self, case_id: str, day: dt.date, tokens: int, *, per_case: int, per_day: int) -> bool:
        """Set so many tokens aside where both budgets hold them. See `Book`."""
        with self._lock:
            self._spent = {key: spent for key, spent in self._spent.items() if key[0] == day}
            of_case, of_day = self._spent.get((day, case_id), 0), sum(self._spent.values())
            if of_case + tokens > per_case or of_day + tokens > per_day:
                return False
            self._spent[day, case_id] = of_case + tokens
            return True

    def add(self, case_id: str, day: dt.date, tokens: int) -> None:
        """Write down what more or less was spent than set aside."""
        with self._lock:
            self._spent[day, case_id] = self._spent.get((day, case_id), 0) + tokens


@dataclass(frozen=True, slots=True)
class Purse:
    """May it be asked? Tokens are set aside before a call and settled after it, so that no two calls spend the same."""

    limits: Limits
    book: Book = field(default_factory=Memory)
    day: Callable[[], dt.date] = today

    def take(self, case_id: str, tokens: int) -> bool:
        """Set so many tokens aside for a case today; False where a budget does not hold them."""
        per_case, per_day = self.limits.tokens_per_case, self.limits.tokens_per_day
        return self.book.take(case_id, self.day(), tokens, per_case=per_case, per_day=per_day)

    def settle(self, case_id: str, set_aside: int, used: int) -> None:
        """Replace what was set aside by what was used."""
        self.book.add(case_id, self.day(), used - set_aside)


def estimated(text: str) -> int:
    """Return how many tokens a text is, roughly and rather too many: nothing is downloaded to count them."""
    return len(text) // 3 + 1
