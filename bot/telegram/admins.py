"""Who may change a group's subscriptions: its admins, as Telegram says now.

Rule: rights are asked for again after a minute, so that one who lost them can't use them for long; no answer means no.
"""

import asyncio
import logging

from telegram import Bot, ChatMember
from telegram.error import TelegramError

from bot.telegram.refusals import reason_of

log = logging.getLogger(__name__)

FRESH_S = 60.0
_REMEMBERED = 10_000


class Admins:
    """Remembers for a minute. Use from one event loop."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._known: dict[tuple[int, int], tuple[bool, float]] = {}

    async def includes(self, chat: int, person: int) -> bool:
        """Whether the person (Telegram's id) is an admin of the chat."""
        now = asyncio.get_running_loop().time()
        is_admin, asked_at = self._known.get((chat, person), (False, float("-inf")))
        if now - asked_at < FRESH_S:
            return is_admin
        try:
            member = await self._bot.get_chat_member(chat, person, read_timeout=10.0)
        except TelegramError as error:
            log.warning("chat %d: can't tell whether %d is an admin: %s", chat, person, reason_of(error))
            return False
        if len(self._known) >= _REMEMBERED:
            self._known.clear()
        is_admin = member.status in {ChatMember.OWNER, ChatMember.ADMINISTRATOR}
        self._known[chat, person] = (is_admin, now)
        return is_admin
