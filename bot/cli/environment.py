"""The clock, the environment and the newsroom they name: what every command may need.

Rule: time and environment are read here and nowhere else.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.settings import Settings, read_settings

if TYPE_CHECKING:
    from bot.newsroom import Newsroom


def now() -> datetime:
    """The time, aware and in UTC: the one place where the clock is read."""
    return datetime.now(UTC)  # noqa: TID251 (this is the edge that owns the clock)


def settings() -> Settings:
    """From the environment; `.env` in the working directory fills in what isn't set there."""
    import os

    from dotenv import dotenv_values

    in_file = {name: value for name, value in dotenv_values(".env").items() if value is not None}
    return read_settings({**in_file, **os.environ})  # noqa: TID251 (the one reader of the environment)


@contextmanager
def newsroom() -> Iterator["Newsroom"]:
    """The newsroom over the database the settings name, without a way to the web."""
    from bot.newsroom import Newsroom
    from bot.store import Store

    with Store.open(settings().database_url) as store:
        yield Newsroom(store)


@contextmanager
def newsroom_on_the_web() -> Iterator["Newsroom"]:
    """The same with a way to the web: behind the guard, and nothing in the environment opens it."""
    from bot.ingest.fetch import Fetcher
    from bot.ingest.readers import Readers
    from bot.newsroom import Newsroom
    from bot.store import Store

    with Store.open(settings().database_url) as store, Readers() as readers, Fetcher(now=now) as fetcher:
        yield Newsroom(store, fetcher, readers)
