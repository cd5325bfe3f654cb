"""What is news among the articles a source was found to publish, and what is only there.

Rule: the past never looks new. Not at the first poll, not when a source dates its articles wrongly, and not when it gives
all of them new names.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from bot.model import Draft, aware_utc

SHOWN_AT_FIRST = 3  # of a source that was just added
OLD = timedelta(days=7)  # what was published earlier is no news, whenever it is first seen
LONGEST_AGO = timedelta(days=30)  # dates further back are taken for that
_FIRST_NEWS = datetime(1995, 1, 1, tzinfo=UTC)  # earlier dates are what software writes when it has none
_FEW = 5  # articles; of so few all may well be new
_MOST_NEW = 0.8  # of a known source; more, and it may have named its articles anew
_RETOLD = 0.5  # of the new ones that must be known by their address or title to be sure of that
_LATE = timedelta(days=1)  # how much earlier than the last poll an article may be dated and still be news


class Arrival:
    """One poll's articles: `last_at` is when the source answered before, None at the first poll."""

    def __init__(self, now: datetime, last_at: datetime | None) -> None:
        self._now = aware_utc(now)
        self._last_at = last_at
        self._is_rekeyed = False
        self._is_flood = False
        self._shown: frozenset[int] = frozenset()

    def judge(self, drafts: Sequence[Draft], known: Sequence[bool], retold: Sequence[bool]) -> None:
        """Look at all of them first: which are known by their key, and which by their address or title."""
        if self._last_at is None:
            recent = [draft for draft in drafts if self._is_recent(draft)]
            newest = sorted(recent, key=lambda draft: self.dated(draft.published_at) or self._now, reverse=True)
            self._shown = frozenset(id(draft) for draft in newest[:SHOWN_AT_FIRST])
            return
        unknown = len(drafts) - sum(known)
        self._is_flood = len(drafts) >= _FEW and unknown > _MOST_NEW * len(drafts)
        told = sum(again for is_known, again in zip(known, retold, strict=True) if not is_known)
        self._is_rekeyed = self._is_flood and told >= _RETOLD * unknown

    def dated(self, moment: datetime | None) -> datetime | None:
        """The date as it is believed: neither in the future nor more than 30 days ago; None for none."""
        if moment is None or moment < _FIRST_NEWS:
            return None
        return max(min(aware_utc(moment), self._now), self._now - LONGEST_AGO)

    def is_rekeyed(self, draft: Draft) -> bool:
        """Whether the source has given its articles new names, and this may be an old one."""
        return self._is_rekeyed and not self._is_since_last(draft)

    def is_past(self, draft: Draft) -> bool:
        """Whether an article nobody knew is no news all the same."""
        if self._last_at is None:
            return id(draft) not in self._shown
        at = self.dated(draft.published_at)
        if at is None:
            return False
        return at < self._now - OLD or (self._is_flood and at < self._last_at - _LATE)

    def _is_recent(self, draft: Draft) -> bool:
        at = self.dated(draft.published_at)
        return at is not None and at >= self._now - OLD

    def _is_since_last(self, draft: Draft) -> bool:
        at = self.dated(draft.published_at)
        return self._last_at is not None and at is not None and at > self._last_at
