"""Subscriptions, and the digests that come of them.

Rule: a digest is planned in one transaction, or not at all.
"""

from dataclasses import replace
from datetime import datetime, time, timedelta

from bot import digest, schedule
from bot.model import Chat, Digest, Length, Slot, Subscription
from bot.newsroom.lists import SEARCH_SPAN
from bot.newsroom.room import Room

DIGEST_STORIES = 7  # stories a digest holds at most
DIGEST_SPAN = timedelta(days=3)  # what a digest looks back on; what was told is left out anyway
_CANDIDATES = 500  # stories a digest chooses from


class Digests(Room):
    """The part of the newsroom that subscribers hear from."""

    def subscribe(self, chat: Chat, at: time, zone: str, weekdays: tuple[int, ...], now: datetime) -> Subscription:
        """A digest at this local time; the same wish again is the same subscription, running."""
        first = schedule.next_slot(at, zone, weekdays, now)
        return self._store.subscribe(chat.id, at, zone, weekdays, (), first.due_at, now)

    def subscriptions(self, chat: Chat) -> tuple[Subscription, ...]:
        """The chat's subscriptions, earliest time first."""
        return self._store.subscriptions(chat.id)

    def subscription(self, chat: Chat, subscription_id: int) -> Subscription | None:
        """One of the chat's own subscriptions; None for everybody else's."""
        found = self._store.subscription(subscription_id)
        return found if found and found.chat_id == chat.id else None

    def reschedule(self, wish: Subscription, now: datetime) -> Subscription:
        """Change time, zone, weekdays or pause of a subscription to what `wish` says."""
        due = None if wish.is_paused else schedule.next_slot(wish.at, wish.zone, wish.weekdays, now).due_at
        return self._store.change_subscription(
            wish.id, at=wish.at, zone=wish.zone, weekdays=wish.weekdays, is_paused=wish.is_paused, next_slot_at=due
        )

    def unsubscribe(self, subscription: Subscription) -> bool:
        """End a subscription; False when it had ended already."""
        return self._store.unsubscribe(subscription.id)

    def preview(self, chat: Chat, now: datetime) -> Digest:
        """The digest that would come if it came now. It counts as told to nobody."""
        running = [each for each in self.subscriptions(chat) if not each.is_paused]
        zone = running[0].zone if running else chat.zone or "UTC"
        slot = Slot(schedule.local(now, zone).date(), "now", now)
        return self._compose(slot, zone, chat, running[0].words if running else (), now)

    def sample(self, zone: str, now: datetime) -> Digest:
        """The digest of a new subscriber in this zone, now."""
        return self._compose(Slot(schedule.local(now, zone).date(), "now", now), zone, None, (), now)

    def plan_due(self, now: datetime) -> int:
        """Write every digest whose time has come into the outbox; how many slots were settled.

        Each slot is one transaction: the frozen messages, the stories told and the next slot stand together or not at
        all, so a kill loses nothing and a second planner repeats nothing.
        """
        due = self._store.due(now)
        broken: list[Exception] = []
        for subscription in due:
            try:
                self._plan(subscription, now)
            except Exception as error:  # noqa: BLE001 (raised below: one broken digest must not keep the others waiting)
                broken.append(error)
        if broken:
            raise ExceptionGroup(f"{len(broken)} of {len(due)} digests could not be planned", broken)
        return len(due)

    def next_due(self) -> datetime | None:
        """When the next digest is due."""
        return self._store.next_due()

    def _plan(self, subscription: Subscription, now: datetime) -> None:
        """The newest slot that is due gets its digest; those missed before it, or still waiting to be sent, are superseded by it."""
        *missed, slot = schedule.slots_due(subscription, now)
        taken_back = self._store.take_back(subscription, slot)  # killed after this, the slot is still due
        if missed:
            self._store.supersede(subscription, missed, slot.due_at, now)
            subscription = replace(subscription, next_slot_at=slot.due_at)
        chat = self._store.chat(subscription.chat_id)
        assert chat is not None  # a subscription goes with its chat
        value = self._compose(slot, subscription.zone, chat, subscription.words, now)
        messages = digest.render.delivered(value, chat.quiet_day, days=len(missed) + taken_back + 1)
        coming = schedule.next_slot(subscription.at, subscription.zone, subscription.weekdays, now)
        self._store.plan(subscription, slot, messages, digest.told_by(value), coming.due_at, now)

    def _compose(self, slot: Slot, zone: str, chat: Chat | None, words: tuple[str, ...], now: datetime) -> Digest:
        """What this chat would be told now; no chat is one that was told nothing and has changed no setting."""
        chat_id = chat.id if chat else None
        candidates = self._store.stories(
            since=now - DIGEST_SPAN, words=" ".join(words), limit=_CANDIDATES, chat_id=chat_id
        )
        told = self._store.told(chat.id, since=now - SEARCH_SPAN) if chat else frozenset()
        length = chat.length if chat else Length.MEDIUM
        chosen = digest.select(candidates, told, most=DIGEST_STORIES, now=now)
        return digest.compose(slot, zone, chosen, sentences=length.digest_sentences)
