"""Finding articles by words: the folded form of a text, and the condition that a story has a word.

Rule: what is searched and what is searched for go through the same `fold`, here in Python, so that SQLite and PostgreSQL
find the same in any script.

A folded copy and LIKE, rather than the full-text index of each database: those split words by rules of their own (SQLite's
unicode61 keeps the Cyrillic yo apart and can't split Chinese, PostgreSQL has no dictionary for Bengali), so the two would
answer differently, and neither finds a part of a word. A scan is limited by time: it reads the stories of the days
asked for. What would change our mind: a search over the wanted days that takes more than 200 ms on the stores people
really have; then trigram indexes (FTS5 trigram, pg_trgm) over this same folded column.
"""

import re
import unicodedata

from sqlalchemy import ColumnElement, Text, select, type_coerce

from bot.store.tables import article, search, source

# Marks that writers leave out or put in at will: Latin, Greek and Cyrillic accents, Hebrew and Arabic vowel points, the
# Arabic tatweel, soft hyphens and joiners. Not the vowel signs of Indian and Thai scripts, nor Japanese voicing.
_OPTIONAL = re.compile(
    "[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670"
    "\u00ad\u200b-\u200f\u2060\ufeff]"
)
# Letters that Unicode does not take apart, but readers do.
_PLAINER = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ħ": "h"})
_QUOTES = re.compile("[\"'`´‘’‚‛“”„‟‹›«»「」『』]")


def fold(words: str) -> str:
    """The text without case, accents and width, its white space single blanks; any script; fold(fold(x)) == fold(x)."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", words).casefold())
    plain = _OPTIONAL.sub("", folded).translate(_PLAINER).casefold()
    return " ".join(unicodedata.normalize("NFKC", plain).split())


def fold_title(title: str) -> str:
    """What makes two titles of one source the same: case, width, white space and quotation marks don't count."""
    return " ".join(_QUOTES.sub("", unicodedata.normalize("NFKC", title).casefold()).split())


def conditions(words: str, visible: ColumnElement[bool]) -> list[ColumnElement[bool]]:
    """What the story of an `article` must fulfil so that each of the words stands in one of its articles that are visible."""
    return [_has(word, visible) for word in dict.fromkeys(fold(words).split())]


def _has(word: str, visible: ColumnElement[bool]) -> ColumnElement[bool]:
    escaped = re.sub(r"([\\%_])", r"\\\1", word)
    told = article.alias("told")
    stories = (
        select(told.c.story_id)
        .join(search, search.c.article_id == told.c.id)
        .join(source, source.c.id == told.c.source_id)
        .where(told.c.story_id == article.c.story_id, visible)
        .where(type_coerce(search.c.words, Text).like(f"%{escaped}%", escape="\\"))
    )
    return stories.correlate(article).exists()
