"""Pages that are to be fetched because their source gave only the beginning of an article.

Rule: an errand is made in the transaction that stores its article, and ends with the article whole or after its last attempt.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, func, select, update

from bot.model import Errand, Extent
from bot.store import tables
from bot.store.articles import article_from_row, article_query
from bot.store.database import Database
from bot.store.dialect import insert_new

ATTEMPTS = 3
_AGAIN = (timedelta(minutes=15), timedelta(hours=3))  # after the first attempt, after the second


class Errands(Database):
    """The part of the store that keeps errands."""

    def errands(self, now: datetime, limit: int) -> tuple[Errand, ...]:
        """Errands whose time has come, newest articles first."""
        columns = tables.errand.c
        query = (
            article_query()
            .add_columns(columns.attempts)
            .join(tables.errand, columns.article_id == tables.article.c.id)
            .where(columns.not_before <= now)
            .order_by(tables.article.c.id.desc())
            .limit(limit)
        )
        with self._reading() as connection:
            return tuple(Errand(article_from_row(row), row.attempts) for row in connection.execute(query))

    def next_errand_at(self) -> datetime | None:
        """When the next errand is to be run; may have passed."""
        with self._reading() as connection:
            earliest: datetime | None = connection.scalar(select(func.min(tables.errand.c.not_before)))
            return earliest

    def retry_errand(self, article_id: int, now: datetime) -> bool:
        """The page could not be had: try again later; False, and the errand is over, after the last attempt."""
        columns = tables.errand.c
        this = columns.article_id == article_id
        with self._writing() as connection:
            attempts = connection.scalar(select(columns.attempts).where(this).with_for_update())
            if attempts is None or attempts + 1 >= ATTEMPTS:
                connection.execute(delete(tables.errand).where(this))
                return False
            later = {"attempts": attempts + 1, "not_before": now + _AGAIN[attempts]}
            connection.execute(update(tables.errand).where(this).values(**later))
            return True

    def end_errand(self, article_id: int) -> None:
        """There is no more to be had of the article."""
        with self._writing() as connection:
            connection.execute(delete(tables.errand).where(tables.errand.c.article_id == article_id))


def begin_errands(connection: Connection, article_ids: Sequence[int], now: datetime) -> None:
    """Fetch the pages of these articles."""
    rows = [{"article_id": id_, "attempts": 0, "not_before": now} for id_ in article_ids]
    for at in range(0, len(rows), 500):
        insert_new(connection, tables.errand, rows[at : at + 500])


def end_errands(connection: Connection, article_ids: Sequence[int]) -> None:
    """Forget the errands of those of the articles that have become whole."""
    whole = select(tables.article.c.id).where(
        tables.article.c.id == tables.errand.c.article_id, tables.article.c.extent == Extent.WHOLE.value
    )
    for at in range(0, len(article_ids), 500):
        these = tables.errand.c.article_id.in_(article_ids[at : at + 500])
        connection.execute(delete(tables.errand).where(these, whole.exists()))
