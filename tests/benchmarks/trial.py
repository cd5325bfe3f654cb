"""Sets of texts as arrays: what the default ranker chooses with other numbers, and how well it scores.

Rule to remember: what is chosen here is what `summarizer.rank` chooses first, twelve sentences at most; a test holds the two together.
"""

import functools
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from itertools import chain
from pathlib import Path
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from summarizer.features import FEATURES, Reading, measure
from summarizer.prose import Prose, read_prose
from summarizer.ranking import late_at
from summarizer.vectors import SAME, Rows
from tests.benchmarks import rouge
from tests.benchmarks.summaries import Row, budget_of, load, rank_lead

Floats = npt.NDArray[np.float64]
Counts = npt.NDArray[np.float32]  # half the memory, and whole numbers as exact
Ints = npt.NDArray[np.intp]
Flags = npt.NDArray[np.bool_]

Scalar = TypeVar("Scalar", bound=np.generic)

NAMES = tuple(FEATURES)
_SHORT, _LONG = 150, 1_500  # words of an article taken from a cluster
_MOST_TURNS = 12  # as many as the ranker chooses with a look at all chosen before
_BARRED = -1e9


@dataclass(frozen=True, slots=True)
class Numbers:
    """What the ranker weighs with: features early and late in the order of `NAMES`, and the price of repetition."""

    early: Floats
    late: Floats
    redundancy: float


@dataclass(frozen=True, slots=True)
class Trial:
    """One set: its texts measured, side by side and padded to the longest, and what lead reaches on it.

    Words are counted as the references' vocabulary; those in no reference count in `lengths` alone.
    """

    name: str
    budget: int
    keys: tuple[str, ...]  # which row of the file each text is, or is an article of
    leads: Floats  # texts x 2: R1 in percent with three sentences and at the word budget
    exists: Flags  # texts x sentences
    features: Floats  # texts x sentences x features
    similar: Floats  # texts x sentences x sentences
    leans_on: Ints  # texts x sentences
    shares: Floats  # of the text's words that each sentence has
    words: Ints  # texts x sentences, between spaces, as budgets count
    counts: Counts  # texts x sentences x vocabulary
    lengths: Counts  # texts x sentences: tokens
    beginnings: tuple[tuple["Beginnings", ...], ...]
    references: Counts  # texts x references x vocabulary; their number differs, and those that are not there are empty

    def part(self, keep: Callable[[str], bool]) -> "Trial":
        """The texts of these rows alone."""
        places = [place for place, key in enumerate(self.keys) if keep(key)]
        return replace(self, **{one.name: _pick(getattr(self, one.name), places) for one in fields(self)[2:]})

    def gains(self, numbers: Numbers) -> Floats:
        """R1 above lead, with three sentences and at the word budget."""
        return np.asarray((self.scores(numbers) - self.leads).mean(axis=0))

    def scores(self, numbers: Numbers) -> Floats:
        """R1 of each text, in percent: texts x 2, with three sentences and at the word budget."""
        turns = self.choose(numbers)
        return np.column_stack([self._f1(*self._add_up(turns[:, :3])), self._f1(*self._add_up(turns, self.budget))])

    def _add_up(self, turns: Ints, budget: int = 1_000_000) -> tuple[Floats, Floats]:
        """The references' words in what is chosen (texts x vocabulary), and all its words; the last sentence is cut at the budget."""
        texts, left = np.arange(len(turns)), np.full(len(turns), budget)
        counts, lengths = np.zeros(self.references[:, 0].shape), np.zeros(len(turns))
        for chosen in turns.T:
            words = np.where(chosen >= 0, self.words[texts, chosen], 0)
            whole = (chosen >= 0) & (words <= left)
            counts += whole[:, np.newaxis] * self.counts[texts, chosen]
            lengths += whole * self.lengths[texts, chosen]
            for text in np.flatnonzero((words > left) & (left > 0)):
                kept = self.beginnings[text][chosen[text]](left[text])
                np.add.at(counts[text], kept[kept >= 0], 1)
                lengths[text] += len(kept)
            left = np.maximum(left - words, 0)
        return counts, lengths

    def choose(self, numbers: Numbers) -> Ints:
        """The ranker's choice: texts x turns, -1 when no sentence is left; three turns at least, then until all words are used up."""
        early, late = self.features @ numbers.early, self.features @ numbers.late
        free, waiting, said = self.exists.copy(), self.leans_on >= 0, np.zeros(self.exists.shape)
        texts, chosen = np.arange(len(free)), 1 / np.maximum(free.sum(axis=1), 1)
        used, turns = np.zeros(len(free), dtype=np.intp), []
        while len(turns) < min(free.shape[1], _MOST_TURNS) and (len(turns) < 3 or (used < self.budget).any()):
            now = np.array([[late_at(share)] for share in chosen.tolist()])
            values = early + now * late - numbers.redundancy * said - 1_000.0 * (said > SAME)
            values[~free | waiting] = _BARRED
            best = values.argmax(axis=1)
            there = values[texts, best] > _BARRED
            turns.append(np.where(there, best, -1))
            chosen = chosen + there * self.shares[texts, best]
            used += there * self.words[texts, best]
            free[texts, best] = False
            waiting &= self.leans_on != best[:, np.newaxis]
            said = np.maximum(said, self.similar[texts, best])
        return np.array(turns, dtype=np.intp).T

    def _f1(self, counts: Floats, lengths: Floats) -> Floats:
        found = np.minimum(counts[:, np.newaxis], self.references).sum(axis=2)
        wanted = self.references.sum(axis=2)
        each = 200 * found / np.maximum(lengths[:, np.newaxis] + wanted, 1)
        return np.asarray(each.sum(axis=1) / np.maximum((wanted > 0).sum(axis=1), 1))


