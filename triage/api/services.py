"""What does the HTTP door need from the house? Plain functions, so that tests can give others."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from triage.api.access import Keyring
from triage.api.rates import Rates
from triage.domain.dead_letters import Choice
from triage.domain.failures import Refused
from triage.domain.message import RawMessage
from triage.domain.report import Report
from triage.web import VisitServices


@dataclass(frozen=True, slots=True)
class Knock:
    """The answer to a message at the door: its case, and whether it opened it."""

    case_id: str
    new: bool


class Replays(Protocol):
    """What signed calls were taken already? One memory for all processes; each call may raise `RetryLater`."""

    def begin(self, signature: str, idempotency_key: str, body: bytes) -> None:
        """Begin a call; raises `TakenAlready`, or `RetryLater` while the same call is under way."""
        ...

    def end(self, signature: str) -> None:
        """Remember that it was taken."""
        ...

    def release(self, signature: str) -> None:
        """Forget a call that failed, so that it may come again as it is."""
        ...


@dataclass(frozen=True, slots=True)
class Parcel:
    """A request as a room behind the door may see it: its headers in lower case, its body, and who sent it."""

    content_type: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    client: str


class Forged(Refused):
    """A webhook that nobody we know has signed."""


@dataclass(frozen=True, slots=True)
class Arrivals:
    """What other systems bring besides mail. Each is durable when it returns, and twice is once."""

    take_events: Callable[[Parcel], list[dict[str, Any]]]  # source, id and whether it is new
    take_webhook: Callable[[str, Parcel], list[dict[str, Any]]]  # mapper; empty: nothing we need; raises `Forged`
    take_decision: Callable[[Parcel], dict[str, Any]]  # id and whether it is new
    take_hint: Callable[[str], None]  # who says so: there is something to read in Odoo
    is_hook: Callable[[str], bool]  # is this the secret of the unsigned hook? Compared in constant time


@dataclass(frozen=True, slots=True)
class ApiServices:
    """Each function may raise the failures of `triage.domain.failures`."""

    keyring: Keyring
    replays: Replays
    rates: Rates
    visits: VisitServices  # what the pages ask about people
    accept: Callable[[RawMessage], Knock]  # durable when it returns; `Refused` when it is no message
    get_case: Callable[[str], dict[str, Any]]
    list_cases: Callable[[str | None, int, str | None], list[dict[str, Any]]]
    find_cases: Callable[
        [Mapping[str, str], str, str | None, int], list[dict[str, Any]]
    ]  # traits, words, before, limit
    get_ledger: Callable[[], dict[str, int]]
    arrivals: Arrivals
    list_dead: Callable[[Choice, int, str], list[dict[str, Any]]]  # choice, limit, after which case
    replay_many: Callable[[Choice, str | None, str], int]  # choice, step or None, actor
    replay: Callable[[str, str | None, str], None]  # case, step or None, actor
    discard: Callable[[str, str, str], None]  # case, reason, actor
    saw: Callable[[str, str], None]  # case, client: a look at a case's content is recorded
    get_brief: Callable[[], dict[str, list[dict[str, Any]]]]  # what waits, and alarms; never raises
    get_condition: Callable[[], dict[str, Any]]  # all that the operations page shows
    steps: tuple[str, ...]  # of the road
    probe: Callable[[], dict[str, str]]  # dependency -> "ok" or what is wrong
    make_report: Callable[[str, int, bool], Report]  # name, weeks, whether customers may be named
    metrics: Callable[[], bytes]
    clock: Callable[[], datetime]
    max_message_bytes: int
