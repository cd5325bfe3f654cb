"""The right to have a document read now, given to others when one's own takes long.

Rule: as many lanes as documents may be read at full speed; whoever is slow goes on beside them.
"""

from collections.abc import Callable, Iterator
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
    def given_up_after(self, seconds: float, stand_back: Callable[[], None]) -> Iterator[None]:
        """Should what is done inside take so long, stand back and let others pass."""

        def make_room() -> None:
            stand_back()
            self.give_up()

        timer = Timer(seconds, make_room)
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
