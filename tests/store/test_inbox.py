"""What came in is kept until it is answered; what was said is forgotten in time."""

from bot.message import Message
from bot.model import Address, ChatKind
from bot.store import Store
from tests.make import DAY, HOUR, NOW


def test_an_update_that_comes_again_is_known(store: Store) -> None:
    assert store.take_in(5, '{"update_id": 5}', NOW)
    assert not store.take_in(5, '{"update_id": 5}', NOW)
    store.finish(5, NOW)
    assert not store.take_in(5, '{"update_id": 5}', NOW)
    assert store.waiting(10) == ()


def test_updates_wait_in_telegrams_order(store: Store) -> None:
    for update_id in (9, 7, 8, 2**40):
        store.take_in(update_id, f"raw {update_id}", NOW)
    store.finish(8, NOW)
    assert [tuple(one) for one in store.waiting(2)] == [(7, "raw 7", 0, {}), (9, "raw 9", 0, {})]
    assert [one.update_id for one in store.waiting(10)] == [7, 9, 2**40]


def test_what_was_announced_is_known_as_long_as_it_waits(store: Store) -> None:
    store.take_in(5, "three links", NOW)
    store.announce(5, {0: 71, 2: 72})
    assert store.waiting(10)[0].announced == {0: 71, 2: 72}


def test_an_update_that_fails_three_times_is_set_aside(store: Store) -> None:
    store.take_in(5, "poison", NOW)
    store.take_in(6, "fine", NOW)
    assert [store.fail(5, NOW) for _ in range(3)] == ["waiting", "waiting", "dead"]
    assert [one.update_id for one in store.waiting(10)] == [6]
    assert not store.take_in(5, "poison", NOW)


def test_answered_updates_are_forgotten_after_a_week_and_waiting_ones_never(store: Store) -> None:
    store.take_in(5, "answered", NOW)
    store.take_in(6, "waiting", NOW)
    store.finish(5, NOW)
    store.prune(NOW + 6 * DAY)
    assert not store.take_in(5, "answered", NOW + 6 * DAY)
    store.prune(NOW + 8 * DAY)
    assert store.take_in(5, "answered", NOW + 8 * DAY)
    assert [one.update_id for one in store.waiting(10)] == [5, 6]


def test_the_words_of_a_message_are_forgotten_two_days_after_it_was_sent(store: Store) -> None:
    chat = store.meet(Address(7), ChatKind.PRIVATE, "Amina", "en", NOW)
    store.owe(chat.id, [Message("secret one"), Message("secret two")], "digest", NOW)
    (owed,) = store.claim(NOW, limit=1, lease="L", lease_until=NOW + HOUR)
    store.settle(owed.id, "L", state="sent", now=NOW, spend_attempt=True, message_id=11)
    store.prune(NOW + 3 * DAY)
    with store._engine.connect() as connection:
        bodies = connection.exec_driver_sql("SELECT body FROM outbox ORDER BY id").scalars().all()
    assert bodies[0] is None
    assert "secret two" in bodies[1]
    assert store.owing() == {"pending": 1, "sent": 1}
    (owed,) = store.claim(NOW + 3 * DAY, limit=1, lease="L", lease_until=NOW + 4 * DAY)
    assert owed.message == Message("secret two")


def test_a_listing_keeps_its_numbers_for_a_month(store: Store) -> None:
    chat = store.meet(Address(7), ChatKind.PRIVATE, "Amina", "en", NOW)
    first = store.save_listing(chat.id, "flood", [3, 1, 2], NOW)
    second = store.save_listing(chat.id, "", [4], NOW + 20 * DAY)
    assert (first.story_ids, first.words, first.made_at) == ((3, 1, 2), "flood", NOW)
    assert store.listing(first.id) == first
    assert store.last_listing(chat.id) == second
    store.prune(NOW + 31 * DAY)
    assert store.listing(first.id) is None
    assert store.listing(second.id) == second
    assert store.last_listing(chat.id + 1) is None
