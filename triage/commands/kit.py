"""Which tools are in force at this moment? Opened once, and again as soon as something else is put in force."""

import threading
from collections.abc import Callable
from dataclasses import replace

from triage import wiring
from triage.domain.releases import InForce, Versions
from triage.pipeline import Tools
from triage.settings import Settings


class Kit:
    """The tools of the road. Each asking looks at one row: a change takes effect at the next stage of any case."""

    def __init__(
        self, settings: Settings, in_force: Callable[[], InForce], open_all: Callable[[Versions], Tools]
    ) -> None:
        self._settings = settings
        self._in_force = in_force
        self._open_all = open_all
        self._lock = threading.Lock()
        self._opened: tuple[Versions, Tools] | None = None

    def tools(self) -> Tools:
        """Return the tools, whichever thread asks; raises `RetryLater` for a model that is not what was signed."""
        versions = self._in_force().versions
        with self._lock:
            if self._opened is None or self._opened[0] != versions:
                self._opened = (versions, self._open(versions))
            return self._opened[1]

    def _open(self, versions: Versions) -> Tools:
        """Open everything, or only the policy where nothing else is new: a switched intent needs no model loaded."""
        if self._opened is not None and _loaded(self._opened[0]) == _loaded(versions):
            return replace(self._opened[1], policy=wiring.open_policy(self._settings, versions))
        return self._open_all(versions)


def _loaded(versions: Versions) -> tuple[str, str, str, str]:
    return versions.prompt, versions.prompt_text, versions.model, versions.model_hash
