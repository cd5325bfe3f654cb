"""When digests are due, and what people mean when they say when.

Rule: pure; the clock, the zone and the language are arguments, and what is due is always decided by local date.
"""

from bot.schedule.slots import known_zone, local, next_slot, slots_between, slots_due
from bot.schedule.wish import Wish, read_wish

__all__ = ["Wish", "known_zone", "local", "next_slot", "read_wish", "slots_between", "slots_due"]
