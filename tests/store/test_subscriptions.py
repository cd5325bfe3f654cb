"""Subscriptions are due once for every slot; what a slot tells is written whole or not at all."""

from dataclasses import replace
from datetime import time
from itertools import count

import pytest

from bot.message import Button, Message, bold
from bot.model import EVERY_DAY, WEEKDAYS, Address, Chat, ChatKind, Slot, Subscription
from bot.store import Store
from tests import make
from tests.make import DAY, HOUR, NOW
from tests.store.dying import die_in

TOMORROW = make.slot(NOW + DAY)


@pytest.fixture
def chat(store: Store) -> Chat:
    return store.meet(Address(7), ChatKind.PRIVATE, "Amina", "en", NOW)


@pytest.fixture
def subscription(store: Store, chat: Chat) -> Subscription:
    return store.subscribe(chat.id, time(7, 30), "Asia/Dhaka", EVERY_DAY, (), NOW, NOW)


def articles(store: Store, *titles: str) -> list[int]:
    source = store.add_source(make.source().kind, "x", title="X", now=NOW)
    return [one.id for one in store.admit(source.id, [make.prepared(make.draft(title)) for title in titles], NOW).new]


def test_the_same_wish_twice_is_one_subscription_and_wakes_it(store: Store, chat: Chat) -> None:
    wish = (chat.id, time(7, 30), "Asia/Dhaka", WEEKDAYS, ("flood", "বন্যা"))
    first = store.subscribe(*wish, NOW, NOW)
    assert store.subscribe(*wish, NOW + DAY, NOW) == first
    assert store.change_subscription(first.id, is_paused=True).next_slot_at is None
    again = store.subscribe(*wish, NOW + DAY, NOW)
    assert again == replace(first, next_slot_at=NOW + DAY)
    assert (again.weekdays, again.words) == (WEEKDAYS, ("flood", "বন্যা"))


def test_a_chat_may_have_several_in_the_order_of_the_day(store: Store, chat: Chat) -> None:
    for at in (time(20, 0), time(7, 30), time(12, 5)):
        store.subscribe(chat.id, at, "UTC", EVERY_DAY, (), NOW, NOW)
    store.subscribe(chat.id, time(7, 30), "UTC", WEEKDAYS, (), NOW, NOW)
    found = store.subscriptions(chat.id)
    assert [one.at for one in found] == [time(7, 30), time(7, 30), time(12, 5), time(20, 0)]


def test_a_paused_subscription_is_not_due(store: Store, subscription: Subscription) -> None:
    store.change_subscription(subscription.id, is_paused=True)
    assert store.due(NOW + DAY) == ()
    assert store.next_due() is None
    woken = store.change_subscription(subscription.id, is_paused=False, next_slot_at=NOW + HOUR)
    assert store.due(NOW) == ()
    assert store.due(NOW + HOUR) == (woken,)


def test_a_subscription_that_would_never_be_due_is_a_bug(store: Store, subscription: Subscription) -> None:
    with pytest.raises(ValueError, match="next_slot_at"):
        store.change_subscription(subscription.id, next_slot_at=None)
    assert store.subscription(subscription.id) == subscription


def test_changing_one_into_another_leaves_one(store: Store, chat: Chat, subscription: Subscription) -> None:
    other = store.subscribe(chat.id, time(20, 0), "Asia/Dhaka", EVERY_DAY, (), NOW + HOUR, NOW)
    changed = store.change_subscription(subscription.id, at=time(20, 0), next_slot_at=NOW + 2 * HOUR)
    assert changed == replace(other, next_slot_at=NOW + 2 * HOUR)
    assert store.subscriptions(chat.id) == (changed,)


def test_due_are_those_whose_time_has_come_longest_overdue_first(store: Store, chat: Chat) -> None:
    for hour in (3, 1, 2, 9):
        store.subscribe(chat.id, time(hour, 0), "UTC", EVERY_DAY, (), NOW + hour * HOUR, NOW)
    assert [one.at.hour for one in store.due(NOW + 3 * HOUR)] == [1, 2, 3]
    assert [one.at.hour for one in store.due(NOW + 3 * HOUR, limit=1)] == [1]
    assert store.next_due() == NOW + HOUR


