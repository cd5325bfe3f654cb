"""A source is found by any address that leads to it, and what one chat reads is nobody else's business."""

from datetime import time

import pytest

from bot import ingest
from bot.errors import TryLater, UserCanFix
from bot.ingest.outcomes import Failure, Request
from bot.model import Chat, SourceKind
from bot.newsroom import Newsroom
from bot.store import Store
from tests.make import DAY, HOUR, NOW
from tests.newsroom.town import Feed, Item, Town, page

SITE = "https://harbour.example/"
URL = "https://harbour.example/feed"
ARTICLES = [
    Item(f"Ferry {n} leaves the old harbour", f"https://harbour.example/{n}", NOW - n * HOUR) for n in range(1, 5)
]


def site(*links: str) -> str:
    return f"<html><head><title>Harbour Post</title>{''.join(links)}</head><body><p>Welcome.</p></body></html>"


def alternate(href: str, title: str = "News", kind: str = "application/rss+xml") -> str:
    return f'<link rel="alternate" type="{kind}" title="{title}" href="{href}">'


def opened(town: Town, url: str = URL) -> Feed:
    feed = Feed(url, list(ARTICLES))
    town.has(url, feed)
    return feed


def read_by(newsroom: Newsroom, chat: Chat | None) -> list[str]:
    return [article.title for story in newsroom.recent("", NOW, chat) for article in story.articles]


# --- finding --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("given", [URL, "harbour.example/feed", "feed:https://harbour.example/feed", f"  {URL}\n"])
def test_a_feed_is_added_by_its_address_however_it_is_written(
    newsroom: Newsroom, town: Town, amina: Chat, given: str
) -> None:
    opened(town)
    added = newsroom.add_source(amina, given, NOW)
    assert added.source
    assert (added.source.url, added.source.title, added.source.kind) == (URL, "Harbour Post", SourceKind.FEED)


def test_a_site_is_added_by_the_feed_it_names(newsroom: Newsroom, town: Town, amina: Chat) -> None:
    opened(town)
    comments = alternate("/comments/feed", "Comments")
    town.has(
        SITE,
        site(alternate("/feed", "Harbour RSS"), alternate("/atom", "Harbour Atom", "application/atom+xml"), comments),
    )
    added = newsroom.add_source(amina, "harbour.example", NOW)
    assert added.source
    assert added.source.url == URL


def test_a_site_with_several_feeds_offers_the_choice(newsroom: Newsroom, town: Town, amina: Chat) -> None:
    town.has(SITE, site(alternate("/sport.xml", "Sport"), alternate("/city.xml", "City")))
    added = newsroom.add_source(amina, SITE, NOW)
    assert added.source is None
    assert [(hint.title, hint.url) for hint in added.choices] == [
        ("Sport", "https://harbour.example/sport.xml"),
        ("City", "https://harbour.example/city.xml"),
    ]


def test_a_site_that_names_no_feed_is_looked_at_where_feeds_are_kept(
    newsroom: Newsroom, town: Town, amina: Chat
) -> None:
    town.has(SITE, site())
    opened(town, "https://harbour.example/rss.xml")
    added = newsroom.add_source(amina, SITE, NOW)
    assert added.source
    assert added.source.url == "https://harbour.example/rss.xml"


