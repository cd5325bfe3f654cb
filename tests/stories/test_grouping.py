"""Each event once: which articles are one story."""

import json
from collections import defaultdict
from dataclasses import replace
from datetime import timedelta
from itertools import combinations
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from bot import ingest, stories
from bot.model import Article
from tests import make
from tests.make import DAY, HOUR, NOW

SEEDS = Path(__file__).parents[2] / "seeds"

FLOOD = (
    "The Orva burst its banks at Tellmark on Sunday night and flooded 300 homes.\nThe dam upstream held, engineers said.",
    "Three hundred homes stand under water in Tellmark after the river Orva burst its banks, the fire service said.",
)
STRIKE = "Bus drivers in Tellmark walk out on Monday over pay.\nNo bus will run before noon, the union of drivers said."


def report(id: int, title: str, text: str, age: timedelta = HOUR, **more: object) -> Article:  # noqa: A002
    value = make.article(
        id, title, text, published_at=NOW - age, source=make.source(id), url=f"https://s{id}.example/{id}"
    )
    return replace(value, **more)  # type: ignore[arg-type]


def test_two_reports_of_one_flood_are_one_story_and_the_strike_another() -> None:
    found = stories.assign(
        [],
        [
            report(1, "Orva floods 300 homes in Tellmark", FLOOD[0], 3 * HOUR),
            report(2, "Tellmark under water", FLOOD[1], 2 * HOUR),
            report(3, "Tellmark bus drivers walk out", STRIKE),
        ],
    )
    assert found[1] == found[2]
    assert found[3] != found[1]


def test_a_late_report_joins_the_story_that_is_known() -> None:
    known = report(1, "Orva floods 300 homes in Tellmark", FLOOD[0], 5 * HOUR, story_id=42)
    assert stories.assign([known], [report(2, "Tellmark under water", FLOOD[1])]) == {2: 42}


def test_the_same_kind_of_event_a_week_later_is_a_new_story() -> None:
    known = report(1, "Orva floods 300 homes in Tellmark", FLOOD[0], 8 * DAY, story_id=42)
    assert stories.assign([known], [report(2, "Tellmark under water", FLOOD[1])])[2] < 0


def test_a_reprint_is_never_a_second_story() -> None:
    known = report(1, "Orva floods 300 homes in Tellmark", FLOOD[0], 2 * HOUR, story_id=42)
    again = report(2, "Orva floods 300 homes in Tellmark", "Subscribers read on.")
    assert stories.assign([known], [again]) == {2: 42}


@given(st.permutations(range(6)))
@settings(max_examples=20, deadline=None)
def test_every_article_gets_exactly_one_story_whatever_the_order(order: list[int]) -> None:
    texts = [*FLOOD, STRIKE, *FLOOD, STRIKE]
    arrivals = [report(n + 1, f"Title {n}", texts[n], (n + 1) * HOUR) for n in range(6)]
    expected = partition(stories.assign([], arrivals))
    assert partition(stories.assign([], [arrivals[n] for n in order])) == expected
    assert sorted(article for story in expected for article in story) == [1, 2, 3, 4, 5, 6]


def partition(found: dict[int, int]) -> set[frozenset[int]]:
    stories_: defaultdict[int, set[int]] = defaultdict(set)
    for article, story in found.items():
        stories_[story].add(article)
    return {frozenset(members) for members in stories_.values()}


def test_the_starter_news_falls_into_its_events() -> None:
    """Precision before recall: telling an event twice is a nuisance, mixing two up is a falsehood."""
    event = {key: name for name, keys in json.loads((SEEDS / "events.json").read_text()).items() for key in keys}
    arrivals = [
        report(
            number, draft.title, draft.text, key=draft.key, language=prepared.language, published_at=draft.published_at
        )
        for number, (draft, prepared) in enumerate(
            (
                (draft, ingest.prepare(draft))
                for path in sorted((SEEDS / "feeds").iterdir())
                for draft in ingest.read_document(path.name, path.read_bytes()).drafts
            ),
            1,
        )
    ]
    found = stories.assign([], arrivals)
    same = {(a.id, b.id) for a, b in combinations(arrivals, 2) if event[a.key] == event[b.key]}
    joined = {(a.id, b.id) for a, b in combinations(arrivals, 2) if found[a.id] == found[b.id]}
    assert len(joined & same) >= 0.5 * len(same), "events told several times"
    assert len(joined & same) >= 0.8 * len(joined), "different events told as one"
