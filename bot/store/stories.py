"""The stories: which articles tell of the same event.

Rule: a story is read with all its articles in two queries, however many stories are asked for.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, Exists, exists, select

from bot.model import Article, Extent, SourceKind, Story
from bot.store import placement, search, tables
from bot.store.articles import article_from_row, article_query
from bot.store.database import Database

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
        self, *, since: datetime, until: datetime | None = None, words: str = "", limit: int
    ) -> tuple[Story, ...]:
        """At most `limit` stories whose newest article was published in since <= time < until, newest first.

        Each of the `words` must stand in the title or text of one of its articles, in any case, accented or not, also as
        part of a word. What people sent is in none of them.
        """
        columns = tables.story.c
        query = select(columns.id).where(columns.newest_at >= since, _is_news(), *search.conditions(words))
        if until is not None:
            query = query.where(columns.newest_at < until)
        with self._reading() as connection:
            ids = connection.scalars(query.order_by(columns.newest_at.desc(), columns.id.desc()).limit(limit)).all()
            return _stories(connection, ids)

    def story(self, story_id: int) -> Story | None:
        """The story, if there is one with this id."""
        return next(iter(self.stories_by_id((story_id,))), None)

    def stories_by_id(self, story_ids: Iterable[int]) -> tuple[Story, ...]:
        """The stories with these ids in the order asked; those that are gone are left out."""
        with self._reading() as connection:
            return _stories(connection, tuple(story_ids))


def _is_news() -> Exists:
    return exists(
        select(tables.article.c.id)
        .join(tables.source, tables.source.c.id == tables.article.c.source_id)
        .where(tables.article.c.story_id == tables.story.c.id, tables.source.c.kind != SourceKind.SENT.value)
    )


def _stories(connection: Connection, ids: Sequence[int]) -> tuple[Story, ...]:
    articles: dict[int, list[Article]] = {}
    for at in range(0, len(ids), 1000):
        query = article_query().where(tables.article.c.story_id.in_(ids[at : at + 1000]))
        for row in connection.execute(query.where(tables.source.c.kind != SourceKind.SENT.value)):
            articles.setdefault(row.story_id, []).append(article_from_row(row))
    return tuple(Story(id_, tuple(sorted(articles[id_], key=_rank))) for id_ in ids if id_ in articles)


def _rank(article: Article) -> tuple[int, datetime, int]:
    return _LEAD_FIRST[article.extent], article.published_at, article.id
