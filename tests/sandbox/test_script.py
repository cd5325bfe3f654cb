"""What scripts rely on: people's messages, the clock, waiting for the bot, restarts, strangers kept out."""

import asyncio
import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from bot.sandbox import Clock, Controls, create_app, serve
from tests.sandbox.conftest import BEGINNING, World, make_sandbox, open_world


@asynccontextmanager
async def echoing(world: World) -> AsyncIterator[asyncio.Event]:
    """A bot that repeats what it hears; the event is set while it has nothing to do."""
    idle = asyncio.Event()

    async def run() -> None:
        offset = 0
        while True:
            idle.set()
            updates = await world.bot.get_updates(offset=offset, timeout=20)
            idle.clear()
            for update in updates:
                offset = update.update_id + 1
                sent = await world.bot.send_message(update.effective_chat.id, "thinking")
                await sent.edit_text(f"You said: {update.message.text}")

    running = asyncio.create_task(run())
    try:
        yield idle
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def test_a_stranger_who_writes_gets_a_private_chat_and_a_name(world: World) -> None:
    typed = await world.type(12, "/start")
    assert typed["chat"] == {"id": 12, "type": "private", "first_name": typed["from"]["first_name"]}
    assert not typed["from"]["is_bot"]
    assert typed["entities"] == [{"offset": 0, "length": 6, "type": "bot_command"}]


async def test_a_person_can_be_given_a_name_and_a_language(world: World) -> None:
    await world.type(12, "hola", **{"from": {"id": 12, "first_name": "Lucía", "language_code": "es"}})
    sender = (await world.bot.get_updates())[0].message.from_user
    assert (sender.first_name, sender.language_code) == ("Lucía", "es")


async def test_a_location_a_forward_and_an_answer_arrive_as_such(world: World) -> None:
    first = await world.type(7, "hello")
    where = {"location": {"latitude": 23.8, "longitude": 90.4}}
    assert (await world.script.post("/sandbox/chats/7/messages", json=where)).status_code == 201
    await world.type(7, "An old report", forward={"from_name": "Harbour Herald"})
    await world.type(7, "and this?", reply_to_message_id=first["message_id"])
    _, location, forward, reply = [one.message for one in await world.bot.get_updates()]
    assert (location.location.latitude, location.location.longitude) == (23.8, 90.4)
    assert forward.forward_origin.sender_user_name == "Harbour Herald"
    assert reply.reply_to_message.text == "hello"


async def test_a_document_reaches_the_bot(world: World) -> None:
    document = {"name": "feeds.opml", "content_base64": base64.b64encode(b"<opml/>").decode()}
    await world.script.post("/sandbox/chats/7/messages", json={"document": document, "text": "my list"})
    message = (await world.bot.get_updates())[0].message
    file = await message.document.get_file()
    assert (message.caption, bytes(await file.download_as_bytearray())) == ("my list", b"<opml/>")


async def test_a_long_paste_becomes_several_messages_and_loses_nothing(world: World) -> None:
    words = [f"word{number}" for number in range(2000)]
    last = await world.type(7, " ".join(words))
    seen = await world.read(7)
    assert len(seen) > 1
    assert seen[-1]["message_id"] == last["message_id"]
    assert " ".join(one["text"] for one in seen).split() == words


async def test_nothing_to_send_is_said_in_a_sentence(world: World) -> None:
    answer = await world.script.post("/sandbox/chats/7/messages", json={"text": "  "})
    assert (answer.status_code, answer.json()) == (
        400,
        {"error": "Nothing to send: give a text, a location or a document."},
    )


async def test_messages_after_a_number_are_the_newer_ones(world: World) -> None:
    first = await world.type(7, "one")
    await world.type(7, "two")
    newer = (await world.script.get(f"/sandbox/chats/7/messages?after={first['message_id']}")).json()
    assert [one["text"] for one in newer] == ["two"]


async def test_waiting_gives_what_the_bot_wrote_as_it_stands_in_the_end() -> None:
    bots: list[asyncio.Event] = []

    async def wait() -> None:
        await bots[0].wait()

    async with open_world(controls=Controls(idle=wait)) as world, echoing(world) as idle:
        bots.append(idle)
        answer = await world.script.post("/sandbox/chats/7/messages?wait=5", json={"text": "hello"})
    body = answer.json()
    assert (answer.status_code, body["text"], body["idle"]) == (201, "hello", True)
    assert [one["text"] for one in body["replies"]] == ["You said: hello"]


async def test_waiting_gives_up_in_time_when_no_bot_runs() -> None:
    async with open_world(controls=Controls(idle=asyncio.Event().wait)) as world:
        body = (await world.script.post("/sandbox/chats/7/messages?wait=0.1", json={"text": "hello"})).json()
    assert (body["text"], body["replies"], body["idle"]) == ("hello", [], False)


