"""How the store reaches its database: address, connections, transactions, and what goes wrong with them.

Rule: every method of the store is one transaction; on SQLite a writing one starts with BEGIN IMMEDIATE, so that it waits
for its turn at the beginning instead of failing in the middle.
"""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, exc, make_url

from bot.errors import NewsbotError, UserCanFix

_WRITING = "newsbot_writing"
_EXAMPLES = "Use sqlite:///newsbot.db for a file, or postgresql://user:password@host/name for a PostgreSQL server."


class Unavailable(NewsbotError):
    """The database is locked, full or out of reach. Nothing was written, unless the connection broke at the commit."""


class Database:
    """An open database; the rooms of the store are built on its two kinds of transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._writer = engine.execution_options(**{_WRITING: True})
        # SQLite has one writer at a time and its own waiting line is unfair: it sleeps and tries again.
        self._turn: AbstractContextManager[Any] = threading.Lock() if _is_sqlite(engine) else nullcontext()

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        """One transaction that only reads."""
        with _translated(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """One transaction that is kept whole or not at all."""
        with _translated(), self._turn, self._writer.begin() as connection:
            yield connection


def engine_for(address: str) -> Engine:
    """An engine for the address a person gave; UserCanFix if it is none of ours. The folder of a file is made."""
    url = _url(address)
    if url.drivername != "sqlite":
        return create_engine(
            url,
            hide_parameters=True,  # an error in the log must not hold what people wrote
            pool_pre_ping=True,
            connect_args={"connect_timeout": 10, "application_name": "newsbot"},
        )
    path = Path(str(url.database))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserCanFix(f"The folder {path.parent} can't be made: {error.strerror}. Choose another place.") from error
    engine = create_engine(url, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def explain(error: exc.DBAPIError, engine: Engine) -> UserCanFix:
    """Why the database can't be opened, as a sentence without its password."""
    reason = str(error.orig).strip().splitlines()[0] if str(error.orig).strip() else type(error.orig).__name__
    where = engine.url.render_as_string(hide_password=True)
    if _is_sqlite(engine):
        return UserCanFix(
            f"The database {engine.url.database} can't be opened: {reason}. Choose another file, or free it."
        )
    return UserCanFix(
        f"The database at {where} can't be opened: {reason}. Check that it runs and that the address is right."
    )


def _is_sqlite(engine: Engine) -> bool:
    return engine.dialect.name == "sqlite"


def _url(address: str) -> URL:
    try:
        url = make_url(address)
    except (exc.ArgumentError, ValueError):
        # The cause would quote the address, and a password with it.
        raise UserCanFix(f"The database address can't be read. {_EXAMPLES}") from None
    if url.drivername in {"postgres", "postgresql", "postgresql+psycopg"}:
        return url.set(drivername="postgresql+psycopg")
    if url.drivername not in {"sqlite", "sqlite+pysqlite"}:
        raise UserCanFix(f"newsbot has no use for a database of the kind {url.drivername!r}. {_EXAMPLES}")
    if url.database in {None, "", ":memory:"}:
        raise UserCanFix(f"A database in memory would forget everything. {_EXAMPLES}")
    return url.set(drivername="sqlite")


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    # Python's sqlite3 opens transactions behind one's back, and not before DDL: it is told to leave that to us.
    connection.isolation_level = None
    connection.execute("PRAGMA busy_timeout = 5000")
    connection.execute("PRAGMA foreign_keys = ON")
    # FULL, or a power cut could take back a `sent` that was committed, and the message would go out twice.
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA secure_delete = ON")


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get(_WRITING, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


@contextmanager
def _translated() -> Iterator[None]:
    """No error of SQLAlchemy that is the database's state, rather than our bug, leaves the store."""
    try:
        yield
    except exc.OperationalError as error:
        raise Unavailable(f"The database can't be used at the moment: {error.orig}") from error
    except (exc.InterfaceError, exc.TimeoutError) as error:
        raise Unavailable(f"The database can't be used at the moment: {error}") from error
