"""Builders of values for tests: everything has a default, times are fixed, nothing is random.

Rule: a test names only what it is about: `make.article(title="Flood")`.
"""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from bot.model import (
    EVERY_DAY,
    Address,
    Article,
    Chat,
    ChatKind,
    Draft,
    Extent,
    Prepared,
    Ranking,
    Slot,
    Source,
    SourceKind,
    Span,
    Story,
    Subscription,
)

NOW = datetime(2026, 3, 10, 6, 0, tzinfo=UTC)  # a Tuesday
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
TEXT = (
    "The old bridge over the Lorn was closed on Monday after divers found a crack in its second pier.\n"
    "Traffic is led over the railway bridge until the repairs are done, the town said."
)


def ranking(text: str = TEXT, version: str = "1") -> Ranking:
    """Each paragraph of the text as a sentence, the first one best."""
    spans: list[Span] = []
    start = 0
    for line in text.split("\n"):
        if line:
            spans.append(Span(start, start + len(line), 1 / (len(spans) + 1)))
        start += len(line) + 1
    return Ranking(version, tuple(spans))


def draft(title: str = "Bridge closed", text: str | None = None, key: str | None = None, **more: object) -> Draft:
    """A whole article, unless `extent` says less; its key is its title."""
    extent = more.get("extent", Extent.WHOLE)
    if text is None:
        text = "" if extent is Extent.HEADLINE else TEXT
    return replace(Draft(key or f"key:{title}", title, text), **more)  # type: ignore[arg-type]


def headline(title: str = "Bridge closed", **more: object) -> Draft:
    """A headline without its article."""
    return draft(title, extent=Extent.HEADLINE, **more)  # type: ignore[arg-type]


def teaser(title: str = "Bridge closed", text: str = "The old bridge was…", **more: object) -> Draft:
    """A headline with the beginning of its article."""
    return draft(title, text, extent=Extent.TEASER, **more)  # type: ignore[arg-type]


def prepared(value: Draft | None = None, *, language: str = "en", version: str = "1") -> Prepared:
    """A draft, ready to be stored; only a whole one has a ranking."""
    value = value or draft()
    ranked = ranking(value.text, version) if value.extent is Extent.WHOLE else Ranking(version)
    return Prepared(value, value.language or language, ranked)


def source(id: int = 1, title: str = "Lorn Courier", **more: object) -> Source:  # noqa: A002 -- the field's name
    """A feed."""
    return replace(Source(id, SourceKind.FEED, f"https://source{id}.example/feed", title), **more)  # type: ignore[arg-type]


def article(id: int = 1, title: str = "Bridge closed", text: str = TEXT, **more: object) -> Article:  # noqa: A002
    """A whole article of the Lorn Courier, published an hour before it was stored."""
    value = Article(
        id=id,
        source=source(),
        key=f"key:{title}",
        title=title,
        text=text,
        extent=Extent.WHOLE,
        language="en",
        published_at=NOW - HOUR,
        stored_at=NOW,
        ranking=ranking(text),
        url=f"https://source1.example/{id}",
    )
    return replace(value, **more)  # type: ignore[arg-type]


def story(*articles: Article, id: int = 1) -> Story:  # noqa: A002
    """A story of these articles, or of one."""
    return Story(id, tuple(replace(value, story_id=id) for value in articles or (article(),)))


def chat(id: int = 1, address: int | Address = 7, **more: object) -> Chat:  # noqa: A002
    """A person in a private chat who has not been asked anything yet."""
    at = address if isinstance(address, Address) else Address(address)
    return replace(Chat(id, at, ChatKind.PRIVATE, "Amina"), **more)  # type: ignore[arg-type]


def subscription(id: int = 1, chat_id: int = 1, at: time = time(7, 30), **more: object) -> Subscription:  # noqa: A002
    """Every day at half past seven in Dhaka; the next one is due at NOW."""
    value = Subscription(id, chat_id, at, "Asia/Dhaka", EVERY_DAY, next_slot_at=NOW)
    return replace(value, **more)  # type: ignore[arg-type]


def slot(due_at: datetime = NOW, label: str = "07:30") -> Slot:
    """The slot of that day."""
    return Slot(due_at.date(), label, due_at)
