"""Sources, their articles and the rankings of these.

Rule: an article only ever gains (headline -> teaser -> whole), under the same id and in the same story.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, select, update

from bot.model import Article, Extent, Prepared, Ranking, Source, SourceKind, Span
from bot.store import tables
from bot.store.admission import FULLNESS as _FULLNESS
from bot.store.admission import Admission, spans_of
from bot.store.columns import digest_of
from bot.store.database import Database
from bot.store.dialect import insert_new
from bot.store.follows import source_from_row, visible_to


@dataclass(frozen=True, slots=True)
class Admitted:
    """What came of an import: articles that are new, those that gained their text, how many were known or no news."""

    new: tuple[Article, ...] = ()
    completed: tuple[Article, ...] = ()
    known: int = 0
    past: int = 0


class Articles(Database):
    """The part of the store that keeps sources and articles."""

    def add_source(  # noqa: PLR0913 -- what a source is made of
        self,
        kind: SourceKind,
        url: str,
        *,
        title: str,
        language: str | None = None,
        now: datetime,
        is_shared: bool = True,
    ) -> Source:
        """The source with this url, made if it is new; a title that is not empty replaces the old one.

        One that is shared stays so, one that is not becomes so when it is added as such; what people send never is.
        """
        is_shared = is_shared and kind is not SourceKind.SENT
        with self._writing() as connection:
            values = {"kind": kind.value, "url": url, "title": title, "language": language, "created_at": now}
            insert_new(connection, tables.source, [{**values, "url_digest": digest_of(url), "is_shared": is_shared}])
            row = source_row(connection, url)
            assert row is not None
            changes: dict[str, Any] = {}
            if is_shared and not row.is_shared:
                changes["is_shared"] = True
            if title and title != row.title:
                changes["title"] = title
            if language and row.language is None:
                changes["language"] = language
            if changes:
                connection.execute(update(tables.source).where(tables.source.c.id == row.id).values(changes))
                row = source_row(connection, url)
                assert row is not None
            return source_from_row(row)

    def sources(self) -> tuple[Source, ...]:
        """All sources, oldest first."""
        with self._reading() as connection:
            return tuple(
                source_from_row(row) for row in connection.execute(select(tables.source).order_by(tables.source.c.id))
            )

    def source_by_url(self, url: str) -> Source | None:
        """The source with exactly this url."""
        with self._reading() as connection:
            row = source_row(connection, url)
            return None if row is None else source_from_row(row)

    def admit(self, source_id: int, prepared: Sequence[Prepared], now: datetime) -> Admitted:
        """Store what a source brought; doing so again changes nothing.

        A draft is the article it names by its key. A fuller one (teaser over headline, whole over both) takes the place
        of a lesser article of the same source that has its key or, if stored within 30 days, its title; a lesser one
        without an address of its own is known if its title is. Times in the future, and none, become `now`.
        """
        with self._writing() as connection:
            admission = Admission(connection, source_id, now)
            admission.look_up(prepared)
            for one in prepared:
                admission.take(one)
            admission.write()
            found = by_ids(connection, (*admission.new, *admission.completed))
        return Admitted(
            new=tuple(found[id_] for id_ in admission.new),
            completed=tuple(found[id_] for id_ in admission.completed),
            known=admission.known,
        )

    def article(self, article_id: int) -> Article | None:
        """The article, if there is one with this id."""
        return next(iter(self.articles((article_id,))), None)

    def articles(self, article_ids: Iterable[int]) -> tuple[Article, ...]:
        """The articles with these ids in the order asked; ids of none are left out."""
        wanted = tuple(article_ids)
        with self._reading() as connection:
            found = by_ids(connection, wanted)
        return tuple(found[id_] for id_ in wanted if id_ in found)

    def article_by_key(self, source_id: int, key: str) -> Article | None:
        """The article of this source that has, or once had, this key."""
        keys = tables.article_key
        query = (
            article_query()
            .join(keys, keys.c.article_id == tables.article.c.id)
            .where(keys.c.source_id == source_id, keys.c.key_digest == digest_of(key))
        )
        with self._reading() as connection:
            row = connection.execute(query).first()
            return None if row is None else article_from_row(row)

    def article_by_link(self, chat_id: int, link: str) -> Article | None:
        """The fullest, then newest, article at this normalised address that the chat may see, its own texts among them."""
        columns = tables.article.c
        own = (tables.source.c.kind == SourceKind.SENT.value) & tables.source.c.url.startswith(f"sent:{chat_id}:")
        query = article_query().where(columns.link_digest == digest_of(link), visible_to(chat_id) | own)
        with self._reading() as connection:
            found = [article_from_row(row) for row in connection.execute(query)]
        return max(found, key=lambda article: (_FULLNESS[article.extent], article.id), default=None)

    def unplaced(self, limit: int = 1000) -> tuple[Article, ...]:
        """Articles that are in no story yet, earliest published first; never what people sent, nor what was no news."""
        query = (
            article_query()
            .where(tables.article.c.story_id.is_(None), ~tables.article.c.is_past)
            .where(tables.source.c.kind != SourceKind.SENT.value)
            .order_by(tables.article.c.published_at, tables.article.c.id)
            .limit(limit)
        )
        with self._reading() as connection:
            return tuple(article_from_row(row) for row in connection.execute(query))

    def window(self, since: datetime) -> tuple[Article, ...]:
        """Placed articles that were published or stored at `since` or later, earliest published first."""
        columns = tables.article.c
        query = (
            article_query()
            .where(columns.story_id.is_not(None), tables.source.c.kind != SourceKind.SENT.value)
            .where((columns.published_at >= since) | (columns.stored_at >= since))
            .order_by(columns.published_at, columns.id)
        )
        with self._reading() as connection:
            return tuple(article_from_row(row) for row in connection.execute(query))

    def placed_after(self, article_id: int) -> tuple[Article, ...]:
        """Placed articles with a higher id, lowest first."""
        columns = tables.article.c
        query = (
            article_query()
            .where(columns.id > article_id, columns.story_id.is_not(None))
            .where(tables.source.c.kind != SourceKind.SENT.value)
            .order_by(columns.id)
        )
        with self._reading() as connection:
            return tuple(article_from_row(row) for row in connection.execute(query))

    def stale(self, version: str, limit: int) -> tuple[Article, ...]:
        """Whole articles whose ranking is by another version than `version`, newest first."""
        query = (
            article_query()
            .where(tables.ranking.c.version != version, tables.article.c.extent == Extent.WHOLE.value)
            .order_by(tables.article.c.id.desc())
            .limit(limit)
        )
        with self._reading() as connection:
            return tuple(article_from_row(row) for row in connection.execute(query))

    def save_rankings(self, rankings: Mapping[int, Ranking]) -> None:
        """Replace the rankings of these articles (by id)."""
        with self._writing() as connection:
            for article_id, ranking in rankings.items():
                connection.execute(
                    update(tables.ranking)
                    .where(tables.ranking.c.article_id == article_id)
                    .values(version=ranking.version, spans=spans_of(ranking.spans))
                )


def article_query() -> Select[Any]:
    """Articles with their source and ranking, in one query."""
    columns = tables.article.c
    return (
        select(
            *(columns[name] for name in _OWN),
            tables.source.c.id.label("source_id"),
            tables.source.c.kind.label("source_kind"),
            tables.source.c.url.label("source_url"),
            tables.source.c.title.label("source_title"),
            tables.source.c.language.label("source_language"),
            tables.source.c.is_shared.label("source_is_shared"),
            tables.ranking.c.version,
            tables.ranking.c.spans,
        )
        .join(tables.source, tables.source.c.id == columns.source_id)
        .join(tables.ranking, tables.ranking.c.article_id == columns.id)
    )


def article_from_row(row: Row[Any]) -> Article:
    """The article of a row of `article_query`."""
    own = {name: getattr(row, name) for name in _OWN}
    own["extent"] = Extent(row.extent)
    return Article(
        **own,
        source=Source(
            row.source_id,
            SourceKind(row.source_kind),
            row.source_url,
            row.source_title,
            row.source_language,
            row.source_is_shared,
        ),
        ranking=Ranking(row.version, tuple(Span(start, end, score) for start, end, score in row.spans)),
    )


def by_ids(connection: Connection, article_ids: Sequence[int]) -> dict[int, Article]:
    """The articles with these ids."""
    found: dict[int, Article] = {}
    for at in range(0, len(article_ids), 1000):
        query = article_query().where(tables.article.c.id.in_(article_ids[at : at + 1000]))
        found.update((row.id, article_from_row(row)) for row in connection.execute(query))
    return found


_OWN = (
    "id",
    "key",
    "title",
    "text",
    "extent",
    "language",
    "published_at",
    "stored_at",
    "url",
    "author",
    "story_id",
)


def source_row(connection: Connection, url: str) -> Row[Any] | None:
    """The row of the source with exactly this url."""
    return connection.execute(select(tables.source).where(tables.source.c.url_digest == digest_of(url))).first()
