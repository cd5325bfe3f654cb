"""What people do: type, forward, share, press, block, add and remove the bot, found and move groups.

The rule to remember: the bot learns of it through updates alone, and in a group only of what Telegram would show it.
"""

import base64
import binascii
import mimetypes
from collections.abc import Iterator
from typing import Any

from bot.sandbox.autolinks import find_entities
from bot.sandbox.emulation import Sandbox
from bot.sandbox.entities import TEXT_LIMIT, entities_from_json, settle, units
from bot.sandbox.keyboards import find_button
from bot.sandbox.members import member_json, numbers_and_people
from bot.sandbox.state import Chat, StoredFile
from bot.sandbox.wire import JsonObject, Misuse, Refusal

CHANGES = {
    "block": "kicked",
    "unblock": "member",
    "add": "member",
    "kick": "kicked",
    "promote": "administrator",
    "demote": "member",
}
_SUPERGROUPS_BEGIN = -1_000_000_000_000  # Telegram writes supergroups as -100 and ten digits


def find_chat(sandbox: Sandbox, chat_id: int) -> Chat:
    """The chat, where people still are; raises Misuse when there is none or it has moved."""
    chat = sandbox.state.chats.get(chat_id)
    if chat is None:
        raise Misuse(
            404, f"There is no chat {chat_id}. Create it with POST /sandbox/chats, or write in a private chat."
        )
    if chat.migrated_to is not None:
        raise Misuse(409, f"This group has become the supergroup {chat.migrated_to}. Use that id.")
    return chat


def send(sandbox: Sandbox, chat_id: int, draft: JsonObject) -> JsonObject:
    """A person sends a message; the Message. A text too long for one becomes several, as in Telegram's apps: the last."""
    if chat_id > 0 and chat_id not in sandbox.state.chats:
        sandbox.private_chat(chat_id)
    chat = find_chat(sandbox, chat_id)
    sender = _sender(sandbox, chat, draft.get("from"))
    contents = list(_contents(sandbox, draft))
    _open_up(sandbox, chat, draft)
    frame = _frame(sandbox, chat, draft)
    sent: JsonObject = {}
    for content in contents:
        sent = sandbox.add_message(chat, sender, {**frame, **content})
        if _bot_sees(sandbox, chat, sent):
            sandbox.push("message", sent)
    return sent


def press(sandbox: Sandbox, chat_id: int, pressed: JsonObject) -> str:
    """A person presses an inline button; the id of the callback query."""
    chat = find_chat(sandbox, chat_id)
    message = chat.messages.get(_integer(pressed.get("message_id"), "message_id"))
    data = str(pressed.get("data", ""))
    if message is None:
        raise Misuse(404, f"There is no message {pressed.get('message_id')} in this chat.")
    if find_button(message.get("reply_markup"), data) is None:
        raise Misuse(404, f"That message has no button with the data {data!r}.")
    query_id = str(sandbox.number())
    sender = _sender(sandbox, chat, pressed.get("from"))
    sandbox.state.callbacks[query_id] = {"chat_id": chat.id, "at": sandbox.clock.now().isoformat(), "answer": None}
    query = {"id": query_id, "from": sender, "message": message, "chat_instance": str(chat.id), "data": data}
    sandbox.push("callback_query", query)
    return query_id


def change_bot(sandbox: Sandbox, chat_id: int, change: str, by: object = None) -> JsonObject:
    """Block or unblock the bot (private chats), add, kick, promote or demote it (groups); the update it was told by."""
    chat = find_chat(sandbox, chat_id)
    if (change in {"block", "unblock"}) != (chat.type == "private"):
        raise Misuse(409, "Block and unblock are for private chats; add, kick, promote and demote for groups.")
    person = _sender(sandbox, chat, by)
    before, after = sandbox.bot_status(chat), CHANGES[change]
    chat.members[sandbox.bot["id"]] = after
    changed = {
        "chat": sandbox.chat_json(chat),
        "from": person,
        "date": sandbox.timestamp(),
        "old_chat_member": member_json(sandbox.bot, before),
        "new_chat_member": member_json(sandbox.bot, after),
    }
    sandbox.push("my_chat_member", changed)
    if change == "add":
        sandbox.push("message", sandbox.add_message(chat, person, {"new_chat_members": [sandbox.bot]}))
    elif change == "kick":
        sandbox.add_message(chat, person, {"left_chat_member": sandbox.bot})
    sandbox.tell("chat", chat_id=chat.id)
    return changed


