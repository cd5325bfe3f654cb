"""Printed lines, each with its place on a page, to paragraphs: running heads dropped, broken lines and words joined.

Rule: place decides, not the count of letters: a line was broken by its column when the next word would not have fitted behind it.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, pairwise
from statistics import median

from bot.ingest.lines import BULLET, CJK, FULL_STOP

HYPHENS = "-\u00ad\u2010\ufffe"  # U+FFFE: what pdfium puts for a hyphen, and the end of its line, inside a word
_MARGIN = 0.12  # of the page's height, at its top and at its foot
_PAGES = 3  # on which a line stands that is no part of the text; on half of them where there are fewer
_SAME_TYPE = 0.15  # of the size by which lines of one type may differ
_WIDEST_PITCH = 2.6  # sizes of the type from one line of a paragraph to the next; double spacing has 2.4
_PARAGRAPH_GAP = 1.3  # times the usual pitch
_INDENT = 0.7  # sizes of the type
_RAISED = 0.2  # sizes of the type by which parts of one line may stand apart
_SLACK = 0.25  # sizes of the type by which a justified line may miss its edge
_HEADING = 1.15  # times the size of what most of the text is set in
_MOST_HEADING = 4  # lines
_SMALL = 0.85  # times the same: notes, and what runs along
_MOST_ASIDE = 3  # lines in a margin that are no part of the text
_HYPHENATED = 0.03  # of the lines end in a hyphen where words are hyphenated at all
_HANGUL = re.compile("[\uac00-\ud7a3]")
_NUMBERS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"\W*(?:[^\W\d_]{1,8}\W{1,3})?\d{1,4}(?:\W{1,3}(?:[^\W\d_]{1,5}\s)?\d{1,4})?\W*"
)  # "Page 3 of 9"
_WORDS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Printed:
    """One line of a page. Lengths are of any one unit, from the lower left corner; `first` is how wide its first word is."""

    text: str
    page: int
    left: float
    right: float
    base: float
    size: float  # of its type
    first: float
    at: float  # how high on the page: 0 the foot, 1 the top

    @property
    def is_in_margin(self) -> bool:
        """Whether it stands where running heads and page numbers do."""
        return self.at < _MARGIN or self.at > 1 - _MARGIN


def paragraphs(lines: Sequence[Printed]) -> list[str]:
    """The text without running heads and page numbers, a paragraph or heading each, in the order of the lines."""
    lines = list(_whole_lines(lines))
    weights: Counter[float] = Counter()
    for line in lines:
        weights[round(line.size, 1)] += len(line.text)
    body = max(weights, key=lambda size: weights[size], default=0.0)
    blocks = _without_running_heads(list(_blocks(lines)), body)
    words = _Words(list(chain.from_iterable(blocks)))
    return [_join(part, words) for part in _continued(blocks, body)]


def _whole_lines(lines: Sequence[Printed]) -> Iterator[Printed]:
    """The lines with what follows a raised figure or the like put back on them."""
    whole: Printed | None = None
    for line in lines:
        gap = line.left - whole.right if whole and whole.page == line.page else math.inf
        if whole and abs(whole.base - line.base) < _RAISED * line.size and -_SLACK < gap / line.size < 1:
            space = " " if gap > _SLACK / 2 * line.size else ""
            whole = replace(whole, text=f"{whole.text}{space}{line.text}", right=line.right)
            continue
        if whole:
            yield whole
        whole = line
    if whole:
        yield whole


def _without_running_heads(blocks: Sequence[list[Printed]], body: float) -> list[list[Printed]]:
    """The blocks without those in a margin whose lines are page numbers, or set small, or stand on several pages but for numbers."""
    pages = {block[0].page for block in blocks}
    most = min(_PAGES, max(2, len(pages) // 2))
    aside = [block for block in blocks if all(line.is_in_margin for line in block)]
    seen = Counter(mark for _page, mark in {(line.page, _mark(line)) for line in chain.from_iterable(aside)})

    def is_text(line: Printed) -> bool:
        is_aside = seen[_mark(line)] >= most or _PAGE_NUMBER.fullmatch(line.text)
        return not line.is_in_margin or not (is_aside or _SMALL * body > line.size)

    return [block for block in blocks if any(map(is_text, block)) or len(block) > _MOST_ASIDE]


def _mark(line: Printed) -> tuple[str, int]:
    return _NUMBERS.sub("#", line.text), round(line.size)


def _blocks(lines: Sequence[Printed]) -> Iterator[list[Printed]]:
    """Lines of one type that stand one below the other."""
    block: list[Printed] = []
    for line in lines:
        if block and not _is_below(block[-1], line):
            yield block
            block = []
        block.append(line)
    if block:
        yield block


def _is_below(above: Printed, line: Printed) -> bool:
    pitch = above.base - line.base
    return (
        above.page == line.page
        and _is_same_type(above.size, line.size)
        and 0.5 * above.size < pitch < _WIDEST_PITCH * above.size
        and line.left < above.right
        and above.left < line.right
    )


def _is_same_type(one: float, other: float) -> bool:
    return abs(one - other) <= _SAME_TYPE * max(one, other)


def _continued(blocks: Sequence[list[Printed]], body: float) -> list[list[Printed]]:
    """The paragraphs of all blocks; one that a page or column broke goes on, past notes and pictures in other type."""
    found: list[list[Printed]] = []
    # The last paragraph in the type of the body, and the edge of its column.
    open_end: tuple[list[Printed], float] | None = None
    for block in blocks:
        parts = _parts(block, body)
        if _is_same_type(block[0].size, body):
            edge = max(line.right for line in block)
            if open_end and _goes_on(*open_end, parts[0][0]):
                open_end[0].extend(parts.pop(0))
            if parts:
                open_end = parts[-1], edge
        found += parts
    return found


def _goes_on(paragraph: Sequence[Printed], edge: float, line: Printed) -> bool:
    above = paragraph[-1]
    if above.text[-1] in HYPHENS:
        return line.text[0].isalpha()
    if FULL_STOP.search(above.text[-20:]) or BULLET.match(line.text) or _fits_behind(above, line, edge):
        return False
    # A heading of one line, as long as the column is wide, would go on in the paragraph below it.
    return len(paragraph) > 1 or (line.text[0].isalpha() and not line.text[0].isupper())


def _parts(block: Sequence[Printed], body: float) -> list[list[Printed]]:
    """The paragraphs of a block."""
    if block[0].size > _HEADING * body and len(block) <= _MOST_HEADING:
        return [list(block)]
    edge, left = max(line.right for line in block), min(line.left for line in block)
    pitch = median([above.base - line.base for above, line in pairwise(block)] or [0.0])
    parts = [[block[0]]]
    for above, line in pairwise(block):
        is_apart = above.base - line.base > _PARAGRAPH_GAP * pitch
        is_indented = line.left - max(above.left, left) > _INDENT * line.size and not BULLET.match(above.text)
        is_split = above.text[-1] in HYPHENS and not is_apart
        if BULLET.match(line.text) or (not is_split and (is_apart or is_indented or _fits_behind(above, line, edge))):
            parts.append([])
        parts[-1].append(line)
    return parts


def _fits_behind(above: Printed, line: Printed, edge: float) -> bool:
    """Whether the first word of a line would have fitted on the line above, which then ended of its own accord."""
    space = 0.0 if CJK.match(line.text) else _SLACK * line.size
    # Asian full stops hang over the edge or are carried along, with what they are glued to.
    slack = line.size if CJK.match(line.text) else 0.0
    return above.right + space + line.first + slack < edge


def _join(lines: Sequence[Printed], words: "_Words") -> str:
    text = ""
    for line in lines:
        text = words.joined(text, line.text) if text else line.text
    return text.rstrip(HYPHENS[1:])


class _Words:
    """What the document's own words tell of those that the ends of its lines broke."""

    def __init__(self, lines: Sequence[Printed]) -> None:
        self._known = Counter(word.casefold() for line in lines for word in _WORDS.findall(line.text))
        broken = sum(line.text[-1] in HYPHENS for line in lines)
        self._is_hyphenated = broken >= _HYPHENATED * len(lines)

    def joined(self, above: str, below: str) -> str:
        """Two lines as one."""
        if above[-1] in HYPHENS and above[-2:-1].isalnum():
            return self._without_hyphen(above[:-1], below)
        if CJK.match(above[-1]) or CJK.match(below):
            return above + below
        is_torn = _HANGUL.match(above[-1]) and _HANGUL.match(below) and self._known[_last(above) + _first(below)]
        return above + below if is_torn else f"{above} {below}"

    def _without_hyphen(self, above: str, below: str) -> str:
        """The word that was broken, with its hyphen where that is a part of it: "Lkw-Fähre", "well-known"."""
        head, tail = _last(above).casefold(), _first(below)
        whole, compound = self._known[head + tail.casefold()], self._known[f"{head}-{tail.casefold()}"]
        is_one = whole > compound or (whole == compound and self._is_hyphenated)
        return f"{above}{below}" if is_one and head and tail and not tail[0].isupper() else f"{above}-{below}"


def _last(text: str) -> str:
    found: list[str] = _WORDS.findall(text[-60:])
    return found[-1] if found else ""


def _first(text: str) -> str:
    found = _WORDS.match(text)
    return found[0] if found else ""
