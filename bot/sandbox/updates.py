"""The updates waiting for the bot: numbered, confirmed by the next offset, kept for a day.

The rule to remember: an update is forgotten only when the bot asks for a later one; handing it out forgets nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.sandbox.wire import JsonObject

KINDS = frozenset(
    {"message", "edited_message", "callback_query", "my_chat_member", "chat_member", "message_reaction",
     "message_reaction_count", "channel_post", "edited_channel_post"}
)  # fmt: skip
_ONLY_WHEN_ASKED = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
_LIFETIME = timedelta(hours=24)


@dataclass(slots=True)
class Updates:
    """The queue of one bot; `next_id` never falls, so no id is ever used twice."""

    next_id: int
    waiting: list[tuple[datetime, JsonObject]] = field(default_factory=list)
    allowed: frozenset[str] = KINDS - _ONLY_WHEN_ASKED

    def push(self, kind: str, content: JsonObject, now: datetime) -> int | None:
        """Queue an update; its id, or None when the bot doesn't want this kind."""
        if kind not in self.allowed:
            return None
        update_id = self.next_id
        self.next_id += 1
        self.waiting.append((now, {"update_id": update_id, kind: content}))
        return update_id

    def allow(self, kinds: Iterable[object]) -> None:
        """Remember which kinds the bot wants; none named means the usual ones."""
        named = frozenset(str(kind) for kind in kinds)
        self.allowed = named & KINDS if named else KINDS - _ONLY_WHEN_ASKED

    def confirm(self, offset: int, now: datetime) -> list[JsonObject]:
        """Forget what lies before `offset` (negative: all but that many) and what is too old; what was confirmed."""
        if offset < 0:
            first = self.waiting[offset:][0][1]["update_id"] if self.waiting[offset:] else self.next_id
        else:
            first = offset
        confirmed = [update for _, update in self.waiting if update["update_id"] < first]
        self.waiting = [
            (at, update) for at, update in self.waiting if update["update_id"] >= first and now - at < _LIFETIME
        ]
        return confirmed

    def take(self, limit: int) -> list[JsonObject]:
        """The oldest waiting updates, at most `limit`; they stay until confirmed."""
        return [update for _, update in self.waiting[:limit]]

    def holds(self, update_id: int) -> bool:
        return any(update["update_id"] == update_id for _, update in self.waiting)
