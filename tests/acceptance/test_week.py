"""A week of 500 sources in under a minute: they publish, rename, break, move and come back; nothing is missed, nothing doubled.

The web is in memory and the clock is turned by hand (tests/newsroom/town.py); feeds are read, stored, placed and told as
ever. That real sockets answer like it is tested in tests/ingest.
"""

import ctypes
import gc
import random
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import psutil
import pytest

from bot.ingest.outcomes import Failure
from bot.model import Address, Chat, ChatKind, SourceKind
from bot.newsroom import Newsroom
from bot.store import Store
from tests.make import DAY, HOUR, NOW
from tests.newsroom.town import Desk, Feed, Item, Town
from tests.store.conftest import hurry

SOURCES = 500
WEEK = 7 * DAY
TICK = timedelta(hours=1)  # the bot's own is 30 s; polls come when they are due at either
FOUND_WITHIN = timedelta(hours=27)  # an ETag that never changes is doubted after a day, and the jitter comes on top
SHOWN_AT_FIRST = 3
FATES = (
    "well",
    "broken three days",
    "broken ten hours",
    "broken for good",
    "gone",
    "moved",
    "renamed",
    "rekeyed",
    "stuck",
    "bare",
)
TROUBLE = (Failure.UNREACHABLE, Failure.SERVER_ERROR, Failure.TIMEOUT, Failure.NOT_FOUND)


@dataclass
class Outlet:
    """One source of the week, and all that it printed in it."""

    number: int
    fate: str
    feed: Feed
    every: timedelta
    next_at: datetime
    printed: dict[str, datetime] = field(default_factory=dict)  # title -> when

    @property
    def is_own(self) -> bool:
        """Whether the chat follows it by its own wish, and hears of its trouble."""
        return self.number % 10 == 0


@dataclass
class Week:
    """What came of it."""

    outlets: list[Outlet]
    found: dict[str, Counter[str]]  # feed -> titles of its articles that are news
    stored: dict[str, Counter[str]]  # feed -> titles of all its articles
    requests: Counter[str]
    requests_after: Counter[str]  # after the middle of the fourth day
    told: list[str]  # first lines of what the chat was told
    memory: list[int]  # bytes held at the end of each day


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Week]:
    path: Path = tmp_path_factory.mktemp("week") / "news.db"
    with Store.open(f"sqlite:///{path}") as store:
        hurry(store)
        began = time.process_time()
        found = live(store, SOURCES, WEEK)
        print(f"\nthe week took {time.process_time() - began:.1f} s of CPU")
        yield found


def test_nothing_is_missed(week: Week) -> None:
    for outlet in week.outlets:
        if outlet.fate in {"gone", "broken for good"}:
            continue
        due = {title for title, at in outlet.printed.items() if at <= NOW + WEEK - FOUND_WITHIN}
        missed = due - week.found[outlet.feed.url].keys()
        assert not missed, (
            f"{outlet.number} ({outlet.fate}) printed every {outlet.every}: {len(missed)} of {len(due)} missed"
        )
    assert sum(len(outlet.printed) for outlet in week.outlets) > 2_000


def test_nothing_is_doubled(week: Week) -> None:
    for outlet in week.outlets:
        twice = [title for title, count in week.stored[outlet.feed.url].items() if count > 1]
        assert not twice, f"{outlet.number} ({outlet.fate}): {twice[:3]}"


def test_what_was_printed_before_is_no_news(week: Week) -> None:
    for outlet in week.outlets:
        old = week.found[outlet.feed.url].keys() - outlet.printed.keys()
        assert len(old) <= SHOWN_AT_FIRST, f"{outlet.number} ({outlet.fate}): {sorted(old)}"


def test_no_source_is_asked_more_often_than_it_has_something_to_say(week: Week) -> None:
    for outlet in week.outlets:
        asked = week.requests[outlet.feed.url]
        assert asked <= 4 * len(outlet.printed) + 8 * 7, (
            f"{outlet.number} ({outlet.fate}): {asked} for {len(outlet.printed)}"
        )
    assert sum(week.requests.values()) < 50 * SOURCES


