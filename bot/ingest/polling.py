"""What follows from a poll: when to ask again, with what, and what its followers should hear of it.

Rule: pure; no source is ever given up in silence. One that fails is asked again for ever, at most 24 hours later, and one
that says it is gone is said to be gone.
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import urlsplit

from bot.errors import Unreadable
from bot.ingest import cadence, hops
from bot.ingest.outcomes import Failed, Failure, Fetched, Kind, NotModified, Outcome, Request
from bot.ingest.readers import Poison
from bot.ingest.reading import Reading
from bot.model import Polling, SourceKind

FULL_AFTER = timedelta(days=1)  # without a whole document the source is asked for one: some ETags never change
FIRST_DELAY = timedelta(minutes=10)  # after a first failure at most twice that
LEAST_DELAY = timedelta(minutes=5)
CONSISTENT = 3  # polls in a row that must say that the source has moved for good, and where to
SET_ASIDE_AFTER = 2  # readers that a document has killed
_BROKEN_FOR = timedelta(hours=24)  # before anybody is told; most trouble is over by then
_REFUSED_FOR = timedelta(hours=6)  # where waiting seldom helps
_LEAST_FAILURES = 3  # before anybody is told, lest two polls a day apart decide
_SELDOM_OVER = frozenset(
    {
        Failure.NOT_FOUND,
        Failure.FORBIDDEN,
        Failure.BAD_ADDRESS,
        Failure.INSECURE,
        Failure.TOO_LARGE,
        Failure.NOT_A_DOCUMENT,
    }
)


class Event(StrEnum):
    """What its followers should hear of a source."""

    BROKE = "broke"  # it has failed for long
    BACK = "back"  # it is read again, after they were told
    MOVED = "moved"  # it lives at another host now
    GONE = "gone"  # its owner says that it is gone for good


@dataclass(frozen=True, slots=True)
class Decision:
    """What is known of a source's polling after a poll, and what is to be told of it."""

    polling: Polling
    event: Event | None = None


def request_for(polling: Polling, now: datetime) -> Request:
    """What to ask of a source: what is new, or once a day everything."""
    is_full = polling.read_at is None or now - polling.read_at >= FULL_AFTER
    if is_full:
        return Request(polling.source.url)
    return Request(polling.source.url, Kind.FEED, polling.etag, polling.last_modified)


def digest_of(content: bytes) -> str:
    """What tells one document from another."""
    return hashlib.sha256(content).hexdigest()[:32]


def is_unchanged(polling: Polling, content: bytes) -> bool:
    """Whether a document is the one that was read last: its server knows of no validators."""
    return bool(polling.content_digest) and digest_of(content) == polling.content_digest


def is_set_aside(polling: Polling, content: bytes) -> bool:
    """Whether a document has killed so many readers that no more are given to it."""
    return polling.deaths >= SET_ASIDE_AFTER and digest_of(content) == polling.deadly_digest


def decide(
    polling: Polling,
    outcome: Outcome,
    reading: Reading | Unreadable | Poison | None,
    *,
    now: datetime,
    chance: float,
) -> Decision:
    """What follows from a poll's outcome and what was read of it; None is nothing new. `chance` in [0, 1) spreads the polls."""
    if isinstance(outcome, Failed):
        if outcome.kind is Failure.GONE:
            return _gone(polling, outcome, now)
        patience = _REFUSED_FOR if outcome.kind in _SELDOM_OVER else _BROKEN_FOR
        failed = replace(polling, problem=outcome.sentence)
        return _failed(failed, patience, outcome.retry_after, now=now, chance=chance)
    if isinstance(outcome, Fetched) and isinstance(reading, Unreadable | Poison):
        unread = replace(polling, problem=str(reading) if isinstance(reading, Unreadable) else reading.sentence)
        if isinstance(reading, Poison):
            digest = digest_of(outcome.content)
            deaths = polling.deaths + 1 if digest == polling.deadly_digest else 1
            unread = replace(unread, deadly_digest=digest, deaths=deaths)
        return _failed(unread, _REFUSED_FOR, None, now=now, chance=chance)
    assert not isinstance(reading, Unreadable | Poison)  # those are of documents that were fetched
    return _answered(polling, outcome, reading, now=now, chance=chance)


