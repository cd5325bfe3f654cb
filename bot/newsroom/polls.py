"""One source asked, and what came of it written down: the same way when it is added and ever after.

Rule: what a poll brought, when it is due again, and who is told of it stand in one transaction.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from bot import ingest
from bot.errors import Unreadable
from bot.ingest import DocumentKind, discovery, polling
from bot.ingest.outcomes import Fetched, Outcome
from bot.ingest.polling import Decision, Event
from bot.ingest.readers import Document, Poison, Read, Readout
from bot.message import Message
from bot.model import Polling, Prepared, SourceKind
from bot.newsroom import notices
from bot.newsroom.intake import Intakes
from bot.newsroom.room import chance_for
from bot.store import Admitted

_MOST_SHOWN = 500  # of a source's articles that a feed may show again
_NO_FEED = Unreadable("There is a page at this address, but no feed any more. Look for the feed's new address.")
_SET_ASIDE = Unreadable(
    "What is there was set aside, because reading it failed twice. It is read again once it changes."
)


class Polls(Intakes):
    """The part of the newsroom that knows what an answer of a source means."""

    def _document(self, known: Polling, outcome: Outcome) -> Document | None:
        """What readers must look at before the poll can be settled; None when that can be done at once."""
        if not isinstance(outcome, Fetched) or known.source.kind is SourceKind.PAGE:
            return None
        if polling.is_unchanged(known, outcome.content) or polling.is_set_aside(known, outcome.content):
            return None
        stored = frozenset[str]() if known.is_first else self._store.whole_keys(known.source.id, _MOST_SHOWN)
        return Document.fetched(known.source.url, outcome, stored)

    def _decide(self, known: Polling, outcome: Outcome, readout: Readout | None, now: datetime) -> Decision:
        """What follows from an answer, `readout` being what came of its document if it had to be read."""
        chance = chance_for(known.source.id, now)
        decision = polling.decide(known, outcome, _meaning(known, outcome, readout), now=now, chance=chance)
        moved_to = decision.polling.source.url
        if moved_to != known.source.url and self._store.source_by_url(moved_to) is not None:
            # Another source has that address already. Both are asked as before, and stories are told once all the same.
            stays = replace(decision.polling, source=replace(decision.polling.source, url=known.source.url))
            return Decision(stays, None if decision.event is Event.MOVED else decision.event)
        return decision

    def _settle(self, known: Polling, outcome: Outcome, readout: Readout | None, now: datetime) -> Admitted:
        """Write down what came of a poll."""
        decision = self._decide(known, outcome, readout, now)
        prepared = _prepared(known, outcome, readout)
        return self._store.record_poll(decision.polling, prepared, now, told=self._told(decision, now))

    def _told(self, decision: Decision, now: datetime) -> Mapping[int, tuple[Message, ...]]:
        """What the chats that follow the source are told; sources that everybody reads are the operator's concern."""
        if decision.event is None:
            return {}
        notices.log_event(decision)
        source = decision.polling.source
        if source.is_shared:
            return {}
        chats = filter(None, map(self._store.chat, self._store.followers(source.id)))
        return {chat.id: (notices.tell(decision, now, chat.zone or "UTC"),) for chat in chats}


def _meaning(known: Polling, outcome: Outcome, readout: Readout | None) -> ingest.Reading | Unreadable | Poison | None:
    """What the answer says, in the decider's terms; None is nothing new."""
    if not isinstance(outcome, Fetched):
        return None
    if known.source.kind is SourceKind.PAGE:
        return None if polling.is_unchanged(known, outcome.content) else _front_page(outcome)
    if readout is None:
        return _SET_ASIDE if polling.is_set_aside(known, outcome.content) else None
    if not isinstance(readout, Read):
        return readout
    return readout.reading if readout.reading.kind is DocumentKind.FEED else _NO_FEED


def _prepared(known: Polling, outcome: Outcome, readout: Readout | None) -> tuple[Prepared, ...]:
    """The articles in the answer."""
    meaning = _meaning(known, outcome, readout)
    if not isinstance(meaning, ingest.Reading):
        return ()
    if isinstance(readout, Read):
        # All of them, in their order: how many are known tells news from a source that has renamed its articles.
        new = {one.draft.key: one for one in readout.prepared}
        return tuple(new.get(draft.key) or ingest.as_stored(draft) for draft in meaning.drafts)
    return tuple(ingest.prepare(draft) for draft in meaning.drafts)


def _front_page(outcome: Fetched) -> ingest.Reading | Unreadable:
    reading = discovery.articles_on(outcome.content, outcome.url)
    if not reading.drafts:
        return Unreadable("The page leads to no articles any more. Look for the site's new front page, or for a feed.")
    return reading
