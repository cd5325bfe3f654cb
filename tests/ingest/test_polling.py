"""Whatever a source answers, it is asked again, neither too often nor too seldom, and its followers hear what they should."""

import random
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Unreadable
from bot.ingest.cadence import LONGEST, SHORTEST, learn_interval, read_wishes
from bot.ingest.outcomes import Failed, Failure, Fetched, NotModified, Outcome
from bot.ingest.polling import Decision, Event, decide, is_set_aside, request_for
from bot.ingest.readers import Excess, Poison
from bot.ingest.reading import DocumentKind, Reading
from bot.model import Polling
from tests import make
from tests.make import DAY, HOUR, NOW

URL = "https://source1.example/feed"
FRESH = Polling(make.source(), NOW, timedelta(minutes=30))
READ = replace(
    FRESH, read_at=NOW, polled_at=NOW, etag='"1"', last_modified="Tue, 10 Mar 2026 05:00:00 GMT", content_digest="x"
)
NOTHING = Reading(DocumentKind.FEED)
CHANCES = st.floats(0, 1, exclude_max=True)


def fetched(content: bytes = b"<rss/>", **more: object) -> Fetched:
    return replace(Fetched(URL, URL, 200, content), **more)  # type: ignore[arg-type]


def after(polling: Polling, outcome: Outcome, *, at: timedelta = HOUR, chance: float = 0.5) -> Decision:
    reading = NOTHING if isinstance(outcome, Fetched) else None
    return decide(polling, outcome, reading, now=NOW + at, chance=chance)


@given(
    st.lists(st.sampled_from([*Failure, None]), max_size=40),
    st.lists(CHANCES, min_size=40, max_size=40),
    st.none() | st.timedeltas(timedelta(), timedelta(days=1)),
)
def test_every_source_is_asked_again_within_a_day_unless_it_is_gone(
    outcomes: list[Failure | None], chances: list[float], wait: timedelta | None
) -> None:
    polling, now = READ, NOW
    for kind, chance in zip(outcomes, chances, strict=False):
        outcome: Outcome = Failed(kind, wait) if kind else NotModified(URL, URL, fresh_for=wait)
        polling = decide(polling, outcome, None, now=now, chance=chance).polling
        if polling.is_gone:
            assert polling.next_poll_at is None
            return
        assert polling.next_poll_at
        assert timedelta(minutes=5) <= polling.next_poll_at - now <= timedelta(hours=24)
        now = polling.next_poll_at


@pytest.mark.parametrize("seed", range(50))
def test_a_week_of_silence_costs_forty_requests_at_most(seed: int) -> None:
    chance = random.Random(seed)
    polling, now, requests = READ, NOW, 0
    while now < NOW + 7 * DAY:
        polling = decide(polling, Failed(Failure.TIMEOUT), None, now=now, chance=chance.random()).polling
        assert polling.next_poll_at
        now = polling.next_poll_at
        requests += 1
    assert 7 <= requests <= 40


def test_jitter_is_full_and_doubles_up_to_a_day() -> None:
    polling = READ
    waits = []
    for _ in range(12):
        polling = decide(polling, Failed(Failure.TIMEOUT), None, now=NOW, chance=0.999999).polling
        assert polling.next_poll_at
        waits.append(round((polling.next_poll_at - NOW) / timedelta(minutes=1)))
    assert waits == [20, 40, 80, 160, 320, 640, 1280, 1440, 1440, 1440, 1440, 1440]


def test_the_first_answer_ends_all_trouble() -> None:
    broken = replace(READ, failures=9, failing_since=NOW - 3 * DAY, problem="Nothing.", is_told=True)
    decision = after(broken, NotModified(URL, URL))
    assert decision.event is Event.BACK
    assert (decision.polling.failures, decision.polling.problem, decision.polling.is_told) == (0, "", False)
    assert after(decision.polling, NotModified(URL, URL)).event is None


@pytest.mark.parametrize(
    ("kind", "hours"),
    [
        (Failure.TIMEOUT, 24),
        (Failure.UNREACHABLE, 24),
        (Failure.SERVER_ERROR, 24),
        (Failure.NOT_FOUND, 6),
        (Failure.FORBIDDEN, 6),
    ],
)
def test_trouble_is_told_once_and_not_before_it_lasts(kind: Failure, hours: int) -> None:
    polling, events = READ, []
    for hour in range(3 * 24):
        decision = decide(polling, Failed(kind), None, now=NOW + hour * HOUR, chance=0.5)
        polling = decision.polling
        if decision.event:
            events.append((hour, decision.event))
    assert events == [(hours, Event.BROKE)]
    assert polling.problem == Failed(kind).sentence


def test_gone_is_told_at_once_and_once() -> None:
    decision = after(READ, Failed(Failure.GONE))
    assert decision.event is Event.GONE
    assert decision.polling.is_gone
    assert after(decision.polling, Failed(Failure.GONE)).event is None


