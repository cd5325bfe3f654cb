"""Titles: what makes a key of one, and what to call a text that has none.

Rule: a title is one line; two titles that a reader takes for the same have the same key.
"""

import hashlib
import re
import unicodedata

from summarizer import clean_text

LONGEST_TITLE = 300  # characters; what is longer is no title
_FIRST_WORDS = 80  # characters of a title made from the first words of a text
_QUOTES = str.maketrans("", "", "\"'`´‘’‚‛“”„‟«»‹›「」『』")
_SPACE = re.compile(r"\s+")


def tidy_title(text: str) -> str:
    """The text on one line, clean, and never longer than a title can be."""
    return shorten(one_line(text, limit=4 * LONGEST_TITLE))


def shorten(line: str) -> str:
    """A clean line, cut at a word where it is too long for a title."""
    return line if len(line) <= LONGEST_TITLE else _cut_at_word(line, LONGEST_TITLE)


def one_line(text: str, *, limit: int) -> str:
    """The text clean and on one line; `limit` is of characters that are read."""
    is_clean = text.isascii() and text.isprintable()  # most addresses and names: nothing that could need cleaning
    return " ".join((text[:limit] if is_clean else clean_text(text, limit=limit)).split())


def title_from_text(text: str) -> str:
    """The first words of a text, cut at a word with "…" where they are too long for a title."""
    line = one_line(text, limit=1000)
    return line if len(line) <= _FIRST_WORDS else _cut_at_word(line, _FIRST_WORDS)


def fold_title(title: str) -> str:
    """The title without what editors and copying change: case, quotes, kinds of space, compatibility forms."""
    folded = unicodedata.normalize("NFKC", title.translate(_QUOTES)).casefold()
    return _SPACE.sub(" ", unicodedata.normalize("NFKC", folded)).strip()


def key_from_title(title: str) -> str:
    """The key of an article known by its title alone: a headline here and the whole article there meet in it."""
    return f"title:{fold_title(title)}"


def key_from_text(text: str) -> str:
    """The key of an article known by its words alone; spacing doesn't count."""
    return f"text:{hashlib.sha256(' '.join(text.split()).encode()).hexdigest()[:32]}"


def _cut_at_word(line: str, limit: int) -> str:
    head = line[: limit - 1]
    at = head.rfind(" ")
    # A script without spaces is cut between characters.
    return f"{clean_text(head[:at] if at > limit // 2 else head).rstrip(' ,;:-–—')}…"
