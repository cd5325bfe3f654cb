"""What a site's robots.txt asks of us (RFC 9309), read by Protego.

Rule: pure; a site that fails while being asked is taken to say no, one that has no robots.txt to say yes.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from protego import Protego

from bot.ingest.outcomes import Failed, Failure, Fetched, Outcome

KEPT = timedelta(hours=24)  # as long as the RFC allows
KEPT_AFTER_FAILURE = timedelta(hours=1)  # a site that failed is asked again sooner
_MOST_SITES = 2000
_YES = frozenset({Failure.NOT_FOUND, Failure.GONE, Failure.FORBIDDEN, Failure.NOT_A_DOCUMENT})  # "unavailable": 4xx


@dataclass(frozen=True, slots=True)
class Rules:
    """One site's wishes, until they are to be read anew."""

    until: datetime
    says: Protego | bool  # a bool: everything, or nothing

    def allow(self, url: str, agent: str) -> bool:
        """Whether a program of this name may read the page."""
        return self.says if isinstance(self.says, bool) else bool(self.says.can_fetch(url, agent))


def rules_from(outcome: Outcome, now: datetime) -> Rules:
    """What the answer to a request for robots.txt means."""
    if isinstance(outcome, Fetched):
        return Rules(now + KEPT, Protego.parse(outcome.content.decode("utf-8", "replace")))
    if isinstance(outcome, Failed) and outcome.kind in _YES:
        return Rules(now + KEPT, says=True)
    return Rules(now + KEPT_AFTER_FAILURE, says=False)


class RulesKept:
    """The rules of the sites asked last, so many and no more."""

    def __init__(self) -> None:
        self._rules: dict[str, Rules] = {}

    def get(self, site: str, now: datetime) -> Rules | None:
        """A site's rules, while they hold."""
        rules = self._rules.get(site)
        return rules if rules and now < rules.until else None

    def put(self, site: str, rules: Rules) -> None:
        """Keep a site's rules; the one kept longest makes room."""
        self._rules.pop(site, None)
        self._rules[site] = rules
        if len(self._rules) > _MOST_SITES:
            del self._rules[next(iter(self._rules))]
