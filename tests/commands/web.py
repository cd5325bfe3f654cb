"""A web of a few pages, and a reader in this process, for tests of what people are told; nothing here is slow or hostile."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from bot import ingest
from bot.errors import Unreadable
from bot.ingest.outcomes import Failed, Failure, Fetched, Outcome, Request
from bot.ingest.readers import Document, Read, Readout


@dataclass
class Web:
    """Pages and feeds by their address; what isn't there is not found, what `fails` fails so."""

    pages: dict[str, bytes] = field(default_factory=dict)
    fails: dict[str, Failure] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def has_page(self, url: str, title: str, text: str) -> None:
        paragraphs = "".join(f"<p>{line}</p>" for line in text.split("\n"))
        page = f"<!doctype html><html lang=en><head><title>{title}</title></head><body><article><h1>{title}</h1>{paragraphs}</article></body></html>"
        self.pages[url] = page.encode()

    def has_feed(self, url: str, title: str, *items: str) -> None:
        date = "<pubDate>Fri, 14 Nov 2025 06:30:00 GMT</pubDate>"
        told = "".join(f"<item><title>{item}</title><guid>{item}</guid>{date}</item>" for item in items)
        self.pages[url] = f'<rss version="2.0"><channel><title>{title}</title>{told}</channel></rss>'.encode()

    def fetch(self, request: Request) -> Outcome:
        self.asked.append(request.url)
        if failure := self.fails.get(request.url):
            return Failed(failure)
        content = self.pages.get(request.url)
        return Failed(Failure.NOT_FOUND) if content is None else Fetched(request.url, request.url, 200, content)

    def fetch_many(self, requests: Iterable[Request]) -> Iterator[tuple[Request, Outcome]]:
        return ((request, self.fetch(request)) for request in list(requests))


class Desk:
    """Reads in this process."""

    def read(self, document: Document) -> Readout:
        try:
            reading = ingest.read_document(document.name, document.content, url=document.url)
        except Unreadable as error:
            return error
        return Read(reading, tuple(ingest.prepare(draft) for draft in reading.drafts))

    def read_many(self, documents: Iterable[Document]) -> Iterator[tuple[Document, Readout]]:
        return ((document, self.read(document)) for document in documents)
