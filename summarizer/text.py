"""A text's sentences with their offsets, and its words.

Rule to remember: a sentence never crosses a newline; a newline is the end of a paragraph.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from summarizer.boundaries import MAY_END, find_cuts
from summarizer.language import detect_language
from summarizer.lexicon import base_code
from summarizer.summary import Span

_LINES = re.compile(r"[^\n\r\v\f\x85\u2028\u2029]+")

# Marks that belong to the letter before them but are not \w in Python: combining accents, and the vowel signs of the scripts
# from Hebrew to Khmer; joiners too.
_MARKS = "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0900-\u0963\u0966-\u0dff\u0e31-\u0e4e\u0eb1-\u0ece\u1000-\u109f\u1780-\u17d3\u200c\u200d"
_W = rf"[\w{_MARKS}]"
# "U.S." stays one word, so do "3.5%", "1,000", "covid-19" and "l'homme".
_WORDS = re.compile(rf"{_W}+(?:\.\w(?!\w)|['’]{_W}+|[.,:]\d+|-\d+)*%?")
# The same, three times faster. The group itself must not be possessive: Python 3.11.2's `re` then matches too much.
_ASCII_WORDS = re.compile(r"\w++(?:\.\w(?!\w)|'\w++|[.,:]\d++|-\d++)*%?", re.ASCII)
_UNSPACED_RUNS = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+|[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]+")
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_KANA = re.compile("^[\u3040-\u309f]+$")

_ELISIONS = frozenset({"fr", "it", "ca", "oc"})


def split_sentences(text: str, language: str | None = None) -> tuple[Span, ...]:
    """Where the sentences of a text stand, in order, without the white space around them.

    Every character that is not white space is in exactly one sentence. `language` is a code of ISO 639-1; it is detected when absent.
    """
    return tuple(iter_sentences(text, base_code(language or detect_language(text))))


def iter_sentences(text: str, language: str) -> Iterator[Span]:
    """The same one by one, for those who may stop early."""
    for line in _LINES.finditer(text):
        yield from _split_line(text, line.start(), line.end(), language)


def split_words(text: str, language: str = "en") -> list[str]:
    """The words of a text in lower case, as written otherwise; overlapping pairs of characters where a script has no spaces."""
    words = (_ASCII_WORDS if text.isascii() else _WORDS).findall(text.lower())
    if not text.isascii() and _UNSPACED.search(text):
        words = [part for word in words for part in _cut_unspaced(word)]
    if language in _ELISIONS:
        return [word.split("'")[-1].split("’")[-1] for word in words]
    return words


class Tokenizer:
    """What sumy asks of a tokenizer, without the data NLTK would download."""

    def __init__(self, language: str) -> None:
        self.language = language

    def to_sentences(self, paragraph: str) -> tuple[str, ...]:
        return tuple(paragraph[start:end] for start, end in split_sentences(paragraph, self.language))

    def to_words(self, sentence: str) -> tuple[str, ...]:
        return tuple(split_words(sentence, self.language))


def _split_line(text: str, start: int, end: int, language: str) -> Iterator[Span]:
    line = text[start:end].rstrip()
    mark = MAY_END.search(line)
    cuts = find_cuts(line, language) if mark and mark.end() < len(line) else (0, len(line))
    for cut, following in pairwise(cuts):
        piece = line[cut:following]
        if stripped := piece.strip():
            begin = start + cut + len(piece) - len(piece.lstrip())
            yield Span(begin, begin + len(stripped))


def _cut_unspaced(word: str) -> Iterator[str]:
    done = 0
    for run in _UNSPACED_RUNS.finditer(word):
        if run.start() > done:
            yield word[done : run.start()]
        yield from _overlap(run.group())
        done = run.end()
    if done < len(word):
        yield word[done:]


def _overlap(run: str) -> Iterator[str]:
    """Pairs of characters for Chinese, Japanese and Korean, runs of four for Thai, Lao, Khmer and Burmese."""
    size = 2 if run[0] >= "\u3040" else 4
    if len(run) <= size:
        yield run
        return
    for start in range(len(run) - size + 1):
        if not _KANA.match(gram := run[start : start + size]):  # endings and particles
            yield gram
