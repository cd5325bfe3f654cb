"""The default ranker: measured features, weighed, and taken best first, each time less what was already said.

Rule to remember: the order is greedy, so the best k+1 sentences contain the best k; the numbers are in data/news.json.
"""

import functools
import heapq
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import islice
from typing import NamedTuple

import numpy as np

from summarizer.features import FEATURES, Reading, measure
from summarizer.prose import Prose
from summarizer.vectors import SAME, Floats, Rows

_CAREFUL = 12  # sentences chosen with a look at all chosen before; the rest of a long text follows by score
_LATE = 0.38  # the share of the text from which on the late weights count in full
_REPETITION = 1_000.0  # more than any score


@dataclass(frozen=True, slots=True)
class Weights:
    """What each feature counts for: `early`, plus `late` as the text is used up.

    `redundancy` is the price of saying again what a chosen sentence says (times their cosine).
    """

    version: str
    redundancy: float
    early: Mapping[str, float]
    late: Mapping[str, float]

    def at(self, late: float) -> dict[str, float]:
        """What each feature counts for when the late weights count so much."""
        return {name: weight + late * self.late.get(name, 0.0) for name, weight in self.early.items()}


def late_at(chosen: float) -> float:
    """How much the late weights count, from the share of the text that is chosen once this sentence is.

    How much is asked for decides what a sentence must be like: three sentences of thirty are a lead's, half of a text is what all of it
    is about.
    """
    return min(1.0, chosen / _LATE) ** 2


@functools.cache
def news_weights() -> Weights:
    read = json.loads(files("summarizer").joinpath("data/news.json").read_text(encoding="utf-8"))
    unknown = sorted({*read["early"], *read["late"]} - set(FEATURES))
    if unknown:
        raise ValueError(
            f"news.json weighs features that nothing measures: {', '.join(unknown)}. Known: {', '.join(FEATURES)}."
        )
    return Weights(**read)


class Pick(NamedTuple):
    """A sentence when its turn came."""

    sentence: int  # its index
    score: float
    late: float  # how much the late weights counted
    repeated: float  # its largest cosine to a sentence chosen before


def rank_news(prose: Prose) -> Iterator[tuple[int, float]]:
    """The indices of all sentences, best first, each with its score when it was chosen; only as many as are asked for cost time."""
    if prose.sentences:
        reading, features = _measure(prose)
        for pick in _take_in_turn(Scores(reading, features, news_weights()), reading):
            yield pick.sentence, pick.score


def weigh_picks(prose: Prose, count: int) -> list[tuple[Pick, dict[str, float]]]:
    """The first `count` picks, each with what every feature added to its score beyond what it adds to a sentence on average."""
    weights = news_weights()
    if not prose.sentences:
        return []
    reading, features = _measure(prose)
    picks = islice(_take_in_turn(Scores(reading, features, weights), reading), count)
    return [
        (
            pick,
            {
                name: weight * float(features[name][pick.sentence] - features[name].mean())
                for name, weight in weights.at(pick.late).items()
            },
        )
        for pick in picks
    ]


def _measure(prose: Prose) -> tuple[Reading, Mapping[str, Floats]]:
    reading = Reading(prose, Rows(prose.terms))
    return reading, measure(reading, news_weights().early)


class Scores:
    """What each sentence is worth now: the weights change as more of the text is chosen."""

    def __init__(self, reading: Reading, features: Mapping[str, Floats], weights: Weights) -> None:
        self._early, self._late = (_weigh(features, table) for table in (weights.early, weights.late))
        self._shares = reading.shares.tolist()
        self._chosen = 1 / max(len(self._shares), 1)  # the sentence about to be chosen counts as one of mean length
        self._redundancy = weights.redundancy

    @property
    def late(self) -> float:
        return late_at(self._chosen)

    def choose(self, index: int) -> None:
        self._chosen += self._shares[index]

    def now(self, said: Floats) -> Floats:
        """Less the price of repetition, for sentences that say so much of what was chosen."""
        values = self._early + self.late * self._late - self._redundancy * said
        if said.max(initial=0.0) > SAME:
            values -= _REPETITION * (said > SAME)
        return values


def _weigh(features: Mapping[str, Floats], table: Mapping[str, float]) -> Floats:
    """Not a matrix product: it rounds the last sentences differently, and what ties must go on to tie."""
    weighed = np.array([features[name] for name in table]) * np.array([*table.values()])[:, np.newaxis]
    return np.asarray(weighed.sum(axis=0), dtype=np.float64)


def _take_in_turn(scores: Scores, reading: Reading) -> Iterator[Pick]:
    """Best first; a sentence that leans on another waits for it; one that says what a chosen one says comes last.

    Lifting a sentence that a better one leans on was tried: no set gained, Bengali lost 0.6 R1.
    """
    rows, followers = reading.rows, _followers(reading.prose.leans_on)
    barred, said = np.zeros(rows.height), np.zeros(rows.height)
    barred[[index for waiting in followers.values() for index in waiting]] = -np.inf
    for _ in range(min(_CAREFUL, rows.height)):
        values = scores.now(said)
        best = int((values + barred).argmax())
        yield Pick(best, float(values[best]), scores.late, float(said[best]))
        scores.choose(best)
        barred[best] = -np.inf
        if best in followers:
            barred[followers.pop(best)] = 0.0
        said = np.maximum(said, rows.similar_to(best))
    values = scores.now(said)
    for best in _take_rest(values + barred, values, followers):
        yield Pick(best, float(values[best]), scores.late, float(said[best]))


def _followers(leans_on: Sequence[int]) -> dict[int, list[int]]:
    followers: dict[int, list[int]] = {}
    for index, support in enumerate(leans_on):
        if support >= 0:
            followers.setdefault(support, []).append(index)
    return followers


def _take_rest(ready: Floats, values: Floats, followers: Mapping[int, Sequence[int]]) -> Iterator[int]:
    waiting = [(-float(values[index]), index) for index in np.flatnonzero(ready > -np.inf).tolist()]
    heapq.heapify(waiting)
    while waiting:
        _, index = heapq.heappop(waiting)
        yield index
        for follower in followers.get(index, ()):
            heapq.heappush(waiting, (-float(values[follower]), follower))
