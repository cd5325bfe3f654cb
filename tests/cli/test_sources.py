"""`newsbot sources` and `newsbot summarize URL` on a web of the test's own."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot import cli
from bot.cli.summaries import read_page
from bot.errors import UserCanFix
from bot.ingest.outcomes import Failure
from bot.ingest.readers import Readers
from bot.newsroom import Newsroom
from bot.store import Store
from tests.commands.web import Desk, Web
from tests.ingest.world import Web as World
from tests.ingest.world import answer

Deed = Callable[..., tuple[int, str]]
STORM = "A storm tore the roofs off eleven houses in the village of Oster on Sunday night. " * 8


@pytest.fixture
def web() -> Web:
    opened = Web()
    opened.has_feed("https://valley.example/all.xml", "Valley [bold]News[/]", "Bridge opens in Oster")
    opened.has_feed("https://coast.example/rss", "Coast Radio", "Harbour closes for the winter", "Ferry is late")
    return opened


@pytest.fixture
def sources(tmp_path: Path, web: Web, capsys: pytest.CaptureFixture[str]) -> Iterator[Deed]:
    """`newsbot sources ARGUMENTS`: the status and what is printed."""
    with Store.open(f"sqlite:///{tmp_path / 'news.db'}") as store:
        room = Newsroom(store, web, Desk())

        def deed(*arguments: str) -> tuple[int, str]:
            options = cli.parse(["sources", *arguments])
            status = options.handler(room, options)
            return status, capsys.readouterr().out

        yield deed


def test_what_the_operator_adds_is_read_by_everybody(sources: Deed) -> None:
    status, told = sources("add", "valley.example/all.xml", "https://coast.example/rss")
    assert status == 0
    assert told.count("read from now on") == 2
    assert "is read already" in sources("add", "https://coast.example/rss")[1]
    rows = [json.loads(line) for line in sources("list", "--json")[1].splitlines()]
    assert [(row["title"], row["is_shared"]) for row in rows] == [("Valley [bold]News[/]", True), ("Coast Radio", True)]


def test_a_title_is_printed_as_it_is_and_never_taken_for_markup(sources: Deed) -> None:
    sources("add", "valley.example/all.xml")
    assert "Valley [bold]News[/]" in sources("list")[1]
    assert "Valley [bold]News[/]" in sources("check")[1]


def test_an_address_that_fails_is_named_and_the_others_are_added(sources: Deed) -> None:
    status, told = sources("add", "https://nothing.example/", "https://coast.example/rss", "nonsense")
    assert status == 1
    assert "https://nothing.example/: There is no page or feed" in told
    assert "Coast Radio: read from now on" in told
    assert "nonsense: This is not a web address" in told


def test_a_site_with_several_feeds_prints_them_to_choose_from(sources: Deed, web: Web) -> None:
    links = "".join(
        f"<link rel=alternate type='application/rss+xml' title='{name}' href='https://{name}'>"
        for name in ("valley.example/all.xml", "coast.example/rss")
    )
    web.pages["https://offers.example/"] = f"<html><head>{links}</head><body></body></html>".encode()
    status, told = sources("add", "https://offers.example")
    assert status == 2
    assert "https://valley.example/all.xml" in told
    assert "https://coast.example/rss" in told
    (row,) = map(json.loads, sources("add", "https://offers.example", "--json")[1].splitlines())
    assert len(row["choices"]) == 2


def test_a_removed_source_is_read_no_more_and_a_wrong_number_says_so(sources: Deed) -> None:
    sources("add", "https://coast.example/rss")
    (row,) = map(json.loads, sources("list", "--json")[1].splitlines())
    assert sources("remove", str(row["id"])) == (0, f"{row['id']}  Coast Radio: no longer read for everybody\n")
    assert "No source is read yet" in sources("list")[1]
    status, told = sources("remove", "999")
    assert status == 1
    assert "there is no such source" in told


def test_a_check_names_what_is_wrong_first_and_fails(sources: Deed, web: Web) -> None:
    sources("add", "valley.example/all.xml", "https://coast.example/rss")
    assert sources("check")[0] == 0
    web.fails["https://coast.example/rss"] = Failure.GONE
    status, told = sources("check", "--json")
    rows = [json.loads(line) for line in told.splitlines()]
    assert status == 1
    assert [(row["title"], row["is_well"]) for row in rows] == [("Coast Radio", False), ("Valley [bold]News[/]", True)]
    assert "gone for good" in rows[0]["problem"]


def test_the_list_comes_out_as_opml(sources: Deed, tmp_path: Path) -> None:
    sources("add", "https://coast.example/rss")
    assert 'xmlUrl="https://coast.example/rss"' in sources("export")[1]
    sources("export", str(tmp_path / "mine.opml"))
    assert b"coast.example" in (tmp_path / "mine.opml").read_bytes()


def test_a_page_of_the_web_is_fetched_and_read_in_another_process() -> None:
    page = f"<!doctype html><html><head><title>Storm over Oster</title></head><body><article><h1>Storm over Oster</h1><p>{STORM}</p></article></body></html>"
    with World() as world, world.fetcher() as fetcher, Readers(workers=1) as readers:
        url = world.has("news.test", answer(200, page.encode(), Content_Type="text/html"))
        (draft,) = read_page(url, fetcher, readers)
        assert draft.title == "Storm over Oster"
        empty = world.has("empty.test", answer(200, b"<html></html>", Content_Type="text/html"))
        for bad in (empty, world.url("news.test", "").replace("news.test", "10.0.0.1"), "ftp://news.test/"):
            with pytest.raises(UserCanFix, match=r"\.$"):
                read_page(bad, fetcher, readers)
