"""When each source is asked for news again, and what came of the last time.

Rule: validators are stored in the transaction that stores the articles they stand for; killed in between, neither is there.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, bindparam, delete, func, insert, select, update

from bot.message import Message
from bot.model import Extent, Polling, Prepared, Source
from bot.store import tables
from bot.store.admission import Admission
from bot.store.arrivals import Arrival
from bot.store.articles import Admitted, by_ids, source_row
from bot.store.columns import UtcDateTime, digest_of
from bot.store.database import Database
from bot.store.errands import begin_errands, end_errands
from bot.store.follows import is_read, source_from_row
from bot.store.outbox import put_out

FIRST_INTERVAL = timedelta(minutes=30)


class Pollings(Database):
    """The part of the store that keeps how sources are polled."""

    def begin_polling(self, source_id: int, now: datetime) -> Polling:
        """Poll the source from `now` on; one that was polled before keeps what is known of it, but is tried again now."""
        with self._writing() as connection:
            row = connection.execute(_query().where(tables.source.c.id == source_id)).first()
            if row is None:
                source = connection.execute(select(tables.source).where(tables.source.c.id == source_id)).one()
                fresh = Polling(source_from_row(source), now, FIRST_INTERVAL)
                connection.execute(insert(tables.polling), {**_columns(fresh), "source_id": source_id})
            elif row.is_gone or row.failures:
                again = {"is_gone": False, "next_poll_at": now, "failures": 0, "failing_since": None, "problem": ""}
                this = tables.polling.c.source_id == source_id
                connection.execute(update(tables.polling).where(this).values(**again, is_told=False))
            return _polling(connection.execute(_query().where(tables.source.c.id == source_id)).one())

    def polling(self, source_id: int) -> Polling | None:
        """What is known of polling this source; None for one that isn't polled."""
        with self._reading() as connection:
            row = connection.execute(_query().where(tables.source.c.id == source_id)).first()
            return None if row is None else _polling(row)

    def pollings(self) -> tuple[Polling, ...]:
        """Of all sources that are polled and that anybody reads, by title."""
        query = _query().where(is_read()).order_by(tables.source.c.title, tables.source.c.id)
        with self._reading() as connection:
            return tuple(_polling(row) for row in connection.execute(query))

    def due_sources(self, now: datetime, limit: int, *, failing: bool | None = None) -> tuple[Polling, ...]:
        """Sources to be polled now that anybody reads, longest overdue first; only those that fail, or don't, if asked."""
        columns = tables.polling.c
        query = _query().where(columns.next_poll_at <= now, is_read())
        if failing is not None:
            query = query.where(columns.failures > 0 if failing else columns.failures == 0)
        with self._reading() as connection:
            query = query.order_by(columns.next_poll_at, columns.source_id).limit(limit)
            return tuple(_polling(row) for row in connection.execute(query))

    def next_poll_at(self) -> datetime | None:
        """When the next source is due; may have passed."""
        query = (
            select(func.min(tables.polling.c.next_poll_at, type_=UtcDateTime))
            .join(tables.source, tables.source.c.id == tables.polling.c.source_id)
            .where(is_read())
        )
        with self._reading() as connection:
            earliest: datetime | None = connection.scalar(query)
            return earliest

    def whole_keys(self, source_id: int, limit: int) -> frozenset[str]:
        """The keys of those of the source's newest articles, so many, that are stored whole: nothing is left to learn of them."""
        columns = tables.article.c
        newest = select(columns.id).where(columns.source_id == source_id).order_by(columns.id.desc()).limit(limit)
        query = select(columns.key).where(columns.id.in_(newest), columns.extent == Extent.WHOLE.value)
        with self._reading() as connection:
            return frozenset(connection.scalars(query))

    def record_poll(
        self,
        polling: Polling,
        prepared: Sequence[Prepared],
        now: datetime,
        *,
        told: Mapping[int, Sequence[Message]] | None = None,
    ) -> Admitted:
        """Store what came of a poll: its articles, its new state, and what is told to chats (by id), all or nothing.

        What is no news (see `Arrival`) is stored as known and is in no story. Articles that are not whole get an errand.
        A source that has been removed meanwhile stays so. A new address that another source has is not taken.
        """
        source = polling.source
        with self._writing() as connection:
            before = connection.execute(_query().where(tables.source.c.id == source.id)).first()
            if before is None:
                return Admitted()
            admission = Admission(connection, source.id, now, Arrival(now, before.read_at and before.polled_at))
            admission.look_up(prepared)
            for one in prepared:
                admission.take(one)
            admission.write()
            begin_errands(connection, admission.unfinished, now)
            end_errands(connection, admission.completed)
            _save(connection, polling, source_from_row(before))
            for chat_id, messages in (told or {}).items():
                put_out(connection, chat_id, messages, kind="source", slot_id=None, now=now)
            found = by_ids(connection, (*admission.new, *admission.completed))
        return Admitted(
            new=tuple(found[id_] for id_ in admission.new),
            completed=tuple(found[id_] for id_ in admission.completed),
            known=admission.known,
            past=len(admission.past),
        )

    def record_unchanged(self, pollings: Sequence[Polling]) -> None:
        """Store what came of polls that brought no article and are told to nobody: many in one transaction."""
        if not pollings:
            return
        columns = tables.polling.c
        changes: dict[str, Any] = {name: bindparam(f"new_{name}") for name in _columns(pollings[0])}
        statement = update(tables.polling).where(columns.source_id == bindparam("this")).values(changes)
        rows = [
            {"this": polling.source.id} | {f"new_{name}": value for name, value in _columns(polling).items()}
            for polling in pollings
        ]
        with self._writing() as connection:
            connection.execute(statement, rows)

    def unshare(self, source_id: int) -> bool:
        """The source is no longer for everybody; chats that follow it by their own wish keep it. Whether it was shared."""
        columns = tables.source.c
        with self._writing() as connection:
            this = columns.id == source_id
            changed = connection.execute(update(tables.source).where(this, columns.is_shared).values(is_shared=False))
            muted = (tables.follow.c.source_id == source_id) & tables.follow.c.is_muted
            connection.execute(delete(tables.follow).where(muted))
            return changed.rowcount > 0


