"""A newsroom over a real store, with a web in memory."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.model import Address, Chat, ChatKind
from bot.newsroom import Newsroom
from bot.store import Store
from tests.make import NOW
from tests.newsroom.town import Desk, Town
from tests.store.conftest import hurry


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(f"sqlite:///{tmp_path / 'news.db'}") as opened:
        hurry(opened)
        yield opened


@pytest.fixture
def town() -> Town:
    return Town()


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def newsroom(store: Store, town: Town, desk: Desk) -> Newsroom:
    return Newsroom(store, town, desk)


@pytest.fixture
def amina(store: Store) -> Chat:
    return store.meet(Address(7), ChatKind.PRIVATE, "Amina", "en", NOW)


@pytest.fixture
def bilal(store: Store) -> Chat:
    return store.meet(Address(8), ChatKind.PRIVATE, "Bilal", "en", NOW)
