"""How good summaries are: ours beside lead, random, the oracle and every algorithm of sumy, with our sentences and plain.

    python -m tests.benchmarks.summaries DATA.jsonl... [--method M]... [--rows N] [--json]

Rule to remember: the files are other people's; they are passed by path, and nothing of them is kept.
"""

import argparse
import json
import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise, zip_longest
from pathlib import Path

from summarizer import METHODS, detect_language, rank, split_sentences
from tests.benchmarks import plain_sumy, rouge

# Each set's word budget: about the mean length of its references. Another file gets that mean.
BUDGETS = {"cnndm": 50, "inshorts": 60, "bbc": 170, "bnlpc_bengali": 72, "vims_multidoc": 195, "multinews": 225}

Ranked = list[tuple[int, str]]  # (position in the text, sentence), best first


@dataclass(frozen=True, slots=True)
class Row:
    """A text and what people made of it."""

    id: str
    title: str
    text: str
    docs: tuple[str, ...]
    references: tuple[str, ...]
    language: str


def load(path: Path, limit: int | None = None) -> list[Row]:
    with path.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for _, line in zip(range(limit or sys.maxsize), lines, strict=False)]
    language = detect_language(" ".join(row["text"][:300] for row in rows[:10]))
    return [
        Row(r["id"], r.get("title") or "", r["text"], tuple(r.get("docs") or [r["text"]]), tuple(r.get("references") or [r["reference"]]), language)
        for r in rows
    ]  # fmt: skip


def budget_of(name: str, rows: Sequence[Row]) -> int:
    lengths = [len(reference.split()) for row in rows for reference in row.references]
    return BUDGETS.get(name) or round(sum(lengths) / len(lengths))


def rank_with(method: str) -> Callable[[Row], Ranked]:
    def order(row: Row) -> Ranked:
        spans = rank(row.text, title=row.title or None, language=row.language, method=method).spans
        return [(span.start, row.text[span.start : span.end]) for span in spans]

    return order


def rank_with_plain_sumy(algorithm: str, words: plain_sumy.Words) -> Callable[[Row], Ranked]:
    return lambda row: plain_sumy.rank_plainly(algorithm, row.text, row.language, words)


def rank_lead(row: Row) -> Ranked:
    """Document order; of several documents all first sentences, then all second ones."""
    turns = zip_longest(*(split(doc, row.language) for doc in row.docs))
    starts = [row.text.find(doc) for doc in row.docs]
    return [
        (start + place, text)
        for turn in turns
        for start, found in zip(starts, turn, strict=True)
        if found
        for place, text in [found]
    ]


def rank_at_random(row: Row) -> Ranked:
    sentences = split(row.text, row.language)
    random.Random(row.id).shuffle(sentences)
    return sentences


def rank_cheating(row: Row) -> Ranked:
    """The oracle: greedily what raises ROUGE-1 and ROUGE-2 against the first reference most."""
    candidates, chosen = split(row.text, row.language), []
    wanted = _count_grams(row.references[0])
    have: Counter[tuple[str, ...]] = Counter()
    counted = {place: _count_grams(text) for place, text in candidates}
    while candidates and len(chosen) < 30:
        best = max(candidates, key=lambda found: _f1_sum(have + counted[found[0]], wanted))
        if chosen and _f1_sum(have + counted[best[0]], wanted) <= _f1_sum(have, wanted):
            break
        have += counted[best[0]]
        candidates.remove(best)
        chosen.append(best)
    return chosen


def split(text: str, language: str) -> Ranked:
    return [(start, text[start:end]) for start, end in split_sentences(text, language)]


SYSTEMS: dict[str, Callable[[Row], Ranked]] = {
    "lead": rank_lead,
    "random": rank_at_random,
    "oracle": rank_cheating,
    **{method: rank_with(method) for method in METHODS},
    **{
        f"{kind}-{algorithm}": rank_with_plain_sumy(algorithm, words)
        for kind, words in (("plain", plain_sumy.find_words), ("own-words", plain_sumy.find_own_words))
        for algorithm in plain_sumy.ALGORITHMS
    },
}


