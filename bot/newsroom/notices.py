"""What chats are told of their sources: that one is broken, back, has moved, or is gone.

Rule: each is told once; what happened, since when, and what comes next.
"""

import logging
from datetime import datetime

from bot.digest import times
from bot.ingest.polling import Decision, Event
from bot.message import Message, bold, join
from bot.model import Polling

log = logging.getLogger(__name__)


def tell(decision: Decision, now: datetime, zone: str) -> Message:
    """The event of a decision, for people in this zone."""
    polling, event = decision.polling, decision.event
    title = polling.source.title
    if event is Event.GONE:
        told = "Its owner says that it is gone for good, so I no longer ask for it. If it has a new address, send /add and that."
        return join((bold(f"{title} is gone"), told))
    if event is Event.MOVED:
        return join(
            (bold(f"{title} has moved"), f"It is read at {polling.source.url} from now on. There is nothing to do.")
        )
    if event is Event.BACK:
        return join(
            (bold(f"{title} is back"), "It can be read again; what it has printed since comes into your lists.")
        )
    since = times.stamp(polling.failing_since or now, now, zone)
    cause = f"{polling.problem.rstrip()}" if polling.problem else "It gives no answer."
    ahead = "I go on trying, at least once a day, and tell you when it is back. To let it go: /sources."
    return join((bold(f"{title} can't be read since {since}"), cause, ahead))


def describe(polling: Polling, zone: str) -> str:
    """How a source is doing, in a few words: "reads every 30 min", "no answer since 3 Nov, 14:00; tried again at 14:20"."""
    # The clock of whoever looks is not needed: times are told relative to the poll that comes.
    now = polling.next_poll_at or polling.failing_since
    if polling.failing_since is None or now is None:
        return "not read yet" if polling.polled_at is None else f"reads every {_length(polling)}"
    since = times.stamp(polling.failing_since, now, zone)
    if polling.is_gone:
        return f"gone since {since}"
    return f"{_short(polling)} since {since}; tried again at {times.clock(now, zone)}"


def log_event(decision: Decision) -> None:
    """One line for the operator."""
    polling = decision.polling
    log.info("source %d: %s (%s)", polling.source.id, decision.event, polling.problem or "well")


def _short(polling: Polling) -> str:
    """ "no answer", or what else is wrong, without the advice that follows it."""
    sentence = polling.problem.partition(". ")[0].rstrip(".")
    return sentence[:1].lower() + sentence[1:] if sentence else "no answer"


def _length(polling: Polling) -> str:
    minutes = round(polling.interval.total_seconds() / 60)
    return f"{minutes} min" if minutes < 100 else f"{round(minutes / 60)} h"
