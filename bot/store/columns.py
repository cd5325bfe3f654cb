"""Column types that mean the same in SQLite and PostgreSQL: times, words, JSON, ids.

Rule: what goes in comes out equal, whichever database it is; what can't be stored in one is never stored in the other.
"""

import hashlib
import json
import re
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, Text
from sqlalchemy.types import TypeDecorator

from bot.model import aware_utc

# SQLite only numbers rows by itself in a column that is called INTEGER.
RowId = BigInteger().with_variant(Integer, "sqlite")

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC datetime, to the microsecond; SQLite keeps it as text that sorts by time, without a zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """UTC for the database; a naive datetime raises ValueError."""
        if value is None:
            return None
        moment = aware_utc(value)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Aware UTC again."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


class Words(TypeDecorator[str]):
    """Any text; NUL and lone surrogates, which PostgreSQL and UTF-8 refuse, become U+FFFD one for one.

    `clean_text` has removed them long before; should one slip through, the article stays and its spans stay right.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 -- SQLAlchemy's signature
        """The text as both databases take it."""
        return None if value is None else _UNSTORABLE.sub("\ufffd", value)


class Json(TypeDecorator[Any]):
    """Plain lists, dictionaries, strings and numbers, as ASCII text: any string survives, NUL included."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002 -- SQLAlchemy's signature
        """Compact JSON."""
        return None if value is None else json.dumps(value, separators=(",", ":"))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:  # noqa: ARG002 -- SQLAlchemy's signature
        """What was stored; tuples are lists now."""
        return None if value is None else json.loads(value)


def digest_of(words: str) -> str:
    """64 characters that stand for `words` in an index: PostgreSQL's indexes refuse rows over 2,704 bytes."""
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()
