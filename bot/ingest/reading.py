"""What came out of a document: its articles and sources, and what is worth telling about it.

Rule: every text in a `Reading` has passed `summarizer.clean_text`.
"""

from dataclasses import dataclass
from enum import StrEnum

from bot.model import Draft


class DocumentKind(StrEnum):
    """What a document turned out to be, whatever it was called."""

    FEED = "feed"  # RSS, RDF, Atom, JSON Feed
    OPML = "opml"  # a list of sources
    HTML = "html"
    PAGE_TEXT = "page-text"  # the copied text of a news page
    ARTICLE = "article"  # one plain or Markdown text


@dataclass(frozen=True, slots=True)
class SourceHint:
    """A source that a document names, not yet known to the store."""

    url: str
    title: str
    site: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was read from one document."""

    kind: DocumentKind
    drafts: tuple[Draft, ...] = ()
    sources: tuple[SourceHint, ...] = ()  # of an OPML list
    title: str | None = None  # of the feed, the outlet, or the list
    site: str | None = None  # where the outlet lives
    language: str | None = None
    notes: tuple[str, ...] = ()  # sentences worth telling
