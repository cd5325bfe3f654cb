"""Time zones by themselves: their names for people, the likely ones, fixed offsets, and the zone of a location.

Rule: zones are compared by the clock they keep now, never by name: most of the 600 names are the same few clocks.
"""

import math
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, available_timezones

import regex

from bot.errors import UserCanFix
from bot.places.place import Place

if TYPE_CHECKING:
    from babel import Locale

Clock = tuple[timedelta | None, timedelta | None]

# The rules in force now are those of any far January and July: a zone's last rules go on for ever.
_WINTER, _SUMMER = datetime(2037, 1, 15, tzinfo=UTC), datetime(2037, 7, 15, tzinfo=UTC)
_NOT_PLACES = {"localtime", "Factory"}
_NO_COUNTRY = {"", "001", "ZZ"}  # the world, and CLDR's unknown region
_UTC_NAMES = {"UTC", "Etc/UTC", "UCT", "Etc/UCT", "Universal", "Etc/Universal", "Zulu", "Etc/Zulu"}
_DEFAULT = ("Europe/London", "America/New_York", "Asia/Kolkata", "Asia/Shanghai", "America/Sao_Paulo", "Africa/Lagos")
_COMMON: Mapping[str, tuple[str, ...]] = {
    "ar": ("Africa/Cairo", "Asia/Riyadh", "Asia/Dubai", "Asia/Baghdad", "Africa/Casablanca", "Africa/Algiers"),
    "bn": ("Asia/Dhaka", "Asia/Kolkata", "Asia/Dubai", "Europe/London", "America/New_York"),
    "cs": ("Europe/Prague", "Europe/London", "America/New_York"),
    "de": ("Europe/Berlin", "Europe/Vienna", "Europe/Zurich"),
    "el": ("Europe/Athens", "Asia/Nicosia", "Europe/Berlin"),
    "en": ("Europe/London", "America/New_York", "America/Chicago", "America/Los_Angeles", "Asia/Kolkata", "Asia/Dhaka"),
    "es": (
        "Europe/Madrid",
        "America/Mexico_City",
        "America/Bogota",
        "America/Argentina/Buenos_Aires",
        "America/Lima",
        "America/Santiago",
    ),
    "fa": ("Asia/Tehran", "Asia/Kabul", "Europe/Berlin"),
    "fr": (
        "Europe/Paris",
        "Europe/Brussels",
        "America/Toronto",
        "Africa/Abidjan",
        "Africa/Kinshasa",
        "Africa/Algiers",
    ),
    "he": ("Asia/Jerusalem", "Europe/London", "America/New_York"),
    "hi": ("Asia/Kolkata", "Asia/Kathmandu", "Asia/Dubai", "Europe/London", "America/New_York"),
    "id": ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura", "Asia/Kuala_Lumpur"),
    "it": ("Europe/Rome", "Europe/Zurich", "Europe/London"),
    "ja": ("Asia/Tokyo", "America/Los_Angeles", "Europe/London"),
    "ko": ("Asia/Seoul", "America/Los_Angeles", "Asia/Tokyo"),
    "ms": ("Asia/Kuala_Lumpur", "Asia/Singapore", "Asia/Jakarta"),
    "ne": ("Asia/Kathmandu", "Asia/Kolkata", "Asia/Dubai"),
    "nl": ("Europe/Amsterdam", "Europe/Brussels", "America/Paramaribo"),
    "pl": ("Europe/Warsaw", "Europe/London", "America/Chicago"),
    "pt": ("America/Sao_Paulo", "Europe/Lisbon", "America/Manaus", "Africa/Luanda", "Africa/Maputo"),
    "ro": ("Europe/Bucharest", "Europe/Chisinau", "Europe/Rome"),
    "ru": ("Europe/Moscow", "Asia/Yekaterinburg", "Asia/Novosibirsk", "Asia/Almaty", "Europe/Minsk"),
    "sw": ("Africa/Nairobi", "Africa/Dar_es_Salaam", "Africa/Kampala"),
    "ta": ("Asia/Kolkata", "Asia/Colombo", "Asia/Singapore"),
    "th": ("Asia/Bangkok", "Asia/Singapore", "Europe/London"),
    "tr": ("Europe/Istanbul", "Europe/Berlin", "Asia/Nicosia"),
    "uk": ("Europe/Kyiv", "Europe/Warsaw", "Europe/Berlin"),
    "ur": ("Asia/Karachi", "Asia/Dubai", "Asia/Kolkata", "Europe/London"),
    "vi": ("Asia/Ho_Chi_Minh", "America/Los_Angeles", "Europe/Paris"),
    "zh": ("Asia/Shanghai", "Asia/Hong_Kong", "Asia/Taipei", "Asia/Singapore", "America/Los_Angeles"),
}


