"""How much the web may cost: every limit of a fetch, with its reason.

Rule: a limit is an argument, so that a test can reach it in a moment.
"""

from dataclasses import dataclass

from bot.ingest.outcomes import Kind

_MIB = 2**20


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds and bytes."""

    deadline: float = 20.0  # over one whole visit: names, TLS, headers, redirects, robots.txt, body
    patience: float = 5.0  # for a body, before its rate counts
    slowest: float = 1000.0  # bytes a second; a byte now and then never trips a timeout that starts anew with each
    redirects: int = 5
    connections: int = 64
    at_one_host: int = 2
    pause: float = 1.0  # between two requests to one host
    unreachable_takes: float = 1.0  # at least, and whole multiples of it: the time must not tell why
    feed: int = 5 * _MIB  # unpacked
    page: int = 8 * _MIB
    robots: int = 500_000

    def largest(self, kind: Kind) -> int:
        """Bytes of an unpacked body of this kind."""
        return {Kind.FEED: self.feed, Kind.ROBOTS: self.robots}.get(kind, self.page)
