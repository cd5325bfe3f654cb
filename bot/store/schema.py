"""Brings a database to the newest form of the tables, when the store is opened.

Rule: an upgrade is one transaction, on SQLite too; killed at any point it has not happened, and the next start does it.
"""

import sqlite3
import time
from pathlib import Path

from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect, text

from bot.errors import NewerStore, UserCanFix
from bot.store.tables import metadata

MIGRATIONS = Path(__file__).parent / "migrations"
_UPGRADE_LOCK = 7_305_118_273  # any number that is ours: processes that start together upgrade one after the other


def bring_up_to_date(engine: Engine) -> None:
    """Upgrade if needed; NewerStore, with nothing touched, if the database was written by a newer newsbot."""
    script = ScriptDirectory(str(MIGRATIONS))
    with engine.connect() as connection, connection.begin():
        current = _is_current(connection, script)
    if engine.dialect.name == "sqlite":
        _use_wal(engine)
    if current:
        return
    with engine.execution_options(newsbot_writing=True).connect() as connection:
        if engine.dialect.name == "sqlite":
            # Rebuilding a table drops the old one, and that would delete what refers to it. Only outside a transaction
            # does the switch work, and only on this connection.
            _say_sqlite(connection, "PRAGMA foreign_keys = OFF")
        try:
            with connection.begin():
                upgrade(connection, script)
        finally:
            if engine.dialect.name == "sqlite":
                _say_sqlite(connection, "PRAGMA foreign_keys = ON")


def upgrade(connection: Connection, script: ScriptDirectory | None = None) -> None:
    """Run what is missing inside the transaction of `connection`."""
    steps = script or ScriptDirectory(str(MIGRATIONS))
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _UPGRADE_LOCK})
    if _is_current(connection, steps):
        return
    context = MigrationContext.configure(
        connection,
        # The one call by which Alembic's own `upgrade` and the recipes in its documentation find the missing steps.
        opts={"fn": lambda revision, _context: steps._upgrade_revs("head", revision)},  # noqa: SLF001
    )
    with Operations.context(context):
        context.run_migrations()
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if broken:
            raise RuntimeError(f"the upgrade would have left {len(broken)} rows that refer to nothing")


def _is_current(connection: Connection, script: ScriptDirectory) -> bool:
    heads = set(MigrationContext.configure(connection).get_current_heads())
    known = {revision.revision for revision in script.walk_revisions()}
    if heads - known:
        raise NewerStore(
            "This database was written by a newer newsbot, and this one would damage it. "
            "Update newsbot, or set DATABASE_URL to another database."
        )
    if not heads and set(inspect(connection).get_table_names()) & set(metadata.tables):
        raise UserCanFix(
            "This database holds tables of another program that have the names newsbot uses. "
            "Set DATABASE_URL to a database of its own."
        )
    return heads == set(script.get_heads())


def _use_wal(engine: Engine) -> None:
    """Readers and the writer no longer wait for each other; the file remembers it."""
    with engine.connect() as connection:
        for pause_s in (0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2):
            try:
                return _say_sqlite(connection, "PRAGMA journal_mode = WAL")
            except sqlite3.OperationalError:
                # The switch needs the file alone and does not wait as other statements do.
                time.sleep(pause_s)
        return _say_sqlite(connection, "PRAGMA journal_mode = WAL")


def _say_sqlite(connection: Connection, statement: str) -> None:
    """Run `statement` outside a transaction."""
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    driver.execute(statement).fetchall()
