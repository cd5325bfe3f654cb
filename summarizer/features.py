"""What can be measured of each sentence of a text, by name.

Rule to remember: measuring knows nothing of weights; ranking knows nothing of words.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from summarizer.prose import Prose
from summarizer.vectors import Floats, Rows

_DAMPING = 0.85
_ROUNDS = 10  # the order of sentences is settled by then; sumy stops after 2
_QUOTES = '"“”„«»「『‘'
_NUMBER = re.compile(r"(?<!\w)\d")
_QUOTE = re.compile(f"[{_QUOTES}]")
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


def measure(reading: Reading, names: Iterable[str] | None = None) -> dict[str, Floats]:
    """The value of each feature (all of `FEATURES` by default) for each sentence; those in `STANDARDIZED` z-scored over the text."""
    values = {name: FEATURES[name](reading) for name in names or FEATURES}
    scaled = [name for name in values if name in STANDARDIZED]
    if scaled and reading.rows.height:
        columns = np.array([values[name] for name in scaled])
        spread = columns.std(axis=1, keepdims=True)
        columns = np.where(
            spread > 1e-9, (columns - columns.mean(axis=1, keepdims=True)) / np.maximum(spread, 1e-9), 0.0
        )
        values.update(zip(scaled, columns, strict=True))
    return values


def _lexrank(reading: Reading) -> Floats:
    """Damped LexRank over the cosines themselves (Erkan and Radev 2004, "continuous LexRank")."""
    rows = reading.rows
    degrees = np.maximum(rows.spread(np.ones(rows.height)), 1e-9)
    shares = np.full(rows.height, 1 / max(rows.height, 1))
    for _ in range(_ROUNDS):
        shares = (1 - _DAMPING) / rows.height + _DAMPING * rows.spread(shares / degrees)
    return shares


def _forward(reading: Reading) -> Floats:
    """Similarity to the sentences after it (PacSum, Zheng and Lapata 2019)."""
    return _degree(reading) - reading.rows.before


def _backward(reading: Reading) -> Floats:
    return reading.rows.before


def _degree(reading: Reading) -> Floats:
    return reading.rows.spread(np.ones(reading.rows.height)) - reading.rows.to_themselves()


def _to_centroid(reading: Reading) -> Floats:
    total = reading.rows.total()
    return reading.rows.dot(total / max(float(np.linalg.norm(total)), 1e-9))


def _positions(reading: Reading) -> Floats:
    return np.arange(len(reading.prose.sentences), dtype=float)


def _title_cosine(reading: Reading) -> Floats:
    return reading.rows.dot(reading.rows.vector(reading.prose.title))


def _title_overlap(reading: Reading) -> Floats:
    title = set(reading.prose.title)
    if not title:
        return np.zeros(reading.rows.height)
    return np.array([len(title.intersection(terms)) / len(title) for terms in reading.prose.terms])


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
    "quotes": lambda reading: _flag([_QUOTE.search(s) is not None for s in reading.prose.sentences]),
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
