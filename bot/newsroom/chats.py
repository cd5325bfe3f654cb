"""Chats and their settings.

Rule: a setting takes effect with the next message; what was sent stays as it was.
"""

from datetime import datetime

from bot.model import Chat, Incoming, Length, QuietDay
from bot.newsroom.room import Room


class Chats(Room):
    """The part of the newsroom that knows who talks to the bot."""

    def meet(self, incoming: Incoming, now: datetime) -> Chat:
        """The chat this came from, made if it is new."""
        language = incoming.person.language if incoming.person else "en"
        return self._store.meet(incoming.address, incoming.kind, incoming.chat_title, language, now)

    def ask(self, chat: Chat, question: str) -> Chat:
        """Remember what the chat was asked; the empty question forgets."""
        return chat if chat.asked == question else self._store.change_chat(chat.id, asked=question)

    def set_zone(self, chat: Chat, zone: str) -> Chat:
        """The zone in which the chat reads times. Its subscriptions keep theirs."""
        return self._store.change_chat(chat.id, zone=zone)

    def set_length(self, chat: Chat, length: Length) -> Chat:
        """How much the chat reads of each story."""
        return self._store.change_chat(chat.id, length=length)

    def set_quiet_day(self, chat: Chat, quiet_day: QuietDay) -> Chat:
        """What the chat's digests do when there is nothing new."""
        return self._store.change_chat(chat.id, quiet_day=quiet_day)
