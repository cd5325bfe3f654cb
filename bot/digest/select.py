"""Which stories a digest tells, most important first; rule: nothing a chat was told is told to it again."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from math import log2

from bot.model import Digest, Story

HALF_LIFE = timedelta(
    hours=18
)  # a story of yesterday evening still competes this morning; one of the day before hardly
_NOT_WHOLE = timedelta(hours=12)


def select(stories: Iterable[Story], told: Collection[int], *, most: int, now: datetime) -> tuple[Story, ...]:
    """At most `most` stories of which no article is in `told` (article ids), by `importance`.

    Stories without a whole article fill what is left: a headline is better than nothing, but never instead of a story.
    """
    fresh = [story for story in stories if not any(article.id in told for article in story.articles)]
    ordered = sorted(fresh, key=lambda story: (not story.is_whole, -importance(story, now), story.id))
    return tuple(ordered[:most])


def importance(story: Story, now: datetime) -> float:
    """How much a story matters: grows with the number of sources that tell it, halves every 18 hours."""
    age = max(now - story.newest_at, timedelta(0))
    return float((1 + log2(story.source_count)) * 0.5 ** (age / HALF_LIFE))


def latest_first(stories: Iterable[Story]) -> tuple[Story, ...]:
    """Stories newest first; one without a whole article counts as half a day older, so that a copied page's list of
    headlines doesn't bury what can be read."""
    return tuple(sorted(stories, key=lambda story: (_freshness(story), story.id), reverse=True))


def _freshness(story: Story) -> datetime:
    return story.newest_at - (timedelta(0) if story.is_whole else _NOT_WHOLE)


def told_by(digest: Digest) -> tuple[int, ...]:
    """The article ids that count as told once this digest is planned: all of every story in it."""
    return tuple(article.id for item in digest.items for article in item.story.articles)
