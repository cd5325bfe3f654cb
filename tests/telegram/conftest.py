from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.delivery.world import World, open_world
from tests.telegram.conversation import Conversation, open_conversation


@pytest.fixture
async def talk(tmp_path: Path) -> AsyncIterator[Conversation]:
    async with open_conversation(tmp_path) as opened:
        yield opened


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(tmp_path) as opened:
        yield opened
