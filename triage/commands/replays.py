"""Did this signed call come before? Told in the words of the doors, from the memory that all processes share."""

import hashlib
from typing import assert_never

from triage.api.problems import TakenAlready
from triage.domain.failures import Refused, RetryLater
from triage.domain.ports import Clock
from triage.domain.signatures import WINDOW_SECONDS
from triage.store.calls import CallBook, Claim, Mark

# A timestamp may lie ahead by the window, and then holds for another: longer than both nothing need be remembered.
REMEMBERED_SECONDS = 2 * WINDOW_SECONDS + 60
AGAIN_SECONDS = 5


class Replays:
    """Signed calls by their signature, and by their Idempotency-Key with the digest of the body it stood on."""

    def __init__(self, calls: CallBook, clock: Clock) -> None:
        self._calls = calls
        self._clock = clock

    def begin(self, signature: str, idempotency_key: str, body: bytes) -> None:
        """Begin a call; raises `TakenAlready`, `Refused` for a key on another body, `RetryLater` while under way."""
        now = self._clock().timestamp()
        key = Mark(f"key {idempotency_key}", hashlib.sha256(body).hexdigest()) if idempotency_key else None
        claim = self._calls.claim(_mark(signature), key, now=now, until=now + REMEMBERED_SECONDS)
        match claim:
            case Claim.NEW:
                return
            case Claim.TAKEN:
                raise TakenAlready("this signed call was taken already")
            case Claim.UNDER_WAY:
                raise RetryLater("this signed call is under way", after_seconds=AGAIN_SECONDS)
            case Claim.OTHER_BODY:
                raise Refused("this Idempotency-Key stood on another body")
            case _:
                assert_never(claim)

    def end(self, signature: str) -> None:
        """Remember that it was taken."""
        self._calls.end(_mark(signature))

    def release(self, signature: str) -> None:
        """Forget a call that failed, so that it may come again as it is."""
        self._calls.release(_mark(signature))


def _mark(signature: str) -> Mark:
    return Mark(f"signature {signature}")
