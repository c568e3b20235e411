"""How is YAML read? Safely, in C where it is there: ten times faster, for one mail must answer at once."""

from typing import Any

import yaml

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(text: str | bytes) -> Any:
    """Return what a YAML text says; raises `yaml.YAMLError` where it is none."""
    return yaml.load(text, Loader=_LOADER)  # noqa: S506 (both loaders are safe)
