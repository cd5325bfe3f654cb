"""What sources publish is read once, whatever they do; and people hear of it when one can't be read."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from bot.ingest.outcomes import Failed, Failure, Kind, Request
from bot.model import Chat
from bot.newsroom import Newsroom
from bot.store import Store
from tests.make import DAY, HOUR, NOW
from tests.newsroom.town import DEADLY, Desk, Feed, Item, Town, page

URL = "https://harbour.example/feed"
WHOLE = " ".join(f"The ferry number {n} left the harbour on time and nobody was late." for n in range(20))


def item(number: int, at: datetime | None = None, **more: object) -> Item:
    value = Item(
        f"Ferry number {number} leaves the harbour", f"https://harbour.example/{number}", at, f"id-{number}", WHOLE
    )
    return replace(value, **more)  # type: ignore[arg-type]


def feed_of(town: Town, count: int = 6, **more: object) -> Feed:
    feed = Feed(URL, [item(n, NOW - (n + 1) * HOUR) for n in range(count)], **more)  # type: ignore[arg-type]
    town.has(URL, feed)
    return feed


def run(newsroom: Newsroom, town: Town, until: datetime) -> None:
    """Let time go by, as the ticks do."""
    while (at := newsroom.next_refresh_at()) is not None and at <= until:
        town.now = max(at, town.now)
        newsroom.refresh(town.now)
        newsroom.refresh(town.now, failing=True)
    town.now = until


def titles(newsroom: Newsroom, chat: Chat, now: datetime) -> list[str]:
    """Of all articles that the chat's newest stories are told by, newest first."""
    articles = [article for story in newsroom.recent("", now, chat) for article in story.articles]
    return [article.title for article in sorted(articles, key=lambda article: article.published_at, reverse=True)]


def said(store: Store, chat: Chat) -> list[str]:
    """What is owed to the chat, taken out of the outbox."""
    texts = []
    now = NOW + 365 * DAY
    while owed := store.claim(now, limit=10, lease="x", lease_until=now + HOUR):
        for row in owed:
            store.settle(row.id, "x", state="sent", now=now, message_id=1, spend_attempt=True)
            texts += [row.message.text] if row.chat_id == chat.id else []
    return texts


# --- what is news -------------------------------------------------------------------------------------------------


def test_a_new_source_shows_its_newest_three_and_nothing_of_its_past(
    newsroom: Newsroom, town: Town, amina: Chat
) -> None:
    feed_of(town, 30)
    added = newsroom.add_source(amina, URL, NOW)
    assert added.source is not None
    assert added.new == 3
    assert titles(newsroom, amina, NOW) == [item(n).title for n in range(3)]
    run(newsroom, town, NOW + 2 * DAY)
    assert len(titles(newsroom, amina, NOW + 2 * DAY)) == 3


def test_what_is_published_after_it_was_added_is_news_once(
    newsroom: Newsroom, town: Town, amina: Chat, store: Store
) -> None:
    feed = feed_of(town)
    newsroom.add_source(amina, URL, NOW)
    run(newsroom, town, NOW + 5 * HOUR)
    feed.publish(item(100, NOW + 5 * HOUR))
    run(newsroom, town, NOW + DAY)
    assert titles(newsroom, amina, town.now).count(item(100).title) == 1
    assert store.unplaced() == ()


@pytest.mark.parametrize("year", [1970, 2099])
def test_dates_that_can_not_be_flood_nobody_and_hide_nothing(
    newsroom: Newsroom, town: Town, amina: Chat, year: int
) -> None:
    odd = datetime(year, 1, 1, tzinfo=UTC)
    feed = Feed(URL, [item(n, odd) for n in range(30)])
    town.has(URL, feed)
    newsroom.add_source(amina, URL, NOW)
    assert len(titles(newsroom, amina, NOW)) <= 3
    feed.publish(item(100, odd))
    run(newsroom, town, NOW + DAY)
    assert "Ferry number 100 leaves the harbour" in titles(newsroom, amina, town.now)
    assert len(titles(newsroom, amina, town.now)) <= 4