def test_a_news_page_without_a_feed_is_read_by_the_articles_it_leads_to(
    newsroom: Newsroom, town: Town, amina: Chat
) -> None:
    def front(count: int) -> str:
        links = "".join(
            f'<a href="/2026/03/bridge-{n}-opens-today.html"><img></a>'
            f'<a href="/2026/03/bridge-{n}-opens-today.html">Bridge number {n} opens to the public today</a>'
            for n in range(count)
        )
        return f'<html><head><title>Harbour Post</title></head><body><a href="/about">About us and our paper</a>{links}</body></html>'

    town.has(SITE, front(6))
    added = newsroom.add_source(amina, SITE, NOW)
    assert added.source
    assert added.source.kind is SourceKind.PAGE
    assert read_by(newsroom, amina) == []  # it doesn't say what of it is new
    sentences = "".join(
        f"<p>The bridge number 6 opened to the public today, and car {n} went over it.</p>" for n in range(12)
    )
    link = "https://harbour.example/2026/03/bridge-6-opens-today.html"
    town.has(
        link, f"<html><body><article><h1>Bridge number 6 opens to the public</h1>{sentences}</article></body></html>"
    )
    town.has(SITE, front(7))
    newsroom.refresh(NOW + DAY)
    newsroom.refresh(NOW + DAY)
    (story,) = newsroom.recent("", NOW + DAY, amina)
    assert story.title == "Bridge number 6 opens to the public"
    assert story.is_whole
    assert town.asked[link] == 1


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ("ftp://harbour.example/feed", "not a web address"),
        ("https://amina:secret@harbour.example/feed", "not a web address"),
        ("nonsense", "not a web address"),
        ("https://empty.example/", "neither a feed nor a list of news"),
        ("https://nowhere.example/", "no page or feed at this address"),
    ],
)
def test_an_address_without_news_gets_a_sentence(
    newsroom: Newsroom, town: Town, amina: Chat, given: str, sentence: str
) -> None:
    town.has("https://empty.example/", site())
    with pytest.raises(UserCanFix, match=sentence) as caught:
        newsroom.add_source(amina, given, NOW)
    assert "secret" not in str(caught.value)
    assert newsroom.sources_of(amina) == ()


def test_without_a_way_to_the_web_a_sentence_says_so(store: Store, amina: Chat) -> None:
    with pytest.raises(UserCanFix, match="no way to the web"):
        Newsroom(store).add_source(amina, URL, NOW)


# --- who reads what ---------------------------------------------------------------------------------------------------


def test_what_a_chat_adds_is_read_by_that_chat_alone(newsroom: Newsroom, town: Town, amina: Chat, bilal: Chat) -> None:
    opened(town)
    newsroom.add_source(amina, URL, NOW)
    assert len(read_by(newsroom, amina)) == 3
    assert read_by(newsroom, bilal) == read_by(newsroom, None) == []
    (story, *_) = newsroom.recent("", NOW, amina)
    assert newsroom.story(story.id, bilal) is None
    assert newsroom.stories([story.id], bilal) == ()
    assert newsroom.latest(bilal, "ferry", NOW).story_ids == ()
    assert newsroom.preview(bilal, NOW).items == ()
    assert newsroom.preview(amina, NOW).items != ()
    assert newsroom.sources_of(bilal) == ()


def test_what_the_operator_adds_is_read_by_everybody_who_has_not_muted_it(
    newsroom: Newsroom, town: Town, amina: Chat, bilal: Chat
) -> None:
    opened(town)
    source = newsroom.add_source(None, URL, NOW).source
    assert source
    newsroom.mute(amina, source.id)
    assert read_by(newsroom, amina) == []
    assert len(read_by(newsroom, bilal)) == len(read_by(newsroom, None)) == 3
    newsroom.unmute(amina, source.id)
    assert len(read_by(newsroom, amina)) == 3


def test_a_digest_tells_only_what_its_chat_reads(
    newsroom: Newsroom, town: Town, store: Store, amina: Chat, bilal: Chat
) -> None:
    opened(town)
    newsroom.add_source(amina, URL, NOW)
    for chat in (amina, bilal):
        newsroom.subscribe(chat, time(7, 30), "Asia/Dhaka", (0, 1, 2, 3, 4, 5, 6), NOW)
    newsroom.plan_due(NOW + DAY)
    texts = {
        row.chat_id: row.message.text for row in store.claim(NOW + DAY, limit=9, lease="x", lease_until=NOW + 2 * DAY)
    }
    assert "Ferry" in texts[amina.id]
    assert "Ferry" not in texts[bilal.id]


def test_nobody_comes_to_another_chats_source_by_its_number(
    newsroom: Newsroom, town: Town, amina: Chat, bilal: Chat
) -> None:
    opened(town)
    source = newsroom.add_source(amina, URL, NOW).source
    assert source
    assert not newsroom.unmute(bilal, source.id)
    assert not newsroom.mute(bilal, source.id)
    assert not newsroom.unfollow(bilal, source.id)
    assert read_by(newsroom, bilal) == []
    assert len(read_by(newsroom, amina)) == 3


