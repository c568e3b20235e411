"""How does another system's webhook become one of our events? By a mapping file: data, and no code of its own."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal, Self

import yaml
from pydantic import Field, ValidationError, model_validator

from triage.domain.events import DATA, Event, EventType
from triage.domain.failures import Broken, Refused
from triage.domain.noun import Noun
from triage.inbound.cloud_events import told
from triage.inbound.json_text import read_json
from triage.inbound.webhook_signature import SignatureScheme

Plain = str | int | bool | None
Kind = Literal["text", "words", "present", "day", "unix", "minor", "units"]
MOST_WORDS = 120


class Value(Noun):
    """Where a value is found: a path such as `data.items.0.id` or the first of several, or a value of its own.

    `as` says what it is: text (a number of ours); words (cut to 120 characters); present (is there anything?); day;
    unix (seconds since 1970); minor (an amount in the smallest unit) and units (an amount), with its currency's path.
    """

    path: str | tuple[str, ...] = ()
    kind: Kind = Field(default="text", alias="as")
    currency: str = ""
    value: Plain = None

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if (self.kind in ("minor", "units")) != bool(self.currency):
            raise ValueError("an amount, and nothing else, has the path of a currency")
        if bool(self.path) == (self.value is not None):
            raise ValueError("either path or value")
        return self


class MappingRule(Noun):
    """When a webhook is this kind of event: each path named has one of these values."""

    when: dict[str, tuple[Plain, ...]] = Field(min_length=1)
    type: EventType
    data: dict[str, Value] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _names_what_there_is(self) -> Self:
        if strange := set(self.data) - set(DATA[self.type].model_fields):
            raise ValueError(f"{self.type} has no {', '.join(sorted(strange))}")
        return self


class Mapper(Noun):
    """One system's webhook: how it signs, and what its messages are. The first rule that fits speaks."""

    name: str = Field(pattern=r"^[a-z][a-z0-9-]{1,39}$")
    source: str = Field(pattern=r"^\S{1,200}$")
    signature: SignatureScheme
    id: Value
    time: Value
    minor_units: dict[str, int] = Field(default_factory=dict, description="currencies that have no hundredths")
    common: dict[str, Value] = Field(default_factory=dict, description="data of every event")
    rules: tuple[MappingRule, ...] = Field(min_length=1)

    def read(self, body: bytes) -> Event | None:
        """Return the event in a webhook's body, or None where no rule fits: nothing that we need to know.

        Raises `Refused` with the place of what is wrong.
        """
        content = read_json(body)
        rule = next((r for r in self.rules if _fits(r.when, content)), None)
        if rule is None:
            return None
        wanted = {**{n: v for n, v in self.common.items() if n in DATA[rule.type].model_fields}, **rule.data}
        data = {name: found for name, value in wanted.items() if (found := self._get(value, content)) is not None}
        try:
            kept = DATA[rule.type].model_validate(data)
            known = {"source": self.source, "id": self._get(self.id, content), "time": self._get(self.time, content)}
            return Event.from_json({**known, "type": rule.type, "data": kept})
        except ValidationError as error:
            raise Refused(f"as {rule.type}: {told(error)}") from None

    def _get(self, value: Value, content: Any) -> Any:
        """Return a value as our events have it; None where the webhook has none."""
        if value.value is not None:
            return value.value
        found = _first(value.path, content)
        if value.kind == "present":
            return found not in (None, "", False)
        if found in (None, "") or isinstance(found, dict | list):
            return None
        match value.kind:
            case "text":
                return str(found)
            case "words":
                return str(found)[:MOST_WORDS]
            case "day":
                return str(found)[:10]
            case "unix":
                return _moment(found)
            case "minor" | "units":
                return self._amount(found, _first(value.currency, content), minor=value.kind == "minor")

    def _amount(self, found: Any, currency: Any, *, minor: bool) -> dict[str, Any]:
        code = str(currency).upper()
        if isinstance(found, bool) or not isinstance(found, int | Decimal | str):
            raise Refused("an amount is not a number")
        if not minor:
            return {"value": found, "currency": code}
        if not isinstance(found, int):
            raise Refused("an amount in the smallest unit is not a whole number")
        return {"value": Decimal(found).scaleb(-self.minor_units.get(code, 2)), "currency": code}


def load_mappers(*folders: Path) -> dict[str, Mapper]:
    """Return the mappers of these folders by name, a later folder's before an earlier one's; raises `Broken`."""
    found: dict[str, Mapper] = {}
    for folder in folders:
        for path in sorted(folder.glob("*.yaml")):
            try:
                mapper = Mapper.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
            except (OSError, yaml.YAMLError, ValidationError) as error:
                raise Broken(f"mapper {path.name} cannot be used: {error}") from error
            found[mapper.name] = mapper
    return found


def _fits(when: Mapping[str, tuple[Plain, ...]], content: Any) -> bool:
    return all(any(_same(_at(path, content), wanted) for wanted in values) for path, values in when.items())


def _same(found: Any, wanted: Plain) -> bool:
    """Tell whether two plain values are the same; true is not 1."""
    return type(found) is type(wanted) and found == wanted


def _first(paths: str | tuple[str, ...], content: Any) -> Any:
    several = (paths,) if isinstance(paths, str) else paths
    return next((found for path in several if (found := _at(path, content)) not in (None, "")), None)


def _at(path: str, content: Any) -> Any:
    """Find what stands at a path; None where nothing does. Whole numbers count in lists, from the end if negative."""
    for part in path.split("."):
        if isinstance(content, dict):
            content = content.get(part)
        elif isinstance(content, list) and part.lstrip("-").isdecimal() and -len(content) <= int(part) < len(content):
            content = content[int(part)]
        else:
            return None
    return content


def _moment(found: Any) -> dt.datetime:
    if isinstance(found, bool) or not isinstance(found, int | Decimal) or not 946684800 <= found < 4102444800:
        raise Refused("a time is not in seconds since 1970, from 2000 on")
    return dt.datetime.fromtimestamp(float(found), dt.UTC)