def test_a_planned_digest_is_owed_as_it_was_rendered(store: Store, chat: Chat, subscription: Subscription) -> None:
    told = articles(store, "One", "Two")
    first = bold("Good morning").with_buttons([Button("1", press="s:1"), Button("Open", url="https://a.example/")])
    assert store.plan(subscription, make.slot(), [first, Message("Part two")], told, NOW + DAY, NOW)
    (owed,) = store.claim(NOW, limit=9, lease="L", lease_until=NOW + HOUR)
    assert (owed.message, owed.part, owed.kind, owed.address) == (first, 0, "digest", Address(7))
    assert owed.slot_id is not None
    assert store.told(chat.id) == frozenset(told)
    assert store.told(chat.id, since=NOW + HOUR) == frozenset()
    assert store.due(NOW) == ()
    assert store.next_due() == NOW + DAY


def test_planning_a_slot_twice_is_planning_it_once(store: Store, chat: Chat, subscription: Subscription) -> None:
    assert store.plan(subscription, make.slot(), [Message("one")], [], NOW + DAY, NOW)
    assert not store.plan(subscription, make.slot(), [Message("one")], articles(store, "a"), NOW + DAY, NOW)
    assert store.owing() == {"pending": 1}
    assert store.told(chat.id) == frozenset()


def test_a_clock_that_goes_back_repeats_no_digest(store: Store, subscription: Subscription) -> None:
    store.plan(subscription, make.slot(), [Message("one")], [], NOW + DAY, NOW)
    back = store.change_subscription(subscription.id, next_slot_at=NOW)
    assert not store.plan(back, make.slot(), [Message("one")], [], NOW + DAY, NOW)
    assert store.owing() == {"pending": 1}
    assert store.next_due() == NOW + DAY


def test_a_digest_is_not_planned_for_what_has_changed_meanwhile(store: Store, subscription: Subscription) -> None:
    store.change_subscription(subscription.id, at=time(9, 0), next_slot_at=NOW + HOUR)
    assert not store.plan(subscription, make.slot(), [Message("one")], [], NOW + DAY, NOW)
    store.deactivate(7, "blocked", NOW)
    now_nine = store.subscription(subscription.id)
    assert now_nine is not None
    assert not store.plan(now_nine, make.slot(), [Message("one")], [], NOW + DAY, NOW)
    store.unsubscribe(subscription.id)
    assert not store.plan(now_nine, make.slot(), [Message("one")], [], NOW + DAY, NOW)
    assert store.owing() == {}


def test_a_quiet_day_is_over_without_a_message(store: Store, subscription: Subscription) -> None:
    assert store.plan(subscription, make.slot(), [], [], NOW + DAY, NOW)
    assert store.owing() == {}
    assert store.next_due() == NOW + DAY


def test_slots_that_were_slept_through_are_passed_over_once(store: Store, subscription: Subscription) -> None:
    missed = [make.slot(NOW), make.slot(NOW + DAY)]
    assert store.supersede(subscription, missed, NOW + 2 * DAY, NOW + 2 * DAY)
    assert not store.supersede(subscription, missed, NOW + 2 * DAY, NOW + 2 * DAY)
    current = replace(subscription, next_slot_at=NOW + 2 * DAY)
    assert store.plan(current, make.slot(NOW + 2 * DAY), [Message("three days")], [], NOW + 3 * DAY, NOW + 2 * DAY)
    back = store.change_subscription(subscription.id, next_slot_at=NOW)
    assert not store.plan(back, missed[0], [Message("stale")], [], NOW + 3 * DAY, NOW)
    assert store.owing() == {"pending": 1}


def plan_in_two_parts(store: Store, subscription: Subscription) -> list[int]:
    """A digest that waits to be sent; the articles it tells."""
    told = articles(store, "One", "Two")
    assert store.plan(subscription, make.slot(), [Message("one"), Message("two")], told, NOW + DAY, NOW)
    return told


def test_a_digest_that_still_waits_is_taken_back_for_the_next_one(
    store: Store, chat: Chat, subscription: Subscription
) -> None:
    plan_in_two_parts(store, subscription)
    store.owe(chat.id, [Message("an answer")], "answer", NOW)
    assert store.take_back(subscription, make.slot()) == 0, "not for itself, when the clock goes back"
    assert store.take_back(subscription, TOMORROW) == 1
    assert store.owing() == {"pending": 1, "superseded": 2}
    assert store.told(chat.id) == frozenset()
    assert store.take_back(subscription, TOMORROW) == 0


