"""How well articles fall into stories, one by one as they come: B-cubed and pairs, beside one story per exact title.

    python -m tests.benchmarks.stories DATA.jsonl... [--json]

Each file has one article a line (`id`, `title`, `text`, `lang`, `published`, `story`), in the order of time. B-cubed
after Bagga and Baldwin (1998): for each article the share of its group that is of its story, and of its story that is in
its group; F1 of the two means.
"""

import argparse
import json
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bot import stories
from bot.model import Article, Extent, Ranking, Source, SourceKind

_SOURCE = Source(1, SourceKind.FEED, "https://measured.example/feed", "Measured")
_BATCH = 50  # articles that arrive together

Labels = Sequence[object]


def main() -> None:
    """Measure each file and print a row for each method."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", nargs="+", type=Path)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    rows = [measure(path, name, group) for path in options.data for name, group in METHODS.items()]
    if options.json:
        print(json.dumps(rows))
        return
    table = Table("file", "method", "B-cubed P", "R", "F1", "pair F1", "articles per CPU-s")
    for row in rows:
        figures = (f"{100 * row[name]:.1f}" for name in ("precision", "recall", "f1", "pair_f1"))
        table.add_row(row["file"], row["method"], *figures, f"{row['articles_per_cpu_s']:.0f}")
    Console(width=110).print(table)


def measure(path: Path, name: str, group: Callable[[Sequence[Article]], Labels]) -> dict[str, object]:
    """All figures of one method on one file."""
    records = [json.loads(line) for line in path.read_text().splitlines()]
    articles = [_article(number, record) for number, record in enumerate(records, 1)]
    truth = [record["story"] for record in records]
    begin = time.process_time()
    found = group(articles)
    spent = time.process_time() - begin
    scores = {**b_cubed(found, truth), "pair_f1": pair_f1(found, truth)}
    return {"file": path.stem, "method": name, **scores, "articles_per_cpu_s": len(articles) / max(spent, 1e-9)}


def one_by_one(articles: Sequence[Article]) -> Labels:
    """As the bot does it: batch after batch, each seeing only what came before."""
    index = stories.Index()
    labels: list[int] = []
    for start in range(0, len(articles), _BATCH):
        arrivals = articles[start : start + _BATCH]
        found = index.place(arrivals)
        new = {label: len(labels) - label for label in set(found.values()) if label < 0}
        index.name(new)
        index.close(min(article.published_at for article in arrivals) - stories.WINDOW)
        labels += [new.get(found[article.id], found[article.id]) for article in arrivals]
    return labels


def exact_titles(articles: Sequence[Article]) -> Labels:
    """The least one can do."""
    return [article.title.casefold() for article in articles]


METHODS: dict[str, Callable[[Sequence[Article]], Labels]] = {"ours": one_by_one, "exact title": exact_titles}


def b_cubed(found: Labels, truth: Labels) -> dict[str, float]:
    """Precision, recall and F1."""
    both, groups, events = Counter(zip(found, truth, strict=True)), Counter(found), Counter(truth)
    precision = sum(n * n / groups[g] for (g, _), n in both.items()) / len(found)
    recall = sum(n * n / events[e] for (_, e), n in both.items()) / len(found)
    return {"precision": precision, "recall": recall, "f1": 2 * precision * recall / (precision + recall)}


def pair_f1(found: Labels, truth: Labels) -> float:
    """F1 over the pairs of articles that are put together."""

    def pairs(labels: Sequence[object]) -> int:
        return sum(n * (n - 1) // 2 for n in Counter(labels).values())

    together = pairs(list(zip(found, truth, strict=True)))
    return 2 * together / max(pairs(found) + pairs(truth), 1)


def _article(number: int, record: dict[str, str]) -> Article:
    at = datetime.fromisoformat(record["published"] or "2020-01-01")
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return Article(
        id=number,
        source=_SOURCE,
        key=str(number),
        title=record["title"] or "",
        text=record["text"],
        extent=Extent.WHOLE,
        language=record["lang"],
        published_at=at,
        stored_at=at,
        ranking=Ranking(""),
    )


if __name__ == "__main__":
    main()