@dataclass(frozen=True, slots=True)
class Beginnings:
    """A sentence's tokens as columns of the references' vocabulary, -1 for those in none."""

    columns: Ints
    ends: Ints  # how many tokens its first words have, from none to all words

    def __call__(self, words: int) -> Ints:
        return self.columns[: self.ends[min(words, len(self.ends) - 1)]]


def _pick(values: object, places: Sequence[int]) -> object:
    return values[list(places)] if isinstance(values, np.ndarray) else tuple(values[place] for place in places)  # type: ignore[index]


def read_trials(path: Path, most: int) -> list[Trial]:
    """A file's rows, evenly drawn when there are more than `most`; clusters also article by article, as a set of its own."""
    rows = load(path)
    budget = budget_of(path.stem, rows)
    alone = [
        replace(row, title="", text=doc, docs=(doc,))
        for row in rows
        if len(row.docs) > 1
        for doc in row.docs
        if _SHORT <= len(doc.split()) <= _LONG
    ]
    trials = [try_out(path.stem, _draw(rows, most), budget)]
    return [*trials, try_out(f"{path.stem}/alone", _draw(alone, most), budget // 2)] if alone else trials


def _draw(rows: Sequence[Row], most: int) -> list[Row]:
    return [rows[place] for place in np.unique(np.linspace(0, len(rows) - 1, min(most, len(rows))).astype(int))]


def try_out(name: str, rows: Sequence[Row], budget: int) -> Trial:
    """A set's texts measured, and what lead reaches on each."""
    read = [(row, prose) for row in rows if (prose := _read(row)).sentences]
    leads = [(row, rank_lead(row)) for row, _ in read]
    texts = [_measure(prose) for _, prose in read]
    tokens = [_Tokens.of(row, prose) for row, prose in read]
    return Trial(
        name=name,
        budget=budget,
        keys=tuple(row.id for row, _ in read),
        leads=np.array(
            [(_r1(row, [text for _, text in lead[:3]]), _r1(row, rouge.cut(lead, budget))) for row, lead in leads]
        ),
        exists=_pad([np.ones(len(prose.sentences), dtype=bool) for _, prose in read]),
        features=_pad([features for features, _, _ in texts]),
        similar=_pad([similar for _, similar, _ in texts]),
        leans_on=_pad([np.array(prose.leans_on, dtype=np.intp) for _, prose in read]),
        shares=_pad([shares for _, _, shares in texts]),
        words=_pad([np.array([len(one.ends) - 1 for one in found.sentences], dtype=np.intp) for found in tokens]),
        counts=_pad([found.counts for found in tokens]),
        lengths=_pad([np.array([len(one.columns) for one in found.sentences], dtype=np.float32) for found in tokens]),
        beginnings=tuple(found.sentences for found in tokens),
        references=_pad([found.references for found in tokens]),
    )


def _read(row: Row) -> Prose:
    return read_prose(row.text, title=row.title or None, language=row.language)


def _measure(prose: Prose) -> tuple[Floats, Floats, Floats]:
    """A text's features, similarities and shares."""
    reading = Reading(prose, Rows(prose.terms))
    measured = measure(reading)
    similar = np.array([reading.rows.similar_to(place) for place in range(reading.rows.height)])
    return np.column_stack([measured[name] for name in NAMES]), similar, reading.shares


@dataclass(frozen=True, slots=True)
class _Tokens:
    """A text's sentences and references in the references' vocabulary."""

    sentences: tuple[Beginnings, ...]
    counts: Counts
    references: Counts

    @classmethod
    def of(cls, row: Row, prose: Prose) -> "_Tokens":
        references = [Counter(rouge.tokenize(reference, row.language)) for reference in row.references]
        column = {token: place for place, token in enumerate(dict.fromkeys(chain.from_iterable(references)))}
        sentences = []
        for sentence in prose.sentences:
            words = [_tokenize_word(word, row.language) for word in sentence.split()]
            columns = [column.get(token, -1) for token in chain.from_iterable(words)]
            ends = np.cumsum([0, *map(len, words)], dtype=np.intp)
            sentences.append(Beginnings(np.array(columns, dtype=np.intp), ends))
        counts = [np.bincount(one.columns + 1, minlength=len(column) + 1)[1:] for one in sentences]
        counted = [[found[token] for token in column] for found in references]
        return cls(tuple(sentences), np.array(counts, dtype=np.float32), np.array(counted, dtype=np.float32))


@functools.cache
def _tokenize_word(word: str, language: str) -> list[str]:
    return rouge.tokenize(word, language)


def _pad(arrays: Sequence[npt.NDArray[Scalar]]) -> npt.NDArray[Scalar]:
    """Arrays one after the other in one, filled up with zeros."""
    shape = np.max([one.shape for one in arrays], axis=0)
    padded = np.zeros((len(arrays), *shape), dtype=arrays[0].dtype)
    for place, one in enumerate(arrays):
        padded[(place, *map(slice, one.shape))] = one
    return padded


def _r1(row: Row, sentences: Sequence[str]) -> float:
    have = Counter(rouge.tokenize(" ".join(sentences), row.language))
    wanted = [Counter(rouge.tokenize(reference, row.language)) for reference in row.references]
    return 100 * float(np.mean([2 * (have & one).total() / max(have.total() + one.total(), 1) for one in wanted]))
