"""A web in memory, with a clock of its own: sites that publish, break, move and come back, asked without a socket.

It stands in for `Fetcher` where thousands of polls are wanted in seconds; what sockets do is tested in tests/ingest.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email.utils import format_datetime
from functools import lru_cache
from html import escape

from bot import ingest
from bot.errors import Unreadable
from bot.ingest.outcomes import Failed, Failure, Fetched, NotModified, Outcome, Request
from bot.ingest.readers import Document, Excess, Poison, Read, Readout
from bot.model import Draft, Prepared
from tests.make import NOW

Answer = Callable[[Request], Outcome]
DEADLY = b"<!-- deadly -->"


@dataclass
class Town:
    """The sites by their address; `now` is set by the test."""

    now: datetime = NOW
    sites: dict[str, Answer] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    full: Counter[str] = field(default_factory=Counter)  # answered with a document
    log: list[tuple[datetime, str]] = field(default_factory=list)

    def fetch(self, request: Request) -> Outcome:
        self.asked[request.url] += 1
        self.log.append((self.now, request.url))
        answer = self.sites.get(request.url)
        outcome = answer(request) if answer else Failed(Failure.NOT_FOUND, status=404)
        self.full[request.url] += isinstance(outcome, Fetched)
        return outcome

    def fetch_many(self, requests: Iterable[Request]) -> Iterator[tuple[Request, Outcome]]:
        for request in list(requests):
            yield request, self.fetch(request)

    def has(self, url: str, answer: Answer | bytes | str) -> str:
        """The address answers so."""
        if isinstance(answer, str | bytes):
            content = answer.encode() if isinstance(answer, str) else answer
            self.sites[url] = lambda request: page(request.url, content)
        else:
            self.sites[url] = answer
        return url

    def fails(self, url: str, kind: Failure = Failure.UNREACHABLE, retry_after: timedelta | None = None) -> None:
        self.sites[url] = lambda request: Failed(kind, retry_after)


class Desk:
    """Reads documents on the spot, as the processes of `Readers` do."""

    def __init__(self) -> None:
        self.read_bytes = 0
        self.documents = 0
        self.prepared = 0

    def read(self, document: Document) -> Readout:
        self.documents += 1
        self.read_bytes += len(document.content)
        if DEADLY in document.content:
            return Poison(Excess.TIME)
        try:
            reading = ingest.read_document(document.name, document.content, url=document.url, known=document.known)
        except Unreadable as error:
            return error
        new = [draft for draft in reading.drafts if draft.key not in document.known]
        self.prepared += len(new)
        return Read(reading, tuple(map(_prepare, new)))

    def read_many(self, documents: Iterable[Document]) -> Iterator[tuple[Document, Readout]]:
        for document in documents:
            yield document, self.read(document)


@lru_cache(maxsize=5_000)
def _prepare(draft: Draft) -> Prepared:
    """A feed shows an article for days, and what is computed of it is the same each time."""
    return ingest.prepare(draft)


def page(url: str, content: bytes, **more: object) -> Fetched:
    """A document as it stands at its own address."""
    return replace(Fetched(url, url, 200, content), **more)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Item:
    """An article of a feed; `about` is its text, whole if it is long."""

    title: str
    link: str
    at: datetime | None = None
    guid: str | None = None
    about: str = ""


def feed(items: Iterable[Item], title: str = "Harbour Post", extra: str = "") -> bytes:
    """An RSS feed of these items, in this order."""
    entries = "".join(_entry(item) for item in items)
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>{escape(title)}</title>{extra}{entries}</channel></rss>'.encode()


def _entry(item: Item) -> str:
    dated = f"<pubDate>{format_datetime(item.at)}</pubDate>" if item.at else ""
    guid = f'<guid isPermaLink="false">{escape(item.guid)}</guid>' if item.guid else ""
    about = f"<description>{escape(item.about)}</description>" if item.about else ""
    return f"<item><title>{escape(item.title)}</title><link>{escape(item.link)}</link>{guid}{dated}{about}</item>"


@dataclass
class Feed:
    """A feed that changes: add to `items`; it knows an ETag of its content unless told otherwise."""

    url: str
    items: list[Item] = field(default_factory=list)
    title: str = "Harbour Post"
    shows: int = 20
    extra: str = ""
    has_etag: bool = True
    stuck_etag: str | None = None  # an ETag that never changes
    fresh_for: timedelta | None = None
    moved_to: str | None = None  # 301, for good

    def __call__(self, request: Request) -> Outcome:
        content = self.content()
        etag = self.stuck_etag or (f'"{hash(content):x}"' if self.has_etag else None)
        at = self.moved_to or self.url
        if etag and request.etag == etag:
            return NotModified(at, at, etag, fresh_for=self.fresh_for)
        return page(at, content, etag=etag, fresh_for=self.fresh_for)

    def content(self) -> bytes:
        return feed(self.items[: self.shows], self.title, self.extra)

    def publish(self, *items: Item) -> None:
        """Newest first, as feeds do."""
        self.items[:0] = items
