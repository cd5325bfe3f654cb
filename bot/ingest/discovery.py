"""What a page offers: its feeds, and the articles it leads to.

Rule: pure, and no tree is built: tags are found one by one, each looked at no further than a tag can be long, so that a
hostile page costs what an honest one of its size does and can be looked at anywhere.
"""

import re
from collections.abc import Iterator
from html import unescape
from itertools import islice
from urllib.parse import urljoin, urlsplit

from courlan.filters import is_navigation_page, is_not_crawlable

from bot.ingest.cohesion import words_of
from bot.ingest.decoding import decode
from bot.ingest.entries import web_address
from bot.ingest.markup import line_from_html
from bot.ingest.reading import DocumentKind, Reading, SourceHint
from bot.ingest.titles import tidy_title
from bot.ingest.urls import normalise, site_of
from bot.model import Draft, Extent

COMMON_PATHS = ("/feed", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml", "/feed.json")
LEAST_ARTICLES = 5  # links to articles; a page with fewer is no front page
MOST_FEEDS = 8
_MOST_ARTICLES = 100
_MOST_LOOKED_AT = 2 * 2**20  # characters of a page
_MOST_TAGS = 20_000
_LINK = re.compile(r"<(?:link|base)\b([^>]{1,3000})>", re.IGNORECASE)
_BASE = re.compile(r"<base\b[^>]{0,1000}?href\s*=\s*[\"']?([^\"'\s>]{1,2000})", re.IGNORECASE)
_ANCHOR = re.compile(r"<a\b([^>]{1,3000})>(.{0,1500}?)</a\s*>", re.IGNORECASE | re.DOTALL)
_ATTRIBUTE = re.compile(r"([a-zA-Z:-]{1,30})\s*=\s*(?:\"([^\"]{0,2500})\"|'([^']{0,2500})'|([^\s\"'>]{1,2500}))")
_TITLE = re.compile(r"<title\b[^>]{0,500}>(.{0,500}?)</title", re.IGNORECASE | re.DOTALL)
_HIDDEN = re.compile(
    r"<!--.{0,100000}?-->|<script\b.{0,300000}?</script|<style\b.{0,300000}?</style", re.IGNORECASE | re.DOTALL
)
_FEED_TYPES = frozenset(
    {"application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml", "application/rss"}
)
_FEED_PATH = re.compile(
    r"(?:^|/)(?:feeds?|rss|atom|rdf)(?:/|$|\.(?:xml|json|php|aspx?)$)|\.(?:rss|atom|rdf)$", re.IGNORECASE
)
_COMMENTS = re.compile(r"comment|kommentar|comentario|commentaire|комментар|/replies/", re.IGNORECASE)
_FORMAT = re.compile(r"\W*\b(?:rss|atom|json|rdf|xml|feed|2\.0|1\.0)\b\W*", re.IGNORECASE)
_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|svg|pdf|mp[34]|zip|xml|rss|json|css|js|ico|avif)$", re.IGNORECASE)
_DATED = re.compile(r"/(?:19|20)\d\d[/-]\d\d?(?:[/-]|$)")
_SLUG = re.compile(
    r"[^/]{1,300}[-_][^/]{1,300}[-_][^/]{1,300}$|(?:^|[/._-])[a-z]{0,3}\d{5,}(?:[/._-]|$)", re.IGNORECASE
)
_LEAST_WORDS = 3  # of a headline; in scripts without spaces, pairs of characters


def feeds_on(content: bytes, url: str) -> tuple[SourceHint, ...]:
    """The feeds a page names, in its order, those of comments left out, of one in several formats the first."""
    page = _visible(content)
    base = _base_of(page, url)
    named = (_hint(_attributes(tag[1]), base) for tag in islice(_LINK.finditer(page), _MOST_TAGS))
    hints = _first_of_each(hint for hint in named if hint)
    return hints or _first_of_each(_linked_feeds(page, base))


