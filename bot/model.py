"""The values that travel between the rooms: frozen, typed, times in aware UTC.

Rule: nothing here needs a store, a clock or a network; a value that must be absent at times has its own type.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from pathlib import PurePath


def aware_utc(moment: datetime) -> datetime:
    """The same moment in UTC; a naive datetime is a bug and raises ValueError."""
    if moment.tzinfo is None:
        raise ValueError(f"naive datetime {moment!r}: times are aware everywhere in newsbot")
    return moment.astimezone(UTC)


# --- where articles come from -----------------------------------------------------------------------------------


class SourceKind(StrEnum):
    """How a source reaches us."""

    FEED = "feed"  # RSS, Atom, RDF, JSON Feed
    PAGE = "page"  # a news page without a feed
    FILE = "file"  # imported by the operator
    SENT = "sent"  # what people send to the bot: seen by their chat alone, never in a list


@dataclass(frozen=True, slots=True)
class Source:
    """Where articles come from; `url` is unique (`import:NAME` for files, `sent:CHAT` for what people send)."""

    id: int
    kind: SourceKind
    url: str
    title: str
    language: str | None = None
    is_shared: bool = True  # everybody reads it, unless muted; else only the chats that follow it


@dataclass(frozen=True, slots=True)
class Polling:
    """What is known of asking one source for news: when to ask again, with which validators, and what is wrong."""

    source: Source
    next_poll_at: datetime | None  # None: never again, it is gone
    interval: timedelta
    least: timedelta = timedelta()  # the source asked not to be polled more often
    quiet_hours: tuple[int, ...] = ()  # nor in these hours of UTC
    etag: str | None = None
    last_modified: str | None = None
    content_digest: str = ""  # of the document that was read last
    read_at: datetime | None = None  # when it was fetched whole and read
    polled_at: datetime | None = None  # when it last answered, also to say that nothing is new
    failures: int = 0  # in a row
    failing_since: datetime | None = None
    problem: str = ""  # a sentence for people
    is_told: bool = False  # its followers know of the problem
    moved_to: str | None = None  # where it says it lives now
    moved_times: int = 0  # how often in a row it said so
    is_gone: bool = False
    deadly_digest: str = ""  # of a document that killed its reader
    deaths: int = 0

    @property
    def is_first(self) -> bool:
        """Whether nothing was ever read from it."""
        return self.read_at is None


@dataclass(frozen=True, slots=True)
class Follow:
    """A chat's relation to a source: it follows it, or has muted it."""

    source: Source
    is_muted: bool


@dataclass(frozen=True, slots=True)
class Errand:
    """A page to be fetched, because its source gave only the beginning of the article."""

    article: "Article"
    attempts: int


class Extent(StrEnum):
    """How much of an article we have. Only a whole one is ever summarised."""

    WHOLE = "whole"
    TEASER = "teaser"  # a lead that is cut off
    HEADLINE = "headline"


@dataclass(frozen=True, slots=True)
class Draft:
    """An article as it was read, cleaned but not yet stored.

    `key` tells it from the others of its source (guid, else link, else title); `text` is paragraphs separated by
    newlines (subheads are lines of their own), empty for a headline.
    """

    key: str
    title: str
    text: str = ""
    extent: Extent = Extent.WHOLE
    url: str | None = None
    author: str | None = None
    published_at: datetime | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """A sentence as a place in its article: `article.text[start:end]`, offsets in code points."""

    start: int
    end: int
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Ranking:
    """The sentences of an article that may stand in a summary, best first, by one version of the method."""

    version: str
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Prepared:
    """A draft with all that is computed once, at arrival."""

    draft: Draft
    language: str
    ranking: Ranking
    link: str | None = None  # its address without what only tracks readers: equal for equal pages


@dataclass(frozen=True, slots=True)
class Article:
    """One text by one source, as stored."""

    id: int
    source: Source
    key: str
    title: str
    text: str
    extent: Extent
    language: str
    published_at: datetime  # the source's own time, never later than `stored_at`
    stored_at: datetime
    ranking: Ranking
    url: str | None = None
    author: str | None = None
    story_id: int | None = None

    @property
    def is_whole(self) -> bool:
        """Whether it may be summarised."""
        return self.extent is Extent.WHOLE


@dataclass(frozen=True, slots=True)
class Story:
    """The articles about one event; at least one, the one that gives the headline first."""

    id: int
    articles: tuple[Article, ...]

    @property
    def lead(self) -> Article:
        """The article that gives the story its headline."""
        return self.articles[0]

    @property
    def title(self) -> str:
        """The headline."""
        return self.lead.title

    @property
    def newest_at(self) -> datetime:
        """When something last happened in it."""
        return max(article.published_at for article in self.articles)

    @property
    def source_count(self) -> int:
        """How many sources tell it."""
        return len({article.source.id for article in self.articles})

    @property
    def is_whole(self) -> bool:
        """Whether there is an article to summarise."""
        return any(article.is_whole for article in self.articles)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a summary with its proof: `article.text[start:end] == text`."""

    article: Article
    start: int
    end: int

    @property
    def text(self) -> str:
        """The words, exactly as they stand in the article."""
        return self.article.text[self.start : self.end]


# --- who talks to the bot ----------------------------------------------------------------------------------------


class ChatKind(StrEnum):
    """Telegram's own words."""

    PRIVATE = "private"
    GROUP = "group"
    SUPERGROUP = "supergroup"
    CHANNEL = "channel"


