"""What an exception of python-telegram-bot means: was the message delivered, perhaps delivered, or certainly not?

Rule: the library throws connection trouble before and after the request left into the same classes, so the cause decides
(`exc.__cause__`, an httpx error), and Telegram's sentences decide what kind of no it was. In doubt: perhaps delivered.
"""

import httpx
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.delivery import NotSent, Outcome, Refusal, Refused, Unknown

# The request never left: no connection, no free connection, or an address that isn't one.
_NEVER_LEFT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
    httpx.InvalidURL,
)

# Telegram's sentences, in lower case, as far as they tell what to do; the first that occurs decides. The list is put
# together from the public server's sources and from collections of errors met in life (TelegramBotAPI/errors).
_SENTENCES: tuple[tuple[Refusal, tuple[str, ...]], ...] = (
    (Refusal.TOO_MANY, ("too many requests", "retry after", "slowmode_wait", "flood")),
    (Refusal.TOPIC_CLOSED, ("topic_closed", "topic_deleted", "topic_id_invalid", "message thread not found")),
    (
        Refusal.CHAT_GONE,
        ("chat not found", "peer_id_invalid", "user not found", "chat was deleted", "chat was deactivated"),
    ),
    (
        Refusal.BLOCKED,
        (
            "bot was blocked",
            "user is deactivated",
            "bot was kicked",
            "not a member",
            "can't initiate conversation",
            "can't send messages to bots",
            "channel_private",
        ),
    ),
    (
        Refusal.NO_RIGHTS,
        (
            "not enough rights",
            "no rights",
            "need administrator rights",
            "chat_write_forbidden",
            "chat_restricted",
            "chat_admin_required",
            "chat_send_plain_forbidden",
            "forbidden",  # any other 403
        ),
    ),
    (
        Refusal.BAD_MESSAGE,
        ("message is too long", "text is empty", "text must be non-empty", "entit", "button", "reply_markup"),
    ),
)


def outcome_of(error: TelegramError) -> Outcome:
    """The outcome of a send that ended in this exception."""
    reason = reason_of(error)
    if isinstance(error.__cause__, _NEVER_LEFT):
        return NotSent(reason)
    if error.__cause__ is not None:
        # The connection broke, or the reply was no JSON: then it isn't Telegram's word, whatever its status says. A
        # captive portal's 403 must not silence a chat, nor its 404 the whole bot.
        return Unknown(reason)
    match error:
        case ChatMigrated():
            return Refused(Refusal.MIGRATED, reason, new_chat=error.new_chat_id)
        case RetryAfter():
            return Refused(Refusal.TOO_MANY, reason, retry_after=error._retry_after)  # noqa: SLF001 - the public one warns
        case InvalidToken():
            return Refused(Refusal.TOKEN_REVOKED, reason)
    kind = _kind_of(error)
    return Unknown(reason) if kind is None else Refused(kind, reason)


def _kind_of(error: TelegramError) -> Refusal | None:
    """Which kind of no this is; None when Telegram itself was in trouble (5xx)."""
    sentence = error.message.casefold()
    kind = next((kind for kind, signs in _SENTENCES if any(sign in sentence for sign in signs)), None)
    if isinstance(error, BadRequest | Forbidden | Conflict):
        return kind or Refusal.OTHER
    # Every other status is a plain NetworkError; of those only "too many" without a number is a certain no.
    return Refusal.TOO_MANY if kind is Refusal.TOO_MANY else None


def reason_of(error: TelegramError) -> str:
    """A short sentence for the outbox and the log; never the request, which would carry the token."""
    words, unparsed, _ = error.message.removeprefix("Forbidden: ").partition(". Parsing the server response")
    words = " ".join(words.split())[:200]
    if unparsed:
        return f"{words}, and not the Bot API's own words"
    cause = type(error.__cause__).__name__ if error.__cause__ is not None else ""
    return f"{words} ({cause})" if cause not in words else words
