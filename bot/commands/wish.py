"""A digest being wished for, while parts of it are unknown; rule: it travels in button data (64 bytes) and `Chat.asked`.

Written as `id.time.weekdays.zone`, with `-` for what is not known yet: `0.0730.01234.Europe/Berlin`, `7.-.0123456.-`.
"""

import re
from dataclasses import dataclass
from datetime import time

from bot.commands import press
from bot.errors import UserCanFix
from bot.model import EVERY_DAY, WEEKDAYS, WEEKEND, Subscription

_WRITTEN = re.compile(
    r"(?P<id>[0-9]{1,15})\.(?:-|(?P<hour>[01][0-9]|2[0-3])(?P<minute>[0-5][0-9]))\.(?P<days>[0-6]{1,7})\.(?P<zone>\S+)",
    re.ASCII,
)
_NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True, slots=True)
class Wish:
    """What is known of a digest somebody wants; `subscription` is the one to change, 0 for a new one."""

    at: time | None = None
    zone: str | None = None
    weekdays: tuple[int, ...] = EVERY_DAY
    subscription: int = 0

    def encode(self) -> str:
        """As text; `decode` gives it back."""
        at = self.at.strftime("%H%M") if self.at else "-"
        return f"{self.subscription}.{at}.{''.join(map(str, self.weekdays))}.{self.zone or '-'}"


def decode(text: str) -> Wish:
    """The wish from its text; UserCanFix when it is none (buttons can be forged)."""
    found = _WRITTEN.fullmatch(text)
    if found is None:
        raise UserCanFix(press.UNREADABLE)
    hour, minute, zone = found["hour"], found["minute"], found["zone"]
    return Wish(
        at=time(int(hour), int(minute)) if hour else None,
        zone=None if zone == "-" else zone,
        weekdays=tuple(sorted({int(day) for day in found["days"]})),
        subscription=int(found["id"]),
    )


def of(subscription: Subscription) -> Wish:
    """What a subscription is now."""
    return Wish(subscription.at, subscription.zone, subscription.weekdays, subscription.id)


def days_in_words(weekdays: tuple[int, ...]) -> str:
    """ "every day", "every weekday", "every weekend day", "every Mon, Wed and Fri"."""
    known = {EVERY_DAY: "every day", WEEKDAYS: "every weekday", WEEKEND: "on weekends"}
    if weekdays in known:
        return known[weekdays]
    *first, last = [_NAMES[day] for day in weekdays]
    return f"every {', '.join(first)} and {last}" if first else f"every {last}"
