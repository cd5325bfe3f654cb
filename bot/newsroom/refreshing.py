"""Sources are asked for what is new, and the pages of articles that they only begin.

Rule: one source's trouble is its own: whatever it answers, the others are read, and what was read before it stays.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Self
from urllib.parse import urlsplit

from bot.ingest import polling
from bot.ingest.cohesion import count_shared_words, words_of
from bot.ingest.outcomes import Failed, Failure, Fetched, Kind, NotModified, Outcome, Request
from bot.ingest.readers import Document, Read, Readout
from bot.ingest.reading import DocumentKind
from bot.model import Article, Errand, Polling, Prepared, SourceKind
from bot.newsroom.polls import Polls
from bot.store import Admitted, Store, Unavailable

_MOST_DUE = 10_000  # sources polled in one go
_MOST_OF_ONE_HOST = 60  # in one go: one a second is polite, and the next go must not wait for hours
_GIVEN_UP_AFTER = 2  # requests to a host that came to nothing, and none that did
_MOST_ERRANDS = 200
_PUT_OFF = timedelta(hours=1)
_WRITTEN_TOGETHER = 500  # polls that brought nothing: a second's worth, at most
_SAME_ARTICLE = 0.3  # of the headline's words that must stand on the page
_SILENT = frozenset({Failure.TIMEOUT, Failure.UNREACHABLE})
_FOR_EVER = frozenset({Failure.GONE, Failure.NOT_FOUND, Failure.BAD_ADDRESS, Failure.ROBOTS, Failure.NOT_A_DOCUMENT})


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What came of asking: sources asked, and what they brought."""

    polled: int = 0
    unchanged: int = 0
    failed: int = 0
    new: int = 0
    completed: int = 0

    def __add__(self, other: "Refreshed") -> "Refreshed":
        """Both together."""
        return Refreshed(
            self.polled + other.polled,
            self.unchanged + other.unchanged,
            self.failed + other.failed,
            self.new + other.new,
            self.completed + other.completed,
        )


class Refreshing(Polls):
    """The part of the newsroom that goes and looks."""

    def refresh(self, now: datetime, *, failing: bool = False) -> Refreshed:
        """Ask every source that is due, store what it has, fetch what it only begins, and place what is new in stories.

        Those that failed the last time are asked when `failing` is said, on their own, so that nobody waits for them; the
        two may run side by side. Nothing happens without a way to the web. What was stored when it is stopped stays. A
        source that only a bug of ours keeps from being read is put off, and the bug is raised when all others are done.
        """
        if not self.can_fetch:
            return Refreshed()
        due = _shared_out(self._store.due_sources(now, _MOST_DUE, failing=failing))
        broken: list[Exception] = []
        refreshed = self._poll(due, now, broken)
        if not failing:
            refreshed += self._run_errands(now)
        if refreshed.new or refreshed.completed:
            self.place_new(now)
        if broken:
            raise ExceptionGroup(f"{len(broken)} of {len(due)} sources could not be refreshed", broken)
        return refreshed

    def next_refresh_at(self) -> datetime | None:
        """When the next source or page is due; may have passed."""
        times = (self._store.next_poll_at(), self._store.next_errand_at())
        return min((at for at in times if at), default=None)

    # --- sources ---------------------------------------------------------------------------------------------

    def _poll(self, due: Sequence[Polling], now: datetime, broken: list[Exception]) -> Refreshed:
        _, readers = self._web()
        asked = [Refreshed()]
        waiting: dict[int, tuple[Polling, Outcome]] = {}
        with _Quiet(self._store) as quiet:

            def documents() -> Iterator[Document]:
                """What has to be read; what hasn't is settled on the way."""
                for known, outcome in self._ask(due, now):
                    document = self._document(known, outcome)
                    if document:
                        waiting[id(document)] = known, outcome
                        yield document
                        continue
                    with self._put_off(known, now, broken):
                        asked.append(self._settle_unread(known, outcome, quiet, now))

            for document, readout in readers.read_many(documents()):
                known, outcome = waiting.pop(id(document))
                with self._put_off(known, now, broken):
                    asked.append(_counted(outcome, self._settle(known, outcome, readout, now), readout))
        return sum(asked[1:], asked[0])

    @contextmanager
    def _put_off(self, known: Polling, now: datetime, broken: list[Exception]) -> Iterator[None]:
        """A source whose answer breaks us is asked again later, or it would be asked at every tick."""
        try:
            yield
        except Unavailable:  # the database's trouble is everybody's
            raise
        except Exception as error:  # noqa: BLE001 (raised in the end: one broken source must not keep the others waiting)
            broken.append(error)
            self._store.record_unchanged([replace(known, next_poll_at=now + _PUT_OFF)])

    def _settle_unread(self, known: Polling, outcome: Outcome, quiet: "_Quiet", now: datetime) -> Refreshed:
        """Write down a poll that no reader is needed for: at once if it brought something, else together with others."""
        decision = self._decide(known, outcome, None, now)
        is_quiet = not isinstance(outcome, Fetched) and decision.event is None
        if is_quiet and decision.polling.source == known.source:
            quiet.add(decision.polling)
            return _counted(outcome, Admitted(), None)
        return _counted(outcome, self._settle(known, outcome, None, now), None)

    def _ask(self, due: Sequence[Polling], now: datetime) -> Iterator[tuple[Polling, Outcome]]:
        """Every source with its outcome. Of hosts that answer nothing, the rest is given up unasked."""
        fetcher, _ = self._web()
        waiting: dict[Request, list[Polling]] = {}
        for known in due:
            waiting.setdefault(polling.request_for(known, now), []).append(known)
        hosts = _Hosts(waiting)
        for request, outcome in fetcher.fetch_many(list(waiting)):
            hosts.note(request, outcome)
            yield from ((known, outcome) for known in waiting.pop(request))
            if self._is_ending.is_set():
                return
            if hosts.are_all_silent():
                break
        if hosts.are_all_silent():
            yield from ((known, Failed(Failure.TIMEOUT)) for left in waiting.values() for known in left)

    # --- pages ------------------------------------------------------------------------------------------------

    def _run_errands(self, now: datetime) -> Refreshed:
        """Fetch the pages of articles that are not whole."""
        _, readers = self._web()
        waiting: dict[int, Sequence[Errand]] = {}
        completed = 0
        for document, readout in readers.read_many(self._pages(waiting, now)):
            completed += sum(self._complete(errand, readout, now) for errand in waiting.pop(id(document)))
        return Refreshed(completed=completed)

    def _pages(self, waiting: dict[int, Sequence[Errand]], now: datetime) -> Iterator[Document]:
        """The pages of errands that are due; whose they are is noted in `waiting`."""
        fetcher, _ = self._web()
        errands: dict[Request, list[Errand]] = {}
        for errand in self._store.errands(now, _MOST_ERRANDS):
            errands.setdefault(Request(errand.article.url or "", Kind.PAGE), []).append(errand)
        for request, outcome in fetcher.fetch_many(list(errands)):
            if isinstance(outcome, Fetched):
                document = Document.fetched(request.url, outcome)
                waiting[id(document)] = errands[request]
                yield document
            else:
                for errand in errands[request]:
                    self._give_up(errand, outcome, now)
            if self._is_ending.is_set():
                return

    def _give_up(self, errand: Errand, outcome: Outcome, now: datetime) -> None:
        if isinstance(outcome, Failed) and outcome.kind in _FOR_EVER:
            self._store.end_errand(errand.article.id)
        else:
            self._store.retry_errand(errand.article.id, now)

    def _complete(self, errand: Errand, readout: Readout, now: datetime) -> int:
        """The article whole, where the page has it; a paywall's stub leaves it as it is."""
        article = errand.article
        whole = _whole_of(article, readout) if isinstance(readout, Read) else None
        if whole is None:
            self._store.retry_errand(article.id, now)
            return 0
        admitted = self._store.admit(article.source.id, [whole], now)
        self._store.end_errand(article.id)
        return len(admitted.completed)


