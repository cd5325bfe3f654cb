"""kill -9 in the middle of delivering: what the server accepted is compared with what was owed."""

import asyncio
import json
import random
import sqlite3
from collections import Counter
from datetime import timedelta

from bot.delivery.outcome import MOST_SENDS
from tests.delivery import sender
from tests.delivery.nursery import Nursery
from tests.delivery.world import BEGINNING, World

KILLS, CHATS, PARTS, LANES = 10, 12, 9, 8


async def test_killed_again_and_again_it_loses_nothing_and_repeats_at_most_one_part_per_chat_and_kill(
    world: World,
) -> None:
    wanted = {number: [f"{number} part {part:02}" for part in range(PARTS)] for number in range(1, CHATS + 1)}
    for number, texts in wanted.items():
        world.owe(world.reader(number), *texts)
    kills_at = await _kill_and_kill_again(world)
    await _finish(world)

    sent = [(entry["chat_id"], entry["text"]) for entry in world.sandbox.state.accepted]
    dead = _dead(world)
    for number, texts in wanted.items():
        arrived = [text for chat, text in sent if chat == number]
        assert set(texts) - set(arrived) <= dead, "a part was lost, and is not listed"
        assert arrived == sorted(arrived), "a part overtook another, or a repeat came after a later part"
    repeats = _repeats(sent, kills_at)
    assert all(count == 1 for count in repeats.values()), f"more than one repeat per chat and kill: {repeats}"
    assert max(Counter(kill for _, kill in repeats).values(), default=0) <= LANES
    assert max(Counter(sent).values()) <= MOST_SENDS
    assert set(world.states()) <= {"sent", "dead"}
    with sqlite3.connect(world.folder / "news.db") as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)


async def _kill_and_kill_again(world: World) -> list[int]:
    """Lives of the sender, each killed a moment after the server has accepted some more; what it had accepted by then."""
    chance = random.Random(20300304)
    log, kills_at = world.sandbox.state.accepted, []
    async with Nursery.open(sender.__name__) as nursery:
        for life in range(KILLS):
            # Each life begins 61 s after the one before: what was in doubt is due again.
            start = BEGINNING + timedelta(seconds=61 * (life + 1))
            database = f"sqlite:///{world.folder / 'news.db'}"
            async with nursery.life("deliver", database, world.url, start.isoformat()):
                await asyncio.wait_for(world.until_accepted(len(log) + chance.randint(2, 10)), 30)
                await asyncio.sleep(chance.random() * 0.02)
            await asyncio.sleep(0.1)  # what had left before the kill still arrives
            kills_at.append(len(log))
    return kills_at


async def _finish(world: World) -> None:
    """A last life that is not killed: here, in this process."""
    outbox = world.outbox()
    world.clock.advance(timedelta(seconds=61 * (KILLS + 1)))
    await outbox.recover()
    await outbox.deliver_due()
    await world.deliver_later(outbox, 61)


def _repeats(sent: list[tuple[int, str]], kills_at: list[int]) -> Counter[tuple[int, int]]:
    """How often each (chat, kill) cost a repeat: the kill is the first one after the copy that came before."""
    repeats: Counter[tuple[int, int]] = Counter()
    last: dict[tuple[int, str], int] = {}
    for place, key in enumerate(sent):
        if key in last:
            kill = sum(at <= last[key] for at in kills_at)
            assert kill < len(kills_at), f"{key} was repeated without a kill"
            repeats[key[0], kill] += 1
        last[key] = place
    return repeats


def _dead(world: World) -> set[str]:
    """What is listed as dead, with a reason."""
    with sqlite3.connect(world.folder / "news.db") as database:
        rows = database.execute("SELECT body FROM outbox WHERE state = 'dead' AND reason <> ''").fetchall()
    return {json.loads(body)["text"] for (body,) in rows}
