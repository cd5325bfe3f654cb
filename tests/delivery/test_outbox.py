"""Digests against a real server that fails in every way Telegram does; proofs are taken from the server's own log."""

import asyncio
import logging
import socket
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.delivery import Outbox, Outcome, Pace, Sent
from bot.message import Message, bold
from bot.model import Address, ChatKind
from bot.sandbox import create_app, serve
from tests.delivery.world import World

PARTS = ("Digest 1/3", "Digest 2/3", "Digest 3/3")


async def test_a_digest_arrives_whole_in_order_and_once(world: World) -> None:
    world.owe(world.reader(7), *PARTS)
    outbox = world.outbox()
    assert await outbox.deliver_due() == 3
    assert await outbox.deliver_due() == 0
    assert await world.accepted() == list(PARTS)
    assert world.states() == {"sent": 3}


async def test_one_slow_chat_does_not_hold_up_the_others(world: World) -> None:
    chats = [world.reader(number) for number in range(1, 6)]
    for chat in chats:
        world.owe(chat, f"for {chat.address.chat}")
    await world.fault("hang", chat_id="1")
    delivering = asyncio.create_task(world.outbox().deliver_due())
    await world.until_accepted(4)
    assert sorted(await world.accepted()) == [f"for {number}" for number in range(2, 6)]
    delivering.cancel()


async def test_a_lost_reply_repeats_one_part_and_later_parts_wait_for_it(world: World) -> None:
    world.owe(world.reader(7), *PARTS)
    await world.fault("drop_after")
    outbox = world.outbox()
    await outbox.deliver_due()
    assert await world.accepted() == [PARTS[0]]
    assert world.states() == {"unknown": 1, "pending": 2}
    _skip_the_wait(outbox)
    await world.deliver_later(outbox, 61)
    assert await world.accepted() == [PARTS[0], *PARTS]
    assert world.states() == {"sent": 3}


async def test_no_part_is_sent_more_than_three_times_and_then_it_is_listed_with_a_reason(world: World) -> None:
    world.owe(world.reader(7), "in doubt", "the next part")
    await world.fault("502_after", count=5)
    outbox = world.outbox()
    for _ in range(6):
        _skip_the_wait(outbox)
        await world.deliver_later(outbox, 61)
    texts = await world.accepted()
    assert texts.count("in doubt") == 3
    assert texts.count("the next part") == 3  # two lost replies, then a third that came
    assert texts == sorted(texts, key=["in doubt", "the next part"].index)
    assert world.states() == {"dead": 1, "sent": 1}
    assert _reasons(world, "dead") == ["never confirmed in 3 sends: Bad Gateway (502), and not the Bot API's own words"]


async def test_what_was_dropped_before_it_arrived_is_not_lost(world: World) -> None:
    world.owe(world.reader(7), "please arrive")
    await world.fault("drop_before")
    outbox = world.outbox()
    await outbox.deliver_due()
    assert await world.accepted() == []
    _skip_the_wait(outbox)
    await world.deliver_later(outbox, 61)
    assert await world.accepted() == ["please arrive"]


async def test_an_alert_in_doubt_is_not_repeated(world: World) -> None:
    chat = world.reader(7)
    world.owe(chat, "breaking", kind="alert")
    await world.fault("drop_after")
    outbox = world.outbox()
    await outbox.deliver_due()
    _skip_the_wait(outbox)
    world.owe(chat, "digest")
    await world.deliver_later(outbox, 120)
    assert await world.accepted() == ["breaking", "digest"]
    assert world.states() == {"parked": 1, "sent": 1}


async def test_a_blocked_chat_gets_no_more_digests_until_it_comes_back(world: World) -> None:
    chat = world.reader(7)
    world.owe(chat, *PARTS)
    await world.fault("403")
    outbox = world.outbox()
    await outbox.deliver_due()
    await world.deliver_later(outbox, 86_400)
    assert await world.accepted() == []
    assert world.states() == {"cancelled": 3}
    world.store.reactivate(7, world.clock.now())
    world.owe(chat, "welcome back")
    await outbox.deliver_due()
    assert await world.accepted() == ["welcome back"]