def create_chat(sandbox: Sandbox, wanted: JsonObject) -> Chat:
    """A new private chat (not started), group or supergroup with the bot in it."""
    kind = wanted.get("type", "private")
    if kind not in {"private", "group", "supergroup"}:
        raise Misuse(400, "The type of a chat is private, group or supergroup.")
    if kind == "private":
        return _create_private(sandbox, wanted)
    chat_id = _integer(wanted["id"], "id") if wanted.get("id") else _invent_id(sandbox, kind)
    if chat_id >= 0 or chat_id in sandbox.state.chats:
        raise Misuse(409, "The id of a group is a negative number that is not taken yet.")
    title = str(wanted.get("title") or "New group")
    members = numbers_and_people(sandbox, wanted.get("members") or [sandbox.number() + 1000])
    admins = numbers_and_people(sandbox, wanted.get("admins") or [])
    chat = Chat(chat_id, kind, title)
    chat.members = dict.fromkeys(members, "member") | dict.fromkeys(admins, "administrator")
    chat.members[next(iter([*admins, *members]))] = "creator"
    sandbox.add_chat(chat)
    if wanted.get("bot", True):
        change_bot(sandbox, chat.id, "add")
    return chat


def migrate(sandbox: Sandbox, chat_id: int) -> Chat:
    """A group becomes a supergroup with a new id; the bot is told in both, as Telegram tells it."""
    old = find_chat(sandbox, chat_id)
    if old.type != "group":
        raise Misuse(409, "Only a group can become a supergroup.")
    new = Chat(_invent_id(sandbox, "supergroup"), "supergroup", old.title, members=dict(old.members))
    person = _sender(sandbox, old, None)
    sandbox.push("message", sandbox.add_message(old, person, {"migrate_to_chat_id": new.id}))
    old.migrated_to = new.id
    sandbox.add_chat(new)
    sandbox.push("message", sandbox.add_message(new, person, {"migrate_from_chat_id": old.id}))
    return new


def _create_private(sandbox: Sandbox, wanted: JsonObject) -> Chat:
    user_id = _integer(wanted["id"], "id") if wanted.get("id") else 1000 + sandbox.number()
    if user_id <= 0 or user_id in sandbox.state.chats:
        raise Misuse(409, "The id of a private chat is a positive number that is not taken yet.")
    sandbox.person(user_id, wanted)
    return sandbox.private_chat(user_id, started=False)


def _invent_id(sandbox: Sandbox, kind: str) -> int:
    number = sandbox.timestamp() % 1_000_000_000 + sandbox.number()
    return _SUPERGROUPS_BEGIN - number if kind == "supergroup" else -number


def _integer(value: Any, name: str) -> int:
    try:
        return int(value)
    except (TypeError, ValueError) as wrong:
        raise Misuse(400, f"{name} must be a number.") from wrong


def _sender(sandbox: Sandbox, chat: Chat, given: object) -> JsonObject:
    """Who acts: the one given, in a group else its first human; whoever speaks in a group is in it."""
    known = given if isinstance(given, dict) else {"id": given} if given else {}
    if chat.type == "private":
        return sandbox.person(chat.id, known)
    people = [user_id for user_id in chat.members if user_id != sandbox.bot["id"]]
    user_id = _integer(known["id"], "from.id") if known.get("id") else people[0]
    chat.members.setdefault(user_id, "member")
    return sandbox.person(user_id, known)


def _open_up(sandbox: Sandbox, chat: Chat, draft: JsonObject) -> None:
    """Whoever writes to the bot lets it write; a blocked bot is let in again by /start, as by Telegram's button."""
    if chat.type == "private" and sandbox.bot_status(chat) == "kicked":
        if not str(draft.get("text", "")).startswith("/start"):
            raise Misuse(409, "This person has blocked the bot. Unblock it, or send /start.")
        change_bot(sandbox, chat.id, "unblock")
    if not chat.started:
        chat.started = True
        sandbox.tell("chat", chat_id=chat.id)
    if chat.keyboard is not None and chat.keyboard.get("one_time_keyboard"):
        chat.keyboard = None
        sandbox.tell("chat", chat_id=chat.id)