def test_entries_without_a_date_are_the_past_at_first_and_news_later(
    newsroom: Newsroom, town: Town, amina: Chat
) -> None:
    feed = Feed(URL, [item(n) for n in range(30)])
    town.has(URL, feed)
    newsroom.add_source(amina, URL, NOW)
    assert titles(newsroom, amina, NOW) == []
    feed.publish(item(100))
    run(newsroom, town, NOW + DAY)
    assert titles(newsroom, amina, town.now) == ["Ferry number 100 leaves the harbour"]


def test_a_feed_that_changes_all_its_guids_floods_nobody(newsroom: Newsroom, town: Town, amina: Chat) -> None:
    feed = feed_of(town, 20)
    newsroom.add_source(amina, URL, NOW)
    before = titles(newsroom, amina, NOW)
    feed.items = [replace(each, guid=f"new-{each.guid}") for each in feed.items]
    feed.publish(item(100, NOW + HOUR))
    run(newsroom, town, NOW + DAY)
    assert titles(newsroom, amina, town.now) == ["Ferry number 100 leaves the harbour", *before]


def test_a_feed_that_moves_its_articles_to_another_site_floods_nobody(
    newsroom: Newsroom, town: Town, amina: Chat
) -> None:
    feed = feed_of(town, 20)
    newsroom.add_source(amina, URL, NOW)
    before = titles(newsroom, amina, NOW)
    feed.items = [
        replace(each, guid=f"n{each.guid}", link=f"https://new.example/a/{n}") for n, each in enumerate(feed.items)
    ]
    run(newsroom, town, NOW + DAY)
    assert titles(newsroom, amina, town.now) == before


def test_a_feed_that_reorders_and_tags_its_links_tells_nothing_twice(
    newsroom: Newsroom, town: Town, amina: Chat
) -> None:
    feed = Feed(URL, [item(n, NOW - (n + 1) * HOUR, guid=None) for n in range(6)])
    town.has(URL, feed)
    newsroom.add_source(amina, URL, NOW)
    feed.items = [
        replace(each, link=f"{each.link}?utm_source=rss&utm_medium={n}") for n, each in enumerate(reversed(feed.items))
    ]
    run(newsroom, town, NOW + DAY)
    assert len(titles(newsroom, amina, town.now)) == 3


def test_articles_that_share_the_front_page_as_their_address_are_all_told(
    newsroom: Newsroom, town: Town, amina: Chat
) -> None:
    feed = Feed(URL, [item(n, NOW - (n + 1) * HOUR, link="https://harbour.example/") for n in range(3)])
    town.has(URL, feed)
    newsroom.add_source(amina, URL, NOW)
    feed.publish(*(item(n, NOW + HOUR, link="https://harbour.example/") for n in range(50, 53)))
    run(newsroom, town, NOW + 4 * HOUR)
    assert len(set(titles(newsroom, amina, town.now))) == 6


# --- asking --------------------------------------------------------------------------------------------------------


def test_an_unchanged_feed_is_answered_without_a_document(
    newsroom: Newsroom, town: Town, desk: Desk, amina: Chat
) -> None:
    feed_of(town)
    newsroom.add_source(amina, URL, NOW)
    read = desk.documents
    run(newsroom, town, NOW + 20 * HOUR)
    assert town.asked[URL] > 5
    assert town.full[URL] == 1
    assert desk.documents == read


def test_of_a_changed_feed_only_what_is_new_is_prepared(
    newsroom: Newsroom, town: Town, desk: Desk, amina: Chat
) -> None:
    feed = feed_of(town, 60, shows=61)
    newsroom.add_source(amina, URL, NOW)
    desk.prepared = 0
    feed.publish(item(100, NOW + HOUR))
    run(newsroom, town, NOW + DAY)
    assert desk.prepared == 1
    assert titles(newsroom, amina, town.now).count(item(100).title) == 1


def test_what_a_feed_only_began_is_prepared_when_it_shows_the_whole(
    newsroom: Newsroom, town: Town, amina: Chat
) -> None:
    feed = feed_of(town, 3, shows=10)
    newsroom.add_source(amina, URL, NOW)
    feed.publish(item(100, NOW + HOUR, about="The ferry left […]"))
    run(newsroom, town, NOW + DAY)
    feed.items[0] = item(100, NOW + HOUR)
    run(newsroom, town, NOW + 3 * DAY)
    articles = [article for story in newsroom.recent("", town.now, amina) for article in story.articles]
    (found,) = [article for article in articles if article.title == item(100).title]
    assert found.is_whole
    assert found.ranking.spans


