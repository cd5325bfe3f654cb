"""What can be measured of each sentence of a text, by name.

Rule to remember: measuring knows nothing of weights; ranking knows nothing of words.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from summarizer.prose import Prose
from summarizer.vectors import Floats, Rows

_DAMPING = 0.85
_ROUNDS = 30
_QUOTES = '"“”„«»「『‘'
_NUMBER = re.compile(r"\d+")
_FIRST_OR_SECOND = frozenset(
    [
        "i",
        "we",
        "you",
        "my",
        "our",
        "your",
        "me",
        "us",
        "ich",
        "wir",
        "sie",
        "unser",
        "je",
        "nous",
        "vous",
        "notre",
        "votre",
        "yo",
        "nosotros",
        "nuestro",
        "eu",
        "nós",
        "nosso",
        "io",
        "noi",
        "nostro",
        "ik",
        "wij",
        "ons",
        "я",
        "мы",
        "вы",
        "наш",
        "ми",
        "ви",
        "আমি",
        "আমরা",
        "मैं",
        "हम",
    ]
)


@dataclass(frozen=True, slots=True)
class Reading:
    """A text to be measured: its sentences, and their terms as rows."""

    prose: Prose
    rows: Rows


def measure(reading: Reading) -> dict[str, Floats]:
    """Each feature's value for each sentence, in the order of `FEATURES`: those marked so are z-scored over the text."""
    return {
        name: _standardize(feature(reading)) if name in STANDARDIZED else feature(reading)
        for name, feature in FEATURES.items()
    }


def _standardize(values: Floats) -> Floats:
    spread = float(values.std())
    return (values - values.mean()) / spread if spread > 1e-9 else np.zeros_like(values)


def _lexrank(reading: Reading) -> Floats:
    """Damped LexRank over the cosines themselves (Erkan and Radev 2004, "continuous LexRank")."""
    degrees = np.maximum(reading.rows.dot(reading.rows.total()), 1e-9)
    shares = np.full(reading.rows.height, 1 / max(reading.rows.height, 1))
    for _ in range(_ROUNDS):
        following = (1 - _DAMPING) / reading.rows.height + _DAMPING * reading.rows.dot(
            reading.rows.total(shares / degrees)
        )
        change = np.abs(following - shares).max(initial=0)
        shares = following
        if change < 1e-4 / reading.rows.height:
            break
    return shares


def _forward(reading: Reading) -> Floats:
    """Similarity to the sentences after it (PacSum, Zheng and Lapata 2019)."""
    return reading.rows.dot(reading.rows.total()) - reading.rows.before() - _itself(reading.rows)


def _backward(reading: Reading) -> Floats:
    return reading.rows.before()


def _degree(reading: Reading) -> Floats:
    return reading.rows.dot(reading.rows.total()) - _itself(reading.rows)


def _itself(rows: Rows) -> Floats:
    """Each row's product with itself: one, or zero for a sentence without terms."""
    return rows.sum_rows(rows.weights**2)


def _to_centroid(reading: Reading) -> Floats:
    total = reading.rows.total()
    return reading.rows.dot(total / max(float(np.linalg.norm(total)), 1e-9))


def _positions(reading: Reading) -> Floats:
    return np.arange(len(reading.prose.sentences), dtype=float)


def _title_cosine(reading: Reading) -> Floats:
    return reading.rows.dot(reading.rows.vector(reading.prose.title))


def _title_overlap(reading: Reading) -> Floats:
    title = set(reading.prose.title)
    return np.array([len(title.intersection(terms)) / max(len(title), 1) for terms in reading.prose.terms])


def _lengths(reading: Reading) -> Floats:
    return np.array([len(words) for words in reading.prose.words], dtype=float)


def _flag(values: list[bool]) -> Floats:
    return np.array(values, dtype=float)


Feature = Callable[[Reading], Floats]

FEATURES: Mapping[str, Feature] = {
    "lexrank": _lexrank,
    "forward": _forward,
    "backward": _backward,
    "degree": _degree,
    "centroid": _to_centroid,
    "log_position": lambda reading: np.log1p(_positions(reading)),
    "inverse_position": lambda reading: 1 / (1 + _positions(reading)),
    "numbers": lambda reading: np.array(
        [min(len(_NUMBER.findall(s)), 3) for s in reading.prose.sentences], dtype=float
    ),
    "title_cosine": _title_cosine,
    "title_overlap": _title_overlap,
    "first": lambda reading: _flag([i == 0 for i in range(reading.rows.height)]),
    "last": lambda reading: _flag([i == reading.rows.height - 1 for i in range(reading.rows.height)]),
    "very_short": lambda reading: (_lengths(reading) < 5).astype(float),
    "long": lambda reading: (_lengths(reading) > 40).astype(float),
    "begins_quoting": lambda reading: _flag([s[0] in _QUOTES for s in reading.prose.sentences]),
    "quotes": lambda reading: _flag([any(mark in s for mark in _QUOTES) for s in reading.prose.sentences]),
    "personal": lambda reading: _flag([not _FIRST_OR_SECOND.isdisjoint(words) for words in reading.prose.words]),
}
STANDARDIZED = frozenset(
    {
        "lexrank",
        "forward",
        "backward",
        "degree",
        "centroid",
        "log_position",
        "inverse_position",
        "numbers",
        "title_cosine",
        "title_overlap",
    }
)
