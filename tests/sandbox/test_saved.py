"""A sandbox with a file goes on where it stopped; one without never reuses an id."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.sandbox import Clock, Sandbox
from tests.sandbox.conftest import BEGINNING, TOKEN, World, make_sandbox, open_world


async def test_everything_is_there_after_a_restart(tmp_path: Path) -> None:
    saved = tmp_path / "sandbox.json"
    async with open_world(make_sandbox(saved)) as world:
        group = (await world.script.post("/sandbox/chats", json={"type": "group", "title": "G", "members": [1]})).json()
        await world.type(7, "বাংলা 😀")
        await world.type(7, "/start")
        sent = await world.bot.send_message(7, "hello")
        file = (await world.bot.send_document(7, b"\x00\xff", filename="a.bin")).document
        await world.bot.set_my_commands([("latest", "News")])
        await world.script.post("/sandbox/clock", json={"advance": 90000})
        before = await world.read(7)
        update = (await world.bot.get_updates(timeout=0))[-1].update_id
    async with open_world(make_sandbox(saved)) as again:
        assert await again.read(7) == before
        assert again.sandbox.clock.now() == BEGINNING + timedelta(seconds=90000)
        assert (await again.bot.get_my_commands())[0].command == "latest"
        assert bytes(await (await again.bot.get_file(file.file_id)).download_as_bytearray()) == b"\x00\xff"
        assert [one["text"] for one in (await again.script.get("/sandbox/log")).json()] == ["hello", ""]
        assert {one["id"] for one in (await again.script.get("/sandbox/chats")).json()} == {7, group["id"]}
        typed = await again.type(7, "again")
        newest = (await again.bot.get_updates())[-1]
        assert newest.update_id > update
        assert typed["message_id"] > sent.message_id


async def test_unconfirmed_updates_wait_over_a_restart(tmp_path: Path) -> None:
    async with open_world(make_sandbox(tmp_path / "s.json")) as world:
        await world.type(7, "while the bot is away")
    async with open_world(make_sandbox(tmp_path / "s.json")) as world:
        assert [one.message.text for one in await world.bot.get_updates()] == ["while the bot is away"]


async def test_updates_older_than_a_day_are_forgotten(world: World) -> None:
    await world.type(7, "old")
    await world.script.post("/sandbox/clock", json={"advance": 24 * 3600})
    await world.type(7, "new")
    assert [one.message.text for one in await world.bot.get_updates(offset=0)] == ["new"]


def test_a_new_sandbox_never_gives_ids_an_earlier_one_gave() -> None:
    first = Sandbox(TOKEN, Clock(lambda: datetime(2030, 1, 1, tzinfo=UTC)))
    later = Sandbox(TOKEN, Clock(lambda: datetime(2030, 1, 1, 1, tzinfo=UTC)))
    assert later.state.updates.next_id >= first.state.updates.next_id + 3600
    assert later.state.next_message_id >= first.state.next_message_id + 3600


def test_a_broken_file_is_named_with_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "s.json").write_text("{")
    with pytest.raises(ValueError, match="Delete the file to begin anew"):
        make_sandbox(tmp_path / "s.json")
