"""How did a leg of the road end? The word that passes between the stages and the engine."""

from enum import StrEnum
from typing import NamedTuple

from triage.domain.noun import Noun


class Outcome(StrEnum):
    """What the engine does next."""

    ON = "on"  # to the next leg; after the last one the case is settled as delivered or waiting
    RETRY = "retry"  # after `after_seconds`
    PARKED = "parked"  # when what it waits for answers again
    HELD = "held"  # a person must look
    DEAD = "dead"  # dead letter, with its reason
    IGNORED = "ignored"  # noise


class Place(NamedTuple):
    """Where a case is on the road: its leg, how often that was tried before, and its run of the road."""

    leg: int
    attempt: int
    generation: int


class LegResult(Noun):
    """How it ended, why, and at which step."""

    outcome: Outcome
    step: str = ""
    reason: str = ""
    after_seconds: float | None = None
    waits_for: str = ""  # what a parked case waits for
    leg: int | None = None  # where it ended, when it walked on by itself
