"""Articles come in: stored, ranked, and placed in stories.

Rule: bringing the same again changes nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot import ingest
from bot.ingest import Reading
from bot.model import Draft, Source, SourceKind
from bot.newsroom.room import Room

_UNNAMED = "Imported"  # the source of documents that don't say who printed them


@dataclass(frozen=True, slots=True)
class Intake:
    """What came of admitting articles."""

    new: int = 0
    completed: int = 0  # headlines and teasers whose whole article came
    known: int = 0

    def __add__(self, other: "Intake") -> "Intake":
        """Both together."""
        return Intake(self.new + other.new, self.completed + other.completed, self.known + other.known)


class Intakes(Room):
    """The part of the newsroom where articles come in."""

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
            source = self.source(SourceKind.FEED, hint.url, title=hint.title, language=hint.language, now=now)
            self._store.begin_polling(source.id, now)
        if not reading.drafts:
            return Intake()
        title = name or reading.title or _UNNAMED
        url = f"import:{title.casefold()}"
        source = self.source(SourceKind.FILE, url, title=title, language=reading.language, now=now)
        return self.admit(source, reading.drafts, now)

    def place_new(self, now: datetime) -> int:
        """Give every article that has none its story; how many there were."""
        return self._placing.place_new(now)

    def rank_stale(self, limit: int = 200) -> int:
        """Rank again what an older method ranked; how many there were. Readers notice nothing but better summaries."""
        stale = self._store.stale(ingest.RANKING_VERSION, limit)
        self._store.save_rankings({article.id: ingest.rank_again(article) for article in stale})
        return len(stale)
