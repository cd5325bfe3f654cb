"""What hostile documents in a stream of good ones cost the good ones, and the process that asks for them.

The good ones are pages of ordinary size, all different: a headline, four to thirty paragraphs of newspaper words, and the menus,
teasers and scripts that stand around an article; every tenth is a feed of 20 entries. The hostile ones stand evenly in
between. Runs with and without take turns, so that other work on the machine falls upon both.
"""

import gc
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median, quantiles
from typing import Any

from bot.ingest.readers import Document, Poison, Read, Readers
from tests.ingest.hostile_documents import hostile_documents

_WORDS = [
    "harbour",
    "bridge",
    "council",
    "water",
    "winter",
    "election",
    "farmer",
    "doctor",
    "night",
    "letter",
    "market",
    "train",
    "river",
    "school",
    "budget",
    "minister",
    "storm",
    "island",
    "closed",
    "opened",
    "said",
    "wants",
    "found",
    "built",
    "lost",
    "moved",
    "promised",
    "refused",
    "answered",
    "the",
    "a",
    "of",
    "in",
    "on",
    "for",
    "with",
    "after",
    "before",
    "under",
    "near",
    "and",
    "but",
]


@dataclass(frozen=True)
class Run:
    """One stream from its beginning to its end."""

    good_done: int
    killed: int
    p50: float  # seconds in hand: from being taken off the stream to coming back
    p99: float
    seconds: float  # until the last good one was back
    cpu: float  # of the parent
    rss: int  # bytes of the parent at the end


def measure(count: int, bad_ones: int, rounds: int) -> dict[str, Any]:
    """Figures of streams of `count` good documents without and with so many hostile ones, `rounds` times each."""
    chance = random.Random(1)
    good = [_feed(n, chance) if n % 10 == 9 else _page(n, chance) for n in range(count)]
    mixed = _mixed(good, hostile_documents()[:bad_ones])
    runs: dict[str, list[Run]] = {"good alone": [], f"with {bad_ones} hostile": []}
    with Readers(2) as readers:
        _run(readers, good[: count // 10])
        for _ in range(rounds):
            for name, stream in zip(runs, (good, mixed), strict=True):
                runs[name].append(_run(readers, stream))
    sizes = sorted(len(document.content) for document in good)
    figures = {name: _figures(each, count) for name, each in runs.items()}
    alone, beside = (sorted(run.p99 for run in each) for each in runs.values())
    return {
        "a good document": {"bytes, median": sizes[len(sizes) // 2], "largest": sizes[-1]},
        **figures,
        "with / without": {
            "p99": round(median(beside) / median(alone), 3),
            "p99 alone, largest / smallest run": round(alone[-1] / alone[0], 3),
            "memory of the parent": round(_last_rss(runs, 1) / _last_rss(runs, 0), 3),
        },
    }


def _last_rss(runs: dict[str, list[Run]], which: int) -> float:
    return median(run.rss for run in list(runs.values())[which])


def _figures(runs: Sequence[Run], count: int) -> dict[str, Any]:
    return {
        "good done": [run.good_done for run in runs],
        "of": count,
        "killed": [run.killed for run in runs],
        "p50 ms": [round(run.p50 * 1000, 1) for run in runs],
        "p99 ms": [round(run.p99 * 1000, 1) for run in runs],
        "good/s": [round(count / run.seconds, 1) for run in runs],
        "parent's CPU s": [round(run.cpu, 1) for run in runs],
        "parent MiB": [round(run.rss / 2**20, 1) for run in runs],
    }


def _run(readers: Readers, documents: Sequence[Document]) -> Run:
    import psutil

    taken: dict[str, float] = {}
    times: list[float] = []
    began, cpu, killed = time.perf_counter(), time.process_time(), 0
    good_done, seconds = 0, 0.0

    def stream() -> Iterator[Document]:
        for document in documents:
            taken[document.name] = time.perf_counter()
            yield document

    for document, readout in readers.read_many(stream()):
        killed += isinstance(readout, Poison)
        if document.name.startswith("good"):
            good_done += isinstance(readout, Read)
            seconds = time.perf_counter() - began
            times.append(time.perf_counter() - taken[document.name])
    gc.collect()
    at = quantiles(times, n=100)
    rss = psutil.Process().memory_info().rss
    return Run(good_done, killed, at[49], at[98], seconds, time.process_time() - cpu, rss)


def _mixed(good: Sequence[Document], bad: Sequence[Document]) -> list[Document]:
    stream = list(good)
    for number, document in enumerate(bad):
        stream.insert(round((number + 0.5) * len(stream) / len(bad)), document)
    return stream


# --- good documents ---------------------------------------------------------------------------------------------


def _page(number: int, chance: random.Random) -> Document:
    title = _sentence(chance, 8)[:-1]
    body = "".join(f"<p>{_paragraph(chance)}</p>\n" for _ in range(chance.randint(4, 30)))
    menu = "".join(f'<li class="nav__item"><a href="/{word}">{word.title()}</a></li>' for word in _WORDS[:30])
    teasers = "".join(
        f'<div class="card"><a href="/{number}/{n}"><h3>{_sentence(chance, 7)}</h3></a></div>' for n in range(12)
    )
    script = f"<script>window.page={{id:{number},tags:{[chance.choice(_WORDS) for _ in range(200)]}}}</script>"
    html = f"""<!doctype html><html lang=en><head><meta charset=utf-8><title>{title} | The Harbour Post</title>
<meta property="article:published_time" content="2026-11-{1 + number % 28:02}T08:00:00Z">{script}</head><body><header><nav><ul>{menu}</ul></nav>
</header><main><article><h1>{title}</h1><p class="byline">By Ann Lee</p>{body}</article></main><aside>{teasers}</aside>
<footer>All rights reserved</footer></body></html>"""
    return Document(f"good {number}.html", html.encode(), f"https://post.example/{number}")


def _feed(number: int, chance: random.Random) -> Document:
    items = "".join(
        f"<item><guid>{number}-{n}</guid><title>{_sentence(chance, 8)}</title><link>https://post.example/{number}/{n}</link>"
        f"<pubDate>Sat, {1 + n:02} Nov 2026 08:00:00 GMT</pubDate><description>{_paragraph(chance)}</description></item>"
        for n in range(20)
    )
    feed = f'<?xml version="1.0"?><rss version="2.0"><channel><title>Post {number}</title>{items}</channel></rss>'
    return Document(f"good {number}.xml", feed.encode(), f"https://post.example/{number}.xml")


def _paragraph(chance: random.Random) -> str:
    return " ".join(_sentence(chance, chance.randint(6, 24)) for _ in range(chance.randint(2, 5)))


def _sentence(chance: random.Random, words: int) -> str:
    return f"{' '.join(chance.choices(_WORDS, k=words)).capitalize()}."
