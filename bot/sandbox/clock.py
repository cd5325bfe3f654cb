"""The demo's clock: real time plus an offset that only grows, so that a week passes at the press of a button.

The rule to remember: the bot and the sandbox read the same clock, so a message never carries a time from its future.
"""

from collections.abc import Callable
from datetime import datetime, timedelta


class Clock:
    """Real time, as `start` tells it, moved forward by jumps."""

    def __init__(self, start: Callable[[], datetime]) -> None:
        self._start = start
        self._offset = timedelta()

    def now(self) -> datetime:
        """The time everyone in the sandbox agrees on; aware, in the zone of `start`."""
        return self._start() + self._offset

    @property
    def offset(self) -> timedelta:
        """How far this clock runs before real time."""
        return self._offset

    def jump(self, to: datetime) -> None:
        """Set the clock to `to`; raises ValueError when that lies behind (see `turn_back`)."""
        self.advance(to - self.now())

    def advance(self, by: timedelta) -> None:
        """Move the clock forward; raises ValueError for a negative step."""
        if by < timedelta():
            raise ValueError("The clock only runs forward. Ask for a later time.")
        self._offset += by

    def turn_back(self, to: datetime) -> None:
        """Set the clock to any time, earlier ones included: for tests of what a clock fault does."""
        self._offset += to - self.now()
