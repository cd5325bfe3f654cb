"""ROUGE F1 in percent for any script, and what belongs to a fair comparison: word budgets and a paired bootstrap.

Rule to remember: rouge_score's own tokenizer keeps only a-z and 0-9, so it is used for English alone.
"""

import functools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import sentencex
from rouge_score.rouge_scorer import RougeScorer
from rouge_score.tokenizers import DefaultTokenizer, Tokenizer

_TYPES = ("rouge1", "rouge2", "rougeLsum")
_WORDS = re.compile("[\\w\u0900-\u0dff]+")


@dataclass(frozen=True, slots=True)
class Rouge:
    """ROUGE-1, ROUGE-2 and ROUGE-Lsum, F1 in percent."""

    r1: float
    r2: float
    rlsum: float

    def __str__(self) -> str:
        return f"{self.r1:.2f}/{self.r2:.2f}/{self.rlsum:.2f}"


def score(sentences: Sequence[str], references: Iterable[str], language: str) -> Rouge:
    """A summary's mean over the references; a reference in one line is split into sentences first."""
    summary = "\n".join(sentences)
    found = [_scorer(language).score(_break_lines(reference, language), summary) for reference in references]
    return Rouge(*(100 * float(np.mean([one[kind].fmeasure for one in found])) for kind in _TYPES))


def mean(scores: Sequence[Rouge]) -> Rouge:
    return Rouge(*(float(np.mean([getattr(one, name) for one in scores])) for name in ("r1", "r2", "rlsum")))


def cut(ranked: Sequence[tuple[int, str]], words: int) -> list[str]:
    """Sentences (position, text) best first until the words are used up, the last one cut off there; in document order."""
    kept, left = [], words
    for position, text in ranked:
        kept.append((position, " ".join(text.split()[:left])))
        left -= len(text.split())
        if left <= 0:
            break
    return [text for _, text in sorted(kept)]


def compare(ours: Sequence[float], theirs: Sequence[float], draws: int = 2000) -> tuple[float, float]:
    """The 95 % interval of the mean difference: paired bootstrap over documents, always the same draws."""
    differences = np.array(ours) - np.array(theirs)
    picks = np.random.default_rng(0).integers(0, len(differences), (draws, len(differences)))
    low, high = np.percentile(differences[picks].mean(axis=1), [2.5, 97.5])
    return float(low), float(high)


def tokenize(text: str, language: str) -> list[str]:
    """The words that are counted, as `score` sees them."""
    found: list[str] = _tokenizer(language).tokenize(text)
    return found


class _AnyScript(Tokenizer):
    def tokenize(self, text: str) -> list[str]:
        return _WORDS.findall(text.lower())


@functools.cache
def _tokenizer(language: str) -> Tokenizer:
    return DefaultTokenizer(use_stemmer=True) if language == "en" else _AnyScript()


@functools.cache
def _scorer(language: str) -> RougeScorer:
    return RougeScorer(_TYPES, tokenizer=_tokenizer(language))


@functools.cache
def _break_lines(reference: str, language: str) -> str:
    if "\n" in reference.strip():
        return reference
    return "\n".join(sentence.strip() for sentence in sentencex.segment(language, reference))
