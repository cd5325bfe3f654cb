"""A text taken apart once: its sentences, which of them may speak for it, and the terms each is about.

Rule to remember: whatever ranks sentences reads them from here, so every method sees the same sentences and words.
"""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice

from summarizer.dateline import skip_dateline
from summarizer.eligibility import rate_eligibility
from summarizer.language import detect_language
from summarizer.lexicon import base_code, find_terms
from summarizer.standing import join_quotations, leans
from summarizer.summary import Span
from summarizer.text import iter_sentences, split_words

_FIGURES = re.compile(r"\d+")
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")
_SECTION = 5  # sentences that the blocks between blank lines have on average when they are articles; paragraphs have 3
_MOST = 10_000  # sentences; a million characters of prose have 8,000
_FEW = 1_000  # of a text in which none may speak for it
_LONGEST = 2_000  # characters of a sentence that are looked at


@dataclass(frozen=True, slots=True)
class Prose:
    """The sentences that may be chosen, in reading order, with what is needed to rank them."""

    language: str
    title: tuple[str, ...]  # its terms
    spans: tuple[Span, ...]
    sentences: tuple[str, ...]
    words: tuple[tuple[str, ...], ...]  # lower case, as written
    terms: tuple[tuple[str, ...], ...]  # stems without stop words
    paragraphs: tuple[int, ...]  # which paragraph (line) each stands in
    sections: tuple[int, ...]  # which article each is from, when a text is several joined by blank lines
    leans_on: tuple[int, ...]  # the sentence each needs beside it to be understood, -1 for none


def read_prose(
    text: str, *, title: str | None = None, language: str | None = None, boilerplate: Collection[str] = ()
) -> Prose:
    """Sentences that may not speak for the text are left out, repetitions (also of the title) and `boilerplate` (keys) too; if none may, all stay."""
    title = title or ""
    code = base_code(language or detect_language(f"{title} {text[:4000]}"))
    return _take_apart(text, _choose_spans(text, title, code, boilerplate), title, code)


def prose_from_sentences(sentences: Sequence[str], *, title: str = "", language: str) -> Prose:
    """Sentences that others split and chose; spans count as if each stood on a line of its own."""
    ends = list(accumulate(len(sentence) + 1 for sentence in sentences))
    spans = tuple(Span(end - len(sentence) - 1, end - 1) for sentence, end in zip(sentences, ends, strict=True))
    return _take_apart("\n".join(sentences), spans, title, base_code(language))


def _take_apart(text: str, spans: tuple[Span, ...], title: str, code: str) -> Prose:
    sentences = tuple(text[start:end] for start, end in spans)
    words = tuple(tuple(split_words(sentence[:_LONGEST], code)) for sentence in sentences)
    return Prose(
        language=code,
        title=find_terms(split_words(title, code), code),
        spans=spans,
        sentences=sentences,
        words=words,
        terms=tuple(find_terms(sentence, code) for sentence in words),
        paragraphs=_number_paragraphs(text, spans),
        sections=_number_sections(text, spans),
        leans_on=tuple(
            index - 1 if index and leans(sentence, code) else -1 for index, sentence in enumerate(sentences)
        ),
    )


def _choose_spans(text: str, title: str, language: str, boilerplate: Collection[str]) -> tuple[Span, ...]:
    joined, broken = join_quotations(text, list(islice(iter_sentences(text, language), _MOST)))
    spans = [skip_dateline(text, span) for span in joined]
    objections = rate_eligibility(text, spans, language)
    fit = [
        span
        for span, whole, objection in zip(spans, joined, objections, strict=True)
        if not objection and whole not in broken
    ]
    if boilerplate:
        fit = [span for span in fit if sentence_key(text[span.start : span.end]) not in boilerplate]
    first_of: dict[str, Span] = {}
    for span in fit or spans[:_FEW]:
        first_of.setdefault(_without_case(text[span.start : span.end]), span)
    if len(first_of) > 1:
        first_of.pop(_without_case(title), None)  # a reader has the headline already
    return tuple(first_of.values())


def _without_case(sentence: str) -> str:
    return " ".join(sentence.split()).rstrip(".").casefold()


def sentence_key(sentence: str) -> str:
    """The same for sentences that differ in case, spaces or figures only: by it a reader of many articles knows boilerplate."""
    return _FIGURES.sub("0", " ".join(sentence.split()).casefold())


def _number_paragraphs(text: str, spans: Sequence[Span]) -> tuple[int, ...]:
    number, end, numbers = 0, 0, []
    for span in spans:
        number += "\n" in text[end : span.start]
        end = span.end
        numbers.append(number)
    return tuple(numbers)


def _number_sections(text: str, spans: Sequence[Span]) -> tuple[int, ...]:
    """Several articles in one text are told apart by their long blocks between blank lines; any other text is one section."""
    if not _BLANK_LINE.search(text):
        return (0,) * len(spans)
    number, end = 0, 0
    numbers: list[int] = []
    for span in spans:
        number += bool(numbers) and _BLANK_LINE.search(text, end, span.start) is not None
        end = span.end
        numbers.append(number)
    sizes = Counter(numbers).values()
    if len(sizes) > 1 and min(sizes) > 1 and len(spans) >= _SECTION * len(sizes):
        return tuple(numbers)
    return (0,) * len(spans)
