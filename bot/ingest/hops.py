"""From one address to the next: which addresses are opened at all, and where a redirect leads.

Rule: pure; what an address is said to be decides nothing about safety, for the guard judges the socket.
"""

import re
from html import unescape
from urllib.parse import quote, urljoin, urlsplit

from yarl import URL

REDIRECTS = frozenset({301, 302, 303, 307, 308})
PERMANENT = frozenset({301, 308})
_LONGEST = 8000  # characters of an address
_KEPT = "!#$%&'()*+,/:;=?@[]~"  # characters that mean something where they stand; the rest is percent-encoded
_WHERE_META_STANDS = 32_000  # bytes from the start of a page
_SOON = 5.0  # seconds; a page that reloads later is a page that is meant to be read
_PLAIN_HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+")  # needs no encoding, which takes a tenth of a millisecond
_NOT_FOR_US = re.compile(
    r"<!--.*?(?:-->|\Z)|<noscript\b.*?(?:</noscript|\Z)|<script\b.*?(?:</script|\Z)", re.IGNORECASE | re.DOTALL
)
_META = re.compile(r"<meta\b[^>]{0,500}>", re.IGNORECASE)
_REFRESH = re.compile(r"http-equiv\s*=\s*[\"']?\s*refresh\b", re.IGNORECASE)
_CONTENT = re.compile(r"content\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.IGNORECASE)
_LEADS = re.compile(r"\s*([\d.]{1,6})\s*[;,]\s*(?:url\s*=\s*)?[\"']?([^\"']+)", re.IGNORECASE)


def address(text: str) -> URL | None:
    """An http(s) address, encoded as little as it needs to be, without its fragment; None for everything else.

    Addresses that hold a name or a password are none: newsbot keeps no secrets that stand in links.
    """
    try:
        parts = urlsplit(text.strip())
        port = parts.port
        if parts.scheme not in {"http", "https"} or not parts.hostname or "@" in parts.netloc or len(text) > _LONGEST:
            return None
        authority = parts.netloc
        if not _PLAIN_HOST.fullmatch(authority):
            authority = URL.build(scheme=parts.scheme, host=parts.hostname, port=port).raw_authority
        # Signed addresses break when they are normalised, so only what may not stand there is encoded.
        path = quote(parts.path.encode("utf-8", "surrogateescape"), safe=_KEPT) or "/"
        query = quote(parts.query.encode("utf-8", "surrogateescape"), safe=_KEPT)
        return URL(f"{parts.scheme}://{authority}{path}{'?' if query else ''}{query}", encoded=True)
    except ValueError:
        return None


def next_address(url: URL, location: str) -> URL | None:
    """Where a Location header leads from `url`; None when that is no address of the web."""
    try:
        return address(urljoin(str(url), location.strip()))
    except ValueError:
        return None


def refresh_target(url: URL, page: bytes) -> URL | None:
    """Where a page sends its readers on at once (meta refresh); None when it stays, or leads nowhere but to itself."""
    head = _NOT_FOR_US.sub("", page[:_WHERE_META_STANDS].decode("utf-8", "replace"))
    tag = next((found[0] for found in _META.finditer(head) if _REFRESH.search(found[0])), None)
    content = _CONTENT.search(tag) if tag else None
    leads = _LEADS.match(unescape(content[1] or content[2] or content[3] or "")) if content else None
    if leads is None or leads[1].count(".") > 1 or leads[1] == "." or float(leads[1]) > _SOON:
        return None
    target = next_address(url, leads[2])
    return None if target == url else target
