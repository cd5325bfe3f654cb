"""The lines of a copied page: joined where a narrow window broke them, and each told by its shape.

Rule: a line is judged by itself here; what it means beside its neighbours is decided in `page_text`.
"""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import pairwise

from bot.ingest import vocabulary
from bot.ingest.dates import is_date_line


class LineKind(Enum):
    """What a line looks like."""

    PROSE = auto()  # sentences
    CUT = auto()  # sentences that end in "[…]"
    HEADLINE = auto()  # some words without a full stop
    SHORT = auto()  # a few words: a subhead, a label, a menu entry
    BULLET = auto()  # an item of a list
    LABEL = auto()  # "Related news"
    DATE = auto()
    BYLINE = auto()
    WALL = auto()  # "Subscribe to read on"
    MORE = auto()  # "Read more"
    JUNK = auto()


@dataclass(frozen=True, slots=True)
class Line:
    """One line (a paragraph, when it is prose) with its length in words; unspaced scripts are converted."""

    text: str
    kind: LineKind
    words: float


CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_SOUTH_EAST = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
_UNSPACED = re.compile(f"{CJK.pattern}|{_SOUTH_EAST.pattern}")
FULL_STOP = re.compile(r"[.!?。!?।॥؟۔։።။។༎｡．:：]\s*(?:\[\d+\])?[\"'”’»“」』)\]）]*$")
_ASKING = re.compile(r"[!?؟!?]\s*[\"'”’»“」』)\]）]*$")
_INNER_STOP = re.compile(r"[^\W\d_]{2}[.!?؟][\"'”’»)]*\s+[\"'“‘«(¿¡]?[^\W\d_]|[。!?।۔።]\s*\S")
BULLET = re.compile(r"^(?:[•·●▪◦‣■□►▶➤✓*–—-]|\(?\d{1,2}[.)])\s+")
_SEPARATED = re.compile(r"\s[|›»>•·/]\s|\s[|]|[|]\s")

_LEAST_HEADLINE = 4  # words; "South Korean Concerns" is a subhead or a label
_LEAST_QUESTION = 3
_LEAST_SENTENCE = 6  # words
_MOST_ASKING = 20  # words a headline that asks may have
_MOST_HEADLINE = 30  # words without a full stop; more is a paragraph that lost its last line
_MOST_LINES = 20_000  # a front page has 500, a long read 400
_WIDEST = 130  # characters of a hard-wrapped line


def count_words(text: str) -> float:
    """Words; two ideographs or kana, or five letters of Thai, Lao, Burmese or Khmer, count as one."""
    if text.isascii():
        return len(text.split())
    if not _UNSPACED.search(text):
        return _count_spaced(text)
    cjk, south_east = len(CJK.findall(text)), len(_SOUTH_EAST.findall(text))
    return _count_spaced(_UNSPACED.sub(" ", text)) + cjk / 2 + south_east / 5


def _count_spaced(text: str) -> int:
    # The first character nearly always tells.
    return len([word for word in text.split() if word[0].isalnum() or any(map(str.isalnum, word))])


def read_lines(text: str) -> tuple[Line, ...]:
    """The lines of clean text without the empty ones, unwrapped and told apart; of endless ones the first 20,000."""
    return tuple(_read_line(line) for line in unwrap(text.split("\n", _MOST_LINES)[:_MOST_LINES]) if line)


def unwrap(lines: Sequence[str]) -> list[str]:
    """The lines with single spaces, broken paragraphs joined again; empty lines stay.

    A break was made by a narrow window when the next word would not have fitted in. That holds for nearly all breaks inside the
    blocks of a wrapped text, and for few in a list of headlines.
    """
    tidy = [" ".join(line.split()) for line in lines]
    width = max((len(line) for line in tidy if " " in line or CJK.search(line)), default=0)
    if not _is_wrapped(tidy, width):
        return tidy
    joined: list[list[str]] = []
    for above, line in zip(["", *tidy], tidy, strict=False):
        if above and line and _is_broken(above, line, width):
            joined[-1].append(line)
        else:
            joined.append([line])
    return [_join(parts) for parts in joined]


