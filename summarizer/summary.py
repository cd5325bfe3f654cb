"""What a summary is: values that say where in a text its best sentences stand.

Rule to remember: a sentence is a span; `text[start:end]` is the sentence, so a copy can never drift from its source.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice, tee
from typing import NamedTuple

# Thai, Lao, Myanmar, Khmer, kana, Han.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")


class Span(NamedTuple):
    """Where a sentence stands in its text, in characters: `text[start:end]`."""

    start: int
    end: int


class RankedSpan(NamedTuple):
    """A sentence that may speak for its text. The best has rank 0; scores compare within one text only."""

    start: int
    end: int
    rank: int
    score: float


@dataclass(frozen=True, slots=True)
class Sentence:
    """A chosen sentence, word for word: `text` is `source_text[start:end]`."""

    text: str
    start: int
    end: int
    rank: int
    score: float


@dataclass(frozen=True, slots=True)
class Summary:
    """The chosen sentences in reading order."""

    sentences: tuple[Sentence, ...]
    language: str
    method: str

    @property
    def text(self) -> str:
        return " ".join(sentence.text for sentence in self.sentences)


@dataclass(frozen=True, slots=True)
class Ranking:
    """All sentences that may speak for a text, best first: computed once, asked for any length later.

    `version` names the method and its weights: a stored ranking of another version is out of date.
    """

    spans: tuple[RankedSpan, ...]
    language: str
    method: str
    version: str

    def summarize(self, text: str, *, sentences: int = 3, words: int | None = None) -> Summary:
        """The best sentences of the text this ranking was made of, in reading order.

        `words`, when given, decides instead of `sentences`: as many of the best as fit, and one at least.
        Either way a longer summary contains the shorter one.
        """
        return Summary(choose(text, self.spans, sentences=sentences, words=words), self.language, self.method)


def choose(
    text: str, best_first: Iterable[RankedSpan], *, sentences: int, words: int | None = None
) -> tuple[Sentence, ...]:
    """The best sentences of a text in reading order: see `Ranking.summarize`. No more of them are looked at than needed."""
    looked_at, best_first = tee(best_first)
    count = sentences if words is None else count_fitting((text[s.start : s.end] for s in looked_at), words)
    best = islice(best_first, max(count, 0))
    chosen = (Sentence(text[s.start : s.end], s.start, s.end, s.rank, s.score) for s in best)
    return tuple(sorted(chosen, key=lambda sentence: sentence.start))


def count_fitting(best_first: Iterable[str], words: int) -> int:
    """How many of the sentences fit in so many words; one at least, where there is one."""
    count, left = 0, words
    for sentence in best_first:
        left -= count_words(sentence)
        if left < 0:
            return max(count, 1)
        count += 1
    return count


def count_words(text: str) -> int:
    """Words as a reader counts them: between spaces, and two characters each where a script has no spaces."""
    unspaced = len(_UNSPACED.findall(text))
    return len(_UNSPACED.sub(" ", text).split()) + (unspaced + 1) // 2
