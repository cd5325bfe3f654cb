"""Reading the data of a pressed button; rule: it can be forged or of an older version, so it is never trusted to parse."""

from bot.errors import UserCanFix
from bot.model import Incoming

UNREADABLE = "This button is of an older version. Send /help to go on."


def data(incoming: Incoming) -> str:
    """What follows the verb."""
    return (incoming.press or "").partition(":")[2]


def parts(incoming: Incoming, count: int) -> list[str]:
    """What follows the verb, in `count` parts; UserCanFix when there are fewer or more."""
    found = data(incoming).split(":")
    if len(found) != count:
        raise UserCanFix(UNREADABLE)
    return found


def number(text: str) -> int:
    """A whole number that a database takes as an id; UserCanFix for anything else."""
    if not (text.isascii() and text.isdecimal() and len(text) <= 15):
        raise UserCanFix(UNREADABLE)
    return int(text)
