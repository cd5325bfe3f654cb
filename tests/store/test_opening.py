"""Opening a database: made, upgraded, refused; whatever happens in between."""

import multiprocessing
import os
import signal
import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine, event, inspect, text

from bot.errors import NewerStore, UserCanFix
from bot.model import SourceKind
from bot.store import Store, database, schema
from bot.store.tables import metadata
from tests import make
from tests.postgres import fresh_database

FORK = multiprocessing.get_context("fork")
AFTER_THE_LAST = 1_000_000


def test_a_folder_that_is_not_there_is_made(tmp_path: Path) -> None:
    Store.open(f"sqlite:///{tmp_path / 'deep' / 'down' / 'news.db'}").close()
    assert (tmp_path / "deep" / "down" / "news.db").is_file()


def test_what_was_stored_is_there_when_opened_again(url: str) -> None:
    with Store.open(url) as store:
        source = store.add_source(SourceKind.FEED, "https://a.example/", title="A", now=make.NOW)
    with Store.open(url) as store:
        assert store.sources() == (source,)


def test_the_migrations_make_exactly_the_tables(store: Store) -> None:
    with store._engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_sqlite_is_set_up_to_lose_nothing(tmp_path: Path) -> None:
    with Store.open(f"sqlite:///{tmp_path / 'news.db'}") as store, store._engine.connect() as connection:
        pragmas = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout", "secure_delete")
        found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in pragmas}
    assert found == {
        "journal_mode": "wal",
        "synchronous": 2,  # FULL
        "foreign_keys": 1,
        "busy_timeout": 5000,
        "secure_delete": 1,
    }


def test_a_database_of_a_newer_newsbot_is_refused_and_not_touched(url: str) -> None:
    Store.open(url).close()
    engine = database.engine_for(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(NewerStore, match=r"newer newsbot.*Update newsbot"):
        Store.open(url)
    with engine.begin() as connection:
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == "9999"
    engine.dispose()


def test_the_database_of_another_program_is_refused(url: str) -> None:
    engine = database.engine_for(url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE article (headline TEXT)"))
    engine.dispose()
    with pytest.raises(UserCanFix, match="another program"):
        Store.open(url)


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("nonsense", "can't be read"),
        ("", "can't be read"),
        ("mysql://root:hunter2@localhost/news", "mysql"),
        ("sqlite://", "forget"),
        ("sqlite:///:memory:", "forget"),
        ("postgresql://bot:hunter2@127.0.0.1:1/news", "can't be opened"),
        ("postgres://bot:hunter2@127.0.0.1:port/news", "can't be read"),
    ],
)
def test_an_address_that_is_no_use_gets_a_sentence_without_the_password(address: str, sentence: str) -> None:
    with pytest.raises(UserCanFix) as caught:
        Store.open(address)
    assert sentence in str(caught.value)
    assert "hunter2" not in f"{caught.value} {caught.value.__cause__}"


def test_a_file_that_is_no_database_gets_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("Milk, bread, and something for the cat. " * 50)
    with pytest.raises(UserCanFix, match=r"notes\.txt can't be opened"):
        Store.open(f"sqlite:///{path}")
    assert path.read_text().startswith("Milk")


def test_an_upgrade_that_is_killed_again_and_again_is_done_by_the_next_start(url: str) -> None:
    for statement in (1, 2, 4, 7, 11, 16, 20, 24, 28, 32, AFTER_THE_LAST):
        child = FORK.Process(target=_upgrade_and_die, args=(url, statement))
        child.start()
        child.join(30)
        assert child.exitcode == -signal.SIGKILL
        engine = database.engine_for(url)
        assert inspect(engine).get_table_names() == [], f"half an upgrade stayed after statement {statement}"
        engine.dispose()
    with Store.open(url) as store:
        assert store.add_source(SourceKind.FEED, "https://a.example/", title="A", now=make.NOW).id == 1
        with store._engine.connect() as connection:
            assert compare_metadata(MigrationContext.configure(connection), metadata) == []
            if store._engine.dialect.name == "sqlite":
                assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"


def test_processes_that_open_a_fresh_database_together_all_get_it(url: str) -> None:
    start = FORK.Barrier(3)
    children = [FORK.Process(target=_open_together, args=(url, start)) for _ in range(3)]
    for child in children:
        child.start()
    for child in children:
        child.join(30)
    assert [child.exitcode for child in children] == [0, 0, 0]
    with Store.open(url) as store:
        assert len(store.sources()) == 1


def test_a_locked_database_is_reported_as_unavailable_not_as_a_bug(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    with Store.open(f"sqlite:///{path}") as store:
        event.listen(store._engine, "connect", lambda raw, _record: raw.execute("PRAGMA busy_timeout = 10"))
        store._engine.dispose()
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(database.Unavailable):
            store.take_in(1, "{}", make.NOW)
        other.execute("ROLLBACK")
        other.close()
        assert store.take_in(1, "{}", make.NOW)


def test_a_full_disk_is_reported_as_unavailable_and_nothing_is_half_done(tmp_path: Path) -> None:
    with Store.open(f"sqlite:///{tmp_path / 'news.db'}") as store:
        event.listen(store._engine, "connect", lambda raw, _record: raw.execute("PRAGMA max_page_count = 1"))
        store._engine.dispose()
        with pytest.raises(database.Unavailable, match="full"):
            store.take_in(1, "x" * 1_000_000, make.NOW)
        assert store.waiting(10) == ()


def test_a_server_that_drops_its_connections_is_reached_again(postgres_server: str) -> None:
    with fresh_database(postgres_server) as address, Store.open(address) as store:
        store.take_in(1, "{}", make.NOW)
        other = create_engine(store._engine.url)
        with other.begin() as connection:
            connection.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
                    " AND datname = current_database()"
                )
            )
        other.dispose()
        assert len(store.waiting(10)) == 1


def _upgrade_and_die(url: str, statement: int) -> None:
    """In a child: be killed before the n-th statement of the upgrade, or before its commit."""
    seen = 0

    def count(*_details: object) -> None:
        nonlocal seen
        seen += 1
        if seen == statement:
            os.kill(os.getpid(), signal.SIGKILL)

    with database.engine_for(url).execution_options(newsbot_writing=True).begin() as connection:
        event.listen(connection, "before_cursor_execute", count)
        schema.upgrade(connection)
        assert statement == AFTER_THE_LAST
        os.kill(os.getpid(), signal.SIGKILL)


def _open_together(url: str, start: object) -> None:
    start.wait()  # type: ignore[attr-defined]
    with Store.open(url) as store:
        store.add_source(SourceKind.FEED, "https://a.example/", title="A", now=make.NOW)
