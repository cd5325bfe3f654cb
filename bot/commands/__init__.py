"""What a person can ask: (newsroom, incoming, now) -> replies; rule: no Telegram, no event loop, no clock.

`answer` is the door. It finds the function for a command, a press, a location or plain words.
"""

from datetime import datetime

from bot.commands import latest, press, settings, start, subscribe, subscriptions, summary
from bot.commands.access import Command
from bot.errors import UserCanFix
from bot.message import Message, Notice, Reply
from bot.model import Incoming
from bot.newsroom import Newsroom

COMMANDS: dict[str, Command] = {
    "start": start.start,
    "help": start.help_,
    "latest": latest.latest,
    "summary": summary.summary,
    "subscribe": subscribe.begin,
    "subscriptions": subscriptions.subscriptions,
    "unsubscribe": subscriptions.unsubscribe,
    "digest": subscriptions.digest,
    "settings": settings.settings,
}

MENU = (  # what Telegram shows behind the "/" button
    ("latest", "The newest stories"),
    ("summary", "Shorten a story or a text"),
    ("subscribe", "A digest at your hour"),
    ("digest", "The digest, now"),
    ("subscriptions", "Pause, change or stop a digest"),
    ("unsubscribe", "Stop a digest"),
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
}

_GO: dict[str, Command] = {**COMMANDS, "paste": start.paste}


def answer(newsroom: Newsroom, incoming: Incoming, now: datetime) -> list[Reply]:
    """The replies to what came in, in order; empty when nothing is to be said.

    What a person can put right comes back as a sentence. Any other exception is a bug and goes up to the edge.
    """
    try:
        if not _may_answer(incoming):
            newsroom.ask(newsroom.meet(incoming, now), "")
        return _find(incoming)(newsroom, incoming, now)
    except UserCanFix as error:
        return [Notice(str(error)[:200], alert=True) if incoming.press else Message(str(error))]


def _may_answer(incoming: Incoming) -> bool:
    """Whether this can be the answer to what the chat was asked; anything else means they have moved on."""
    if incoming.press is not None:
        return incoming.press.startswith(("sub:", "zone:", "change:", "set:"))
    return incoming.command is None


def _find(incoming: Incoming) -> Command:
    if incoming.press is not None:
        return _pressed
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
    """Plain words, a forwarded post or a location."""
    chat = newsroom.meet(incoming, now)
    if incoming.location:
        return subscribe.answered(newsroom, incoming, now)
    if incoming.is_forwarded or _is_text(incoming.words):
        return summary.text(newsroom, incoming, now)
    if chat.asked:
        return subscribe.answered(newsroom, incoming, now)
    if incoming.words.strip().isdecimal():
        return summary.number(newsroom, incoming, now)
    return _searched(newsroom, incoming, now)


def _is_text(words: str) -> bool:
    """Whether this is something to shorten rather than something to look for."""
    return len(words) >= 200 or words.count("\n") >= 3


def _searched(newsroom: Newsroom, incoming: Incoming, now: datetime) -> list[Reply]:
    """A few words: stories with them, if there are any."""
    words = incoming.words.strip()
    if incoming.links:
        return start.lead_on("I can't open links here. Paste the text of the page and I'll shorten it.")
    if len(words) >= 3 and newsroom.recent(words, now):
        return latest.listed(newsroom, newsroom.meet(incoming, now), words, latest.PAGE, now)
    return start.lead_on(
        f"I found nothing with “{words[:60]}”. I can do this:" if words else "I can read words, not pictures."
    )
