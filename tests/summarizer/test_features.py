"""What is measured of a sentence is what its name says, in any script."""

import numpy as np
import pytest

from summarizer.features import FEATURES, Reading, measure
from summarizer.prose import read_prose
from summarizer.vectors import Rows


def reading_of(text: str, *, title: str | None = None, language: str = "en") -> Reading:
    prose = read_prose(text, title=title, language=language)
    return Reading(prose, Rows(prose.terms))


def test_short_sentences_fall_short_and_long_ones_do_not() -> None:
    few, usual, many = "Ferries are late again today. ", "word " * 20 + "ends. ", "word " * 35 + "ends."
    measured = measure(reading_of(few + usual.capitalize() + many.capitalize()), ["below_length"])["below_length"]
    assert measured.tolist() == [pytest.approx(np.log(5 / 20)), 0.0, 0.0]


def test_places_are_counted_anew_in_each_article() -> None:
    article = "Divers found a crack. The pier was shut. A small ferry waits. Nobody was hurt there. Repairs may take two years."
    other = "A bakery opened today. The pier is quite near. Bread is sold there. People queue for cakes. Coffee costs two crowns."
    measured = measure(reading_of(f"{article}\n\n{other}"), ["first", "second"])
    assert measured["first"].nonzero()[0].tolist() == [0, 5]
    assert measured["second"].nonzero()[0].tolist() == [1, 6]


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
