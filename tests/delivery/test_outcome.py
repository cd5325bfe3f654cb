"""What follows from an outcome, kind by kind."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery import (
    Deactivate,
    Halt,
    Hold,
    Migrate,
    NotSent,
    Outcome,
    Refusal,
    Refused,
    Sent,
    State,
    Unknown,
    decide,
)
from bot.delivery.outcome import MOST_SENDS
from bot.message import Message
from bot.model import Address
from bot.store import Owed

NOW = datetime(2030, 3, 4, 6, 0, tzinfo=UTC)


def owed(kind: str = "digest", attempts: int = 0) -> Owed:
    return Owed(
        id=1,
        chat_id=1,
        address=Address(7),
        slot_id=1,
        part=0,
        kind=kind,
        message=Message("news"),
        attempts=attempts,
        resends=0,
        lease="ours",
    )


def test_what_surely_did_not_go_out_costs_nothing() -> None:
    for outcome in (
        NotSent("no connection"),
        Refused(Refusal.TOO_MANY, "slow down"),
        Refused(Refusal.MIGRATED, "moved"),
    ):
        decision = decide(outcome, owed(), NOW)
        assert (decision.state, decision.spends) == (State.PENDING, False)


def test_a_wait_of_twelve_hours_is_kept_to_the_second() -> None:
    decision = decide(Refused(Refusal.TOO_MANY, "slow down", retry_after=timedelta(seconds=43_837)), owed(), NOW)
    until = NOW + timedelta(seconds=43_837)
    assert (decision.not_before, decision.action) == (until, Hold(until))


@pytest.mark.parametrize(
    ("refused", "action"),
    [
        (Refused(Refusal.BLOCKED, "blocked"), Deactivate("blocked")),
        (Refused(Refusal.MIGRATED, "moved", new_chat=-100), Migrate(-100)),
        (Refused(Refusal.TOKEN_REVOKED, "Unauthorized"), Halt("Unauthorized")),
        (Refused(Refusal.TOPIC_CLOSED, "closed"), None),
        (Refused(Refusal.NO_RIGHTS, "no rights"), None),
        (Refused(Refusal.BAD_MESSAGE, "too long"), None),
    ],
)
def test_each_refusal_does_to_the_chat_what_it_should_and_no_more(refused: Refused, action: object) -> None:
    assert decide(refused, owed(), NOW).action == action


def test_everything_that_will_never_arrive_is_listed_with_a_reason() -> None:
    for kind in (Refusal.TOPIC_CLOSED, Refusal.NO_RIGHTS, Refusal.BAD_MESSAGE):
        decision = decide(Refused(kind, "why"), owed(), NOW)
        assert (decision.state, decision.reason) == (State.DEAD, "why")


def outcomes() -> st.SearchStrategy[Outcome]:
    refused = st.builds(
        Refused,
        st.sampled_from(Refusal),
        st.just("why"),
        retry_after=st.none() | st.timedeltas(timedelta(), timedelta(days=1)),
        new_chat=st.none() | st.just(-100),
    )
    return st.just(NotSent("x")) | st.just(Unknown("x")) | st.just(Sent(1)) | refused


@given(st.lists(outcomes(), max_size=40), st.sampled_from(["digest", "alert", "extra"]))
def test_whatever_happens_a_message_perhaps_arrives_three_times_at_most(fates: list[Outcome], kind: str) -> None:
    perhaps_arrived = attempts = 0
    for outcome in fates:
        perhaps_arrived += isinstance(outcome, Sent | Unknown)
        decision = decide(outcome, owed(kind, attempts), NOW)
        attempts += decision.spends
        assert decision.not_before is None or decision.not_before >= NOW
        if decision.state not in {State.PENDING, State.UNKNOWN}:
            assert decision.state is State.SENT or decision.reason
            break
    assert perhaps_arrived <= (1 if kind == "alert" else MOST_SENDS)
