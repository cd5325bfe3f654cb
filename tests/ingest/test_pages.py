"""HTML pages: an article, what a wall left of one, a front page, a consent form."""

from datetime import UTC, datetime

import pytest

from bot.errors import Unreadable
from bot.ingest import DocumentKind, Reading, read_document
from bot.model import Extent

PARAGRAPHS = "".join(
    f"<p>The night ferry sailed for the {n}th time this year, and the people of the islands stood at the pier to greet it.</p>"
    for n in range(4, 10)
)
HEAD = """<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>Night ferry saved by islanders | Harbour Courier</title>
<meta property="og:site_name" content="Harbour Courier"><meta property="og:title" content="Night ferry saved by islanders">
<link rel="canonical" href="/news/ferry"><meta property="article:published_time" content="2025-11-13T18:20:00+01:00">
<meta name="author" content="Ann Lee"></head>"""
NAV = "<header><h1>Harbour Courier</h1><nav><ul><li><a href='/'>Home</a></li><li><a href='/w'>World</a></li></ul></nav></header>"
FOOT = "<footer><p>© 2025 Harbour Courier. All rights reserved.</p></footer></body></html>"


def page(inside: str, head: str = HEAD) -> Reading:
    reading = read_document(
        "saved.html", f"{head}<body>{NAV}{inside}{FOOT}".encode(), url="https://harbour.example/x?utm=1"
    )
    assert reading.kind is DocumentKind.HTML
    return reading


def test_an_article_is_read_with_its_facts() -> None:
    reading = page(
        f"<article><h1>Night ferry saved by islanders</h1>{PARAGRAPHS}<h2>A long fight</h2>{PARAGRAPHS}</article>"
    )
    [draft] = reading.drafts
    assert draft.title == "Night ferry saved by islanders"
    assert draft.url == draft.key == "https://harbour.example/news/ferry"
    assert (draft.author, draft.language, draft.extent) == ("Ann Lee", "en", Extent.WHOLE)
    assert draft.published_at == datetime(2025, 11, 13, 17, 20, tzinfo=UTC)
    assert "A long fight" in draft.text.split("\n")
    assert "rights reserved" not in draft.text
    assert (reading.title, reading.language) == ("Harbour Courier", "en")


def test_the_lines_of_the_markup_are_not_those_of_the_text() -> None:
    wrapped = "".join(
        f"<div><span>{part.replace(' year, and', chr(10) + 'year, and').replace('<p>', '')}</span></div>"
        for part in PARAGRAPHS.split("</p>")
        if part
    )
    [draft] = page(f"<article><h1>Night ferry saved by islanders</h1>{wrapped}</article>").drafts
    assert [line for line in draft.text.split("\n") if not line.endswith("greet it.")] == []


def test_what_a_wall_left_is_a_teaser() -> None:
    [draft] = page(
        f"<article><h1>Night ferry saved by islanders</h1>{PARAGRAPHS}<p>Subscribe to continue reading this article.</p></article>"
    ).drafts
    assert draft.extent is Extent.TEASER
    assert "Subscribe" not in draft.text


def test_a_page_that_says_that_it_is_not_free_is_a_teaser() -> None:
    data = (
        '<script type="application/ld+json">{"@type":"NewsArticle","headline":"x","isAccessibleForFree":false}</script>'
    )
    [draft] = page(f"{data}<article><h1>Night ferry saved by islanders</h1>{PARAGRAPHS}</article>").drafts
    assert draft.extent is Extent.TEASER


def test_a_front_page_gives_headlines_and_leads_and_nothing_whole() -> None:
    cards = "".join(
        f"<div><h3><a href='/{n}'>Harbour story number {n} is told here</a></h3><p>The lead of it says that number {n} has gone on […]</p></div>"
        for n in range(8)
    )
    drafts = page(
        f"<main>{cards}</main>", head="<!doctype html><html><head><title>Harbour Courier</title></head>"
    ).drafts
    assert all(draft.extent is not Extent.WHOLE for draft in drafts)


def test_a_consent_form_is_no_article() -> None:
    form = "<div><h2>Before you continue</h2><p>We and our 812 partners use cookies to improve your experience of this site.</p><button>Accept all</button></div>"
    with pytest.raises(Unreadable, match="consent"):
        page(form)


def test_a_page_of_junk_is_refused_with_a_way_out() -> None:
    with pytest.raises(Unreadable, match=r"\.txt"):
        page("<div>Menu</div><div>Login</div>")


def test_a_page_in_an_encoding_it_denies_is_read() -> None:
    german = f"{HEAD}<body><article><h1>Fähre fährt wieder jede Nacht</h1>{PARAGRAPHS.replace('people', 'Bürger für Fähren')}</article></body></html>"
    [draft] = read_document("x", german.encode("cp1252")).drafts
    assert "Bürger für Fähren" in draft.text