def test_an_unchanged_feed_of_a_server_without_validators_is_not_read_again(
    newsroom: Newsroom, town: Town, desk: Desk, amina: Chat
) -> None:
    feed_of(town, has_etag=False)
    newsroom.add_source(amina, URL, NOW)
    read = desk.documents
    run(newsroom, town, NOW + 20 * HOUR)
    assert town.full[URL] > 5
    assert desk.documents == read


def test_an_etag_that_never_changes_hides_news_for_a_day_at_most(newsroom: Newsroom, town: Town, amina: Chat) -> None:
    feed = feed_of(town, stuck_etag='"always"')
    newsroom.add_source(amina, URL, NOW)
    feed.publish(item(100, NOW + HOUR))
    run(newsroom, town, NOW + 2 * DAY)
    assert "Ferry number 100 leaves the harbour" in titles(newsroom, amina, town.now)


def test_a_busy_source_is_asked_often_and_a_slow_one_seldom(newsroom: Newsroom, town: Town, amina: Chat) -> None:
    busy, slow = "https://busy.example/feed", "https://slow.example/feed"
    town.has(busy, Feed(busy, [item(n, NOW - n * timedelta(minutes=20)) for n in range(20)]))
    town.has(slow, Feed(slow, [item(n, NOW - n * 9 * DAY) for n in range(20)]))
    for url in (busy, slow):
        newsroom.add_source(amina, url, NOW)
    run(newsroom, town, NOW + DAY)
    assert town.asked[busy] >= 20
    assert town.asked[slow] <= 3
    times = [at for at, url in town.log if url == busy]
    assert min(later - earlier for earlier, later in pairwise(times)) >= timedelta(minutes=9)


def test_a_source_that_asks_to_be_left_alone_is(newsroom: Newsroom, town: Town, amina: Chat) -> None:
    feed_of(town, extra="<ttl>600</ttl>")
    newsroom.add_source(amina, URL, NOW)
    run(newsroom, town, NOW + DAY)
    assert town.asked[URL] <= 4


def test_nothing_is_asked_in_the_hours_a_source_sleeps(newsroom: Newsroom, town: Town, amina: Chat) -> None:
    hours = "".join(f"<hour>{hour}</hour>" for hour in range(8, 16))
    feed_of(town, extra=f"<skipHours>{hours}</skipHours>")
    newsroom.add_source(amina, URL, NOW)
    run(newsroom, town, NOW + 3 * DAY)
    assert len(town.log) > 10
    assert {at.hour for at, _ in town.log[1:]} & set(range(8, 16)) == set()


def test_a_source_that_nobody_reads_any_more_is_not_asked(newsroom: Newsroom, town: Town, amina: Chat) -> None:
    feed_of(town)
    source = newsroom.add_source(amina, URL, NOW).source
    assert source
    newsroom.unfollow(amina, source.id)
    run(newsroom, town, NOW + DAY)
    assert town.asked[URL] == 1


def test_hosts_that_answer_nothing_are_given_up_after_two_requests(newsroom: Newsroom, town: Town) -> None:
    urls = [f"https://tarpit.example/{n}" for n in range(40)]
    for url in urls:
        town.has(url, Feed(url, [item(1, NOW - HOUR)]))
        newsroom.add_source(None, url, NOW)
        town.fails(url, Failure.TIMEOUT)
    town.log.clear()
    newsroom.refresh(NOW + 2 * DAY)
    assert len(town.log) == 2
    assert newsroom.refresh(NOW + 2 * DAY).polled == 0


# --- trouble -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("hours", [1, 10, 100])
def test_a_host_that_was_away_is_asked_again_by_itself(newsroom: Newsroom, town: Town, amina: Chat, hours: int) -> None:
    feed = feed_of(town)
    newsroom.add_source(amina, URL, NOW)
    town.fails(URL)
    run(newsroom, town, NOW + hours * HOUR)
    assert len(town.log) <= 40
    town.has(URL, feed)
    feed.publish(item(100, NOW + hours * HOUR))
    run(newsroom, town, NOW + (hours + 24) * HOUR)
    assert "Ferry number 100 leaves the harbour" in titles(newsroom, amina, town.now)


