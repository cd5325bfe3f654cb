"""Chats are met, blocked, come back and move; nothing of theirs is lost on the way."""

import itertools
from dataclasses import replace
from datetime import time, timedelta

import pytest

from bot.message import Message
from bot.model import EVERY_DAY, Address, Chat, ChatKind, Length, QuietDay, Subscription
from bot.store import Store
from tests import make
from tests.make import DAY, HOUR, NOW

OLD, NEW = -555, -1001555


def meet(store: Store, telegram_id: int = 7, topic: int = 0, kind: ChatKind = ChatKind.PRIVATE) -> Chat:
    return store.meet(Address(telegram_id, topic), kind, "Amina", "en", NOW)


def subscribe(store: Store, chat: Chat, at: time = time(7, 30)) -> Subscription:
    return store.subscribe(chat.id, at, "Asia/Dhaka", EVERY_DAY, (), NOW, NOW)


def claimed_texts(store: Store) -> list[str]:
    """What is sent when everything that can be claimed is claimed and arrives."""
    texts: list[str] = []
    while rows := store.claim(NOW + DAY, limit=9, lease="L", lease_until=NOW + 2 * DAY):
        for owed in rows:
            texts.append(owed.message.text)
            store.settle(owed.id, "L", state="sent", now=NOW + DAY, spend_attempt=True)
    return texts


def test_a_chat_is_met_once_and_its_title_kept_up_to_date(store: Store) -> None:
    chat = meet(store)
    again = store.meet(Address(7), ChatKind.PRIVATE, "Amina R.", "bn", NOW + HOUR)
    assert (again.id, again.title, again.language) == (chat.id, "Amina R.", "en")
    assert store.chat(chat.id) == store.chat_at(Address(7)) == again
    assert store.chat_at(Address(8)) is None


def test_the_topics_of_a_forum_have_their_own_settings(store: Store) -> None:
    one, two = meet(store, NEW, 1), meet(store, NEW, 2)
    store.change_chat(one.id, length=Length.LONG, quiet_day=QuietDay.SILENT, zone="Asia/Dhaka", asked="zone")
    assert store.chat(one.id) == Chat(
        one.id,
        Address(NEW, 1),
        ChatKind.PRIVATE,
        "Amina",
        "en",
        "Asia/Dhaka",
        Length.LONG,
        QuietDay.SILENT,
        asked="zone",
    )
    assert store.chat(two.id) == two


def test_changing_a_chat_that_does_not_exist_is_an_error(store: Store) -> None:
    with pytest.raises(KeyError):
        store.change_chat(10**9, zone="UTC")


def test_a_blocked_chat_gets_no_more_digests_in_any_topic(store: Store) -> None:
    chats = [meet(store, NEW, topic) for topic in (0, 1, 2)]
    for chat in chats:
        subscribe(store, chat)
        store.owe(chat.id, [Message(f"topic {chat.address.topic}")], "digest", NOW)
    store.deactivate(NEW, "bot was blocked by the user", NOW)
    assert store.due(NOW) == ()
    assert store.next_due() is None
    assert claimed_texts(store) == []
    assert store.owing() == {"cancelled": 3}
    assert not any(chat.is_active for chat in map(store.chat, [chat.id for chat in chats]) if chat)


def test_a_chat_that_comes_back_has_its_subscriptions_but_not_what_it_missed(store: Store) -> None:
    chat = meet(store)
    subscription = subscribe(store, chat)
    store.owe(chat.id, [Message("first"), Message("second")], "digest", NOW)
    (owed,) = store.claim(NOW, limit=9, lease="L", lease_until=NOW + HOUR)
    store.deactivate(7, "blocked", NOW)
    store.settle(owed.id, "L", state="pending", now=NOW, spend_attempt=False)
    assert claimed_texts(store) == []
    store.reactivate(7, NOW + HOUR)
    assert claimed_texts(store) == []
    assert store.subscriptions(chat.id) == (subscription,)
    assert store.due(NOW) == (subscription,)
    assert meet(store).is_active


def test_meeting_a_blocked_chat_does_not_make_it_active(store: Store) -> None:
    meet(store)
    store.deactivate(7, "blocked", NOW)
    assert not meet(store).is_active