def test_a_digest_that_was_begun_is_not_taken_back(store: Store, chat: Chat, subscription: Subscription) -> None:
    told = plan_in_two_parts(store, subscription)
    (owed,) = store.claim(NOW, limit=1, lease="L", lease_until=NOW + HOUR)
    assert store.take_back(subscription, TOMORROW) == 0
    store.settle(owed.id, "L", state="pending", now=NOW, spend_attempt=True)
    assert store.take_back(subscription, TOMORROW) == 0
    (owed,) = store.claim(NOW, limit=1, lease="L", lease_until=NOW + HOUR)
    store.settle(owed.id, "L", state="sent", now=NOW, spend_attempt=True, message_id=1)
    assert store.take_back(subscription, TOMORROW) == 0
    assert store.owing() == {"pending": 1, "sent": 1}
    assert store.told(chat.id) == frozenset(told)


def test_a_digest_that_was_only_put_off_is_taken_back(store: Store, subscription: Subscription) -> None:
    plan_in_two_parts(store, subscription)
    (owed,) = store.claim(NOW, limit=1, lease="L", lease_until=NOW + HOUR)
    store.settle(owed.id, "L", state="pending", now=NOW, spend_attempt=False, not_before=NOW + 2 * DAY)
    assert store.take_back(subscription, TOMORROW) == 1


def test_digests_of_other_subscriptions_and_of_the_same_moment_stay(
    store: Store, chat: Chat, subscription: Subscription
) -> None:
    evening = store.subscribe(chat.id, time(18, 0), "Asia/Dhaka", EVERY_DAY, (), NOW, NOW)
    told = plan_in_two_parts(store, subscription)
    assert store.take_back(evening, TOMORROW) == 0
    assert store.plan(evening, make.slot(), [Message("evening")], [], NOW + DAY, NOW)
    assert store.take_back(subscription, TOMORROW) == 0
    assert store.owing() == {"pending": 3}
    assert store.told(chat.id) == frozenset(told)


def test_who_is_killed_taking_back_leaves_the_digest_whole_or_takes_all_of_it(
    store: Store, chat: Chat, subscription: Subscription
) -> None:
    told = plan_in_two_parts(store, subscription)
    url = store._engine.url.render_as_string(hide_password=False)
    store._engine.dispose()
    for statement in count(1):
        died = die_in(url, lambda other: other.take_back(subscription, TOMORROW), statement)
        seen = (store.owing(), store.told(chat.id))
        if not died:
            assert seen == ({"superseded": 2}, frozenset())
            break
        assert seen == ({"pending": 2}, frozenset(told)), f"half taken back after statement {statement}"
    assert statement > 3


def test_an_ended_subscription_sends_nothing_more(store: Store, chat: Chat, subscription: Subscription) -> None:
    store.plan(subscription, make.slot(), [Message("one"), Message("two")], [], NOW + DAY, NOW)
    assert store.unsubscribe(subscription.id)
    assert not store.unsubscribe(subscription.id)
    assert store.subscriptions(chat.id) == ()
    assert store.claim(NOW, limit=9, lease="L", lease_until=NOW + HOUR) == ()
    assert store.owing() == {"cancelled": 2}


def test_a_planner_that_is_killed_leaves_the_slot_whole_or_untouched(
    store: Store, chat: Chat, subscription: Subscription
) -> None:
    told = articles(store, "One", "Two")
    url = store._engine.url.render_as_string(hide_password=False)
    store._engine.dispose()

    def plan(other: Store) -> bool:
        return other.plan(subscription, make.slot(), [Message("one"), Message("two")], told, NOW + DAY, NOW)

    for statement in count(1):
        died = die_in(url, plan, statement)
        seen = (store.owing(), store.told(chat.id), store.next_due())
        if not died:
            assert seen == ({"pending": 2}, frozenset(told), NOW + DAY)
            break
        assert seen == ({}, frozenset(), NOW), f"half a digest after statement {statement}"
    assert statement > 6
    assert not plan(store)


def test_two_planners_plan_each_slot_once(store: Store, subscription: Subscription) -> None:
    outcomes = []
    for number in range(20):
        current = replace(subscription, next_slot_at=NOW + number * DAY)
        slot = Slot((NOW + number * DAY).date(), "07:30", NOW + number * DAY)
        coming = NOW + (number + 1) * DAY
        outcomes.append([store.plan(current, slot, [Message("x")], [], coming, NOW) for _ in range(2)])
    assert outcomes == [[True, False]] * 20
