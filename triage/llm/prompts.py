"""What do we say to a model? Prompts as files: one a version, with declared variables and a hash."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from jinja2 import StrictUndefined, TemplateError, meta
from jinja2.sandbox import ImmutableSandboxedEnvironment
from pydantic import ValidationError

from triage.domain.failures import Broken
from triage.domain.noun import Noun
from triage.domain.yaml_text import read_yaml

# Autoescape is off: the text goes to a model as it is, and no browser ever reads it.
_ENVIRONMENT = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False)


class PromptFile(Noun):
    """One version of one prompt, as it stands in its file."""

    name: str
    version: int
    purpose: str
    variables: tuple[str, ...]
    untrusted: tuple[str, ...] = ()  # variables that hold text from outside
    system: str
    user: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt that was checked when it was read."""

    file: PromptFile
    stamp: str  # name-version@hash

    @classmethod
    def load(cls, path: Path) -> "Prompt":
        """Read a prompt; raises `Broken` when it is damaged or uses other variables than it declares."""
        try:
            content = path.read_bytes()
            file = PromptFile.model_validate(read_yaml(content))
            used = _variables_of(file.system) | _variables_of(file.user)
        except (OSError, yaml.YAMLError, ValidationError, TemplateError) as error:
            raise Broken(f"prompt {path.name} cannot be used: {type(error).__name__}") from error
        if used != set(file.variables) or not set(file.untrusted) <= used:
            raise Broken(f"prompt {path.name} uses {sorted(used)} and declares {sorted(file.variables)}")
        return cls(file, f"{file.name}-{file.version}@{hashlib.sha256(content).hexdigest()[:12]}")

    def render(self, **values: Any) -> tuple[str, str]:
        """Return system and user text; raises `Broken` for a variable that is missing or that nobody uses."""
        if values.keys() != set(self.file.variables):
            raise Broken(f"prompt {self.stamp} wants {sorted(self.file.variables)} and got {sorted(values)}")
        return tuple(_ENVIRONMENT.from_string(text).render(**values) for text in (self.file.system, self.file.user))  # type: ignore[return-value]


def newest(folders: Path | tuple[Path, ...], name: str) -> Prompt:
    """Return the newest version of a prompt in the first folder that has one; raises `Broken` when none has."""
    for folder in (folders,) if isinstance(folders, Path) else folders:
        versions = {int(path.stem.rpartition("-")[2]): path for path in folder.glob(f"{name}-*.yaml")}
        if versions:
            return Prompt.load(versions[max(versions)])
    raise Broken(f"there is no prompt {name}")


def _variables_of(template: str) -> set[str]:
    return meta.find_undeclared_variables(_ENVIRONMENT.parse(template))
