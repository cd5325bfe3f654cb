"""The first words, help, and what leads on when nothing else fits; rule: every answer ends in something to tap."""

from collections.abc import Sequence
from datetime import datetime

from bot.message import Button, Message, Reply, bold, join
from bot.model import Incoming
from bot.newsroom import Newsroom

LATEST = Button("Latest news", press="go:latest")
SUBSCRIBE = Button("Daily digest", press="go:subscribe")
PASTE = Button("Shorten a text", press="go:paste")
SOURCES = Button("Your sources", press="go:sources")
HELP = Button("What can I ask?", press="go:help")

_HELP = (
    ("/latest", "the newest stories; /latest 10 for more, /latest drones for a word"),
    ("/summary 3", "story 3 of the last list, short; or reply to any text with /summary"),
    ("/subscribe 07:30", "a digest every day; add a city, or weekdays"),
    ("/digest", "the digest that would come, now"),
    ("/subscriptions", "your digests: pause, change, stop"),
    ("/add example.com", "read another site or feed for you"),
    ("/sources", "what I read for you: mute, remove, save as a file"),
    ("/settings", "length, time zone, quiet days"),
)


def start(_newsroom: Newsroom, _incoming: Incoming, _now: datetime) -> list[Reply]:
    """What the bot does, in three lines, and the three things people come for."""
    lines = (
        bold("I read the news so that you don't have to scroll."),
        "Each event once, short, word for word from its sources.",
        "Tap ↗ behind a sentence to see it where it was printed.",
    )
    return [join(lines).with_buttons([LATEST, SUBSCRIBE], [PASTE, HELP])]


def help_(_newsroom: Newsroom, _incoming: Incoming, _now: datetime) -> list[Reply]:
    """What can be asked, an example each."""
    entries = [join((bold(command), f" – {what}"), "") for command, what in _HELP]
    hint = "Or send me a link, a text, a file, or forward a post: I send back what matters in it."
    return [join((join(entries), "", hint)).with_buttons([LATEST, SUBSCRIBE])]


def paste(_newsroom: Newsroom, _incoming: Incoming, _now: datetime) -> list[Reply]:
    """How to have a text of one's own shortened."""
    return [
        Message(
            "Send me a link or the text of an article, or forward a post. I send back its most important sentences."
        )
    ]


def lead_on(text: str, *rows: Sequence[Button]) -> list[Reply]:
    """A sentence that says what happened, with buttons to go on from."""
    return [Message(text).with_buttons(*(rows or ([LATEST, SUBSCRIBE, HELP],)))]


def unknown_command(_newsroom: Newsroom, incoming: Incoming, _now: datetime) -> list[Reply]:
    """A command we don't have: names the nearest one if it looks like a slip."""
    from rapidfuzz import process

    from bot.commands import COMMANDS

    near = process.extractOne(incoming.command or "", COMMANDS.keys(), score_cutoff=65)
    if near:
        return lead_on(
            f"I don't know /{incoming.command}. Did you mean /{near[0]}?",
            [Button(f"/{near[0]}", press=f"go:{near[0]}")],
        )
    return lead_on(f"I don't know /{incoming.command}. Here is what I can do.")
