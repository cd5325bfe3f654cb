"""/settings: length, time zone, quiet days; rule: a button says what it sets, so pressing it twice changes nothing."""

from dataclasses import replace
from datetime import datetime

from bot import places, schedule
from bot.commands import press
from bot.commands.access import admins_only
from bot.message import Button, Message, Reply, bold, join
from bot.model import Chat, Incoming, Length, QuietDay
from bot.newsroom import Newsroom

_LENGTHS = {
    Length.SHORT: "short: one sentence a story in the digest, two when you ask",
    Length.MEDIUM: "medium: two sentences a story in the digest, three when you ask",
    Length.LONG: "long: three sentences a story in the digest, five when you ask",
}
_QUIET = {QuietDay.LINE: "one line, so that you know it works", QuietDay.SILENT: "silence"}


def settings(newsroom: Newsroom, incoming: Incoming, now: datetime) -> list[Reply]:
    """What is set, with a button for every other choice."""
    return [_shown(newsroom.meet(incoming, now))]


@admins_only
def set_(newsroom: Newsroom, incoming: Incoming, now: datetime) -> list[Reply]:
    """`set:length:short`, `set:quiet:silent`, `set:zone:Europe/Berlin`."""
    what, value = press.parts(incoming, 2)
    chat = newsroom.meet(incoming, now)
    if what == "length" and value in set(Length):
        chat = newsroom.set_length(chat, Length(value))
    elif what == "quiet" and value in set(QuietDay):
        chat = newsroom.set_quiet_day(chat, QuietDay(value))
    elif what == "zone":
        chat = newsroom.set_zone(newsroom.ask(chat, ""), schedule.known_zone(value))
    return [replace(_shown(chat), edits=True)]


def _shown(chat: Chat) -> Message:
    zone = places.label(chat.zone) if chat.zone else "not set, times are UTC"
    lines = (
        bold("Settings"),
        f"Length – {_LENGTHS[chat.length]}",
        f"Time zone – {zone}",
        f"A day without news – {_QUIET[chat.quiet_day]}",
    )
    lengths = [
        Button(("✓ " if length is chat.length else "") + length.value.capitalize(), press=f"set:length:{length}")
        for length in Length
    ]
    other = QuietDay.SILENT if chat.quiet_day is QuietDay.LINE else QuietDay.LINE
    quiet = Button(
        "Quiet days: stay silent" if other is QuietDay.SILENT else "Quiet days: send a line", press=f"set:quiet:{other}"
    )
    return join(lines).with_buttons(lengths, [Button("Time zone", press="zone:settings"), quiet])
