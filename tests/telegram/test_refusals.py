"""Telegram's own sentences, as met in life, and what is made of them."""

import httpx
import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.delivery import NotSent, Refusal, Refused, Unknown
from bot.telegram.refusals import outcome_of

TOO_LONG = "Bad Request: message is too long"


def caused(error: TelegramError, cause: Exception) -> TelegramError:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (Forbidden("Forbidden: bot was blocked by the user"), Refusal.BLOCKED),
        (Forbidden("Forbidden: user is deactivated"), Refusal.BLOCKED),
        (Forbidden("Forbidden: bot was kicked from the supergroup chat"), Refusal.BLOCKED),
        (Forbidden("Forbidden: bot is not a member of the channel chat"), Refusal.BLOCKED),
        (Forbidden("Forbidden: bot can't initiate conversation with a user"), Refusal.BLOCKED),
        (Forbidden("Forbidden: the group chat was deleted"), Refusal.CHAT_GONE),
        (BadRequest("Bad Request: chat not found"), Refusal.CHAT_GONE),
        (BadRequest("Bad Request: PEER_ID_INVALID"), Refusal.CHAT_GONE),
        (BadRequest("Bad Request: TOPIC_CLOSED"), Refusal.TOPIC_CLOSED),
        (BadRequest("Bad Request: message thread not found"), Refusal.TOPIC_CLOSED),
        (BadRequest("Bad Request: not enough rights to send text messages to the chat"), Refusal.NO_RIGHTS),
        (BadRequest("Bad Request: have no rights to send a message"), Refusal.NO_RIGHTS),
        (BadRequest("Bad Request: CHAT_RESTRICTED"), Refusal.NO_RIGHTS),
        (Forbidden("Forbidden: a reason nobody has heard of yet"), Refusal.NO_RIGHTS),
        (BadRequest(TOO_LONG), Refusal.BAD_MESSAGE),
        (BadRequest("Bad Request: message text is empty"), Refusal.BAD_MESSAGE),
        (BadRequest("Bad Request: can't parse entities: unexpected end"), Refusal.BAD_MESSAGE),
        (BadRequest("Bad Request: BUTTON_DATA_INVALID"), Refusal.BAD_MESSAGE),
        (BadRequest("Bad Request: something new"), Refusal.OTHER),
        (InvalidToken("Unauthorized"), Refusal.TOKEN_REVOKED),
        (Conflict("Conflict: terminated by other getUpdates request"), Refusal.OTHER),
        (NetworkError("Too Many Requests: retry later"), Refusal.TOO_MANY),
    ],
)
def test_each_of_telegrams_sentences_is_the_right_kind_of_no(error: TelegramError, kind: Refusal) -> None:
    outcome = outcome_of(error)
    assert isinstance(outcome, Refused)
    assert outcome.kind is kind


def test_a_wait_and_a_new_address_are_read_from_the_reply() -> None:
    waiting, moved = outcome_of(RetryAfter(17)), outcome_of(ChatMigrated(-1007))
    assert isinstance(waiting, Refused)
    assert isinstance(moved, Refused)
    assert waiting.retry_after is not None
    assert (waiting.kind, waiting.retry_after.total_seconds()) == (Refusal.TOO_MANY, 17)
    assert (moved.kind, moved.new_chat) == (Refusal.MIGRATED, -1007)


@pytest.mark.parametrize(
    "error",
    [
        caused(NetworkError("httpx.ConnectError: refused"), httpx.ConnectError("refused")),
        caused(TimedOut(), httpx.ConnectTimeout("slow")),
        caused(TimedOut("Pool timeout"), httpx.PoolTimeout("full")),
    ],
)
def test_what_never_reached_a_server_was_not_sent(error: TelegramError) -> None:
    assert isinstance(outcome_of(error), NotSent)


@pytest.mark.parametrize(
    "error",
    [
        caused(TimedOut(), httpx.ReadTimeout("slow")),
        caused(TimedOut(), httpx.WriteTimeout("slow")),
        caused(NetworkError("httpx.ReadError"), httpx.ReadError("cut")),
        caused(NetworkError("httpx.RemoteProtocolError"), httpx.RemoteProtocolError("Server disconnected")),
        NetworkError("Internal Server Error"),
        NetworkError("Gateway Timeout (504)"),
        # Pages of proxies and portals: words of Telegram's may stand in them, but it did not say them.
        caused(
            NetworkError("Bad Gateway (502). Parsing the server response b'retry after' failed"), TelegramError("x")
        ),
        caused(Forbidden("Forbidden (403). Parsing the server response b'blocked' failed"), TelegramError("x")),
        caused(InvalidToken("Not Found (404). Parsing the server response b'<html>' failed"), TelegramError("x")),
    ],
)
def test_what_may_have_reached_telegram_is_in_doubt(error: TelegramError) -> None:
    assert isinstance(outcome_of(error), Unknown)
