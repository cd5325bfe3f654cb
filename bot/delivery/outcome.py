"""What became of a message we tried to send, and what follows from it; pure.

Rule: "certainly not delivered" and "perhaps delivered" are never mixed up. sendMessage has no idempotency key, so what is
only perhaps delivered costs one of the few sends a message has; what is certainly not delivered costs nothing.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.store import Owed

MOST_SENDS = 3  # times a message may be sent at most when its fate stays unknown
RESEND_AFTER = timedelta(seconds=60)  # how long an unknown fate rests: a late reply, or a restart, may still settle it
GONE_AGAIN_AFTER = timedelta(hours=1)  # a chat that isn't found is asked once more: groups vanish while they migrate
TRY_AGAIN_AFTER = timedelta(seconds=60)
TOO_MANY_DEFAULT = timedelta(seconds=5)  # Telegram may say "too many" without saying for how long

# Repeats at scale read as spam: these rest when their fate is unknown, and the operator sees the count.
NEVER_RESENT = frozenset({"alert", "broadcast"})


class Refusal(StrEnum):
    """Why Telegram said no, by what to do next."""

    TOO_MANY = "too many"  # wait, then the same again
    BLOCKED = "blocked"  # the chat can't be reached until somebody there acts
    CHAT_GONE = "chat gone"  # perhaps for good, perhaps only while it migrates
    MIGRATED = "migrated"  # the chat has another id now
    TOPIC_CLOSED = "topic closed"
    NO_RIGHTS = "no rights"
    BAD_MESSAGE = "bad message"  # our mistake: sending it again would be refused again
    TOKEN_REVOKED = "token revoked"  # noqa: S105 - a kind of refusal, not a password
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Sent:
    """Delivered."""

    message_id: int


@dataclass(frozen=True, slots=True)
class NotSent:
    """Certainly not delivered: no connection was made."""

    reason: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Certainly not delivered: Telegram answered, and said no."""

    kind: Refusal
    reason: str
    retry_after: timedelta | None = None
    new_chat: int | None = None


@dataclass(frozen=True, slots=True)
class Unknown:
    """Perhaps delivered: the reply was lost, or made no sense."""

    reason: str


Outcome = Sent | NotSent | Refused | Unknown


class State(StrEnum):
    """What an owed message is after its outcome, in the store's words."""

    PENDING = "pending"
    SENT = "sent"
    UNKNOWN = "unknown"  # rests, then becomes pending again
    PARKED = "parked"  # rests for good
    DEAD = "dead"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Hold:
    """Nothing goes to the chat before `until`."""

    until: datetime


@dataclass(frozen=True, slots=True)
class Deactivate:
    """Nothing goes to the chat until somebody there comes back."""

    reason: str


@dataclass(frozen=True, slots=True)
class Migrate:
    """The chat is `new_chat` from now on."""

    new_chat: int


@dataclass(frozen=True, slots=True)
class Halt:
    """Nothing goes to any chat: the token is no longer ours."""

    reason: str


Action = Hold | Deactivate | Migrate | Halt


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of an owed message and of its chat; `spends` = one of its `MOST_SENDS` is used up."""

    state: State
    spends: bool = False
    not_before: datetime | None = None
    reason: str | None = None
    action: Action | None = None


def decide(outcome: Outcome, owed: Owed, now: datetime) -> Decision:
    """What follows from this outcome for this owed message; section 2 of the fault catalogue, row by row."""
    match outcome:
        case Sent():
            return Decision(State.SENT, spends=True)
        case NotSent(reason):
            return Decision(State.PENDING, reason=reason)
        case Unknown(reason):
            return _decide_unknown(reason, owed)
        case Refused():
            return _decide_refused(outcome, owed, now)


def action_after(outcome: Outcome, now: datetime) -> Action | None:
    """What a single outcome already says about the chat, whatever was being sent."""
    if not isinstance(outcome, Refused):
        return None
    match outcome.kind:
        case Refusal.TOO_MANY:
            return Hold(now + (outcome.retry_after or TOO_MANY_DEFAULT))
        case Refusal.BLOCKED:
            return Deactivate(outcome.reason)
        case Refusal.MIGRATED if outcome.new_chat is not None:
            return Migrate(outcome.new_chat)
        case Refusal.TOKEN_REVOKED:
            return Halt(outcome.reason)
        case _:
            return None


def _decide_unknown(reason: str, owed: Owed) -> Decision:
    if owed.kind in NEVER_RESENT:
        return Decision(State.PARKED, spends=True, reason=reason)
    if owed.attempts + 1 >= MOST_SENDS:
        return Decision(State.DEAD, spends=True, reason=f"never confirmed in {MOST_SENDS} sends: {reason}")
    return Decision(State.UNKNOWN, spends=True, reason=reason)


def _decide_refused(refused: Refused, owed: Owed, now: datetime) -> Decision:
    action = action_after(refused, now)
    match refused.kind:
        case Refusal.TOO_MANY | Refusal.MIGRATED | Refusal.TOKEN_REVOKED:
            not_before = action.until if isinstance(action, Hold) else None
            return Decision(State.PENDING, not_before=not_before, reason=refused.reason, action=action)
        case Refusal.BLOCKED:
            return Decision(State.CANCELLED, reason=refused.reason, action=action)
        case Refusal.CHAT_GONE:
            return _decide_gone(refused, owed, now)
        case Refusal.OTHER if owed.attempts + 1 < MOST_SENDS:
            return Decision(State.PENDING, spends=True, not_before=now + TRY_AGAIN_AFTER, reason=refused.reason)
        case _:
            # A closed topic or a lost right is the owner's to mend and often a hiccup of Telegram's (one such day:
            # python-telegram-bot#3956), so the chat stays active; this message is listed with its reason.
            return Decision(State.DEAD, reason=refused.reason)


def _decide_gone(refused: Refused, owed: Owed, now: datetime) -> Decision:
    if owed.attempts:
        return Decision(State.CANCELLED, reason=refused.reason, action=Deactivate(refused.reason))
    return Decision(State.PENDING, spends=True, not_before=now + GONE_AGAIN_AFTER, reason=refused.reason)
