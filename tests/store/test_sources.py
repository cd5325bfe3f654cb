"""What is known of a source changes with its articles or not at all, and nobody sees what isn't theirs; on both databases."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import exc

from bot.message import Message
from bot.model import Address, Chat, ChatKind, Polling, Source, SourceKind
from bot.store import Quota, Store
from tests import make
from tests.make import DAY, HOUR, NOW


@pytest.fixture
def amina(store: Store) -> Chat:
    return store.meet(Address(7), ChatKind.PRIVATE, "Amina", "en", NOW)


def feed(store: Store, name: str = "a", *, is_shared: bool = True) -> Source:
    url = f"https://{name}.example/feed"
    return store.add_source(SourceKind.FEED, url, title=name.title(), now=NOW, is_shared=is_shared)


def read(polling: Polling, **more: object) -> Polling:
    state = replace(polling, next_poll_at=NOW + HOUR, polled_at=NOW, read_at=NOW, etag='"1"')
    return replace(state, **more)  # type: ignore[arg-type]


def test_what_is_known_of_polling_comes_back_as_it_was(store: Store) -> None:
    polling = store.begin_polling(feed(store).id, NOW)
    assert polling.is_first
    full = read(
        polling,
        interval=timedelta(hours=3),
        least=timedelta(minutes=90),
        quiet_hours=(1, 2, 23),
        last_modified="Tue, 10 Mar 2026 05:00:00 GMT",
        content_digest="c",
        failures=3,
        failing_since=NOW - DAY,
        problem="Nothing could be reached.",
        is_told=True,
        moved_to="https://b.example/feed",
        moved_times=2,
        deadly_digest="d",
        deaths=1,
    )
    store.record_unchanged([full])
    assert store.polling(polling.source.id) == full
    store.record_poll(replace(full, source=replace(full.source, title="Renamed", language="de")), [], NOW)
    assert store.pollings()[0].source.title == "Renamed"


def test_validators_are_stored_with_the_articles_or_not_at_all(store: Store) -> None:
    polling = store.begin_polling(feed(store).id, NOW)
    nobody = {999: [Message("Hello")]}
    with pytest.raises((KeyError, exc.IntegrityError)):
        store.record_poll(read(polling), [make.prepared()], NOW, told=nobody)
    assert store.polling(polling.source.id) == polling
    assert store.article_by_key(polling.source.id, make.draft().key) is None
    admitted = store.record_poll(read(polling), [make.prepared(make.draft(published_at=NOW))], NOW)
    assert len(admitted.new) == 1
    assert store.polling(polling.source.id) == read(polling)


def test_only_what_is_due_and_read_by_anybody_is_polled(store: Store, amina: Chat) -> None:
    shared, own, nobodys = feed(store), feed(store, "own", is_shared=False), feed(store, "x", is_shared=False)
    store.follow(amina.id, own.id)
    for source in (shared, own, nobodys):
        store.begin_polling(source.id, NOW)
    assert {polling.source for polling in store.due_sources(NOW, 9)} == {shared, own}
    assert store.due_sources(NOW - HOUR, 9) == ()
    store.deactivate(7, "blocked", NOW)
    assert [polling.source for polling in store.due_sources(NOW, 9)] == [shared]
    store.record_unchanged([replace(polling, failures=1) for polling in store.due_sources(NOW, 9)])
    assert store.due_sources(NOW, 9, failing=False) == ()
    assert len(store.due_sources(NOW, 9, failing=True)) == 1
    assert store.next_poll_at() == NOW


def test_a_story_is_told_dated_and_found_by_what_the_chat_may_see(store: Store, amina: Chat) -> None:
    shared, own = feed(store), feed(store, "own", is_shared=False)
    store.follow(amina.id, own.id)
    for source, title, age in ((shared, "Bridge closed", 5 * HOUR), (own, "Bridge shut by divers", HOUR)):
        draft = make.draft(title, f"{title}. All of it is in the {source.title} today.", published_at=NOW - age)
        store.admit(source.id, [make.prepared(draft)], NOW)
    first, second = (article.id for article in store.unplaced())
    story_id = store.place({first: -1, second: -1}, NOW)[first]
    hers = store.story(story_id, amina.id)
    everybodys = store.story(story_id)
    assert hers
    assert everybodys
    assert (hers.source_count, everybodys.source_count) == (2, 1)
    assert everybodys.newest_at == NOW - 5 * HOUR
    assert store.stories(since=NOW - 2 * HOUR, limit=9) == ()
    assert len(store.stories(since=NOW - 2 * HOUR, limit=9, chat_id=amina.id)) == 1
    assert store.stories(since=NOW - DAY, words="divers", limit=9) == ()
    assert len(store.stories(since=NOW - DAY, words="divers closed", limit=9, chat_id=amina.id)) == 1
    store.mute(amina.id, shared.id)
    muted = store.story(story_id, amina.id)
    assert muted
    assert [article.source for article in muted.articles] == [own]


def test_a_quota_is_spent_and_fills_up_again(store: Store, amina: Chat) -> None:
    assert [store.spend(amina.id, Quota.SUMMARY, NOW) for _ in range(21)] == [True] * 20 + [False]
    again = store.next_spend_at(amina.id, Quota.SUMMARY, NOW)
    assert NOW < again <= NOW + HOUR / 20
    assert store.spend(amina.id, Quota.SUMMARY, again)
    assert not store.spend(amina.id, Quota.SUMMARY, again)
    assert store.spend(amina.id, Quota.FETCH, NOW)
    assert [store.spend(amina.id, Quota.SUMMARY, NOW + 9 * DAY) for _ in range(21)].count(True) == 20


def test_an_errand_is_tried_three_times(store: Store) -> None:
    polling = store.begin_polling(feed(store).id, NOW)
    lead = replace(make.prepared(make.teaser(url="https://a.example/1", published_at=NOW)), link="https://a.example/1")
    (article,) = store.record_poll(read(polling), [lead], NOW).new
    assert [errand.article for errand in store.errands(NOW, 9)] == [article]
    assert store.retry_errand(article.id, NOW)
    assert store.errands(NOW, 9) == ()
    assert store.retry_errand(article.id, NOW + HOUR)
    assert not store.retry_errand(article.id, NOW + DAY)
    assert store.errands(NOW + 9 * DAY, 9) == ()
    assert store.next_errand_at() is None


def test_an_article_that_comes_whole_by_itself_needs_no_errand(store: Store) -> None:
    polling = store.begin_polling(feed(store).id, NOW)
    lead = replace(make.prepared(make.teaser(url="https://a.example/1", published_at=NOW)), link="https://a.example/1")
    store.record_poll(read(polling), [lead], NOW)
    store.record_poll(read(polling), [make.prepared(make.draft(key=lead.draft.key))], NOW)
    assert store.errands(NOW + DAY, 9) == ()


def test_an_article_is_found_by_its_link_where_the_chat_may_see_it(store: Store, amina: Chat) -> None:
    own = feed(store, "own", is_shared=False)
    link = "https://own.example/1"
    store.admit(own.id, [replace(make.prepared(make.draft(url=f"{link}?utm_source=x")), link=link)], NOW)
    assert store.article_by_link(amina.id, link) is None
    store.follow(amina.id, own.id)
    found = store.article_by_link(amina.id, link)
    assert found
    assert found.source == own


def test_a_group_that_moves_keeps_what_it_follows_and_has_muted(store: Store) -> None:
    old = store.meet(Address(-5), ChatKind.GROUP, "Readers", "en", NOW)
    new = store.meet(Address(-1005), ChatKind.SUPERGROUP, "Readers", "en", NOW)
    shared, own, both = feed(store), feed(store, "own", is_shared=False), feed(store, "both", is_shared=False)
    store.mute(new.id, shared.id)
    for chat, source in ((new, own), (new, both), (old, both)):
        store.follow(chat.id, source.id)
    store.migrate(-5, -1005, NOW)
    kept = {follow.source: follow.is_muted for follow in store.follows(old.id)}
    assert kept == {shared: True, own: False, both: False}


def test_a_source_that_moved_to_another_ones_address_goes_into_it_with_its_readers_and_articles(
    store: Store, amina: Chat
) -> None:
    bilal = store.meet(Address(8), ChatKind.PRIVATE, "Bilal", "en", NOW)
    old, new = feed(store, "old", is_shared=False), feed(store, "new", is_shared=False)
    for chat, source in ((amina, old), (bilal, old), (bilal, new)):
        store.follow(chat.id, source.id)
    store.mute(bilal.id, new.id)
    for source, titles in ((old, ("Both told", "Old told")), (new, ("Both told", "New told"))):
        polling = read(store.begin_polling(source.id, NOW))
        store.record_poll(
            polling, [make.prepared(make.draft(title, key=f"{title} {source.id}")) for title in titles], NOW
        )
    assert store.merge_moved() == ()
    store.record_unchanged([read(store.begin_polling(old.id, NOW), moved_to=new.url, moved_times=2)])
    assert store.merge_moved() == ((old, new),)
    assert store.merge_moved() == ()
    assert [follow.source for follow in store.follows(amina.id)] == [new]
    assert [(follow.source, follow.is_muted) for follow in store.follows(bilal.id)] == [(new, True)]
    assert [polling.source for polling in store.due_sources(NOW + DAY, 9)] == [new]
    held = [article.title for article in store.articles(range(1, 9_999)) if article.source.id == new.id]
    assert sorted(held) == ["Both told", "New told", "Old told"]
    again = store.admit(new.id, [make.prepared(make.draft("Old told", key=f"Old told {old.id}"))], NOW)
    assert again.known == 1
