"""An HTML page to its article, or, where it has none, to the headlines and leads on it.

Rule: what a paywall or a consent form left of an article is a teaser or nothing, never a whole article.

trafilatura with fast=True: F1 .958 at 58 pages a CPU second (normal .955 at 39, readability .955 at 48, newspaper4k .935 at 8). Its own
search for dates is not used: it guesses, and asks the clock.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from bot.errors import Unreadable
from bot.ingest import vocabulary
from bot.ingest.bylines import strip_byline
from bot.ingest.dates import parse_moment
from bot.ingest.entries import web_address
from bot.ingest.lines import LineKind, count_words, read_lines
from bot.ingest.markup import is_too_deep, line_from_html, paragraphs_from_html, parse_html
from bot.ingest.page_text import read_page_text
from bot.ingest.reading import DocumentKind, Reading
from bot.ingest.titles import key_from_title, tidy_title, title_from_text
from bot.model import Draft, Extent
from summarizer import clean_text

_LEAST_WHOLE = 60  # words; less is what a wall left, or a note
_LEAST_ARTICLE = 25
_TAIL = 4  # last lines in which a wall is looked for
_CODE = re.compile(r"[A-Za-z]{2,3}")
_LINE_BREAKS = re.compile(r"[\r\n]+")
_TITLE_PARTS = re.compile(r"\s+[|–—·»-]\s+|\s+::\s+")
_NO_DATES = {"extensive_search": False, "min_date": "1995-01-01", "max_date": "2100-01-01"}


@dataclass(frozen=True, slots=True)
class _About:
    """What a page says about itself."""

    url: str | None
    outlet: str | None
    language: str | None
    title: str
    author: str | None
    published_at: datetime | None
    is_free: bool


def read_page(html: str, url: str | None = None) -> Reading:
    """The article of a page; of a front page its headlines and leads. Unreadable when there is neither."""
    if is_too_deep(html):
        raise Unreadable(
            "The page is nested too deeply to be an honest one. Copy its text into a .txt file and give that."
        )
    tree = parse_html(html)
    if tree is None:
        raise Unreadable("There is nothing in the page. Open it in a browser and save or copy it again.")
    about = _read_about(tree, url)
    lines = _extract(html)
    text = "\n".join(lines)
    if count_words(text) >= _LEAST_ARTICLE and not _is_consent(text):
        return _reading(about, (_draft(about, lines),))
    drafts = read_page_text("\n".join(paragraphs_from_html(html))).drafts
    if not drafts or _is_consent(" ".join(draft.title for draft in drafts[:5])):
        raise Unreadable(_say_why(html))
    return _reading(about, drafts)


def _reading(about: _About, drafts: tuple[Draft, ...]) -> Reading:
    return Reading(DocumentKind.HTML, drafts, title=about.outlet, site=about.url, language=about.language)


def _say_why(html: str) -> str:
    if _is_consent(" ".join(paragraphs_from_html(html)[:40])):
        return "The page only asks for consent, or shows an error. Open it in a browser, then copy the text into a .txt file and give that."
    return "There is no article in the page. Open it in a browser, then copy the text into a .txt file and give that."


def _is_consent(text: str) -> bool:
    return count_words(text[:2000]) < 150 and bool(vocabulary.CONSENT.search(text[:2000]))


# --- the article --------------------------------------------------------------------------------------------------


def _extract(html: str) -> tuple[str, ...]:
    """The article's paragraphs and subheads, in order; the layout of the page is trafilatura's concern."""
    from trafilatura import bare_extraction

    if "<pre" not in html.casefold():
        html = _LINE_BREAKS.sub(" ", html)  # trafilatura keeps those within a text, and sentences would end at each
    try:
        found = bare_extraction(
            html, fast=True, include_comments=False, include_tables=False, date_extraction_params=_NO_DATES
        )
    except Exception:  # noqa: BLE001 (foreign bytes: whatever it raises, there is no article for us; the page's lines are read instead)
        return ()
    text = getattr(found, "text", None) or ""
    lines = (" ".join(line.split()) for line in clean_text(text).split("\n"))
    return tuple(line for line in lines if line)


def _draft(about: _About, lines: Sequence[str]) -> Draft:
    title = about.title or title_from_text(lines[0])
    read = read_lines("\n".join(lines))
    left_out = {LineKind.JUNK, LineKind.MORE, LineKind.WALL, LineKind.DATE, LineKind.BYLINE, LineKind.LABEL}
    kept = [line for line in read if line.kind not in left_out and tidy_title(line.text) != title]
    is_held_back = any(line.kind in {LineKind.WALL, LineKind.MORE} for line in read[-_TAIL:]) or not about.is_free
    is_cut = bool(kept) and kept[-1].kind is LineKind.CUT
    is_short = sum(line.words for line in kept) < _LEAST_WHOLE
    byline = next((strip_byline(line.text) for line in read[:6] if line.kind is LineKind.BYLINE), None)
    return Draft(
        key=about.url or key_from_title(title),
        title=title,
        text="\n".join(line.text for line in kept),
        extent=Extent.TEASER if is_held_back or is_cut or is_short else Extent.WHOLE,
        url=about.url,
        author=about.author or byline,
        published_at=about.published_at,
        language=about.language,
    )


# --- what a page says about itself --------------------------------------------------------------------------------


def _read_about(tree: Any, url: str | None) -> _About:
    meta = _read_meta(tree)
    linked = next(iter(_linked_data(tree)), {})
    outlet = meta.get("og:site_name") or _name_of(linked.get("publisher"))
    canonical = next(iter(tree.xpath("//link[@rel='canonical']/@href")), "") or meta.get("og:url", "")
    return _About(
        url=web_address(str(canonical), url) or url,
        outlet=tidy_title(line_from_html(outlet)) or None,
        language=_language(tree, meta),
        title=_find_title(tree, meta, linked, outlet),
        author=_find_author(meta, linked),
        published_at=_find_time(tree, meta, linked),
        is_free=linked.get("isAccessibleForFree") not in {False, "False", "false"},
    )


def _read_meta(tree: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in islice(tree.iter("meta"), 400):
        name = element.get("property") or element.get("name") or element.get("itemprop")
        if name and element.get("content"):
            found.setdefault(name.casefold(), element.get("content")[:2_000])
    return found


def _linked_data(tree: Any) -> Iterator[dict[str, Any]]:
    """JSON-LD objects that are articles."""
    for element in islice(tree.iter("script"), 200):
        if (element.get("type") or "").casefold() == "application/ld+json" and element.text:
            try:
                yield from _articles_in(json.loads(element.text[:500_000]))
            except (ValueError, RecursionError):
                continue


def _articles_in(data: Any) -> Iterator[dict[str, Any]]:
    graph = data.get("@graph") if isinstance(data, dict) else None
    candidates = data if isinstance(data, list) else graph if isinstance(graph, list) else [data]
    for item in candidates[:50]:
        if isinstance(item, dict) and any(kind in str(item.get("@type")) for kind in ("Article", "Posting", "Report")):
            yield item


def _find_title(tree: Any, meta: dict[str, str], linked: dict[str, Any], outlet: str) -> str:
    """The headline: the page's first h1 if it is one, else what the page calls itself, without the outlet's name."""
    headings = [" ".join("".join(element.itertext()).split()) for element in islice(tree.iter("h1"), 5)]
    named = [_string(linked.get("headline")), meta.get("og:title", ""), meta.get("twitter:title", "")]
    page = next((element.text or "" for element in tree.iter("title")), "")
    stated = next((name for name in named if name), "") or page
    for heading in headings:
        # The outlet's logo is an h1 on many sites; the article's own h1 shares words with what the page calls itself.
        if heading and heading.casefold() in stated.casefold() and count_words(heading) >= 3:
            return tidy_title(heading)
    title = tidy_title(line_from_html(stated)) or tidy_title(next(iter(headings), ""))
    return _without_outlet(title, outlet)


def _without_outlet(title: str, outlet: str) -> str:
    """ "Headline | Outlet" -> "Headline"; a last part that is not the outlet's name stays, unless it is short and the rest is not."""
    parts = _TITLE_PARTS.split(title)
    if len(parts) < 2:
        return title
    last = parts[-1].casefold()
    is_outlet = bool(outlet) and (last in outlet.casefold() or outlet.casefold() in last)
    head = title[: title.rfind(parts[-1])].rstrip(" |–—·»-:")
    return head if is_outlet or ("|" in title and count_words(head) >= 4 and count_words(parts[-1]) <= 4) else title


