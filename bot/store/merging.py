"""Sources that have moved to where another one lives already, made one with it.

Rule: nothing is deleted that anybody could still ask for: what both have told is hidden with the old source, the rest moves.
"""

from sqlalchemy import ColumnElement, Connection, delete, exists, select, update

from bot.model import Source
from bot.store import tables
from bot.store.database import Database
from bot.store.follows import source_from_row

_SAID = 2  # times in a row that a source has said so; the third poll finds the place taken, and begins to count anew


class Mergers(Database):
    """The part of the store that makes two sources one."""

    def merge_moved(self) -> tuple[tuple[Source, Source], ...]:
        """Every source that has moved to another one's address goes into that one; pairs of what was and what it is now.

        Whoever read either reads the one; who had said something about the one, muted it say, keeps to that.
        """
        merged = []
        with self._writing() as connection:
            while pair := _next(connection):
                old, new = pair
                _move_readers(connection, old, new)
                _move_articles(connection, old.id, new.id)
                connection.execute(delete(tables.polling).where(tables.polling.c.source_id == old.id))
                merged.append(pair)
        return tuple(merged)


def _next(connection: Connection) -> tuple[Source, Source] | None:
    here, there, goal = tables.polling, tables.polling.alias(), tables.source
    query = (
        select(here.c.source_id, goal.c.id)
        .join(goal, goal.c.url == here.c.moved_to)
        .join(there, there.c.source_id == goal.c.id)
        .where(here.c.moved_times >= _SAID, goal.c.id != here.c.source_id, ~there.c.is_gone)
        .order_by(here.c.source_id)
        .limit(1)
    )
    found = connection.execute(query).first()
    return None if found is None else (_source(connection, found[0]), _source(connection, found[1]))


def _source(connection: Connection, source_id: int) -> Source:
    return source_from_row(connection.execute(select(tables.source).where(tables.source.c.id == source_id)).one())


def _move_readers(connection: Connection, old: Source, new: Source) -> None:
    columns = tables.follow.c
    said = select(columns.chat_id).where(columns.source_id == new.id)
    connection.execute(delete(tables.follow).where(columns.source_id == old.id, columns.chat_id.in_(said)))
    connection.execute(update(tables.follow).where(columns.source_id == old.id).values(source_id=new.id))
    if old.is_shared:
        these = tables.source.c.id
        connection.execute(update(tables.source).where(these == new.id).values(is_shared=True))
        connection.execute(update(tables.source).where(these == old.id).values(is_shared=False))


def _move_articles(connection: Connection, old_id: int, new_id: int) -> None:
    article, key = tables.article, tables.article_key
    moves = article.c.source_id == old_id, ~_is_told_by(new_id)
    connection.execute(update(article).where(*moves).values(source_id=new_id))
    moved = select(article.c.id).where(article.c.source_id == new_id)
    connection.execute(
        update(key).where(key.c.source_id == old_id, key.c.article_id.in_(moved)).values(source_id=new_id)
    )


def _is_told_by(source_id: int) -> ColumnElement[bool]:
    """Whether this source has the article too: by one of its keys, its address or its title."""
    article, twin = tables.article, tables.article.alias()
    key, same = tables.article_key, tables.article_key.alias()
    by_words = exists().where(
        twin.c.source_id == source_id,
        (twin.c.title_digest == article.c.title_digest) | (twin.c.link_digest == article.c.link_digest),
    )
    by_key = exists().where(
        key.c.article_id == article.c.id, same.c.source_id == source_id, same.c.key_digest == key.c.key_digest
    )
    return by_words | by_key