def test_a_source_that_is_away_is_asked_seldom_and_one_that_is_gone_never(week: Week) -> None:
    for outlet in week.outlets:
        if outlet.fate == "broken for good":
            assert 1 <= week.requests_after[outlet.feed.url] <= 30
        if outlet.fate == "gone":
            assert week.requests_after[outlet.feed.url] == 0


def test_the_chat_hears_once_of_each_trouble_and_once_of_its_end(week: Week) -> None:
    own = [outlet for outlet in week.outlets if outlet.is_own]
    told = Counter(week.told)
    assert set(told.values()) == {1}
    for outlet in own:
        about = [line.removeprefix(outlet.feed.title) for line in week.told if line.startswith(f"{outlet.feed.title} ")]
        words = {
            "broken three days": [" can't be read since", " is back"],
            "broken for good": [" can't be read since"],
            "gone": [" is gone"],
            "moved": [" has moved"],
        }.get(outlet.fate, [])
        assert len(about) == len(words), f"{outlet.fate}: {about}"
        assert all(line.startswith(word) for line, word in zip(about, words, strict=True))
    assert {outlet.fate for outlet in own} == set(FATES)


def test_memory_stays_flat(tmp_path: Path) -> None:
    """Open stories are held, for eight days: until then memory grows, and from then on it must not."""
    with Store.open(f"sqlite:///{tmp_path / 'news.db'}") as store:
        hurry(store)
        memory = live(store, sources=40, span=20 * DAY).memory
    print(f"\nheld at the end of each day, MiB: {[round(size / 2**20, 1) for size in memory]}")
    assert max(memory[12:]) - memory[11] < 2 * 2**20


# --- the week -----------------------------------------------------------------------------------------------------


def live(store: Store, sources: int, span: timedelta) -> Week:
    chance = random.Random(7)
    town = Town()
    newsroom = Newsroom(store, town, Desk())
    chat = store.meet(Address(7), ChatKind.PRIVATE, "Amina", "en", NOW)
    outlets = [open_outlet(number, town, chance) for number in range(sources)]
    ids = {add(store, outlet, chat): outlet.feed.url for outlet in outlets}
    newsroom.refresh(NOW)
    memory, asked_before = [], Counter[str]()
    for step in range(1, int(span / TICK) + 1):
        town.now = NOW + step * TICK
        for outlet in outlets:
            pass_time(outlet, town, chance)
        newsroom.refresh(town.now)
        newsroom.refresh(town.now, failing=True)
        if town.now == NOW + 3.5 * DAY:
            asked_before = town.asked.copy()
        if (town.now - NOW) % DAY == timedelta():
            memory.append(held())
    found, stored = look_up(store, ids)
    return Week(outlets, found, stored, town.asked, town.asked - asked_before, told(store), memory)


