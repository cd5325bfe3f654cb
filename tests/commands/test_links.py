"""Links and files that people send: what they read, at once or after a moment."""

from datetime import timedelta

import pytest
from syrupy.assertion import SnapshotAssertion

from bot.ingest.outcomes import SENTENCES, Failure
from bot.model import Address, ChatKind, Document, Quoted
from bot.newsroom import Newsroom
from bot.store import Store
from tests.commands.conftest import FERRY, RIVER, Talk
from tests.commands.web import Web
from tests.newsroom import town

PAGE = "https://news.example/ferry"
LIST = """<opml version="2.0"><head><title>Mine</title></head><body>
<outline type="rss" text="Harbour Post" xmlUrl="https://harbour.example/feed"/>
<outline type="rss" text="Valley News" xmlUrl="https://valley.example/rss"/>
<outline type="rss" text="Coast Radio" xmlUrl="https://coast.example/rss"/></body></opml>"""


@pytest.fixture(autouse=True)
def _pages(web: Web) -> None:
    web.has_page(PAGE, "Ferry runs aground off the island", FERRY)
    web.has_page("https://news.example/river", "Lindau gives its river its bed back", RIVER)


def test_a_link_is_announced_and_becomes_its_summary(talk: Talk, snapshot: SnapshotAssertion) -> None:
    assert talk.links(PAGE) == snapshot


def test_a_page_that_was_read_comes_at_once_whatever_tracks_it(talk: Talk, web: Web) -> None:
    first = talk.links(PAGE)
    again = talk.links(f"{PAGE}?utm_source=friend#top")
    assert again == first.split("...\n\n")[1]
    assert web.asked == [PAGE]


def test_a_link_to_a_stored_article_shows_the_whole_story(talk: Talk, web: Web) -> None:
    assert "2 sources" in talk.links("https://harbour.example/ferry")
    assert not web.asked


def test_three_links_are_read_and_the_others_are_asked_for_again(talk: Talk, web: Web) -> None:
    others = [f"https://news.example/{number}" for number in range(2)]
    told = talk.links(PAGE, "https://news.example/river", *others)
    assert told.count("Reading news.example …") == 3
    assert told.endswith("I read 3 links of a message. Send me the last one again, and I'll read on.")
    assert len(web.asked) == 3


def test_a_forwarded_post_with_a_link_gives_the_page_and_a_long_one_its_own_words(talk: Talk, web: Web) -> None:
    post = "Ferry aground, all safe. Read more"
    assert "Halvøy" in talk.links(PAGE, words=post, is_forwarded=True)
    web.asked.clear()
    assert "Reading" not in talk.links("https://news.example/river", words=FERRY, is_forwarded=True)
    assert not web.asked


def test_links_into_telegram_are_no_pages(talk: Talk, web: Web, snapshot: SnapshotAssertion) -> None:
    assert talk.links("https://t.me/somechannel/17") == snapshot
    assert not web.asked


def test_summary_in_reply_to_a_link_reads_it(talk: Talk) -> None:
    assert "Halvøy" in talk.says("/summary", reply_to=Quoted(f"look: {PAGE}", (PAGE,)))
    assert "Halvøy" in talk.says(f"/summary {PAGE}", links=(PAGE,))


@pytest.mark.parametrize("failure", list(Failure))
def test_a_page_that_can_not_be_had_is_said_in_words(talk: Talk, web: Web, failure: Failure) -> None:
    web.fails[PAGE] = failure
    assert talk.links(PAGE).endswith(SENTENCES[failure])


def test_a_page_without_an_article_says_so(talk: Talk, web: Web) -> None:
    web.pages[PAGE] = b"<html><body><p>Accept cookies to continue</p></body></html>"
    assert "consent" in talk.links(PAGE) or "no article" in talk.links(PAGE)


def test_what_a_link_gave_is_for_its_chat_alone(talk: Talk, web: Web) -> None:
    talk.links(PAGE)
    press = next(b.press for row in talk.last[0].buttons for b in row if b.text == "Shorter")  # type: ignore[union-attr]
    other = Talk(talk.newsroom, address=Address(8))
    assert "no longer kept" in other.presses(press or "")
    assert other.links(PAGE).startswith("Reading")
    assert "Ferry runs aground off the island" not in other.says("/latest")


