"""A page's feeds and articles are found however it is written, and a hostile page costs what an honest one does."""

import pytest

from bot.ingest.discovery import articles_on, common_addresses, feeds_on

URL = "https://harbour.example/"


def feeds(page: str, url: str = URL) -> list[str]:
    return [hint.url for hint in feeds_on(page.encode(), url)]


@pytest.mark.parametrize(
    "tag",
    [
        '<link rel="alternate" type="application/rss+xml" href="/feed">',
        "<LINK HREF='/feed' TYPE='application/atom+xml' REL='alternate'/>",
        "<link rel=alternate type=application/rss+xml href=/feed>",
        '<link rel="alternate home" type="application/rss+xml; charset=utf-8" href="https://harbour.example/feed">',
        '<a href="/feed">RSS</a>',
    ],
)
def test_a_feed_is_found_however_it_is_named(tag: str) -> None:
    assert feeds(f"<html><head>{tag}</head><body><p>Hello</p></body></html>") == ["https://harbour.example/feed"]


@pytest.mark.parametrize(
    "tag",
    [
        '<!-- <link rel="alternate" type="application/rss+xml" href="/feed"> -->',
        '<link rel="stylesheet" type="text/css" href="/feed">',
        '<link rel="alternate" hreflang="de" href="/feed">',
        '<link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">',
        '<link rel="alternate" type="application/rss+xml" title="Comments" href="/comments/feed">',
        '<a href="https://other.example/feed">RSS</a>',
    ],
)
def test_what_is_no_feed_of_the_page_is_not_offered(tag: str) -> None:
    assert feeds(f"<html><head>{tag}</head></html>") == []


def test_a_base_moves_relative_addresses() -> None:
    page = '<base href="https://cdn.example/news/"><link rel="alternate" type="application/rss+xml" href="feed.xml">'
    assert feeds(page) == ["https://cdn.example/news/feed.xml"]


def test_a_front_page_gives_its_articles_in_its_order_and_nothing_else() -> None:
    page = """<html><head><title>Harbour Post</title></head><body>
    <nav><a href="/about">About us and our paper</a><a href="/tag/ships/">All about ships here</a><a href="/login">Log in now please</a></nav>
    <a href="/2026/03/09/ferry-runs-late-again"><img src="x.jpg"></a>
    <a href="/2026/03/09/ferry-runs-late-again">Ferry runs late again this morning</a>
    <a href="/2026/03/09/ferry-runs-late-again#comments">Read</a>
    <a href="https://www.harbour.example/news/bridge-to-open-in-may?utm_source=front">Bridge to open in May</a>
    <a href="https://ads.example/2026/03/09/buy-this-thing">Buy this wonderful thing today</a>
    <a href="/pictures/2026-03-09-boats-at-sea.jpg">Boats at sea in the morning</a>
    </body></html>"""
    reading = articles_on(page.encode(), URL)
    assert reading.title == "Harbour Post"
    assert [draft.title for draft in reading.drafts] == ["Ferry runs late again this morning", "Bridge to open in May"]
    assert {draft.published_at for draft in reading.drafts} == {None}


def test_the_usual_places_begin_with_those_of_the_page_itself() -> None:
    assert common_addresses("https://harbour.example/blog/")[0] == "https://harbour.example/blog/feed"
    assert "https://harbour.example/rss.xml" in common_addresses("https://harbour.example/news/page.html")


@pytest.mark.parametrize(
    "piece",
    [
        "<a ",
        "<a href=x>",
        "<link ",
        "<!--",
        "<script",
        "<title>",
        '<a href="',
        "<base href=",
        "<a href=/a-b-c>" + "w " * 9,
    ],
)
def test_a_page_of_a_million_tags_is_looked_at_and_left(piece: str) -> None:
    page = (piece * (1_000_000 // len(piece))).encode()
    assert len(feeds_on(page, URL)) <= 8
    assert len(articles_on(page, URL).drafts) <= 100
