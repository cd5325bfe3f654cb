"""Any document to what is in it: the bytes say what it is, its name only breaks a tie.

Rule: the result depends on the bytes alone; no network, no disk, no clock. A document either gives a `Reading` or raises `Unreadable`.
"""

import re
from collections.abc import Container
from dataclasses import replace
from pathlib import PurePath

from bot.errors import Unreadable
from bot.ingest.article import is_markdown, read_article
from bot.ingest.decoding import decode
from bot.ingest.feeds import read_feed
from bot.ingest.json_feed import read_json
from bot.ingest.opml import read_opml
from bot.ingest.page_text import read_page_text
from bot.ingest.pages import read_page
from bot.ingest.pdf import read_pdf
from bot.ingest.reading import DocumentKind, Reading
from bot.ingest.titles import key_from_title
from bot.model import Extent
from summarizer import clean_text

_MIB = 2**20
LARGEST_PAGE = 8 * _MIB  # bytes
LARGEST_FEED = 5 * _MIB
_MOST_OF_IT = 2 / 3  # of a PDF's text, for its only article to be all that matters in it
_LONGEST_TEXT = 1_000_000  # characters of a plain text; a long read has 60,000

_PDF = b"%PDF-"
_MAGIC = (
    (b"PK\x03\x04", "a ZIP archive (or a Word or spreadsheet file)"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"BM\x00", "an image"),
    (b"RIFF", "an image, a sound or a video"),
    (b"\x00\x00\x01\x00", "an icon"),
    (b"ID3", "a sound"),
    (b"OggS", "a sound"),
    (b"fLaC", "a sound"),
    (b"\x1aE\xdf\xa3", "a video"),
    (b"\xd0\xcf\x11\xe0", "an old Word, Excel or PowerPoint file"),
    (b"{\\rtf", "a rich text (RTF) file"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"SQLite format 3", "a database"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
)
_ROOT = re.compile(r"<([A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)")
_FEED_ROOTS = frozenset({"rss", "rdf", "feed", "channel"})
_HTML_TAG = re.compile(
    r"<(?:!doctype html|html|head|body|article|main|p|div|h1|h2|table|section|title|meta)\b", re.IGNORECASE
)
_PROLOG = re.compile(r"\s*(?:<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[[^\]]*\])?\s*>)", re.IGNORECASE | re.DOTALL)
_BURIED_FEED = re.compile(r"<(?:rss|feed|rdf:RDF|opml)[\s>]", re.IGNORECASE)
_WRAPPED_FEED = re.compile(
    r"<rss\s[^>]{0,300}version\s*=", re.IGNORECASE
)  # by a server that puts all it sends into a page
_MARKDOWN_NAMES = frozenset({".md", ".markdown", ".mdown", ".mkd"})


def read_document(
    name: str,
    content: bytes,
    *,
    url: str | None = None,
    known: Container[str] = frozenset(),
    charset: str | None = None,
) -> Reading:
    """Everything in a document: a feed, OPML, an HTML page, a PDF, the copied text of a news page, a plain or Markdown article.

    `url` is where it came from, if it came from somewhere, and `charset` what its server called it; articles of a feed whose keys
    are `known` come without their texts. All text is clean, all times are aware UTC. Raises `Unreadable` with the reason and the
    remedy, never anything else. Takes seconds and much memory at worst (hostile HTML): call it where it can be killed.
    """
    _refuse_the_unreadable(content)
    if _PDF in content[:1024]:  # the standard lets it stand behind something else
        return _read_printed(content, url)
    text = decode(content, charset)
    if "\0" in text[:4000]:
        raise Unreadable("This is a binary file of a kind newsbot can't read. Give text, HTML or a feed.")
    try:
        return _read_text(name, content, text, url, known)
    except RecursionError as error:
        raise Unreadable("It is nested too deeply to be an honest document. Give another copy of it.") from error


def _refuse_the_unreadable(content: bytes) -> None:
    if not content.strip():
        raise Unreadable("The file is empty. Give one with an article, a page or a feed in it.")
    if len(content) > LARGEST_PAGE:
        raise Unreadable(
            f"It is {len(content) / _MIB:.1f} MiB large; newsbot reads up to 8 MiB. Split it or give a part of it."
        )
    for magic, what in _MAGIC:
        if content.startswith(magic):
            raise Unreadable(f"This is {what}, which newsbot can't read. Copy its text into a .txt file and give that.")


def _read_text(name: str, content: bytes, text: str, url: str | None, known: Container[str]) -> Reading:
    head = text[:8192].lstrip("\ufeff \t\r\n")
    if head.startswith("{") or (head.startswith("[") and name.endswith(".json")):
        return read_json(text, url, known)
    kind = _kind_of_markup(head)
    if kind in {DocumentKind.FEED, DocumentKind.OPML} and len(content) > LARGEST_FEED:
        raise Unreadable(
            f"The feed is {len(content) / _MIB:.1f} MiB large; newsbot reads up to 5 MiB. Keep its newest entries only."
        )
    if kind is DocumentKind.OPML:
        return read_opml(text)
    if kind is DocumentKind.FEED:
        return read_feed(text, url, known)
    if kind is DocumentKind.HTML:
        return read_page(text, url)
    return _read_plain(name, text, url)


def _read_printed(content: bytes, url: str | None) -> Reading:
    """A PDF: one article, with the PDF's own title if it has a good one; or several, where whole ones stand on its pages."""
    text, title = read_pdf(content, limit=_LONGEST_TEXT)
    reading = _read_plain("", text, url)
    whole = [draft for draft in reading.drafts if draft.extent is Extent.WHOLE]
    if len(whole) > 1:
        return reading
    if reading.kind is DocumentKind.PAGE_TEXT and sum(len(draft.text) for draft in whole) < _MOST_OF_IT * len(text):
        # Tables and lists make a report look like a page with leads to others.
        whole = [read_article(clean_text(text, limit=_LONGEST_TEXT), url=url)]
        reading = replace(reading, kind=DocumentKind.ARTICLE, drafts=tuple(whole))
    if title is None or not whole:
        return reading
    named = replace(whole[0], title=title, key=key_from_title(title))
    return replace(reading, drafts=(named, *(draft for draft in reading.drafts if draft is not whole[0])))


def _kind_of_markup(head: str) -> DocumentKind | None:
    root = _root_of(head)
    if root in _FEED_ROOTS:
        return DocumentKind.FEED
    if root == "opml":
        return DocumentKind.OPML
    if root == "html" and _WRAPPED_FEED.search(head):
        return DocumentKind.FEED
    if root == "html" or head[:15].lower().startswith("<!doctype html"):
        return DocumentKind.HTML
    if buried := _BURIED_FEED.search(head):
        # Warnings of the server, or blank lines, before the feed.
        return DocumentKind.OPML if buried[0].lower().startswith("<opml") else DocumentKind.FEED
    if head.startswith("<?xml"):
        raise Unreadable(
            f"This is XML, but neither a feed nor OPML: it holds <{root or '?'}>. Give the address or file of the feed."
        )
    is_html = len(_HTML_TAG.findall(head)) >= 3 or (root is not None and _HTML_TAG.match(head))
    return DocumentKind.HTML if is_html else None


def _root_of(head: str) -> str | None:
    """The name of the first element, without its prefix, if markup is what the text begins with."""
    at = 0
    while match := _PROLOG.match(head, at):
        at = match.end()
    match = _ROOT.match(head[at:].lstrip())
    return match[2].lower() if match else None


def _read_plain(name: str, raw: str, url: str | None) -> Reading:
    """Copied pages hold other titles beside the article; a text that doesn't is one article."""
    text = clean_text(raw, limit=_LONGEST_TEXT)
    if not any(character.isalpha() for character in text):
        raise Unreadable("There are no words in it. Give a file with an article, a page or a feed in it.")
    notes = (f"Only the first {_LONGEST_TEXT:,} characters were read.",) if len(raw) > _LONGEST_TEXT else ()
    if not (PurePath(name).suffix.casefold() in _MARKDOWN_NAMES or is_markdown(text)):
        page = read_page_text(text)
        if page.is_page:
            return Reading(DocumentKind.PAGE_TEXT, page.drafts, notes=notes)
    return Reading(DocumentKind.ARTICLE, (read_article(text, url=url),), notes=notes)
