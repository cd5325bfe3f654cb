"""The text of a PDF, by pdfium: what is printed on its pages, in the scripts that come out of it unharmed.

Rule: a script is read when its texts were measured to come back word for word; for all others there is a sentence.

Measured on texts of 23 languages, printed by Chromium in one and two columns, pypdfium2 5.15 against pypdf 7.1: both give Latin,
Cyrillic, Greek, Armenian and Ethiopic right; pypdf puts spaces into Chinese, Japanese, Korean and Georgian, and takes ten
times longer for the bare text. Neither keeps the others: vowel signs and spaces of Indic scripts move, Thai and Khmer double, Arabic runs
backwards, and so do brackets and points in Hebrew. Korean whose lines break within words keeps a space at some of the breaks.

pdfium is reached through ctypes, which the processes that read forbid themselves: `load` it before.
"""

import ctypes
import math
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from itertools import pairwise
from typing import Any

import regex

from bot.errors import Unreadable
from bot.ingest.cohesion import count_shared_words, words_of
from bot.ingest.layout import HYPHENS, Printed, paragraphs
from bot.ingest.lines import CJK, count_words
from bot.ingest.titles import tidy_title

_MOST_PAGES = 300
_LEAST_LETTERS = 20  # a scan may have a stamp or a page number printed over it
_LOST = 0.1  # of the letters
_LETTER = regex.compile(r"[\p{L}\p{M}\p{Co}\p{Cn}\ufffd]")  # also what a font gives that has no table of its letters
_KEPT = regex.compile(
    r"[\p{Latin}\p{Greek}\p{Cyrillic}\p{Armenian}\p{Georgian}\p{Ethiopic}\p{Han}\p{Hiragana}\p{Katakana}\p{Bopomofo}\p{Hangul}\p{Inherited}]"
    r"|(?!\ufffd)\p{Common}|\ufffe"
)
_SMALLEST, _LARGEST = 0.1, 10_000.0  # points
_GAP = 0.18  # of the size of the type: a narrow space; letters are moved by a tenth at most
_LINE = re.compile(r"[^\r\n\ufffe]+\ufffe?")
_NAME_OF_FILE = re.compile(
    r"\.[a-z]{2,5}$|^(?:microsoft|untitled|powerpoint|slide|document)\b|^https?:|^about:", re.IGNORECASE
)
_REMEDY = "Send a link to the text, or copy the text and send that."


def load() -> None:
    """Load pdfium: 70 ms and 10 MB, shared by all processes that are forked afterwards."""
    import pypdfium2  # noqa: F401


def read_pdf(content: bytes, *, limit: int) -> tuple[str, str | None]:
    """The text of the pages, a paragraph a line, and the title the PDF gives itself if it stands on the first page.

    Pages are read until the text has more than `limit` characters. Raises `Unreadable`; a hostile PDF may take the process along.
    """
    with closing(_opened(content)) as document:
        lines: list[Printed] = []
        for number in range(len(document)):
            found = _lines_of(document, number)
            lines += found
            limit -= sum(len(line.text) + 1 for line in found)
            if limit < 0:
                break
        _refuse_what_is_lost("".join(line.text for line in lines))
        return "\n".join(paragraphs(lines)), _title_of(document, lines)


def _opened(content: bytes) -> Any:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if error.err_code in {pypdfium2.raw.FPDF_ERR_PASSWORD, pypdfium2.raw.FPDF_ERR_SECURITY}:
            raise Unreadable(f"This PDF is locked with a password. {_REMEDY}") from error
        raise Unreadable(f"This PDF is broken and can't be opened. {_REMEDY}") from error
    if len(document) > _MOST_PAGES:
        raise Unreadable(
            f"This PDF has {len(document):,} pages; newsbot reads up to {_MOST_PAGES}. Send the part that matters."
        )
    return document


def _refuse_what_is_lost(text: str) -> None:
    letters = Counter(_LETTER.findall(text))
    if letters.total() < _LEAST_LETTERS:
        raise Unreadable(f"There is no text in this PDF, only pictures of it. {_REMEDY}")
    lost = sum(count for letter, count in letters.items() if not _KEPT.match(letter))
    if lost >= _LOST * letters.total():
        raise Unreadable(f"The words of this PDF are in a script that can't be taken out of it unharmed. {_REMEDY}")


