"""kill -9 between what people write and what they get back."""

import asyncio
import random
import sqlite3
from collections import Counter

from bot.message import Deferred, Message
from tests.delivery.nursery import Nursery
from tests.delivery.world import World
from tests.telegram import receiver
from tests.telegram.conversation import ToyBot, make_telegram

KILLS, PEOPLE, PER_LIFE = 5, 4, 5


async def test_what_people_write_while_the_bot_is_killed_is_answered_and_hardly_ever_twice(world: World) -> None:
    chance = random.Random(7)
    log, written = world.sandbox.state.accepted, 0
    async with Nursery.open(receiver.__name__) as nursery:
        for _ in range(KILLS):
            async with nursery.life("answer", f"sqlite:///{world.folder / 'news.db'}", world.url):
                enough = asyncio.create_task(world.until_accepted(len(log) + chance.randint(1, PER_LIFE)))
                for _ in range(PER_LIFE):
                    await world.type(1 + written % PEOPLE, f"number {written:02}")
                    written += 1
                await asyncio.wait_for(enough, 30)
                await asyncio.sleep(chance.random() * 0.02)
            await asyncio.sleep(0.1)  # what had left before the kill still arrives
            await world.type(1 + written % PEOPLE, f"number {written:02}")  # nobody is there to hear it
            written += 1
    last = make_telegram(world, receiver.echo)
    await last.start()
    await _until_quiet(world, last)
    await last.stop()
    await last.close()

    answered = [(entry["chat_id"], entry["text"]) for entry in log]
    wanted = {(1 + number % PEOPLE, f"re: number {number:02}") for number in range(written)}
    assert set(answered) == wanted, "something was never answered"
    for person in range(1, PEOPLE + 1):
        theirs = [text for chat, text in answered if chat == person]
        assert theirs == sorted(theirs), "an answer overtook another"
        repeats = sum(count - 1 for count in Counter(theirs).values())
        assert repeats <= KILLS, "more than one answer per chat and kill was repeated"
    assert len(answered) - len(wanted) <= KILLS * 4, "more repeats than were being answered at the kills"


async def test_a_page_that_was_being_read_at_the_kill_takes_its_place_after_the_next_start(world: World) -> None:
    database = f"sqlite:///{world.folder / 'news.db'}"
    async with Nursery.open(receiver.__name__) as nursery, nursery.life("answer", database, world.url):
        await world.type(7, "/slow")
        async with asyncio.timeout(30):
            while not any(letter.announced for letter in world.store.waiting(1)):  # noqa: ASYNC110 - it is another process
                await asyncio.sleep(0.02)
    done = Deferred(receiver.READING, lambda: [Message("The summary.")])
    last = make_telegram(world, ToyBot(does={"slow": lambda incoming: [done]}))
    await last.start()
    await _until_quiet(world, last)
    await last.stop()
    await last.close()
    assert await world.accepted(7) == [receiver.READING.text]
    chat = (await world.script.get("/sandbox/chats/7/messages")).json()
    assert [one["text"] for one in chat if one["from"]["is_bot"]] == ["The summary."]
    assert not world.store.waiting(10)


async def test_an_update_that_telegram_sends_again_has_its_effect_once(world: World) -> None:
    toy = ToyBot()
    telegram = make_telegram(world, toy)
    await telegram.start()
    for number in range(5):
        await world.type(7, f"/number_{number}")
    await _until_quiet(world, telegram)
    kept = world.store.waiting(10)
    assert kept == ()
    for update_id, raw in _stored(world):
        assert not world.store.take_in(update_id, raw, world.clock.now())
    assert toy.keys() == [f"number_{number}" for number in range(5)]
    await telegram.stop()
    await telegram.close()


def _stored(world: World) -> list[tuple[int, str]]:
    with sqlite3.connect(world.folder / "news.db") as database:
        return list(database.execute("SELECT update_id, raw FROM inbox"))


async def _until_quiet(world: World, telegram) -> None:
    """Until the bot has fetched everything and answered it."""
    updates = world.sandbox.state.updates
    while updates.holds(updates.next_id - 1) or not telegram.idle():  # noqa: ASYNC110 - nobody tells when it becomes idle
        await asyncio.sleep(0.02)