class _Quiet:
    """Polls that brought nothing, written down many at a time. A context: the last ones are written at its end."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._polls: list[Polling] = []

    def add(self, poll: Polling) -> None:
        """One more."""
        self._polls.append(poll)
        if len(self._polls) >= _WRITTEN_TOGETHER:
            self._write()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._write()

    def _write(self) -> None:
        polls, self._polls = self._polls, []
        self._store.record_unchanged(polls)


class _Hosts:
    """Which hosts are still to answer, and which have given no answer so far."""

    def __init__(self, requests: dict[Request, list[Polling]]) -> None:
        self._left = Counter(_host(request.url) for request in requests)
        self._failed = Counter[str]()
        self._answered: set[str] = set()

    def note(self, request: Request, outcome: Outcome) -> None:
        """A request has come to its end."""
        host = _host(request.url)
        self._left[host] -= 1
        if not self._left[host]:
            del self._left[host]
        if isinstance(outcome, Failed) and outcome.kind in _SILENT:
            self._failed[host] += 1
        else:
            self._answered.add(host)

    def are_all_silent(self) -> bool:
        """Whether only hosts are left that don't answer."""
        return all(self._failed[host] >= _GIVEN_UP_AFTER and host not in self._answered for host in self._left)


def _shared_out(due: Sequence[Polling]) -> list[Polling]:
    """The sources to be asked now: not so many of one host that the next go would wait for them."""
    asked = Counter[str]()
    chosen = []
    for known in due:
        host = _host(known.source.url)
        asked[host] += 1
        if asked[host] <= _MOST_OF_ONE_HOST:
            chosen.append(known)
    return chosen


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _counted(outcome: Outcome, admitted: Admitted, readout: Readout | None) -> Refreshed:
    failed = isinstance(outcome, Failed) or (readout is not None and not isinstance(readout, Read))
    unchanged = isinstance(outcome, NotModified)
    return Refreshed(1, int(unchanged), int(failed), len(admitted.new), len(admitted.completed))


def _whole_of(article: Article, readout: Read) -> Prepared | None:
    """The page as the whole of this article; None if it isn't whole, or is another page than the one that was linked."""
    if readout.reading.kind is not DocumentKind.HTML or len(readout.prepared) != 1:
        return None
    (page,) = readout.prepared
    draft = page.draft
    title = words_of(f"{article.title}")
    on_page = words_of(f"{draft.title}\n{draft.text}")
    if draft.extent.value != "whole" or count_shared_words(article.title, on_page) < _SAME_ARTICLE * _weight(title):
        return None
    # A feed's own headline stays; a link's words were only what stood on the front page.
    headline = article.title if article.source.kind is SourceKind.FEED else draft.title
    own = replace(
        draft,
        key=article.key,
        title=headline,
        url=article.url,
        author=article.author or draft.author,
        published_at=article.published_at if article.source.kind is SourceKind.FEED else draft.published_at,
    )
    return replace(page, draft=own, link=None)


def _weight(words: frozenset[str]) -> float:
    return count_shared_words(" ".join(words), words)