async def test_a_group_that_became_a_supergroup_gets_its_digest_there(world: World) -> None:
    old = await world.group()
    world.owe(world.meet(old, ChatKind.GROUP), *PARTS)
    new = (await world.do(f"chats/{old}/migrate"))["id"]
    await world.outbox().deliver_due()
    assert await world.accepted(new) == list(PARTS)
    assert await world.accepted() == list(PARTS)


async def test_a_chat_that_is_gone_is_asked_again_after_an_hour_and_then_left_alone(world: World) -> None:
    chat = world.meet(99)  # the server has never heard of it
    world.owe(chat, "one", "two")
    outbox = world.outbox()
    await outbox.deliver_due()
    assert world.store.chat(chat.id).is_active  # type: ignore[union-attr]
    await world.deliver_later(outbox, 1800)
    assert world.states() == {"pending": 2}
    await world.deliver_later(outbox, 1801)
    assert not world.store.chat(chat.id).is_active  # type: ignore[union-attr]
    assert world.states() == {"cancelled": 2}


async def test_too_many_requests_rests_that_chat_alone_for_as_long_as_telegram_says(world: World) -> None:
    first, second = world.reader(1), world.reader(2)
    await world.fault("429", chat_id="1", retry_after=43_837)
    world.owe(first, "late")
    world.owe(second, "on time")
    outbox = world.outbox()
    await outbox.deliver_due()
    await world.deliver_later(outbox, 43_836)
    assert await world.accepted() == ["on time"]
    restarted = world.outbox()
    await restarted.recover()
    await world.deliver_later(restarted, 2)
    assert await world.accepted() == ["on time", "late"]