async def test_waiting_needs_somebody_who_knows_when_the_bot_is_idle(world: World) -> None:
    answer = await world.script.post("/sandbox/chats/7/messages?wait=1", json={"text": "hello"})
    assert answer.status_code == 404
    assert (await world.script.get("/sandbox/chats")).json() == [], "a refused call must not have had an effect"


async def test_the_clock_jumps_to_the_next_digest_and_no_further() -> None:
    due = BEGINNING + timedelta(hours=1, minutes=30)
    async with open_world(controls=Controls(next_due=lambda: due)) as world:
        before = (await world.script.get("/sandbox/clock")).json()
        after = (await world.script.post("/sandbox/clock", json={"to": "next"})).json()
        typed = await world.type(7, "good morning")
    assert before == {"now": BEGINNING.isoformat(), "offset_s": 0.0, "next_due": due.isoformat()}
    assert after["now"] == (due + timedelta(seconds=1)).isoformat()
    assert typed["date"] == int(due.timestamp()) + 1, "a message carries the bot's time"


async def test_the_clock_advances_and_never_runs_back(world: World) -> None:
    forward = await world.script.post("/sandbox/clock", json={"advance": 3600})
    set_to = await world.script.post("/sandbox/clock", json={"now": "2030-03-05T00:00:00Z"})
    back = await world.script.post("/sandbox/clock", json={"now": "2030-03-04T00:00:00Z"})
    nothing_due = await world.script.post("/sandbox/clock", json={"to": "next"})
    assert forward.json()["offset_s"] == 3600
    assert set_to.json()["now"] == "2030-03-05T00:00:00+00:00"
    assert (back.status_code, nothing_due.status_code) == (400, 409)
    assert world.sandbox.clock.now() == datetime(2030, 3, 5, tzinfo=UTC)


def test_a_clock_is_turned_back_only_by_name() -> None:
    clock = Clock(lambda: BEGINNING)
    with pytest.raises(ValueError, match="only runs forward"):
        clock.jump(BEGINNING - timedelta(seconds=1))
    clock.turn_back(BEGINNING - timedelta(days=1))
    assert clock.now() == BEGINNING - timedelta(days=1)


async def test_the_bot_is_restarted_where_the_host_can_do_that(world: World) -> None:
    restarted = []

    async def restart() -> None:
        restarted.append("once")

    assert (await world.script.post("/sandbox/restart")).status_code == 404
    async with open_world(controls=Controls(restart=restart)) as able:
        assert (await able.script.post("/sandbox/restart")).json() == {"restarted": True}
    assert restarted == ["once"]


async def test_events_tell_of_messages_as_they_come(world: World) -> None:
    async with world.script.stream("GET", "/sandbox/events") as stream:
        lines = stream.aiter_lines()
        await anext(lines)
        await world.type(7, "hello")
        async with asyncio.timeout(5):
            found = [line async for line in until(lines, '"type": "message"')]
    assert '"text": "hello"' in found[-1]


async def until(lines: AsyncIterator[str], wanted: str) -> AsyncIterator[str]:
    async for line in lines:
        yield line
        if wanted in line:
            return


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "rebound.example"},
        {"Host": "rebound.example:80"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost.evil.example"},
    ],
)
async def test_pages_of_other_sites_are_kept_out(world: World, headers: dict) -> None:
    for path in ("/", "/sandbox/chats", f"/bot{world.bot.token}/getMe"):
        answer = await world.script.post(path, headers=headers)
        assert answer.status_code == 403
        assert answer.json()["error"].startswith("This sandbox answers only")


@pytest.mark.parametrize("host", ["localhost:99", "127.0.0.1", "[::1]:8000"])
async def test_this_computer_goes_by_all_its_names(world: World, host: str) -> None:
    headers = {"Host": host, "Origin": f"http://{host}"}
    assert (await world.script.get("/sandbox/chats", headers=headers)).status_code == 200


async def test_the_page_may_load_nothing_from_elsewhere(world: World) -> None:
    answer = await world.script.get("/")
    policy = answer.headers["content-security-policy"]
    assert answer.status_code == 200
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert not [word for word in ("http://", "https://", "onclick", "style=") if word in answer.text]


async def test_a_taken_port_is_said_in_a_sentence(world: World) -> None:
    port = int(world.url.rpartition(":")[2])
    with pytest.raises(OSError, match=f"Can't listen on 127.0.0.1:{port}"):
        async with serve(create_app(make_sandbox()), port=port):
            pass


async def test_a_served_sandbox_leaves_the_port_free_again() -> None:
    async with serve(create_app(make_sandbox())) as url:
        port = int(url.rpartition(":")[2])
    async with serve(create_app(make_sandbox()), port=port) as again, httpx.AsyncClient() as client:
        assert (await client.get(f"{again}/sandbox/log")).json() == []
