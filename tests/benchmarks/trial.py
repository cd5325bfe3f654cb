"""Sets of texts as arrays: what the default ranker chooses with other numbers, and what each other choice would have been worth.

Rule to remember: what is chosen here is what `summarizer.rank` chooses first, twelve sentences at most; a test holds the two together.
"""

import functools
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, chain
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from summarizer.features import FEATURES, Reading, TermWeights, measure
from summarizer.lexicon import find_terms
from summarizer.prose import Prose, read_prose
from summarizer.ranking import turn_at
from summarizer.text import split_words
from summarizer.vectors import SAME, Rows
from tests.benchmarks import rouge
from tests.benchmarks.summaries import Row, budget_of, load, rank_lead

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]

NAMES = tuple(FEATURES)
_SHORT, _LONG = 150, 1_500  # words of an article taken from a cluster
_MOST_TURNS = 12  # as many as the ranker chooses with a look at all chosen before


@dataclass(frozen=True, slots=True)
class Numbers:
    """What the ranker weighs with: tables x features, and the price of repetition."""

    tables: Floats
    redundancy: float


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
    several: bool  # articles in one text
    shares: Floats  # of the text's words that each sentence has
    words: Ints  # between spaces, as budgets count
    counts: Floats  # sentences x vocabulary
    lengths: Floats  # tokens of each sentence
    sentences: tuple[Tokens, ...]
    references: Floats  # references x vocabulary


class Choice(NamedTuple):
    """One turn: which sentence, which could have been chosen, and what was known then."""

    chosen: int
    free: Ints
    said: Floats  # each sentence's largest cosine to those chosen before
    tables: Floats  # how much each table counts


@dataclass(frozen=True, slots=True)
class Trial:
    """One set: its texts, and what lead reaches with three sentences and at the word budget."""

    name: str
    budget: int
    texts: tuple[Text, ...]
    lead: tuple[float, float]

    def gains(self, numbers: Numbers) -> Floats:
        """R1 above lead, with three sentences and at the word budget."""
        return np.mean([self._score(text, numbers) for text in self.texts], axis=0) - np.array(self.lead)

    def _score(self, text: Text, numbers: Numbers) -> tuple[float, float]:
        turns = [turn.chosen for turn in choose(text, numbers, self.budget)]
        top3 = np.array(turns[:3], dtype=np.intp)
        of_three = _f1(text, text.counts[top3].sum(axis=0), text.lengths[top3].sum())
        return float(of_three), float(_f1(text, *_cut(text, turns, self.budget)))


@dataclass(frozen=True, slots=True)
class Source:
    """A set of rows before it is measured: the rows of a file, or the articles of its clusters one by one."""

    name: str
    rows: tuple[Row, ...]
    budget: int


