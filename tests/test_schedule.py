"""When a digest comes, whatever the clocks do, and what people may write to say when."""

import contextlib
import itertools
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import UserCanFix
from bot.model import EVERY_DAY, WEEKDAYS, WEEKEND, Subscription
from bot.schedule import Wish, known_zone, local, next_slot, read_wish, slots_between, slots_due
from tests.benchmarks.schedule_transitions import changes, quarters_around, violations, zones


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def subscription(at: time, zone: str, planned: str | None, weekdays: tuple[int, ...] = EVERY_DAY) -> Subscription:
    return Subscription(1, 1, at, zone, weekdays, next_slot_at=utc(planned) if planned else None)


# --- the next slot ----------------------------------------------------------------------------------------------


def test_the_next_digest_comes_at_the_local_time() -> None:
    slot = next_slot(time(7, 30), "Asia/Dhaka", EVERY_DAY, utc("2026-11-14 01:29"))
    assert (slot.local_date, slot.label, slot.due_at) == (date(2026, 11, 14), "07:30", utc("2026-11-14 01:30"))


def test_a_digest_that_is_due_now_is_not_the_next_one() -> None:
    assert next_slot(time(7, 30), "Asia/Dhaka", EVERY_DAY, utc("2026-11-14 01:30")).local_date == date(2026, 11, 15)


def test_weekdays_are_those_of_the_reader_not_of_greenwich() -> None:
    # Monday 07:30 in Auckland is still Sunday in Greenwich.
    slot = next_slot(time(7, 30), "Pacific/Auckland", (0,), utc("2026-07-03 00:00"))
    assert (slot.local_date, slot.due_at) == (date(2026, 7, 6), utc("2026-07-05 19:30"))
    assert slot.local_date.weekday() == 0


def test_the_year_ends_without_a_lost_day() -> None:
    slots = slots_between(time(0, 0), "America/New_York", EVERY_DAY, utc("2027-12-30 12:00"), utc("2028-01-02 12:00"))
    assert [slot.local_date.isoformat() for slot in slots] == ["2027-12-31", "2028-01-01", "2028-01-02"]


def test_a_leap_day_has_its_digest() -> None:
    assert next_slot(time(9), "Europe/Paris", (1,), utc("2028-02-28 12:00")).local_date == date(2028, 2, 29)


def test_an_hour_that_comes_twice_brings_one_digest() -> None:
    slots = slots_between(time(2, 30), "Europe/Berlin", EVERY_DAY, utc("2026-10-24 12:00"), utc("2026-10-26 12:00"))
    assert [slot.due_at for slot in slots] == [utc("2026-10-25 00:30"), utc("2026-10-26 01:30")]


@pytest.mark.parametrize(
    ("at", "zone", "on", "due"),
    [
        (time(2, 30), "Europe/Berlin", "2026-03-29", "2026-03-29 01:00"),
        (time(0, 0), "America/Santiago", "2026-09-06", "2026-09-06 04:00"),
        (time(0, 30), "Africa/Cairo", "2026-04-24", "2026-04-23 22:00"),
        (time(2, 15), "Australia/Lord_Howe", "2026-10-04", "2026-10-03 15:30"),
    ],
)
def test_an_hour_that_is_missing_brings_the_digest_right_after_it(at: time, zone: str, on: str, due: str) -> None:
    slot = next_slot(at, zone, EVERY_DAY, utc(due) - timedelta(hours=12))
    assert (slot.local_date.isoformat(), slot.due_at) == (on, utc(due))


def test_a_date_a_zone_left_out_has_no_digest_and_its_neighbours_have_theirs() -> None:
    slots = slots_between(time(7, 30), "Pacific/Apia", EVERY_DAY, utc("2011-12-29 00:00"), utc("2012-01-01 00:00"))
    assert [slot.local_date.day for slot in slots] == [29, 31, 1]
    assert next_slot(time(0), "Pacific/Apia", (4,), utc("2011-12-28 00:00")).local_date == date(2012, 1, 6)


def test_every_kind_of_clock_change_on_earth_leaves_one_digest_a_date() -> None:
    kinds = {}
    for zone in zones():
        for change in changes(zone):
            kinds[(change.at + change.before).time(), change.before, change.after] = (zone, change)
    wrong = [
        found
        for zone, change in kinds.values()
        for at in quarters_around(change)
        for found in violations(zone, change, at)
    ]
    assert wrong == []
    assert len(kinds) > 100


