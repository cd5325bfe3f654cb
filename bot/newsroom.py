"""Everything the bot can do, in synchronous calls: the one door for commands, scheduler and command line.

Rule: it brings rooms together and holds no logic of its own; the time is always given.
"""

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from bot import digest, ingest, schedule, stories
from bot.ingest import Reading
from bot.model import (
    Chat,
    Digest,
    Draft,
    Incoming,
    Length,
    Listing,
    QuietDay,
    Sentence,
    Slot,
    Source,
    SourceKind,
    Story,
    Subscription,
)
from bot.store import Store

LATEST_SPAN = timedelta(days=3)  # what "latest" looks back on
SEARCH_SPAN = timedelta(days=30)  # what a search looks back on
LISTED = 50  # stories a list holds at most
DIGEST_STORIES = 7  # stories a digest holds at most
DIGEST_SPAN = timedelta(days=3)  # what a digest looks back on; what was told is left out anyway
_UNNAMED = "Imported"  # the source of documents that don't say who printed them
_CANDIDATES = 500  # stories a digest chooses from


@dataclass(frozen=True, slots=True)
class Intake:
    """What came of admitting articles."""

    new: int = 0
    completed: int = 0  # headlines and teasers whose whole article came
    known: int = 0

    def __add__(self, other: "Intake") -> "Intake":
        """Both together."""
        return Intake(self.new + other.new, self.completed + other.completed, self.known + other.known)


