"""sumy as people install it: its own parser, stop words, stemmers and settings, and the text alone.

Rule to remember: nothing of our summariser comes in here. Only what would download data of NLTK is replaced.
"""

import re
import warnings
from collections.abc import Callable, Sequence
from typing import Any

import nltk
import sentencex
from sumy.nlp.stemmers import Stemmer, null_stemmer
from sumy.nlp.tokenizers import Tokenizer
from sumy.parsers.plaintext import PlaintextParser
from sumy.summarizers.edmundson import EdmundsonSummarizer
from sumy.summarizers.kl import KLSummarizer
from sumy.summarizers.lex_rank import LexRankSummarizer
from sumy.summarizers.lsa import LsaSummarizer
from sumy.summarizers.luhn import LuhnSummarizer
from sumy.summarizers.reduction import ReductionSummarizer
from sumy.summarizers.sum_basic import SumBasicSummarizer
from sumy.summarizers.text_rank import TextRankSummarizer
from sumy.utils import get_stop_words

ALGORITHMS = {
    "lexrank": LexRankSummarizer,
    "textrank": TextRankSummarizer,
    "lsa": LsaSummarizer,
    "luhn": LuhnSummarizer,
    "edmundson": EdmundsonSummarizer,
    "kl": KLSummarizer,
    "sum-basic": SumBasicSummarizer,
    "reduction": ReductionSummarizer,
}


Words = Callable[[str], Sequence[str]]


def find_words(sentence: str) -> list[str]:
    """What most people would write."""
    return re.findall(r"\w+", sentence)


def find_own_words(sentence: str) -> list[str]:
    """sumy's own, told that there is one sentence: without numbers, and without Bengali words that have a vowel sign."""
    return [word for word in nltk.word_tokenize(sentence, preserve_line=True) if Tokenizer._is_word(word)]


def rank_plainly(algorithm: str, text: str, language: str, words: Words = find_words) -> list[tuple[int, str]]:
    """(place in the document, sentence), best first; sumy hands them, sorted, to whatever is callable in place of the count."""
    parser = PlaintextParser.from_string(text, PlainTokenizer(language, words))
    ranked: list[tuple[int, str]] = []

    def keep(infos: Sequence[Any]) -> Sequence[Any]:
        ranked.extend((info.order, str(info.sentence)) for info in infos)
        return infos

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # LSA says of every short text that it "may not work properly"
        _make(algorithm, language, parser)(parser.document, keep)
    return ranked


class PlainTokenizer:
    """What stands in for sumy's: sentences by sentencex."""

    def __init__(self, language: str, words: Words = find_words) -> None:
        self.language, self._words = language, words

    def to_sentences(self, paragraph: str) -> tuple[str, ...]:
        return tuple(found.strip() for found in sentencex.segment(self.language, paragraph))

    def to_words(self, sentence: str) -> tuple[str, ...]:
        return tuple(self._words(sentence))


def _make(algorithm: str, language: str, parser: PlaintextParser) -> Any:
    """As `sumy` does on the command line; for a language without stop words or a stemmer, without."""
    try:
        stop_words = get_stop_words(language)
    except LookupError:
        stop_words = frozenset()
    try:
        stemmer = Stemmer(language)
    except LookupError:
        stemmer = null_stemmer
    summarizer = ALGORITHMS[algorithm](stemmer)
    if algorithm == "edmundson":
        summarizer.null_words = stop_words or {"the"}  # it refuses to work without any
        summarizer.bonus_words, summarizer.stigma_words = parser.significant_words, parser.stigma_words
    else:
        summarizer.stop_words = stop_words
    return summarizer
