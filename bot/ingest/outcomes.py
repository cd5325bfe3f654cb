"""What is asked of the web, and what comes of it: every fetch ends in exactly one of `Fetched`, `NotModified`, `Failed`.

Rule: a `Failed` says nothing that a stranger's server, or our own network, could have whispered: its sentence depends on its kind alone.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class Kind(StrEnum):
    """What is wanted, which decides what is accepted, how large it may be, and whether robots.txt is asked."""

    FEED = "feed"  # a source that is polled: feeds, and pages to find feeds in; 5 MiB
    PAGE = "page"  # a page newsbot reads on its own account: 8 MiB, robots.txt obeyed, also behind redirects
    LINK = "link"  # what a person sent, whatever it is: 8 MiB, robots.txt not asked
    ROBOTS = "robots"  # robots.txt: the first 500 kB of it


@dataclass(frozen=True, slots=True)
class Request:
    """One address to fetch. `etag` and `last_modified` are those of the last `Fetched`, sent back word for word."""

    url: str
    kind: Kind = Kind.FEED
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """A document, unpacked.

    `url` is where it was found; `permanent_url` is where its source says it now lives: as far as redirects were
    permanent (301, 308) from the first one on. `fresh_for` is how long asking again is pointless (Cache-Control or
    Expires), 24 hours at most.
    """

    url: str
    permanent_url: str
    status: int
    content: bytes
    content_type: str = ""  # lower case, without parameters; empty when the server didn't say
    charset: str | None = None  # as the server claims
    etag: str | None = None
    last_modified: str | None = None
    fresh_for: timedelta | None = None


@dataclass(frozen=True, slots=True)
class NotModified:
    """The source has nothing new. Its validators stay as they were where it gives no others."""

    url: str
    permanent_url: str
    etag: str | None = None
    last_modified: str | None = None
    fresh_for: timedelta | None = None


class Failure(StrEnum):
    """Why there is no document, by what to do next."""

    BAD_ADDRESS = "bad-address"  # not an address newsbot opens; asking again is pointless
    UNREACHABLE = "unreachable"  # no such host, refused, cut off, or not for us to reach: never told apart
    INSECURE = "insecure"  # its certificate is not valid
    TIMEOUT = "timeout"
    TOO_LARGE = "too-large"
    TOO_MANY_REDIRECTS = "too-many-redirects"
    NOT_A_DOCUMENT = "not-a-document"  # sound, film, archive, or packed in a way nobody asked for
    NOT_FOUND = "not-found"
    GONE = "gone"  # 410: its owner says it is gone for good
    FORBIDDEN = "forbidden"  # 401, 403, 451 and what else servers refuse with
    ROBOTS = "robots"  # the site's robots.txt asks programs to stay away
    TOO_MANY = "too-many"  # 429: the whole host wants a rest
    SERVER_ERROR = "server-error"


SENTENCES = {
    Failure.BAD_ADDRESS: "This is not a web address newsbot can open. Give one that begins with http:// or https:// and holds no password.",
    Failure.UNREACHABLE: "Nothing could be reached at this address. Check that it opens in a browser, or try again later.",
    Failure.INSECURE: "The site's certificate is not valid, so newsbot doesn't trust it. Its owner has to renew it.",
    Failure.TIMEOUT: "The site took too long to answer. Try again later.",
    Failure.TOO_LARGE: "This is larger than newsbot reads (5 MiB for a feed, 8 MiB for a page). Give a smaller part of it.",
    Failure.TOO_MANY_REDIRECTS: "This address leads from one address to the next without an end. Give the address your browser ends up at.",
    Failure.NOT_A_DOCUMENT: "This is not a page or a feed. Give the address of one, not of a sound, a film, a picture or a download.",
    Failure.NOT_FOUND: "There is no page or feed at this address. Check the address.",
    Failure.GONE: "The site says that this is gone for good. Look for its new address.",
    Failure.FORBIDDEN: "The site refuses to give this to newsbot. Open it in a browser and send its text instead.",
    Failure.ROBOTS: "The site asks programs not to read this page. Open it in a browser and send its text instead.",
    Failure.TOO_MANY: "The site asks for a rest because it was asked too often. Try again later.",
    Failure.SERVER_ERROR: "The site has a problem of its own at the moment. Try again later.",
}


@dataclass(frozen=True, slots=True)
class Failed:
    """There is no document. `status` is for operators' eyes; people get `sentence`."""

    kind: Failure
    retry_after: timedelta | None = None  # what the server asked for, 24 hours at most
    status: int | None = None

    @property
    def sentence(self) -> str:
        """What happened and what to do, for people."""
        return SENTENCES[self.kind]


Outcome = Fetched | NotModified | Failed
