"""What a page offers: its feeds, and the articles it leads to.

Rule: pure, and no tree is built: the tags are found in one walk, each looked at no further than a tag can be long, so that
a hostile page costs what an honest one of its size does and can be looked at anywhere.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
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
_MOST_TAGS = 5_000
_LONGEST_TAG = 3_000  # characters
_LONGEST_TITLE = 1_500
_TAG = re.compile(r"<(/?)(a|link|base|title)(?=[\s>/])", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"([a-zA-Z:-]{1,30})\s*=\s*(?:\"([^\"]{0,2500})\"|'([^']{0,2500})'|([^\s\"'>]{1,2500}))")
_HIDDEN = re.compile(r"<!--|<(script|style|noscript)\b", re.IGNORECASE)
_END = {
    "": re.compile(r"-->"),
    "script": re.compile(r"</script", re.IGNORECASE),
    "style": re.compile(r"</style", re.IGNORECASE),
    "noscript": re.compile(r"</noscript", re.IGNORECASE),
}
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


@dataclass(frozen=True, slots=True)
class _Tag:
    """A link of a page: its name, its attributes, and what stands between it and its end."""

    name: str
    fields: dict[str, str]
    inner: str


def feeds_on(content: bytes, url: str) -> tuple[SourceHint, ...]:
    """The feeds a page names, in its order, those of comments left out, of one in several formats the first."""
    tags = _tags(content)
    base = _base_of(tags, url)
    named = (_hint(tag.fields, base) for tag in tags if tag.name == "link")
    hints = _first_of_each(hint for hint in named if hint)
    return hints or _first_of_each(_linked_feeds(tags, base))


def articles_on(content: bytes, url: str) -> Reading:
    """A front page as a source: the articles it leads to on its own site, in its order, each a headline with its address."""
    tags = _tags(content)
    base = _base_of(tags, url)
    found: dict[str, Draft] = {}
    for tag in tags:
        draft = _headline(tag.fields, tag.inner, base) if tag.name == "a" else None
        if draft is None:
            continue
        known = found.get(draft.key)
        # An article is linked by its picture, its headline and its lead; the longest of one line is the headline.
        if known is None or len(known.title) < len(draft.title) <= 200:
            found[draft.key] = draft
        if len(found) >= _MOST_ARTICLES:
            break
    title = next((tidy_title(line_from_html(tag.inner)) for tag in tags if tag.name == "title"), None)
    return Reading(DocumentKind.HTML, tuple(found.values()), title=title or None, site=url)


def common_addresses(url: str) -> tuple[str, ...]:
    """Where sites keep their feed when their pages don't say."""
    parts = urlsplit(url)
    site = f"{parts.scheme}://{parts.netloc}"
    folder = parts.path.rstrip("/")
    own = (f"{site}{folder}/feed",) if folder and "." not in folder.rpartition("/")[2] else ()
    return (*own, *(f"{site}{path}" for path in COMMON_PATHS))


def _tags(content: bytes) -> list[_Tag]:
    """The links of a page in one walk through it; no tag is looked at twice."""
    page = "".join(_visible(decode(content[: 2 * _MOST_LOOKED_AT])[:_MOST_LOOKED_AT]))
    found: list[_Tag] = []
    open_tag: tuple[str, dict[str, str], int] | None = None
    for match in islice(_TAG.finditer(page), _MOST_TAGS):
        name = match[2].casefold()
        if open_tag and name in {"a", "title"}:
            inner = page[open_tag[2] : min(match.start(), open_tag[2] + _LONGEST_TITLE)]
            found.append(_Tag(open_tag[0], open_tag[1], inner))
            open_tag = None
        end = page.find(">", match.end(), match.end() + _LONGEST_TAG)
        if match[1] or end < 0:
            continue
        fields = _attributes(page[match.end() : end])
        if name in {"a", "title"}:
            open_tag = name, fields, end + 1
        else:
            found.append(_Tag(name, fields, ""))
    return found


def _visible(page: str) -> Iterator[str]:
    """The page without comments, scripts and styles; one that is never closed hides the rest."""
    at = 0
    while match := _HIDDEN.search(page, at):
        yield page[at : match.start()]
        end = _END[(match[1] or "").casefold()].search(page, match.end())
        if end is None:
            return
        at = end.end()
    yield page[at:]


def _base_of(tags: Sequence[_Tag], url: str) -> str:
    stated = next((tag.fields.get("href", "") for tag in tags if tag.name == "base"), "")
    return (stated and web_address(stated, url)) or url


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


def _linked_feeds(tags: Sequence[_Tag], base: str) -> Iterator[SourceHint]:
    for tag in tags:
        href = tag.fields.get("href", "") if tag.name == "a" else ""
        hint = _feed(href, tag.inner, base) if href else None
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
