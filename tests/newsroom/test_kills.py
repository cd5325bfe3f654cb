"""kill -9 of a process that polls, at every step it takes with the database."""

from datetime import datetime
from itertools import count

from bot.model import SourceKind
from bot.newsroom import Newsroom
from bot.store import Store
from tests.make import DAY, HOUR, NOW
from tests.newsroom.town import Desk, Feed, Item, Town
from tests.store.conftest import kind, postgres_server, url
from tests.store.dying import die_in

__all__ = ["kind", "postgres_server", "url"]

URL = "https://harbour.example/feed"


def test_what_a_source_said_while_the_process_was_killed_is_there_after_the_next_poll_once(url: str) -> None:
    """Were its ETag stored before its articles, the next answer would be 304, and they would never come."""
    feed = Feed(URL, [item(NOW, 0)])
    town = Town()
    town.has(URL, feed)

    def refresh(store: Store) -> None:
        Newsroom(store, town, Desk()).refresh(town.now)

    with Store.open(url) as store:
        source = store.add_source(SourceKind.FEED, URL, title="Harbour Post", now=NOW)
        store.begin_polling(source.id, NOW)
        refresh(store)
    asked_again = set()
    for step in count(1):
        town.now = NOW + 2 * step * DAY
        feed.publish(item(town.now, step))
        was_killed = die_in(url, refresh, step)
        town.now += HOUR
        read = town.full[URL]
        with Store.open(url) as store:
            Newsroom(store).place_new(town.now)  # as every start does
            refresh(store)
            found = [article.title for article in store.articles(range(1, 500)) if article.story_id]
        assert found.count(title(step)) == 1, f"killed at step {step}"
        asked_again.add(town.full[URL] > read)
        if not was_killed:
            break
    assert step > 15
    assert asked_again == {True, False}, "killed both before and after the poll was stored"


def item(at: datetime, number: int) -> Item:
    return Item(title(number), f"https://harbour.example/{number}", at - HOUR, f"{number}")


def title(number: int) -> str:
    return f"Ship number {number} comes in"
