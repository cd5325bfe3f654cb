"""Who may do what; rule: asked on every command and every press, for rights change and buttons stay."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps

from bot.message import Message, Notice, Reply
from bot.model import Incoming
from bot.newsroom import Newsroom

Command = Callable[[Newsroom, Incoming, datetime], list[Reply]]

REFUSAL = "Only admins of this group can change its digests and settings."


def admins_only(command: Command) -> Command:
    """The command, refused in a group to those who are not its admins."""

    @wraps(command)
    def guarded(newsroom: Newsroom, incoming: Incoming, now: datetime) -> list[Reply]:
        if incoming.is_admin:
            return command(newsroom, incoming, now)
        return [Notice(REFUSAL, alert=True) if incoming.press else Message(REFUSAL)]

    return guarded