class Length(StrEnum):
    """How much a chat wants to read of each story."""

    SHORT = "short"
    MEDIUM = "medium"
    LONG = "long"

    @property
    def digest_sentences(self) -> int:
        """Sentences a story has in a digest."""
        return {Length.SHORT: 1, Length.MEDIUM: 2, Length.LONG: 3}[self]

    @property
    def summary_sentences(self) -> int:
        """Sentences of a summary that was asked for."""
        return {Length.SHORT: 2, Length.MEDIUM: 3, Length.LONG: 5}[self]


class QuietDay(StrEnum):
    """What a digest without news does."""

    SILENT = "silent"
    LINE = "line"


@dataclass(frozen=True, slots=True)
class Address:
    """Where Telegram delivers: a chat, and the forum topic in it (0 = none)."""

    chat: int
    topic: int = 0


@dataclass(frozen=True, slots=True)
class Chat:
    """A person, group, channel or forum topic that talks to the bot, with its settings."""

    id: int
    address: Address
    kind: ChatKind
    title: str
    language: str = "en"
    zone: str | None = None  # IANA name; None until the chat has said
    length: Length = Length.MEDIUM
    quiet_day: QuietDay = QuietDay.LINE
    is_active: bool = True  # False once Telegram said that it can't be reached
    asked: str = ""  # what the bot asked last and still waits for, e.g. "zone 0730 0123456"; empty = nothing

    @property
    def is_private(self) -> bool:
        """Whether one person alone reads it."""
        return self.kind is ChatKind.PRIVATE


EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)  # Monday is 0
WEEKDAYS = (0, 1, 2, 3, 4)
WEEKEND = (5, 6)


@dataclass(frozen=True, slots=True)
class Subscription:
    """A chat's wish for a digest: local time, zone and weekdays, and what it is about."""

    id: int
    chat_id: int
    at: time  # local, whole minutes
    zone: str
    weekdays: tuple[int, ...] = EVERY_DAY
    words: tuple[str, ...] = ()  # only stories with these words; empty = all
    is_paused: bool = False
    next_slot_at: datetime | None = None  # None while paused


@dataclass(frozen=True, slots=True)
class Slot:
    """One date on which a subscription is due. (subscription, local_date, label) is unique for ever."""

    local_date: date
    label: str  # the local time as wished, "07:30"
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Item:
    """A story in a digest, with the sentences that tell it (none for a headline alone)."""

    story: Story
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Digest:
    """What one subscription gets for one slot, most important story first."""

    slot: Slot
    zone: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """A numbered list a chat was shown: number n is `story_ids[n - 1]`, on every page of it."""

    id: int
    chat_id: int
    words: str
    story_ids: tuple[int, ...]
    made_at: datetime


# --- what people say ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Person:
    """Who wrote or pressed."""

    id: int
    name: str
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Location:
    """A place somebody shared, in degrees."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Quoted:
    """A message that was replied to or forwarded: its words and the links in it."""

    text: str
    links: tuple[str, ...] = ()
    message_id: int | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A file somebody sent; `content` is there once it was fetched, which only one that `is_readable` ever is."""

    name: str
    size: int  # bytes
    content: bytes | None = None

    @property
    def suffix(self) -> str:
        """What its name ends in: ".opml", lower case; empty when it has no such end."""
        return PurePath(self.name).suffix.casefold()

    @property
    def largest(self) -> int:
        """Bytes a file of its kind may have."""
        return LARGEST_OPML if self.suffix == ".opml" else LARGEST_DOCUMENT

    @property
    def is_readable(self) -> bool:
        """Whether it is of a kind and size that we read."""
        return self.suffix in READABLE and self.size <= self.largest


READABLE = frozenset(
    {".txt", ".md", ".markdown", ".html", ".htm", ".xhtml", ".opml", ".xml", ".json", ".rss", ".atom", ".pdf"}
)
LARGEST_OPML = 2**20  # bytes
LARGEST_DOCUMENT = 8 * 2**20


@dataclass(frozen=True, slots=True)
class Incoming:
    """What came in from a chat, as the commands see it: exactly one of command, press, location, document or plain text.

    `command` is without slash and bot name, `words` what follows it (or the plain text, or what was written under a
    document); `press` is the data of the pressed button, `message_id` the message it hangs on and `links` those in it.
    """

    update_id: int
    address: Address
    kind: ChatKind
    chat_title: str
    person: Person | None  # None for channels and anonymous admins
    is_admin: bool  # may change the chat's subscriptions: always true in private chats
    message_id: int
    command: str | None = None
    words: str = ""
    press: str | None = None
    location: Location | None = None
    document: Document | None = None
    links: tuple[str, ...] = ()
    reply_to: Quoted | None = None
    is_forwarded: bool = False
