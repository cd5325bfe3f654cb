"""Copied pages of different outlets, in different languages and layouts."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.ingest import DocumentKind, Reading, read_document
from bot.model import Draft, Extent

DOCUMENTS = Path(__file__).parent / "documents"


def read(name: str) -> Reading:
    return read_document(name, (DOCUMENTS / name).read_bytes())


def titles(reading: Reading, extent: Extent) -> list[str]:
    return [draft.title for draft in reading.drafts if draft.extent is extent]


def main_article(reading: Reading) -> Draft:
    [article] = [draft for draft in reading.drafts if draft.extent is Extent.WHOLE]
    return article


PAGES = [
    # name, start of the title, paragraphs and subheads of the article, headlines, teasers
    ("page_de.txt", "Rheinbrücke bei Kaltenau", 5, 4, 2),
    ("page_bn.txt", "চট্টগ্রাম বন্দরে রাতের পালায়", 5, 3, 1),
    ("page_ja.txt", "深夜の貨物列車で", 5, 2, 0),
    ("page_ar.txt", "ميناء صحار يبدأ", 5, 2, 0),
    ("page_es_wrapped.txt", "Los regantes de Almería compran una desaladora entre todos", 5, 2, 0),
    ("page_en_nolabels.txt", "Council votes to keep the night ferry", 7, 4, 2),
]


@pytest.mark.parametrize(("name", "title", "lines", "headlines", "teasers"), PAGES)
def test_a_page_gives_its_article_its_headlines_and_its_teasers(
    name: str, title: str, lines: int, headlines: int, teasers: int
) -> None:
    reading = read(name)
    article = main_article(reading)
    assert reading.kind is DocumentKind.PAGE_TEXT
    assert article.title.startswith(title)
    assert len(article.text.split("\n")) == lines, article.text
    assert len(titles(reading, Extent.TEASER)) == teasers
    # A headline in a box inside the article counts among the page's, or is left out.
    assert headlines - 1 <= len(titles(reading, Extent.HEADLINE)) <= headlines, titles(reading, Extent.HEADLINE)


def test_hard_wrapped_paragraphs_are_whole_again() -> None:
    article = main_article(read("page_es_wrapped.txt"))
    assert "cerró hace cuatro años. La operación" in article.text
    assert all(line.endswith(".") or line == "Un pozo menos cada mes" for line in article.text.split("\n"))


def test_the_author_stands_apart_from_the_text() -> None:
    article = main_article(read("page_de.txt"))
    assert article.author == "Miriam Scholl"
    assert "Scholl" not in article.text


def test_a_date_beside_the_byline_is_the_articles_own() -> None:
    assert main_article(read("page_de.txt")).published_at == datetime(2025, 11, 14, 7, 15, tzinfo=UTC)
    assert main_article(read("page_ar.txt")).published_at == datetime(2025, 11, 14, 12, tzinfo=UTC)


def test_a_date_at_the_top_of_the_page_is_not() -> None:
    assert main_article(read("page_bn.txt")).published_at is None


def test_advertisements_and_boxes_inside_an_article_are_left_out() -> None:
    text = main_article(read("page_de.txt")).text
    assert "Anzeige" not in text
    assert "Lesen Sie auch" not in text
    assert "schneller altern" not in text


def test_menus_labels_and_imprint_are_nobodys_headlines() -> None:
    for name, *_ in PAGES:
        found = {draft.title for draft in read(name).drafts}
        assert not found & {
            "Startseite",
            "Mehr zum Thema",
            "Meistgelesen",
            "Impressum",
            "প্রচ্ছদ",
            "আরও পড়ুন",
            "関連記事",
            "اقرأ أيضا",
        }


def test_a_front_page_without_an_article_gives_no_whole_one() -> None:
    reading = read("page_front.txt")
    assert titles(reading, Extent.WHOLE) == []
    assert titles(reading, Extent.TEASER) == [
        "Rail strike called off hours before first train",
        "Glass works to reopen with forty jobs",
        "River otters return to city canal",
    ]
    assert len(titles(reading, Extent.HEADLINE)) == 3


def test_what_a_paywall_left_is_not_summarised_as_if_it_were_whole() -> None:
    reading = read("page_paywall.txt")
    assert titles(reading, Extent.WHOLE) == []
    assert "Shipyard that built icebreakers files for protection" in titles(reading, Extent.TEASER)


def test_a_headline_and_the_whole_article_meet_in_their_key() -> None:
    listed = "Top stories\nHow the night ferry was saved\n" + "\n".join(
        f"Another thing that happened today {n}" for n in range(4)
    )
    whole = (
        "Harbour Courier\n\nHow the Night Ferry was “saved”\n\n"
        + "\n\n".join(
            f"The night ferry was saved by islanders who would not give up, and this is paragraph number {n}."
            for n in range(6)
        )
        + "\n\nRelated News\nSchool roof repairs will finish before spring\nLighthouse diary sells for a record sum\n"
    )
    [headline] = [d for d in read_document("a", listed.encode()).drafts if "ferry" in d.title]
    assert main_article(read_document("b", whole.encode())).key == headline.key


def test_a_title_that_stands_twice_on_a_page_is_one_article() -> None:
    page = (DOCUMENTS / "page_en_nolabels.txt").read_text()
    again = page + "\nCouncil votes to keep the night ferry after 9,000 sign petition\n"
    assert len(read_document("page", again.encode()).drafts) == len(read("page_en_nolabels.txt").drafts)


def test_two_articles_with_bylines_on_one_page_stay_two() -> None:
    first = "Rail strike called off at dawn\nBy Ann Lee\n\n" + "\n\n".join(
        f"The rail strike ended when the union signed the offer number {n} before dawn." for n in range(6)
    )
    second = "Glass works will reopen in March\nBy Bo Kim\n\n" + "\n\n".join(
        f"The glass works has found a buyer who will light furnace number {n} again." for n in range(6)
    )
    reading = read_document("page", f"{first}\n\n{second}\n".encode())
    assert titles(reading, Extent.WHOLE) == ["Rail strike called off at dawn", "Glass works will reopen in March"]
    assert [draft.author for draft in reading.drafts] == ["Ann Lee", "Bo Kim"]


@pytest.mark.parametrize(
    ("lead", "author", "start"),
    [
        ("Maren Okoye Three weeks after the flood, the", "Maren Okoye", "Three weeks"),
        ("Valley of Quiet Bells With over forty chapels, the", None, "Valley of Quiet Bells"),
        ("The United Nations In its report says", None, "The United Nations"),
        ("Prime Minister Olsen said the vote would", None, "Prime Minister"),
        ("North Sea gas is flowing again", None, "North Sea gas"),
    ],
)
def test_a_glued_byline_is_taken_off_only_where_there_is_one(lead: str, author: str | None, start: str) -> None:
    page = f"More News\n\nVillage rebuilds its bridge by hand\n\n{lead} people of the valley went on with what they had begun […]\n"
    page += "\nSchool roof repairs will finish soon\n\nThe repairs of the school roof will be finished before the spring term […]\n"
    [draft] = [draft for draft in read_document("page", page.encode()).drafts if "bridge" in draft.title]
    assert draft.author == author
    assert draft.text.startswith(start)
    assert draft.text.endswith("[…]")
