"""The default ranker: measured features, weighed, and taken best first, each time less what was already said.

Rule to remember: the order is greedy, so the best k+1 sentences contain the best k; the numbers are in data/news.json.
"""

import functools
import heapq
import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

import numpy as np

from summarizer.features import FEATURES, Reading, measure
from summarizer.prose import Prose
from summarizer.vectors import Floats, Rows

_CAREFUL = 64  # sentences chosen with a look at all chosen before; the rest of a long text follows by score


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
    """The indices of all sentences, best first, each with its score when it was chosen (never rising)."""
    weights = weights or news_weights()
    if not prose.sentences:
        return []
    rows = Rows(prose.terms)
    features = measure(Reading(prose, rows))
    scores = sum((weight * features[name] for name, weight in weights.features.items()), np.zeros(rows.height))
    return _take_in_turn(scores, rows, weights.redundancy)


def _take_in_turn(scores: Floats, rows: Rows, redundancy: float) -> list[tuple[int, float]]:
    taken: list[tuple[int, float]] = []
    said = np.zeros(rows.height)
    open_scores = scores.copy()
    for _ in range(min(_CAREFUL, rows.height)):
        best = int(np.argmax(open_scores - redundancy * said))
        taken.append((best, float(open_scores[best] - redundancy * said[best])))
        open_scores[best] = -np.inf
        said = np.maximum(said, rows.dot(rows.row(best)))
    rest = [(-float(score), index) for index, score in enumerate(open_scores - redundancy * said) if score > -np.inf]
    heapq.heapify(rest)
    while rest:
        negative, index = heapq.heappop(rest)
        taken.append((index, -negative))
    return taken
