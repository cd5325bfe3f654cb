"""What is measured of a sentence is what its name says, in any script."""

import numpy as np
import pytest

from summarizer.features import FEATURES, Reading, measure
from summarizer.prose import read_prose
from summarizer.ranking import news_weights
from summarizer.vectors import Rows

HARBOUR = (
    "The harbour of Tarnow closes its ferry pier on Monday. Divers found cracks in most piles under the ferry pier.\n"
    "A bakery beside the harbour will stay open. Its owner sells bread, cakes and coffee from six in the morning."
)


def reading_of(text: str, *, title: str | None = None, language: str = "en") -> Reading:
    prose = read_prose(text, title=title, language=language)
    return Reading(prose, Rows(prose.terms), news_weights().terms)


def chance_of(term: str, reading: Reading) -> float:
    return float(reading.chances[reading.rows.vocabulary[term]])


def test_a_term_is_likelier_in_a_summary_when_it_comes_often_and_early() -> None:
    reading = reading_of(HARBOUR)
    assert chance_of("ferri", reading) > chance_of("crack", reading) > chance_of("coffe", reading)


def test_a_term_is_likelier_in_a_summary_when_the_headline_has_it() -> None:
    plain, titled = (reading_of(HARBOUR, title=title) for title in (None, "Bakery at the harbour"))
    assert chance_of("bakeri", titled) > chance_of("bakeri", plain)
    assert chance_of("crack", titled) == chance_of("crack", plain)


def test_a_term_is_likelier_in_a_summary_when_several_articles_have_it() -> None:
    article = "Divers found a crack. The pier was shut. A small ferry waits. Nobody was hurt there. Repairs may take two years."
    other = "A bakery opened today. The pier is quite near. Bread is sold there. People queue for cakes. Coffee costs two crowns."
    reading = reading_of(f"{article}\n\n{other}")
    assert reading.prose.sections[-1] == 1
    assert reading.term_signs[3, reading.rows.vocabulary["pier"]] == 1.0
    assert reading.term_signs[3, reading.rows.vocabulary["bakeri"]] == 0.5


@pytest.mark.parametrize(
    ("language", "sentence", "words"),
    [
        ("en", "Divers found cracks in most piles under the pier.", 9),
        ("zh", "潜水员在码头下的大多数桩子上发现了裂缝。", 10),
        ("th", "นักประดาน้ำพบรอยร้าวในเสาเข็มส่วนใหญ่ใต้ท่าเรือ", 24),
        ("ko", "잠수부들이 부두 아래 말뚝 대부분에서 균열을 발견했다.", 7),
    ],
)
def test_words_are_counted_as_readers_count_them(language: str, sentence: str, words: int) -> None:
    assert reading_of(sentence, language=language).word_counts.tolist() == [pytest.approx(words, abs=1)]


@pytest.mark.parametrize(
    ("sentence", "asks"),
    [
        ("Who pays for the pier?", 1.0),
        ("“Who pays for the pier?”", 1.0),
        ("誰が桟橋の費用を払うのか？", 1.0),
        ("من يدفع ثمن الرصيف؟", 1.0),
        ("“Who pays?” asked the mayor.", 0.0),
        ("We will not pay for the pier,? the mayor said.?", 0.0),
    ],
)
def test_what_ends_in_a_question_asks(sentence: str, asks: float) -> None:
    assert measure(reading_of(sentence), ["asks"])["asks"].tolist() == [asks]


@pytest.mark.parametrize("text", ["12:30 — 45", "?! ...", "One sentence stands here alone."])
def test_poor_texts_have_figures_too(text: str) -> None:
    reading = reading_of(text)
    for name, values in measure(reading).items():
        assert values.shape == (reading.rows.height,), name
        assert np.isfinite(values).all(), name
    assert set(measure(reading)) == set(FEATURES)
