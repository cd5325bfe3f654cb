"""How many sends may be under way while the way to Telegram is broken: none, then one probe, then all again; pure.

Rule: all lanes share one breaker; without it an outage means every lane knocking at a closed door for as long as it lasts.
"""

from collections.abc import Callable

FIRST_WAIT_S = 1.0  # one lost connection is no outage
PROBE_S = 5.0  # in an outage: at most one probe in this time
LONGEST_WAIT_S = 60.0


class Breaker:
    """`chance` gives numbers in [0, 1): waits have full jitter, so that bots that fell together don't rise together."""

    def __init__(self, lanes: int, chance: Callable[[], float]) -> None:
        self._lanes = lanes
        self._chance = chance
        self._failures = 0
        self._closed_until = float("-inf")

    def width(self, now: float) -> int:
        """How many sends may be under way at `now` (steady seconds)."""
        if now < self._closed_until:
            return 0
        return 1 if self._failures else self._lanes

    def failed(self, now: float) -> None:
        """A send did not get through, or its reply did not. Lanes that fail together count once."""
        if now < self._closed_until:
            return
        self._failures += 1
        ceiling = min(LONGEST_WAIT_S, FIRST_WAIT_S * 2**self._failures)
        wait = FIRST_WAIT_S if self._failures == 1 else max(PROBE_S, self._chance() * ceiling)
        self._closed_until = now + wait

    def succeeded(self) -> None:
        """Telegram answered, be it with a refusal."""
        self._failures = 0
        self._closed_until = float("-inf")
