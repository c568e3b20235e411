"""What does the HTTP door need from the house? Plain functions, so that tests can give others."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from triage.api.access import Keyring
from triage.domain.message import RawMessage


@dataclass(frozen=True, slots=True)
class Knock:
    """The answer to a message at the door: its case, and whether it opened it."""

    case_id: str
    new: bool


@dataclass(frozen=True, slots=True)
class ApiServices:
    """Each function may raise the failures of `triage.domain.failures`."""

    keyring: Keyring
    accept: Callable[[RawMessage], Knock]  # durable when it returns; `Refused` when it is no message
    get_case: Callable[[str], dict[str, Any]]
    list_cases: Callable[[str | None, int, str | None], list[dict[str, Any]]]
    get_ledger: Callable[[], dict[str, int]]
    replay: Callable[[str, str | None, str], None]  # case, step or None, actor
    discard: Callable[[str, str, str], None]  # case, reason, actor
    saw: Callable[[str, str], None]  # case, client: a look at a case's content is recorded
    probe: Callable[[], dict[str, str]]  # dependency -> "ok" or what is wrong
    metrics: Callable[[], bytes]
    clock: Callable[[], datetime]
    max_message_bytes: int
