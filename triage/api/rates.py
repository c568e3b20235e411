"""Is this caller within its rate? Counted in the memory of this process, per minute."""

import time

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from triage.api.problems import TooMany
from triage.domain.clients import Client

FAILURES_PER_MINUTE = 60  # unknown tokens and wrong signatures, by address
LOGINS_PER_MINUTE = 10  # by address, whether right or wrong


class Rates:
    """Counts in two half-weighted windows, so that nobody gets twice the rate around a full minute."""

    def __init__(self, requests_per_minute: int) -> None:
        """Take the limit of clients that have none of their own; 0 is no limit."""
        self._requests_per_minute = requests_per_minute
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())

    def count(self, client: Client) -> None:
        """Count a call of a client; raises `TooMany`."""
        limit = self._requests_per_minute if client.requests_per_minute is None else client.requests_per_minute
        if limit:
            self._hit(limit, "client", client.name)

    def count_failure(self, address: str) -> None:
        """Count a call that nobody known made; raises `TooMany`. Calls of known clients are never stopped by it."""
        self._hit(FAILURES_PER_MINUTE, "failure", address)

    def count_login(self, address: str) -> None:
        """Count an attempt to log in; raises `TooMany`."""
        self._hit(LOGINS_PER_MINUTE, "login", address)

    def _hit(self, per_minute: int, kind: str, who: str) -> None:
        limit = RateLimitItemPerMinute(per_minute)
        if not self._limiter.hit(limit, kind, who):
            reset = self._limiter.get_window_stats(limit, kind, who).reset_time
            raise TooMany(f"over {per_minute} a minute", after_seconds=reset - time.time())