def test_validators_are_those_of_the_last_document_or_of_who_said_nothing_is_new() -> None:
    new = after(READ, fetched(etag='W/"2"', last_modified=None)).polling
    assert (new.etag, new.last_modified) == ('W/"2"', None)
    same = after(READ, NotModified(URL, URL)).polling
    assert (same.etag, same.last_modified) == (READ.etag, READ.last_modified)
    again = request_for(same, NOW + HOUR)
    assert (again.etag, again.last_modified) == (READ.etag, READ.last_modified)


def test_once_a_day_everything_is_asked_for() -> None:
    assert request_for(FRESH, NOW).etag is None
    assert request_for(READ, NOW + 23 * HOUR).etag == READ.etag
    assert request_for(READ, NOW + DAY).etag is None


def test_it_moves_after_three_answers_in_a_row_from_the_same_new_address() -> None:
    new, other = "https://pier.example/feed", "https://quay.example/feed"
    polling = READ
    for target in (new, new, other, new, new):
        decision = after(polling, NotModified(target, target))
        assert decision.polling.source.url == URL
        polling = decision.polling
    decision = after(polling, NotModified(new, new))
    assert (decision.polling.source.url, decision.event) == (new, Event.MOVED)


def test_a_move_to_the_same_host_is_followed_without_a_word() -> None:
    new = "https://www.source1.example/feed.xml"
    polling = replace(READ, moved_to=new, moved_times=2)
    decision = after(polling, NotModified(new, new))
    assert (decision.polling.source.url, decision.event) == (new, None)


def test_a_document_that_kills_two_readers_is_set_aside_until_another_comes() -> None:
    outcome = fetched(b"deadly")
    polling = READ
    for deaths in (1, 2):
        assert not is_set_aside(polling, outcome.content)
        polling = decide(polling, outcome, Poison(Excess.MEMORY), now=NOW, chance=0.5).polling
        assert polling.deaths == deaths
    assert is_set_aside(polling, outcome.content)
    assert not is_set_aside(polling, b"other")
    assert after(polling, fetched(b"other")).polling.deaths == 0


def test_what_can_not_be_read_is_trouble_in_its_own_words() -> None:
    decision = decide(READ, fetched(), Unreadable("It is no feed. Look again."), now=NOW, chance=0.5)
    assert decision.polling.problem == "It is no feed. Look again."
    assert decision.polling.etag == READ.etag  # or the next answer would be "nothing new"
    assert decision.polling.failures == 1


@pytest.mark.parametrize(
    ("every", "low", "high"),
    [
        (timedelta(minutes=2), timedelta(minutes=10), timedelta(minutes=10)),
        (HOUR, timedelta(minutes=20), timedelta(minutes=40)),
        (8 * HOUR, 3 * HOUR, 5 * HOUR),
        (7 * DAY, DAY, DAY),
    ],
)
def test_the_interval_is_learned_from_how_often_a_source_publishes(
    every: timedelta, low: timedelta, high: timedelta
) -> None:
    drafts = [make.draft(f"T {n}", published_at=NOW - n * every) for n in range(30)]
    assert low <= learn_interval(timedelta(minutes=30), drafts, NOW) <= high


@given(
    st.timedeltas(timedelta(), timedelta(days=400)),
    st.lists(st.none() | st.timedeltas(-10 * DAY, 4000 * DAY), max_size=30),
)
def test_an_interval_is_never_under_ten_minutes_nor_over_a_day(
    interval: timedelta, ages: list[timedelta | None]
) -> None:
    drafts = [make.draft(f"T {n}", published_at=NOW - age if age is not None else None) for n, age in enumerate(ages)]
    for known in (drafts, None):
        assert SHORTEST <= learn_interval(interval, known, NOW) <= LONGEST


def test_wishes_are_read_and_none_lasts_longer_than_a_day() -> None:
    wishes = read_wishes(
        b"<rss><channel><ttl> 90 </ttl><skipHours><hour>0</hour><hour>24</hour><hour>5</hour></skipHours>"
    )
    assert (wishes.least, wishes.quiet_hours) == (timedelta(minutes=90), (0, 5))
    assert read_wishes(b"<ttl>999999</ttl>").least == DAY
    every = b"".join(b"<hour>%d</hour>" % hour for hour in range(24))
    assert read_wishes(b"<skipHours>" + every + b"</skipHours>").quiet_hours == ()


@given(st.sets(st.integers(0, 23), max_size=23), st.integers(0, 23), CHANCES)
def test_no_poll_falls_into_the_hours_a_source_sleeps(quiet: set[int], hour: int, chance: float) -> None:
    polling = replace(READ, quiet_hours=tuple(sorted(quiet)))
    due = decide(polling, NotModified(URL, URL), None, now=NOW + hour * HOUR, chance=chance).polling.next_poll_at
    assert due
    assert due.hour not in quiet
