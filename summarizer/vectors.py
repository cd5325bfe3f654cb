"""Weighted terms of a text, and how alike two texts are.

Rule to remember: vectors have length one, so their product is their cosine.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, count, pairwise

import numpy as np
import numpy.typing as npt

from summarizer.language import detect_language
from summarizer.lexicon import base_code, find_terms
from summarizer.text import split_words

Vector = Mapping[str, float]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]

LEAD = 1_200  # characters of the text that say which event it is about
HEAVIEST = 175  # terms kept
# Cosine from which on two sentences say the same. Reports that tell one fact in two ways have 0.7 to 0.85 in most languages; on six sets
# of news 0.7 and 0.85 are alike or 0.7 is better (clusters +0.15 R1), below 0.65 CNN and BBC lose.
SAME = 0.7
_TITLE_COUNTS = 3
_SHORT = 100  # sentences up to which a matrix of them is made
_PIECE = 200_000  # multiplications
_FEW_CELLS = 50_000  # sentences times terms
_PAIR_WEIGHT = 0.5
_NO_SPACES = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]{4,}")


def vector(
    title: str | None, text: str, language: str | None = None, *, rarity: Mapping[str, float] | None = None
) -> Vector:
    """What an article is about, as terms with weights, of length one; empty for a text without words.

    Log-TF over the title three times and the first 1,200 characters, stems and pairs of stems (half weight), the 175 heaviest;
    runs of four characters where a script has no spaces. `rarity` (term -> idf) weighs each term; a term that is not in it
    weighs as much as its heaviest, an absent table leaves all terms alike.
    """
    code = base_code(language or detect_language(f"{title or ''} {text[:LEAD]}"))
    counts = Counter(_list_terms(text[:LEAD], code))
    for term in _list_terms(title or "", code):
        counts[term] += _TITLE_COUNTS
    unknown = max(rarity.values(), default=1.0) if rarity else 1.0
    weights = {
        term: (1 + math.log(count))
        * (_PAIR_WEIGHT if " " in term else 1.0)
        * (rarity.get(term, unknown) if rarity else 1.0)
        for term, count in counts.items()
    }
    heaviest = sorted(weights.items(), key=lambda item: (-item[1], item[0]))[:HEAVIEST]
    length = math.sqrt(sum(weight * weight for _, weight in heaviest))
    return {term: weight / length for term, weight in heaviest} if length else {}


def cosine(one: Vector, other: Vector) -> float:
    """How alike two vectors of `vector` are, from 0 to 1."""
    if len(one) > len(other):
        one, other = other, one
    return min(1.0, sum(weight * other.get(term, 0.0) for term, weight in one.items()))


def similarity(one: str, other: str, language: str | None = None) -> float:
    """How alike two texts are, from 0 to 1."""
    return cosine(vector(None, one, language), vector(None, other, language))


def _list_terms(text: str, language: str) -> list[str]:
    if _NO_SPACES.search(text):
        runs = re.findall(r"\w+", text.lower())
        return [run[start : start + 4] for run in runs for start in range(max(1, len(run) - 3))]
    stems = find_terms(split_words(text, language), language)
    return [*stems, *(f"{one} {two}" for one, two in pairwise(stems))]


class Rows:
    """The sentences of a text as sparse rows of length one; what is asked of them costs time in proportion to the words.

    A matrix of sentences by sentences is made for short texts only, where it is the faster way to the same answers.
    """

    def __init__(self, terms: Sequence[Sequence[str]]) -> None:
        flat = list(chain.from_iterable(terms))
        self.vocabulary = dict(zip(dict.fromkeys(flat), count()))
        self.height, self.width = len(terms), len(self.vocabulary)
        self.sizes: Ints = np.fromiter(map(len, terms), np.intp, self.height)
        places = np.repeat(np.arange(self.height), self.sizes)
        columns = np.fromiter(map(self.vocabulary.__getitem__, flat), np.intp, len(flat))
        cells, self.counts = _count(places * max(self.width, 1) + columns, self.height * self.width)
        self.rows, self.columns = np.divmod(cells, max(self.width, 1))
        weights = 1 + np.log(self.counts)
        lengths = np.sqrt(np.bincount(self.rows, weights**2, self.height))
        self.weights: Floats = weights / lengths[self.rows]
        self.starts: Ints = np.searchsorted(self.rows, np.arange(self.height + 1))
        self._square = self._multiply() if self.height <= _SHORT else None

    def _multiply(self) -> Floats:
        """All similarities. Terms of one row only are left out: they are most, and matter to that row's own product alone."""
        shared = np.bincount(self.columns, minlength=self.width) > 1
        width = np.count_nonzero(shared)
        kept = np.flatnonzero(shared[self.columns])
        dense = np.zeros((self.height, width))
        dense[self.rows[kept], (shared.cumsum() - 1)[self.columns[kept]]] = self.weights[kept]
        # In pieces too small for BLAS to start its threads: on a busy machine they wait for each other longer than one works.
        step = max(1, _PIECE // max(dense.size, 1))
        square = np.empty((self.height, self.height))
        for start in range(0, self.height, step):
            square[start : start + step] = dense[start : start + step] @ dense.T
        np.fill_diagonal(square, self.to_themselves())
        return square

    def total(self, shares: Floats | None = None) -> Floats:
        """The sum of all rows, each times its share, over the terms."""
        weights = self.weights if shares is None else self.weights * shares[self.rows]
        return np.asarray(np.bincount(self.columns, weights, self.width), dtype=np.float64)

    def dot(self, vector: Floats) -> Floats:
        """Each row's product with a vector over the terms."""
        return np.asarray(np.bincount(self.rows, self.weights * vector[self.columns], self.height), dtype=np.float64)

    def spread(self, shares: Floats) -> Floats:
        """For each row the sum of its similarities to all rows (itself too), each times that row's share."""
        return self.dot(self.total(shares)) if self._square is None else np.dot(self._square, shares)

    def similar_to(self, index: int) -> Floats:
        """Each row's similarity to one of them."""
        if self._square is not None:
            return np.asarray(self._square[index], dtype=np.float64)
        dense = np.zeros(self.width)
        cells = slice(self.starts[index], self.starts[index + 1])
        dense[self.columns[cells]] = self.weights[cells]
        return self.dot(dense)

    def to_themselves(self) -> Floats:
        """One for each row, zero for a row without terms."""
        return np.asarray(self.starts[1:] > self.starts[:-1], dtype=np.float64)

    def before(self, sections: Ints) -> Floats:
        """Each row's similarity to all rows before it in its section, summed."""
        if self._square is not None:
            running = np.zeros((self.height, self.height + 1))
            self._square.cumsum(axis=1, out=running[:, 1:])
            rows = np.arange(self.height)
            return np.asarray(running[rows, rows] - running[rows, sections.searchsorted(sections)], dtype=np.float64)
        groups = sections[self.rows] * self.width + self.columns
        order = np.lexsort((self.rows, groups))
        weights, groups = self.weights[order], groups[order]
        running = np.cumsum(weights) - weights
        earlier = np.empty_like(running)
        earlier[order] = running - running[np.searchsorted(groups, groups)]
        return np.asarray(np.bincount(self.rows, self.weights * earlier, self.height), dtype=np.float64)

    def vector(self, terms: Iterable[str]) -> Floats:
        """A text's terms as one unit vector over the terms of these rows."""
        dense = np.zeros(self.width)
        for term in terms:
            if (column := self.vocabulary.get(term)) is not None:
                dense[column] = 1.0
        length = float(np.linalg.norm(dense))
        return dense / length if length else dense


def _count(cells: Ints, size: int) -> tuple[Ints, Ints]:
    """The different cells in order, and how often each comes. Sorting takes three times as long for a text of thirty sentences."""
    if size > _FEW_CELLS:
        return np.unique(cells, return_counts=True)
    counts = np.bincount(cells)
    found = np.flatnonzero(counts > 0)  # of truth values it takes a sixth of the time
    return found, counts[found]
