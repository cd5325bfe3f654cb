"""What every part of the newsroom stands on: the store, and the way to the web and to what reads it.

Rule: without a fetcher nothing is fetched and a sentence says so; nobody else asks whether there is one.
"""

import threading
import zlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Protocol

from bot.errors import UserCanFix
from bot.ingest.outcomes import Outcome, Request
from bot.ingest.readers import Document, Readout
from bot.newsroom.placing import Placing
from bot.store import Store

_NO_WEB = "This newsbot has no way to the web, so it can't open addresses. Send the text itself instead."


class Fetching(Protocol):
    """Gets documents from the web: `bot.ingest.fetch.Fetcher`, or a world of a test's own."""

    def fetch(self, request: Request) -> Outcome:
        """What comes of one request."""
        ...

    def fetch_many(self, requests: Iterable[Request]) -> Iterator[tuple[Request, Outcome]]:
        """Every request with its outcome, as they finish; leaving early cancels the rest."""
        ...


class Reading(Protocol):
    """Reads foreign documents where they can do no harm: `bot.ingest.readers.Readers`."""

    def read(self, document: Document) -> Readout:
        """What is in one document."""
        ...

    def read_many(self, documents: Iterable[Document]) -> Iterator[tuple[Document, Readout]]:
        """Every document, the very object, with what came of it, as they finish."""
        ...


class Room:
    """The base of the newsroom's parts."""

    def __init__(self, store: Store, fetcher: Fetching | None = None, readers: Reading | None = None) -> None:
        self._store = store
        self._fetcher = fetcher
        self._readers = readers
        self._placing = Placing(store)
        self._is_ending = threading.Event()

    @property
    def can_fetch(self) -> bool:
        """Whether there is a way to the web."""
        return self._fetcher is not None and self._readers is not None

    def wind_down(self) -> None:
        """Begin nothing more that takes long: a refresh at work ends with the next answer it gets."""
        self._is_ending.set()

    def _web(self) -> tuple[Fetching, Reading]:
        """The way to the web; UserCanFix when there is none."""
        if self._fetcher is None or self._readers is None:
            raise UserCanFix(_NO_WEB)
        return self._fetcher, self._readers


def chance_for(source_id: int, now: datetime) -> float:
    """A number in [0, 1) that differs from source to source and from time to time, and is the same when asked again."""
    return zlib.crc32(f"{source_id} {now.isoformat()}".encode()) / 2**32