def articles_on(content: bytes, url: str) -> Reading:
    """A front page as a source: the articles it leads to on its own site, in its order, each a headline with its address."""
    page = _visible(content)
    base = _base_of(page, url)
    found: dict[str, Draft] = {}
    for tag in islice(_ANCHOR.finditer(page), _MOST_TAGS):
        draft = _headline(_attributes(tag[1]), tag[2], base)
        if draft is None:
            continue
        known = found.get(draft.key)
        # An article is linked by its picture, its headline and its lead; the longest of one line is the headline.
        if known is None or len(known.title) < len(draft.title) <= 200:
            found[draft.key] = draft
        if len(found) >= _MOST_ARTICLES:
            break
    title = _TITLE.search(page)
    return Reading(
        DocumentKind.HTML,
        tuple(found.values()),
        title=tidy_title(line_from_html(title[1])) if title else None,
        site=url,
    )


def common_addresses(url: str) -> tuple[str, ...]:
    """Where sites keep their feed when their pages don't say."""
    parts = urlsplit(url)
    site = f"{parts.scheme}://{parts.netloc}"
    folder = parts.path.rstrip("/")
    own = (f"{site}{folder}/feed",) if folder and "." not in folder.rpartition("/")[2] else ()
    return (*own, *(f"{site}{path}" for path in COMMON_PATHS))


def _visible(content: bytes) -> str:
    return _HIDDEN.sub(" ", decode(content[: 2 * _MOST_LOOKED_AT])[:_MOST_LOOKED_AT])


def _base_of(page: str, url: str) -> str:
    base = _BASE.search(page[:50_000])
    return web_address(unescape(base[1]), url) or url if base else url


def _attributes(tag: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, double, single, plain in _ATTRIBUTE.findall(tag):
        found.setdefault(name.casefold(), unescape(double or single or plain).strip())
    return found


def _hint(fields: dict[str, str], base: str) -> SourceHint | None:
    kind = fields.get("type", "").partition(";")[0].strip().casefold()
    if "alternate" not in fields.get("rel", "").casefold().split() or kind not in _FEED_TYPES:
        return None
    return _feed(fields.get("href", ""), fields.get("title", ""), base)


def _linked_feeds(page: str, base: str) -> Iterator[SourceHint]:
    for tag in islice(_ANCHOR.finditer(page), _MOST_TAGS):
        href = _attributes(tag[1]).get("href", "")
        hint = _feed(href, tag[2], base) if href else None
        if hint and site_of(hint.url) == site_of(base) and _FEED_PATH.search(urlsplit(hint.url).path):
            yield hint


def _feed(href: str, title: str, base: str) -> SourceHint | None:
    url = web_address(href, base) if href else None
    if url is None or _COMMENTS.search(f"{url} {title}"):
        return None
    return SourceHint(url.partition("#")[0], tidy_title(line_from_html(title)) or url, site=base)


def _first_of_each(hints: Iterator[SourceHint]) -> tuple[SourceHint, ...]:
    """Of the same feed as RSS, as Atom and as JSON the one that is named first."""
    first: dict[str, SourceHint] = {}
    for hint in hints:
        plain = _FORMAT.sub(" ", hint.title.casefold()).strip()
        first.setdefault(plain or _FORMAT.sub("", hint.url.casefold()), hint)
    by_url = {normalise(hint.url): hint for hint in reversed(first.values())}
    return tuple(reversed(by_url.values()))[:MOST_FEEDS]


def _headline(fields: dict[str, str], inner: str, base: str) -> Draft | None:
    href = fields.get("href", "")
    if not href or href.startswith("#"):
        return None
    url = web_address(href, base)
    key = normalise(url)
    if url is None or key is None or not _is_article(key, base):
        return None
    title = tidy_title(line_from_html(inner)) or tidy_title(fields.get("title", ""))
    if len(words_of(title)) < 1 or _length(title) < _LEAST_WORDS:
        return None
    return Draft(key=key, title=title, extent=Extent.HEADLINE, url=urljoin(url, url).partition("#")[0])


def _is_article(link: str, base: str) -> bool:
    """Whether a link looks like one to an article: on the same site, with a slug, a number or a date in its path."""
    parts = urlsplit(link)
    site = site_of(base)
    if parts.netloc != site and not parts.netloc.endswith(f".{site}"):
        return False
    if _FILE.search(parts.path) or is_not_crawlable(link) or is_navigation_page(f"{parts.path}/"):
        return False
    return bool(_SLUG.search(parts.path.rstrip("/")) or _DATED.search(parts.path))


def _length(title: str) -> int:
    return max(len(title.split()), len(title) // 4 if not title.isascii() else 0)
