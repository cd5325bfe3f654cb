"""The library's Bot, made to tell when polling can't go on, and not to stumble over updates it can't read.

Rule: a second bot with the same token ends this one, with a sentence; two that fight would both lose messages.
"""

import json
import logging
from collections.abc import Callable
from typing import Any

import httpx
from telegram import Bot, Update
from telegram.error import Conflict, InvalidToken, NetworkError
from telegram.request import HTTPXRequest

from bot.errors import BadSetting, UserCanFix

log = logging.getLogger(__name__)

# Right after a restart the old poll may still be open at the server, so the first conflicts are no rival yet.
_CONFLICTS = 3


class PollingBot(Bot):
    """A Bot whose `get_updates` calls `end(sentence)` when asking again is pointless."""

    def __init__(self, token: str, *, api_url: str, end: Callable[[UserCanFix], None]) -> None:
        base = api_url.rstrip("/")
        super().__init__(
            token,
            base_url=f"{base}/bot",
            base_file_url=f"{base}/file/bot",
            # 60 s: the library's 5 s give up on replies that do come, and most doubled messages come from there.
            request=HTTPXRequest(
                read_timeout=60.0, write_timeout=20.0, pool_timeout=30.0, connect_timeout=10.0, httpx_kwargs=_wire(base)
            ),
            get_updates_request=_PollRequest(read_timeout=15.0, connect_timeout=10.0, httpx_kwargs=_wire(base)),
        )
        self._end = end
        self._conflicts = 0

    def __repr__(self) -> str:
        """Without the token, which the library's own shows."""
        return f"{type(self).__name__}(@{self._bot_user.username if self._bot_user else '?'})"

    async def get_updates(self, *args: Any, **kwargs: Any) -> tuple[Update, ...]:
        """As the library's; ends the bot on a rejected token and on a rival that stays."""
        try:
            updates = await super().get_updates(*args, **kwargs)
        except InvalidToken as error:
            if error.__cause__ is not None:  # no JSON, so not Telegram's word: a portal or a proxy in between
                raise NetworkError("the server's answer is not the Bot API's") from error
            self._end(wrong_token())
            raise
        except Conflict:
            self._conflicts += 1
            if self._conflicts == _CONFLICTS:
                self._end(UserCanFix(_RIVAL))
            raise
        self._conflicts = 0
        return updates

    async def delete_webhook(self, *args: Any, **kwargs: Any) -> bool:
        """As the library's; a server that has no webhooks at all has none to delete."""
        try:
            return await super().delete_webhook(*args, **kwargs)
        except InvalidToken as error:
            if "not found" not in error.message.casefold():
                raise
        return True


def _wire(base: str) -> dict[str, Any]:
    # Servers close idle connections, some after 5 s as httpx does: a request sent at that moment would be in doubt.
    kept = {"limits": httpx.Limits(max_connections=64, keepalive_expiry=4.0)}
    # Reading the system's certificates takes 0.1 s each time, and plain http has no use for them.
    return kept if base.startswith("https:") else {**kept, "verify": False}


_RIVAL = (
    "Another program is fetching this bot's messages with the same BOT_TOKEN. Stop the other one, "
    "or give this one a bot of its own (@BotFather makes one in a minute)."
)


def wrong_token() -> BadSetting:
    """Telegram doesn't know the token."""
    return BadSetting(
        "BOT_TOKEN",
        "Telegram does not know this token. Ask @BotFather for it (/mybots, your bot, API Token) and set it again, "
        "whole and without spaces.",
    )


class _PollRequest(HTTPXRequest):
    """Gives the library only updates it can read, so that one odd update never stops all others."""

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The server's reply; an update the library can't read is replaced by its bare id and its JSON."""
        reply: dict[str, Any] = HTTPXRequest.parse_json_payload(payload)
        updates = reply.get("result")
        if isinstance(updates, list):
            reply["result"] = [_readable(update) for update in updates]
        return reply


def _readable(update: dict[str, Any]) -> dict[str, Any]:
    try:
        # De-serialising takes keys out of what it is given, so it is given a copy.
        Update.de_json(json.loads(json.dumps(update)))
    except Exception:  # whatever it is that the library can't do with it
        log.exception("update %s can't be read; it is set aside", update.get("update_id"))
        return {"update_id": update["update_id"], UNREADABLE: update}
    return update


UNREADABLE = "newsbot_unreadable"