async def test_a_revoked_token_stops_all_sending_and_loses_nothing(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    for number in range(1, 13):
        world.owe(world.reader(number), "news")
    await world.fault("401", count=8)
    outbox = world.outbox(lanes=8)
    assert await outbox.deliver_due() == 0
    assert outbox.halted == "Unauthorized"
    assert await outbox.deliver_due() == 0
    assert await world.accepted() == []
    assert world.states() == {"pending": 12}
    assert len([record for record in caplog.records if record.levelno == logging.CRITICAL]) == 1


async def test_a_message_telegram_finds_fault_with_arrives_plain(world: World) -> None:
    chat = world.reader(7)
    world.store.owe(chat.id, [bold("Headline") + " and text"], "digest", world.clock.now())
    await world.fault("400", description="Bad Request: can't parse entities: unsupported entity type")
    await world.outbox().deliver_due()
    assert await world.accepted() == ["Headline and text"]
    assert world.states() == {"sent": 1}


async def test_a_part_that_can_never_be_sent_is_listed_and_the_next_one_goes_out(world: World) -> None:
    chat = world.reader(7)
    world.owe(chat, "x" * 5000, "the rest")
    await world.outbox().deliver_due()
    assert await world.accepted() == ["the rest"]
    assert _reasons(world, "dead") == ["Message is too long"]


async def test_a_closed_topic_costs_one_digest_and_not_the_chat(world: World) -> None:
    chat = world.reader(7)
    world.owe(chat, "into the topic")
    await world.fault("400", description="Bad Request: TOPIC_CLOSED")
    await world.outbox().deliver_due()
    assert _reasons(world, "dead") == ["Topic_closed"]
    assert world.store.chat(chat.id).is_active  # type: ignore[union-attr]


class Faulty:
    """A post with a bug."""

    def __init__(self) -> None:
        self.calls = 0

    async def send(self, address: Address, message: Message) -> Outcome:
        self.calls += 1
        if message.text == "poison":
            raise ZeroDivisionError
        return Sent(self.calls)


async def test_a_message_that_breaks_the_sender_dies_after_three_attempts_and_the_chat_goes_on(world: World) -> None:
    world.owe(world.meet(7), "poison", "the rest")
    outbox = world.outbox()
    outbox.post = post = Faulty()
    for _ in range(4):
        await world.deliver_later(outbox, 61)
    assert world.states() == {"dead": 1, "sent": 1}
    assert post.calls == 4


async def test_an_outage_costs_no_attempts_and_nothing_is_doubled(world: World) -> None:
    chats = [world.reader(number) for number in range(1, 21)]
    for chat in chats:
        world.owe(chat, f"for {chat.address.chat}")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, not listening: connections are refused
        port = taken.getsockname()[1]
        outbox = world.outbox(url=f"http://127.0.0.1:{port}")
        assert await outbox.deliver_due() == 0
    assert world.states() == {"pending": 20}
    async with _also_at(world, port):
        while sum(await asyncio.gather(outbox.deliver_due(), asyncio.sleep(0.1, 0))) < 20:
            pass
    assert sorted(await world.accepted()) == sorted(f"for {number}" for number in range(1, 21))


async def test_two_ticks_at_once_send_once(world: World) -> None:
    world.owe(world.reader(7), *PARTS)
    outbox = world.outbox()
    await asyncio.gather(*(outbox.deliver_due() for _ in range(5)))
    assert await world.accepted() == list(PARTS)


async def test_a_stop_in_the_middle_loses_and_doubles_nothing(world: World) -> None:
    chats = [world.reader(number) for number in range(1, 41)]
    for chat in chats:
        world.owe(chat, f"{chat.address.chat} one", f"{chat.address.chat} two")
    wanted = sorted(f"{chat.address.chat} {part}" for chat in chats for part in ("one", "two"))
    for stop_after in (3, 20, 50):
        outbox = world.outbox()
        await outbox.recover()
        delivering = asyncio.create_task(outbox.deliver_due())
        await world.until_accepted(stop_after)
        await outbox.drain()
        await delivering
        assert set(world.states()) <= {"sent", "pending"}
    await world.outbox().deliver_due()
    assert sorted(await world.accepted()) == wanted


async def test_a_locked_database_doubles_nothing(world: World) -> None:
    """The result can't be written for longer than the database waits: it is written when it can be."""
    world.owe(world.reader(7), *PARTS)
    outbox = world.outbox()
    inner, blocker = outbox.post, sqlite3.connect(world.folder / "news.db", isolation_level=None)

    class Locking:
        async def send(self, address: Address, message: Message) -> Outcome:
            outcome = await inner.send(address, message)
            if message.text == PARTS[0]:
                blocker.execute("BEGIN IMMEDIATE")
                asyncio.get_running_loop().call_later(5.5, blocker.execute, "ROLLBACK")
            return outcome

    outbox.post = Locking()
    assert await outbox.deliver_due() == 3
    assert await world.accepted() == list(PARTS)
    blocker.close()


async def test_the_whole_bot_stays_under_telegrams_rate(world: World) -> None:
    """Forty people at once: more than a second's worth."""
    for number in range(1, 41):
        world.owe(world.reader(number), "news")
    loop = asyncio.get_running_loop()
    arrivals: list[float] = []
    world.sandbox.listen(lambda event: arrivals.append(loop.time()) if event["type"] == "message" else None)
    assert await world.outbox(pace=Pace()).deliver_due() == 40
    # A loaded machine bunches up what was spaced: the claim is about the whole, thirty a second and no more.
    assert arrivals[-1] - arrivals[0] > (40 - 30) / 30


def _reasons(world: World, state: str) -> list[str]:
    with sqlite3.connect(world.folder / "news.db") as database:
        return [reason for (reason,) in database.execute("SELECT reason FROM outbox WHERE state = ?", (state,))]


def _skip_the_wait(outbox: Outbox) -> None:
    """The breaker counts real seconds; tests that are not about it don't wait for it."""
    outbox._breaker.succeeded()


@asynccontextmanager
async def _also_at(world: World, port: int) -> AsyncIterator[None]:
    async with serve(create_app(world.sandbox), port=port):
        yield
