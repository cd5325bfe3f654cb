"""What a site's robots.txt asks of us (RFC 9309), read by Protego.

Rule: pure; a site that fails while being asked is taken to say no, one that has no robots.txt to say yes.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from protego import Protego

from bot.ingest.outcomes import Failed, Failure, Fetched, Outcome

KEPT = timedelta(hours=24)  # as long as the RFC allows
KEPT_AFTER_FAILURE = timedelta(hours=1)  # a site that failed is asked again sooner
_MOST_SITES = 500
_NOTHING_TO_OBEY = frozenset(  # "unavailable": there is no robots.txt, or none that can be read
    {Failure.NOT_FOUND, Failure.GONE, Failure.FORBIDDEN, Failure.NOT_A_DOCUMENT, Failure.TOO_MANY_REDIRECTS}
)


@dataclass(frozen=True, slots=True)
class Rules:
    """One site's wishes, until they are to be read anew."""

    until: datetime
    wishes: Protego | None = None  # None: it has none
    failure: Failed | None = None  # why they couldn't be read, so that nothing may be

    def refusal(self, url: str, agent: str) -> Failed | None:
        """Why a program of this name may not read the page; None if it may."""
        if self.failure or self.wishes is None:
            return self.failure
        return None if self.wishes.can_fetch(url, agent) else Failed(Failure.ROBOTS)


def rules_from(outcome: Outcome, now: datetime) -> Rules:
    """What the answer to a request for robots.txt means."""
    if isinstance(outcome, Fetched):
        return Rules(now + KEPT, Protego.parse(outcome.content.decode("utf-8", "replace")))
    if isinstance(outcome, Failed) and outcome.kind not in _NOTHING_TO_OBEY:
        return Rules(now + KEPT_AFTER_FAILURE, failure=outcome)
    return Rules(now + KEPT)


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
