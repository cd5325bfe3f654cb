"""Digests are planned once, whole, and nothing is told twice."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path

import pytest

from bot.model import Address, Chat, ChatKind, Extent, Incoming, Person, QuietDay, SourceKind
from bot.newsroom import Intake, Newsroom
from bot.store import Store
from tests import make
from tests.make import DAY, HOUR, NOW

WHO = Incoming(1, Address(7), ChatKind.PRIVATE, "Amina", Person(7, "Amina"), is_admin=True, message_id=1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(f"sqlite:///{tmp_path / 'news.db'}") as opened:
        yield opened


@pytest.fixture
def newsroom(store: Store) -> Newsroom:
    return Newsroom(store)


@pytest.fixture
def chat(newsroom: Newsroom) -> Chat:
    return newsroom.meet(WHO, NOW)


def bring(newsroom: Newsroom, title: str, text: str | None = None, *, at: timedelta = -HOUR, **more: object) -> Intake:
    source = newsroom.source(SourceKind.FEED, "https://lorn.example/feed", title="Lorn Courier", now=NOW)
    return newsroom.admit(source, [make.draft(title, text, published_at=NOW + at, **more)], NOW + max(at, timedelta(0)))


def sent(store: Store, at: timedelta) -> list[str]:
    """What is owed by then, taken out of the outbox."""
    texts = []
    while owed := store.claim(NOW + at, limit=10, lease="x", lease_until=NOW + at + HOUR):
        for row in owed:
            store.settle(row.id, "x", state="sent", now=NOW + at, message_id=1, spend_attempt=True)
            texts.append(row.message.text)
    return texts


def test_a_due_digest_is_planned_once(newsroom: Newsroom, store: Store, chat: Chat) -> None:
    bring(newsroom, "Bridge closed")
    newsroom.subscribe(chat, time(7, 30), "Asia/Dhaka", (0, 1, 2, 3, 4, 5, 6), NOW)
    assert newsroom.plan_due(NOW) == 0
    assert newsroom.plan_due(NOW + DAY) == 1
    assert newsroom.plan_due(NOW + DAY) == 0
    (text,) = sent(store, DAY)
    assert "Bridge closed" in text


def test_tomorrow_tells_only_what_is_new(newsroom: Newsroom, store: Store, chat: Chat) -> None:
    bring(newsroom, "Bridge closed")
    newsroom.subscribe(chat, time(7, 30), "Asia/Dhaka", (0, 1, 2, 3, 4, 5, 6), NOW)
    newsroom.plan_due(NOW + DAY)
    (first,) = sent(store, DAY)
    assert "Bridge closed" in first
    bring(newsroom, "Ferry opens", "A ferry opens at Lorn on Friday.\nIt takes forty cars across.", at=DAY + HOUR)
    newsroom.plan_due(NOW + 2 * DAY)
    (second,) = sent(store, 2 * DAY)
    assert "Bridge closed" not in second
    assert "Ferry opens" in second


def test_after_a_long_stop_one_digest_covers_the_days(newsroom: Newsroom, store: Store, chat: Chat) -> None:
    newsroom.subscribe(chat, time(7, 30), "Asia/Dhaka", (0, 1, 2, 3, 4, 5, 6), NOW)
    bring(newsroom, "Bridge closed", at=2 * DAY)
    assert newsroom.plan_due(NOW + 3 * DAY) == 1
    (text,) = sent(store, 3 * DAY)
    assert "covering 3 days" in text


def test_a_digest_that_could_not_be_sent_is_told_by_the_next_one(newsroom: Newsroom, store: Store, chat: Chat) -> None:
    """Telegram asked for a rest of a day and a half: not two digests then, but one with the news of both."""
    bring(newsroom, "Bridge closed")
    newsroom.subscribe(chat, time(7, 30), "Asia/Dhaka", (0, 1, 2, 3, 4, 5, 6), NOW)
    newsroom.plan_due(NOW + DAY)
    store.hold_chat(chat.address.chat, NOW + 2.5 * DAY)
    bring(newsroom, "Ferry opens", "A ferry opens at Lorn on Friday.\nIt takes forty cars across.", at=DAY + HOUR)
    assert newsroom.plan_due(NOW + 2 * DAY) == 1
    assert sent(store, 2 * DAY) == []
    (text,) = sent(store, 2.5 * DAY)
    assert "Bridge closed" in text
    assert "Ferry opens" in text
    assert "covering 2 days" in text


def test_a_quiet_day_can_be_silent(newsroom: Newsroom, store: Store, chat: Chat) -> None:
    newsroom.set_quiet_day(chat, QuietDay.SILENT)
    newsroom.subscribe(chat, time(7, 30), "Asia/Dhaka", (0, 1, 2, 3, 4, 5, 6), NOW)
    assert newsroom.plan_due(NOW + DAY) == 1
    assert sent(store, DAY) == []


def test_a_preview_counts_as_told_to_nobody(newsroom: Newsroom, chat: Chat) -> None:
    bring(newsroom, "Bridge closed")
    assert newsroom.preview(chat, NOW).items == newsroom.preview(chat, NOW).items != ()


def test_importing_twice_changes_nothing(newsroom: Newsroom) -> None:
    assert bring(newsroom, "Bridge closed") == Intake(new=1)
    assert bring(newsroom, "Bridge closed") == Intake(known=1)


def test_the_whole_article_takes_the_place_of_its_headline(newsroom: Newsroom) -> None:
    bring(newsroom, "Bridge closed", extent=Extent.HEADLINE)
    (story,) = newsroom.recent("", NOW)
    assert newsroom.tell(story, 3) == ()
    assert bring(newsroom, "Bridge closed", make.TEXT) == Intake(completed=1)
    (story,) = newsroom.recent("", NOW)
    assert newsroom.tell(story, 3)


def test_a_new_ranking_method_ranks_again_what_is_stored(newsroom: Newsroom, store: Store) -> None:
    bring(newsroom, "Bridge closed")
    (story,) = newsroom.recent("", NOW)
    old = replace(story.lead.ranking, version="old", spans=())
    store.save_rankings({story.lead.id: old})
    assert newsroom.rank_stale() == 1
    assert newsroom.rank_stale() == 0
    (story,) = newsroom.recent("", NOW)
    assert story.lead.ranking.spans
