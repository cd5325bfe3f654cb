"""The slots of a subscription: one instant for each local date it is wished for.

Rule: a slot is due at the first instant at which a clock on the wall there shows the wished time or a later one. That
one sentence settles every change of the clocks:

- a doubled hour: the first of the two, never both;
- a missing hour: the first instant after the gap, the date is never skipped, even if the gap ends on the next date;
- a date the zone left out altogether (30 December 2011 in Apia and Fakaofo): no slot. Nobody had that day, its digest
  would come together with the next date's, and that one carries the same news.

APScheduler is not asked: it fires 02:30 in Berlin twice in autumn and skips a day at 00:00 in Santiago in spring.
"""

import itertools
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.errors import UserCanFix
from bot.model import Slot, Subscription, aware_utc

_TICK = timedelta(seconds=1)  # clocks change at whole seconds
# Names the time zone files have beside the zones: this machine's own, one that stands for "not set up", and copies
# that count leap seconds.
_NOT_ZONES = ("localtime", "posixrules", "Factory", "posix/", "right/")


def next_slot(at: time, zone: str, weekdays: tuple[int, ...], after: datetime) -> Slot:
    """The first slot that is due later than `after` (aware); weekdays (Monday is 0) are those of the local date.

    Raises UserCanFix for a zone that doesn't exist, ValueError for a naive `after` or weekdays that are none.
    """
    return next(_slots(at, zone, weekdays, after))


def slots_between(at: time, zone: str, weekdays: tuple[int, ...], after: datetime, until: datetime) -> tuple[Slot, ...]:
    """Every slot due later than `after` and not later than `until`, in order; raises as `next_slot` does."""
    until = aware_utc(until)
    return tuple(itertools.takewhile(lambda slot: slot.due_at <= until, _slots(at, zone, weekdays, after)))


def slots_due(subscription: Subscription, now: datetime) -> tuple[Slot, ...]:
    """The slots of a subscription whose time has come, oldest first: the planned one and those missed after it.

    Never empty. If the rules of the zone changed since the slot was planned (new tzdata), the planned instant still
    counts for its local date, so that the date has one slot under the old rules or the new ones, not under both.
    Raises ValueError if nothing is planned by `now`.
    """
    planned = subscription.next_slot_at
    if planned is None or planned > now:
        raise ValueError(f"subscription {subscription.id} has no slot due at {now}: its next is {planned}")
    wish = (subscription.at, subscription.zone, subscription.weekdays)
    slots = slots_between(*wish, planned - _TICK, now)
    if slots and slots[0].due_at == planned:
        return slots
    first = Slot(local(planned, subscription.zone).date(), _label(subscription.at), planned)
    return (first, *(slot for slot in slots if slot.local_date > first.local_date))


def local(moment: datetime, zone: str) -> datetime:
    """The moment as clocks in the zone show it (aware); UserCanFix for a zone that doesn't exist."""
    return aware_utc(moment).astimezone(_zone(zone))


def known_zone(zone: str) -> str:
    """The same name if it is a time zone, in exact IANA spelling; else UserCanFix says how to find one."""
    _zone(zone)
    return zone


def _zone(name: str) -> ZoneInfo:
    refusal = UserCanFix(
        f"I don't know the time zone “{name[:60]}”. Send me the name of a large city near you, such as Dhaka."
    )
    if name.startswith(_NOT_ZONES):
        raise refusal
    try:
        return ZoneInfo(name)
    # ZoneInfo opens a file by this name: a folder, an endless name or a path is an OSError or ValueError.
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise refusal from error


def _slots(at: time, zone: str, weekdays: tuple[int, ...], after: datetime) -> Iterator[Slot]:
    """The slots due later than `after`, without end."""
    if not set(weekdays) or not set(weekdays) <= set(range(7)):
        raise ValueError(f"weekdays {weekdays!r}: at least one of 0 (Monday) to 6 (Sunday)")
    place = _zone(zone)
    after = aware_utc(after)
    # Two dates early: a gap can push a slot past midnight, and a zone can leave a date out.
    first = after.astimezone(place).date() - timedelta(days=2)
    for days in itertools.count():
        on = first + timedelta(days=days)
        if on.weekday() in weekdays and (slot := _slot(at, place, on)) and slot.due_at > after:
            yield slot


def _slot(at: time, zone: ZoneInfo, on: date) -> Slot | None:
    """The slot of a local date; None if the zone left that date out."""
    due = _first_instant(datetime.combine(on, at), zone)
    if due.astimezone(zone).date() != on:
        midnight = _first_instant(datetime.combine(on, time.min), zone)
        if midnight.astimezone(zone).date() != on:
            return None
    return Slot(on, _label(at), due)


def _first_instant(wanted: datetime, zone: ZoneInfo) -> datetime:
    """The first instant (UTC) at which a wall clock in the zone shows `wanted` (naive) or later."""
    found = wanted.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if found.astimezone(zone).replace(tzinfo=None) == wanted:
        return found
    # PEP 495: for a time in a gap fold=1 lies before the gap and fold=0 after it; the end of the gap is between them.
    before, after = wanted.replace(tzinfo=zone, fold=1).astimezone(UTC), found
    while after - before > _TICK:
        middle = before + (after - before) // _TICK // 2 * _TICK
        if middle.astimezone(zone).replace(tzinfo=None) < wanted:
            before = middle
        else:
            after = middle
    return after


def _label(at: time) -> str:
    return f"{at:%H:%M}"
