"""/latest: the numbered list, its pages; rule: a list is kept as it was shown, so number 3 stays number 3."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.commands import press
from bot.commands.start import LATEST, SUBSCRIBE, lead_on
from bot.digest import render
from bot.message import Button, Message, Notice, Reply, bold, join
from bot.model import Chat, Incoming, Listing
from bot.newsroom import Newsroom

PAGE = 5
_MOST = 10  # on a page, when somebody asks for a number


def latest(newsroom: Newsroom, incoming: Incoming, now: datetime) -> list[Reply]:
    """`/latest`, `/latest 10`, `/latest WORDS`."""
    chat = newsroom.meet(incoming, now)
    wanted = incoming.words.strip()
    if wanted.isdecimal():
        return listed(newsroom, chat, "", min(max(int(wanted), 1), _MOST), now)
    return listed(newsroom, chat, wanted, PAGE, now)


def listed(newsroom: Newsroom, chat: Chat, words: str, size: int, now: datetime) -> list[Reply]:
    """The first page of a new list, or a sentence that leads on when there is nothing."""
    listing = newsroom.latest(chat, words, now)
    if listing.story_ids:
        return [_show(newsroom, chat, _Page(listing, 0, size), now)]
    if words:
        return lead_on(f"Nothing with “{words}” in the last 30 days.", [LATEST, SUBSCRIBE])
    return lead_on("There is no news yet. It comes in as soon as the sources publish.", [SUBSCRIBE])


def turn(newsroom: Newsroom, incoming: Incoming, now: datetime) -> list[Reply]:
    """A press of Newer or Older: `page:LISTING:FIRST:SIZE`."""
    chat = newsroom.meet(incoming, now)
    listing_id, first, size = (press.number(part) for part in press.parts(incoming, 3))
    listing = newsroom.listing(listing_id)
    if listing is None or listing.chat_id != chat.id:
        return [Notice("This list is no longer kept. Send /latest for a new one.", alert=True)]
    first = min(max(first, 0), max(len(listing.story_ids) - 1, 0))
    page = _Page(listing, first, min(max(size, 1), _MOST))
    return [replace(_show(newsroom, chat, page, now), edits=True)]


@dataclass(frozen=True, slots=True)
class _Page:
    """Which part of a list is shown."""

    listing: Listing
    first: int
    size: int

    @property
    def last(self) -> int:
        return min(self.first + self.size, len(self.listing.story_ids))


def _show(newsroom: Newsroom, chat: Chat, page: _Page, now: datetime) -> Message:
    ids = page.listing.story_ids[page.first : page.last]
    known = {story.id: story for story in newsroom.stories(ids, chat)}
    # A story that is gone (merged into another) leaves a gap: the numbers of the others must not move.
    numbered = [(number, known[id_]) for number, id_ in enumerate(ids, page.first + 1) if id_ in known]
    body = render.headlines(numbered, now, chat.zone or "UTC")
    return join((bold(_head(page)), body), "\n\n").with_buttons(*render.numbers(numbered), _turning(page))


def _head(page: _Page) -> str:
    total = len(page.listing.story_ids)
    about = f" with “{page.listing.words}”" if page.listing.words else ""
    shown = f" · {page.first + 1}–{page.last}" if total > page.size else ""
    return f"Latest · {render.count(total, 'story', 'stories')}{about}{shown}"


def _turning(page: _Page) -> list[Button]:
    listing, first, size = page.listing, page.first, page.size
    buttons = []
    if first > 0:
        buttons.append(Button("‹ Newer", press=f"page:{listing.id}:{max(first - size, 0)}:{size}"))
    if page.last < len(listing.story_ids):
        buttons.append(Button("Older ›", press=f"page:{listing.id}:{first + size}:{size}"))
    return buttons
