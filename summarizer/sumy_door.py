"""Both ways through sumy's door: its algorithms for our texts, and our ranker for its documents.

Rule to remember: sumy never sees more than 400 sentences, nor its own tokenizer, which downloads data.
"""

import warnings
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from sumy.models.dom import ObjectDocumentModel, Paragraph, Sentence
from sumy.summarizers._summarizer import AbstractSummarizer
from sumy.summarizers.edmundson import EdmundsonSummarizer
from sumy.summarizers.kl import KLSummarizer
from sumy.summarizers.lex_rank import LexRankSummarizer
from sumy.summarizers.lsa import LsaSummarizer
from sumy.summarizers.luhn import LuhnSummarizer
from sumy.summarizers.reduction import ReductionSummarizer
from sumy.summarizers.sum_basic import SumBasicSummarizer
from sumy.summarizers.text_rank import TextRankSummarizer

from summarizer.lexicon import stemmer, stop_words
from summarizer.prose import Prose, prose_from_sentences
from summarizer.ranking import rank_news
from summarizer.text import Tokenizer

Order = list[tuple[int, float]]  # index of a sentence and its score, best first

_MOST_SENTENCES = 400  # the algorithms of sumy take time in the square of this or worse: 9 s for 1,000
_LONGEST = 400  # characters of a sentence they look at


class NewsSummarizer(AbstractSummarizer):  # type: ignore[misc] # sumy has no types
    """The default ranker as sumy's users know a summariser: called with a document and a count, gives its sentences in order.

    `language` is the documents' (ISO 639-1); headings of the document serve as its title.
    """

    def __init__(self, language: str = "en") -> None:
        super().__init__(stemmer(language))
        self.language = language

    def __call__(self, document: Any, sentences_count: Any) -> tuple[Any, ...]:
        sentences = list(dict.fromkeys(document.sentences))
        title = " ".join(str(heading) for heading in document.headings)
        ranked = rank_news(
            prose_from_sentences([str(sentence) for sentence in sentences], title=title, language=self.language)
        )
        scores = {sentences[index]: -float(rank) for rank, (index, _) in enumerate(ranked)}
        return tuple(self._get_best_sentences(sentences, sentences_count, scores))


def rank_by_sumy(method: str, prose: Prose) -> Order:
    seen = _sample(len(prose.sentences))
    if not any(prose.words[index] for index in seen):
        return [(index, 0.0) for index in range(len(prose.sentences))]
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # LSA says of every short text that it "may not work properly"
        ratings = _rate(_MAKERS[method](prose), _as_document(prose, seen))
    ratings = ratings or [(order, 0.0) for order in range(len(seen))]
    chosen = [(seen[order], rating if rating == rating else 0.0) for order, rating in ratings]  # noqa: PLR0124 (NaN is not itself)
    lowest = min(rating for _, rating in chosen)
    unseen = set(range(len(prose.sentences))) - set(seen)
    return [*chosen, *((index, lowest) for index in sorted(unseen))]


def _sample(count: int) -> Sequence[int]:
    """All sentences; of a long text the first half of the allowance, the other half spread over the rest."""
    if count <= _MOST_SENTENCES:
        return range(count)
    half = _MOST_SENTENCES // 2
    return [*range(half), *(int(i) for i in np.linspace(half, count - 1, half))]


def _rate(summarizer: Any, document: Any) -> Order:
    """All sentences with their ratings: sumy hands them, sorted, to whatever is callable in place of the count."""
    ratings: Order = []

    def keep(infos: Sequence[Any]) -> Sequence[Any]:
        ratings.extend((info.order, float(info.rating)) for info in infos)
        return infos

    summarizer(document, keep)
    return ratings


def _as_document(prose: Prose, seen: Sequence[int]) -> Any:
    tokenizer = Tokenizer(prose.language)
    title = " ".join(prose.title) or prose.sentences[0][:_LONGEST]
    paragraphs: dict[int, list[Any]] = {-1: [Sentence(title, tokenizer, is_heading=True)]}
    for index in seen:
        # The tail keeps two long sentences with one beginning apart: sumy's ratings are keyed by text.
        text = (
            prose.sentences[index]
            if len(prose.sentences[index]) <= _LONGEST
            else f"{prose.sentences[index][:_LONGEST]} {index}"
        )
        paragraphs.setdefault(prose.paragraphs[index], []).append(Sentence(text, tokenizer))
    return ObjectDocumentModel([Paragraph(sentences) for sentences in paragraphs.values()])


def _make_edmundson(prose: Prose) -> Any:
    """Cue words are the title's; where there is no title, those of the first sentence."""
    summarizer = EdmundsonSummarizer(stemmer(prose.language))
    summarizer.bonus_words = prose.title or prose.words[0] or ("news",)
    summarizer.stigma_words = ("hardly", "impossible")  # sumy insists on some; Edmundson's own examples
    summarizer.null_words = stop_words(prose.language) or ("the",)
    return summarizer


def _maker(algorithm: Any) -> Callable[[Prose], Any]:
    def make(prose: Prose) -> Any:
        summarizer = algorithm(stemmer(prose.language))
        summarizer.stop_words = stop_words(prose.language)
        return summarizer

    return make


_MAKERS: dict[str, Callable[[Prose], Any]] = {
    "lexrank": _maker(LexRankSummarizer),
    "textrank": _maker(TextRankSummarizer),
    "lsa": _maker(LsaSummarizer),
    "luhn": _maker(LuhnSummarizer),
    "edmundson": _make_edmundson,
    "kl": _maker(KLSummarizer),
    "sum-basic": _maker(SumBasicSummarizer),
    "reduction": _maker(ReductionSummarizer),
}
