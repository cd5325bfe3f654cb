"""Rates, on a clock that is moved by hand."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.delivery import Breaker, Pace
from bot.delivery.pace import SLOWEST_RATE
from bot.model import Address

PERSON, GROUP = Address(7), Address(-7)


def send_times(pace: Pace, wishes: list[tuple[float, int]]) -> list[tuple[float, int]]:
    """(gap since the wish before, chat) -> (moment of sending, chat), each sender waiting as it is told."""
    now, sent = 0.0, []
    for gap, chat in wishes:
        now += gap
        sent.append((now + pace.wait(Address(chat), now).total_seconds(), chat))
    return sorted(sent)


def most_within(times: list[float], window: float) -> int:
    """The largest number of these moments in any window of this length."""
    return max((sum(start <= time < start + window for time in times) for start in times), default=0)


WISHES = st.lists(
    st.tuples(st.sampled_from([0.0, 0.0, 0.01, 0.5, 5.0]), st.sampled_from([1, 2, 3, -1, -2])), max_size=150
)


@given(WISHES)
def test_no_second_and_no_minute_ever_holds_more_than_telegram_allows(wishes: list[tuple[float, int]]) -> None:
    sent = send_times(Pace(), wishes)
    for chat in {chat for _, chat in sent}:
        times = [time for time, one in sent if one == chat]
        assert most_within(times, 60.0) <= (20 if chat < 0 else 63)
        assert most_within(times, 0.999) <= (8 if chat < 0 else 3)


def test_nine_thousand_people_at_once_get_what_telegram_allows_and_hardly_less() -> None:
    pace, now, times = Pace(), 0.0, []
    for chat in range(1, 9001):
        now += pace.wait(Address(chat), now).total_seconds()
        times.append(now)
    assert most_within(times[:1000], 0.999) <= 30
    assert most_within(times[-1000:], 0.999) <= 30
    steady = times[-1000:]  # after the rate has grown as far as it may
    assert 999 / (steady[-1] - steady[0]) >= 0.95 * 30


def test_in_a_group_a_conversation_flows_and_a_flood_comes_at_nineteen_a_minute() -> None:
    pace = Pace()
    assert max(pace.wait(GROUP, 0.0).total_seconds() for _ in range(8)) < 0.5
    times = [time for time, _ in send_times(Pace(), [(0.0, -7)] * 200)]
    assert most_within(times, 60.0) == 19
    assert 199 / (times[-1] - times[0]) >= 0.9 * 20 / 60


def test_a_person_who_waits_is_answered_at_once() -> None:
    pace = Pace()
    assert pace.wait(PERSON, 100.0) == timedelta()
    assert pace.wait(GROUP, 100.0) == timedelta()


def test_nothing_goes_to_a_chat_before_the_time_telegram_named() -> None:
    pace = Pace()
    pace.accepted(PERSON, 0.0)
    assert pace.refused(PERSON, timedelta(seconds=90), 1.0) == timedelta(seconds=90)
    assert pace.wait(PERSON, 1.0) == timedelta(seconds=90)
    assert pace.wait(GROUP, 1.0) == timedelta()


def test_without_a_time_the_wait_doubles_until_something_gets_through() -> None:
    pace = Pace()
    pace.accepted(PERSON, 0.0)
    holds = [pace.refused(PERSON, None, 1.0).total_seconds() for _ in range(3)]
    assert holds == [5, 10, 20]
    pace.accepted(PERSON, 50.0)
    assert pace.refused(PERSON, None, 51.0).total_seconds() == 5


def test_three_chats_refused_at_once_slow_everybody_down_for_a_while() -> None:
    pace = Pace()
    for chat in (1, 2, 3):
        pace.accepted(Address(chat), 0.0)
        assert pace.rate(0.0) == 25
        pace.refused(Address(chat), timedelta(seconds=4), 1.0)
    assert pace.rate(1.0) == 12.5
    assert pace.wait(Address(99), 1.0) == timedelta(seconds=4)
    assert pace.rate(1.0 + 30) == 13.5
    for chat in range(1, 100):
        pace.refused(Address(chat), None, 40.0)
    assert pace.rate(40.0) == SLOWEST_RATE


def test_somebody_who_got_nothing_lately_and_is_refused_means_us_all() -> None:
    pace = Pace()
    pace.refused(PERSON, timedelta(seconds=3), 100.0)
    assert pace.wait(GROUP, 100.0) == timedelta(seconds=3)


def test_who_is_told_to_wait_too_long_takes_no_turn() -> None:
    pace = Pace()
    pace.refused(GROUP, timedelta(seconds=50), 0.0)
    for _ in range(10):
        assert pace.wait(GROUP, 0.0, timedelta(seconds=10)) == timedelta(seconds=50)


def test_in_an_outage_there_is_one_probe_in_five_seconds_and_one_success_opens_all_lanes() -> None:
    breaker, probes, now = Breaker(8, lambda: 0.1), [], 0.0
    for _ in range(8):
        breaker.failed(now)  # all lanes notice at once
    while now < 600:
        if breaker.width(now):
            assert breaker.width(now) == 1
            probes.append(now)
            breaker.failed(now)
        now += 0.25
    assert most_within(probes[1:], 4.9) == 1
    assert len(probes) > 8
    breaker.succeeded()
    assert breaker.width(now) == 8


def test_one_lost_connection_costs_a_second_and_no_more() -> None:
    breaker = Breaker(8, lambda: 0.99)
    breaker.failed(10.0)
    assert breaker.width(10.5) == 0
    assert breaker.width(11.0) == 1
