"""Wishing for a digest: the bot asks only for what it doesn't know."""

import pytest
from syrupy.assertion import SnapshotAssertion

from bot.commands.wish import Wish, days_in_words, decode
from bot.errors import UserCanFix
from bot.model import Address
from tests.commands.conftest import Talk


def test_a_whole_wish_is_confirmed_with_the_next_delivery_in_local_time(
    talk: Talk, snapshot: SnapshotAssertion
) -> None:
    assert talk.says("/subscribe 07:30 Asia/Dhaka weekdays") == snapshot


def test_a_bare_wish_is_asked_for_time_and_then_place(talk: Talk, snapshot: SnapshotAssertion) -> None:
    asked_time = talk.says("/subscribe")
    asked_place = talk.says("19:15")
    done = talk.says("Dhaka")
    assert "\n---\n".join((asked_time, asked_place, done)) == snapshot


def test_tapping_all_the_way_needs_no_typing(talk: Talk) -> None:
    talk.says("/start")
    talk.taps("Daily digest")
    talk.taps("07:30")
    done = talk.taps("London")
    assert "Every day at 07:30 (London)" in done
    assert done.startswith("(edit)")


def test_a_misspelt_place_is_offered_rightly_spelt(talk: Talk) -> None:
    asked = talk.says("/subscribe 07:30 Dhkaa")
    assert "Did you mean" in asked
    assert "Dhaka" in asked


def test_an_offset_that_is_no_zone_is_explained(talk: Talk) -> None:
    asked = talk.says("/subscribe 07:30 UTC+5:30")
    assert "is no time zone" in asked
    assert "Mumbai" in asked


def test_a_shared_location_gives_the_zone(talk: Talk) -> None:
    talk.says("/subscribe 8:00")
    assert "(Dhaka)" in talk.shares(23.81, 90.41)


def test_the_zone_is_asked_once(talk: Talk) -> None:
    talk.says("/subscribe 07:30 Asia/Dhaka")
    assert "Every day at 18:00 (Dhaka)" in talk.says("/subscribe 18:00")


def test_an_impossible_time_is_named_and_an_example_given(talk: Talk) -> None:
    assert "25:00" in talk.says("/subscribe 25:00")


def test_a_new_command_ends_a_question(talk: Talk) -> None:
    talk.says("/subscribe 07:30")
    talk.says("/latest")
    assert "1 story with “ferry”" in talk.says("ferry")


def test_subscribing_twice_is_one_digest(talk: Talk) -> None:
    talk.says("/subscribe 07:30 Asia/Dhaka")
    talk.says("/subscribe 07:30 Asia/Dhaka")
    assert talk.says("/subscriptions").count("Every day at 07:30") == 1


def test_several_a_day_are_listed_with_pause_change_and_stop(talk: Talk, snapshot: SnapshotAssertion) -> None:
    talk.says("/subscribe 19:00 Asia/Dhaka")
    talk.says("/subscribe 07:30 weekdays")
    assert talk.says("/subscriptions") == snapshot


def test_pause_and_resume_edit_the_list_and_pressing_twice_changes_nothing(talk: Talk) -> None:
    talk.says("/subscribe 07:30 Asia/Dhaka")
    talk.says("/subscriptions")
    pause = talk.last[0].buttons[0][0].press or ""  # type: ignore[union-attr]
    assert "paused" in talk.presses(pause)
    assert "paused" in talk.presses(pause)
    assert "next:" in talk.taps("Resume 1")


def test_change_takes_a_typed_time(talk: Talk) -> None:
    talk.says("/subscribe 07:30 Asia/Dhaka")
    talk.taps("Change")
    assert "Every day at 06:45 (Dhaka)" in talk.says("6:45")
    assert talk.says("/subscriptions").count("Every") == 1


def test_stop_can_be_undone(talk: Talk) -> None:
    talk.says("/subscribe 07:30 Asia/Dhaka")
    assert "Stopped" in talk.says("/unsubscribe")
    assert "no digest" in talk.says("/subscriptions")
    talk.says("/unsubscribe")
    talk.says("/subscribe 07:30 Asia/Dhaka")
    talk.says("/unsubscribe")
    assert "Done." in talk.taps("Undo")


def test_nobody_can_stop_the_digest_of_another_chat(talk: Talk) -> None:
    talk.says("/subscribe 07:30 Asia/Dhaka")
    stop = next(b.press for row in talk.last[0].buttons for b in row if b.text == "Stop")  # type: ignore[union-attr]
    Talk(talk.newsroom, address=Address(8)).presses(stop or "")
    assert "07:30" in talk.says("/subscriptions")


def test_the_digest_that_would_come_can_be_asked_for(talk: Talk, snapshot: SnapshotAssertion) -> None:
    assert talk.says("/digest") == snapshot


def test_settings_change_by_tapping(talk: Talk, snapshot: SnapshotAssertion) -> None:
    assert talk.says("/settings") == snapshot
    assert "✓ Long" in talk.taps("Long")
    talk.taps("Time zone")
    assert "Berlin" in talk.says("Berlin")
    assert "Berlin" in talk.says("/settings")


@pytest.mark.parametrize("wish", [Wish(), Wish(zone="America/Argentina/ComodRivadavia", subscription=999999999)])
def test_a_wish_survives_its_button(wish: Wish) -> None:
    assert decode(wish.encode()) == wish
    assert len(f"zone:{wish.encode()}") <= 64


def test_a_forged_wish_is_refused() -> None:
    for text in ("", "0", "0.2460.0.UTC", "0.0730..UTC", "0.0730.7.UTC", "x.0730.0.UTC", "0.0730.0."):
        with pytest.raises(UserCanFix):
            decode(text)


def test_weekdays_are_said_as_people_say_them() -> None:
    assert days_in_words((0, 2, 4)) == "every Mon, Wed and Fri"
    assert days_in_words((5,)) == "every Sat"
