"""/add, /sources and /remove: what a chat reads, and who may change it."""

import pytest
from syrupy.assertion import SnapshotAssertion

from bot.ingest.outcomes import Failure
from bot.message import File, Message
from bot.model import Address, ChatKind
from tests.commands.conftest import Talk
from tests.commands.web import Web

SITE = "https://valley.example/"


@pytest.fixture(autouse=True)
def _site(web: Web) -> None:
    web.has_feed("https://valley.example/all.xml", "Valley News", "Bridge opens in Oster", "Mill burns down in Wester")
    web.has_feed("https://valley.example/sport.xml", "Valley Sport", "Oster wins the cup")
    web.pages[SITE] = b"""<html><head><title>Valley</title>
        <link rel=alternate type="application/rss+xml" title="All the news" href="/all.xml">
        <link rel=alternate type="application/rss+xml" title="Sport" href="/sport.xml"></head><body>Hello</body></html>"""


def test_a_feed_is_added_and_its_newest_news_is_there(talk: Talk, snapshot: SnapshotAssertion) -> None:
    assert talk.links("https://valley.example/all.xml", words="/add valley.example/all.xml") == snapshot
    assert "Bridge opens in Oster" in talk.says("/latest")
    assert "Bridge opens in Oster" not in Talk(talk.newsroom, address=Address(8)).says("/latest")


def test_a_site_with_several_feeds_offers_them_and_a_tap_adds_one(talk: Talk, snapshot: SnapshotAssertion) -> None:
    assert talk.says("/add valley.example") == snapshot
    assert talk.taps("2") == snapshot


def test_a_choice_from_a_message_that_can_no_longer_be_seen_says_what_to_do(talk: Talk) -> None:
    talk.says("/add valley.example")
    assert "/add" in talk.presses("feed:00000000", ())


def test_add_alone_asks_and_takes_the_next_address(talk: Talk, snapshot: SnapshotAssertion) -> None:
    assert talk.says("/add") == snapshot
    assert "Added: Valley Sport" in talk.says("valley.example/sport.xml")
    talk.says("/add")
    talk.says("/help")
    assert "Added" not in talk.says("valley.example/all.xml"), "who moved on is no longer asked"


def test_what_is_read_already_is_not_added_twice(talk: Talk) -> None:
    talk.says("/add valley.example/all.xml")
    assert "You read Valley News already." in talk.says("/add https://valley.example/all.xml")


@pytest.mark.parametrize("address", ["http://10.0.0.1/feed", "https://unreachable.example"])
def test_what_can_not_be_reached_and_what_must_not_look_the_same(talk: Talk, web: Web, address: str) -> None:
    web.fails[address] = web.fails[f"{address}/"] = Failure.UNREACHABLE
    assert talk.says(f"/add {address}").endswith(
        "Nothing could be reached at this address. Check that it opens in a browser, or try again later."
    )


def test_who_asks_for_address_after_address_is_told_once_an_hour(talk: Talk, web: Web) -> None:
    told = [talk.says(f"/add nothing{number}.example") for number in range(40)]
    assert all("There is no page or feed" in each for each in told[:30])
    assert "as many pages as I open" in told[30]
    assert not any(told[31:])


def test_an_address_that_is_none_is_refused_with_an_example(talk: Talk) -> None:
    assert "such as https://example.com" in talk.says("/add nonsense")


def test_the_list_shows_what_is_read_and_turns_in_place(talk: Talk, snapshot: SnapshotAssertion) -> None:
    talk.says("/add valley.example/all.xml")
    assert talk.says("/sources") == snapshot
    for number in range(6):
        _more(talk, number)
    first = talk.says("/sources")
    assert "Your sources · 9 · 1–5" in first
    second = talk.taps("More ›")
    assert second.startswith("(edit)")
    assert "6–9" in second
    assert talk.taps("‹ Back") == f"(edit)\n{first}"


def _more(talk: Talk, number: int) -> None:
    web = talk.newsroom._fetcher
    assert isinstance(web, Web)
    web.has_feed(f"https://more{number}.example/feed", f"More {number}", f"Event number {number} took place")
    assert "Added" in talk.says(f"/add more{number}.example/feed")


def test_a_muted_source_is_not_heard_until_it_is_unmuted(talk: Talk) -> None:
    assert "Lindau" in talk.says("/latest")
    listed = talk.says("/sources")
    number = 1 + [line for line in listed.splitlines() if line.startswith("**")][1:].index(
        next(line for line in listed.splitlines() if "Lake Courier" in line)
    )
    assert "muted" in talk.taps(f"Mute {number}")
    assert "Lindau" not in talk.says("/latest")
    assert "Lindau" in Talk(talk.newsroom, address=Address(8)).says("/latest")
    talk.says("/sources")
    talk.taps(f"Unmute {number}")
    assert "Lindau" in talk.says("/latest")


def test_undo_takes_a_source_away_again(talk: Talk) -> None:
    talk.says("/add valley.example/all.xml")
    assert "Valley News" not in talk.taps("Undo")
    assert "Bridge opens" not in talk.says("/latest")


def test_remove_takes_a_number_a_name_or_an_address(talk: Talk, snapshot: SnapshotAssertion) -> None:
    talk.says("/add valley.example/all.xml")
    talk.says("/add valley.example/sport.xml")
    assert talk.says("/remove valley") == snapshot
    assert talk.says("/remove valley sport") == snapshot
    assert talk.says("/remove https://valley.example/all.xml") == snapshot
    assert talk.says("/remove 1") == snapshot
    assert talk.says("/remove nothing like it") == snapshot


def test_the_sources_come_as_a_file_that_can_be_sent_back(talk: Talk) -> None:
    talk.says("/add valley.example/all.xml")
    talk.says("/sources")
    talk.taps("Save as a file")
    (file,) = talk.last
    assert isinstance(file, File)
    assert b"https://valley.example/all.xml" in file.content
    other = Talk(talk.newsroom, address=Address(8))
    assert "1 added" in other.sends(file.name, file.content).casefold()


def test_in_a_group_only_admins_change_what_is_read_and_all_may_look(talk: Talk) -> None:
    group = Talk(talk.newsroom, address=Address(-100), kind=ChatKind.SUPERGROUP, is_admin=False)
    assert "Your sources" in group.says("/sources")
    presses = [b.press for reply in group.last if isinstance(reply, Message) for row in reply.buttons for b in row]
    for press in presses:
        if press and press.startswith(("mute", "drop", "go:add")):
            assert "Only admins" in group.presses(press)
    for command in ("/add valley.example", "/remove 1"):
        assert "Only admins" in group.says(command)
    admin = Talk(talk.newsroom, address=Address(-100), kind=ChatKind.SUPERGROUP)
    assert "Added" in admin.says("/add valley.example/all.xml")
    assert "Valley News" in group.says("/sources")


@pytest.mark.parametrize(
    "data", ["mute:", "mute:1", "mute:x:0", "drop:1:2:3", "reads:-1", "feed:", "unmute:9999:0", "opml:"]
)
def test_forged_buttons_change_nothing(talk: Talk, data: str) -> None:
    before = talk.says("/sources")
    assert talk.presses(data)
    assert talk.says("/sources") == before
