"""The stories: which articles tell of the same event.

Rule: a story is read with all its articles in two queries, however many stories are asked for.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, func, select

from bot.model import Article, Extent, Story
from bot.store import placement, search, tables
from bot.store.articles import article_from_row, article_query
from bot.store.database import Database
from bot.store.follows import visible_to

_LEAD_FIRST = {Extent.WHOLE: 0, Extent.TEASER: 1, Extent.HEADLINE: 2}


class Stories(Database):
    """The part of the store that keeps stories."""

    def place(self, assignments: Mapping[int, int | None], now: datetime) -> dict[int, int]:
        """Put articles (by id) into stories; the story of each is returned.

        None opens a story of its own; articles with the same negative number share a new one. A story that has lost all
        its articles is gone. An article or story that does not exist raises ValueError and nothing is changed.
        """
        with self._writing() as connection:
            return placement.place(connection, assignments, now)

    def stories(
        self,
        *,
        since: datetime,
        until: datetime | None = None,
        words: str = "",
        limit: int,
        chat_id: int | None = None,
    ) -> tuple[Story, ...]:
        """At most `limit` stories whose newest article was published in since <= time < until, newest first.

        Each of the `words` must stand in the title or text of one of its articles, in any case, accented or not, also as
        part of a word. Only articles that the chat may see take part, for None those of sources that everybody reads: a
        story is told, dated and found by them alone. What people sent is in none of them.
        """
        columns = tables.article.c
        newest = func.max(columns.published_at)
        query = (
            select(columns.story_id)
            .join(tables.source, tables.source.c.id == columns.source_id)
            .where(columns.story_id.is_not(None), columns.published_at >= since, visible_to(chat_id))
            .where(*search.conditions(words, visible_to(chat_id)))
            .group_by(columns.story_id)
            .order_by(newest.desc(), columns.story_id.desc())
            .limit(limit)
        )
        if until is not None:
            query = query.having(newest < until)
        with self._reading() as connection:
            return _stories(connection, connection.scalars(query).all(), chat_id)

    def story(self, story_id: int, chat_id: int | None = None) -> Story | None:
        """The story as the chat may see it, if there is one with this id."""
        return next(iter(self.stories_by_id((story_id,), chat_id)), None)

    def stories_by_id(self, story_ids: Iterable[int], chat_id: int | None = None) -> tuple[Story, ...]:
        """The stories with these ids in the order asked; those that are gone, or not for the chat to see, are left out."""
        with self._reading() as connection:
            return _stories(connection, tuple(story_ids), chat_id)


def _stories(connection: Connection, ids: Sequence[int], chat_id: int | None) -> tuple[Story, ...]:
    articles: dict[int, list[Article]] = {}
    for at in range(0, len(ids), 1000):
        query = article_query().where(tables.article.c.story_id.in_(ids[at : at + 1000]))
        for row in connection.execute(query.where(visible_to(chat_id))):
            articles.setdefault(row.story_id, []).append(article_from_row(row))
    return tuple(Story(id_, tuple(sorted(articles[id_], key=_rank))) for id_ in ids if id_ in articles)


def _rank(article: Article) -> tuple[int, datetime, int]:
    return _LEAD_FIRST[article.extent], article.published_at, article.id