def test_a_source_that_fails_for_a_day_is_told_once_and_once_when_it_is_back(
    newsroom: Newsroom, town: Town, store: Store, amina: Chat
) -> None:
    feed = feed_of(town)
    newsroom.add_source(amina, URL, NOW)
    town.fails(URL)
    run(newsroom, town, NOW + 12 * HOUR)
    assert said(store, amina) == []
    run(newsroom, town, NOW + 7 * DAY)
    assert len(town.log) <= 40
    (broke,) = said(store, amina)
    assert broke.startswith("Harbour Post can't be read since 10 Mar")
    assert "Nothing could be reached" in broke
    assert "at least once a day" in broke
    town.has(URL, feed)
    run(newsroom, town, NOW + 9 * DAY)
    (back,) = said(store, amina)
    assert back.startswith("Harbour Post is back")


def test_a_source_that_is_gone_is_told_and_never_asked_again(
    newsroom: Newsroom, town: Town, store: Store, amina: Chat, bilal: Chat
) -> None:
    feed_of(town)
    newsroom.add_source(amina, URL, NOW)
    town.fails(URL, Failure.GONE)
    run(newsroom, town, NOW + 3 * DAY)
    assert town.asked[URL] == 2
    (gone,) = said(store, amina)
    assert gone.startswith("Harbour Post is gone")
    assert newsroom.sources_of(amina)[0].state.startswith("gone since")


def test_those_who_muted_a_source_or_never_added_it_hear_nothing_of_its_trouble(
    newsroom: Newsroom, town: Town, store: Store, amina: Chat, bilal: Chat
) -> None:
    feed_of(town)
    source = newsroom.add_source(amina, URL, NOW).source
    assert source
    newsroom.add_source(bilal, URL, NOW)
    newsroom.mute(bilal, source.id)
    town.fails(URL, Failure.GONE)
    run(newsroom, town, NOW + DAY)
    assert said(store, bilal) == []


def test_trouble_of_what_everybody_reads_is_told_to_the_operator_alone(
    newsroom: Newsroom, town: Town, store: Store, amina: Chat
) -> None:
    feed_of(town)
    newsroom.add_source(None, URL, NOW)
    town.fails(URL, Failure.NOT_FOUND)
    run(newsroom, town, NOW + 3 * DAY)
    assert said(store, amina) == []
    (view,) = newsroom.sources_of(None)
    assert "tried again at" in view.state
    (checked,) = newsroom.check_sources()
    assert not checked.is_well
    assert checked.problem


def test_a_source_that_says_three_times_that_it_has_moved_is_asked_there(
    newsroom: Newsroom, town: Town, store: Store, amina: Chat
) -> None:
    feed = feed_of(town)
    newsroom.add_source(amina, URL, NOW)
    feed.moved_to = "https://pier.example/feed"
    town.has(feed.moved_to, Feed(feed.moved_to, feed.items))
    run(newsroom, town, NOW + 2 * DAY)
    (view,) = newsroom.sources_of(amina)
    assert view.source.url == "https://pier.example/feed"
    assert town.asked[URL] == 4
    (moved,) = said(store, amina)
    assert "https://pier.example/feed" in moved


def test_a_rest_that_a_host_asks_for_is_given(newsroom: Newsroom, town: Town, amina: Chat) -> None:
    feed_of(town)
    newsroom.add_source(amina, URL, NOW)
    town.fails(URL, Failure.TOO_MANY, retry_after=8 * HOUR)
    run(newsroom, town, NOW + DAY)
    assert town.asked[URL] <= 5


def test_a_document_that_kills_its_readers_is_set_aside_until_it_changes(
    newsroom: Newsroom, town: Town, desk: Desk, store: Store, amina: Chat
) -> None:
    feed = feed_of(town)
    newsroom.add_source(amina, URL, NOW)
    read = desk.documents
    town.has(URL, feed.content() + DEADLY)
    run(newsroom, town, NOW + 3 * DAY)
    assert desk.documents == read + 2
    (told,) = said(store, amina)
    assert "set aside" in told
    feed.publish(item(100, town.now))
    town.has(URL, feed)
    run(newsroom, town, NOW + 5 * DAY)
    assert "Ferry number 100 leaves the harbour" in titles(newsroom, amina, town.now)


