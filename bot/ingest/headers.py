"""What a response's headers say, read as forgivingly as they are written.

Rule: pure, and nothing a header says makes anything raise or last longer than 24 hours; validators are kept word for word or not at all.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.message import Message
from email.utils import parsedate_to_datetime

LONGEST_WAIT = timedelta(hours=24)
_LONGEST_VALIDATOR = 1000  # characters; longer ones are left away, which only costs a full answer
_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?(\d+)", re.IGNORECASE)
_UNCACHED = re.compile(r"(?:^|[\s,])no-(?:cache|store)\b", re.IGNORECASE)
_PRINTABLE = re.compile(r"[\x20-\x7e]+")


def retry_after(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """How long the server asks us to wait: seconds or a date, as RFC 9110 has it."""
    value = headers.get("Retry-After", "").strip()
    if value.isdecimal():
        return _from_seconds(value)
    until = _moment(value)
    return _within(until - now) if until else None


def fresh_for(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """How long the answer stays fresh: max-age less Age, else Expires less Date (RFC 9111). None when it doesn't say."""
    control = headers.get("Cache-Control", "")
    if _UNCACHED.search(control):
        return timedelta()
    if found := _MAX_AGE.search(control):
        age = headers.get("Age", "").strip()
        return _within(_from_seconds(found[1]) - (_from_seconds(age) if age.isdecimal() else timedelta()))
    if "Expires" not in headers:
        return None
    expires = _moment(headers["Expires"])
    return _within(expires - (_moment(headers.get("Date", "")) or now)) if expires else timedelta()


def validator(headers: Mapping[str, str], name: str) -> str | None:
    """An ETag or Last-Modified exactly as it came; None when it couldn't be sent back exactly so."""
    return sendable(headers.get(name))


def sendable(value: str | None) -> str | None:
    """A validator that may stand in a request header, else None."""
    fits = value and len(value) <= _LONGEST_VALIDATOR and _PRINTABLE.fullmatch(value)
    return value if fits else None


def content_type(headers: Mapping[str, str]) -> tuple[str, str | None]:
    """The media type in lower case, and the charset if one is claimed."""
    value = headers.get("Content-Type", "")[:200]
    if not _PRINTABLE.fullmatch(value):
        return "", None
    parsed = Message()
    parsed["Content-Type"] = value
    charset = parsed.get_param("charset")
    return value.partition(";")[0].strip().lower(), charset.strip() or None if isinstance(charset, str) else None


def _from_seconds(digits: str) -> timedelta:
    return LONGEST_WAIT if len(digits) > 6 else _within(timedelta(seconds=int(digits)))


def _within(duration: timedelta) -> timedelta:
    return min(max(duration, timedelta()), LONGEST_WAIT)


def _moment(value: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(value[:100])
        # "-0000" means UTC of unknown origin; the parser then gives a naive time.
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        return None