def _frame(sandbox: Sandbox, chat: Chat, draft: JsonObject) -> JsonObject:
    """What surrounds the content: an answer to, a forward from, a topic."""
    frame: JsonObject = {}
    replied = chat.messages.get(_integer(draft.get("reply_to_message_id") or 0, "reply_to_message_id"))
    if replied is not None:
        frame["reply_to_message"] = {name: value for name, value in replied.items() if name != "reply_to_message"}
    elif draft.get("reply_to_message_id"):
        raise Misuse(404, f"There is no message {draft['reply_to_message_id']} to reply to.")
    if draft.get("forward"):
        given = draft["forward"] if isinstance(draft["forward"], dict) else {}
        name = str(given.get("from_name") or "Someone else")
        frame["forward_origin"] = {"type": "hidden_user", "sender_user_name": name, "date": sandbox.timestamp()}
    if draft.get("message_thread_id"):
        frame |= {
            "message_thread_id": _integer(draft["message_thread_id"], "message_thread_id"),
            "is_topic_message": True,
        }
    return frame


def _contents(sandbox: Sandbox, draft: JsonObject) -> Iterator[JsonObject]:
    text = str(draft.get("text") or "")
    if "location" in draft:
        yield {"location": _location(draft["location"])}
    elif "document" in draft:
        yield _document(sandbox, draft["document"], text)
    elif text.strip(" \n"):
        given = draft.get("entities")
        for part in [text] if given else _parts(text):
            yield _text_content(part, given)
    else:
        raise Misuse(400, "Nothing to send: give a text, a location or a document.")


def _text_content(text: str, given: object) -> JsonObject:
    try:
        formatted = settle(text, entities_from_json(given), find_entities)
    except Refusal as refused:
        raise Misuse(400, refused.description) from refused
    entities = [one.as_json() for one in formatted.entities]
    return {"text": formatted.text, **({"entities": entities} if entities else {})}


def _parts(text: str) -> Iterator[str]:
    """A long paste in pieces, cut at line breaks or blanks where there are any, as Telegram's apps do."""
    while units(text) > TEXT_LIMIT:
        end = TEXT_LIMIT if text.isascii() else TEXT_LIMIT // 2
        cut = max(text.rfind("\n", 0, end), text.rfind(" ", 0, end))
        cut = cut if cut > 0 else end
        yield text[:cut]
        text = text[cut:].lstrip(" \n")
    yield text


def _location(given: Any) -> JsonObject:
    try:
        return {"latitude": float(given["latitude"]), "longitude": float(given["longitude"])}
    except (KeyError, TypeError, ValueError) as wrong:
        raise Misuse(400, "A location has a latitude and a longitude, in degrees.") from wrong


def _document(sandbox: Sandbox, given: Any, caption: str) -> JsonObject:
    try:
        encoded = given.get("content_base64")
        content = base64.b64decode(encoded, validate=True) if encoded is not None else str(given["content"]).encode()
        name = str(given["name"])
    except (AttributeError, KeyError, TypeError, binascii.Error) as wrong:
        raise Misuse(400, "A document has a name and its content (text) or content_base64.") from wrong
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    document = sandbox.keep_file(StoredFile(name, kind, content))
    return {"document": document, **({"caption": caption} if caption else {})}


def _bot_sees(sandbox: Sandbox, chat: Chat, message: JsonObject) -> bool:
    """Privacy mode: in groups a bot that is no admin gets commands, answers to it and service messages."""
    status = sandbox.bot_status(chat)
    if status in {"left", "kicked"}:
        return False
    if chat.type == "private" or status == "administrator":
        return True
    replied = message.get("reply_to_message", {}).get("from", {}).get("id")
    return replied == sandbox.bot["id"] or _commands_bot(sandbox, message)


def _commands_bot(sandbox: Sandbox, message: JsonObject) -> bool:
    first = str(message.get("text", "")).split(maxsplit=1)[0:1]
    if not first or not first[0].startswith("/"):
        return False
    name = first[0].partition("@")[2]
    return name.lower() in {"", sandbox.bot["username"]}
