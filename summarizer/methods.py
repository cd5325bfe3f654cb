"""Name -> ranking: ours, and every algorithm of sumy.

Rule to remember: a method gets sentences that may speak for the text, each once, and gives all of them back, best first.
"""

from collections.abc import Iterator

from summarizer.prose import Prose
from summarizer.ranking import news_weights, rank_news

METHODS = ("news", "lexrank", "textrank", "lsa", "luhn", "edmundson", "kl", "sum-basic", "reduction")


def rank_by(method: str, prose: Prose) -> Iterator[tuple[int, float]]:
    """All sentences of the text best first, with scores, worked out as they are asked for. ValueError names the methods when there is none of that name."""
    check_method(method)
    if method == "news":
        return rank_news(prose)
    from summarizer.sumy_door import rank_by_sumy  # 0.5 s and 32 MB that the default method does without

    return iter(rank_by_sumy(method, prose))


def check_method(method: str) -> None:
    """ValueError names the methods when there is none of that name."""
    if method not in METHODS:
        raise ValueError(f"There is no method '{method}'. Choose one of: {', '.join(METHODS)}.")


def version_of(method: str) -> str:
    """What a stored ranking carries: it is out of date when this has changed."""
    return news_weights().version if method == "news" else f"{method}-1"
