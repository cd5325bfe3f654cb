"""Sources: found, followed, muted, listed, checked, and handed over as OPML.

Rule: a chat changes what it reads and nobody else's reading; what the operator adds is read by everybody.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot import ingest
from bot.errors import TryLater, Unreadable, UserCanFix
from bot.ingest import DocumentKind, SourceHint, discovery, hops
from bot.ingest.outcomes import Failed, Fetched, Outcome, Request
from bot.ingest.readers import Document, Read, Readout
from bot.ingest.urls import site_of
from bot.model import Chat, Polling, Source, SourceKind
from bot.newsroom import notices
from bot.newsroom.polls import Polls
from bot.store import FOLLOWED, Quota

log = logging.getLogger(__name__)

MOST_IMPORTED = 500  # sources of one list that a chat sends
_POLLED = frozenset({SourceKind.FEED, SourceKind.PAGE})
_FULL = f"You follow {FOLLOWED} sources of your own already, which is as many as a chat may have. Remove one first: /sources."
_BUSY = "That is as many addresses as I look at for one chat in an hour. Try again later."
_NOTHING = (
    "There is neither a feed nor a list of news at this address. Give the address of a news site, or of its feed."
)


@dataclass(frozen=True, slots=True)
class Added:
    """A source that is read from now on, or the several that an address offers, to choose from."""

    source: Source | None = None
    choices: tuple[SourceHint, ...] = ()
    new: int = 0  # articles that are news at once
    was_known: bool = False  # the chat, or everybody, read it already


@dataclass(frozen=True, slots=True)
class Followed:
    """What came of a list of sources."""

    added: int = 0
    known: int = 0
    left_out: int = 0  # over what a chat may have, or no address that can be opened


@dataclass(frozen=True, slots=True)
class SourceView:
    """A source as a chat, or the operator, sees it."""

    source: Source
    is_muted: bool
    state: str  # in words: "reads every 30 min", "no answer since 3 Nov; tried again at 14:20"
    followers: int = 0  # chats that follow it by their own wish; told to the operator alone

    @property
    def is_shared(self) -> bool:
        """Whether everybody reads it."""
        return self.source.is_shared


@dataclass(frozen=True, slots=True)
class Checked:
    """What a source answered when it was asked for a check; nothing of it is stored."""

    source: Source
    problem: str = ""  # a sentence; empty when all is well
    articles: int = 0
    state: str = ""  # how polling it has gone so far

    @property
    def is_well(self) -> bool:
        """Whether it can be read."""
        return not self.problem


class Sources(Polls):
    """The part of the newsroom that knows where news comes from."""

    def add_source(self, chat: Chat | None, url: str, now: datetime) -> Added:
        """Read the source at this address from now on: for this chat, or, from the operator (None), for everybody.

        A feed's address, a site's, or any page's that names its feed; several are given as choices, each to be added by
        its own address; a site without one is read by the articles its page leads to. Its newest three articles are there
        at once, what it published before is not news. UserCanFix says why it can't be, TryLater when it is too much.
        """
        address = _address(url)
        if known := self._known(address):
            return self._join(chat, known, now)
        self._web()
        if chat and not self._store.spend(chat.id, Quota.FETCH, now):
            raise TryLater(_BUSY, self._store.next_spend_at(chat.id, Quota.FETCH, now))
        outcome, readout = self._look(address)
        if _is_feed(readout):
            return self._add(chat, SourceKind.FEED, outcome, readout, now=now)
        hints = tuple(hint for hint in discovery.feeds_on(outcome.content, outcome.url) if hint.url != address)
        if len(hints) > 1:
            return Added(choices=hints)
        if hints:
            outcome, readout = self._look(hints[0].url)
            if _is_feed(readout):
                return self._add(chat, SourceKind.FEED, outcome, readout, now=now)
        return self._add_without_hint(chat, self._look(address) if hints else (outcome, readout), now)

    def sources_of(self, chat: Chat | None) -> tuple[SourceView, ...]:
        """What a chat reads or has muted, by title; for the operator (None) all that anybody reads."""
        pollings = {polling.source.id: polling for polling in self._store.pollings()}
        if chat is None:
            counts = self._store.follower_counts()
            return tuple(
                SourceView(source, False, _state(pollings.get(source.id), "UTC"), counts.get(source.id, 0))
                for source in self._store.sources()
                if source.kind is not SourceKind.SENT and (source.is_shared or source.id in pollings)
            )
        zone = chat.zone or "UTC"
        return tuple(
            SourceView(follow.source, follow.is_muted, _state(pollings.get(follow.source.id), zone))
            for follow in self._store.follows(chat.id)
        )

    def mute(self, chat: Chat, source_id: int) -> bool:
        """The chat hears no more of a source it reads; False if it reads no such source."""
        return self._store.mute(chat.id, source_id)

    def unmute(self, chat: Chat, source_id: int) -> bool:
        """The chat hears of a source again that it had muted; False if it had not."""
        return self._store.unmute(chat.id, source_id)

    def unfollow(self, chat: Chat, source_id: int) -> bool:
        """The chat is done with a source; one that everybody reads is muted. False if it reads no such source."""
        return self._store.unfollow(chat.id, source_id)

    def remove_source(self, source_id: int) -> bool:
        """The operator's source is no longer read by everybody; False if it wasn't. Chats that added it themselves keep it."""
        return self._store.unshare(source_id)

    def merge_moved_sources(self) -> int:
        """Sources that have moved to another one's address become one with it; how many there were."""
        merged = self._store.merge_moved()
        for old, new in merged:
            log.info("source %d has moved to source %d and is one with it now", old.id, new.id)
        return len(merged)

    def import_opml(self, chat: Chat | None, reading: ingest.Reading, now: datetime) -> Followed:
        """Read all sources of a list from now on; they are asked with the next refresh, and say then what is wrong with them."""
        added = known = left_out = 0
        hints = reading.sources if chat is None else reading.sources[:MOST_IMPORTED]
        read = {follow.source.id for follow in self._store.follows(chat.id) if not follow.is_muted} if chat else set()
        for hint in hints:
            address = hops.address(hint.url)
            source = self._import(chat, str(address), hint, now) if address else None
            if source is None:
                left_out += 1
            elif source.id in read or (chat is None and source.id in read):
                known += 1
            else:
                added += 1
        return Followed(added, known, left_out + len(reading.sources) - len(hints))

    def export_opml(self, chat: Chat | None) -> bytes:
        """What a chat reads (for the operator: what everybody reads) as an OPML file."""
        if chat is None:
            return ingest.export_opml(source for source in self._store.sources() if source.is_shared)
        follows = self._store.follows(chat.id)
        return ingest.export_opml(follow.source for follow in follows if not follow.is_muted)

    def check_sources(self) -> Iterator[Checked]:
        """Ask every source that anybody reads, as the answers come; nothing is stored, due or not."""
        fetcher, readers = self._web()
        requests: dict[Request, Polling] = {}
        for known in self._store.pollings():
            requests[Request(known.source.url)] = known
        for request, outcome in fetcher.fetch_many(list(requests)):
            known = requests[request]
            state = notices.describe(known, "UTC")
            if not isinstance(outcome, Fetched):
                yield Checked(known.source, outcome.sentence if isinstance(outcome, Failed) else "", 0, state)
            elif known.source.kind is SourceKind.PAGE:
                count = len(discovery.articles_on(outcome.content, outcome.url).drafts)
                yield Checked(known.source, "" if count else _NOTHING, count, state)
            else:
                readout = readers.read(Document.fetched(request.url, outcome))
                count = len(readout.prepared) if isinstance(readout, Read) else 0
                yield Checked(known.source, "" if _is_feed(readout) else _problem(readout), count, state)

    # --- how a source is found ------------------------------------------------------------------------------------

    def _known(self, address: str) -> Source | None:
        """The source at this address, if it is read or was."""
        source = self._store.source_by_url(address)
        return source if source and source.kind in _POLLED and self._store.polling(source.id) else None

    def _join(self, chat: Chat | None, source: Source, now: datetime) -> Added:
        """One more reader of a source we have."""
        was_shared = source.is_shared
        if chat is None:
            source = self.source(source.kind, source.url, title=source.title, now=now)
        was_read = was_shared or (
            chat is not None and any(follow.source.id == source.id for follow in self._store.follows(chat.id))
        )
        if chat and not self._store.follow(chat.id, source.id):
            raise UserCanFix(_FULL)
        self._store.begin_polling(source.id, now)
        return Added(source, was_known=was_read)

    def _look(self, address: str) -> tuple[Fetched, Readout]:
        """What is at an address; UserCanFix when nothing can be had there."""
        fetcher, readers = self._web()
        outcome = fetcher.fetch(Request(address))
        if not isinstance(outcome, Fetched):
            raise UserCanFix(outcome.sentence if isinstance(outcome, Failed) else _NOTHING)
        return outcome, readers.read(Document.fetched(address, outcome))

    def _add_without_hint(self, chat: Chat | None, page: tuple[Fetched, Readout], now: datetime) -> Added:
        """The feed where sites keep it, else the page itself by the articles it leads to."""
        outcome, readout = page
        if isinstance(readout, Read) and readout.reading.kind is DocumentKind.OPML:
            raise UserCanFix("This is a list of sources. Save it as a file and send me that.")
        found = self._guess(outcome.url)
        if found:
            return self._add(chat, SourceKind.FEED, *found, now=now)
        if len(discovery.articles_on(outcome.content, outcome.url).drafts) < discovery.LEAST_ARTICLES:
            raise UserCanFix(_NOTHING if isinstance(readout, Read | Unreadable) else readout.sentence)
        return self._add(chat, SourceKind.PAGE, outcome, readout, now=now)

    def _guess(self, url: str) -> tuple[Fetched, Readout] | None:
        """The first feed in the usual places; they are asked all at once."""
        fetcher, readers = self._web()
        places = discovery.common_addresses(url)
        answers: dict[str, Outcome] = {}
        for request, outcome in fetcher.fetch_many([Request(place) for place in places]):
            answers[request.url] = outcome
        for place in places:
            outcome = answers[place]
            if isinstance(outcome, Fetched):
                readout = readers.read(Document.fetched(place, outcome))
                if _is_feed(readout):
                    return outcome, readout
        return None

    def _add(self, chat: Chat | None, kind: SourceKind, outcome: Fetched, readout: Readout, *, now: datetime) -> Added:
        address = outcome.permanent_url if kind is SourceKind.FEED else outcome.url
        if known := self._known(address):
            return self._join(chat, known, now)
        if kind is SourceKind.PAGE:
            reading = discovery.articles_on(outcome.content, outcome.url)
            title, language = reading.title or site_of(address), None
        else:
            assert isinstance(readout, Read)
            title, language = readout.reading.title or site_of(address), readout.reading.language
        source = self._store.add_source(kind, address, title=title, language=language, now=now, is_shared=chat is None)
        if chat and not self._store.follow(chat.id, source.id):
            raise UserCanFix(_FULL)
        known_polling = self._store.begin_polling(source.id, now)
        admitted = self._settle(known_polling, outcome, readout if kind is SourceKind.FEED else None, now)
        self.place_new(now)
        return Added(source, new=len(admitted.new))

    def _import(self, chat: Chat | None, address: str, hint: SourceHint, now: datetime) -> Source | None:
        """None when the chat may have no more of its own."""
        source = self._store.source_by_url(address)
        if source is None or chat is None:
            source = self._store.add_source(
                SourceKind.FEED, address, title=hint.title, language=hint.language, now=now, is_shared=chat is None
            )
        if chat and not self._store.follow(chat.id, source.id):
            return None
        self._store.begin_polling(source.id, now)
        return source


def _address(text: str) -> str:
    """What a person gave as an address, as one that can be opened; UserCanFix if it is none."""
    text = text.strip().removeprefix("feed:").removeprefix("//")
    whole = text if "://" in text else f"https://{text}"
    found = hops.address(whole)
    if found is None or "." not in (found.host or ""):
        raise UserCanFix(
            "This is not a web address newsbot can open. Give one such as https://example.com, without a password in it."
        )
    return str(found)


def _is_feed(readout: Readout) -> bool:
    return isinstance(readout, Read) and readout.reading.kind is DocumentKind.FEED


def _problem(readout: Readout) -> str:
    if isinstance(readout, Unreadable):
        return str(readout)
    return "There is a page at this address, but no feed." if isinstance(readout, Read) else readout.sentence


def _state(polling: Polling | None, zone: str) -> str:
    return notices.describe(polling, zone) if polling else ""
