"""The right to have a document read now, given to others when one's own takes long.

Rule: as many lanes as documents are meant to be read at a time; whoever is slow goes on beside them, at the same priority: with a
lower one, good documents starved on a busy machine.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock, Semaphore, Timer


class Lane:
    """One thread's right. Taken when it is made, waiting for it; given up once."""

    def __init__(self, lanes: Semaphore) -> None:
        lanes.acquire()
        self._lanes = lanes
        self._lock = Lock()
        self._is_ours = True

    @contextmanager
    def given_up_after(self, seconds: float) -> Iterator[None]:
        """Should what is done inside take so long, let others pass."""
        timer = Timer(seconds, self.give_up)
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def give_up(self) -> None:
        """Let another thread have it; nothing happens the second time."""
        with self._lock:
            if self._is_ours:
                self._is_ours = False
                self._lanes.release()