def test_a_page_where_a_feed_was_is_trouble_and_no_article(
    newsroom: Newsroom, town: Town, store: Store, amina: Chat
) -> None:
    feed_of(town)
    newsroom.add_source(amina, URL, NOW)
    before = titles(newsroom, amina, NOW)
    town.has(URL, f"<html><head><title>Parked</title></head><body><p>{WHOLE}</p></body></html>")
    run(newsroom, town, NOW + 2 * DAY)
    assert titles(newsroom, amina, NOW) == before
    (told,) = said(store, amina)
    assert "no feed any more" in told


# --- whole articles ------------------------------------------------------------------------------------------------

LINK = "https://harbour.example/1"
ARTICLE = (
    "<html><head><title>Ferry number 1 leaves the harbour</title></head><body><article>"
    "<h1>Ferry number 1 leaves the harbour</h1>"
    + "".join(
        f"<p>The ferry of pier {n} left on time and its forty cars were landed before noon that day.</p>"
        for n in range(12)
    )
    + "</article></body></html>"
)


def teasing(town: Town) -> Feed:
    feed = Feed(URL, [item(1, NOW - HOUR, about="The ferry left …")])
    town.has(URL, feed)
    return feed


def test_the_page_of_an_article_that_the_feed_only_begins_is_fetched(
    newsroom: Newsroom, town: Town, amina: Chat
) -> None:
    teasing(town)
    asked: list[Request] = []
    town.has(LINK, lambda request: asked.append(request) or page(LINK, ARTICLE.encode()))  # type: ignore[func-returns-value]
    newsroom.add_source(amina, URL, NOW)
    assert newsroom.refresh(NOW).completed == 1
    assert asked[0].kind is Kind.PAGE  # robots.txt is obeyed for those
    (story,) = newsroom.recent("", NOW, amina)
    assert story.is_whole
    assert newsroom.tell(story, 2)
    run(newsroom, town, NOW + DAY)
    assert town.asked[LINK] == 1


@pytest.mark.parametrize(
    "wall",
    [
        "<html><body><article><p>The ferry left. Subscribe to continue reading this article.</p></article></body></html>",
        "<html><body><p>Before you continue: we and our partners use cookies. Accept all</p></body></html>",
        ARTICLE.replace("ferry", "parliament").replace(
            "Ferry number 1 leaves the harbour", "Budget vote delayed again"
        ),
    ],
)
def test_a_page_that_is_not_the_whole_article_leaves_the_teaser_as_it_is(
    newsroom: Newsroom, town: Town, amina: Chat, wall: str
) -> None:
    teasing(town)
    town.has(LINK, wall)
    newsroom.add_source(amina, URL, NOW)
    run(newsroom, town, NOW + 2 * DAY)
    assert town.asked[LINK] == 3
    (story,) = newsroom.recent("", town.now, amina)
    assert not story.is_whole


def test_a_page_that_robots_may_not_read_is_not_asked_for_again(newsroom: Newsroom, town: Town, amina: Chat) -> None:
    teasing(town)
    town.has(LINK, lambda request: Failed(Failure.ROBOTS))
    newsroom.add_source(amina, URL, NOW)
    run(newsroom, town, NOW + DAY)
    assert town.asked[LINK] == 1


def test_a_source_that_only_our_own_bug_keeps_from_being_read_keeps_no_other_waiting(
    newsroom: Newsroom, town: Town, amina: Chat
) -> None:
    feed = feed_of(town)
    newsroom.add_source(amina, URL, NOW)
    other = Feed("https://a.example/feed", [])
    town.has(other.url, other)
    newsroom.add_source(amina, other.url, NOW)
    feed.publish(item(100, NOW + 2 * DAY))
    town.has(other.url, lambda request: "no outcome")  # type: ignore[arg-type, return-value]
    with pytest.raises(ExceptionGroup, match="1 of 2 sources"):
        newsroom.refresh(NOW + 2 * DAY)
    assert item(100).title in titles(newsroom, amina, NOW + 2 * DAY)
    assert newsroom.refresh(NOW + 2 * DAY).polled == 0


def test_without_a_way_to_the_web_a_refresh_does_nothing(store: Store) -> None:
    assert Newsroom(store).refresh(NOW).polled == 0
