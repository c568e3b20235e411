"""How many legs of a queue run at once in this process, however a case came to its leg?"""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Queue:
    """A queue's name and how many legs of it run at once in this worker."""

    name: str
    concurrency: int
    poll_seconds: float = 0.25
    everywhere: int = 0  # how many legs of it run at once in all workers together; 0: no limit


class Slots:
    """The room of each queue in this process. A queue with a limit over all workers is entered by the queue alone."""

    def __init__(self, queues: Sequence[Queue]) -> None:
        self._room = {queue.name: threading.BoundedSemaphore(queue.concurrency) for queue in queues}
        self._by_queue_only = {queue.name for queue in queues if queue.everywhere}

    @contextmanager
    def wait_for(self, queue: str) -> Iterator[None]:
        """Yield as soon as there is room."""
        with self._room[queue]:
            yield

    @contextmanager
    def try_for(self, queue: str) -> Iterator[bool]:
        """Yield whether there is room at this moment."""
        has_room = queue not in self._by_queue_only and self._room[queue].acquire(blocking=False)
        try:
            yield has_room
        finally:
            if has_room:
                self._room[queue].release()
