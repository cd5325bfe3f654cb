"""Several articles about one event become one summary that says who wrote which sentence."""

import itertools
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer import rank_story, summarize_story
from summarizer.standing import leans


@dataclass(frozen=True)
class Told:
    title: str
    text: str
    language: str = "en"


LEDGER = Told(
    "Tarnow closes crane bridge",
    "The council of Tarnow closed the old crane bridge on Monday after inspectors found cracks in its steel legs.\n"
    "It carries 9,000 lorries a day between the docks and the motorway.\n"
    "Repairs of the bridge will cost 84 million euros, the council said.",
)
HERALD = Told(
    "Cracks shut Tarnow's bridge to the docks",
    "After inspectors found cracks in its steel legs, the council of Tarnow closed the old crane bridge on Monday.\n"
    "Drivers of lorries to the docks lose 40 minutes on the northern road.\n"
    "However, a ferry for vans starts on Friday.",
)
POST = Told(
    "Port warns of delays",
    "The port of Tarnow warned on Tuesday that ships may wait for two days while the crane bridge is closed.\n"
    "Repairs of the bridge will cost 84 million euros, the council said.",
)


def test_every_sentence_stands_word_for_word_in_the_article_it_names() -> None:
    articles = [LEDGER, HERALD, POST]
    for sentence in summarize_story(articles, sentences=6).sentences:
        assert articles[sentence.article].text[sentence.start : sentence.end] == sentence.text


def test_what_two_sources_say_is_said_once_by_the_first() -> None:
    chosen = [(s.article, s.text) for s in summarize_story([LEDGER, HERALD, POST], sentences=5).sentences]
    assert sum("cracks in its steel legs" in text for _, text in chosen) == 1
    assert [article for article, text in chosen if "84 million" in text] == [0]


def test_all_sources_are_heard() -> None:
    chosen = summarize_story([LEDGER, HERALD, POST], sentences=5).sentences
    assert {sentence.article for sentence in chosen} == {0, 1, 2}


def test_a_leaning_sentence_follows_the_one_it_leans_on() -> None:
    for count in range(1, 8):
        chosen = summarize_story([LEDGER, HERALD, POST], sentences=count).sentences
        for place, sentence in enumerate(chosen):
            if leans(sentence.text, "en"):
                before = chosen[place - 1]
                assert before.article == sentence.article
                assert before.end < sentence.start


def test_a_longer_story_contains_the_shorter_one() -> None:
    chosen = [
        {(s.article, s.start) for s in summarize_story([LEDGER, HERALD, POST], sentences=n).sentences} for n in range(8)
    ]
    assert all(len(longer) == len(shorter) + 1 and shorter < longer for shorter, longer in itertools.pairwise(chosen))


def test_a_story_in_words_keeps_to_them() -> None:
    assert len(summarize_story([LEDGER, HERALD, POST], words=45).text.split()) <= 45
    assert len(summarize_story([LEDGER, HERALD, POST], words=1).sentences) == 1


def test_reading_order_begins_with_what_comes_first_in_its_article() -> None:
    chosen = summarize_story([LEDGER, HERALD, POST], sentences=5).sentences
    assert chosen[0].start == 0


@pytest.mark.parametrize("articles", [[], [Told("", "")], [Told("", "!!!"), Told("T", "")]])
def test_stories_without_words_give_what_there_is(articles: list[Told]) -> None:
    assert len(summarize_story(articles).sentences) == sum("!" in told.text for told in articles)


def test_articles_in_two_languages_are_told_together() -> None:
    german = Told(
        "Tarnow sperrt Brücke", "Tarnow hat am Montag die alte Kranbrücke gesperrt, weil der Stahl Risse hat.", "de"
    )
    assert {s.article for s in summarize_story([LEDGER, german], sentences=4).sentences} == {0, 1}


@given(st.lists(st.builds(Told, st.text(max_size=20), st.text(max_size=80), st.just("")), max_size=4))
def test_any_articles_make_a_story(articles: list[Told]) -> None:
    ranked = rank_story(articles)
    assert [sentence.rank for sentence in ranked] == list(range(len(ranked)))
    assert all(articles[s.article].text[s.start : s.end] == s.text for s in ranked)
    assert ranked == rank_story(articles)
