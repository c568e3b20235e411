"""Where does the sandbox world come from? Its description, read from the YAML files of `worlds/`."""

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from triage.domain.failures import Broken
from triage.domain.yaml_text import read_yaml
from triage.odoo.sandbox.description import Situation, World

WORLDS = Path(__file__).parent / "worlds"


def load_world(paths: Iterable[Path] | None = None) -> World:
    """Return the world that all files describe together; raises `Broken` with the file and the entry that is wrong.

    Without `paths` it is the packaged world. Tables of the files are merged, their situations follow each other.
    """
    merged: dict[str, Any] = {"situations": []}
    for path in sorted(paths if paths is not None else WORLDS.glob("*.yaml")):
        _merge(merged, _read(path), path)
    try:
        world = World.model_validate(merged)
    except ValidationError as error:
        raise Broken(f"the world's description is wrong: {_first_fault(error)}") from None
    _check(world)
    return world


@lru_cache(maxsize=1)
def packaged_world() -> World:
    """Return the packaged world, read once."""
    return load_world()


def _read(path: Path) -> dict[str, Any]:
    try:
        content = read_yaml(path.read_bytes())
    except yaml.YAMLError as error:
        raise Broken(f"{path.name} is no YAML: {str(error).splitlines()[0]}") from None
    return content if isinstance(content, dict) else {}


def _merge(merged: dict[str, Any], content: dict[str, Any], path: Path) -> None:
    for name, value in content.items():
        if name == "situations":
            merged["situations"].extend(value or [])
        elif isinstance(value, dict):
            table = merged.setdefault(name, {})
            if twice := table.keys() & value.keys():
                raise Broken(f"{path.name} describes {name}.{min(twice)} a second time")
            table.update(value)
        else:
            merged[name] = value


def _first_fault(error: ValidationError) -> str:
    fault = error.errors()[0]
    return f"{'.'.join(str(part) for part in fault['loc'])}: {fault['msg']}"


def _check(world: World) -> None:
    """Raise `Broken` for a doubled id or number, or a customer that nobody described."""
    for name in ("id", "number"):
        seen: set[Any] = set()
        for situation in world.situations:
            value = getattr(situation, name)
            if value in seen:
                raise Broken(f"two situations have the {name} {value}")
            seen.add(value)
    for situation in world.situations:
        if situation.customer not in world.customers:
            raise Broken(f"{situation.id}: no customer is called {situation.customer}")


def describe(situation: Situation) -> str:
    """Return a situation in one line, for tables and test ids."""
    return f"{situation.number:03d} {situation.id}: {situation.title}"
