"""How good summaries of several articles are: ours beside leads and the centroid, against an editor's text on the event.

    python -m tests.benchmarks.story_summaries ARTICLES.jsonl SUMMARIES.jsonl [--words 90] [--rows N] [--json]

Rule to remember: stories of two articles or more count, every summary is cut at the same number of words.
"""

import argparse
import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from summarizer import cosine, rank_story, split_sentences, vector
from tests.benchmarks import rouge

WORDS = {"allsides_2021_dated": 90, "allsides_neus": 50}


@dataclass(frozen=True, slots=True)
class Told:
    """One source's text, as `rank_story` takes it."""

    title: str
    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Event:
    articles: tuple[Told, ...]
    summary: str


Ranked = list[tuple[tuple[int, ...], str]]  # (what sorts it into reading order, sentence), best first


def load(articles: Path, summaries: Path, limit: int | None = None) -> list[Event]:
    told: dict[str, list[dict[str, str]]] = {}
    for line in articles.read_text("utf-8").splitlines():
        row = json.loads(line)
        told.setdefault(row["story"], []).append(row)
    editors = {row["story"]: row["summary"] for row in map(json.loads, summaries.read_text("utf-8").splitlines())}
    rows = [
        (sorted(found, key=lambda row: row["published"] or ""), editors[story])
        for story, found in told.items()
        if story in editors
    ]
    events = [Event(tuple(Told(r["title"], r["text"], r["lang"]) for r in found), summary) for found, summary in rows]
    return [event for event in events if len(event.articles) > 1][:limit]


def rank_ours(event: Event) -> Ranked:
    return [(sentence.place, sentence.text) for sentence in rank_story(event.articles)]


def rank_lead_of_one(event: Event) -> Ranked:
    """The beginning of an article taken at random."""
    index = random.Random(event.articles[0].text).randrange(len(event.articles))
    return [((index, place), text) for place, text in _split(event.articles[index])]


def rank_lead_of_central(event: Event) -> Ranked:
    """The beginning of the article that is most like the others."""
    vectors = [vector(article.title, article.text, article.language) for article in event.articles]
    likeness = [sum(cosine(one, other) for other in vectors) for one in vectors]
    index = likeness.index(max(likeness))
    return [((index, place), text) for place, text in _split(event.articles[index])]


def rank_leads_in_turn(event: Event) -> Ranked:
    """All first sentences, then all second ones."""
    turns = zip_longest(*(_split(article) for article in event.articles))
    return [((index, found[0]), found[1]) for turn in turns for index, found in enumerate(turn) if found]


SYSTEMS: dict[str, Callable[[Event], Ranked]] = {
    "ours": rank_ours,
    "lead of one": rank_lead_of_one,
    "lead of central": rank_lead_of_central,
    "leads in turn": rank_leads_in_turn,
}


def measure(events: Sequence[Event], words: int) -> dict[str, tuple[rouge.Rouge, tuple[float, float]]]:
    """Each system's ROUGE, and the 95 % interval of its R1 over the lead of the central article."""
    scores = {name: [_score(system(event), event, words) for event in events] for name, system in SYSTEMS.items()}
    base = [one.r1 for one in scores["lead of central"]]
    return {name: (rouge.mean(found), rouge.compare([one.r1 for one in found], base)) for name, found in scores.items()}


def _score(ranked: Ranked, event: Event, words: int) -> rouge.Rouge:
    order = sorted(place for place, _ in ranked)
    numbered = [(order.index(place), text) for place, text in ranked]
    return rouge.score(rouge.cut(numbered, words), [event.summary], event.articles[0].language)


def _split(article: Told) -> list[tuple[int, str]]:
    return [(start, article.text[start:end]) for start, end in split_sentences(article.text, article.language)]


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=Path, help="a line each: story, title, text, lang, published")
    parser.add_argument("summaries", type=Path, help="a line each: story, summary")
    parser.add_argument("--words", type=int)
    parser.add_argument("--rows", type=int)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    events = load(options.articles, options.summaries, options.rows)
    if not events:
        parser.error(
            f"No story of two articles in {options.articles} has a summary in {options.summaries}. --help says which is which."
        )
    words = options.words or WORDS.get(options.articles.stem, 90)
    results = measure(events, words)
    if options.json:
        shown = {
            name: {"r1": r.r1, "r2": r.r2, "rlsum": r.rlsum, "r1_to_central": span}
            for name, (r, span) in results.items()
        }
        print(json.dumps({"stories": len(events), "words": words, "systems": shown}, indent=1))
        return
    print(
        f"{options.articles.stem}: {len(events)} stories at {words} words, R1/R2/RLsum, R1 against the lead of the central article"
    )
    for name, (reached, (low, high)) in results.items():
        print(f"  {name:<18}{reached!s:<20}{low:+6.2f} ..{high:+6.2f}")


if __name__ == "__main__":
    main()
