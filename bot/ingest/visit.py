"""One request followed to its end: redirects by hand, every hop judged anew, one deadline over all of it.

Rule: whatever the other side does, a visit ends in an `Outcome`; only a bug of ours gets out of here as an exception.
"""

import asyncio
import re
import ssl
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from aiohttp import ClientConnectorCertificateError, ClientError, ClientResponse, ClientSession
from yarl import URL

from bot.ingest import headers, hops
from bot.ingest.body import Body, CutOff, TooLarge, read_body
from bot.ingest.limits import Limits
from bot.ingest.outcomes import Failed, Failure, Fetched, Kind, NotModified, Outcome, Request
from bot.ingest.robots import Rules, RulesKept, rules_from

_REST = timedelta(minutes=5)  # after a 429 that doesn't say how long
_MOST_RESTING = 4096
_ACCEPT = {
    Kind.FEED: "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, text/html;q=0.7, */*;q=0.5",
    Kind.PAGE: "text/html, application/xhtml+xml, text/plain;q=0.8, */*;q=0.5",
    Kind.LINK: "text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, text/plain;q=0.8, */*;q=0.5",
    Kind.ROBOTS: "text/plain, */*;q=0.5",
}
_FAILURES = {404: Failure.NOT_FOUND, 410: Failure.GONE, 429: Failure.TOO_MANY}  # of the 4xx; the others are refusals
_READABLE = re.compile(r"(?:^|[.+-])(?:xml|json|rss|atom|rdf|xhtml)$")
_UNLABELLED = frozenset({"application/octet-stream", "binary/octet-stream", "application/x-unknown", "unknown/unknown"})


@dataclass(frozen=True, slots=True)
class _Hop:
    """The answer leads on; `to` is None when it leads nowhere on the web."""

    to: URL | None
    is_permanent: bool = False


