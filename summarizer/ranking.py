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
import numpy.typing as npt

from summarizer.features import FEATURES, Reading, measure
from summarizer.prose import Prose
from summarizer.vectors import Floats, Rows

_CAREFUL = 32  # sentences chosen with a look at all chosen before; the rest of a long text follows by score

_SAME = 0.85  # cosine from which on two sentences say the same
_REPETITION = 1_000.0  # more than any score

Flags = npt.NDArray[np.bool_]


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
    features = measure(Reading(prose, rows))
    scores = sum((weight * features[name] for name, weight in weights.features.items()), np.zeros(rows.height))
    return _take_in_turn(scores, rows, prose.leans_on, weights.redundancy)


def _take_in_turn(scores: Floats, rows: Rows, leans_on: Sequence[int], redundancy: float) -> list[tuple[int, float]]:
    """Best first; a sentence that leans on another waits for it; one that says what a chosen one says comes last.

    Lifting a sentence that a better one leans on was tried: no set gained, Bengali lost 0.6 R1.
    """
    taken: list[tuple[int, float]] = []
    needed = np.array(leans_on)
    waiting, locked, said = scores.copy(), needed >= 0, np.zeros(rows.height)
    for _ in range(min(_CAREFUL, rows.height)):
        values = waiting - redundancy * said - _REPETITION * (said > _SAME)
        best = int(np.argmax(np.where(locked, -np.inf, values)))
        taken.append((best, float(values[best])))
        waiting[best] = -np.inf
        locked &= needed != best
        said = np.maximum(said, rows.dot(rows.row(best)))
    return [*taken, *_take_rest(waiting - redundancy * said - _REPETITION * (said > _SAME), locked, leans_on)]


def _take_rest(values: Floats, locked: Flags, leans_on: Sequence[int]) -> Iterator[tuple[int, float]]:
    followers: dict[int, list[int]] = {}
    for index, support in enumerate(leans_on):
        if locked[index]:
            followers.setdefault(support, []).append(index)
    ready = [(-float(value), index) for index, value in enumerate(values) if value > -np.inf and not locked[index]]
    heapq.heapify(ready)
    while ready:
        negative, index = heapq.heappop(ready)
        yield index, -negative
        for follower in followers.get(index, ()):
            heapq.heappush(ready, (-float(values[follower]), follower))
