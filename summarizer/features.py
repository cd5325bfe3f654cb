"""What can be measured of each sentence of a text, by name.

Rule to remember: measuring knows nothing of what a feature counts for; ranking knows nothing of words.
"""

import functools
import re
from collections.abc import Callable, Iterable, Mapping

import numpy as np

from summarizer.prose import Prose
from summarizer.summary import count_words
from summarizer.vectors import Floats, Ints, Rows

_DAMPING = 0.85
_ROUNDS = 10  # the order of sentences is settled by then; sumy stops after 2
_QUOTES = '"“”„«»「『‘'
# Words of a sentence, in any language: those that people keep in summaries have about 22, whatever the mean of their text.
_USUAL, _LONG = 20, 40
_CUT_INTO_RUNS = frozenset({"ja", "km", "ko", "lo", "my", "th", "zh"})
_QUESTION = re.compile(r"\w[\"'”’»)]*[?？؟][?!？！\"'”’»」』)\s]*$")  # ".?" is a quotation mark that an encoding lost
_NUMBER, _ASCII_NUMBER = re.compile(r"\d[\d.,]*"), re.compile(r"[0-9][0-9.,]*")
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


class Reading:
    """A text to be measured: its sentences, their terms as rows, and what several features need."""

    def __init__(self, prose: Prose, rows: Rows) -> None:
        self.prose = prose
        self.rows = rows
        self.sections: Ints = np.array(prose.sections, dtype=np.intp)
        self.lengths: Floats = np.array([len(words) for words in prose.words], dtype=np.float64)

    @functools.cached_property
    def word_counts(self) -> Floats:
        """Words as a reader counts them; `lengths` counts pairs and runs of characters where words aren't told apart."""
        if self.prose.language not in _CUT_INTO_RUNS:
            return self.lengths
        return np.array([count_words(sentence) for sentence in self.prose.sentences], dtype=np.float64)

    @functools.cached_property
    def shares(self) -> Floats:
        """The share of the text's words that each sentence has."""
        return np.asarray(self.lengths / max(float(self.lengths.sum()), 1.0), dtype=np.float64)

    @functools.cached_property
    def positions(self) -> Floats:
        """How many sentences of its section stand before each."""
        first_of_section = self.sections.searchsorted(self.sections)
        return np.asarray(np.arange(self.rows.height) - first_of_section, dtype=np.float64)

    @functools.cached_property
    def ties(self) -> Floats:
        """Each sentence's similarity to all, itself too, summed."""
        return self.rows.spread(np.ones(self.rows.height))

    @functools.cached_property
    def degrees(self) -> Floats:
        """Each sentence's similarity to all others, summed."""
        return self.ties - self.rows.to_themselves()

    @functools.cached_property
    def backward(self) -> Floats:
        """Each sentence's similarity to those before it in its section, summed (PacSum, Zheng and Lapata 2019)."""
        return self.rows.before(self.sections)


def measure(reading: Reading, names: Iterable[str] | None = None) -> dict[str, Floats]:
    """The value of each feature (all of `FEATURES` by default) for each sentence; those in `STANDARDIZED` z-scored over the text."""
    values = {name: FEATURES[name](reading) for name in names or FEATURES}
    scaled = [name for name in values if name in STANDARDIZED]
    if scaled and reading.rows.height:
        columns = np.concatenate([values[name] for name in scaled]).reshape(len(scaled), -1)
        columns -= columns.sum(axis=1, keepdims=True) / reading.rows.height
        spread = np.sqrt((columns * columns).sum(axis=1, keepdims=True) / reading.rows.height)
        columns *= (spread > 1e-9) / np.maximum(spread, 1e-9)
        values.update(zip(scaled, columns, strict=True))
    return values


def _lexrank(reading: Reading) -> Floats:
    """Damped LexRank over the cosines themselves (Erkan and Radev 2004, "continuous LexRank")."""
    rows = reading.rows
    damped = _DAMPING / np.maximum(reading.ties, 1e-9)
    shares = np.full(rows.height, 1 / max(rows.height, 1))
    for _ in range(_ROUNDS):
        shares = (1 - _DAMPING) / rows.height + rows.spread(shares * damped)
    return shares


def _to_centroid(reading: Reading) -> Floats:
    """The cosine to the sum of all sentences: the product with that sum is the sum of the products."""
    return np.asarray(reading.ties / max(float(np.sqrt(reading.ties.sum())), 1e-9), dtype=np.float64)


def _frequent_terms(reading: Reading) -> Floats:
    """How often the whole text uses each of a sentence's different terms, summed (as SumBasic and Luhn count)."""
    rows = reading.rows
    uses = np.bincount(rows.columns, rows.counts, rows.width)
    return np.asarray(np.bincount(rows.rows, uses[rows.columns], rows.height), dtype=np.float64)


def _density(reading: Reading) -> Floats:
    """The share of a sentence's words that are not stop words."""
    return np.asarray(reading.rows.sizes / np.maximum(reading.lengths, 1), dtype=np.float64)


def _numbers(reading: Reading) -> Floats:
    """How many numbers a sentence has, three at most."""
    sentences = reading.prose.sentences
    found = [(_ASCII_NUMBER if sentence.isascii() else _NUMBER).findall(sentence) for sentence in sentences]
    return np.array([min(len(numbers), 3) for numbers in found], dtype=float)


def _quotes(reading: Reading) -> Floats:
    text = "".join(reading.prose.sentences)
    used = [mark for mark in _QUOTES if mark in text]
    return _flag([any(mark in sentence for mark in used) for sentence in reading.prose.sentences])


def _title_overlap(reading: Reading) -> Floats:
    title = set(reading.prose.title)
    if not title:
        return np.zeros(reading.rows.height)
    return np.array([len(title.intersection(terms)) / len(title) for terms in reading.prose.terms])


def _below_length(reading: Reading) -> Floats:
    """The logarithm of a short sentence's length over the usual one: negative, and nought from there on."""
    return np.asarray(np.log(np.clip(reading.word_counts, 1, _USUAL) / _USUAL), dtype=np.float64)


def _flag(values: list[bool]) -> Floats:
    return np.array(values, dtype=float)


Feature = Callable[[Reading], Floats]

FEATURES: Mapping[str, Feature] = {
    "lexrank": _lexrank,
    "forward": lambda reading: reading.degrees - reading.backward,
    "backward": lambda reading: reading.backward,
    "centroid": _to_centroid,
    "frequent_terms": _frequent_terms,
    "term_density": _density,
    "log_position": lambda reading: np.log1p(reading.positions),
    "log_length": lambda reading: np.log1p(reading.lengths),
    "below_length": _below_length,
    "numbers": _numbers,
    "title_overlap": _title_overlap,
    "first": lambda reading: (reading.positions == 0).astype(float),
    "second": lambda reading: (reading.positions == 1).astype(float),
    "long": lambda reading: (reading.word_counts > _LONG).astype(float),
    "begins_quoting": lambda reading: _flag([s[0] in _QUOTES for s in reading.prose.sentences]),
    "quotes": _quotes,
    "asks": lambda reading: _flag(
        [_QUESTION.search(s, max(0, len(s) - 8)) is not None for s in reading.prose.sentences]
    ),
    "personal": lambda reading: _flag([not _FIRST_OR_SECOND.isdisjoint(words) for words in reading.prose.words]),
}
STANDARDIZED = frozenset(
    {
        "lexrank",
        "forward",
        "backward",
        "centroid",
        "frequent_terms",
        "term_density",
        "log_position",
        "log_length",
        "numbers",
        "title_overlap",
    }
)
