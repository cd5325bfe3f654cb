"""Whether a sentence can stand on its own: what it leans on, and whether its quotation marks are whole.

Rule to remember: nothing here rates a sentence; it says what must stand beside it.
"""

import functools
import re
from collections.abc import Sequence
from enum import Enum

from summarizer.lexicon import leaning_openings, standing_openings
from summarizer.summary import Span

_BEFORE_WORDS = " \t\"'“”„‟‘’‚«»‹›「『（([{—–-…*•>¿¡"
_AFTER_WORDS = ",.:;!?،؛、，。।…—–-"
_WITHOUT_SPACES = frozenset({"ja", "th", "zh"})
_BRACKETS = {"(": ")", "[": "]", "（": "）"}
_LONGEST_PHRASE = 5  # words

_MARKS = '"“”„‟«»「」『』'
QUOTATION_MARK = re.compile(f"[{_MARKS}]")
_OPENING = frozenset("「『")
_CLOSING = frozenset("」』")
# Where the place does not tell: between spaces as in French, between letters as in Chinese.
_USUALLY_OPENING = frozenset("«“„")
_USUALLY_CLOSING = frozenset("»”")
_OPENS_AFTER = frozenset("([{")
_CLOSES_AFTER = frozenset(".,!?…;:)]}%'’‘。，！？।")
# A quotation as nearly all are, told as `_direct` tells it.
_PLAIN_QUOTATION = re.compile(
    r"""["“”„‟](?<![^\s(\[{].)(?=\S)[^"“”„‟«»「」『』]*(?:(?<=[^\W_])|(?<=[.,!?…;:)\]}%'’‘。，！？।]))["“”„‟](?!\w)"""
)
_ASTRAY = re.compile('["”“]\\s+')  # a closing mark after a space, which the splitter leaves to the next sentence
_LONGEST_QUOTE = 500  # characters of several sentences that one pair of marks holds together


def leans(sentence: str, language: str) -> bool:
    """Whether a sentence opens by pointing back at the one before: with "He", "However", "This" and the like; an aside in brackets too."""
    if sentence[:1] in _BRACKETS and sentence[-1:] == _BRACKETS[sentence[:1]]:
        return True
    opening = sentence[:80].lstrip(_BEFORE_WORDS).lower()
    if language in _WITHOUT_SPACES:
        return opening.startswith(tuple(leaning_openings(language))) and not opening.startswith(
            tuple(standing_openings(language)) or "\0"
        )
    if not opening:
        return False
    first = opening.split(None, 1)[0].strip(_AFTER_WORDS).replace("’", "'")
    some, always = _first_words(language)
    if first not in some or first in always:
        return first in always
    opening = opening.replace("’", "'")
    words = [word.strip(_AFTER_WORDS) for word in opening.split(None, _LONGEST_PHRASE)[:_LONGEST_PHRASE]]
    phrases = [" ".join(words[:count]) for count in range(1, len(words) + 1)]
    return standing_openings(language).isdisjoint(phrases) and not leaning_openings(language).isdisjoint(phrases)


@functools.cache
def _first_words(language: str) -> tuple[frozenset[str], frozenset[str]]:
    """The words that begin something that leans, and those of them that lean whatever follows: most sentences are told by them."""
    some, standing = (
        frozenset(phrase.split()[0] for phrase in phrases)
        for phrases in (leaning_openings(language), standing_openings(language))
    )
    return some, leaning_openings(language) & some - standing


def join_quotations(text: str, spans: Sequence[Span]) -> tuple[list[Span], set[Span]]:
    """The spans with those joined that share one pair of quotation marks, and which of the result have a mark without its other."""
    used = "".join(mark for mark in _MARKS if mark in text)
    if not used:
        return list(spans), set()
    marks = re.compile(f"[{used}]")  # that of one mark finds it six times as fast as that of all
    joined: list[Span] = []
    broken: set[Span] = set()
    waiting = list(reversed(spans))
    while waiting:
        span = waiting.pop()
        if marks.search(text, span.start, span.end):
            span, whole = _complete(text, span, waiting)
            if not whole:
                broken.add(span)
        joined.append(span)
    return joined, broken


def _complete(text: str, span: Span, waiting: list[Span]) -> tuple[Span, bool]:
    """The span up to where its quotation closes, taken from those waiting; as it was when that is not near."""
    if not QUOTATION_MARK.search(_PLAIN_QUOTATION.sub("", text[span.start : span.end])):
        return span, True
    open_at_end, whole = _read_marks(text, span)
    if not whole or not open_at_end:
        return span, whole
    for count, following in enumerate(reversed(waiting), start=1):
        if following.end - span.start > _LONGEST_QUOTE or "\n" in text[span.end : following.start]:
            break
        if astray := _ASTRAY.match(text, following.start, following.end):
            del waiting[-count:]
            waiting.append(Span(astray.end(), following.end))
            return Span(span.start, following.start + 1), True
        open_at_end, whole = _read_marks(text, Span(span.start, following.end))
        if not whole:
            break
        if not open_at_end:
            del waiting[-count:]
            return Span(span.start, following.end), True
    return span, False


def _read_marks(text: str, span: Span) -> tuple[bool, bool]:
    """Whether a quotation is open at the end, and whether marks open and close in turn until there."""
    is_open = False
    for mark in QUOTATION_MARK.finditer(text, span.start, span.end):
        before = text[max(span.start, mark.start() - 3) : mark.start()].rstrip("\\")[
            -1:
        ]  # JSON leaves backslashes there
        direction = _direct(mark.group(), before, text[mark.end() : min(mark.end() + 1, span.end)])
        if direction is _Direction.NONE or (direction is _Direction.CLOSES and not is_open and before.isdigit()):
            continue  # within a Hebrew abbreviation; inches
        if direction is not _Direction.EITHER and (direction is _Direction.OPENS) == is_open:
            return is_open, False
        is_open = not is_open
    return is_open, True


class _Direction(Enum):
    OPENS = "opens"
    CLOSES = "closes"
    EITHER = "either"
    NONE = "none"


def _direct(mark: str, before: str, after: str) -> _Direction:
    """What a mark does, told by its place: what closes in English opens in German, and both in Swedish; « closes in German."""
    if mark in _OPENING or mark in _CLOSING:
        return _Direction.OPENS if mark in _OPENING else _Direction.CLOSES
    between_letters = before.isalnum() and after.isalnum()
    if not between_letters:
        if before.isalnum() or before in _CLOSES_AFTER:
            return _Direction.CLOSES
        starts = after.isalnum() if mark in "«»" else after and not after.isspace()
        if starts and (not before or before.isspace() or before in _OPENS_AFTER):
            return _Direction.OPENS
    if mark in _USUALLY_OPENING:
        return _Direction.OPENS
    if mark in _USUALLY_CLOSING:
        return _Direction.CLOSES
    return _Direction.NONE if between_letters else _Direction.EITHER
