"""How did a leg of the road end? The word that passes between the stages and the engine."""

from enum import StrEnum

from triage.domain.noun import Noun


class Outcome(StrEnum):
    """What the engine does next."""

    ON = "on"  # to the next leg; after the last one the case is settled as delivered or waiting
    RETRY = "retry"  # later, with backoff
    HELD = "held"  # a person must look
    DEAD = "dead"  # dead letter, with its reason
    IGNORED = "ignored"  # noise


class LegResult(Noun):
    """How it ended, why, and at which step."""

    outcome: Outcome
    step: str = ""
    reason: str = ""
    after_seconds: float | None = None

    def given_up(self, attempts: int) -> "LegResult":
        """Return the dead letter that a retry becomes after `attempts` tries."""
        return self.model_copy(
            update={"outcome": Outcome.DEAD, "reason": f"{self.reason} (gave up after {attempts} tries)"}
        )
