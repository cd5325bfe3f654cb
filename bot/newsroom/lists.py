"""What there is to read: the newest stories, searches, one story and what is told of it.

Rule: a chat sees what the sources it reads have told, in every list, number and search.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot import digest
from bot.model import Chat, Listing, Sentence, Story
from bot.newsroom.room import Room

LATEST_SPAN = timedelta(days=3)  # what "latest" looks back on
SEARCH_SPAN = timedelta(days=30)  # what a search looks back on
LISTED = 50  # stories a list holds at most


class Lists(Room):
    """The part of the newsroom that is read."""

    def latest(self, chat: Chat, words: str, now: datetime) -> Listing:
        """The newest stories, with all of `words` if any are given; remembered as the chat's numbered list."""
        return self._store.save_listing(chat.id, words, [story.id for story in self.recent(words, now, chat)], now)

    def recent(self, words: str, now: datetime, chat: Chat | None = None) -> tuple[Story, ...]:
        """The same stories, remembered by nobody; without a chat, those of the sources that everybody reads."""
        since = now - (SEARCH_SPAN if words else LATEST_SPAN)
        chat_id = chat.id if chat else None
        found = self._store.stories(since=since, words=words, limit=LISTED, chat_id=chat_id)
        if not found and not words:
            found = self._store.stories(since=now - SEARCH_SPAN, limit=LISTED, chat_id=chat_id)
        return digest.latest_first(found)

    def listing(self, listing_id: int) -> Listing | None:
        """A list that was shown."""
        return self._store.listing(listing_id)

    def last_listing(self, chat: Chat) -> Listing | None:
        """The list the chat was shown last: what "3" means."""
        return self._store.last_listing(chat.id)

    def stories(self, story_ids: Sequence[int], chat: Chat | None = None) -> tuple[Story, ...]:
        """These stories in this order as the chat may see them, without those that are gone or not for it."""
        return self._store.stories_by_id(story_ids, chat.id if chat else None)

    def story(self, story_id: int, chat: Chat | None = None) -> Story | None:
        """One story as the chat may see it; without a chat, what the sources that everybody reads tell of it."""
        return self._store.story(story_id, chat.id if chat else None)

    def tell(self, story: Story, sentences: int) -> tuple[Sentence, ...]:
        """The sentences that tell a story; none while only its headline is known."""
        return digest.tell(story, sentences)
