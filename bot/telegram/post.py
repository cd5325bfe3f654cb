"""Sends a Message through python-telegram-bot and says what became of it.

Rule: one call is one attempt. Nobody below or beside this repeats a send by itself: two layers that retry multiply, and
most doubled messages in other bots come from there. It never raises; every exception of the library becomes an outcome.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, InputFile, LinkPreviewOptions, MessageEntity
from telegram import Message as TelegramMessage
from telegram.constants import ChatAction
from telegram.error import BadRequest, TelegramError

from bot.delivery import Outcome, Pace, Refusal, Refused, Sent, Unknown
from bot.message import File, Message, Notice
from bot.model import Address
from bot.telegram.refusals import outcome_of, reason_of

log = logging.getLogger(__name__)

_LONGEST_WAIT = timedelta(seconds=10)  # for our turn; a longer one goes back to the outbox, which needs its lane
_SHORT_S = 10.0  # for calls nobody misses; sends have the patience of the Request they were made with
_NOTICE_MOST = 200  # characters Telegram shows over a button
_CAPTION_MOST = 1024  # characters Telegram shows under a document
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)  # else Telegram fetches what people read, and pages cover the text

# The message whose button was pressed can't be changed any more: then its new words come as a message of their own.
_EDIT_GONE = ("message to edit not found", "message can't be edited", "message_id_invalid", "message identifier")
_NOT_MODIFIED = "message is not modified"


class Post:
    """The way to Telegram. Waits for its turn by `pace`; use from one event loop."""

    def __init__(self, bot: Bot, pace: Pace) -> None:
        self._bot = bot
        self._pace = pace

    async def send(self, address: Address, message: Message) -> Outcome:
        """Send the message once. If Telegram finds fault with its entities or buttons, once more without them."""
        return await self._try(address, message, lambda worded: self._send(address, worded))

    async def edit(self, address: Address, message_id: int, message: Message) -> Outcome:
        """Put the message in the place of an earlier one of ours; if that is gone, send it anew."""
        outcome = await self._try(address, message, lambda worded: self._edit(address, message_id, worded))
        if isinstance(outcome, Refused) and any(sign in outcome.reason.casefold() for sign in _EDIT_GONE):
            return await self.send(address, replace(message, edits=False))
        return outcome

    async def send_file(self, address: Address, file: File) -> Outcome:
        """Send the document once."""
        return await self._call(address, lambda: self._send_file(address, file))

    async def answer(self, press_id: str, notice: Notice | None = None) -> None:
        """Stop the pressed button's spinner, and show the notice if there is one. A press too old to answer is no loss."""
        try:
            await self._bot.answer_callback_query(
                press_id,
                text=notice.text[:_NOTICE_MOST] if notice else None,
                show_alert=notice.alert if notice else None,
                read_timeout=_SHORT_S,
            )
        except TelegramError as error:
            log.info("a press was not answered: %s", reason_of(error))

    async def show_typing(self, address: Address) -> None:
        """Say in the chat that something is coming; gone by itself after five seconds."""
        try:
            await self._bot.send_chat_action(
                address.chat, ChatAction.TYPING, message_thread_id=address.topic or None, read_timeout=_SHORT_S
            )
        except TelegramError as error:
            log.debug("chat %d did not see us typing: %s", address.chat, reason_of(error))

    async def _try(self, address: Address, message: Message, call: Callable[[Message], Awaitable[int]]) -> Outcome:
        outcome = await self._call(address, lambda: call(message))
        if isinstance(outcome, Refused) and outcome.kind is Refusal.BAD_MESSAGE:
            plainer = _plainer(message, outcome.reason)
            if plainer != message:
                # A fault of our rendering must not cost anybody the news; it is logged where it gets mended.
                log.error("a message of %d characters was refused (%s), sent plain", len(message), outcome.reason)
                return await self._call(address, lambda: call(plainer))
        return outcome

    async def _call(self, address: Address, call: Callable[[], Awaitable[int]]) -> Outcome:
        """Wait for our turn, make the call, tell the pace how it went."""
        wait = self._pace.wait(address, _steady(), _LONGEST_WAIT)
        if wait > _LONGEST_WAIT:
            return Refused(Refusal.TOO_MANY, "our own pace", retry_after=wait)
        await asyncio.sleep(wait.total_seconds())
        try:
            message_id = await call()
        except TelegramError as error:
            outcome = outcome_of(error)
        except Exception as error:  # the reply parsed, but was no message: it may well have been delivered
            log.exception("Telegram's reply to a message for chat %d made no sense", address.chat)
            return Unknown(f"{type(error).__name__} in the reply")
        else:
            self._pace.accepted(address, _steady())
            return Sent(message_id)
        if isinstance(outcome, Refused) and outcome.kind is Refusal.TOO_MANY:
            hold = self._pace.refused(address, outcome.retry_after, _steady())
            return replace(outcome, retry_after=hold)
        return outcome

    async def _send(self, address: Address, message: Message) -> int:
        sent = await self._bot.send_message(
            address.chat,
            message.text,
            entities=_entities(message),
            link_preview_options=_NO_PREVIEW,
            message_thread_id=address.topic or None,
            reply_markup=_keyboard(message),
        )
        return sent.message_id

    async def _send_file(self, address: Address, file: File) -> int:
        sent = await self._bot.send_document(
            address.chat,
            InputFile(file.content, file.name),
            caption=file.caption[:_CAPTION_MOST] or None,
            message_thread_id=address.topic or None,
        )
        return sent.message_id

    async def _edit(self, address: Address, message_id: int, message: Message) -> int:
        try:
            edited = await self._bot.edit_message_text(
                message.text,
                address.chat,
                message_id,
                entities=_entities(message),
                link_preview_options=_NO_PREVIEW,
                reply_markup=_keyboard(message),
            )
        except BadRequest as error:
            if _NOT_MODIFIED in error.message.casefold():
                return message_id  # it already says that: what was wanted is true
            raise
        return edited.message_id if isinstance(edited, TelegramMessage) else message_id


def _steady() -> float:
    return asyncio.get_running_loop().time()


def _entities(message: Message) -> list[MessageEntity]:
    return [MessageEntity(entity.kind.value, entity.offset, entity.length, entity.url) for entity in message.entities]


def _keyboard(message: Message) -> InlineKeyboardMarkup | None:
    if not message.buttons:
        return None
    return InlineKeyboardMarkup(
        [
            [InlineKeyboardButton(button.text, url=button.url, callback_data=button.press) for button in row]
            for row in message.buttons
        ]
    )


def _plainer(message: Message, reason: str) -> Message:
    """The message without what Telegram found fault with."""
    if "button" in reason.casefold() or "markup" in reason.casefold():
        return replace(message, buttons=())
    return replace(message, entities=())