class Visits:
    """Makes visits over one session, and remembers what sites asked for: their robots.txt, and to be left in peace."""

    def __init__(
        self, session: ClientSession, *, limits: Limits, agent: str, now: Callable[[], datetime], executor: Executor
    ) -> None:
        self._session = session
        self._limits = limits
        self._agent = agent
        self._now = now
        self._executor = executor
        self._rules = RulesKept()
        self._asking: dict[str, asyncio.Lock] = {}
        self._rests: dict[str, datetime] = {}

    async def visit(self, request: Request) -> Outcome:
        """What comes of the request, within the deadline."""
        return await self._visit(request, self._limits.deadline)

    async def _visit(self, request: Request, deadline: float) -> Outcome:
        try:
            async with asyncio.timeout(deadline):
                return await self._follow(request)
        except TimeoutError:
            return Failed(Failure.TIMEOUT)
        except TooLarge:
            return Failed(Failure.TOO_LARGE)
        except CutOff:
            return Failed(Failure.SERVER_ERROR)
        except (ClientConnectorCertificateError, ssl.SSLCertVerificationError):
            return Failed(Failure.INSECURE)
        except (ClientError, OSError, ValueError):
            # ValueError: what aiohttp and yarl say of names and headers that can't be.
            return Failed(Failure.UNREACHABLE)

    async def _follow(self, request: Request) -> Outcome:
        url = hops.address(request.url)
        if url is None:
            return Failed(Failure.BAD_ADDRESS)
        permanent, is_permanent = url, True
        for _ in range(self._limits.redirects + 1):
            if request.kind is Kind.PAGE and (refusal := await self._refusal(url)):
                return refusal
            answer = await self._ask(url, request)
            if not isinstance(answer, _Hop):
                return answer if isinstance(answer, Failed) else replace(answer, permanent_url=str(permanent))
            if answer.to is None:
                return Failed(Failure.UNREACHABLE)
            url, is_permanent = answer.to, is_permanent and answer.is_permanent
            permanent = url if is_permanent else permanent
        return Failed(Failure.TOO_MANY_REDIRECTS)

    async def _ask(self, url: URL, request: Request) -> Outcome | _Hop:
        now = self._now()
        until = self._rests.get(url.raw_host or "")
        if until and until > now:
            return Failed(Failure.TOO_MANY, until - now)
        async with self._session.get(url, headers=_headers(request), allow_redirects=False) as response:
            if response.status in hops.REDIRECTS and "Location" in response.headers:
                to = hops.next_address(url, response.headers["Location"])
                return _Hop(to, response.status in hops.PERMANENT)
            if response.status == 304 and (request.etag or request.last_modified):
                return self._not_modified(url, response)
            if response.status not in {200, 203, 226}:
                return self._failed(url, response)
            return await self._read(url, request.kind, response)

    async def _read(self, url: URL, kind: Kind, response: ClientResponse) -> Outcome | _Hop:
        media, charset = headers.content_type(response.headers)
        encoding = response.headers.get("Content-Encoding", "").strip().lower()
        if not _is_document(media, kind) or encoding not in {"", "identity", "gzip", "x-gzip"}:
            response.close()
            return Failed(Failure.NOT_A_DOCUMENT, status=response.status)
        largest = self._limits.largest(kind)
        if (response.content_length or 0) > largest and kind is not Kind.ROBOTS:
            response.close()
            return Failed(Failure.TOO_LARGE, status=response.status)
        content = await self._content(kind, response, Body(largest, is_gzip="gzip" in encoding))
        if kind in {Kind.PAGE, Kind.LINK} and (target := hops.refresh_target(url, content)):
            return _Hop(target)
        return Fetched(
            str(url),
            str(url),
            response.status,
            content,
            media,
            charset,
            headers.validator(response.headers, "ETag"),
            headers.validator(response.headers, "Last-Modified"),
            headers.fresh_for(response.headers, self._now()),
        )

    async def _content(self, kind: Kind, response: ClientResponse, body: Body) -> bytes:
        limits = self._limits
        try:
            await read_body(response.content, body, patience=limits.patience, slowest=limits.slowest)
        except TooLarge:
            response.close()
            if kind is not Kind.ROBOTS:  # of which so much is read, and the rest is nobody's rule
                raise
            return body.kept()
        return body.finish()

    def _not_modified(self, url: URL, response: ClientResponse) -> NotModified:
        return NotModified(
            str(url),
            str(url),
            headers.validator(response.headers, "ETag"),
            headers.validator(response.headers, "Last-Modified"),
            headers.fresh_for(response.headers, self._now()),
        )

    def _failed(self, url: URL, response: ClientResponse) -> Failed:
        response.close()
        status = response.status
        wait = headers.retry_after(response.headers, self._now())
        if status == 429:
            wait = wait or _REST
            self._let_rest(url.raw_host or "", self._now() + wait)
        if 400 <= status < 500:
            return Failed(_FAILURES.get(status, Failure.FORBIDDEN), wait, status)
        # An empty success is no document; a redirect without an aim, or a 304 nobody asked for, is a mistake of the server.
        return Failed(Failure.NOT_A_DOCUMENT if status < 300 else Failure.SERVER_ERROR, wait, status)

    def _let_rest(self, host: str, until: datetime) -> None:
        self._rests[host] = until
        if len(self._rests) > _MOST_RESTING:
            now = self._now()
            self._rests = {name: at for name, at in self._rests.items() if at > now}

    async def _refusal(self, url: URL) -> Failed | None:
        """Why the site's robots.txt keeps us from reading the page; None if it doesn't."""
        site = str(url.origin())
        lock = self._asking.setdefault(site, asyncio.Lock())
        try:
            async with lock:  # pages of one site come together; its robots.txt is asked for once
                rules = self._rules.get(site, self._now()) or await self._read_rules(site)
        finally:
            self._asking.pop(site, None)
        return rules.refusal(str(url), self._agent.partition("/")[0])

    async def _read_rules(self, site: str) -> Rules:
        # Half the time, so that a site that doesn't answer is known as one when its page is given up.
        outcome = await self._visit(Request(f"{site}/robots.txt", Kind.ROBOTS), self._limits.deadline / 2)
        # Half a second for a hostile one: not on the loop.
        rules = await asyncio.get_running_loop().run_in_executor(self._executor, rules_from, outcome, self._now())
        self._rules.put(site, rules)
        return rules


def _headers(request: Request) -> dict[str, str]:
    asked = {"Accept": _ACCEPT[request.kind], "Accept-Encoding": "gzip"}
    if request.kind in {Kind.FEED, Kind.ROBOTS}:
        asked["Connection"] = "close"  # the next poll is far away, and idle connections are open files
    if etag := headers.sendable(request.etag):
        asked["If-None-Match"] = etag
    if last_modified := headers.sendable(request.last_modified):
        asked["If-Modified-Since"] = last_modified
    return asked


def _is_document(media: str, kind: Kind) -> bool:
    major, slash, minor = media.partition("/")
    if not slash or major == "text":
        return True  # also when the server doesn't say, or says nonsense: the bytes will tell
    if media in _UNLABELLED:
        return kind is not Kind.PAGE
    return major == "application" and bool(_READABLE.search(minor))
