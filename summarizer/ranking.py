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
from summarizer.vectors import Floats, Rows

_CAREFUL = 12  # sentences chosen with a look at all chosen before; the rest of a long text follows by score

SAME = 0.85  # cosine from which on two sentences say the same
_REPETITION = 1_000.0  # more than any score


@dataclass(frozen=True, slots=True)
class Weights:
    """What each feature counts for: `early` for the first sentence, `early` plus `late` once `share` of the text is chosen.

    `redundancy` is the price of saying again what a chosen sentence says (times their cosine).
    """

    version: str
    redundancy: float
    share: float
    early: Mapping[str, float]
    late: Mapping[str, float]

    def at(self, lateness: float) -> dict[str, float]:
        """What each feature counts for between the first sentence (0) and the last (1)."""
        return {name: weight + lateness * self.late.get(name, 0.0) for name, weight in self.early.items()}


@functools.cache
def news_weights() -> Weights:
    read = json.loads(files("summarizer").joinpath("data/news.json").read_text(encoding="utf-8"))
    unknown = sorted({*read["early"], *read["late"]} - set(FEATURES))
    if unknown:
        raise ValueError(
            f"news.json weighs features that nothing measures: {', '.join(unknown)}. Known: {', '.join(FEATURES)}."
        )
    return Weights(read["version"], read["redundancy"], read["share"], read["early"], read["late"])


class Pick(NamedTuple):
    """A sentence when its turn came."""

    sentence: int  # its index
    score: float
    lateness: float  # see `Weights.at`
    repeated: float  # its largest cosine to a sentence chosen before


def rank_news(prose: Prose) -> Iterator[tuple[int, float]]:
    """The indices of all sentences, best first, each with its score when it was chosen; only as many as are asked for cost time."""
    weights = news_weights()
    if prose.sentences:
        reading = Reading(prose, Rows(prose.terms))
        for pick in _take_in_turn(Scores(reading, measure(reading, weights.early), weights), reading):
            yield pick.sentence, pick.score


def weigh_picks(prose: Prose, count: int) -> list[tuple[Pick, dict[str, float]]]:
    """The first `count` picks, each with what every feature added to its score beyond what it adds to a sentence on average."""
    weights = news_weights()
    if not prose.sentences:
        return []
    reading = Reading(prose, Rows(prose.terms))
    features = measure(reading, weights.early)
    picks = islice(_take_in_turn(Scores(reading, features, weights), reading), count)
    return [
        (
            pick,
            {
                name: weight * float(features[name][pick.sentence] - features[name].mean())
                for name, weight in weights.at(pick.lateness).items()
            },
        )
        for pick in picks
    ]


class Scores:
    """What each sentence is worth now: the weights change as more of the text is chosen."""

    def __init__(self, reading: Reading, features: Mapping[str, Floats], weights: Weights) -> None:
        measured = np.concatenate([features[name] for name in weights.early]).reshape(len(weights.early), -1)
        early = np.array([[weight] for weight in weights.early.values()])
        late = np.array([[weights.late.get(name, 0.0)] for name in weights.early])
        # No matrix products: they round the last sentences differently, and what ties must go on to tie.
        self._early: Floats = (measured * early).sum(axis=0)
        self._late: Floats = (measured * late).sum(axis=0)
        self._lengths = (reading.lengths / max(float(reading.lengths.sum()), 1.0)).tolist()
        self._share = weights.share
        self._chosen = 1 / max(len(self._lengths), 1)  # the sentence about to be chosen counts as one of mean length
        self.redundancy = weights.redundancy

    @property
    def lateness(self) -> float:
        """From 0 at the first sentence to 1 once the share of the text is chosen; slow at first."""
        return min(1.0, self._chosen / self._share) ** 2

    def choose(self, index: int) -> None:
        self._chosen += self._lengths[index]

    def now(self, said: Floats) -> Floats:
        """Less the price of repetition, for sentences that say so much of what was chosen."""
        values = self._early + self.lateness * self._late - self.redundancy * said
        if said.max(initial=0.0) > SAME:
            values -= _REPETITION * (said > SAME)
        return values


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
        yield Pick(best, float(values[best]), scores.lateness, float(said[best]))
        scores.choose(best)
        barred[best] = -np.inf
        if best in followers:
            barred[followers.pop(best)] = 0.0
        said = np.maximum(said, rows.similar_to(best))
    values = scores.now(said)
    for best in _take_rest(values + barred, values, followers):
        yield Pick(best, float(values[best]), scores.lateness, float(said[best]))


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