def _title_of(document: Any, lines: list[Printed]) -> str | None:
    """The title in the PDF's own description; of templates and files it is another's, or their name."""
    import pypdfium2.raw as pdfium

    size = pdfium.FPDF_GetMetaText(document, b"Title", None, 0)
    buffer = (ctypes.c_char * min(size, 4000))()
    pdfium.FPDF_GetMetaText(document, b"Title", buffer, len(buffer))
    title = tidy_title(bytes(buffer).decode("utf-16-le", "ignore").rstrip("\0"))
    first_page = words_of("\n".join(line.text for line in lines if line.page == lines[0].page))
    is_there = 2 * count_shared_words(title, first_page) >= count_shared_words(title, words_of(title)) > 0
    return title if is_there and count_words(title) >= 2 and not _NAME_OF_FILE.search(title) else None


def _lines_of(document: Any, number: int) -> list[Printed]:
    """The lines of a page in the order in which they were printed; none of a page that is broken."""
    import pypdfium2

    try:
        with closing(document[number]) as page, closing(page.get_textpage()) as printed:
            _left, foot, _right, top = page.get_bbox()
            return list(_Page(printed, number, foot, max(1.0, top - foot)).lines())
    except pypdfium2.PdfiumError:
        return []


class _Page:
    """The letters of one page, told by their place in its text."""

    def __init__(self, printed: Any, number: int, foot: float, height: float) -> None:
        import pypdfium2.raw

        self._pdfium = pypdfium2.raw
        self._printed = printed
        self._number = number
        self._foot = foot
        self._height = height
        self._text: str = printed.get_text_range()
        self._is_straight = len(self._text) == printed.count_chars()
        self._rectangle = self._pdfium.FS_RECTF()

    def lines(self) -> Iterator[Printed]:
        for found in _LINE.finditer(self._text):
            text = found[0].strip()
            if text.strip(HYPHENS):
                yield self._line(text, found.start() + found[0].index(text))

    def _line(self, text: str, start: int) -> Printed:
        first, base, matrix = ctypes.c_double(), ctypes.c_double(), self._pdfium.FS_MATRIX()
        self._pdfium.FPDFText_GetCharOrigin(self._printed, self._letter(start), first, base)
        # The longest word is set in the type of its line; bullets, initials and marks of notes are not.
        typical = self._letter(start + text.index(max(text.split(), key=len)))
        self._pdfium.FPDFText_GetMatrix(self._printed, typical, matrix)
        size = self._pdfium.FPDFText_GetFontSize(self._printed, typical) * math.hypot(matrix.c, matrix.d)
        size = min(_LARGEST, max(_SMALLEST, size))  # in this order: what is no number becomes the smallest
        word = 1 if CJK.match(text) else len(text.split(maxsplit=1)[0])
        return Printed(
            self._spaced(text, start, size),
            self._number,
            left=first.value,
            right=self._edges(start + max(1, len(text.rstrip(HYPHENS))) - 1)[1],
            base=base.value,
            size=size,
            first=self._edges(start + word - 1)[1] - first.value,
            at=(base.value - self._foot) / self._height,
        )

    def _spaced(self, text: str, start: int, size: float) -> str:
        """The line with a space in each gap: pdfium overlooks some where words are set apart by moving on, as TeX and troff do."""
        gaps, before = [], math.inf
        for at, character in enumerate(text):
            if character.isspace() or character in HYPHENS or CJK.match(character):
                before = math.inf
                continue
            left, right = self._edges(start + at)
            if left - before > _GAP * size:
                gaps.append(at)
            before = right
        if len(gaps) > len(text) / 4:  # letters that are spaced themselves
            return text
        return " ".join(text[one:other] for one, other in pairwise([0, *gaps, len(text)]))

    def _edges(self, at: int) -> tuple[float, float]:
        """Where the letter begins and ends."""
        self._pdfium.FPDFText_GetLooseCharBox(self._printed, self._letter(at), self._rectangle)
        return self._rectangle.left, self._rectangle.right

    def _letter(self, at: int) -> int:
        if self._is_straight:
            return at
        return max(0, int(self._pdfium.FPDFText_GetCharIndexFromTextIndex(self._printed, at)))
