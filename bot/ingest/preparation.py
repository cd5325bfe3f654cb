"""What is computed once, when an article arrives: its language and the ranking of its sentences.

Rule: only a whole article is ranked; whoever asks for a summary later reads the stored ranking.
"""

import summarizer
from bot.ingest.urls import normalise
from bot.model import Article, Draft, Extent, Prepared, Ranking, Span

RANKING_VERSION = summarizer.METHOD_VERSION


def prepare(draft: Draft) -> Prepared:
    """The draft with its language (its own, else detected), its link, and the ranking of its sentences when it is whole."""
    language = draft.language or summarizer.detect_language(f"{draft.title}\n{draft.text[:4000]}")
    return Prepared(draft, language, _rank(draft.title, draft.text, draft.extent, language), normalise(draft.url))


def as_stored(draft: Draft) -> Prepared:
    """The draft of an article that is stored whole: its text was not read again, and nothing is computed of it again.

    Should it be gone from the store meanwhile, it is a headline whose text is fetched or comes with the next poll.
    """
    return Prepared(draft, draft.language or "und", Ranking(""), normalise(draft.url))


def rank_again(article: Article) -> Ranking:
    """The ranking by the method of today, for an article whose stored one is of another version."""
    return _rank(article.title, article.text, article.extent, article.language)


def _rank(title: str, text: str, extent: Extent, language: str) -> Ranking:
    if extent is not Extent.WHOLE:
        return Ranking(RANKING_VERSION)
    ranked = summarizer.rank(text, title=title, language=language)
    return Ranking(ranked.version, tuple(Span(span.start, span.end, span.score) for span in ranked.spans))
