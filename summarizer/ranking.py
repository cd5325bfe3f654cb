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

from summarizer.features import FEATURES, Reading, TermWeights, measure
from summarizer.prose import Prose
from summarizer.vectors import SAME, Floats, Rows

_CAREFUL = 12  # sentences chosen with a look at all chosen before; the rest of a long text follows by score

TABLES = ("early", "soon", "late", "several")
_SOON, _LATE = 0.15, 0.38  # shares of the text from which on the tables of these names count in full
_REPETITION = 1_000.0  # more than any score


@dataclass(frozen=True)  # without slots, for `tables` is worked out once
class Weights:
    """What each feature counts for: `early`, plus `soon` and `late` as the text is used up, plus `several` in several articles.

    `redundancy` is the price of saying again what a chosen sentence says (times their cosine).
    """

    version: str
    redundancy: float
    early: Mapping[str, float]
    soon: Mapping[str, float]
    late: Mapping[str, float]
    several: Mapping[str, float]
    terms: TermWeights

    @functools.cached_property
    def tables(self) -> Floats:
        """`TABLES` x features, in the order of `early`."""
        return np.array([[getattr(self, kind).get(name, 0.0) for name in self.early] for kind in TABLES])

    def at(self, turn: "Turn") -> dict[str, float]:
        """What each feature counts for at that turn."""
        return dict(zip(self.early, np.array([1.0, *turn]) @ self.tables, strict=True))


class Turn(NamedTuple):
    """How much each table of weights counts when a sentence is chosen."""

    soon: float
    late: float
    several: float


def turn_at(chosen: float, *, several: bool) -> Turn:
    """From the share of the text that is chosen once this sentence is: how much is asked for decides what a sentence must be like.

    Three sentences of thirty are a lead's; half of a text is what all of it is about.
    """
    return Turn(min(1.0, chosen / _SOON), min(1.0, chosen / _LATE) ** 2, float(several))


@functools.cache
def news_weights() -> Weights:
    read = json.loads(files("summarizer").joinpath("data/news.json").read_text(encoding="utf-8"))
    unknown = sorted({name for kind in TABLES for name in read[kind]} - set(FEATURES))
    if unknown:
        raise ValueError(
            f"news.json weighs features that nothing measures: {', '.join(unknown)}. Known: {', '.join(FEATURES)}."
        )
    return Weights(**read | {"terms": TermWeights(**read["terms"])})


class Pick(NamedTuple):
    """A sentence when its turn came."""

    sentence: int  # its index
    score: float
    turn: Turn
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
                for name, weight in weights.at(pick.turn).items()
            },
        )
        for pick in picks
    ]


def _measure(prose: Prose) -> tuple[Reading, Mapping[str, Floats]]:
    weights = news_weights()
    reading = Reading(prose, Rows(prose.terms), weights.terms)
    return reading, measure(reading, weights.early)


class Scores:
    """What each sentence is worth now: the weights change as more of the text is chosen."""

    def __init__(self, reading: Reading, features: Mapping[str, Floats], weights: Weights) -> None:
        measured = np.concatenate([features[name] for name in weights.early]).reshape(1, len(weights.early), -1)
        # No matrix products: they round the last sentences differently, and what ties must go on to tie.
        self._early, self._soon, self._late, several = (measured * weights.tables[:, :, np.newaxis]).sum(axis=1)
        self._several = bool(reading.sections[-1])
        if self._several:
            self._early = self._early + several
        self._lengths = (reading.lengths / max(float(reading.lengths.sum()), 1.0)).tolist()
        self._chosen = 1 / max(len(self._lengths), 1)  # the sentence about to be chosen counts as one of mean length
        self.redundancy = weights.redundancy

    @property
    def turn(self) -> Turn:
        return turn_at(self._chosen, several=self._several)

    def choose(self, index: int) -> None:
        self._chosen += self._lengths[index]

    def now(self, said: Floats) -> Floats:
        """Less the price of repetition, for sentences that say so much of what was chosen."""
        soon, late, _ = self.turn
        values: Floats = self._early + soon * self._soon + late * self._late - self.redundancy * said
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
        yield Pick(best, float(values[best]), scores.turn, float(said[best]))
        scores.choose(best)
        barred[best] = -np.inf
        if best in followers:
            barred[followers.pop(best)] = 0.0
        said = np.maximum(said, rows.similar_to(best))
    values = scores.now(said)
    for best in _take_rest(values + barred, values, followers):
        yield Pick(best, float(values[best]), scores.turn, float(said[best]))


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
