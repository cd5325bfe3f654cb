"""What is owed is claimed in order, one at a time in each chat, and settled by whoever holds the lease."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.message import Message
from bot.model import EVERY_DAY, Address, Chat, ChatKind
from bot.store import Owed, Store
from tests import make
from tests.make import DAY, HOUR, NOW
from tests.store.conftest import empty

MINUTE = timedelta(minutes=1)
UNFINISHED = ("pending", "sending", "unknown")


def meet(store: Store, telegram_id: int, topic: int = 0) -> Chat:
    return store.meet(Address(telegram_id, topic), ChatKind.SUPERGROUP, "Amina", "en", NOW)


def owe(store: Store, telegram_id: int, *texts: str, topic: int = 0, kind: str = "digest") -> Chat:
    chat = meet(store, telegram_id, topic)
    assert store.owe(chat.id, [Message(text) for text in texts], kind, NOW) == len(texts)
    return chat


def claim(store: Store, lease: str = "L", limit: int = 99) -> tuple[Owed, ...]:
    return store.claim(NOW, limit=limit, lease=lease, lease_until=NOW + 2 * MINUTE)


def texts(rows: tuple[Owed, ...]) -> list[str]:
    return [owed.message.text for owed in rows]


def settle(store: Store, owed: Owed, state: str, **more: object) -> bool:
    return store.settle(owed.id, owed.lease, state=state, now=NOW, spend_attempt=True, **more)  # type: ignore[arg-type]


def rows(store: Store) -> list[tuple[int, int, str]]:
    """(id, Telegram chat, state) of everything ever owed."""
    query = "SELECT o.id, c.telegram_id, o.state FROM outbox o JOIN chat c ON c.id = o.chat_id ORDER BY o.id"
    with store._engine.connect() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(query)]  # type: ignore[misc]


def test_parts_of_a_chat_are_given_out_one_after_the_other(store: Store) -> None:
    owe(store, 7, "1/3", "2/3", "3/3")
    for part in ("1/3", "2/3", "3/3"):
        (owed,) = claim(store)
        assert owed.message.text == part
        assert claim(store) == ()
        assert settle(store, owed, "sent", message_id=owed.id)
    assert claim(store) == ()
    assert store.owing() == {"sent": 3}


def test_the_topics_of_a_chat_wait_for_each_other(store: Store) -> None:
    owe(store, -100, "in topic 1", topic=1)
    owe(store, -100, "in topic 2", topic=2)
    (owed,) = claim(store)
    assert (owed.message.text, owed.address) == ("in topic 1", Address(-100, 1))
    assert claim(store) == ()
    settle(store, owed, "sent")
    assert texts(claim(store)) == ["in topic 2"]


def test_different_chats_are_claimed_together_up_to_the_limit(store: Store) -> None:
    for telegram_id in range(5):
        owe(store, telegram_id, f"to {telegram_id}", "more")
    assert texts(claim(store, limit=3)) == ["to 0", "to 1", "to 2"]
    assert texts(claim(store)) == ["to 3", "to 4"]


@pytest.mark.parametrize("state", ["dead", "parked", "superseded", "sent", "cancelled"])
def test_what_is_finished_stands_in_nobodys_way(store: Store, state: str) -> None:
    owe(store, 7, "one", "two")
    settle(store, claim(store)[0], state, reason="because")
    assert texts(claim(store)) == ["two"]


def test_what_is_in_doubt_keeps_the_rest_of_its_chat_waiting(store: Store) -> None:
    owe(store, 7, "one", "two")
    settle(store, claim(store)[0], "unknown", last_class="ReadTimeout")
    assert claim(store) == ()
    assert store.next_owed_at() is None


def test_a_message_that_must_wait_is_not_overtaken(store: Store) -> None:
    owe(store, 7, "one", "two")
    settle(store, claim(store)[0], "pending", not_before=NOW + HOUR, last_class="TOO_MANY")
    assert claim(store) == ()
    assert store.next_owed_at() == NOW + HOUR
    (owed,) = store.claim(NOW + HOUR, limit=9, lease="M", lease_until=NOW + 2 * HOUR)
    assert (owed.message.text, owed.attempts) == ("one", 1)


def test_who_lost_the_lease_changes_nothing_but_leaves_its_proof(store: Store) -> None:
    owe(store, 7, "one")
    (frozen,) = claim(store, "frozen")
    assert store.reap(NOW + MINUTE) == ()
    assert store.reap(NOW + 3 * MINUTE) == (frozen.id,)
    assert store.resend_unknown(NOW + 4 * MINUTE, older_than=MINUTE, most=3) == 1
    (again,) = store.claim(NOW + 4 * MINUTE, limit=9, lease="other", lease_until=NOW + HOUR)
    assert (again.attempts, again.resends, again.message) == (1, 1, frozen.message)
    assert not settle(store, frozen, "dead", message_id=42)
    assert store.owing() == {"sending": 1}
    assert settle(store, again, "sent", message_id=43)
    assert store.owing() == {"sent": 1}


def test_a_message_in_doubt_that_is_proven_is_not_sent_again(store: Store) -> None:
    owe(store, 7, "one")
    (owed,) = claim(store)
    store.reap(NOW + 3 * MINUTE)
    assert not settle(store, owed, "sent", message_id=42)
    assert store.resend_unknown(NOW + HOUR, older_than=MINUTE, most=3) == 0
    assert store.owing() == {"sent": 1}


def test_settling_again_after_a_lost_connection_is_settling_once(store: Store) -> None:
    owe(store, 7, "one", "two")
    (owed,) = claim(store)
    assert settle(store, owed, "pending")
    assert settle(store, owed, "pending")
    (again,) = claim(store, "M")
    assert again.attempts == 1
    assert not settle(store, owed, "pending")


def test_after_a_crash_what_was_on_its_way_is_in_doubt(store: Store) -> None:
    owe(store, 7, "one", "two")
    owe(store, 8, "three")
    ids = tuple(owed.id for owed in claim(store, limit=1))
    assert store.recover(NOW) == ids
    assert store.recover(NOW) == ()
    assert store.owing() == {"pending": 2, "unknown": 1}


def test_no_message_is_sent_more_than_three_times(store: Store) -> None:
    owe(store, 7, "poison", "next")
    now, sends = NOW, 0
    while (claimed := store.claim(now, limit=9, lease="L", lease_until=now)) and claimed[0].message.text == "poison":
        sends += 1
        store.recover(now)
        now += HOUR
        store.resend_unknown(now, older_than=MINUTE, most=3)
    assert sends == 3
    assert texts(claimed) == ["next"]
    assert store.owing() == {"dead": 1, "sending": 1}


def test_only_the_kinds_and_ages_asked_are_sent_again(store: Store) -> None:
    owe(store, 7, "digest")
    owe(store, 8, "alert", kind="alert")
    claim(store)
    store.recover(NOW)
    assert store.resend_unknown(NOW + MINUTE - MINUTE / 2, older_than=MINUTE, most=3) == 0
    assert store.resend_unknown(NOW + MINUTE, older_than=MINUTE, most=3, kinds=("digest",)) == 1
    assert store.park_unknown(NOW, kinds=("alert",), reason="may have arrived") == 1
    assert store.owing() == {"parked": 1, "pending": 1}


def test_a_message_in_doubt_is_not_sent_again_to_who_has_blocked_us(store: Store) -> None:
    owe(store, 7, "one")
    claim(store)
    store.recover(NOW)
    store.deactivate(7, "blocked", NOW)
    assert store.resend_unknown(NOW + HOUR, older_than=MINUTE, most=3) == 0
    assert store.owing() == {"cancelled": 1}


def test_claimers_side_by_side_never_share_a_chat(store: Store) -> None:
    for telegram_id in range(8):
        owe(store, telegram_id, *(f"{telegram_id}/{part}" for part in range(4)))
    sent: list[str] = []

    def work(name: int) -> None:
        for turn in range(40):
            for owed in store.claim(NOW, limit=3, lease=f"{name}.{turn}", lease_until=NOW + HOUR):
                flying = Counter(chat for _, chat, state in rows(store) if state == "sending")
                assert flying[owed.address.chat] == 1
                sent.append(owed.message.text)
                assert settle(store, owed, "sent")

    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(work, name) for name in range(4)]:
            done.result()
    assert Counter(sent) == {f"{chat}/{part}": 1 for chat in range(8) for part in range(4)}
    for chat in range(8):
        assert [text for text in sent if text.startswith(f"{chat}/")] == [f"{chat}/{part}" for part in range(4)]


def test_planners_side_by_side_plan_each_slot_once(store: Store) -> None:
    chat = meet(store, 7)
    subscription = store.subscribe(chat.id, time(7, 30), "UTC", EVERY_DAY, (), NOW, NOW)

    def plan(day: int) -> bool:
        current = replace(subscription, next_slot_at=NOW + day * DAY)
        slot = make.slot(NOW + day * DAY)
        return store.plan(current, slot, [Message(f"day {day}"), Message("2")], [], NOW + (day + 1) * DAY, NOW)

    with ThreadPoolExecutor(4) as pool:
        for day in range(10):
            assert Counter(pool.map(plan, [day] * 4)) == {True: 1, False: 3}
    assert store.owing() == {"pending": 20}


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("owe"), st.integers(0, 3), st.integers(1, 3)),
        st.tuples(st.just("claim"), st.integers(1, 4), st.just(0)),
        st.tuples(st.just("settle"), st.integers(0, 9), st.sampled_from(["sent", "pending", "unknown", "dead"])),
        st.tuples(st.just("recover"), st.just(0), st.just(0)),
        st.tuples(st.just("resend"), st.just(0), st.just(0)),
        st.tuples(st.just("block"), st.integers(0, 3), st.just(0)),
        st.tuples(st.just("unblock"), st.integers(0, 3), st.just(0)),
    ),
    min_size=5,
    max_size=30,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_whatever_happens_a_chat_has_one_message_on_its_way_and_keeps_its_order(store: Store, steps: list) -> None:
    world = _World(store)
    for verb, one, other in steps:
        getattr(world, verb)(one, other)
        world.check()
    world.end()


class _World:
    """Three Telegram chats, one of them with two topics, and a sender to whom everything may happen."""

    addresses = (Address(7), Address(8), Address(-100, 1), Address(-100, 2))

    def __init__(self, store: Store) -> None:
        empty(store)
        self.store = store
        self.now = NOW
        self.turn = 0
        self.flying: list[Owed] = []
        self.chats = [meet(store, at.chat, at.topic) for at in self.addresses]

    def owe(self, which: int, how_many: int) -> None:
        self.store.owe(self.chats[which].id, [Message("x")] * how_many, "digest", self.now)

    def claim(self, limit: int, _: int) -> None:
        self.turn += 1
        before = rows(self.store)
        claimed = self.store.claim(self.now, limit=limit, lease=str(self.turn), lease_until=self.now + HOUR)
        for owed in claimed:
            same_chat = [(id_, state) for id_, chat, state in before if chat == owed.address.chat]
            assert min(id_ for id_, state in same_chat if state in UNFINISHED) == owed.id, "a part was overtaken"
            assert self.store.chat_at(owed.address).is_active  # type: ignore[union-attr]
        self.flying += claimed

    def settle(self, which: int, state: str) -> None:
        if self.flying:
            owed = self.flying.pop(which % len(self.flying))
            was_ours = (owed.id, "sending") in [(id_, at) for id_, _, at in rows(self.store)]
            settled = self.store.settle(owed.id, owed.lease, state=state, now=self.now, spend_attempt=True)
            assert settled is was_ours

    def recover(self, *_: int) -> None:
        self.store.recover(self.now)
        self.flying.clear()

    def resend(self, *_: int) -> None:
        self.now += HOUR
        self.store.resend_unknown(self.now, older_than=MINUTE, most=3)

    def block(self, which: int, _: int) -> None:
        self.store.deactivate(self.addresses[which].chat, "blocked", self.now)

    def unblock(self, which: int, _: int) -> None:
        self.store.reactivate(self.addresses[which].chat, self.now)

    def check(self) -> None:
        in_the_air = Counter(chat for _, chat, state in rows(self.store) if state in {"sending", "unknown"})
        assert all(count == 1 for count in in_the_air.values()), in_the_air

    def end(self) -> None:
        """Whatever states it was left in, everything is finished in the end."""
        self.recover()
        for which in range(4):
            self.unblock(which, 0)
        while [row for row in rows(self.store) if row[2] in UNFINISHED]:
            self.resend()
            self.claim(9, 0)
            assert self.flying, "something is owed that nobody can claim"
            while self.flying:
                self.settle(0, "sent")
