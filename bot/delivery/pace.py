"""How fast Telegram may be asked: all chats together, one person, one group; pure, the caller brings a steady clock.

Rule: the clock is monotonic seconds, never the wall: a jump of the wall clock must neither flood Telegram nor silence us.
Each bucket is a generic cell rate algorithm (ITU-T I.371): one number a chat, and a caller that was told to wait has its
place kept, so nobody overtakes.
"""

from collections import deque
from dataclasses import dataclass, field
from datetime import timedelta

from bot.model import Address

START_RATE = 25.0  # messages per second to all chats
SLOWEST_RATE = 5.0
# Telegram allows 30 in any one second; at 29 with no burst no window of a second ever holds more than that.
FASTEST_RATE = 29.0
WINDOW_MOST = 30.0
# Per second, and how many may come at once after a rest. Telegram's own limits: 1 a second, and 20 a minute in a group. Eight
# at once keep a conversation in a group fluent; that no minute holds more than 19 is counted besides.
PERSON_RATE, PERSON_BURST = 1.0, 3
GROUP_RATE, GROUP_BURST, GROUP_MINUTE = 18 / 60, 8, 19
RECOVERY_S = 30.0  # one message per second more, each time
STORM_S, STORM_CHATS = 10.0, 3  # this many chats refused within this time: it is not the chats, it is us
FIRST_HOLD, LONGEST_HOLD = timedelta(seconds=5), timedelta(minutes=5)  # when Telegram doesn't say how long
_REMEMBERED = 10_000  # chats; more than that are forgotten as soon as they are at rest


@dataclass(slots=True)
class _Turn:
    """One bucket: the moment at which it is full again; for a chat also how often in a row it was refused."""

    full_at: float = float("-inf")
    refusals: int = 0
    sent_at: float = float("-inf")
    minute: deque[float] = field(default_factory=lambda: deque(maxlen=GROUP_MINUTE))  # a group's last turns

    def delay(self, now: float, rate: float, burst: float) -> float:
        """Seconds until there is a turn."""
        is_full = len(self.minute) == GROUP_MINUTE
        return max(0.0, self.full_at - (burst - 1) / rate - now, self.minute[0] + 60 - now if is_full else 0.0)

    def take(self, now: float, rate: float) -> None:
        """Take the next turn."""
        self.full_at = max(self.full_at, now) + 1 / rate

    def block(self, until: float, rate: float, burst: float) -> None:
        """No turn before `until`."""
        self.full_at = max(self.full_at, until + (burst - 1) / rate)


class Pace:
    """The rates of one bot. Not for use from several threads."""

    def __init__(self) -> None:
        self._rate = START_RATE
        self._rated_at: float | None = None
        self._everyone = _Turn()
        self._halted_until = float("-inf")
        self._chats: dict[int, _Turn] = {}
        self._refused: deque[tuple[float, int]] = deque()

    def rate(self, now: float) -> float:
        """Messages per second that all chats together may get now."""
        self._recover(now)
        return self._rate

    def wait(self, address: Address, now: float, patience: timedelta = timedelta.max) -> timedelta:
        """How long to wait before sending to this address. The turn is taken, so send then, once.

        A wait longer than `patience` is only said: no turn is taken, and nothing may be sent.
        """
        self._recover(now)
        self._forget(now)
        turn, (rate, burst) = self._turn(address), _limits_of(address)
        by_chat = turn.delay(now, rate, burst)
        by_all = self._everyone.delay(now, self._rate, max(1.0, WINDOW_MOST - self._rate))
        wait = timedelta(seconds=max(by_chat, by_all, self._halted_until - now, 0.0))
        if wait <= patience:
            turn.take(now, rate)
            if _is_group(address):
                turn.minute.append(now + wait.total_seconds())
            self._everyone.take(now, self._rate)
        return wait

    def accepted(self, address: Address, now: float) -> None:
        """Telegram took a message for this address."""
        turn = self._turn(address)
        turn.refusals, turn.sent_at = 0, now

    def refused(self, address: Address, retry_after: timedelta | None, now: float) -> timedelta:
        """Telegram said "too many": how long this chat rests. All chats do, and slower after, when it is the bot's doing."""
        turn = self._turn(address)
        hold = retry_after or min(FIRST_HOLD * 2 ** min(turn.refusals, 10), LONGEST_HOLD)
        turn.refusals += 1
        until = now + hold.total_seconds()
        turn.block(until, *_limits_of(address))
        if self._is_everyone(address, turn, now):
            self._recover(now)
            self._rate, self._rated_at = max(SLOWEST_RATE, self._rate / 2), now
            self._halted_until = max(self._halted_until, until)
            self._refused.clear()
        return hold

    def _is_everyone(self, address: Address, turn: _Turn, now: float) -> bool:
        """Whether a refusal means the bot as a whole: several chats at once, or a person who got nothing lately."""
        self._refused.append((now, address.chat))
        while self._refused[0][0] < now - STORM_S:
            self._refused.popleft()
        storm = len({chat for _, chat in self._refused}) >= STORM_CHATS
        return storm or (not _is_group(address) and turn.refusals == 1 and turn.sent_at < now - STORM_S)

    def _turn(self, address: Address) -> _Turn:
        return self._chats.setdefault(address.chat, _Turn())

    def _recover(self, now: float) -> None:
        if self._rated_at is None:
            self._rated_at = now
        steps = int((now - self._rated_at) // RECOVERY_S)
        if steps > 0:
            self._rate = min(FASTEST_RATE, self._rate + steps)
            self._rated_at += steps * RECOVERY_S

    def _forget(self, now: float) -> None:
        if len(self._chats) > _REMEMBERED:
            busy = {chat: turn for chat, turn in self._chats.items() if turn.full_at > now - STORM_S}
            self._chats = busy


def _is_group(address: Address) -> bool:
    """A person's id is positive, that of a group or channel negative: so it is in the Bot API."""
    return address.chat < 0


def _limits_of(address: Address) -> tuple[float, int]:
    return (GROUP_RATE, GROUP_BURST) if _is_group(address) else (PERSON_RATE, PERSON_BURST)