@dataclass(frozen=True, slots=True)
class Result:
    """What one system reached on one set; the intervals are of R1 against lead."""

    set: str
    system: str
    documents: int
    top3: rouge.Rouge
    top3_to_lead: tuple[float, float]
    words: rouge.Rouge
    words_to_lead: tuple[float, float]
    budget: int


def measure(path: Path, systems: Sequence[str], limit: int | None = None) -> list[Result]:
    rows = load(path, limit)
    budget = budget_of(path.stem, rows)
    scores = {name: _score_rows(SYSTEMS[name], rows, budget) for name in dict.fromkeys(["lead", *systems])}
    lead3, lead_words = ([one.r1 for one in column] for column in scores["lead"])
    return [
        Result(
            path.stem, name, len(rows),
            rouge.mean(top3), rouge.compare([one.r1 for one in top3], lead3),
            rouge.mean(words), rouge.compare([one.r1 for one in words], lead_words), budget,
        )
        for name, (top3, words) in scores.items()
    ]  # fmt: skip


def _score_rows(
    system: Callable[[Row], Ranked], rows: Sequence[Row], budget: int
) -> tuple[list[rouge.Rouge], list[rouge.Rouge]]:
    top3, words = [], []
    for row in rows:
        ranked = system(row)
        top3.append(rouge.score([text for _, text in sorted(ranked[:3])], row.references, row.language))
        words.append(rouge.score(rouge.cut(ranked, budget), row.references, row.language))
    return top3, words


def _count_grams(text: str) -> Counter[tuple[str, ...]]:
    words = re.findall("[\\w\u0900-\u0dff]+", text.lower())
    return Counter([*((word,) for word in words), *pairwise(words)])


def _f1_sum(have: Counter[tuple[str, ...]], wanted: Counter[tuple[str, ...]]) -> float:
    """F1 of words plus F1 of pairs of words."""
    total = 0.0
    for size in (1, 2):
        hits = sum(min(count, have[gram]) for gram, count in wanted.items() if len(gram) == size)
        sizes = sum(count for grams in (have, wanted) for gram, count in grams.items() if len(gram) == size)
        total += 2 * hits / sizes if sizes else 0.0
    return total


def _as_table(results: Sequence[Result]) -> str:
    lines = [
        f"{'set':<16}{'system':<20}{'top 3 R1/R2/RLsum':<20}{'to lead, 95 %':<18}{'at words':<10}{'R1/R2/RLsum':<20}to lead, 95 %"
    ]
    lines += [
        f"{r.set:<16}{r.system:<20}{r.top3!s:<20}{r.top3_to_lead[0]:+6.2f} ..{r.top3_to_lead[1]:+6.2f}  {r.budget:<10}{r.words!s:<20}"
        f"{r.words_to_lead[0]:+6.2f} ..{r.words_to_lead[1]:+6.2f}"
        for r in results
    ]
    return "\n".join(lines)


def _as_json(results: Sequence[Result]) -> str:
    keys = ("set", "system", "documents", "budget", "top3_to_lead", "words_to_lead")
    shown = [
        {key: getattr(r, key) for key in keys}
        | {
            key: {"r1": value.r1, "r2": value.r2, "rlsum": value.rlsum}
            for key, value in (("top3", r.top3), ("words", r.words))
        }
        for r in results
    ]
    return json.dumps(shown, indent=1)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", nargs="+", type=Path)
    parser.add_argument(
        "--method", action="append", choices=list(SYSTEMS), help="only this one beside lead; may be given again"
    )
    parser.add_argument("--rows", type=int, help="only the first rows of each file")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    results = [
        result for path in options.data for result in measure(path, options.method or list(SYSTEMS), options.rows)
    ]
    print((_as_json if options.json else _as_table)(results))


if __name__ == "__main__":
    main()
