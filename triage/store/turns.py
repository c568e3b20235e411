"""How do many doors share one write to disk? Whoever comes first takes along all who wait: a group commit."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Generic, TypeVar

from triage.domain.failures import Broken, TriageError

Item = TypeVar("Item")
Answer = TypeVar("Answer")


class Turns(Generic[Item, Answer]):
    """Calls `act` with all that wait, one call at a time; each caller gets the answer to its own.

    A single caller acts at once and by itself; nobody waits for others to come. `act` answers one
    for one, with the failure in the place of an item that failed.
    """

    def __init__(self, act: Callable[[Sequence[Item]], Sequence[Answer | TriageError]], *, most: int) -> None:
        self._act = act
        self._most = most
        self._waiting: list[tuple[Item, Future[Answer]]] = []
        self._list = threading.Lock()
        self._turn = threading.Lock()

    def put(self, item: Item) -> Answer:
        """Return the answer to this item once it has been acted on; raises what `act` answered or raised."""
        future: Future[Answer] = Future()
        with self._list:
            self._waiting.append((item, future))
        while not future.done():
            with self._turn:
                if not future.done():  # nobody took us along
                    self._take_all()
        return future.result()

    def _take_all(self) -> None:
        with self._list:
            batch, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
        try:
            answers = self._act([item for item, _ in batch])
            for (_, future), answer in zip(batch, answers, strict=True):
                _tell(future, answer)
        except TriageError as error:
            for _, future in batch:
                _tell(future, error)
        finally:  # a bug of ours ends the caller who met it; the others are told, and wait for nothing
            for _, future in batch:
                _tell(future, Broken("what was to be kept together could not be kept"))


def _tell(future: Future[Answer], answer: Answer | TriageError) -> None:
    if future.done():
        return
    if isinstance(answer, TriageError):
        future.set_exception(answer)
    else:
        future.set_result(answer)
