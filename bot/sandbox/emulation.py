"""The emulated Telegram itself: chats, messages and updates, and everyone who wants to hear of changes.

The rule to remember: synchronous and single-threaded. Every change ends in `tell`, which wakes the listeners (the
bot's long poll, the web chat's event stream) and marks the state to be saved.
"""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from bot.sandbox import state as stored
from bot.sandbox.clock import Clock
from bot.sandbox.state import Chat, State, StoredFile
from bot.sandbox.updates import Updates
from bot.sandbox.wire import JsonObject

Listener = Callable[[JsonObject], None]

_FIRST_NAMES = ("Amina", "Jonas", "Mei", "Priya", "Samuel", "Lucía", "Yusuf", "Hanna", "Tomasz", "Zanele")
_MESSAGE_IDS_BEGIN = 1_600_000_000  # seconds; subtracted to keep message ids short


class Sandbox:
    """One bot and the people around it.

    `token` is the bot's (its number before the colon is the bot's user id). With `saved`, everything is read from and
    written to that JSON file, so a restart continues; raises ValueError when the file can't be read. Without it, ids
    begin at a number taken from the clock, so that a database which knows an earlier sandbox meets no id twice.
    """

    def __init__(self, token: str, clock: Clock, *, saved: Path | None = None) -> None:
        self.token = token
        self.clock = clock
        self._saved = saved
        self._listeners: list[Listener] = []
        self._changed = False
        number = token.partition(":")[0]
        self.bot: JsonObject = {
            "id": int(number) if number.isdigit() else 1_000_000_007,
            "is_bot": True,
            "first_name": "newsbot",
            "username": "newsbot",
        }
        self.state = self._read() or self._begin()
        self.state.users[self.bot["id"]] = self.bot

    def _read(self) -> State | None:
        if self._saved is None or not self._saved.exists():
            return None
        state, offset = stored.load(self._saved)
        # A clock that has outlived the sandbox before this one already runs ahead.
        self.clock.advance(max(offset - self.clock.offset, timedelta()))
        return state

    def _begin(self) -> State:
        return State(Updates(self.timestamp()), next_message_id=max(1, self.timestamp() - _MESSAGE_IDS_BEGIN))

    def timestamp(self) -> int:
        return int(self.clock.now().timestamp())

    def number(self) -> int:
        """A number not used before."""
        self.state.next_number += 1
        return self.state.next_number

    # Listeners and the file

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` with every event from now on; returns how to stop that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def tell(self, kind: str, **details: object) -> None:
        self._changed = True
        for listener in tuple(self._listeners):
            listener({"type": kind, **details})

    def flush(self) -> None:
        """Save what has changed; called before every answer, so that nothing answered is ever forgotten."""
        if self._saved is not None and self._changed:
            stored.save(self.state, self.clock.offset, self._saved)
        self._changed = False

    # People and chats

    def person(self, user_id: int, known: JsonObject | None = None) -> JsonObject:
        """The person with this id, invented when new; what is `known` of them is taken over."""
        invented = {"id": user_id, "is_bot": False, "first_name": _FIRST_NAMES[user_id % len(_FIRST_NAMES)]}
        before = self.state.users.get(user_id) or {**invented, "language_code": "en"}
        names = ("first_name", "last_name", "username", "language_code")
        after = before | {name: str((known or {})[name]) for name in names if (known or {}).get(name)}
        self.state.users[user_id] = after
        return after

    def private_chat(self, user_id: int, *, started: bool = True) -> Chat:
        """The bot's chat with this person, made when new."""
        chat = self.state.chats.get(user_id)
        if chat is None:
            self.person(user_id)
            chat = Chat(user_id, "private", members={user_id: "member", self.bot["id"]: "member"}, started=started)
            self.add_chat(chat)
        return chat

    def add_chat(self, chat: Chat) -> None:
        self.state.chats[chat.id] = chat
        self.tell("chat", chat_id=chat.id)

    def chat_json(self, chat: Chat) -> JsonObject:
        return chat.as_json(self.state.users)

    def bot_status(self, chat: Chat) -> str:
        return chat.members.get(self.bot["id"], "left")

    # Messages

    def add_message(self, chat: Chat, sender: JsonObject, content: JsonObject) -> JsonObject:
        """Put a message into the chat, numbered and dated."""
        message = {
            "message_id": self._next_message_id(chat),
            "from": sender,
            "chat": self.chat_json(chat),
            "date": self.timestamp(),
            **content,
        }
        chat.messages[message["message_id"]] = message
        self.tell("message", chat_id=chat.id, message=message)
        return message

    def _next_message_id(self, chat: Chat) -> int:
        if chat.type == "supergroup":
            chat.last_message_id += 1
            return chat.last_message_id
        self.state.next_message_id += 1
        return self.state.next_message_id

    def change_message(self, chat: Chat, message: JsonObject) -> None:
        """Put an edited message in the place of the one with its id."""
        chat.messages[message["message_id"]] = message
        self.tell("edited", chat_id=chat.id, message=message)

    def remove_message(self, chat: Chat, message_id: int) -> None:
        del chat.messages[message_id]
        self.tell("deleted", chat_id=chat.id, message_id=message_id)

    def keep_file(self, file: StoredFile) -> JsonObject:
        """Store a file; the Bot API's Document for it."""
        number = self.number()
        self.state.files[f"file-{number}"] = file
        return {
            "file_id": f"file-{number}",
            "file_unique_id": f"unique-{number}",
            "file_name": file.name,
            "mime_type": file.mime_type,
            "file_size": len(file.content),
        }

    # Updates

    def push(self, kind: str, content: JsonObject) -> int | None:
        """Queue an update for the bot; its id, or None when the bot doesn't want this kind."""
        update_id = self.state.updates.push(kind, content, self.clock.now())
        self.tell("update", update_id=update_id)
        return update_id

    def confirm(self, offset: int) -> None:
        """The bot has everything before `offset`: messages among it are read."""
        for update in self.state.updates.confirm(offset, self.clock.now()):
            if "message" in update:
                self._mark_read(update["message"])
            self.tell("confirmed", update_id=update["update_id"])

    def _mark_read(self, message: JsonObject) -> None:
        chat = self.state.chats[message["chat"]["id"]]
        if message["message_id"] > chat.read_up_to:
            chat.read_up_to = message["message_id"]
            self.tell("read", chat_id=chat.id, message_id=chat.read_up_to)
