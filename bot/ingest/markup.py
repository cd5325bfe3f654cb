"""HTML to paragraphs: the words of a piece of HTML, one block a line, without what is not text.

Rule: nothing of the markup survives, and no input is too broken to be read.
"""

import re
from html import unescape
from typing import Any

from lxml import etree  # type: ignore[import-untyped]  # no types shipped

from bot.ingest.titles import one_line
from summarizer import clean_text

_BLOCKS_WORDS = """
address article aside blockquote body br center dd details dialog div dl dt fieldset figure footer form h1 h2 h3
h4 h5 h6 header hr html li main nav ol p pre section summary table td th title tr ul video
"""
_BLOCKS = frozenset(_BLOCKS_WORDS.split())
_SILENT_WORDS = """
script style noscript template iframe object embed svg math canvas audio video form button input select textarea
figure figcaption nav head map rp rt
"""
_SILENT = frozenset(_SILENT_WORDS.split())
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]{0,2000}>|<!--|<!\[CDATA\[")
_ESCAPED = re.compile(r"&(?:amp;)?lt;/?(?:p|br|div|a|strong|em|img|span|h\d|ul|li)\b", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_NESTING_WORDS = """
div span section article table tr td ul ol blockquote b i em strong font center small big a dl
"""
_NESTING = frozenset(_NESTING_WORDS.split())
_DEEPEST = 1_500  # open elements; browsers stop at 512, real pages at 60


def paragraphs_from_html(html: str) -> tuple[str, ...]:
    """The blocks of a piece of HTML (or of plain text with entities) as clean lines; captions, scripts and forms are left out."""
    if _ESCAPED.search(html[:2000]) and not _MARKUP.search(html[:2000]):
        html = unescape(html)  # escaped once too often
    text = _text_of(html) if _MARKUP.search(html) else unescape(html)
    lines = (" ".join(line.split()) for line in clean_text(text).split("\n"))
    return tuple(line for line in lines if line)


def line_from_html(html: str) -> str:
    """The words of a title or name, which may hold tags and entities, on one line."""
    text = html if "<" not in html and "&" not in html else " ".join(paragraphs_from_html(unescape(html)))
    return one_line(text, limit=5_000)


def is_too_deep(html: str) -> bool:
    """Whether elements are nested deeper than any reader follows; such a page is an attack, and costs a parser its stack."""
    if html.count("<") <= _DEEPEST:
        return False
    depth = deepest = 0
    for closing, name in _TAG.findall(html):
        if name.casefold() in _NESTING:
            depth = max(0, depth - 1) if closing else depth + 1
            deepest = max(deepest, depth)
    return deepest > _DEEPEST


def parse_html(html: str) -> Any | None:
    """The lxml tree of a page or a piece of one; None when there is nothing in it."""
    # Encoded here, so that a charset that the document claims can't matter any more; huge_tree stays off (depth and size limits).
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    try:
        return etree.fromstring(html.replace("\0", "").encode("utf-8", "replace"), parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def _text_of(html: str) -> str:
    tree = None if is_too_deep(html) else parse_html(html)
    if tree is None:
        return unescape(_MARKUP.sub("\n", html))
    parts: list[str] = []
    silent = 0
    # Walked with events, not recursion: deep trees are cheap to send.
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        name = element.tag
        if event == "start":
            silent += name in _SILENT
            if not silent:
                parts.append(f"{_gap(name)}{_inline(element.text)}")
        else:
            silent -= name in _SILENT
            if not silent:
                parts.append(f"{_gap(name)}{_inline(element.tail)}")
    return "".join(parts)


def _gap(name: str) -> str:
    return "\n" if name in _BLOCKS else ""


def _inline(text: str | None) -> str:
    return text.replace("\n", " ").replace("\r", " ") if text else ""
