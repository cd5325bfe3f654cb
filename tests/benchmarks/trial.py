"""Many candidate weights tried on one set at once: the default ranker's choice and its ROUGE-1, in arrays.

Rule to remember: what is chosen here is what `summarizer.rank` chooses; `fit_ranker` checks it on the weights it found.
"""

import functools
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain
from pathlib import Path

import numpy as np
import numpy.typing as npt

from summarizer.features import FEATURES, Reading, measure
from summarizer.prose import read_prose
from summarizer.ranking import SAME
from summarizer.vectors import Rows
from tests.benchmarks import rouge
from tests.benchmarks.summaries import Row, budget_of, load, rank_lead

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]

NAMES = tuple(FEATURES)


@dataclass(frozen=True, slots=True)
class Candidates:
    """Weights to try, one a row: features early, features late, and a price and a share for each."""

    early: Floats
    late: Floats
    redundancy: Floats
    share: Floats


@dataclass(frozen=True, slots=True)
class Tokens:
    """A sentence as columns of the references' vocabulary; the last column is "in no reference"."""

    columns: Ints
    ends: tuple[int, ...]  # how many tokens its first words have, from none to all words


@dataclass(frozen=True, slots=True)
class Text:
    """What a trial needs of one document: its sentences measured, and their words as columns of the references' vocabulary."""

    features: Floats  # sentences x features
    similar: Floats  # sentences x sentences
    leans_on: Ints
    shares: Floats  # of the text's words that each sentence has
    words: Ints  # between spaces, as budgets count
    counts: Floats  # sentences x vocabulary
    lengths: Floats  # tokens of each sentence
    sentences: tuple[Tokens, ...]
    references: Floats  # references x vocabulary


@dataclass(frozen=True, slots=True)
class Trial:
    """One set: its texts, and what lead reaches with three sentences and at the word budget."""

    name: str
    budget: int
    texts: tuple[Text, ...]
    lead: tuple[float, float]

    def gains(self, candidates: Candidates) -> Floats:
        """R1 above lead of each candidate, with three sentences and at the word budget: candidates x 2."""
        return np.mean([_score(text, candidates, self.budget) for text in self.texts], axis=0) - np.array(self.lead)


def trial(path: Path, most: int) -> Trial:
    """A set's rows, evenly drawn when there are more than `most`."""
    rows = load(path)
    budget = budget_of(path.stem, rows)
    rows = [rows[place] for place in np.unique(np.linspace(0, len(rows) - 1, min(most, len(rows))).astype(int))]
    leads = [(row, rank_lead(row)) for row in rows]
    top3 = [_r1(row, [text for _, text in lead[:3]]) for row, lead in leads]
    words = [_r1(row, rouge.cut(lead, budget)) for row, lead in leads]
    texts = tuple(text for row in rows if (text := _read(row)))
    return Trial(path.stem, budget, texts, (float(np.mean(top3)), float(np.mean(words))))


def _r1(row: Row, sentences: Sequence[str]) -> float:
    have = Counter(rouge.tokenize(" ".join(sentences), row.language))
    wanted = [Counter(rouge.tokenize(reference, row.language)) for reference in row.references]
    return 100 * float(np.mean([2 * (have & one).total() / max(have.total() + one.total(), 1) for one in wanted]))


def _read(row: Row) -> Text | None:
    prose = read_prose(row.text, title=row.title or None, language=row.language)
    if not prose.sentences:
        return None
    rows = Rows(prose.terms)
    reading = Reading(prose, rows)
    measured = measure(reading)
    references = [Counter(rouge.tokenize(reference, row.language)) for reference in row.references]
    column = {token: place for place, token in enumerate(dict.fromkeys(chain.from_iterable(references)))}
    sentences = tuple(_index(sentence, column, row.language) for sentence in prose.sentences)
    counts = np.array([np.bincount(one.columns, minlength=len(column) + 1) for one in sentences], dtype=np.float64)
    return Text(
        features=np.column_stack([measured[name] for name in NAMES]),
        similar=np.array([rows.similar_to(place) for place in range(rows.height)]),
        leans_on=np.array(prose.leans_on, dtype=np.intp),
        shares=reading.lengths / max(float(reading.lengths.sum()), 1.0),
        words=np.array([len(one.ends) - 1 for one in sentences], dtype=np.intp),
        counts=counts[:, :-1],
        lengths=counts.sum(axis=1),
        sentences=sentences,
        references=np.array([[found[token] for token in column] for found in references], dtype=np.float64),
    )


