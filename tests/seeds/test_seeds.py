"""The starter content stays worth looking at: plenty, varied, valid, ours alone, and dated as its README says."""

import html
import json
import re
import unicodedata
import xml.etree.ElementTree as ET
from calendar import timegm
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

import feedparser
import pytest

SEEDS = Path(__file__).parents[2] / "seeds"
COPIED_PAGES = SEEDS.parents[1] / "shared" / "seeds"
NEWEST = datetime(2025, 11, 14, 7, 40, tzinfo=UTC)
OLDEST = datetime(2025, 11, 10, 20, 0, tzinfo=UTC)
FRONT_PAGE = "front-page.txt"
LETTERS_A_WORD = 2  # Japanese writes no spaces: two characters count as a word
LOOK_ALIKES = (("surigao-quake", "abra-quake"), ("cerro-alba-strike", "quebrada-honda-deal"))


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a feed, read without the bot."""

    outlet: str
    language: str
    guid: str
    link: str
    title: str
    published_at: datetime
    content: str  # HTML; empty for a headline and for a teaser

    @property
    def text(self) -> str:
        return html.unescape(re.sub(r"<[^>]+>", " ", self.content))

    @property
    def words(self) -> int:
        return len(self.text) // LETTERS_A_WORD if self.language == "ja" else len(self.text.split())


@cache
def entries() -> tuple[Entry, ...]:
    files = sorted((SEEDS / "feeds").iterdir())
    return tuple(entry for path in files for entry in (_json(path) if path.suffix == ".json" else _xml(path)))


def whole() -> list[Entry]:
    return [entry for entry in entries() if entry.content]


@cache
def events() -> dict[str, list[str]]:
    told: dict[str, list[str]] = json.loads((SEEDS / "events.json").read_bytes())
    return told


def test_there_is_plenty_to_read_from_many_outlets_in_many_languages_and_scripts() -> None:
    articles = whole()
    languages = Counter(entry.language for entry in articles)
    assert len(articles) >= 36
    assert len({entry.outlet for entry in articles}) >= 8
    assert len(languages) >= 6
    assert min(languages.values()) >= 3
    assert languages["en"] > len(articles) / 2
    assert len({_script(entry.text) for entry in articles}) >= 4
    assert len(articles) < len(entries()), "a few entries are a headline or a teaser only"


def test_an_article_is_as_long_as_news_is() -> None:
    usual = {"en": (150, 550)}
    odd = {
        entry.guid: entry.words
        for entry in whole()
        for shortest, longest in [usual.get(entry.language, (120, 350))]
        if not shortest <= entry.words <= longest
    }
    assert odd == {}


@pytest.mark.parametrize("path", sorted((SEEDS / "feeds").glob("*.xml")), ids=lambda path: path.name)
def test_a_feed_in_xml_is_well_formed_and_complete(path: Path) -> None:
    feed = _feedparser(path)
    assert not feed.bozo, feed.get("bozo_exception")
    assert feed.version in {"rss20", "atom10"}
    assert feed.feed.title
    assert feed.feed.language
    assert all(entry.title and entry.link and entry.id and entry.published_parsed for entry in feed.entries)


@pytest.mark.parametrize("path", sorted((SEEDS / "feeds").glob("*.json")), ids=lambda path: path.name)
def test_a_json_feed_has_what_its_standard_asks_for(path: Path) -> None:
    feed = json.loads(path.read_bytes())
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"]
    assert feed["language"]
    for item in feed["items"]:
        assert item["id"]
        assert item["url"]
        assert item["title"]
        assert "content_html" in item or "content_text" in item


def test_each_feed_format_is_there_twice() -> None:
    formats = Counter(
        "json" if path.suffix == ".json" else _feedparser(path).version for path in (SEEDS / "feeds").iterdir()
    )
    assert set(formats) == {"rss20", "atom10", "json"}
    assert min(formats.values()) >= 2


def test_no_two_entries_share_a_guid_a_link_or_a_title() -> None:
    for field in ("guid", "link", "title"):
        values = Counter(getattr(entry, field) for entry in entries())
        assert [value for value, times in values.items() if times > 1] == []


def test_every_address_leads_nowhere_by_design() -> None:
    for path in (SEEDS / "feeds").iterdir():
        # Namespaces and the version of a JSON Feed are names that look like addresses.
        text = re.sub(r'xmlns(:\w+)?="[^"]+"|"https://jsonfeed.org/version/1.1"', "", path.read_text("utf-8"))
        hosts = {urlsplit(url).hostname or "" for url in re.findall(r"https?://[^\s\"'<>]+", text)}
        assert {host for host in hosts if not host.endswith(".example")} == set(), path.name
    assert "http" not in (SEEDS / FRONT_PAGE).read_text("utf-8")


def test_the_dates_are_the_ones_the_readme_tells() -> None:
    dates = [entry.published_at for entry in entries()]
    assert (min(dates), max(dates)) == (OLDEST, NEWEST)
    assert "14 November 2025, 07:40 UTC" in (SEEDS / "README.md").read_text("utf-8")
    assert (SEEDS / FRONT_PAGE).read_text("utf-8").startswith("November 14, 2025 7:12 am\n")


def test_no_article_names_a_day_because_the_demo_moves_the_dates() -> None:
    days = re.compile(r"\b(on (mon|tues|wednes|thurs|fri|satur|sun)day|november|2025|2026)\b", re.IGNORECASE)
    named = {entry.guid: days.findall(f"{entry.title} {entry.text}") for entry in entries()}
    assert {guid: found for guid, found in named.items() if found} == {}


def test_every_entry_tells_exactly_one_event() -> None:
    told = [guid for guids in events().values() for guid in guids]
    assert sorted(told) == sorted([entry.guid for entry in entries()] + [FRONT_PAGE])


def test_ten_events_are_told_by_three_outlets_or_more_in_one_language() -> None:
    often = [event for event in events() if len(_outlets(event)) >= 3]
    assert len(often) >= 10
    for event in often:
        assert len({entry.language for entry in _tellings(event)}) == 1


def test_some_events_are_told_over_more_than_one_day() -> None:
    spans = {
        event: max(entry.published_at for entry in told) - min(entry.published_at for entry in told)
        for event in events()
        if (told := _tellings(event))
    }
    assert sum(span.total_seconds() > 24 * 3600 for span in spans.values()) >= 5


@pytest.mark.parametrize("pair", LOOK_ALIKES, ids="/".join)
def test_events_that_look_alike_are_each_told_twice_at_least(pair: tuple[str, str]) -> None:
    first, second = (_tellings(event) for event in pair)
    assert min(len(first), len(second)) >= 2
    assert {entry.outlet for entry in first} & {entry.outlet for entry in second}


def test_tellings_of_one_event_are_different_articles() -> None:
    for event in events():
        runs = Counter(run for entry in _tellings(event) for run in set(_runs(entry.text, 12)))
        assert [run for run, times in runs.items() if times > 1] == [], event


def test_the_copied_page_has_the_traps_of_a_real_one() -> None:
    page = (SEEDS / FRONT_PAGE).read_text("utf-8")
    lines = [line for line in page.split("\n") if line]
    article = lines[2 : lines.index("Related News")]
    lists = lines[lines.index("Related News") + 1 : lines.index("More News")]
    teasers = lines[lines.index("More News") + 1 :]
    assert lines[1] == "Full News", "a label, not a title"
    assert article[0] == "North Korea orders mass production of attack drones"
    assert sum(line.endswith(".") for line in article) == 9, "paragraphs"
    assert sum(not line.endswith(".") for line in article[1:]) == 5, "a kicker and subheads"
    assert len([line for line in lists if line != "Related Posts"]) == 12
    assert len(teasers) == 20
    assert all(lead.endswith("[…]") for lead in teasers[1::2])
    assert "‘Anora’The story" in page, "a space that copying lost"
    assert "Farhana Nasreen Muhammad Yunus" in page, "a byline glued to its lead"
    assert page.endswith("[…]"), "cut to the last character"


def test_nothing_is_worded_like_the_page_that_gave_the_facts() -> None:
    pages = sorted(COPIED_PAGES.glob("*.txt"))
    if not pages:
        pytest.skip("the copied page that gave the facts is not on this machine")
    theirs = {run for page in pages for run in _runs(page.read_text("utf-8"), 8)}
    ours = [(SEEDS / FRONT_PAGE).read_text("utf-8"), *(f"{entry.title}. {entry.text}" for entry in entries())]
    assert [run for text in ours for run in _runs(text, 8) if run in theirs] == []


def test_the_sources_are_many_in_many_languages_and_over_https() -> None:
    outlines = [node for node in ET.parse(SEEDS / "sources.opml").iter("outline") if node.get("xmlUrl")]
    assert len(outlines) >= 60
    assert len({node.get("language") for node in outlines}) >= 20
    for node in outlines:
        assert node.get("type") == "rss"
        assert node.get("title") == node.get("text")
        assert all((node.get(name) or "").startswith("https://") for name in ("xmlUrl", "htmlUrl")), node.get("title")
    addresses = Counter(node.get("xmlUrl") for node in outlines)
    assert [address for address, times in addresses.items() if times > 1] == []


def test_the_readme_lists_every_feed() -> None:
    readme = (SEEDS / "README.md").read_text("utf-8")
    assert [path.name for path in (SEEDS / "feeds").iterdir() if f"`{path.name}`" not in readme] == []


def _feedparser(path: Path) -> feedparser.FeedParserDict:
    return feedparser.parse(BytesIO(path.read_bytes()))  # noqa: TID251 (bytes; an opinion that is not the bot's own)


def _xml(path: Path) -> Iterator[Entry]:
    feed = _feedparser(path)
    for entry in feed.entries:
        yield Entry(
            outlet=feed.feed.title,
            language=feed.feed.language.partition("-")[0].lower(),
            guid=entry.id,
            link=entry.link,
            title=entry.title,
            published_at=datetime.fromtimestamp(timegm(entry.published_parsed), UTC),
            content=entry.content[0].value if "content" in entry else "",
        )


def _json(path: Path) -> Iterator[Entry]:
    feed = json.loads(path.read_bytes())
    for item in feed["items"]:
        yield Entry(
            outlet=feed["title"],
            language=feed["language"],
            guid=item["id"],
            link=item["url"],
            title=item["title"],
            published_at=datetime.fromisoformat(item["date_published"]),
            content=item.get("content_html", ""),
        )


def _tellings(event: str) -> list[Entry]:
    return [entry for entry in entries() if entry.guid in events()[event]]


def _outlets(event: str) -> set[str]:
    return {entry.outlet for entry in _tellings(event)} | (
        {"The Dhaka Ledger"} if FRONT_PAGE in events()[event] else set()
    )


def _script(text: str) -> str:
    """The script most letters are of; the three of Japanese count as one."""
    names = Counter(unicodedata.name(letter, "?").split()[0].split("-")[0] for letter in text if letter.isalpha())
    script = names.most_common(1)[0][0]
    return "JAPANESE" if script in {"CJK", "HIRAGANA", "KATAKANA"} else script


def _runs(text: str, length: int) -> Iterator[str]:
    words = re.findall(r"\w+", text.lower())
    return (" ".join(words[at : at + length]) for at in range(len(words) - length + 1))