def test_two_chats_that_add_the_same_source_share_its_polls(
    newsroom: Newsroom, town: Town, amina: Chat, bilal: Chat
) -> None:
    opened(town)
    newsroom.add_source(amina, URL, NOW)
    assert newsroom.add_source(bilal, URL, NOW).source == newsroom.sources_of(amina)[0].source
    assert town.asked[URL] == 1
    assert len(read_by(newsroom, bilal)) == 3


def test_two_sources_that_move_to_one_address_become_one_with_nothing_doubled(
    newsroom: Newsroom, town: Town, store: Store, amina: Chat, bilal: Chat
) -> None:
    new = "https://pier.example/feed"
    common = [Item(f"Both say {n}", f"https://pier.example/{n}", NOW - n * HOUR, f"{n}") for n in range(3)]
    feeds = [Feed(f"https://{name}.example/feed", list(common), name) for name in ("harbour", "lighthouse")]
    for feed, chat in zip(feeds, (amina, bilal), strict=True):
        town.has(feed.url, feed)
        newsroom.add_source(chat, feed.url, NOW)
    feeds[0].publish(Item("Only the harbour says this", "https://pier.example/own", NOW, "own"))
    newsroom.refresh(NOW + HOUR)
    town.has(new, Feed(new, feeds[0].items))
    for feed in feeds:
        feed.moved_to = new
    merged, now = 0, NOW
    while now < NOW + 5 * DAY:
        now, town.now = now + HOUR, now + HOUR
        newsroom.refresh(now)
        merged += newsroom.merge_moved_sources()
    assert merged == 1
    (source,) = {view.source for chat in (amina, bilal) for view in newsroom.sources_of(chat)}
    assert source.url == new
    town.sites[new].publish(Item("News after the move", "https://pier.example/later", now, "later"))  # type: ignore[attr-defined]
    newsroom.refresh(now + DAY)
    for chat in (amina, bilal):
        titles = [story.lead.title for story in newsroom.recent("", now + DAY, chat)]
        assert titles.count("News after the move") == 1
    held = [a.title for a in store.articles(range(1, 100)) if a.source.id == source.id]
    assert sorted(held) == sorted({*held})
    assert {"Only the harbour says this", "Both say 0"} <= {*held}
    town.asked.clear()
    newsroom.refresh(now + 3 * DAY)
    assert set(town.asked) == {new}


def test_a_removed_source_stays_with_those_who_added_it_themselves(
    newsroom: Newsroom, town: Town, amina: Chat, bilal: Chat
) -> None:
    opened(town)
    newsroom.add_source(amina, URL, NOW)
    source = newsroom.add_source(None, URL, NOW).source
    assert source
    assert len(read_by(newsroom, bilal)) == 3
    assert newsroom.remove_source(source.id)
    assert read_by(newsroom, bilal) == []
    assert len(read_by(newsroom, amina)) == 3


def test_a_chat_has_fifty_sources_of_its_own_and_no_more(newsroom: Newsroom, town: Town, amina: Chat) -> None:
    outlines = "".join(f'<outline text="S {n}" xmlUrl="https://s{n}.example/feed"/>' for n in range(60))
    reading = ingest.read_document("list.opml", f"<opml><body>{outlines}</body></opml>".encode())
    followed = newsroom.import_opml(amina, reading, NOW)
    assert (followed.added, followed.known, followed.left_out) == (50, 0, 10)
    opened(town)
    with pytest.raises(UserCanFix, match="50 sources"):
        newsroom.add_source(amina, URL, NOW)


def test_a_list_goes_out_as_it_came_in(newsroom: Newsroom, amina: Chat) -> None:
    outlines = "".join(f'<outline text="S {n}" xmlUrl="https://s{n}.example/feed"/>' for n in range(3))
    reading = ingest.read_document("list.opml", f"<opml><body>{outlines}</body></opml>".encode())
    newsroom.import_opml(amina, reading, NOW)
    assert newsroom.import_opml(amina, reading, NOW).known == 3
    again = ingest.read_document("list.opml", newsroom.export_opml(amina))
    assert [hint.url for hint in again.sources] == [hint.url for hint in reading.sources]