@settings(deadline=None)
@given(
    st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    st.sampled_from(zones()),
    st.sets(st.sampled_from(EVERY_DAY), min_size=1).map(lambda days: tuple(sorted(days))),
    st.datetimes(datetime(2000, 1, 1), datetime(2037, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001  the zone is beside
)
def test_one_slot_follows_the_other_on_the_days_wished_for(
    at: time, zone: str, weekdays: tuple[int, ...], now: datetime
) -> None:
    slots = slots_between(at, zone, weekdays, now, now + timedelta(days=40))
    assert next_slot(at, zone, weekdays, now) == slots[0]
    assert all(slot.local_date.weekday() in weekdays and slot.label == f"{at:%H:%M}" for slot in slots)
    assert all(
        one.due_at < other.due_at and one.local_date < other.local_date for one, other in itertools.pairwise(slots)
    )
    assert all(now < slot.due_at <= now + timedelta(days=40) for slot in slots)


def test_times_without_a_zone_and_weeks_without_days_are_bugs() -> None:
    with pytest.raises(ValueError, match="naive"):
        next_slot(time(7), "UTC", EVERY_DAY, datetime(2026, 1, 1))  # noqa: DTZ001  that is the point
    for weekdays in ((), (7,), (-1,)):
        with pytest.raises(ValueError, match="weekdays"):
            next_slot(time(7), "UTC", weekdays, utc("2026-01-01"))


# --- after a stop -----------------------------------------------------------------------------------------------


def test_after_three_days_of_silence_every_missed_slot_is_known() -> None:
    wish = subscription(time(7, 30), "Asia/Dhaka", "2026-11-14 01:30")
    assert [slot.local_date.day for slot in slots_due(wish, utc("2026-11-16 09:00"))] == [14, 15, 16]


def test_on_time_there_is_one_slot() -> None:
    wish = subscription(time(7, 30), "Asia/Dhaka", "2026-11-14 01:30")
    (slot,) = slots_due(wish, utc("2026-11-14 01:30"))
    assert slot == next_slot(time(7, 30), "Asia/Dhaka", EVERY_DAY, utc("2026-11-14 01:00"))


@pytest.mark.parametrize("planned", ["2026-11-14 02:30", "2026-11-14 00:30"])
def test_a_zone_whose_rules_changed_overnight_gives_one_digest_that_date(planned: str) -> None:
    slots = slots_due(subscription(time(7, 30), "Asia/Dhaka", planned), utc("2026-11-15 09:00"))
    assert [slot.local_date.day for slot in slots] == [14, 15]
    assert slots[0].due_at == utc(planned)


@pytest.mark.parametrize("planned", [None, "2026-11-14 01:30"])
def test_asking_for_slots_before_any_is_due_is_a_bug(planned: str | None) -> None:
    with pytest.raises(ValueError, match="no slot due"):
        slots_due(subscription(time(7, 30), "Asia/Dhaka", planned), utc("2026-11-14 01:29"))


# --- zones ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "zone", ["", "Mars/Olympus", "Europe", "europe/berlin", "../../etc/passwd", "/etc/passwd", "zone.tab", "a" * 5000,
             "Europe/Berlin\0", "localtime", "Factory", "right/Europe/Berlin", "posix/UTC", "ঢাকা"]
)  # fmt: skip
def test_an_unknown_zone_is_answered_with_a_sentence(zone: str) -> None:
    for ask in (known_zone, lambda zone: local(utc("2026-01-01"), zone)):
        with pytest.raises(UserCanFix, match=r"^I don't know the time zone .*\.$") as refusal:
            ask(zone)
        assert len(str(refusal.value)) < 200


def test_a_moment_is_shown_by_the_clock_there() -> None:
    assert local(utc("2026-11-14 01:30"), "Asia/Dhaka").isoformat() == "2026-11-14T07:30:00+06:00"
    assert known_zone("Asia/Dhaka") == "Asia/Dhaka"


# --- what people write ------------------------------------------------------------------------------------------

SEVEN_THIRTY, EVENING = time(7, 30), time(19, 30)


@pytest.mark.parametrize(
    ("words", "at"),
    [
        *(("07:30", SEVEN_THIRTY), ("7.30", SEVEN_THIRTY), ("7:30", SEVEN_THIRTY), ("0730", SEVEN_THIRTY)),
        *(("7:30 pm", EVENING), ("7:30p.m.", EVENING), ("19h30", EVENING), ("1930", EVENING), ("730 pm", EVENING)),
        *(("7am", time(7)), ("7 a. m.", time(7)), ("12am", time(0)), ("12 pm", time(12)), ("at 8", time(8))),
        *(("8 o’clock in the evening", time(20)), ("7 : 30", SEVEN_THIRTY), ("noon", time(12)), ("midnight", time(0))),
        *(("৭:৩০", SEVEN_THIRTY), ("٧:٣٠", SEVEN_THIRTY), ("०७:३०", SEVEN_THIRTY), ("７：３０", SEVEN_THIRTY)),
    ],
)
def test_a_time_is_understood_however_it_is_written(words: str, at: time) -> None:
    assert read_wish(words) == Wish(at)