_STATE = tuple(column for column in tables.polling.columns if column.name != "source_id")


def _query() -> Select[Any]:
    return select(tables.source, *_STATE).join(tables.polling, tables.polling.c.source_id == tables.source.c.id)


def _save(connection: Connection, polling: Polling, before: Source) -> None:
    source = polling.source
    this: ColumnElement[bool] = tables.polling.c.source_id == source.id
    connection.execute(update(tables.polling).where(this).values(**_columns(polling)))
    if source == before:
        return
    about = {"title": source.title, "language": source.language}
    if source_row(connection, source.url) is None:
        about |= {"url": source.url, "url_digest": digest_of(source.url)}
    connection.execute(update(tables.source).where(tables.source.c.id == source.id).values(**about))


def _columns(polling: Polling) -> dict[str, Any]:
    own = {column.name: getattr(polling, column.name, None) for column in _STATE}
    seconds = {
        "interval_s": round(polling.interval.total_seconds()),
        "least_s": round(polling.least.total_seconds()),
        "quiet_hours": list(polling.quiet_hours),
    }
    return own | seconds


def _polling(row: Row[Any]) -> Polling:
    own = {column.name: getattr(row, column.name) for column in _STATE}
    own["interval"] = timedelta(seconds=own.pop("interval_s"))
    own["least"] = timedelta(seconds=own.pop("least_s"))
    own["quiet_hours"] = tuple(own["quiet_hours"])
    source: Source = source_from_row(row)
    return Polling(source=source, **own)
