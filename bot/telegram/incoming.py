"""Reads what Telegram sends us: an Update becomes what a person said, or what became of a chat, or nothing.

Rule: pure, and forgiving. What we don't understand is nothing (None), never an exception; whether somebody is an admin of a
group can't be read from an update, so `is_admin` is False there until `dispatch` has asked.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from telegram import CallbackQuery, Chat, ChatMember, ChatMemberRestricted, ChatMemberUpdated, Message, Update, User
from telegram import MessageEntity as Entity

from bot.model import Address, ChatKind, Document, Incoming, Location, Person, Quoted

# As Telegram's apps mark commands; read from the text, because not every server that speaks the Bot API marks them.
_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,64})(?:@([A-Za-z0-9_]+))?(?=\s|$)")


class Fate(StrEnum):
    """What became of the bot's place in a chat."""

    LEFT = "left"  # blocked, removed, or not allowed to write
    JOINED = "joined"  # unblocked, added, or allowed again
    MIGRATED = "migrated"


@dataclass(frozen=True, slots=True)
class ChatChange:
    """A chat can't be reached any more, can be again, or has another id (`new_chat`)."""

    chat: int
    fate: Fate
    reason: str = ""
    new_chat: int | None = None


def read(update: Update, username: str) -> Incoming | None:
    """What somebody said to the bot named `username`; None when it isn't meant for it.

    In groups that is a command, a press or a reply to the bot, in channels a command or a press; everything else there is
    other people's talk. Edited messages and other bots are not listened to.
    """
    if update.callback_query is not None:
        return _read_press(update.update_id, update.callback_query)
    message = update.message or update.channel_post
    if message is None or not _is_by_people(message):
        return None
    return _read_message(update.update_id, message, username)


def read_change(update: Update) -> ChatChange | None:
    """What this update says about the bot's place in a chat, if it says anything."""
    if update.my_chat_member is not None:
        return _read_membership(update.my_chat_member)
    message = update.message or update.channel_post
    if message is None:
        return None
    if message.migrate_to_chat_id is not None:
        return ChatChange(message.chat.id, Fate.MIGRATED, new_chat=message.migrate_to_chat_id)
    if message.migrate_from_chat_id is not None:
        return ChatChange(message.migrate_from_chat_id, Fate.MIGRATED, new_chat=message.chat.id)
    return None


def _read_message(update_id: int, message: Message, username: str) -> Incoming | None:
    kind = _kind(message.chat)
    command, words = _read_command(message)
    is_for_us = _is_meant_for(message, username) if command is None else _is_ours(command, username)
    if kind is None or not is_for_us:
        return None
    return Incoming(
        update_id=update_id,
        address=_address(message.chat, message),
        kind=kind,
        chat_title=_clean(message.chat.effective_name),
        person=_person(message),
        is_admin=_is_surely_admin(message),
        message_id=message.message_id,
        command=command.partition("@")[0].casefold() if command else None,
        words=words,
        location=_location(message),
        document=_document(message),
        links=_links(message),
        reply_to=_quoted(message),
        is_forwarded=message.forward_origin is not None,
    )


def _read_press(update_id: int, query: CallbackQuery) -> Incoming | None:
    if query.message is None or query.data is None or (kind := _kind(query.message.chat)) is None:
        return None
    chat = query.message.chat
    return Incoming(
        update_id=update_id,
        address=_address(chat, query.message if isinstance(query.message, Message) else None),
        kind=kind,
        chat_title=_clean(chat.effective_name),
        person=_person_of(query.from_user),
        is_admin=kind is ChatKind.PRIVATE,
        message_id=query.message.message_id,
        press=_clean(query.data),
        links=_links(query.message) if isinstance(query.message, Message) else (),
    )


def _read_membership(change: ChatMemberUpdated) -> ChatChange:
    member = change.new_chat_member
    private = change.chat.type == ChatKind.PRIVATE
    if member.status in {ChatMember.BANNED, ChatMember.LEFT}:
        return ChatChange(change.chat.id, Fate.LEFT, "blocked by the person" if private else "removed from the chat")
    if isinstance(member, ChatMemberRestricted) and not (member.is_member and member.can_send_messages):
        return ChatChange(change.chat.id, Fate.LEFT, "not allowed to write in the chat")
    return ChatChange(change.chat.id, Fate.JOINED)


