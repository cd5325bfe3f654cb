"""Text in, sentences out: summaries made of a text's own sentences, in any language, with where each one stands.

Rule to remember: spans are offsets into the text that was given, character for character; store what `clean_text` gave, then ask.
"""

from collections.abc import Collection, Iterator

from summarizer.clean import clean_text
from summarizer.explanation import Explanation, explain
from summarizer.language import detect_language
from summarizer.methods import METHODS, check_method, rank_by, version_of
from summarizer.prose import Prose, read_prose, sentence_key
from summarizer.story import STORY_VERSION, StorySentence, StorySummary, Telling, rank_story, summarize_story
from summarizer.summary import RankedSpan, Ranking, Sentence, Span, Summary, choose, count_words
from summarizer.text import split_sentences
from summarizer.vectors import Vector, cosine, similarity, vector

METHOD_VERSION = version_of("news")

__all__ = [
    "METHODS",
    "METHOD_VERSION",
    "STORY_VERSION",
    "Explanation",
    "RankedSpan",
    "Ranking",
    "Sentence",
    "Span",
    "StorySentence",
    "StorySummary",
    "Summary",
    "Telling",
    "Vector",
    "clean_text",
    "cosine",
    "count_words",
    "detect_language",
    "explain",
    "rank",
    "rank_story",
    "sentence_key",
    "similarity",
    "split_sentences",
    "summarize",
    "summarize_story",
    "vector",
]


def summarize(  # noqa: PLR0913 (the whole question; all but the text have a default)
    text: str,
    *,
    title: str | None = None,
    language: str | None = None,
    sentences: int = 3,
    words: int | None = None,
    method: str = "news",
    boilerplate: Collection[str] = (),
) -> Summary:
    """The best sentences of a text, in reading order, word for word: `text[s.start:s.end] == s.text`.

    `words`, when given, decides instead of `sentences`: as many of the best as fit, and one at least. A longer summary contains
    the shorter one. `language` (ISO 639-1) is detected when absent; a known `title` helps. A text without words gives no
    sentences. `boilerplate` holds the `sentence_key` of sentences that the source prints in many articles: they come only where there is nothing else.
    ValueError when there is no such method; `METHODS` lists them.
    """
    check_method(method)
    prose = read_prose(text, title=title, language=language, boilerplate=boilerplate)
    chosen = choose(text, _rank_spans(prose, method), sentences=sentences, words=words)
    return Summary(chosen, prose.language, method)


def rank(
    text: str,
    *,
    title: str | None = None,
    language: str | None = None,
    method: str = "news",
    boilerplate: Collection[str] = (),
) -> Ranking:
    """All sentences that may speak for the text, best first, as spans with scores: what to store with an article.

    Subheads, bylines, captions, cut sentences and appeals to click are left out unless there is nothing else; exact repetitions
    come once. Same text, same ranking, always. ValueError when there is no such method.
    """
    check_method(method)
    prose = read_prose(text, title=title, language=language, boilerplate=boilerplate)
    return Ranking(tuple(_rank_spans(prose, method)), prose.language, method, version_of(method))


def _rank_spans(prose: Prose, method: str) -> Iterator[RankedSpan]:
    for rank, (index, score) in enumerate(rank_by(method, prose)):
        yield RankedSpan(*prose.spans[index], rank, score)
