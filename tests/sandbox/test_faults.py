"""Faults on order: each happens to the next call, then is over; "after" means the message did arrive."""

import asyncio

import httpx
import pytest
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter

from tests.sandbox.conftest import World


async def order(world: World, **fault: object) -> None:
    answer = await world.script.post("/sandbox/faults", json={"method": "sendMessage", **fault})
    assert answer.status_code == 201, answer.text


async def texts(world: World) -> list[str]:
    return [one["text"] for one in (await world.script.get("/sandbox/log")).json()]


async def test_flood_control_says_how_long_to_wait(world: World) -> None:
    await world.type(7, "/start")
    await order(world, kind="429", retry_after=17, count=2)
    for _ in range(2):
        with pytest.raises(RetryAfter) as caught:
            await world.bot.send_message(7, "a")
        assert "Retry in 17 seconds" in str(caught.value)
    await world.bot.send_message(7, "a")
    assert await texts(world) == ["a"]


@pytest.mark.parametrize(
    ("kind", "arrives"),
    [("502", False), ("502_after", True), ("drop_before", False), ("drop_after", True), ("500", False)],
)
async def test_a_lost_answer_is_an_error_whether_or_not_the_message_arrived(
    world: World, kind: str, arrives: bool
) -> None:
    await world.type(7, "/start")
    await order(world, kind=kind)
    with pytest.raises(NetworkError) as caught:
        await world.bot.send_message(7, "a")
    assert type(caught.value) is NetworkError, "an unclear outcome must not look like a refusal"
    assert await texts(world) == (["a"] if arrives else [])


@pytest.mark.parametrize(("kind", "arrives"), [("hang_before", False), ("hang_after", True), ("hang", False)])
async def test_a_hanging_call_ends_when_the_caller_gives_up(world: World, kind: str, arrives: bool) -> None:
    await world.type(7, "/start")
    await order(world, kind=kind)
    call = asyncio.create_task(world.raw("sendMessage", chat_id=7, text="a"))
    await asyncio.sleep(0.2)
    assert not call.done()
    call.cancel()
    await asyncio.gather(call, return_exceptions=True)
    assert await texts(world) == (["a"] if arrives else [])
    assert (await world.bot.send_message(7, "b")).text == "b"


async def test_a_dropped_connection_gives_no_answer_at_all(world: World) -> None:
    await world.type(7, "/start")
    await order(world, kind="drop_after")
    with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)):
        await world.raw("sendMessage", chat_id=7, text="a")


async def test_a_fault_for_one_chat_spares_the_others(world: World) -> None:
    await world.type(7, "/start")
    await world.type(8, "/start")
    await order(world, kind="403", chat_id=7)
    assert await world.bot.send_message(8, "a")
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await world.bot.send_message(7, "a")
    assert await world.bot.send_message(7, "a")


async def test_a_fault_can_carry_any_words(world: World) -> None:
    await world.type(7, "/start")
    await order(world, kind="400", description="Bad Request: TOPIC_CLOSED")
    with pytest.raises(BadRequest, match="Topic_closed"):
        await world.bot.send_message(7, "a")


async def test_ordered_faults_can_be_seen_and_called_off(world: World) -> None:
    await order(world, kind="502", count=5)
    assert [one["count"] for one in (await world.script.get("/sandbox/faults")).json()] == [5]
    await world.script.delete("/sandbox/faults")
    assert (await world.script.get("/sandbox/faults")).json() == []


async def test_an_unknown_fault_is_refused_with_the_known_ones(world: World) -> None:
    answer = await world.script.post("/sandbox/faults", json={"kind": "earthquake"})
    assert answer.status_code == 400
    assert "drop_after" in answer.json()["error"]