def _read_command(message: Message) -> tuple[str | None, str]:
    """The command with whatever bot it names, and the words after it; no command: all words."""
    text = _clean(message.text or message.caption).strip()
    if (found := _COMMAND.match(text)) is None:
        return None, text
    return found[0].removeprefix("/"), text[found.end() :].strip()


def _is_ours(command: str, username: str) -> bool:
    named = command.partition("@")[2]
    return not named or named.casefold() == username.casefold()


def _is_meant_for(message: Message, username: str) -> bool:
    """Whether words without a command are said to the bot."""
    if message.chat.type == ChatKind.PRIVATE:
        return bool(message.text or message.effective_attachment)
    replied = message.reply_to_message
    if replied is None or replied.from_user is None or message.chat.type == ChatKind.CHANNEL:
        return False
    by_us = (replied.from_user.username or "").casefold() == username.casefold()
    return by_us and bool(message.text or message.effective_attachment)


def _is_by_people(message: Message) -> bool:
    """Bots that answer each other never stop; an anonymous admin, though, writes through a bot of Telegram's."""
    return message.from_user is None or not message.from_user.is_bot or _is_anonymous(message)


def _is_anonymous(message: Message) -> bool:
    """Whether an admin writes in the name of the group itself."""
    return message.sender_chat is not None and message.sender_chat.id == message.chat.id


def _is_surely_admin(message: Message) -> bool:
    return message.chat.type in {ChatKind.PRIVATE, ChatKind.CHANNEL} or _is_anonymous(message)


def _person(message: Message) -> Person | None:
    user = message.from_user
    if user is None or message.sender_chat is not None:
        return None
    return _person_of(user)


def _person_of(user: User) -> Person:
    return Person(user.id, _clean(user.full_name), _clean(user.language_code) or "en")


def _kind(chat: Chat) -> ChatKind | None:
    try:
        return ChatKind(chat.type)
    except ValueError:
        return None  # a kind that Telegram invented after this was written


def _address(chat: Chat, message: Message | None) -> Address:
    # Replies in ordinary supergroups carry a thread id too; only a forum's topics are places to send to.
    in_topic = message is not None and message.is_topic_message
    return Address(chat.id, (message.message_thread_id or 0) if message is not None and in_topic else 0)


def _location(message: Message) -> Location | None:
    place = message.location
    return None if place is None else Location(place.latitude, place.longitude)


def _document(message: Message) -> Document | None:
    """The file as far as the update tells of it; animations come with a document too, which is none to read."""
    file = message.document
    if file is None or message.animation is not None:
        return None
    return Document(_clean(file.file_name) or "document", file.file_size or 0)


def _quoted(message: Message) -> Quoted | None:
    replied = message.reply_to_message
    # Every message in a forum's topic "replies" to the notice that the topic was opened.
    if replied is not None and replied.forum_topic_created is None:
        return Quoted(_clean(replied.text or replied.caption), _links(replied), replied.message_id)
    return Quoted(_clean(message.quote.text)) if message.quote is not None else None


def _links(message: Message) -> tuple[str, ...]:
    """The links of a text or caption in reading order, each once; `example.com` becomes a URL."""
    text, marked = (
        (message.text, message.entities) if message.text else (message.caption or "", message.caption_entities)
    )
    # Not the library's own parse_entities: an entity that cuts a character in two makes it raise.
    units = text.encode("utf-16-le", "surrogatepass")
    found = (
        _url(entity, units[2 * entity.offset : 2 * (entity.offset + entity.length)].decode("utf-16-le", "ignore"))
        for entity in sorted(marked, key=lambda entity: entity.offset)
    )
    return tuple(dict.fromkeys(_only(found)))


def _url(entity: Entity, words: str) -> str | None:
    if entity.type == Entity.TEXT_LINK:
        return entity.url
    if entity.type != Entity.URL:
        return None
    return words if "://" in words else f"https://{words}"


def _only(urls: Iterable[str | None]) -> Iterable[str]:
    return (url for url in urls if url is not None and url.casefold().startswith(("http://", "https://")))


def _clean(text: str | None) -> str:
    """Without what no database takes: NUL, and halves of characters (JSON can carry them)."""
    return (text or "").encode(errors="ignore").decode().replace("\0", "")
