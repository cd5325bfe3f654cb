"""Single texts: plain and Markdown files, and what people paste into the chat."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.errors import Unreadable
from bot.ingest import DocumentKind, read_document, read_message
from bot.model import Draft, Extent

DOCUMENTS = Path(__file__).parent / "documents"


def read(name: str) -> Draft:
    reading = read_document(name, (DOCUMENTS / name).read_bytes())
    assert reading.kind is DocumentKind.ARTICLE
    [draft] = reading.drafts
    return draft


def test_a_plain_article_gives_title_author_date_and_paragraphs() -> None:
    draft = read("article.txt")
    assert draft.title == "Night buses to run every twenty minutes"
    assert draft.author == "Omar Haddad"
    assert draft.published_at == datetime(2025, 11, 13, 12, tzinfo=UTC)
    assert draft.extent is Extent.WHOLE
    assert draft.text.split("\n")[1] == "Drivers welcome the plan"
    assert len(draft.text.split("\n")) == 4


def test_markdown_leaves_its_marks_and_pictures_behind() -> None:
    draft = read("article.md")
    assert draft.title == "Otters return to the city canal"
    assert not set("*_#[]`>") & set(draft.text)
    assert "otter.jpg" not in draft.text
    assert draft.text.split("\n")[0].endswith("It is the first sighting in 40 years.")
    assert "Cleaner water" in draft.text.split("\n")
    assert "The canal was dredged in 2019." in draft.text.split("\n")


def test_front_matter_says_who_when_where_and_in_which_language() -> None:
    draft = read("article.md")
    assert draft.author == "Lena Marsh"
    assert draft.published_at == datetime(2025, 11, 13, 8, 30, tzinfo=UTC)
    assert draft.url == "https://ledger.example/otters"
    assert draft.language == "en"


def test_the_name_of_a_file_does_not_decide_what_it_is() -> None:
    reading = read_document("feed.xml", (DOCUMENTS / "article.txt").read_bytes())
    assert reading.kind is DocumentKind.ARTICLE


def test_a_text_without_a_title_is_called_by_its_first_words() -> None:
    text = "The ferry was late again on the morning that the new timetable began, and nobody at the pier was surprised. It came at ten."
    [draft] = read_document("x.txt", text.encode()).drafts
    assert draft.title == "The ferry was late again on the morning that the new timetable began, and…"
    assert draft.text == text


def test_a_pasted_text_with_a_headline_keeps_it_as_its_title() -> None:
    draft = read_message(
        "Ferry late again\n\nThe morning ferry was late for the fourth time this week. Nobody was surprised."
    )
    assert draft.title == "Ferry late again"
    assert draft.text.startswith("The morning ferry")
    assert draft.extent is Extent.WHOLE


def test_the_same_text_pasted_twice_is_one_article() -> None:
    first = read_message("The morning ferry was late for the fourth time this week.\nNobody was surprised.")
    again = read_message("  The morning ferry was late  for the fourth time this week.\r\n\r\nNobody was surprised. ")
    assert first.key == again.key
    assert read_message("Something else happened this week in the town.").key != first.key


def test_a_word_is_enough_for_a_message() -> None:
    assert read_message("hello").title == "hello"


@pytest.mark.parametrize("text", ["", "   \n ", "…", "12:30", "\u200b\ufeff"])
def test_a_message_without_words_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(Unreadable, match=r"Send the text"):
        read_message(text)


def test_a_pasted_page_is_its_main_article() -> None:
    draft = read_message((DOCUMENTS / "page_en_nolabels.txt").read_text())
    assert draft.title.startswith("Council votes to keep the night ferry")
    assert "Seal pups" not in draft.text


def test_an_article_that_ends_cut_is_a_teaser() -> None:
    text = "Otters are back in the canal\n\nWildlife cameras have filmed a pair of otters near the station, and the city wants to […]"
    [draft] = read_document("x.txt", text.encode()).drafts
    assert draft.extent is Extent.TEASER


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_any_unicode_encoding_is_read(encoding: str) -> None:
    text = "Fähre fährt wieder jede Nacht\n\nDie Nachtfähre zwischen Büsum und Helgoland fährt ab März wieder jede Nacht, sagte die Reederei."
    [draft] = read_document("x.txt", text.encode(encoding)).drafts
    assert draft.title == "Fähre fährt wieder jede Nacht"


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        (
            "cp1251",
            "Ночной паром снова ходит каждую ночь. Об этом сообщила компания, которая возит пассажиров на остров.",
        ),
        (
            "iso-8859-1",
            "La liaison de nuit est rétablie dès mars. La compagnie l'a annoncé à la presse après une réunion très animée.",
        ),
        (
            "shift_jis",
            "深夜の貨物列車で海沿いの鉄道が黒字に転換した。会社が十四日に発表した。町は喜んでいるが、騒音の相談も多い。",
        ),
        ("gb18030", "夜间渡轮将从三月起恢复每晚航行。公司在周二的会议之后宣布了这一消息，岛上的居民表示欢迎。"),
    ],
)
def test_an_encoding_that_nobody_names_is_recognised(encoding: str, text: str) -> None:
    [draft] = read_document("x.txt", (text * 3).encode(encoding)).drafts
    assert draft.text.startswith(text[:20])
