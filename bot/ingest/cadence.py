"""How often a source publishes, and how often it wants to be asked.

Rule: pure; what a feed says of itself is a wish that is granted up to 24 hours, and what it does decides the rest.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.model import Draft

SHORTEST = timedelta(minutes=10)
LONGEST = timedelta(hours=24)
_HEAD = 50_000  # bytes in which a feed says such things
_TTL = re.compile(rb"<ttl>\s*(\d{1,6})\s*</ttl>", re.IGNORECASE)
_SKIPPED = re.compile(rb"<skipHours>(.{0,2000}?)</skipHours>", re.IGNORECASE | re.DOTALL)
_HOUR = re.compile(rb"<hour>\s*(\d{1,2})\s*</hour>", re.IGNORECASE)
_LOOKED_AT = 20  # newest articles
_FEW = 3  # dated articles; fewer say nothing about how often more come
_SLOWER = 1.1  # after a poll that brought nothing
_FASTER = 0.7  # after one that brought something without dates


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a feed asks of those who poll it."""

    least: timedelta = timedelta()  # between two polls
    quiet_hours: tuple[int, ...] = ()  # of UTC, in which it does not publish


def read_wishes(content: bytes) -> Wishes:
    """RSS `ttl` and `skipHours`, read from the head of a feed. (WordPress writes sy:updatePeriod without being asked: no wish.)"""
    head = content[:_HEAD]
    ttl, skipped = _TTL.search(head), _SKIPPED.search(head)
    hours = sorted({int(hour) % 24 for hour in _HOUR.findall(skipped[1])}) if skipped else []
    least = min(timedelta(minutes=int(ttl[1])), LONGEST) if ttl else timedelta()
    return Wishes(least, tuple(hours) if len(hours) < 24 else ())


def learn_interval(interval: timedelta, drafts: Sequence[Draft] | None, now: datetime) -> timedelta:
    """How long to wait for the next poll: half the mean time between articles, silence until now included.

    `drafts` are what the source shows; None when that is what it showed before. Between 10 minutes and 24 hours.
    """
    if drafts is None:
        return _within(interval * _SLOWER)
    # Half of the mean, so that a feed of ten articles is read several times before its last one has gone out of it.
    dated = (draft.published_at for draft in drafts if draft.published_at and draft.published_at <= now)
    newest = sorted(dated, reverse=True)[:_LOOKED_AT]
    if len(newest) < _FEW:
        return _within(interval * _FASTER)
    return _within((now - newest[-1]) / len(newest) / 2)


def outside(quiet_hours: Sequence[int], at: datetime) -> datetime:
    """The first moment from `at` on that is in none of the quiet hours."""
    for _ in range(24):
        if at.hour not in quiet_hours:
            break
        at = at.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return at


def _within(interval: timedelta) -> timedelta:
    return min(max(interval, SHORTEST), LONGEST)