def _index(sentence: str, column: Mapping[str, int], language: str) -> Tokens:
    words = [_tokenize_word(word, language) for word in sentence.split()]
    columns = [column.get(token, len(column)) for token in chain.from_iterable(words)]
    return Tokens(np.array(columns, dtype=np.intp), tuple(accumulate(map(len, words), initial=0)))


@functools.cache
def _tokenize_word(word: str, language: str) -> list[str]:
    return rouge.tokenize(word, language)


def choose(text: Text, candidates: Candidates, budget: int) -> list[Ints]:
    """Each candidate's choice, turn by turn: three at least, and more until every candidate has used up its words."""
    height, tried = len(text.words), np.arange(len(candidates.share))
    early, late = text.features @ candidates.early.T, text.features @ candidates.late.T
    barred = np.repeat(np.where(text.leans_on >= 0, -np.inf, 0.0)[:, np.newaxis], len(tried), axis=1)
    said, used = np.zeros_like(barred), np.zeros(len(tried))
    chosen = np.full(len(tried), 1 / height)
    turns: list[Ints] = []
    while len(turns) < height and (len(turns) < 3 or used.min() < budget):
        lateness = np.minimum(1.0, chosen / candidates.share) ** 2
        values = early + lateness * late - candidates.redundancy * said - 1_000.0 * (said > SAME) + barred
        best = values.argmax(axis=0)
        turns.append(best)
        chosen += text.shares[best]
        used += text.words[best]
        barred[best, tried] = -np.inf
        following = np.minimum(best + 1, height - 1)
        waits = text.leans_on[following] == best
        barred[following[waits], tried[waits]] = 0.0
        said = np.maximum(said, text.similar[:, best])
    return turns


def _score(text: Text, candidates: Candidates, budget: int) -> Floats:
    turns = np.array(choose(text, candidates, budget))
    top3 = turns[:3]
    by_words = _cut(text, turns, budget)
    return np.column_stack(
        [_f1(text, text.counts[top3].sum(axis=0), text.lengths[top3].sum(axis=0)), _f1(text, *by_words)]
    )


def _cut(text: Text, turns: Ints, budget: int) -> tuple[Floats, Floats]:
    """What a word budget keeps of each candidate's sentences: counts of the references' words, and all words."""
    ends = np.cumsum(text.words[turns], axis=0)
    whole = ends <= budget
    counts = (text.counts[turns] * whole[:, :, np.newaxis]).sum(axis=0)
    lengths = (text.lengths[turns] * whole).sum(axis=0)
    full = whole.sum(axis=0)
    for place in np.flatnonzero(full < len(turns)):
        left = budget - (ends[full[place] - 1, place] if full[place] else 0)
        sentence = text.sentences[turns[full[place], place]]
        part = np.bincount(sentence.columns[: sentence.ends[left]], minlength=counts.shape[1] + 1)
        counts[place] += part[:-1]
        lengths[place] += part.sum()
    return counts, lengths


def _f1(text: Text, counts: Floats, lengths: Floats) -> Floats:
    found = [
        np.minimum(counts, reference).sum(axis=1) * 2 / np.maximum(lengths + reference.sum(), 1)
        for reference in text.references
    ]
    return 100 * np.mean(found, axis=0)


def candidates(points: Floats, early: Sequence[str], late: Sequence[str]) -> Candidates:
    """Points of the search (early weights, late weights, price, share) as weights of all features."""
    whole, changing = np.zeros((len(points), len(NAMES))), np.zeros((len(points), len(NAMES)))
    whole[:, [NAMES.index(name) for name in early]] = points[:, : len(early)]
    changing[:, [NAMES.index(name) for name in late]] = points[:, len(early) : -2]
    return Candidates(whole, changing, points[:, -2], points[:, -1])