def test_looking_at_addresses_has_a_limit_by_the_hour(newsroom: Newsroom, town: Town, amina: Chat, bilal: Chat) -> None:
    for n in range(31):
        opened(town, f"https://s{n}.example/feed")
    for n in range(30):
        newsroom.add_source(amina, f"https://s{n}.example/feed", NOW)
    with pytest.raises(TryLater) as caught:
        newsroom.add_source(amina, "https://s30.example/feed", NOW)
    assert NOW < caught.value.at <= NOW + HOUR
    assert newsroom.may_notify(amina, NOW)
    assert not newsroom.may_notify(amina, NOW + HOUR / 2)
    assert newsroom.add_source(bilal, "https://s30.example/feed", NOW).source
    assert newsroom.add_source(amina, "https://s30.example/feed", caught.value.at).source


# --- links --------------------------------------------------------------------------------------------------------------

LINK = "https://harbour.example/bridge-opens"
ARTICLE = (
    '<html><head><title>Bridge opens</title><meta property="og:site_name" content="Harbour Post"></head><body><article><h1>Bridge opens</h1>'
    + "".join(
        f"<p>The new bridge over the harbour was opened on day {n} with a band and many boats.</p>" for n in range(12)
    )
    + "</article></body></html>"
)


def test_a_link_is_read_once_and_for_its_chat_alone(newsroom: Newsroom, town: Town, amina: Chat, bilal: Chat) -> None:
    town.has(LINK, ARTICLE)
    story = newsroom.read_link(amina, LINK, NOW)
    assert (story.title, story.lead.source.title) == ("Bridge opens", "Harbour Post")
    assert newsroom.tell(story, 2)
    again = newsroom.read_link(amina, f"{LINK}/?utm_source=chat#top", NOW)
    assert again.lead.id == story.lead.id
    assert town.asked[LINK] == 1
    assert newsroom.sent_text(amina, story.lead.id)
    assert newsroom.sent_text(bilal, story.lead.id) is None
    assert newsroom.known_link(bilal, LINK) is None
    assert read_by(newsroom, amina) == read_by(newsroom, bilal) == []


def test_a_link_to_what_a_source_brought_is_answered_from_the_store(
    newsroom: Newsroom, town: Town, amina: Chat
) -> None:
    whole = " ".join(f"The new bridge was opened on day {n} with a band and many boats." for n in range(20))
    town.has(URL, Feed(URL, [Item("Bridge opens", LINK, NOW - HOUR, about=whole)]))
    newsroom.add_source(amina, URL, NOW)
    story = newsroom.read_link(amina, "http://www.harbour.example/bridge-opens?fbclid=1", NOW)
    assert story.id
    assert town.asked[LINK] == 0


@pytest.mark.parametrize("failure", list(Failure))
def test_a_link_that_can_not_be_read_gets_a_sentence(
    newsroom: Newsroom, town: Town, amina: Chat, failure: Failure
) -> None:
    town.fails(LINK, failure)
    with pytest.raises(UserCanFix) as caught:
        newsroom.read_link(amina, LINK, NOW)
    assert str(caught.value).endswith(".")


def test_links_have_a_limit_by_the_hour(newsroom: Newsroom, town: Town, amina: Chat) -> None:
    asked: list[Request] = []
    for n in range(21):
        town.has(f"{LINK}-{n}", lambda request: asked.append(request) or page(request.url, ARTICLE.encode()))  # type: ignore[func-returns-value]
    for n in range(20):
        newsroom.read_link(amina, f"{LINK}-{n}", NOW)
    with pytest.raises(TryLater):
        newsroom.read_link(amina, f"{LINK}-20", NOW)
    assert len(asked) == 20
    assert newsroom.read_link(amina, f"{LINK}-3", NOW)  # what is stored costs nothing