class Newsroom:
    """The use cases. Safe to call from several threads; every call is durable when it returns."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._grouping = threading.Lock()  # two groupings at once could open two stories for one event

    # --- articles come in ------------------------------------------------------------------------------------

    def source(self, kind: SourceKind, url: str, *, title: str, language: str | None = None, now: datetime) -> Source:
        """The source with this URL, made if it is new."""
        return self._store.add_source(kind, url, title=title, language=language, now=now)

    def admit(self, source: Source, drafts: Iterable[Draft], now: datetime) -> Intake:
        """Store articles, ranked and placed in stories; known ones change nothing. Any number, any order."""
        admitted = self._store.admit(source.id, [ingest.prepare(draft) for draft in drafts], now)
        self.place_new(now)
        return Intake(len(admitted.new), len(admitted.completed), admitted.known)

    def take(self, reading: Reading, now: datetime, *, name: str | None = None) -> Intake:
        """Store what was read from a document, under the source it names itself, or `name` if given.

        Importing twice changes nothing: the source is known by its title, the articles by their keys.
        """
        for hint in reading.sources:
            self.source(SourceKind.FEED, hint.url, title=hint.title, language=hint.language, now=now)
        if not reading.drafts:
            return Intake()
        title = name or reading.title or _UNNAMED
        url = f"import:{title.casefold()}"
        source = self.source(SourceKind.FILE, url, title=title, language=reading.language, now=now)
        return self.admit(source, reading.drafts, now)

    def place_new(self, now: datetime) -> int:
        """Give every article that has none its story; how many there were."""
        with self._grouping:
            arrivals = self._store.unplaced()
            if arrivals:
                oldest = min(article.published_at for article in arrivals)
                window = self._store.window(oldest - stories.WINDOW)
                self._store.place(stories.assign(window, arrivals), now)
        return len(arrivals)

    def rank_stale(self, limit: int = 200) -> int:
        """Rank again what an older method ranked; how many there were. Readers notice nothing but better summaries."""
        stale = self._store.stale(ingest.RANKING_VERSION, limit)
        self._store.save_rankings({article.id: ingest.rank_again(article) for article in stale})
        return len(stale)

    # --- chats -----------------------------------------------------------------------------------------------

    def meet(self, incoming: Incoming, now: datetime) -> Chat:
        """The chat this came from, made if it is new."""
        language = incoming.person.language if incoming.person else "en"
        return self._store.meet(incoming.address, incoming.kind, incoming.chat_title, language, now)

    def ask(self, chat: Chat, question: str) -> Chat:
        """Remember what the chat was asked; the empty question forgets."""
        return chat if chat.asked == question else self._store.change_chat(chat.id, asked=question)

    def set_zone(self, chat: Chat, zone: str) -> Chat:
        """The zone in which the chat reads times. Its subscriptions keep theirs."""
        return self._store.change_chat(chat.id, zone=zone)

    def set_length(self, chat: Chat, length: Length) -> Chat:
        """How much the chat reads of each story."""
        return self._store.change_chat(chat.id, length=length)

    def set_quiet_day(self, chat: Chat, quiet_day: QuietDay) -> Chat:
        """What the chat's digests do when there is nothing new."""
        return self._store.change_chat(chat.id, quiet_day=quiet_day)

    # --- reading ---------------------------------------------------------------------------------------------

    def latest(self, chat: Chat, words: str, now: datetime) -> Listing:
        """The newest stories, with all of `words` if any are given; remembered as the chat's numbered list."""
        return self._store.save_listing(chat.id, words, [story.id for story in self.recent(words, now)], now)

    def recent(self, words: str, now: datetime) -> tuple[Story, ...]:
        """The same stories, remembered by nobody."""
        since = now - (SEARCH_SPAN if words else LATEST_SPAN)
        found = self._store.stories(since=since, words=words, limit=LISTED)
        if not found and not words:
            found = self._store.stories(since=now - SEARCH_SPAN, limit=LISTED)
        return digest.latest_first(found)

    def listing(self, listing_id: int) -> Listing | None:
        """A list that was shown."""
        return self._store.listing(listing_id)

    def last_listing(self, chat: Chat) -> Listing | None:
        """The list the chat was shown last: what "3" means."""
        return self._store.last_listing(chat.id)

    def stories(self, story_ids: Sequence[int]) -> tuple[Story, ...]:
        """These stories in this order, without those that are gone."""
        return self._store.stories_by_id(story_ids)

    def story(self, story_id: int) -> Story | None:
        """One story."""
        return self._store.story(story_id)

    def tell(self, story: Story, sentences: int) -> tuple[Sentence, ...]:
        """The sentences that tell a story; none while only its headline is known."""
        return digest.tell(story, sentences)

    def read_text(self, chat: Chat, text: str, now: datetime) -> Story:
        """A text somebody sent, as a story of its own (id 0) that this chat alone can see; kept, so buttons go on working."""
        source = self.source(SourceKind.SENT, f"sent:{chat.id}", title="Your text", now=now)
        draft = ingest.read_message(text)
        self._store.admit(source.id, [ingest.prepare(draft)], now)
        article = self._store.article_by_key(source.id, draft.key)
        assert article is not None  # admitted one line above, or earlier
        return Story(0, (article,))

    def sent_text(self, chat: Chat, article_id: int) -> Story | None:
        """A text this chat sent earlier; None for every other article."""
        article = self._store.article(article_id)
        return Story(0, (article,)) if article and article.source.url == f"sent:{chat.id}" else None

    # --- subscriptions ---------------------------------------------------------------------------------------

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

    # --- digests ---------------------------------------------------------------------------------------------

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
        """The newest slot that is due gets its digest; those missed before it are recorded as superseded."""
        *missed, slot = schedule.slots_due(subscription, now)
        if missed:
            self._store.supersede(subscription, missed, slot.due_at, now)
            subscription = replace(subscription, next_slot_at=slot.due_at)
        chat = self._store.chat(subscription.chat_id)
        assert chat is not None  # a subscription goes with its chat
        value = self._compose(slot, subscription.zone, chat, subscription.words, now)
        messages = digest.render.delivered(value, chat.quiet_day, days=len(missed) + 1)
        coming = schedule.next_slot(subscription.at, subscription.zone, subscription.weekdays, now)
        self._store.plan(subscription, slot, messages, digest.told_by(value), coming.due_at, now)

    def _compose(self, slot: Slot, zone: str, chat: Chat | None, words: tuple[str, ...], now: datetime) -> Digest:
        """What this chat would be told now; no chat is one that was told nothing and has changed no setting."""
        candidates = self._store.stories(since=now - DIGEST_SPAN, words=" ".join(words), limit=_CANDIDATES)
        told = self._store.told(chat.id, since=now - SEARCH_SPAN) if chat else frozenset()
        length = chat.length if chat else Length.MEDIUM
        chosen = digest.select(candidates, told, most=DIGEST_STORIES, now=now)
        return digest.compose(slot, zone, chosen, sentences=length.digest_sentences)