def common_zones(language: str) -> tuple[Place, ...]:
    """Three to six likely places for a chat's language code, named in it; world cities for a language not known."""
    zones = _COMMON.get(language.replace("_", "-").split("-")[0].casefold(), _DEFAULT)
    return tuple(place_of_zone(zone, language) for zone in zones)


def zone_at(latitude: float, longitude: float) -> str:
    """The zone at a location in degrees (out at sea one like Etc/GMT+11); UserCanFix if it is nowhere on Earth."""
    if not (math.isfinite(latitude) and math.isfinite(longitude) and abs(latitude) <= 90 and abs(longitude) <= 180):
        raise UserCanFix("That location is nowhere on Earth. Send me the name of a large city near you, such as Dhaka.")
    import tzfpy

    zone: str = tzfpy.get_tz(longitude, latitude)
    return zone or "UTC"


def label(zone: str, language: str = "en") -> str:
    """A short name for people: "Dhaka", "New York", "UTC", "UTC+2" for Etc/GMT-2; in `language` where CLDR has it."""
    if zone in _UTC_NAMES:
        return "UTC"
    if fixed := regex.fullmatch(r"Etc/GMT([+-])([1-9]\d?)", zone):
        return f"UTC{'-' if fixed[1] == '+' else '+'}{fixed[2]}"  # POSIX counts hours behind, people hours ahead
    named = locale_of(language).time_zones
    city = next((str(named[name]["city"]) for name in _same_zone(zone) if "city" in named.get(name, {})), "")
    return city or zone.rsplit("/", 1)[-1].replace("_", " ")


def place_of_zone(zone: str, language: str = "en") -> Place:
    """The zone as a place."""
    from babel.core import get_global

    territories = get_global("zone_territories")
    code = next((territories[name] for name in _same_zone(zone) if name in territories), "")
    country = locale_of(language).territories.get(code, "") if code not in _NO_COUNTRY else ""
    return Place(label(zone, language), country, zone)


def zone_named(words: str) -> str | None:
    """The zone of this IANA name, whatever its case and with spaces for underscores; "Japan" is Asia/Tokyo."""
    zone = _zone_names().get(regex.sub(r"\s+", "_", words.strip()).casefold())
    if zone in _UTC_NAMES:
        return "UTC"
    return zone if zone is None or "/" in zone else _aliases().get(zone, zone)


@lru_cache(maxsize=1024)
def _same_zone(zone: str) -> tuple[str, ...]:
    """All names of a zone, old and new: CLDR keeps Kolkata's names under Asia/Calcutta."""
    current = _aliases().get(zone, zone)
    return (zone, current, *(old for old, new in _aliases().items() if new == current))


def _aliases() -> Mapping[str, str]:
    from babel.core import get_global

    return get_global("zone_aliases")


@lru_cache(maxsize=1)
def _zone_names() -> dict[str, str]:
    return {zone.casefold(): zone for zone in available_timezones() - _NOT_PLACES}


def read_offset(words: str) -> timedelta | None:
    """What "UTC+5:30", "GMT-3" or "+0600" says; None for other words."""
    match = regex.fullmatch(r"(?:utc|gmt)?\s*([+−-])\s*(\d{1,2})(?::?(\d{2}))?", words.strip(), regex.IGNORECASE)
    if match is None:
        return None
    ahead = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
    return ahead if match[1] == "+" else -ahead


def offset_in_words(offset: timedelta) -> str:
    """ "UTC+5:30"."""
    hours, minutes = divmod(abs(offset) // timedelta(minutes=1), 60)
    return f"UTC{'-' if offset < timedelta(0) else '+'}{hours}" + (f":{minutes:02}" if minutes else "")


def fixed_zone(offset: timedelta) -> str | None:
    """The zone that always keeps this offset: there is one for whole hours from -12 to +14 alone."""
    hours, rest = divmod(offset, timedelta(hours=1))
    if rest or not -12 <= hours <= 14:
        return None
    return f"Etc/GMT{-hours:+}" if hours else "UTC"


@lru_cache(maxsize=1024)
def clock_of(zone: str) -> Clock:
    """What the zone's clocks show against UTC in January and July, by the rules in force."""
    there = ZoneInfo(zone)
    return _WINTER.astimezone(there).utcoffset(), _SUMMER.astimezone(there).utcoffset()


@lru_cache(maxsize=64)
def locale_of(language: str) -> "Locale":
    """CLDR's names in the language; English for a language it doesn't know."""
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale("en")
