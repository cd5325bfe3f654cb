"""Which article a draft is, and what it adds to it.

Rule: a key, once seen, names the same article for ever, whatever key that article has now.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, insert, select, update

from bot.model import Draft, Extent, Prepared, Span, aware_utc
from bot.store import tables
from bot.store.arrivals import Arrival
from bot.store.columns import digest_of
from bot.store.dialect import insert_new
from bot.store.placement import refresh
from bot.store.search import fold, fold_title

# "Weather" comes back every day; after this long the same title is another article.
_SAME_TITLE_FOR = timedelta(days=30)
FULLNESS = {Extent.HEADLINE: 0, Extent.TEASER: 1, Extent.WHOLE: 2}


@dataclass(slots=True)
class _Known:
    """As much of a stored article as it takes to recognise it."""

    id: int
    extent: Extent
    url: str | None
    story_id: int | None
    title_digest: str = ""  # only loaded with the address

    def lacks(self, draft: Draft) -> bool:
        """Whether the draft has more of the article."""
        return FULLNESS[draft.extent] > FULLNESS[self.extent]

    def is_told_by(self, draft: Draft) -> bool:
        """Whether a draft with the same title, but another key, is this article and adds nothing."""
        if draft.url is not None and draft.url == self.url:
            return not self.lacks(draft)
        # Two addresses are two articles; a bare headline is whatever has its words.
        return draft.extent is not Extent.WHOLE and None in (draft.url, self.url) and not self.lacks(draft)


class Admission:
    """One batch of drafts of one source on its way into the tables, inside the transaction of `connection`."""

    def __init__(self, connection: Connection, source_id: int, now: datetime, arrival: Arrival | None = None) -> None:
        """`arrival` tells what is no news, when the batch is what a source was found to publish."""
        self.new: list[int] = []
        self.past: list[int] = []  # stored, but no news
        self.completed: list[int] = []
        self.known = 0
        self._connection = connection
        self._source_id = source_id
        self._now = aware_utc(now)
        self._arrival = arrival
        self._loaded: dict[int, _Known] = {}
        self._by_key: dict[str, _Known] = {}
        self._by_title: dict[str, list[_Known]] = {}
        self._by_link: dict[str, list[_Known]] = {}
        self._links = Counter[str]()
        self._keys: dict[str, int] = {}
        self._contents: dict[int, Prepared] = {}
        self._stories: set[int] = set()

    def look_up(self, prepared: Sequence[Prepared]) -> None:
        """Load the stored articles these may be; a second process that admits for the source waits from here on."""
        lock = select(tables.source.c.id).where(tables.source.c.id == self._source_id).with_for_update()
        self._connection.execute(lock)
        for at in range(0, len(prepared), 500):
            drafts = [one.draft for one in prepared[at : at + 500]]
            self._look_up_keys([digest_of(draft.key) for draft in drafts])
            self._look_up_titles([_title_digest(draft) for draft in drafts])
            self._look_up_links([digest_of(one.link) for one in prepared[at : at + 500] if one.link])
        self._links = Counter(digest_of(one.link) for one in prepared if one.link)
        if self._arrival:
            known = [digest_of(one.draft.key) in self._by_key for one in prepared]
            told = [bool(self._same_link(one, is_rekeyed=True) or self._titled(one.draft)) for one in prepared]
            self._arrival.judge([one.draft for one in prepared], known, told)

    def take(self, prepared: Prepared) -> None:
        """Decide what the draft is, and remember what follows."""
        draft = prepared.draft
        key = digest_of(draft.key)
        article = self._by_key.get(key) or self._same_page(prepared) or self._same_title(draft)
        if article is None:
            article = self._insert(prepared)
        elif article.lacks(draft):
            self._complete(article, prepared)
        else:
            self.known += 1
        if key not in self._by_key:
            self._by_key[key] = article
            self._keys[key] = article.id

    def write(self) -> None:
        """Store keys, rankings and search words of the batch, and put the stories concerned right."""
        keys = [
            {"source_id": self._source_id, "key_digest": key, "article_id": article_id}
            for key, article_id in self._keys.items()
        ]
        for at in range(0, len(keys), 500):
            insert_new(self._connection, tables.article_key, keys[at : at + 500])
        self._write_contents()
        refresh(self._connection, self._stories)

    @property
    def unfinished(self) -> list[int]:
        """New articles that are not whole and have an address where they may be."""
        new = ((id_, self._contents[id_]) for id_ in self.new)
        return [id_ for id_, one in new if one.link and one.draft.extent is not Extent.WHOLE]

    def _look_up_keys(self, keys: Sequence[str]) -> None:
        query = (
            select(tables.article_key.c.key_digest, *_RECOGNISED)
            .join(tables.article, tables.article.c.id == tables.article_key.c.article_id)
            .where(tables.article_key.c.source_id == self._source_id, tables.article_key.c.key_digest.in_(keys))
        )
        for digest, *known in self._connection.execute(query):
            self._by_key[digest] = self._same_object(_known(known))

    def _look_up_titles(self, titles: Sequence[str]) -> None:
        columns = tables.article.c
        query = (
            select(columns.title_digest, *_RECOGNISED)
            .where(columns.source_id == self._source_id, columns.title_digest.in_(titles))
            .where(columns.stored_at >= self._now - _SAME_TITLE_FOR)
            .order_by(columns.id)
        )
        for digest, *known in self._connection.execute(query):
            article = self._same_object(_known(known))
            same = self._by_title.setdefault(digest, [])
            if article not in same:
                same.append(article)

    def _look_up_links(self, links: Sequence[str]) -> None:
        columns = tables.article.c
        query = select(columns.link_digest, columns.title_digest, *_RECOGNISED).where(
            columns.source_id == self._source_id, columns.link_digest.in_(links)
        )
        for digest, title, *known in self._connection.execute(query.order_by(columns.id)):
            article = self._same_object(_known(known))
            article.title_digest = title
            same = self._by_link.setdefault(digest, [])
            if article not in same:
                same.append(article)

    def _same_object(self, article: _Known) -> _Known:
        """The article as it was loaded before, so that what the batch does to it is seen by key and by title."""
        return self._loaded.setdefault(article.id, article)

    def _same_page(self, prepared: Prepared) -> _Known | None:
        """The article at the same address, or any with its title, where the source has given all its articles new keys."""
        draft = prepared.draft
        is_rekeyed = self._arrival is not None and self._arrival.is_rekeyed(draft)
        return self._same_link(prepared, is_rekeyed=is_rekeyed) or (self._titled(draft) if is_rekeyed else None)

    def _same_link(self, prepared: Prepared, *, is_rekeyed: bool) -> _Known | None:
        """The article at the same address: with the same title too, unless the address is all that names it."""
        link = digest_of(prepared.link or "")
        # Some sources give all their articles the address of their front page: it names none of them.
        if not prepared.link or self._links[link] > 1:
            return None
        is_name = is_rekeyed or prepared.draft.key == prepared.draft.url
        title = _title_digest(prepared.draft)
        return next((known for known in self._by_link.get(link, ()) if is_name or known.title_digest == title), None)

    def _titled(self, draft: Draft) -> _Known | None:
        return next(iter(self._by_title.get(_title_digest(draft), ())), None)

    def _same_title(self, draft: Draft) -> _Known | None:
        candidates = self._by_title.get(_title_digest(draft), [])
        told = next((known for known in candidates if known.is_told_by(draft)), None)
        return told or next((known for known in candidates if known.lacks(draft)), None)

    def _insert(self, prepared: Prepared) -> _Known:
        draft = prepared.draft
        values = self._columns(prepared)
        values["published_at"] = self._clamped(draft.published_at) or self._now
        values["is_past"] = self._arrival is not None and self._arrival.is_past(draft)
        result = self._connection.execute(insert(tables.article), {**values, "source_id": self._source_id})
        assert result.inserted_primary_key is not None
        article = _Known(result.inserted_primary_key[0], draft.extent, draft.url, None)
        (self.past if values["is_past"] else self.new).append(article.id)
        self._contents[article.id] = prepared
        self._by_title.setdefault(values["title_digest"], []).append(article)
        return article

    def _complete(self, article: _Known, prepared: Prepared) -> None:
        draft = prepared.draft
        values = self._columns(prepared)
        if draft.published_at is not None:
            values["published_at"] = self._clamped(draft.published_at)
        for name in ("url", "link_digest", "author"):
            if values[name] is None:
                del values[name]
        self._connection.execute(update(tables.article).where(tables.article.c.id == article.id).values(values))
        article.extent, article.url = draft.extent, draft.url or article.url
        self._contents[article.id] = prepared
        if article.id not in (*self.new, *self.past, *self.completed):
            self.completed.append(article.id)
        if article.story_id is not None:
            self._stories.add(article.story_id)

    def _columns(self, prepared: Prepared) -> dict[str, Any]:
        draft = prepared.draft
        return {
            "key": draft.key,
            "title": draft.title,
            "title_digest": _title_digest(draft),
            "extent": draft.extent.value,
            "language": prepared.language,
            "url": draft.url,
            "link_digest": digest_of(prepared.link) if prepared.link else None,
            "author": draft.author,
            "stored_at": self._now,
            "text": draft.text,
        }

    def _clamped(self, moment: datetime | None) -> datetime | None:
        if self._arrival:
            return self._arrival.dated(moment)
        return None if moment is None else min(aware_utc(moment), self._now)

    def _write_contents(self) -> None:
        if not self._contents:
            return
        ids = list(self._contents)
        for table in (tables.ranking, tables.search):
            if self.completed:
                self._connection.execute(table.delete().where(table.c.article_id.in_(ids)))
        rankings = [_ranking_row(id_, prepared) for id_, prepared in self._contents.items()]
        words = [_search_row(id_, prepared.draft) for id_, prepared in self._contents.items()]
        self._connection.execute(insert(tables.ranking), rankings)
        self._connection.execute(insert(tables.search), words)


_RECOGNISED = (tables.article.c.id, tables.article.c.extent, tables.article.c.url, tables.article.c.story_id)


def _known(row: Sequence[Any]) -> _Known:
    id_, extent, url, story_id = row
    return _Known(id_, Extent(extent), url, story_id)


def _title_digest(draft: Draft) -> str:
    return _digest_of_title(draft.title)


@lru_cache(maxsize=1_000)  # each is asked for four times while its feed is taken in
def _digest_of_title(title: str) -> str:
    return digest_of(fold_title(title))


def spans_of(spans: Sequence[Span]) -> list[list[float]]:
    """The spans as they are stored: [start, end, score]."""
    return [[span.start, span.end, span.score] for span in spans]


def _ranking_row(article_id: int, prepared: Prepared) -> dict[str, Any]:
    ranking = prepared.ranking
    return {"article_id": article_id, "version": ranking.version, "spans": spans_of(ranking.spans)}


def _search_row(article_id: int, draft: Draft) -> dict[str, Any]:
    return {"article_id": article_id, "words": f"{fold(draft.title)}\n{fold(draft.text)}"}