def test_who_has_had_an_hours_share_is_told_once_and_not_on_every_request(talk: Talk, web: Web) -> None:
    for number in range(20):
        url = f"https://many.example/{number}"
        web.has_page(url, f"Story number {number} of the day", FERRY)
        assert "Halvøy" in talk.links(url)
    later = [talk.links(f"https://more.example/{number}") for number in range(30)]
    assert "as much as I read for one chat in an hour" in later[0]
    assert not any(later[1:])
    assert len(web.asked) == 20
    assert "There is no page" in talk.says("/add https://news.example/feed"), (
        "looking for sources has a share of its own"
    )
    assert talk.sends("ferry.txt", FERRY) == talk.says(FERRY) == ""
    assert "Halvøy" in talk.links("https://many.example/7"), "what is stored costs nothing"
    talk.now += timedelta(hours=2)
    assert "Halvøy" in talk.links(PAGE)


def test_a_page_that_killed_its_readers_is_set_aside_and_that_is_said(store: Store, web: Web) -> None:
    desk = town.Desk()
    talk = Talk(Newsroom(store, web, desk))
    other = "https://copy.example/ferry"
    web.pages[PAGE] = web.pages[other] = b"<html>" + town.DEADLY
    assert "too large or too tangled" in talk.links(PAGE)
    for again in (talk.links(f"{PAGE}?utm_source=friend"), talk.links(other), talk.sends("x.html", web.pages[PAGE])):
        assert "for an hour I leave it alone" in again
    assert web.asked == [PAGE, other]
    assert desk.documents == 1
    talk.now += timedelta(hours=2)
    web.has_page(PAGE, "Ferry runs aground off the island", FERRY)
    assert "Halvøy" in talk.links(PAGE)


def test_without_a_way_to_the_web_a_link_is_answered_in_one_sentence(talk: Talk, store: Store) -> None:
    offline = Talk(Newsroom(store))
    told = offline.links(PAGE, "https://news.example/river")
    assert told == "This newsbot has no way to the web, so it can't open addresses. Send the text itself instead."


# --- files --------------------------------------------------------------------------------------------------------


def test_a_text_file_becomes_its_summary(talk: Talk, snapshot: SnapshotAssertion) -> None:
    assert talk.sends("ferry.txt", f"Ferry runs aground\n\n{FERRY}") == snapshot


def test_a_saved_page_becomes_its_summary(talk: Talk, web: Web) -> None:
    assert "Halvøy" in talk.sends("page.html", web.pages[PAGE])


def test_a_list_of_sources_is_followed(talk: Talk, snapshot: SnapshotAssertion) -> None:
    assert talk.sends("mine.opml", LIST) == snapshot
    assert "Valley News" in talk.says("/sources")
    assert "3 known before" in talk.sends("mine.opml", LIST)


def test_in_a_group_only_admins_bring_a_list(talk: Talk) -> None:
    group = Talk(talk.newsroom, address=Address(-100), kind=ChatKind.SUPERGROUP, is_admin=False)
    assert "Only admins" in group.sends("mine.opml", LIST)
    assert "Valley News" not in group.says("/sources")


def test_a_feed_sent_as_a_file_leads_to_its_address(talk: Talk, web: Web, snapshot: SnapshotAssertion) -> None:
    web.has_feed("https://x.example/feed", "X", "One thing happened today", "Another thing happened")
    assert talk.sends("feed.xml", web.pages["https://x.example/feed"]) == snapshot


@pytest.mark.parametrize(
    ("document", "says"),
    [
        (Document("holiday.zip", 10), "not “holiday.zip”"),
        (Document("paper.pdf", 8, b"%PDF-1.7"), "This PDF is broken"),
        (Document("book.pdf", 9 * 2**20), "is 9.0 MB large; I read up to 8 MB"),
        (Document("list.opml", 3 * 2**20), "is 3.0 MB large; I read up to 1 MB"),
        (Document("book.txt", 9 * 2**20), "is 9.0 MB large; I read up to 8 MB"),
        (Document("lost.txt", 10), "send it again"),
        (Document("empty.txt", 2, b" \n"), "The file is empty"),
        (Document("mine.opml", 9, b"<opml></opml>"), "OPML"),
    ],
)
def test_a_file_that_can_not_be_read_says_why(talk: Talk, document: Document, says: str) -> None:
    assert says in talk.says("", document=document)