def test_a_held_chat_waits_and_the_others_go_on(store: Store) -> None:
    for chat in (meet(store, 7), meet(store, 8)):
        store.owe(chat.id, [Message(str(chat.address.chat))], "digest", NOW)
    store.hold_chat(7, NOW + HOUR)
    store.hold_chat(7, NOW + timedelta(minutes=1))
    assert [owed.address.chat for owed in store.claim(NOW, limit=9, lease="L", lease_until=NOW + HOUR)] == [8]
    assert store.next_owed_at() == NOW + HOUR
    assert [owed.address.chat for owed in store.claim(NOW + HOUR, limit=9, lease="L", lease_until=NOW + DAY)] == [7]


ORDERS = sorted(itertools.permutations(("told in the old", "told in the new", "new writes", "old writes late")))


def test_a_group_that_moves_loses_nothing_in_whatever_order_it_is_told(store: Store) -> None:
    for number, order in enumerate(ORDERS):
        group, supergroup = OLD - number, NEW - number
        chat = meet(store, group, kind=ChatKind.GROUP)
        store.change_chat(chat.id, zone="Asia/Dhaka")
        subscription = subscribe(store, chat)
        store.owe(chat.id, [Message(f"owed {number}")], "digest", NOW)
        listing = store.save_listing(chat.id, "", [1], NOW)
        for event in order:
            if event == "new writes":
                meet(store, supergroup, kind=ChatKind.SUPERGROUP)
            elif event == "old writes late":
                meet(store, group, kind=ChatKind.GROUP)
            else:
                store.migrate(group, supergroup, NOW)
        moved = store.chat_at(Address(supergroup))
        assert moved is not None, order
        assert store.chat_at(Address(group)) == moved, order
        assert (moved.zone, moved.kind) == ("Asia/Dhaka", ChatKind.SUPERGROUP), order
        assert [found.id for found in store.subscriptions(moved.id)] == [subscription.id], order
        assert store.last_listing(moved.id) == replace(listing, chat_id=moved.id), order
        assert claimed_texts(store) == [f"owed {number}"], order


def test_two_chats_that_become_one_keep_what_both_had_once(store: Store) -> None:
    source = store.add_source(make.source().kind, "x", title="X", now=NOW)
    told = [one.id for one in store.admit(source.id, [make.prepared(make.draft(t)) for t in "abc"], NOW).new]
    old, new = meet(store, OLD, kind=ChatKind.GROUP), meet(store, NEW, kind=ChatKind.SUPERGROUP)
    for chat, ids in ((old, told[:2]), (new, told[1:])):
        both = subscribe(store, chat)
        assert store.plan(both, make.slot(), [Message("digest")], ids, NOW + DAY, NOW)
    subscribe(store, new, time(20, 0))
    store.migrate(OLD, NEW, NOW)
    chat = store.chat_at(Address(NEW))
    assert chat is not None
    assert [found.at for found in store.subscriptions(chat.id)] == [time(7, 30), time(20, 0)]
    assert store.told(chat.id) == frozenset(told)
    assert claimed_texts(store) == ["digest"]
    assert store.owing() == {"cancelled": 1, "sent": 1}


def test_what_was_set_in_the_new_chat_stands_after_the_move(store: Store) -> None:
    old, new = meet(store, OLD, kind=ChatKind.GROUP), meet(store, NEW, kind=ChatKind.SUPERGROUP)
    store.change_chat(old.id, zone="Asia/Dhaka", length=Length.SHORT)
    store.change_chat(new.id, zone="Europe/Berlin", length=Length.LONG)
    store.migrate(OLD, NEW, NOW)
    chat = store.chat_at(Address(NEW))
    assert chat is not None
    assert (chat.zone, chat.length) == ("Europe/Berlin", Length.LONG)


def test_a_group_that_moves_while_a_message_is_on_its_way_is_sent_nothing_twice(store: Store) -> None:
    chat = meet(store, OLD, kind=ChatKind.GROUP)
    store.owe(chat.id, [Message("one"), Message("two")], "digest", NOW)
    (owed,) = store.claim(NOW, limit=9, lease="L", lease_until=NOW + HOUR)
    meet(store, NEW, kind=ChatKind.SUPERGROUP)
    store.migrate(OLD, NEW, NOW)
    assert store.claim(NOW, limit=9, lease="M", lease_until=NOW + HOUR) == ()
    assert store.settle(owed.id, "L", state="pending", now=NOW, spend_attempt=False)
    (again,) = store.claim(NOW, limit=9, lease="M", lease_until=NOW + HOUR)
    assert (again.id, again.address, again.message.text) == (owed.id, Address(NEW), "one")
