"""Links people send, and the pages behind them; rule: at once if stored, else "Reading …" that becomes the summary."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from urllib.parse import urlsplit

from bot.commands import summary
from bot.errors import TryLater
from bot.message import Deferred, Message, Reply
from bot.model import Chat, Incoming
from bot.newsroom import Newsroom

_MOST = 3  # pages a message is read for
_TEXT = 500  # characters beside its links that make a message a text of its own
# They lead into Telegram's own rooms, not to pages; channels put them under every post.
_NOT_PAGES = frozenset({"t.me", "telegram.me", "telegram.dog"})


def are_meant(incoming: Incoming) -> bool:
    """Whether it is the pages behind its links that count, rather than the words around them."""
    words = incoming.words
    for url in incoming.links:
        words = words.replace(url, "").replace(url.removeprefix("https://"), "")
    return bool(_pages(incoming.links)) and len(words.strip()) < _TEXT


def read(newsroom: Newsroom, incoming: Incoming, now: datetime) -> list[Reply]:
    """The summary of each page, in the order of the links."""
    chat = newsroom.meet(incoming, now)
    pages = _pages(incoming.links)
    replies: list[Reply] = []
    for url in pages[:_MOST]:
        try:
            replies += _read(newsroom, chat, url, now)
        except TryLater:
            if not replies:
                raise
    if len(pages) > _MOST and replies:
        rest = len(pages) - _MOST
        others = "last one" if rest == 1 else f"other {rest}"
        replies.append(Message(f"I read {_MOST} links of a message. Send me the {others} again, and I'll read on."))
    return replies


def summary_of(newsroom: Newsroom, incoming: Incoming, now: datetime) -> list[Reply]:
    """`/summary LINK`, or `/summary` as a reply to one; any other `/summary` is about stories and texts."""
    quoted = incoming.reply_to
    about = incoming
    if quoted is not None and not incoming.words.strip():
        about = replace(incoming, words=quoted.text, links=quoted.links)
    return read(newsroom, about, now) if are_meant(about) else summary.summary(newsroom, incoming, now)


def host_of(url: str) -> str:
    """The site, as people call it: "example.com"; the whole address if it names none."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        host = ""
    return host.removeprefix("www.") or url[:100]


def _pages(links: Sequence[str]) -> list[str]:
    return [url for url in dict.fromkeys(links) if host_of(url) not in _NOT_PAGES]


def _read(newsroom: Newsroom, chat: Chat, url: str, now: datetime) -> list[Reply]:
    story = newsroom.known_link(chat, url)
    if story is not None:
        return summary.shown(newsroom, chat, story, now)
    then = partial(_fetched, newsroom, chat, url, now)
    if not newsroom.can_fetch:
        return then()
    newsroom.require_room(chat, now)
    return [Deferred(Message(f"Reading {host_of(url)} …"), then)]


def _fetched(newsroom: Newsroom, chat: Chat, url: str, now: datetime) -> list[Reply]:
    return summary.shown(newsroom, chat, newsroom.read_link(chat, url, now), now)
