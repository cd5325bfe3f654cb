"""Fetches the files people send; rule: only what is of a kind and size that we read, so nobody fills our memory."""

import asyncio
from dataclasses import replace

from telegram import Bot, Update
from telegram.error import BadRequest

from bot.model import Incoming

_WITHIN_S = 20.0


async def fetch_document(bot: Bot, update: Update, incoming: Incoming) -> Incoming:
    """The same with the content of its document, if that is readable and Telegram still has it.

    What may work another time (no connection, a slow one) is raised: the letter is tried again.
    """
    message = update.effective_message
    known = incoming.document
    if known is None or not known.is_readable or message is None or message.document is None:
        return incoming
    try:
        async with asyncio.timeout(_WITHIN_S):
            file = await bot.get_file(message.document.file_id)
            content = bytes(await file.download_as_bytearray())
    except BadRequest:  # it expired, or is larger than bots may fetch
        return incoming
    arrived = replace(known, size=len(content), content=content)
    # The server named another size before.
    return replace(incoming, document=arrived if arrived.is_readable else replace(arrived, content=None))
