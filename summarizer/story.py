"""Several articles about one event -> one summary that says who wrote which sentence.

Rule to remember: the articles come oldest first, so what two sources say alike is said by the one that said it first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from summarizer.prose import Prose, read_prose
from summarizer.summary import count_words
from summarizer.vectors import Floats, Rows

STORY_VERSION = "story-1"
_RELEVANCE = 0.7  # lambda of MMR (Carbonell and Goldstein 1998); the rest is the price of saying something again


class Telling(Protocol):
    """One source's text about the event."""

    @property
    def title(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def language(self) -> str: ...


@dataclass(frozen=True, slots=True)
class StorySentence:
    """A chosen sentence, word for word: `text` is `articles[article].text[start:end]`."""

    text: str
    article: int
    start: int
    end: int
    rank: int
    score: float


@dataclass(frozen=True, slots=True)
class StorySummary:
    """The chosen sentences in reading order."""

    sentences: tuple[StorySentence, ...]

    @property
    def text(self) -> str:
        return " ".join(sentence.text for sentence in self.sentences)


def summarize_story(articles: Sequence[Telling], *, sentences: int = 3, words: int | None = None) -> StorySummary:
    """The best sentences of all articles (oldest first), in reading order, nothing said twice.

    Those nearest to what all articles are about, less what is already said (centroid and MMR). `words`, when given, decides
    instead of `sentences`: as many of the best as fit, and one at least. A longer summary contains the shorter one.
    """
    ranked = rank_story(articles)
    best = ranked[: max(sentences, 0)] if words is None else _that_fit(ranked, words)
    return StorySummary(tuple(sorted(best, key=lambda sentence: (sentence.article, sentence.start))))


def rank_story(articles: Sequence[Telling], *, most: int = 40) -> tuple[StorySentence, ...]:
    """The best sentences of all articles, best first, at most `most`."""
    told = [read_prose(article.text, title=article.title, language=article.language or None) for article in articles]
    places = [(article, index) for article, prose in enumerate(told) for index in range(len(prose.sentences))]
    if not places:
        return ()
    rows = Rows([told[article].terms[index] for article, index in places])
    return tuple(
        _as_sentence(told[places[place][0]], places[place], rank=rank, score=score)
        for rank, (place, score) in enumerate(_choose(_relevance(rows), rows, most))
    )


def _relevance(rows: Rows) -> Floats:
    total = rows.total()
    return rows.dot(total / max(float(np.linalg.norm(total)), 1e-9))


def _choose(relevance: Floats, rows: Rows, most: int) -> list[tuple[int, float]]:
    chosen: list[tuple[int, float]] = []
    said, waiting = np.zeros(rows.height), relevance.copy()
    for _ in range(min(most, rows.height)):
        marginal = _RELEVANCE * waiting - (1 - _RELEVANCE) * said
        best = int(np.argmax(marginal))
        chosen.append((best, float(marginal[best])))
        waiting[best] = -np.inf
        said = np.maximum(said, rows.similar_to(best))
    return chosen


def _as_sentence(prose: Prose, place: tuple[int, int], *, rank: int, score: float) -> StorySentence:
    article, index = place
    start, end = prose.spans[index]
    return StorySentence(prose.sentences[index], article, start, end, rank, score)


def _that_fit(ranked: Sequence[StorySentence], words: int) -> Sequence[StorySentence]:
    left = words
    for count, sentence in enumerate(ranked):
        left -= count_words(sentence.text)
        if left < 0:
            return ranked[: max(count, 1)]
    return ranked
