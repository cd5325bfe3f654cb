"""Alembic's own entry, for `check` and `revision`: a throw-away SQLite file that all migrations have run on.

Rule: no real database is reached from here; newsbot upgrades by `bot.store.schema` when it starts.
"""

import tempfile
from pathlib import Path

from alembic import context

from bot.store.database import engine_for
from bot.store.schema import bring_up_to_date
from bot.store.tables import metadata

with tempfile.TemporaryDirectory() as folder:
    engine = engine_for(f"sqlite:///{Path(folder) / 'check.db'}")
    bring_up_to_date(engine)
    with engine.connect() as connection:
        context.configure(connection=connection, target_metadata=metadata, render_as_batch=True, compare_type=True)
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()
