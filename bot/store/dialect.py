"""The statements that SQLite and PostgreSQL spell differently.

Rule: a difference between the two databases stands here, in `columns` or in `database`, and nowhere else.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def insert_new(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> int:
    """Insert those rows whose unique keys are free, in one statement; how many that were. All have the same columns."""
    if not rows:
        return 0
    values = [dict(row) for row in rows]
    # Counted by what comes back: psycopg's rowcount is -1 here. The rows are parameters, not part of the statement, so that
    # it is compiled once and not for every number of rows.
    key = table.primary_key.columns.values()[0]
    if connection.dialect.name == "sqlite":
        return len(connection.execute(sqlite.insert(table).on_conflict_do_nothing().returning(key), values).all())
    return len(connection.execute(postgresql.insert(table).on_conflict_do_nothing().returning(key), values).all())