def read_sources(path: Path, most: int) -> list[Source]:
    """A file's rows, evenly drawn when there are more than `most`; clusters also article by article, as a source of its own."""
    rows = load(path)
    budget = budget_of(path.stem, rows)
    alone = [
        replace(row, id=f"{row.id}/{place}", title="", text=doc, docs=(doc,))
        for row in rows
        if len(row.docs) > 1
        for place, doc in enumerate(row.docs)
        if _SHORT <= len(doc.split()) <= _LONG
    ]
    sources = [Source(path.stem, _draw(rows, most), budget)]
    return [*sources, Source(f"{path.stem}/alone", _draw(alone, most), budget // 2)] if alone else sources


def _draw(rows: Sequence[Row], most: int) -> tuple[Row, ...]:
    return tuple(rows[place] for place in np.unique(np.linspace(0, len(rows) - 1, min(most, len(rows))).astype(int)))


def try_out(source: Source, term_weights: TermWeights) -> Trial:
    """A source's texts measured with these chances of terms, and what lead reaches on it (R1 in percent)."""
    leads = [(row, rank_lead(row)) for row in source.rows]
    top3 = [_r1(row, [text for _, text in lead[:3]]) for row, lead in leads]
    words = [_r1(row, rouge.cut(lead, source.budget)) for row, lead in leads]
    texts = tuple(text for row in source.rows if (text := _read(row, term_weights)))
    return Trial(source.name, source.budget, texts, (float(np.mean(top3)), float(np.mean(words))))


def _r1(row: Row, sentences: Sequence[str]) -> float:
    have = Counter(rouge.tokenize(" ".join(sentences), row.language))
    wanted = [Counter(rouge.tokenize(reference, row.language)) for reference in row.references]
    return 100 * float(np.mean([2 * (have & one).total() / max(have.total() + one.total(), 1) for one in wanted]))


def read_terms(source: Source) -> Iterator[tuple[Floats, Floats]]:
    """Of each text its terms' signs (signs x terms) and the share of references that use each term."""
    for row in source.rows:
        prose, rows = _take_apart(row)
        if rows.width:
            used = [set(find_terms(split_words(text, row.language), row.language)) for text in row.references]
            shares = np.array([np.mean([term in found for found in used]) for term in rows.vocabulary])
            yield Reading(prose, rows, TermWeights(0, 0, 0, 0, 0, 0)).term_signs, shares


@functools.lru_cache(5_000)
def _take_apart(row: Row) -> tuple[Prose, Rows]:
    prose = read_prose(row.text, title=row.title or None, language=row.language)
    return prose, Rows(prose.terms)


def _read(row: Row, term_weights: TermWeights) -> Text | None:
    prose, rows = _take_apart(row)
    if not prose.sentences:
        return None
    reading = Reading(prose, rows, term_weights)
    measured = measure(reading)
    references = [Counter(rouge.tokenize(reference, row.language)) for reference in row.references]
    column = {token: place for place, token in enumerate(dict.fromkeys(chain.from_iterable(references)))}
    sentences = tuple(_index(sentence, column, row.language) for sentence in prose.sentences)
    counts = np.array([np.bincount(one.columns, minlength=len(column) + 1) for one in sentences], dtype=np.float64)
    return Text(
        features=np.column_stack([measured[name] for name in NAMES]),
        similar=np.array([rows.similar_to(place) for place in range(rows.height)]),
        leans_on=np.array(prose.leans_on, dtype=np.intp),
        several=bool(prose.sections[-1]),
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


def choose(text: Text, numbers: Numbers, budget: int) -> list[Choice]:
    """The ranker's choice, turn by turn: three at least, and more until the words are used up, twelve at most."""
    height = len(text.words)
    values_of = text.features @ numbers.tables.T
    open_to = text.leans_on < 0
    left, said = np.ones(height, dtype=bool), np.zeros(height)
    chosen, used, turns = 1 / height, 0, list[Choice]()
    while len(turns) < min(height, _MOST_TURNS) and (len(turns) < 3 or used < budget):
        counting = np.array([1.0, *turn_at(chosen, several=text.several)])
        values = values_of @ counting - numbers.redundancy * said - 1_000.0 * (said > SAME)
        best = int(np.where(left & open_to, values, -np.inf).argmax())
        turns.append(
            Choice(
                best, np.flatnonzero(left & open_to & ((said <= SAME) | (np.arange(height) == best))), said, counting
            )
        )
        chosen += text.shares[best]
        used += int(text.words[best])
        left[best] = False
        open_to |= text.leans_on == best
        said = np.maximum(said, text.similar[:, best])
    return turns


def advantages(text: Text, turns: Sequence[int], budget: int, measures: tuple[float, float]) -> Iterator[Floats]:
    """For each turn what F1 (percent) every other sentence in its place would have gained, the other turns staying as they are.

    `measures` weighs three sentences and the word budget. Sentences chosen anyway gain nothing.
    """
    whole = int(np.searchsorted(np.cumsum(text.words[list(turns)]), budget)) + 1
    for place in range(len(turns)):
        worth = np.zeros(len(text.words))
        if place < 3:
            worth += measures[0] * _instead(text, turns[:3], place)
        if place < whole:
            worth += measures[1] * _instead(text, turns[:whole], place, budget)
        worth -= worth[turns[place]]
        worth[list(turns)] = 0.0
        yield worth


def _instead(text: Text, turns: Sequence[int], place: int, budget: int | None = None) -> Floats:
    """F1 with each sentence in the place of one; a budget cuts off the last one, in proportion (`_cut` does so word by word)."""
    others = [turn for order, turn in enumerate(turns) if order != place]
    if budget is None:
        return _f1(text, text.counts[others].sum(axis=0) + text.counts, text.lengths[others].sum() + text.lengths)
    last = turns[-1:] if place < len(turns) - 1 else []
    before = [turn for turn in others if turn not in last]
    used = text.words[before].sum()
    part = np.clip((budget - used) / np.maximum(text.words, 1), 0, 1)
    counts = text.counts[before].sum(axis=0) + part[:, np.newaxis] * text.counts
    lengths = text.lengths[before].sum() + part * text.lengths
    for cut in last:
        rest = np.clip((budget - used - text.words) / max(text.words[cut], 1), 0, 1)
        counts, lengths = counts + rest[:, np.newaxis] * text.counts[cut], lengths + rest * text.lengths[cut]
    return _f1(text, counts, lengths)


def _cut(text: Text, turns: Sequence[int], budget: int) -> tuple[Floats, float]:
    """What a word budget keeps: counts of the references' words, and all words."""
    counts, length, left = np.zeros(text.counts.shape[1]), 0.0, budget
    for turn in turns:
        tokens = text.sentences[turn]
        kept = tokens.columns[: tokens.ends[min(left, len(tokens.ends) - 1)]]
        counts += np.bincount(kept, minlength=len(counts) + 1)[:-1]
        length += len(kept)
        left -= min(left, len(tokens.ends) - 1)
    return counts, length


def _f1(text: Text, counts: Floats, lengths: Floats | float) -> Floats:
    found = [
        np.minimum(counts, reference).sum(axis=-1) * 2 / np.maximum(lengths + reference.sum(), 1)
        for reference in text.references
    ]
    return np.asarray(100 * np.mean(found, axis=0))
