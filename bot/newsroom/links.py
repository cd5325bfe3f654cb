"""What people send to be read: texts, and links to pages.

Rule: what a chat sends is that chat's alone; a page that is stored where the chat may see it is never fetched again.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Lock

from bot import ingest
from bot.errors import TryLater, Unreadable, UserCanFix
from bot.ingest.outcomes import Failed, Fetched, Kind, Request
from bot.ingest.polling import digest_of
from bot.ingest.readers import Document, Poison, Read
from bot.ingest.urls import normalise, site_of
from bot.model import Article, Chat, Extent, Prepared, SourceKind, Story
from bot.newsroom.intake import Intakes
from bot.newsroom.room import Fetching, Reading
from bot.store import Quota, Store

_BUSY = {
    Quota.SUMMARY: "That is as much as I read for one chat in an hour. Send it again later.",
    Quota.FETCH: "That is as many pages as I open for one chat in an hour. Send it again later.",
}


_SET_ASIDE_FOR = timedelta(hours=1)  # by then the page may be another; until then nobody kills readers with it at will
_SET_ASIDE = "I tried to read this before and could not do it safely, so for an hour I leave it alone. Copy the text that matters and send me that."


class Links(Intakes):
    """The part of the newsroom that reads what it is sent."""

    def __init__(self, store: Store, fetcher: Fetching | None = None, readers: Reading | None = None) -> None:
        super().__init__(store, fetcher, readers)
        self._set_aside = _SetAside()

    def read_text(self, chat: Chat, text: str, now: datetime) -> Story:
        """A text somebody sent, as a story of its own (id 0) that this chat alone can see; kept, so buttons go on working.

        TryLater when the chat has sent too much in an hour.
        """
        draft = ingest.read_message(text)
        source = self.source(SourceKind.SENT, f"sent:{chat.id}", title="Your text", now=now)
        known = self._store.article_by_key(source.id, draft.key)
        if known is None:
            self._spend(chat, Quota.SUMMARY, now)
            self._store.admit(source.id, [ingest.prepare(draft)], now)
            known = self._store.article_by_key(source.id, draft.key)
        assert known is not None  # admitted one line above, or earlier
        return Story(0, (known,))

    def open_document(self, chat: Chat, document: Document, now: datetime) -> ingest.Reading:
        """What is in a file somebody sent, read where it can do no harm. UserCanFix when it can't be read.

        TryLater when the chat has sent too much in an hour.
        """
        if self._readers is None:
            raise UserCanFix("This newsbot opens no files. Send the text itself instead.")
        self._set_aside.refuse([digest_of(document.content)], now)  # before it costs the chat anything
        self._spend(chat, Quota.FETCH, now)
        return self._readout(self._readers, document, now).reading

    def read_document(self, chat: Chat, reading: ingest.Reading, now: datetime) -> Story:
        """The longest article of a document somebody sent, as a story that this chat alone can see. UserCanFix if it has none."""
        draft = max(reading.drafts, key=lambda each: (each.extent is Extent.WHOLE, len(each.text)), default=None)
        if draft is None or not draft.text:
            raise UserCanFix("There is no article in it. Send a file with one, or the text itself.")
        self._spend(chat, Quota.SUMMARY, now)
        title = reading.title or "Your file"
        return self._keep(f"sent:{chat.id}:file:{title.casefold()}", title, ingest.prepare(draft), now=now)

    def known_link(self, chat: Chat, url: str) -> Story | None:
        """The story a page tells, if the page is stored whole and for this chat to see."""
        link = normalise(url)
        article = self._store.article_by_link(chat.id, link) if link else None
        return self._story_of(article, chat) if article and article.is_whole else None

    def read_link(self, chat: Chat, url: str, now: datetime) -> Story:
        """The story a page tells: at once if it is stored, else fetched and kept for this chat alone.

        UserCanFix with a sentence when it can't be had or holds no article, TryLater when the chat has asked for too many.
        An address that may not be reached and one that can't be say the same.
        """
        if story := self.known_link(chat, url):
            return story
        fetcher, readers = self._web()
        link = normalise(url) or url
        self._set_aside.refuse([link], now)
        self._spend(chat, Quota.SUMMARY, now)
        self._spend(chat, Quota.FETCH, now)
        outcome = fetcher.fetch(Request(url, Kind.LINK))
        if not isinstance(outcome, Fetched):
            raise UserCanFix(outcome.sentence if isinstance(outcome, Failed) else "The site sent nothing to read.")
        readout = self._readout(readers, Document.fetched(outcome.url, outcome), now, asked_for=link)
        prepared = _article_of(readout)
        title = readout.reading.title or site_of(outcome.url) or "A page"
        asked = replace(prepared, link=normalise(url) or prepared.link)
        return self._keep(f"sent:{chat.id}:{site_of(outcome.url)}", title, asked, now=now)

    def sent_text(self, chat: Chat, article_id: int) -> Story | None:
        """A text or page this chat was shown by itself; None for what it may not see."""
        article = self._store.article(article_id)
        if article is None:
            return None
        is_own = article.source.url == f"sent:{chat.id}" or article.source.url.startswith(f"sent:{chat.id}:")
        return Story(0, (article,)) if is_own or self._may_see(chat, article) else None

    def require_room(self, chat: Chat, now: datetime, *kinds: Quota) -> None:
        """TryLater when the chat has none left of one of these, by default of what a page costs; nothing is spent by asking."""
        for what in kinds or (Quota.SUMMARY, Quota.FETCH):
            free_at = self._store.next_spend_at(chat.id, what, now)
            if free_at > now:
                raise TryLater(_BUSY[what], free_at)

    def may_notify(self, chat: Chat, now: datetime) -> bool:
        """Whether the chat may be told that it has asked for too much: once an hour, so that nobody makes us talk."""
        return self._store.spend(chat.id, Quota.NOTICE, now)

    def _readout(self, readers: Reading, document: Document, now: datetime, asked_for: str = "") -> Read:
        """What is in the document; UserCanFix if it can't be read. What is too much for its process is set aside."""
        names = [digest_of(document.content), *filter(None, (asked_for,))]
        self._set_aside.refuse(names, now)
        readout = readers.read(document)
        if isinstance(readout, Poison):
            self._set_aside.add(names, now)
            raise UserCanFix(readout.sentence)
        if isinstance(readout, Unreadable):
            raise readout
        return readout

    def _keep(self, name: str, title: str, prepared: Prepared, *, now: datetime) -> Story:
        source = self.source(SourceKind.SENT, name, title=title, now=now)
        self._store.admit(source.id, [prepared], now)
        article = self._store.article_by_key(source.id, prepared.draft.key)
        assert article is not None  # admitted one line above
        return Story(0, (article,))

    def _story_of(self, article: Article, chat: Chat) -> Story:
        story = self._store.story(article.story_id, chat.id) if article.story_id else None
        return story or Story(0, (article,))

    def _may_see(self, chat: Chat, article: Article) -> bool:
        return article.source.kind is not SourceKind.SENT and any(
            follow.source.id == article.source.id and not follow.is_muted for follow in self._store.follows(chat.id)
        )

    def _spend(self, chat: Chat, what: Quota, now: datetime) -> None:
        if not self._store.spend(chat.id, what, now):
            raise TryLater(_BUSY[what], self._store.next_spend_at(chat.id, what, now))


class _SetAside:
    """What proved too much for the processes that read: addresses, and digests of documents. Gone with a restart."""

    def __init__(self) -> None:
        self._until: dict[str, datetime] = {}
        self._lock = Lock()

    def add(self, names: Sequence[str], now: datetime) -> None:
        """Leave these alone for a while."""
        with self._lock:
            kept = {name: until for name, until in self._until.items() if until > now}
            self._until = kept | dict.fromkeys(names, now + _SET_ASIDE_FOR)

    def refuse(self, names: Sequence[str], now: datetime) -> None:
        """UserCanFix if any of them is to be left alone."""
        if any(self._until.get(name, now) > now for name in names):
            raise UserCanFix(_SET_ASIDE)


def _article_of(readout: Read) -> Prepared:
    """The article of a page; of a page with several the fullest."""
    found = max(
        readout.prepared, key=lambda each: (each.draft.extent is Extent.WHOLE, len(each.draft.text)), default=None
    )
    if found is None or not found.draft.text:
        raise UserCanFix("There is no article at this address. If it is a list of news, send /add and the address.")
    return found
