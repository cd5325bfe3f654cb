"""Entities Telegram finds by itself in any text: links, e-mail addresses, mentions, commands, hashtags.

The rule to remember: the first that starts wins, and nothing found ever covers a link or code the sender marked.
"""

import re
from itertools import chain

from bot.sandbox.entities import Entity, units

# Telegram knows every top-level domain; these are the ones people write without a scheme.
_DOMAINS = "com|org|net|info|biz|edu|gov|mil|int|io|co|me|tv|app|dev|news|uk|us|de|fr|es|it|nl|pl|ru|ua|in|bd|pk|cn|jp|kr|br|mx|ar|ca|au|nz|za|ng|ke|eg|tr|ir|sa|ae|id|vn|ph|eu|ch|at|se|no|fi|dk"
_PATTERNS = (
    ("email", re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}(?![\w-])", re.ASCII)),
    ("url", re.compile(r"(?<![\w@])(?:https?|ftp)://\w[^\s<>\"«»“”]{0,2000}", re.IGNORECASE)),
    (
        "url",
        re.compile(
            rf"(?<![\w@./-])(?:[A-Za-z0-9-]{{1,63}}\.){{1,8}}(?:{_DOMAINS})(?![\w-])(?:[/?#][^\s<>\"«»“”]{{0,2000}})?"
        ),
    ),
    ("bot_command", re.compile(r"(?<![\w/@<>.])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z]\w{2,31})?(?![\w/@<>])", re.ASCII)),
    ("mention", re.compile(r"(?<![\w/@])@[A-Za-z]\w{2,31}(?!\w)", re.ASCII)),
    ("hashtag", re.compile(r"(?<![\w#@/])#(?=\w{0,255}[^\W\d_])\w{1,256}(?![\w#])")),
    ("cashtag", re.compile(r"(?<![\w$])\$[A-Z]{1,8}(?![\w$])", re.ASCII)),
)


def find_entities(text: str) -> tuple[Entity, ...]:
    """The entities of a text, disjoint and in order, in UTF-16 units."""
    spans = chain.from_iterable(_spans(kind, pattern, text) for kind, pattern in _PATTERNS)
    kept: list[Entity] = []
    reached = 0
    for start, end, kind in sorted(spans, key=lambda span: (span[0], -span[1])):
        if start >= reached:
            kept.append(Entity(kind, units(text[:start]), units(text[start:end])))
            reached = end
    return tuple(kept)


def _spans(kind: str, pattern: re.Pattern[str], text: str) -> list[tuple[int, int, str]]:
    return [(match.start(), _end(kind, match), kind) for match in pattern.finditer(text)]


def _end(kind: str, match: re.Match[str]) -> int:
    """Where a match ends: a link gives back the punctuation of the sentence around it."""
    if kind != "url":
        return match.end()
    link = match.group()
    while link[-1] in ".,:;!?'*_~`|" or (link[-1] in ")]}" and link.count(link[-1]) > link.count(_opening(link[-1]))):
        link = link[:-1]
    return match.start() + len(link)


def _opening(closing: str) -> str:
    return "([{"[")]}".index(closing)]