def _is_wrapped(lines: Sequence[str], width: int) -> bool:
    pairs = [(above, below) for above, below in pairwise(lines) if above and below]
    breaks = [(above, below) for above, below in pairs if _is_broken(above, below, width)]
    if not 25 <= width <= _WIDEST or len(breaks) < 0.5 * len(pairs):
        return False
    if len(breaks) < 3:
        return all(below[0].islower() and not FULL_STOP.search(above[-20:]) for above, below in breaks)
    # A list of titles of one length looks wrapped too, but titles begin with capitals.
    cased = [below[0].islower() for _above, below in breaks if below[0].lower() != below[0].upper()]
    return len(cased) < 3 or sum(cased) >= 0.3 * len(cased)


def _is_broken(above: str, below: str, width: int) -> bool:
    if BULLET.match(below):
        return False
    if CJK.match(below):
        return len(above) >= width - 2  # a full stop may hang over or be carried along
    first = re.split(r"(?<=\w)-|\s", below, maxsplit=1)[0]
    # Windows break by pixels, not letters: a sentence that plainly goes on may break a little early.
    goes_on = below[0].islower() and not FULL_STOP.search(above[-20:])
    return len(above) + 1 + len(first) > width * (0.85 if goes_on else 1)


def _join(parts: Sequence[str]) -> str:
    text = [parts[0]]
    for above, below in itertools.pairwise(parts):
        glued = (CJK.search(above[-2:]) and CJK.search(below[:2])) or re.search(r"\w-$", above)
        text.append(below if glued else f" {below}")
    return "".join(text)


def _read_line(text: str) -> Line:
    words = count_words(text)
    return Line(text, _kind(text, words), words)


def _kind(text: str, words: float) -> LineKind:
    return _kind_by_vocabulary(text, words) or _kind_by_shape(text, words)


def _kind_by_vocabulary(text: str, words: float) -> LineKind | None:
    head = text[:300]
    if len(text) < 60 and vocabulary.READ_MORE_LINE.match(text):
        return LineKind.MORE
    if len(text) < 80 and vocabulary.LABEL.match(text):
        return LineKind.LABEL
    if is_date_line(text):
        return LineKind.DATE
    if words <= 40 and vocabulary.WALL.search(head):
        return LineKind.WALL
    if words <= 40 and (vocabulary.JUNK.search(head) or (vocabulary.CONSENT.search(head) and words > 3)):
        return LineKind.JUNK
    is_byline = words <= 12 and not FULL_STOP.search(text[-20:]) and vocabulary.BYLINE.match(text)
    return LineKind.BYLINE if is_byline else None


def _kind_by_shape(text: str, words: float) -> LineKind:
    tail = text[-80:]
    if words < 1 and not any(character.isalpha() for character in text):
        return LineKind.JUNK
    if _is_cut(tail) and words >= _LEAST_SENTENCE + 2:
        return LineKind.CUT
    if _is_prose(text, words, tail):
        return LineKind.PROSE
    if BULLET.match(text):
        return LineKind.BULLET
    if len(_SEPARATED.findall(text)) >= 2 and words < _MOST_HEADLINE:
        return LineKind.JUNK  # "Home | World | Sport"
    least = _LEAST_QUESTION if _ASKING.search(tail) else _LEAST_HEADLINE
    return LineKind.HEADLINE if words >= least else LineKind.SHORT


def _is_cut(tail: str) -> bool:
    return bool(vocabulary.CUT_END.search(tail) or vocabulary.READ_MORE_END.search(tail))


def _is_prose(text: str, words: float, tail: str) -> bool:
    if _ASKING.search(tail):
        return words > _MOST_ASKING or (words >= _LEAST_SENTENCE and bool(_INNER_STOP.search(text[:2000])))
    if FULL_STOP.search(tail):
        return words >= _LEAST_SENTENCE
    return words > _MOST_HEADLINE or (words > 12 and len(_INNER_STOP.findall(text[:2000])) >= 1 and words > 16)
