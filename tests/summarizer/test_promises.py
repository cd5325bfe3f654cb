"""What the summarizer's door promises of any text at all."""

import itertools
import warnings

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import summarizer

# Text as the web has it: prose in many scripts, punctuation, broken bits, and any other character now and then.
_PIECES = st.sampled_from(
    ["The mayor resigned on Monday. ", "Nobody was hurt… ", "“We won,” she said. ", "\n", "\n\n", "Photo: R. Roy", "৩ জন আহত হয়েছেন। ", "今天天气很好。",
     "Dr. No went to the U.S. in 2024. ", "3.5% ", "...", "?!", " ", "он ушёл. ", "\u200d", "\u0301", "वह गया। ", "ذهب الولد. ", "\x00", "\ud800"]
)  # fmt: skip
TEXTS = st.lists(st.one_of(_PIECES, st.text(max_size=12)), max_size=30).map("".join)


@given(TEXTS, st.integers(0, 6))
def test_every_sentence_is_word_for_word_in_the_text(text: str, count: int) -> None:
    summary = summarizer.summarize(text, sentences=count)
    assert len(summary.sentences) <= count
    assert all(text[s.start : s.end] == s.text and s.text.strip() for s in summary.sentences)
    assert [s.start for s in summary.sentences] == sorted(s.start for s in summary.sentences)


@given(TEXTS)
def test_a_longer_summary_contains_the_shorter_one(text: str) -> None:
    spans = [{(s.start, s.end) for s in summarizer.summarize(text, sentences=count).sentences} for count in range(6)]
    assert all(shorter <= longer for shorter, longer in itertools.pairwise(spans))


@given(TEXTS, st.integers(1, 40))
def test_a_summary_in_words_keeps_to_them_unless_one_sentence_is_longer(text: str, words: int) -> None:
    summary = summarizer.summarize(text, words=words)
    assert len(summary.sentences) <= 1 or sum(summarizer.count_words(s.text) for s in summary.sentences) <= words


@given(TEXTS)
def test_sentences_cover_the_text_and_never_cross_a_line(text: str) -> None:
    spans = summarizer.split_sentences(text, "en")
    assert "".join("".join(text[start:end].split()) for start, end in spans) == "".join(text.split())
    assert all("\n" not in text[start:end] for start, end in spans)
    assert all(one.end <= other.start for one, other in itertools.pairwise(spans))


@pytest.mark.parametrize("method", summarizer.METHODS)
@settings(max_examples=25)
@given(text=TEXTS)
def test_every_method_takes_any_text_and_ranks_each_sentence_once(method: str, text: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error", RuntimeWarning)
        ranking = summarizer.rank(text, method=method)
    assert ranking == summarizer.rank(text, method=method)
    assert [span.rank for span in ranking.spans] == list(range(len(ranking.spans)))
    sentences = [" ".join(text[span.start : span.end].split()).casefold() for span in ranking.spans]
    assert len(set(sentences)) == len(sentences)


@pytest.mark.parametrize("method", summarizer.METHODS)
@pytest.mark.parametrize("text", ["", " \n ", "One sentence only.", "12 — 34 !!", "One. One. One.", "no full stop"])
def test_poor_texts_give_what_there_is(method: str, text: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        sentences = summarizer.summarize(text, method=method).sentences
    assert len(sentences) == (1 if text.strip() else 0)


def test_an_unknown_method_is_answered_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match=r"no method 'best'.*news.*sum-basic"):
        summarizer.summarize("Some text.", method="best")