def open_outlet(number: int, town: Town, chance: random.Random) -> Outlet:
    """A tenth of them is the chat's own; of those every fate befalls some, of the others most are well."""
    url = f"https://outlet{number}.example/feed"
    fate = (
        FATES[number // 10 % len(FATES)] if number % 10 == 0 else FATES[number % len(FATES)] if number < 150 else "well"
    )
    every = 4 * HOUR if number % 20 == 3 else chance.choice([DAY, 2 * DAY, 3 * DAY, 3 * DAY, 4 * DAY])
    feed = Feed(url, [], f"Outlet {number}", has_etag=number % 7 != 0)
    if fate == "stuck":
        feed.stuck_etag = '"one"'
    outlet = Outlet(number, fate, feed, every, NOW + chance.random() * every)
    for n in range(5):
        feed.items.append(write(outlet, NOW - (n + 0.5) * every, chance))
    town.has(url, feed)
    return outlet


def write(outlet: Outlet, at: datetime, chance: random.Random) -> Item:
    """An article about nothing else in the world."""
    words = [
        f"{chance.choice('bdfgklmnprst')}{chance.choice('aeiou')}{chance.choice('bdfgklmnprst')}{chance.randrange(10**6):x}"
        for _ in range(8)
    ]
    link = f"https://outlet{outlet.number}.example/{words[0]}-{words[1]}"
    bare = outlet.fate == "bare"  # neither date nor guid
    about = ""
    if chance.random() < 0.05:
        about = " ".join(
            f"The {words[n % 8]} of {words[(n + 3) % 8]} was seen near the {words[(n + 5) % 8]} on its day {n}."
            for n in range(12)
        )
    return Item(" ".join(words[:6]), link, None if bare else at, None if bare else f"{outlet.number}-{words[0]}", about)


def add(store: Store, outlet: Outlet, chat: Chat) -> int:
    source = store.add_source(
        SourceKind.FEED, outlet.feed.url, title=outlet.feed.title, now=NOW, is_shared=not outlet.is_own
    )
    if outlet.is_own:
        assert store.follow(chat.id, source.id)
    store.begin_polling(source.id, NOW)
    return source.id


def pass_time(outlet: Outlet, town: Town, chance: random.Random) -> None:
    """Print what is due, and let its fate befall it."""
    while outlet.next_at <= town.now:
        item = write(outlet, outlet.next_at, chance)
        outlet.feed.publish(item)
        outlet.printed[item.title] = outlet.next_at
        outlet.next_at += outlet.every * (0.5 + chance.random())
    befall(outlet, town, town.now - NOW, chance)


def befall(outlet: Outlet, town: Town, elapsed: timedelta, chance: random.Random) -> None:
    feed, url = outlet.feed, outlet.feed.url
    if elapsed == 2 * DAY:
        if outlet.fate.startswith("broken"):
            town.fails(url, TROUBLE[outlet.number // 10 % len(TROUBLE)])
        elif outlet.fate == "gone":
            town.fails(url, Failure.GONE)
        elif outlet.fate == "moved":
            feed.moved_to = f"https://moved{outlet.number}.example/feed"
            town.has(feed.moved_to, Feed(feed.moved_to, feed.items, feed.title))
        elif outlet.fate == "rekeyed":
            feed.items[:] = [replace(item, guid=f"again-{item.guid}") for item in feed.items]
        elif outlet.fate == "bare":
            feed.items[:] = [replace(item, link=f"{item.link}?utm_source=feed") for item in feed.items]
    is_back = {"broken three days": 5 * DAY, "broken ten hours": 2 * DAY + 10 * HOUR}.get(outlet.fate) == elapsed
    if is_back:
        town.has(url, feed)
    if outlet.fate == "renamed" and elapsed == 3 * DAY:
        feed.title = f"{feed.title} renamed"
    if outlet.fate == "renamed" and elapsed % DAY == timedelta():
        chance.shuffle(feed.items)


def held() -> int:
    """Bytes of this process that are in use: what was freed and is only kept for the next time is given back first."""
    gc.collect()
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
    return int(psutil.Process().memory_info().rss)


def look_up(store: Store, urls: dict[int, str]) -> tuple[dict[str, Counter[str]], dict[str, Counter[str]]]:
    """Titles of articles by feed: those that are news, and all."""
    found: dict[str, Counter[str]] = {url: Counter() for url in urls.values()}
    stored: dict[str, Counter[str]] = {url: Counter() for url in urls.values()}
    for at in range(1, 20_000, 1_000):
        for article in store.articles(range(at, at + 1_000)):
            url = urls[article.source.id]
            stored[url][article.title] += 1
            found[url][article.title] += article.story_id is not None
    return {url: +titles for url, titles in found.items()}, stored


def told(store: Store) -> list[str]:
    lines = []
    now = NOW + 30 * DAY
    while owed := store.claim(now, limit=50, lease="x", lease_until=now + HOUR):
        for row in owed:
            store.settle(row.id, "x", state="sent", now=now, message_id=1, spend_attempt=True)
            lines.append(row.message.text.splitlines()[0])
    return lines
