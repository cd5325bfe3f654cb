"""Over real sockets and real reading processes: a site is added, asked again for nothing, and its pages are read."""

from collections.abc import Iterator

import pytest

from bot.errors import UserCanFix
from bot.ingest.readers import Readers
from bot.model import Chat
from bot.newsroom import Newsroom
from bot.store import Store
from tests.ingest.world import Asked, Web, answer, redirect
from tests.make import DAY, HOUR, NOW
from tests.newsroom.town import Item, feed

SENTENCES = "".join(
    f"<p>The new bridge over the harbour was opened on day {n} with a band and many boats.</p>" for n in range(12)
)
ARTICLE = f"<html><head><title>Bridge opens</title></head><body><article><h1>Bridge opens</h1>{SENTENCES}</article></body></html>"


@pytest.fixture
def web() -> Iterator[Web]:
    with Web() as opened:
        yield opened


@pytest.fixture
def readers() -> Iterator[Readers]:
    with Readers(workers=1) as opened:
        yield opened


def test_a_site_is_found_polled_and_read_whole(web: Web, readers: Readers, store: Store, amina: Chat) -> None:
    site = web.url("harbour.test")
    page = '<html><head><title>Harbour Post</title><link rel="alternate" type="application/rss+xml" href="/feed"></head></html>'
    web.has("harbour.test", answer(200, page.encode(), Content_Type="text/html"), "/")
    teaser = feed([Item("Bridge opens to all", f"{site}1?utm_source=rss", NOW - HOUR, "1", "The bridge …")])

    async def polled(asked: Asked, writer) -> None:  # type: ignore[no-untyped-def]
        same = asked.headers.get("if-none-match") == '"1"'
        await (answer(304) if same else answer(200, teaser, ETag='"1"', Content_Type="text/xml"))(asked, writer)

    web.has("harbour.test", polled, "/feed")
    web.has("harbour.test", answer(200, ARTICLE.encode(), Content_Type="text/html"), "/1")
    with web.fetcher() as fetcher:
        newsroom = Newsroom(store, fetcher, readers)
        added = newsroom.add_source(amina, site, NOW)
        assert added.source
        assert added.source.url == web.url("harbour.test", "/feed")
        assert newsroom.refresh(NOW).completed == 1
        (story,) = newsroom.recent("", NOW, amina)
        assert newsroom.tell(story, 2)
        again = newsroom.refresh(NOW + 23 * HOUR)
        assert (again.polled, again.unchanged) == (1, 1)
        assert newsroom.read_link(amina, f"{site}1", NOW).id == story.id
        assert web.paths("harbour.test").count("/1?utm_source=rss") == 1


def test_an_address_that_may_not_be_reached_says_what_one_that_can_not_says(
    web: Web, readers: Readers, store: Store, amina: Chat
) -> None:
    web.names("dead.test", ())
    web.names("inside.test", ("10.0.0.1",))
    hop = web.has("hop.test", redirect("http://169.254.169.254/latest/meta-data/"))
    said = set()
    with web.fetcher() as fetcher:
        newsroom = Newsroom(store, fetcher, readers)
        for url in ("http://dead.test/", "http://inside.test/", "http://127.0.0.1/", hop):
            for ask in (newsroom.add_source, newsroom.read_link):
                with pytest.raises(UserCanFix) as caught:
                    ask(amina, url, NOW)
                said.add(str(caught.value))
    assert len(said) == 1


def test_a_refresh_that_is_wound_down_ends_and_loses_nothing(web: Web, readers: Readers, store: Store) -> None:
    with web.fetcher() as fetcher:
        newsroom = Newsroom(store, fetcher, readers)
        for n in range(5):
            document = feed([Item(f"Bridge {n} opens to all", f"{web.url('s.test')}{n}", NOW - HOUR, str(n))])
            web.has(f"s{n}.test", answer(200, document, Content_Type="text/xml"))
            newsroom.add_source(None, web.url(f"s{n}.test"), NOW)
        newsroom.wind_down()
        assert newsroom.refresh(NOW + DAY).polled == 1
        assert {polling.failures for polling in store.pollings()} == {0}
