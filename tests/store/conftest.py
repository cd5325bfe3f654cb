"""Every store test runs twice: on a SQLite file and on a real PostgreSQL."""

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import event

from bot.store import Store
from bot.store.tables import metadata
from tests.postgres import fresh_database, postgres_server

__all__ = ["postgres_server"]


@pytest.fixture(params=["sqlite", "postgres"])
def kind(request: pytest.FixtureRequest) -> str:
    """Which database the test is about."""
    return str(request.param)


@pytest.fixture
def url(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database."""
    if kind == "sqlite":
        yield f"sqlite:///{tmp_path / 'news.db'}"
        return
    with fresh_database(request.getfixturevalue("postgres_server")) as address:
        yield address


@pytest.fixture
def store(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An open, empty store.

    Making a database takes SQLite 0.1 s and PostgreSQL 1 s: the file is a copy of one that was made before, and on the
    server one database is emptied for every test, which takes 0.03 s.
    """
    made = request.getfixturevalue(f"{kind}_store")
    if kind == "sqlite":
        shutil.copy(made, tmp_path / "store.db")
        made = f"sqlite:///{tmp_path / 'store.db'}"
    with Store.open(made) as opened:
        hurry(opened)
        empty(opened)
        yield opened


@pytest.fixture(scope="session")
def sqlite_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all tables and nothing in them."""
    path = tmp_path_factory.mktemp("store") / "store.db"
    Store.open(f"sqlite:///{path}").close()
    return path


@pytest.fixture(scope="session")
def postgres_store(postgres_server: str) -> Iterator[str]:
    """The address of a PostgreSQL database with all tables."""
    with fresh_database(postgres_server) as address:
        Store.open(address).close()
        yield address


def hurry(store: Store) -> None:
    """Don't wait for the disk at every commit: no test pulls the plug, and the waiting was most of their time."""
    is_sqlite = store._engine.dialect.name == "sqlite"
    store._engine.dispose()
    event.listen(store._engine, "connect", _hurry_sqlite if is_sqlite else _hurry_postgres)


def _hurry_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("PRAGMA synchronous = OFF")


def _hurry_postgres(connection: psycopg.Connection, _record: object) -> None:
    connection.execute("SET SESSION synchronous_commit = off")
    connection.commit()


def empty(store: Store) -> None:
    """Delete every row."""
    with store._engine.begin() as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())
