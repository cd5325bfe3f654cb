"""How alike two texts are, and sums over rows that must agree whichever way they are computed."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer import cosine, similarity, vector
from summarizer.vectors import HEAVIEST, Rows

STRAIT = "Two tankers collided in the strait on Sunday, and oil reached the beaches of three villages by the evening."
STRAIT_AGAIN = "Oil washed up on beaches of three villages after a collision of two tankers in the strait on Sunday."
ELECTION = "The party of the mayor lost its majority in the council after a recount of the votes in eleven districts."


def test_two_reports_of_one_event_are_more_alike_than_two_of_different_ones() -> None:
    assert similarity(STRAIT, STRAIT_AGAIN) > 0.25 > similarity(STRAIT, ELECTION)


@pytest.mark.parametrize(
    ("language", "one", "same", "other"),
    [
        ("zh", "两艘油轮星期日在海峡相撞，石油流到海滩。", "星期日两艘油轮在海峡相撞后石油流到海滩。", "市长的政党在重新计票后失去多数席位。"),
        ("th", "เรือบรรทุกน้ำมันสองลำชนกันในช่องแคบ", "เรือบรรทุกน้ำมันชนกันในช่องแคบสองลำ", "พรรคของนายกเทศมนตรีแพ้การเลือกตั้ง"),
        ("bn", "প্রণালীতে দুটি ট্যাংকারের সংঘর্ষে তেল সৈকতে পৌঁছেছে।", "দুটি ট্যাংকারের সংঘর্ষের পর সৈকতে তেল এসেছে।", "পুনর্গণনায় মেয়রের দল সংখ্যাগরিষ্ঠতা হারিয়েছে।"),
    ],
)  # fmt: skip
def test_it_works_in_other_scripts(language: str, one: str, same: str, other: str) -> None:
    assert similarity(one, same, language) > 2 * similarity(one, other, language)


def test_the_title_counts_more_than_the_text() -> None:
    about_strait = vector("Tankers collide in the strait", ELECTION, "en")
    assert (
        cosine(about_strait, vector(None, STRAIT, "en"))
        > cosine(vector(None, ELECTION, "en"), vector(None, STRAIT, "en")) + 0.1
    )


def test_rare_terms_weigh_more_when_a_table_says_so() -> None:
    plain, weighed = (
        vector(None, STRAIT, "en", rarity=table) for table in (None, {"tanker": 9.0, "sunday": 0.1, "villag": 1.0})
    )
    assert weighed["tanker"] / weighed["sunday"] > plain["tanker"] / plain["sunday"]


@given(st.text(max_size=200), st.text(max_size=200))
def test_vectors_have_length_one_and_cosines_lie_between_none_and_one(title: str, text: str) -> None:
    found = vector(title, text)
    assert len(found) <= HEAVIEST
    assert not found or cosine(found, found) == pytest.approx(1.0)
    assert cosine(found, vector(None, text)) == pytest.approx(cosine(vector(None, text), found))
    assert 0.0 <= cosine(found, vector(None, text)) <= 1.0


_TERMS = st.lists(st.lists(st.sampled_from("abcdefgh"), max_size=6), min_size=1, max_size=12)


@given(_TERMS)
def test_a_long_text_is_measured_as_a_short_one(terms: list[list[str]]) -> None:
    """Short texts have a matrix of sentences, long ones never: both ways must give the same figures."""
    filler = [[f"x{number}"] for number in range(120)]
    short, long = Rows(terms), Rows([*terms, *filler])
    height = len(terms)
    sections = np.zeros(height, dtype=np.intp)
    assert np.allclose(short.spread(np.ones(height)), long.spread(np.ones(height + 120))[:height])
    assert np.allclose(short.before(sections), long.before(np.zeros(height + 120, dtype=np.intp))[:height])
    assert np.allclose(short.similar_to(0), long.similar_to(0)[:height])
    assert np.allclose(short.to_themselves(), [bool(found) for found in terms])
