"""Summaries of a story, a number, or a text somebody sends; rule: only what the asking chat may see is ever shown.

A story is named `s12` in buttons, a text that was sent `t34`.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.commands import press
from bot.commands.start import LATEST, lead_on
from bot.digest import render
from bot.message import Button, Message, Notice, Reply, split
from bot.model import Chat, Incoming, Story
from bot.newsroom import Newsroom

_LONGEST = 12  # sentences; beyond that the page itself reads better
_SHORTEST_TEXT = 40  # characters; less than that can't be made shorter

_GONE = "This story is no longer kept. Send /latest for what is new."


def summary(newsroom: Newsroom, incoming: Incoming, now: datetime) -> list[Reply]:
    """`/summary 3`, `/summary TEXT`, or `/summary` as a reply to a message."""
    words = incoming.words.strip()
    if not words and incoming.reply_to:
        return text(newsroom, replace(incoming, words=incoming.reply_to.text), now)
    if words.isdecimal():
        return number(newsroom, incoming, now)
    if words:
        return text(newsroom, incoming, now)
    return lead_on(
        "Which one? Send /summary 3 for number 3 of the list, or reply to a text or a link with /summary.", [LATEST]
    )


def number(newsroom: Newsroom, incoming: Incoming, now: datetime) -> list[Reply]:
    """The story with this number in the list the chat was shown last."""
    chat = newsroom.meet(incoming, now)
    listing = newsroom.last_listing(chat)
    if listing is None:
        return lead_on("There is no list to take a number from yet.", [LATEST])
    wanted, total = int(incoming.words.strip()), len(listing.story_ids)
    if not 1 <= wanted <= total:
        return lead_on(f"The last list has numbers 1 to {total}; there is no {wanted}.", [LATEST])
    return shown(newsroom, chat, newsroom.story(listing.story_ids[wanted - 1], chat), now)


def text(newsroom: Newsroom, incoming: Incoming, now: datetime) -> list[Reply]:
    """The summary of a text that was pasted, forwarded or replied to."""
    if len(incoming.words.strip()) < _SHORTEST_TEXT:
        return lead_on("That is too short to shorten. Send me the text of a whole article.", [LATEST])
    chat = newsroom.meet(incoming, now)
    return shown(newsroom, chat, newsroom.read_text(chat, incoming.words, now), now)


def pressed(newsroom: Newsroom, incoming: Incoming, now: datetime) -> list[Reply]:
    """A number under a list or digest: `story:ID`."""
    story_id = press.number(press.data(incoming))
    chat = newsroom.meet(incoming, now)
    return shown(newsroom, chat, newsroom.story(story_id, chat), now)


def resized(newsroom: Newsroom, incoming: Incoming, now: datetime) -> list[Reply]:
    """Shorter or Longer: `size:REFERENCE:SENTENCES` edits the message in place."""
    reference, sentences = press.parts(incoming, 2)
    chat = newsroom.meet(incoming, now)
    story = _find(newsroom, chat, reference)
    if story is None:
        return [Notice(_GONE, alert=True)]
    return [
        replace(_summary(newsroom, chat, story, now, wanted=min(max(press.number(sentences), 1), _LONGEST)), edits=True)
    ]


def sources(newsroom: Newsroom, incoming: Incoming, now: datetime) -> list[Reply]:
    """Who tells it: `sources:REFERENCE`."""
    chat = newsroom.meet(incoming, now)
    story = _find(newsroom, chat, press.data(incoming))
    if story is None:
        return [Notice(_GONE, alert=True)]
    return list(split(render.sources(story, now, chat.zone or "UTC")))


def shown(newsroom: Newsroom, chat: Chat, story: Story | None, now: datetime) -> list[Reply]:
    if story is None:
        return lead_on(_GONE, [LATEST])
    return list(split(_summary(newsroom, chat, story, now, wanted=chat.length.summary_sentences)))


def _summary(newsroom: Newsroom, chat: Chat, story: Story, now: datetime, *, wanted: int) -> Message:
    zone = chat.zone or "UTC"
    sentences = newsroom.tell(story, wanted)
    if not sentences:
        return render.teaser(story, now, zone).with_buttons(_opening(story), [LATEST])
    can_grow = wanted < _LONGEST and len(newsroom.tell(story, wanted + 1)) > len(sentences)
    return render.summary(story, sentences, now, zone).with_buttons(
        _sizing(story, len(sentences), can_grow), _opening(story)
    )


def _sizing(story: Story, shown: int, can_grow: bool) -> Sequence[Button]:
    buttons = []
    if shown > 1:
        buttons.append(Button("Shorter", press=f"size:{_reference(story)}:{shown - 1}"))
    if can_grow:
        buttons.append(Button("Longer", press=f"size:{_reference(story)}:{shown + 2}"))
    return buttons


def _opening(story: Story) -> Sequence[Button]:
    buttons = []
    if story.source_count > 1:
        buttons.append(Button(f"{story.source_count} sources", press=f"sources:{_reference(story)}"))
    if story.lead.url:
        buttons.append(Button("Full story ↗", url=story.lead.url))
    return buttons


def _reference(story: Story) -> str:
    return f"s{story.id}" if story.id else f"t{story.lead.id}"


def _find(newsroom: Newsroom, chat: Chat, reference: str) -> Story | None:
    id_ = press.number(reference[1:])
    return newsroom.story(id_, chat) if reference.startswith("s") else newsroom.sent_text(chat, id_)
