"""What do all nouns of the road have in common? They are frozen, closed and speak JSON."""

from typing import Any, Self

from pydantic import BaseModel, ConfigDict


class Noun(BaseModel):
    """A value that is made once by one room and never changed afterwards."""

    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_inf_nan="strings")

    def as_json(self) -> dict[str, Any]:
        """Return the noun as JSON-ready data: decimals and dates as strings."""
        return self.model_dump(mode="json")

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Return the noun made from `as_json` data; raises `pydantic.ValidationError`."""
        return cls.model_validate(data)
