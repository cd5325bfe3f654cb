"""JSON Feed 1.0 and 1.1, as forgiving as the feeds of the other kind are read.

Rule: a field of the wrong type is a field that is absent; one odd item never costs the others.
"""

import json
from collections.abc import Container, Mapping
from html import escape
from typing import Any

from bot.errors import Unreadable
from bot.ingest.dates import parse_moment
from bot.ingest.entries import Entry, Outlet, read_entries, web_address
from bot.ingest.markup import line_from_html
from bot.ingest.reading import Reading


def read_json(text: str, url: str | None = None, known: Container[str] = ()) -> Reading:
    """The articles of a JSON Feed, the known ones without their texts. Unreadable when the JSON is broken, or is no feed."""
    feed = _load(text)
    items = feed.get("items") if isinstance(feed, Mapping) else None
    if not isinstance(items, list):
        raise Unreadable(
            "This is JSON, but no JSON Feed: it has no list of items. Give the address or file of the feed."
        )
    language = _string(feed, "language").partition("-")[0].casefold()
    outlet = Outlet(
        url or web_address(_string(feed, "feed_url")),
        title=line_from_html(_string(feed, "title"))[:300],
        site=web_address(_string(feed, "home_page_url"), url),
        language=language if 2 <= len(language) <= 3 and language.isalpha() else "",
    )
    return read_entries(outlet, [_entry(item) for item in items if isinstance(item, Mapping)], known)


def _load(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise Unreadable("It begins like JSON, but is broken or cut off. Give the whole file.") from error


def _entry(item: Mapping[str, Any]) -> Entry:
    authors = item.get("authors")
    author = authors[0] if isinstance(authors, list) and authors else item.get("author")
    return Entry(
        guid=_string(item, "id") or str(item.get("id") or ""),
        link=_string(item, "url") or _string(item, "external_url"),
        title=_string(item, "title"),
        content=_string(item, "content_html") or escape(_string(item, "content_text"), quote=False),
        summary=escape(_string(item, "summary"), quote=False),
        author=_string(author, "name") if isinstance(author, Mapping) else "",
        published=parse_moment(item.get("date_published")) or parse_moment(item.get("date_modified")),
    )


def _string(fields: Mapping[str, Any], name: str) -> str:
    found = fields.get(name)
    return found if isinstance(found, str) else ""
