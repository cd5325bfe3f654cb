"""Printed lines become paragraphs, and no letter is lost on the way."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from bot.ingest.layout import HYPHENS, Printed, paragraphs

NUMBERS = st.sampled_from([0.0, 1.0, 9.9, 10.0, 12.0, 14.0, 100.0, 300.0, 5e8]) | st.floats(-1e4, 1e4)
TEXTS = (
    st.text("ab Ä-\ufffe\u00ad•1.,東。닫", min_size=1, max_size=12)
    .map(str.strip)
    .filter(lambda text: text.strip(HYPHENS))
)


def lines(at: st.SearchStrategy[float]) -> st.SearchStrategy[list[Printed]]:
    sizes = st.sampled_from([0.1, 8.0, 10.0, 10.5, 24.0])
    return st.lists(
        st.builds(Printed, TEXTS, st.integers(0, 4), NUMBERS, NUMBERS, NUMBERS, sizes, NUMBERS, at), max_size=12
    )


def letters(texts: list[str]) -> Counter[str]:
    return Counter("".join(texts).translate({ord(mark): None for mark in f" {HYPHENS}"}))


@given(lines(st.floats(0.2, 0.8)))
def test_whatever_stands_on_the_page_is_in_the_text_once(printed: list[Printed]) -> None:
    assert letters(paragraphs(printed)) == letters([line.text for line in printed])


@given(lines(st.floats(-1, 2)))
def test_what_stands_in_a_margin_may_be_left_out_and_nothing_is_made_up(printed: list[Printed]) -> None:
    assert letters(paragraphs(printed)) <= letters([line.text for line in printed])


def test_a_dash_at_the_end_of_a_line_stays() -> None:
    above = Printed("The bridge is closed -", 0, 50.0, 200.0, 700.0, 10.0, 15.0, 0.8)
    below = Printed("for half a year.", 0, 50.0, 150.0, 688.0, 10.0, 60.0, 0.79)
    assert paragraphs([above, below]) == ["The bridge is closed - for half a year."]
