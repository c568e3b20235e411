"""How do tests run a worker against an Odoo that comes and goes? The sandbox, behind a line that can be cut."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from triage import wiring
from triage.circuits import Circuit, Circuits
from triage.commands.household import Household
from triage.domain.failures import RetryLater
from triage.domain.message import RawMessage
from triage.odoo.connection import _sandbox
from triage.settings import Settings


@dataclass
class Line:
    """The line to Odoo: `fail` returns the failure of a call now, or None; each call is counted."""

    fail: Callable[[], Exception | None] = lambda: None
    slow_seconds: float = 0.0
    calls: int = 0
    shown: list[str] = field(default_factory=list)  # cases in the order of their suggestions
    lock: threading.Lock = field(default_factory=threading.Lock)

    def over(self, port: Any) -> Any:
        """Return the port as it is at the other end of this line."""
        return _Far(port, self)

    def cut(self) -> None:
        """Let nothing through."""
        self.fail = lambda: RetryLater("Odoo does not answer (ConnectError)")

    def mend(self) -> None:
        """Let everything through."""
        self.fail = lambda: None


class _Far:
    def __init__(self, port: Any, line: Line) -> None:
        self._port, self._line = port, line

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._port, name)

        def ask(*args: Any, **named: Any) -> Any:
            with self._line.lock:
                self._line.calls += 1
            time.sleep(self._line.slow_seconds)
            failure = self._line.fail()
            if failure is not None:
                raise failure
            if name == "show":
                with self._line.lock:
                    self._line.shown.append(args[0].case_id)
            return found(*args, **named)

        return ask


def quick_circuits() -> Circuits:
    """Return circuits that ask again after a tenth of a second."""
    return Circuits(odoo=Circuit("odoo", rest_seconds=0.1), model=Circuit("model", rest_seconds=0.1))


@contextmanager
def worker_house(
    home: Path, line: Line, monkeypatch: pytest.MonkeyPatch, *, start: bool = True, **settings: Any
) -> Iterator[Household]:
    """Yield a house in the sandbox whose worker runs, with this line to Odoo."""
    _sandbox.cache_clear()  # a world of its own: what is shown in it must not stay for other tests
    known = {"home": home, "encoder": "off", "queue_poll_seconds": 0.02, **settings}
    house = Household.open(Settings(_env_file=None, **known))
    house = replace(house, circuits=quick_circuits())
    far = wiring.open_tools(house.settings)
    circuit = house.circuits.odoo
    tools = replace(far, books=circuit.guard(line.over(far.books)), desk=circuit.guard(line.over(far.desk)))
    monkeypatch.setattr(wiring, "open_tools", lambda *_, **__: tools)
    monkeypatch.setattr("triage.commands.chores.RELEASE_SECONDS", 0.05)
    worker = house.start_worker() if start else None
    try:
        yield house
    finally:
        if worker is not None:
            worker.stop()
        house.database.close()
        _sandbox.cache_clear()


def mail(number: int, *, text: str = "Where is my order S00012?") -> RawMessage:
    """Return the mail with this number; it belongs to a ticket of the sandbox."""
    letter = EmailMessage()
    letter["From"] = "Dana Whitfield <dana.whitfield@brightline.example>"
    letter["Subject"] = f"order status {number}"
    letter["Message-ID"] = f"<{number}@brightline.example>"
    letter.set_content(text)
    return RawMessage(content=letter.as_bytes(), received_at=wiring.now(), source="email")


def until(true: Callable[[], bool], seconds: float = 60.0) -> float:
    """Return the seconds it took until this was true; fails after `seconds`."""
    started = time.monotonic()
    while not true():
        assert time.monotonic() - started < seconds, "it did not come true"
        time.sleep(0.02)
    return time.monotonic() - started