@pytest.mark.parametrize(
    ("words", "language", "wish"),
    [
        ("07:30 Europe/Berlin", "en", Wish(SEVEN_THIRTY, "Europe/Berlin")),
        ("Dhaka, 7:30 pm, weekends", "en", Wish(EVENING, "Dhaka", WEEKEND)),
        ("mon,wed fri 18:00", "en", Wish(time(18), "", (0, 2, 4))),
        ("every day at 8 in New York", "en", Wish(time(8), "New York", EVERY_DAY)),
        ("Mon–Fri 7:30", "en", Wish(SEVEN_THIRTY, "", WEEKDAYS)),
        ("friday to monday 7:30", "en", Wish(SEVEN_THIRTY, "", (0, 4, 5, 6))),
        ("weekdays", "en", Wish(weekdays=WEEKDAYS)),
        ("Portland, Oregon", "en", Wish(place="Portland, Oregon")),
        ("07:30 UTC+5:30", "en", Wish(SEVEN_THIRTY, "UTC+5:30")),
        ("8 Etc/GMT-3", "en", Wish(time(8), "Etc/GMT-3")),
        ("GMT -3 8pm", "en", Wish(time(20), "GMT -3")),
        ("6th of October City 7:30", "en", Wish(SEVEN_THIRTY, "6th of October City")),
        ("Sun City 7:30", "en", Wish(SEVEN_THIRTY, "Sun City")),
        ("Mar del Plata 7:30", "es", Wish(SEVEN_THIRTY, "Mar del Plata")),
        ("Santo Domingo 7:30", "es", Wish(SEVEN_THIRTY, "Santo Domingo")),
        ("los lunes a las 8 de la tarde", "es", Wish(time(20), "", (0,))),
        ("lundi à vendredi 7h30 Le Havre", "fr", Wish(SEVEN_THIRTY, "Le Havre", WEEKDAYS)),
        ("Mo, Mi und Fr um 7 Uhr in Köln", "de", Wish(time(7), "Köln", (0, 2, 4))),
        ("সোমবার সকাল ৭:৩০ ঢাকা", "bn", Wish(SEVEN_THIRTY, "ঢাকা", (0,))),
        ("প্রতিদিন রাত ৮টায়", "bn", Wish(time(20), "", EVERY_DAY)),
        ("الاثنين ٧:٣٠ مساءً القاهرة", "ar", Wish(EVENING, "القاهرة", (0,))),
        ("周一至周五下午7点半 北京", "zh", Wish(EVENING, "北京", WEEKDAYS)),
        ("в 7 утра по будням Москва", "ru", Wish(time(7), "Москва", WEEKDAYS)),
        ("SALI 7:30", "tr", Wish(SEVEN_THIRTY, "", (1,))),
        ("07:30 monday", "xx-nonsense", Wish(SEVEN_THIRTY, "", (0,))),
        ("", "en", Wish()),
    ],
)
def test_time_place_and_days_are_understood_in_any_order(words: str, language: str, wish: Wish) -> None:
    assert read_wish(words, language) == wish


@pytest.mark.parametrize("words", ["25:00", "7:75", "24:00", "13 am", "2560", "8:5", "99", "7:300"])
def test_a_time_that_does_not_exist_is_named_with_an_example(words: str) -> None:
    with pytest.raises(UserCanFix) as refusal:
        read_wish(f"{words} Dhaka")
    assert words in str(refusal.value)
    assert "07:30" in str(refusal.value)


def test_of_two_times_none_is_guessed() -> None:
    with pytest.raises(UserCanFix, match="07:30 and 19:00"):
        read_wish("07:30 or 19:00")


@settings(deadline=None)
@given(st.text(max_size=60), st.sampled_from(["en", "bn", "de", "ar", "tr", "zh", "fa", "ja", "pt"]))
def test_no_words_break_the_reading(words: str, language: str) -> None:
    with contextlib.suppress(UserCanFix):
        wish = read_wish(words, language)
        assert wish.weekdays is None or set(wish.weekdays) <= set(EVERY_DAY)


@settings(deadline=None)
@given(
    st.times(),
    st.sampled_from(["Dhaka", "New York", "ঢাকা", "Asia/Dhaka", "UTC+5:30", ""]),
    st.sampled_from([("", None), ("weekends", WEEKEND), ("mon, fri", (0, 4)), ("tue-thu", (1, 2, 3))]),
    st.permutations([0, 1, 2]),
)
def test_the_order_of_the_words_does_not_matter(
    at: time, place: str, days: tuple[str, tuple[int, ...] | None], order: list[int]
) -> None:
    parts = (f"{at:%H:%M}", place, days[0])
    assert read_wish(" ".join(parts[i] for i in order)) == Wish(at.replace(second=0, microsecond=0), place, days[1])