def _answered(
    polling: Polling, outcome: Fetched | NotModified, reading: Reading | None, *, now: datetime, chance: float
) -> Decision:
    event = Event.BACK if polling.is_told else None
    moved = _follow_move(polling, outcome)
    has_moved = moved.source.url != polling.source.url
    if event is None and has_moved and _host(moved.source.url) != _host(polling.source.url):
        event = Event.MOVED
    interval = cadence.learn_interval(polling.interval, reading.drafts if reading else None, now)
    changed = _with_document(moved, outcome, reading, now)
    # A tenth more or less, so that sources added together don't stay together.
    wait = max(interval * (0.9 + 0.2 * chance), outcome.fresh_for or timedelta(), changed.least)
    due = cadence.outside(changed.quiet_hours, now + min(wait, cadence.LONGEST))
    well = replace(
        changed,
        next_poll_at=due,
        interval=interval,
        polled_at=now,
        failures=0,
        failing_since=None,
        problem="",
        is_told=False,
        is_gone=False,
    )
    return Decision(well, event)


def _with_document(polling: Polling, outcome: Fetched | NotModified, reading: Reading | None, now: datetime) -> Polling:
    """The validators, and what the document says of itself."""
    if isinstance(outcome, NotModified):
        etag, last_modified = outcome.etag or polling.etag, outcome.last_modified or polling.last_modified
        if (etag, last_modified) == (polling.etag, polling.last_modified):
            return polling
        return replace(polling, etag=etag, last_modified=last_modified)
    polling = replace(polling, etag=outcome.etag, last_modified=outcome.last_modified, read_at=now)
    if reading is None:
        return polling
    source = polling.source
    if source.kind is SourceKind.FEED:
        source = replace(source, title=reading.title or source.title, language=source.language or reading.language)
    wishes = cadence.read_wishes(outcome.content)
    return replace(
        polling,
        source=source,
        content_digest=digest_of(outcome.content),
        least=wishes.least,
        quiet_hours=wishes.quiet_hours,
        deadly_digest="",
        deaths=0,
    )


def _failed(
    polling: Polling, patience: timedelta, retry_after: timedelta | None, *, now: datetime, chance: float
) -> Decision:
    failures, since = polling.failures + 1, polling.failing_since or now
    wait = min(max(_delay(failures, chance), retry_after or timedelta()), cadence.LONGEST)
    is_due = failures >= _LEAST_FAILURES and now - since >= patience
    is_news = is_due and not polling.is_told
    failing = replace(
        polling, failures=failures, failing_since=since, next_poll_at=now + wait, is_told=polling.is_told or is_news
    )
    return Decision(failing, Event.BROKE if is_news else None)


def _delay(failures: int, chance: float) -> timedelta:
    """Full jitter: anything up to a bound that doubles with each failure, until it is 24 hours."""
    bound = min(FIRST_DELAY * (1 << min(failures, 10)), cadence.LONGEST)
    return LEAST_DELAY + (bound - LEAST_DELAY) * chance


def _gone(polling: Polling, outcome: Failed, now: datetime) -> Decision:
    gone = replace(
        polling,
        next_poll_at=None,
        is_gone=True,
        is_told=True,
        failures=polling.failures + 1,
        failing_since=polling.failing_since or now,
        problem=outcome.sentence,
    )
    return Decision(gone, None if polling.is_gone else Event.GONE)


def _follow_move(polling: Polling, outcome: Fetched | NotModified) -> Polling:
    """A source has moved once it has said so, and where to, often enough."""
    target = outcome.permanent_url
    url = polling.source.url
    if target == url or target == str(hops.address(url)):
        return replace(polling, moved_to=None, moved_times=0) if polling.moved_to else polling
    times = polling.moved_times + 1 if target == polling.moved_to else 1
    if times < CONSISTENT:
        return replace(polling, moved_to=target, moved_times=times)
    return replace(polling, source=replace(polling.source, url=target), moved_to=None, moved_times=0)


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")
