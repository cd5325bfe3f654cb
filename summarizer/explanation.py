"""Why each sentence of a summary was chosen, in words.

Rule to remember: what is said here is computed from the ranking itself, feature by feature; nothing is guessed afterwards.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from summarizer.methods import check_method, rank_by
from summarizer.prose import Prose, read_prose
from summarizer.ranking import Pick, weigh_picks
from summarizer.summary import count_fitting

# What a reader calls the features together, and how a sentence is said to do well or badly by them.
_GROUPS: Mapping[str, tuple[str, str, tuple[str, ...]]] = {
    "place": (
        "It stands where reports put what matters most",
        "It stands late in the text",
        ("log_position", "first", "second"),
    ),
    "content": (
        "It says much of what the text is about",
        "It is off the text's main subject",
        ("lexrank", "centroid", "forward", "frequent_terms"),
    ),
    "news": (
        "It brings something the sentences before it do not say",
        "It takes up what sentences before it say",
        ("backward",),
    ),
    "headline": (
        "It speaks of what the headline names",
        "It has little of the headline",
        ("title_overlap",),
    ),
    "length": (
        "Its length suits a summary",
        "Its length does not suit a summary",
        ("log_length", "long", "below_length"),
    ),
    "wording": ("It tells in plain running words", "It is dense with names and terms", ("term_density",)),
    "figures": ("It gives figures", "It gives no figures", ("numbers",)),
    "quotation": ("The way it quotes suits a summary", "It begins with a quotation", ("begins_quoting", "quotes")),
    "question": ("It tells rather than asks", "It asks rather than tells", ("asks",)),
    "voice": ("It reports rather than speaks for itself", "It speaks of I, we or you", ("personal",)),
}
_WORTH_SAYING = 0.15  # points; the best sentence has some 3 to 6


@dataclass(frozen=True, slots=True)
class Explanation:
    """A chosen sentence (`text[start:end]`) and why it was chosen: sentences for a reader, the weightiest reason first."""

    text: str
    start: int
    end: int
    rank: int
    score: float
    reasons: tuple[str, ...]


def explain(  # noqa: PLR0913 (the question of summarize(), word for word)
    text: str,
    *,
    title: str | None = None,
    language: str | None = None,
    sentences: int = 3,
    words: int | None = None,
    method: str = "news",
    boilerplate: Collection[str] = (),
) -> tuple[Explanation, ...]:
    """Why `summarize` of the same arguments chooses what it does: its sentences, best first.

    ValueError when there is no such method.
    """
    check_method(method)
    prose = read_prose(text, title=title, language=language, boilerplate=boilerplate)
    order = list(rank_by(method, prose))
    count = max(sentences, 0) if words is None else count_fitting((prose.sentences[index] for index, _ in order), words)
    reasons = _explain_news(prose, count) if method == "news" else _explain_rating(method, order[:count], len(order))
    return tuple(
        Explanation(prose.sentences[index], *prose.spans[index], rank=rank, score=score, reasons=why)
        for rank, ((index, score), why) in enumerate(zip(order, reasons, strict=False))
    )


def _explain_news(prose: Prose, count: int) -> list[tuple[str, ...]]:
    return [tuple(_tell(prose, pick, parts)) for pick, parts in weigh_picks(prose, count)]


def _tell(prose: Prose, pick: Pick, parts: Mapping[str, float]) -> list[str]:
    points = {group: sum(parts.get(name, 0.0) for name in names) for group, (_, _, names) in _GROUPS.items()}
    weightiest = sorted(points.items(), key=lambda item: -item[1])
    told = [f"{_GROUPS[group][0]} ({value:+.1f})." for group, value in weightiest if value > _WORTH_SAYING]
    told += [f"{_GROUPS[group][1]} ({value:+.1f})." for group, value in weightiest if value < -_WORTH_SAYING]
    if pick.repeated > 0.1:
        told.append(f"It repeats {pick.repeated:.0%} of a sentence chosen before it, which counts against it.")
    if prose.leans_on[pick.sentence] >= 0:
        told.append("It opens by pointing back, so it may come only because the sentence before it was chosen too.")
    return told or ["It is the best of what is left."]


def _explain_rating(method: str, order: list[tuple[int, float]], total: int) -> list[tuple[str, ...]]:
    return [
        (f"{method} rates it {score:.3g}: number {rank} of {total} sentences.",)
        for rank, (_, score) in enumerate(order, start=1)
    ]
