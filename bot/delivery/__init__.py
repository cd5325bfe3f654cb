"""What is owed to chats gets sent: once if at all possible, twice rather than never, and never silently not.

Rule: only this room decides what an outcome means; how a message reaches Telegram is `telegram.post`'s, behind `Post`.
"""

from bot.delivery.breaker import Breaker
from bot.delivery.hop import Hop
from bot.delivery.outbox import Outbox, Post
from bot.delivery.outcome import (
    Action,
    Deactivate,
    Decision,
    Halt,
    Hold,
    Migrate,
    NotSent,
    Outcome,
    Refusal,
    Refused,
    Sent,
    State,
    Unknown,
    action_after,
    decide,
)
from bot.delivery.pace import Pace

__all__ = [
    "Action",
    "Breaker",
    "Deactivate",
    "Decision",
    "Halt",
    "Hold",
    "Hop",
    "Migrate",
    "NotSent",
    "Outbox",
    "Outcome",
    "Pace",
    "Post",
    "Refusal",
    "Refused",
    "Sent",
    "State",
    "Unknown",
    "action_after",
    "decide",
]
