"""Which dead letters are meant? A choice among them, in the words of the command line and of the API."""

import re
from datetime import timedelta

from pydantic import Field

from triage.domain.failures import Refused
from triage.domain.noun import Noun

UNITS = {"m": "minutes", "h": "hours", "d": "days"}


class Choice(Noun):
    """What a dead letter must be to be meant; what is empty does not matter."""

    failed_at: str = Field(default="", max_length=20, description="the step at which it failed")
    reason: str = Field(default="", max_length=200, description="words of its reason, in any case")
    intent: str = Field(default="", max_length=40, description="what the message means, or the beginning of it")
    older_than: timedelta | None = None

    @property
    def is_open(self) -> bool:
        """Tell whether every dead letter is meant."""
        return self == Choice()


def span_of(text: str) -> timedelta | None:
    """Return a span such as 90m, 36h or 3d; None for an empty text. Raises `Refused` for anything else."""
    if not text:
        return None
    found = re.fullmatch(r"(\d{1,5})([mhd])", text.strip())
    if found is None:
        raise Refused("a span is a number with m, h or d, such as 90m, 36h or 3d")
    return timedelta(**{UNITS[found[2]]: int(found[1])})
