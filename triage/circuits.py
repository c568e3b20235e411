"""Is a dependency out for everybody? After some failures in a row nobody asks it for a while (pybreaker)."""

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar, cast

from pybreaker import STATE_CLOSED, STATE_OPEN, CircuitBreaker, CircuitBreakerError

from triage.domain.failures import AccountRefused, Broken, Busy, RetryLater, TriageError, Unavailable
from triage.domain.ports import Model, OpinionRequest, WriterRequest, Written
from triage.domain.proposal import SecondOpinion

FAILURES = 5
REST_SECONDS = 15.0
REFUSED_SECONDS = 60.0  # a refused account is tried rarely, so that Odoo does not lock it for good
T = TypeVar("T")
P = TypeVar("P")


class Circuit:
    """Shared by all who ask one dependency in this process: what one of them learns, all know.

    pybreaker counts and keeps the state; it is told of each call afterwards, for it would let one call run at a
    time. The pause is measured by the monotonic clock, so that a jump of the wall clock neither ends nor prolongs it.
    """

    def __init__(
        self,
        name: str,
        *,
        failures: int = FAILURES,
        rest_seconds: float = REST_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.name = name
        self._rest_seconds = rest_seconds
        self._clock = clock
        self._breaker = CircuitBreaker(fail_max=failures, reset_timeout=rest_seconds, name=name)
        self._lock = threading.Lock()
        self._ask_again = 0.0
        self._last: RetryLater | None = None

    @property
    def is_open(self) -> bool:
        """Tell whether nobody asks now."""
        return self._breaker.current_state == STATE_OPEN and self._clock() < self._ask_again

    @property
    def reason(self) -> str:
        """Return why it is out; empty when it is not."""
        return self._last.reason if self._last is not None and self._breaker.current_state != STATE_CLOSED else ""

    def call(self, ask: Callable[[], T]) -> T:
        """Ask, or raise `Unavailable` without asking where it is known to be out."""
        if self.is_open:
            raise self._unavailable()
        try:
            answer = ask()
        except Busy:
            self.answered()
            raise
        except (RetryLater, Broken) as error:
            self.failed(error)
            if self.is_open and isinstance(error, RetryLater):
                raise self._unavailable() from error
            raise
        except TriageError:
            self.answered()
            raise
        self.answered()
        return answer

    def guard(self, port: P) -> P:
        """Return the port with every call of it made through this circuit."""
        return cast(P, _Guarded(port, self))

    def failed(self, error: TriageError) -> None:
        """Count a failure; a refused account is out at once."""
        with self._lock:
            self._last = error if isinstance(error, RetryLater) else RetryLater(error.reason)
            if isinstance(error, AccountRefused):
                self._breaker.open()
                self._ask_again = self._clock() + REFUSED_SECONDS
                return
            with suppress(CircuitBreakerError, TriageError):
                self._breaker.call(_fail_with, error)
            if self._breaker.current_state != STATE_CLOSED:
                self._ask_again = self._clock() + self._rest_seconds

    def answered(self) -> None:
        """Note that it answered, whatever it said: it is not out."""
        with self._lock:
            self._last = None
            if self._breaker.current_state != STATE_CLOSED or self._breaker.fail_counter:
                self._breaker.close()

    def _unavailable(self) -> Unavailable:
        last = self._last
        reason = last.reason if last is not None else f"{self.name} does not answer"
        kind = AccountRefused if isinstance(last, AccountRefused) else Unavailable
        found = kind(reason, after_seconds=max(0.0, self._ask_again - self._clock()))
        found.dependency = self.name
        return found


@dataclass(frozen=True, slots=True)
class Circuits:
    """One for each dependency that may be out; books and desk are the same Odoo."""

    odoo: Circuit = field(default_factory=lambda: Circuit("odoo"))
    model: Circuit = field(default_factory=lambda: Circuit("model", failures=3, rest_seconds=30.0))


def _fail_with(error: TriageError) -> None:
    raise error


class _Guarded:
    """Looks like the port behind it, also to `isinstance` with a protocol: whatever can be called there is guarded."""

    def __init__(self, port: Any, circuit: Circuit) -> None:
        self._port, self._circuit = port, circuit
        for name in dir(port):
            if not name.startswith("_") and callable(getattr(port, name)):
                setattr(self, name, partial(_through, circuit, port, name))

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._port, name)
        return partial(_through, self._circuit, self._port, name) if callable(found) else found


def _through(circuit: Circuit, port: Any, name: str, *args: Any, **named: Any) -> Any:
    return circuit.call(lambda: getattr(port, name)(*args, **named))


class PatientModel:
    """A model that is left alone while it is out: the case goes on without it at once, and waits for no time-out."""

    def __init__(self, model: Model, circuit: Circuit) -> None:
        self._model = model
        self._circuit = circuit

    def write(self, request: WriterRequest) -> Written | None:
        """Phrase the points; with an empty body and the reason while the model is out."""
        if self._circuit.is_open:
            return Written(body="", writer="model", versions={"failure": self._left_alone})
        answer = self._model.write(request)
        self._learn(answer.versions.get("failure", "") if answer is not None and not answer.body else "")
        return answer

    def advise(self, request: OpinionRequest) -> SecondOpinion:
        """Return one of the codes; none, with the reason, while the model is out."""
        if self._circuit.is_open:
            return SecondOpinion(by="model", failure=self._left_alone)
        answer = self._model.advise(request)
        self._learn(answer.failure)
        return answer

    @property
    def _left_alone(self) -> str:
        return f"left alone: {self._circuit.reason}"

    def _learn(self, failure: str) -> None:
        if failure and failure != "budget":  # the budget is ours, and says nothing about the model
            self._circuit.failed(RetryLater(failure))
        else:
            self._circuit.answered()
