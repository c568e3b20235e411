"""Which dead letters are meant? A choice among them, in the words of the command line and of the API."""

import re
from collections.abc import Sequence
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


def choice_of(conditions: Sequence[str]) -> Choice:
    """Return the choice that `name=value` conditions make; raises `Refused` for a name that there is not."""
    given = dict(condition.partition("=")[::2] for condition in conditions)
    unknown = given.keys() - Choice.model_fields.keys()
    if unknown:
        raise Refused(f"a condition is name=value, with one of {', '.join(Choice.model_fields)}")
    span = span_of(given.pop("older_than", ""))
    return Choice.model_validate({**given, "older_than": span})
