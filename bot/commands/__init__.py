"""What a person can ask: (newsroom, incoming, now) -> replies; rule: no Telegram, no event loop, no clock.

`answer` is the door. It finds the function for a command, a press, a document, a location or plain words.
"""

from datetime import datetime

from bot.commands import documents, latest, links, press, settings, sources, start, subscribe, subscriptions, summary
from bot.commands.access import Command
from bot.errors import TryLater, UserCanFix
from bot.message import Message, Notice, Reply
from bot.model import Incoming
from bot.newsroom import Newsroom

COMMANDS: dict[str, Command] = {
    "start": start.start,
    "help": start.help_,
    "latest": latest.latest,
    "summary": links.summary_of,
    "subscribe": subscribe.begin,
    "subscriptions": subscriptions.subscriptions,
    "unsubscribe": subscriptions.unsubscribe,
    "digest": subscriptions.digest,
    "add": sources.add,
    "sources": sources.sources,
    "remove": sources.remove,
    "settings": settings.settings,
}

MENU = (  # what Telegram shows behind the "/" button
    ("latest", "The newest stories"),
    ("summary", "Shorten a story, a page or a text"),
    ("subscribe", "A digest at your hour"),
    ("digest", "The digest, now"),
    ("subscriptions", "Pause, change or stop a digest"),
    ("unsubscribe", "Stop a digest"),
    ("add", "Read another site or feed"),
    ("sources", "What I read for you"),
    ("remove", "Stop reading a source"),
    ("settings", "Length, time zone, quiet days"),
    ("help", "What I can do"),
)

_PRESSES: dict[str, Command] = {
    "page": latest.turn,
    "story": summary.pressed,
    "size": summary.resized,
    "sources": summary.sources,
    "sub": subscribe.pressed,
    "zone": subscribe.ask_zone,
    "pause": subscriptions.pause,
    "resume": subscriptions.resume,
    "change": subscriptions.change,
    "stop": subscriptions.stop,
    "set": settings.set_,
    "feed": sources.chosen,
    "reads": sources.turn,
    "mute": sources.mute,
    "unmute": sources.unmute,
    "drop": sources.drop,
    "opml": sources.export,
}

_GO: dict[str, Command] = {**COMMANDS, "paste": start.paste}


def answer(newsroom: Newsroom, incoming: Incoming, now: datetime) -> list[Reply]:
    """The replies to what came in, in order; empty when nothing is to be said.

    What a person can put right comes back as a sentence. Who has used up an hour's share is told so once in that hour.
    Any other exception is a bug and goes up to the edge.
    """
    try:
        if not _may_answer(incoming):
            newsroom.ask(newsroom.meet(incoming, now), "")
        return _find(incoming)(newsroom, incoming, now)
    except UserCanFix as error:
        return [Notice(str(error)[:200], alert=True) if incoming.press else Message(str(error))]
    except TryLater as error:
        may_say = newsroom.may_notify(newsroom.meet(incoming, now), now)
        return [Message(str(error))] if may_say else []


def _may_answer(incoming: Incoming) -> bool:
    """Whether this can be the answer to what the chat was asked; anything else means they have moved on."""
    if incoming.press is not None:
        return incoming.press.startswith(("sub:", "zone:", "change:", "set:"))
    return incoming.command is None


def _find(incoming: Incoming) -> Command:
    if incoming.press is not None:
        return _pressed
    if incoming.document is not None and incoming.command in {None, "add", "summary"}:
        return documents.read
    if incoming.command is not None:
        return COMMANDS.get(incoming.command, start.unknown_command)
    return _said


def _pressed(newsroom: Newsroom, incoming: Incoming, now: datetime) -> list[Reply]:
    """A button: `VERB:DATA`; `go:COMMAND` does what the command does."""
    verb, _, what = (incoming.press or "").partition(":")
    command = _GO.get(what) if verb == "go" else _PRESSES.get(verb)
    if command is None:
        raise UserCanFix(press.UNREADABLE)
    return command(newsroom, incoming, now)


def _said(newsroom: Newsroom, incoming: Incoming, now: datetime) -> list[Reply]:
    """Plain words, links, a forwarded post or a location."""
    asked = newsroom.meet(incoming, now).asked
    if incoming.location:
        return subscribe.answered(newsroom, incoming, now)
    if asked == sources.ASKED and len(incoming.words.split()) == 1:
        return sources.answered(newsroom, incoming, now)
    return _read(incoming, asked)(newsroom, incoming, now)


def _read(incoming: Incoming, asked: str) -> Command:
    """What words are: links, a text to shorten, an answer, a number, or something to look for."""
    if links.are_meant(incoming):
        return links.read
    if incoming.is_forwarded or _is_text(incoming.words):
        return summary.text
    if asked and asked != sources.ASKED:
        return subscribe.answered
    return summary.number if incoming.words.strip().isdecimal() else _searched


def _is_text(words: str) -> bool:
    """Whether this is something to shorten rather than something to look for."""
    return len(words) >= 200 or words.count("\n") >= 3


def _searched(newsroom: Newsroom, incoming: Incoming, now: datetime) -> list[Reply]:
    """A few words: stories with them, if there are any."""
    words = incoming.words.strip()
    if incoming.links:
        return start.lead_on("This link leads into Telegram, where I can't follow it. Forward me the post itself.")
    if len(words) >= 3 and newsroom.recent(words, now, newsroom.meet(incoming, now)):
        return latest.listed(newsroom, newsroom.meet(incoming, now), words, latest.PAGE, now)
    return start.lead_on(
        f"I found nothing with “{words[:60]}”. I can do this:" if words else "I can read words, not pictures."
    )
