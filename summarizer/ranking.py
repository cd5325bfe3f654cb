"""The default ranker: measured features, weighed, and taken best first, each time less what was already said.

Rule to remember: the order is greedy, so the best k+1 sentences contain the best k; the numbers are in data/news.json.
"""

import functools
import heapq
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files

import numpy as np

from summarizer.features import FEATURES, Reading, measure
from summarizer.prose import Prose
from summarizer.vectors import Floats, Rows

_CAREFUL = 20  # sentences chosen with a look at all chosen before; the rest of a long text follows by score

_SAME = 0.85  # cosine from which on two sentences say the same
_REPETITION = 1_000.0  # more than any score


@dataclass(frozen=True, slots=True)
class Weights:
    """What each feature counts for, and what it costs to say again what a chosen sentence says (times their cosine)."""

    version: str
    redundancy: float
    features: Mapping[str, float]


@functools.cache
def news_weights() -> Weights:
    read = json.loads(files("summarizer").joinpath("data/news.json").read_text(encoding="utf-8"))
    unknown = sorted(set(read["weights"]) - set(FEATURES))
    if unknown:
        raise ValueError(
            f"news.json weighs features that nothing measures: {', '.join(unknown)}. Known: {', '.join(FEATURES)}."
        )
    return Weights(read["version"], read["redundancy"], read["weights"])


def rank_news(prose: Prose, weights: Weights | None = None) -> list[tuple[int, float]]:
    """The indices of all sentences, best first, each with its score when it was chosen."""
    weights = weights or news_weights()
    if not prose.sentences:
        return []
    rows = Rows(prose.terms)
    features = measure(Reading(prose, rows), weights.features)
    scores = sum((weight * features[name] for name, weight in weights.features.items()), np.zeros(rows.height))
    return _take_in_turn(scores, rows, prose.leans_on, weights.redundancy)


def _take_in_turn(scores: Floats, rows: Rows, leans_on: Sequence[int], redundancy: float) -> list[tuple[int, float]]:
    """Best first; a sentence that leans on another waits for it; one that says what a chosen one says comes last.

    Lifting a sentence that a better one leans on was tried: no set gained, Bengali lost 0.6 R1.
    """
    followers: dict[int, list[int]] = {}
    for index, support in enumerate(leans_on):
        if support >= 0:
            followers.setdefault(support, []).append(index)
    ready, said = scores.copy(), np.zeros(rows.height)
    ready[[index for waiting in followers.values() for index in waiting]] = -np.inf
    taken: list[tuple[int, float]] = []
    while len(taken) < min(_CAREFUL, rows.height):
        values = ready - redundancy * said
        best = int(values.argmax())
        if said[best] > _SAME and scores[best] > -_REPETITION:
            scores[best] -= 2 * _REPETITION
            ready[best] = scores[best]
            continue
        taken.append((best, float(values[best])))
        ready[best] = -np.inf
        for follower in followers.pop(best, ()):
            ready[follower] = scores[follower]
        said = np.maximum(said, rows.similar_to(best))
    return [*taken, *_take_rest(ready, scores - redundancy * said - _REPETITION * (said > _SAME), followers)]


def _take_rest(ready: Floats, values: Floats, followers: Mapping[int, Sequence[int]]) -> Iterator[tuple[int, float]]:
    waiting = [(-float(values[index]), index) for index in np.flatnonzero(ready > -np.inf).tolist()]
    heapq.heapify(waiting)
    while waiting:
        negative, index = heapq.heappop(waiting)
        yield index, -negative
        for follower in followers.get(index, ()):
            heapq.heappush(waiting, (-float(values[follower]), follower))
