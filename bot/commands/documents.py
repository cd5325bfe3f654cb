"""Files people send: lists of sources are followed, texts and pages are shortened; rule: read beside the line, elsewhere."""

from datetime import datetime
from functools import partial

from bot.commands import summary
from bot.commands.access import REFUSAL
from bot.commands.start import LATEST, SOURCES, lead_on
from bot.digest import render
from bot.ingest import DocumentKind, Reading, readers
from bot.message import Button, Deferred, Message, Reply, bold, join
from bot.model import Document, Incoming
from bot.newsroom import Newsroom

_MIB = 2**20
_KINDS = "I can read text, Markdown, HTML, PDF and OPML files"


def read(newsroom: Newsroom, incoming: Incoming, now: datetime) -> list[Reply]:
    """What there is to be said about the file; a sentence at once when it can't be read."""
    document = incoming.document
    assert document is not None
    if document.content is None:
        return lead_on(_refusal(document), [LATEST])
    newsroom.require_room(newsroom.meet(incoming, now), now)
    return [Deferred(Message(f"Reading {_called(document)} …"), partial(_opened, newsroom, incoming, document, now))]


def _refusal(document: Document) -> str:
    name = _called(document)
    if document.is_readable:
        return f"Telegram doesn't give me {name} any more. Please send it again."
    if document.size > document.largest:
        size, most = document.size / _MIB, document.largest // _MIB
        return f"{name} is {size:.1f} MB large; I read up to {most} MB of its kind. Send me a part of it."
    return f"{_KINDS}, but not {name}. Copy its text and send me that."


def _called(document: Document) -> str:
    return f"“{document.name[:60]}”"


def _opened(newsroom: Newsroom, incoming: Incoming, document: Document, now: datetime) -> list[Reply]:
    chat = newsroom.meet(incoming, now)
    reading = newsroom.open_document(chat, readers.Document(document.name, document.content or b""), now)
    if reading.kind is DocumentKind.OPML:
        return _follow(newsroom, incoming, reading, now)
    if reading.kind is DocumentKind.FEED:
        count = render.count(len(reading.drafts), "article", "articles")
        return lead_on(
            f"This is a feed with {count}. Send me the address it came from, and I read it from now on.",
            [Button("Add a source", press="go:add"), LATEST],
        )
    return summary.shown(newsroom, chat, newsroom.read_document(chat, reading, now), now)


def _follow(newsroom: Newsroom, incoming: Incoming, reading: Reading, now: datetime) -> list[Reply]:
    """The sources of a list, which in a group only an admin may add."""
    if not incoming.is_admin:
        return [Message(REFUSAL)]
    followed = newsroom.import_opml(newsroom.meet(incoming, now), reading, now)
    counts = {"added": followed.added, "known before": followed.known, "left out": followed.left_out}
    told = ", ".join(f"{count} {what}" for what, count in counts.items() if count)
    head = bold(f"{render.count(len(reading.sources), 'source', 'sources')} in the list")
    lines: list[Message | str] = [head, f"{told[0].upper()}{told[1:]}."]
    if followed.added:
        lines.append("New ones are read for the first time within minutes.")
    if followed.left_out:
        lines.append("What is left out is more than one chat may have, or no address I can open.")
    return [join((*lines, *reading.notes)).with_buttons([SOURCES, LATEST])]
