"""Everything the sandbox knows, as plain values, and how it survives a restart.

The rule to remember: what is written down is what Telegram's servers would know; who is connected is not.
"""

import base64
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.sandbox.updates import Updates
from bot.sandbox.wire import JsonObject

_VERSION = 1


@dataclass(slots=True)
class Chat:
    """A private chat, group or supergroup: who is in it and what was said."""

    id: int
    type: str
    title: str | None = None
    members: dict[int, str] = field(default_factory=dict)  # user id -> creator, administrator, member, left or kicked
    messages: dict[int, JsonObject] = field(default_factory=dict)
    started: bool = True  # the person has written or pressed Start: the bot may write
    migrated_to: int | None = None
    read_up_to: int = 0  # the newest message the bot has confirmed
    keyboard: JsonObject | None = None  # what the bot offers in place of typing; no Message repeats it
    last_message_id: int = 0  # supergroups count their messages themselves

    def as_json(self, users: Mapping[int, JsonObject]) -> JsonObject:
        """The chat as a Bot API object."""
        if self.type == "private":
            person = users[self.id]
            names: JsonObject = {
                name: person[name] for name in ("first_name", "last_name", "username") if name in person
            }
            return {"id": self.id, "type": "private", **names}
        return {"id": self.id, "type": self.type, "title": self.title}


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file the bot or a person sent."""

    name: str
    mime_type: str
    content: bytes


@dataclass(slots=True)
class State:
    """The whole of it; `Sandbox` owns one."""

    updates: Updates
    next_message_id: int = 1
    next_number: int = 1  # for callback queries, files and invented ids
    users: dict[int, JsonObject] = field(default_factory=dict)
    chats: dict[int, Chat] = field(default_factory=dict)
    files: dict[str, StoredFile] = field(default_factory=dict)
    commands: dict[str, list[JsonObject]] = field(default_factory=dict)  # by scope and language
    profile: dict[str, str] = field(default_factory=dict)  # description, short_description
    menu_button: JsonObject = field(default_factory=lambda: {"type": "commands"})
    callbacks: dict[str, JsonObject] = field(default_factory=dict)  # query id -> chat_id, at, answer
    accepted: list[JsonObject] = field(default_factory=list)  # the acceptance log
    webhook: str = ""


def save(state: State, offset: timedelta, path: Path) -> None:
    """Write the state to `path` so that a reader sees the old or the new, never half."""
    stored = {
        "version": _VERSION,
        "offset_s": offset.total_seconds(),
        **{
            one.name: getattr(state, one.name) for one in fields(state) if one.name not in {"updates", "chats", "files"}
        },
        "updates": {
            "next_id": state.updates.next_id,
            "waiting": [[at.isoformat(), update] for at, update in state.updates.waiting],
            "allowed": sorted(state.updates.allowed),
        },
        "chats": [asdict(chat) for chat in state.chats.values()],
        "files": {
            key: [file.name, file.mime_type, base64.b64encode(file.content).decode()]
            for key, file in state.files.items()
        },
    }
    beside = path.with_name(path.name + ".new")
    beside.write_text(json.dumps(stored, ensure_ascii=False), encoding="utf-8")
    os.replace(beside, path)  # noqa: PTH105 - Path.replace is the same call; os.replace says "atomic" to its readers


def load(path: Path) -> tuple[State, timedelta]:
    """What `save` wrote; raises ValueError with the remedy when the file can't be read."""
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        return _state_from(stored), timedelta(seconds=stored["offset_s"])
    except (ValueError, KeyError, TypeError) as broken:
        raise ValueError(f"The sandbox can't read {path}: {broken}. Delete the file to begin anew.") from broken


def _state_from(stored: JsonObject) -> State:
    if stored["version"] != _VERSION:
        raise ValueError(f"it is of version {stored['version']}, this is {_VERSION}")
    updates = stored["updates"]
    plain = ("next_message_id", "next_number", "commands", "profile", "menu_button", "callbacks", "accepted", "webhook")
    return State(
        updates=Updates(
            next_id=updates["next_id"],
            waiting=[(datetime.fromisoformat(at), update) for at, update in updates["waiting"]],
            allowed=frozenset(updates["allowed"]),
        ),
        users=_by_number(stored["users"]),
        chats={chat["id"]: _chat_from(chat) for chat in stored["chats"]},
        files={
            key: StoredFile(name, kind, base64.b64decode(b64)) for key, (name, kind, b64) in stored["files"].items()
        },
        **{name: stored[name] for name in plain},
    )


def _chat_from(stored: JsonObject) -> Chat:
    numbered = {"members": _by_number(stored["members"]), "messages": _by_number(stored["messages"])}
    return Chat(**{**stored, **numbered})


def _by_number(stored: Mapping[str, Any]) -> dict[int, Any]:
    # JSON has no numbers for keys.
    return {int(key): value for key, value in stored.items()}
