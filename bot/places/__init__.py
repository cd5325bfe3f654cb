"""Where somebody is, so that a digest comes by their clock: places by name, by location, and the likely ones.

Rule: all of it works offline, and nothing is loaded before the first question (see `atlas` for what that costs).
"""

from bot.places.place import Found, Place
from bot.places.search import find_places
from bot.places.zones import common_zones, label, zone_at

__all__ = ["Found", "Place", "common_zones", "find_places", "label", "zone_at"]