def _find_author(meta: dict[str, str], linked: dict[str, Any]) -> str | None:
    stated = linked.get("author")
    first = stated[0] if isinstance(stated, list) and stated else stated
    name = _name_of(first) or meta.get("author", "") or meta.get("article:author", "") or meta.get("parsely-author", "")
    name = tidy_title(line_from_html(name))
    return strip_byline(name) if name and "://" not in name else None


def _find_time(tree: Any, meta: dict[str, str], linked: dict[str, Any]) -> datetime | None:
    names = (
        "article:published_time",
        "og:article:published_time",
        "datepublished",
        "parsely-pub-date",
        "dc.date.issued",
        "dc.date",
        "date",
        "pubdate",
    )
    stated = [_string(linked.get("datePublished")), *(meta.get(name, "") for name in names)]
    stated += [str(element.get("datetime") or "") for element in islice(tree.iter("time"), 3)]
    return next((moment for moment in map(parse_moment, stated) if moment), None)


def _language(tree: Any, meta: dict[str, str]) -> str | None:
    stated = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or meta.get("og:locale", "")
    match = _CODE.match(stated or "")
    return match[0].casefold() if match else None


def _name_of(value: Any) -> str:
    return _string(value.get("name")) if isinstance(value, dict) else _string(value)


def _string(value: Any) -> str:
    return value if isinstance(value, str) else ""
