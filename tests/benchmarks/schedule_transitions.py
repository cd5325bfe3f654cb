"""Every change of the clocks from 2000 to 2037, in every zone, for all 96 quarter hours of the day: violations.

    python -m tests.benchmarks.schedule_transitions [ZONE...] [--json]

Right is: each local date that existed has one slot, due at the first instant at which clocks there show the wished time
or later. Decided here from the clocks alone, second by second, not with what `bot.schedule` computes with.
"""

import argparse
import itertools
import json
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo, available_timezones

from bot.model import EVERY_DAY
from bot.schedule import slots_between

HOUR = timedelta(hours=1)
FIRST, LAST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2038, 1, 1, tzinfo=UTC)
STEP = timedelta(days=5)  # no zone changes its clocks back and forth within five days since 2000
QUARTERS = tuple(time(hour, minute) for hour in range(24) for minute in (0, 15, 30, 45))


class Change(NamedTuple):
    """A change of the clocks: the first instant after it, and the offsets before and after."""

    at: datetime
    before: timedelta
    after: timedelta


def zones() -> list[str]:
    """All zones, but for the one that is this machine's own."""
    return sorted(available_timezones() - {"localtime", "Factory"})


def changes(zone: str) -> tuple[Change, ...]:
    """The changes of a zone's clocks from 2000 to 2037."""
    place = ZoneInfo(zone)
    found, start = [], FIRST
    while start < LAST:
        end = start + STEP
        before, after = (moment.astimezone(place).utcoffset() for moment in (start, end))
        if before != after:
            found.append(Change(_instant(place, start, end), before, after))
        start = end
    return tuple(found)


def _instant(place: ZoneInfo, start: datetime, end: datetime) -> datetime:
    before = start.astimezone(place).utcoffset()
    while end - start > timedelta(seconds=1):
        middle = start + timedelta(seconds=(end - start) // timedelta(seconds=2))
        if middle.astimezone(place).utcoffset() == before:
            start = middle
        else:
            end = middle
    return end


def quarters_around(change: Change) -> list[time]:
    """The quarter hours of the day from an hour before what the clocks jump over, or repeat, to an hour after it."""
    walls = sorted(change.at.replace(tzinfo=None) + offset for offset in (change.before, change.after))
    if walls[1] - walls[0] >= timedelta(hours=21):
        return list(QUARTERS)
    quarter = walls[0].replace(minute=0, second=0, microsecond=0) - HOUR
    found = []
    while quarter <= walls[1] + HOUR:
        found.append(quarter.time())
        quarter += timedelta(minutes=15)
    return found


def violations(zone: str, change: Change, at: time) -> Iterator[str]:
    """What is wrong with the slots of a daily wish around a change; nothing, it is hoped."""
    existing = _dates_around(zone, change)
    start, end = change.at - timedelta(days=6), change.at + timedelta(days=6)
    slots = [slot for slot in slots_between(at, zone, EVERY_DAY, start, end) if _is_near(slot.local_date, change)]
    dates = [slot.local_date for slot in slots]
    if dates != [on for on in existing if _is_near(on, change)]:
        yield f"{zone} {at:%H:%M}: slots on {dates}, dates {existing}"
    if any(one.due_at >= other.due_at for one, other in itertools.pairwise(slots)):
        yield f"{zone} {at:%H:%M}: slots out of order around {change.at}"
    place = ZoneInfo(zone)
    for slot in slots:
        wanted = datetime.combine(slot.local_date, at)
        if _wall(slot.due_at, place) < wanted or _shown_before(wanted, slot.due_at, place, change):
            yield f"{zone} {at:%H:%M}: {slot.due_at} is not the first instant for {slot.local_date}"


def _is_near(on: date, change: Change) -> bool:
    return abs(on - change.at.date()) <= timedelta(days=3)


@lru_cache(maxsize=8)
def _dates_around(zone: str, change: Change) -> tuple[date, ...]:
    """The local dates that some instant near the change had: asked of every quarter hour."""
    place = ZoneInfo(zone)
    start = change.at - timedelta(days=5)
    moments = (start + step * timedelta(minutes=15) for step in range(10 * 96))
    return tuple(sorted({moment.astimezone(place).date() for moment in moments}))


def _wall(moment: datetime, place: ZoneInfo) -> datetime:
    return moment.astimezone(place).replace(tzinfo=None)


def _shown_before(wanted: datetime, due: datetime, place: ZoneInfo, change: Change) -> bool:
    """Whether the clocks showed `wanted`, or jumped over it, before `due`: just before it, or before the change."""
    second = timedelta(seconds=1)
    earlier = [due - second, *([change.at - second] if change.at - second < due else [])]
    return any(_wall(moment, place) >= wanted for moment in earlier)


def main(arguments: list[str]) -> int:
    """Print the figures; 1 if there is a violation."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("zones", nargs="*", help="only these (default: all)")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    names = options.zones or zones()
    # Aliases have the same changes: computed once, counted for each name.
    alike: dict[tuple[Change, ...], list[str]] = {}
    for zone in names:
        alike.setdefault(changes(zone), []).append(zone)
    found = [
        wrong
        for same, zones_alike in alike.items()
        for change in same
        for at in QUARTERS
        for wrong in violations(zones_alike[0], change, at)
    ]
    figures = {
        "zones": len(names),
        "rule sets": len(alike),
        "changes of the clocks": sum(len(same) * len(zones_alike) for same, zones_alike in alike.items()),
        "changes computed": sum(len(same) for same in alike),
        "times of day": len(QUARTERS),
        "violations": len(found),
    }
    print(json.dumps(figures) if options.json else "\n".join(f"{name}: {value}" for name, value in figures.items()))
    for wrong in found[:20]:
        print(wrong, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
