"""Times as people say them."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.digest import times

NOW = datetime(2025, 11, 14, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("age", "said"),
    [
        (timedelta(0), "just now"),
        (timedelta(minutes=12), "12 min ago"),
        (timedelta(hours=3, minutes=59), "3 h ago"),
        (timedelta(hours=30), "13 Nov"),
        (timedelta(days=400), "10 Oct 2024"),
        (-timedelta(minutes=1), "just now"),
    ],
)
def test_ages_are_relative_when_near_and_dated_when_far(age: timedelta, said: str) -> None:
    assert times.ago(NOW - age, NOW, "UTC") == said


def test_dates_are_those_of_the_readers_zone() -> None:
    late = datetime(2025, 11, 13, 20, 0, tzinfo=UTC)
    assert times.stamp(late, NOW, "Asia/Dhaka") == "14 Nov, 02:00"
    assert times.stamp(late, NOW, "UTC") == "13 Nov, 20:00 UTC"


@pytest.mark.parametrize(
    ("hours", "said"),
    [(2, "today, 11:00"), (24, "tomorrow, Sat 15 Nov, 09:00"), (72, "Mon 17 Nov, 09:00")],
)
def test_what_will_come_is_named_by_its_day(hours: int, said: str) -> None:
    assert times.coming(NOW + timedelta(hours=hours), NOW, "Europe/Berlin") == said


def test_reading_time_counts_words_or_characters_as_the_script_asks() -> None:
    assert times.minutes_for("word " * 660) == 3
    assert times.minutes_for("字" * 2500) == 5
    assert times.minutes_for("") == 1
