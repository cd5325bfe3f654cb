"""Links that open a page at one sentence (text fragments); rule: a link is only ever made of the article's own URL."""

import re
from urllib.parse import quote

from bot.model import Sentence

# Long sentences are named by their beginning and end: a browser looks for the text between the two. Six words keep the
# link short (Telegram counts none of it, but people copy links) and were unique in the articles we looked at.
_EDGE_WORDS = 6


def sentence_url(sentence: Sentence) -> str | None:
    """The article's URL with a text fragment for this sentence; None when the article has no web address.

    Format: https://wicg.github.io/scroll-to-text-fragment/ (`#:~:text=start,end`; `-`, `,` and `&` are its syntax).
    """
    url = sentence.article.url
    if url is None or not re.match(r"https?://", url):
        return None
    page, _, fragment = url.partition("#")
    anchor = fragment.partition(":~:")[0]
    return f"{page}#{anchor}:~:text={_directive(sentence.text)}"


def _directive(text: str) -> str:
    words = text.split()
    if len(words) <= 2 * _EDGE_WORDS:
        return _encode(" ".join(words))
    return f"{_encode(' '.join(words[:_EDGE_WORDS]))},{_encode(' '.join(words[-_EDGE_WORDS:]))}"


def _encode(text: str) -> str:
    return quote(text, safe="").replace("-", "%2D")
