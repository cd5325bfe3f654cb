"""Whether a sentence can stand on its own: what it leans on, and whether its quotation marks are whole.

Rule to remember: nothing here rates a sentence; it says what must stand beside it.
"""

import functools
import re
from collections.abc import Iterator, Sequence

from summarizer.lexicon import leaning_openings, standing_openings
from summarizer.summary import Span

_BEFORE_WORDS = " \t\"'“”„‟‘’‚«»‹›「『（([{—–-…*•>¿¡"
_AFTER_WORDS = ",.:;!?،؛、，。।…—–-"
_WITHOUT_SPACES = frozenset({"ja", "th", "zh"})
_LONGEST_PHRASE = 5  # words

_MARKS = re.compile('["“”„‟«»「」『』]')
_OPENING = frozenset("«「『")
_CLOSING = frozenset("»」』")
_BEFORE_OPENING = re.compile(r"[\s(\[{—–/:-]$|^$")
_LONGEST_QUOTE = 500  # characters of several sentences that one pair of marks holds together


def leans(sentence: str, language: str) -> bool:
    """Whether a sentence opens by pointing back at the one before: with "He", "However", "This" and the like."""
    opening = sentence[:80].lstrip(_BEFORE_WORDS).lower()
    if language in _WITHOUT_SPACES:
        return opening.startswith(tuple(leaning_openings(language))) and not opening.startswith(
            tuple(standing_openings(language)) or "\0"
        )
    if not opening or opening.split(None, 1)[0].strip(_AFTER_WORDS).replace("’", "'") not in _first_words(language):
        return False
    opening = opening.replace("’", "'")
    words = [word.strip(_AFTER_WORDS) for word in opening.split(None, _LONGEST_PHRASE)[:_LONGEST_PHRASE]]
    phrases = [" ".join(words[:count]) for count in range(1, len(words) + 1)]
    return standing_openings(language).isdisjoint(phrases) and not leaning_openings(language).isdisjoint(phrases)


@functools.cache
def _first_words(language: str) -> frozenset[str]:
    """By these nearly every sentence is seen not to lean."""
    return frozenset(phrase.split()[0] for phrase in leaning_openings(language))


def join_quotations(text: str, spans: Sequence[Span]) -> tuple[list[Span], set[Span]]:
    """The spans with those joined that share one pair of quotation marks, and which of the result have a mark without its other."""
    joined: list[Span] = []
    broken: set[Span] = set()
    waiting = list(reversed(spans))
    while waiting:
        span = waiting.pop()
        if _MARKS.search(text, span.start, span.end):
            span, whole = _complete(text, span, waiting)
            if not whole:
                broken.add(span)
        joined.append(span)
    return joined, broken


def _complete(text: str, span: Span, waiting: list[Span]) -> tuple[Span, bool]:
    """The span up to where its quotation closes, taken from those waiting; as it was when that is not near."""
    open_at_end, whole = _read_marks(text, span)
    if not whole or not open_at_end:
        return span, whole
    for count, following in enumerate(reversed(waiting), start=1):
        longer = Span(span.start, following.end)
        if longer.end - longer.start > _LONGEST_QUOTE or "\n" in text[span.end : following.start]:
            break
        open_at_end, whole = _read_marks(text, longer)
        if not whole:
            break
        if not open_at_end:
            del waiting[-count:]
            return longer, True
    return span, False


def _read_marks(text: str, span: Span) -> tuple[bool, bool]:
    """Whether a quotation is open at the end, and whether marks open and close in turn until there."""
    is_open = False
    for opens in _directions(text, span):
        if opens == is_open:
            return is_open, False
        is_open = opens
    return is_open, True


def _directions(text: str, span: Span) -> Iterator[bool]:
    """For each mark whether it opens: by its place, since what closes in English opens in German, and both in Swedish."""
    for mark in _MARKS.finditer(text, span.start, span.end):
        if mark.group() in _OPENING:
            yield True
        elif mark.group() in _CLOSING:
            yield False
        else:
            yield bool(_BEFORE_OPENING.search(text[max(span.start, mark.start() - 1) : mark.start()]))
