"""What a digest tells, and in which order."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot import digest
from bot.model import Extent, QuietDay, Story
from tests import make
from tests.make import DAY, HOUR, NOW


def told_by(sources: int, *, id: int, age: timedelta = HOUR) -> Story:  # noqa: A002
    return make.story(
        *(
            make.article(
                10 * id + n, f"Story {id}", source=make.source(10 * id + n, f"Source {n}"), published_at=NOW - age
            )
            for n in range(sources)
        ),
        id=id,
    )


def test_the_story_of_many_sources_comes_first() -> None:
    chosen = digest.select([told_by(1, id=1), told_by(4, id=2)], (), most=7, now=NOW)
    assert [story.id for story in chosen] == [2, 1]


def test_a_fresh_story_beats_a_big_old_one() -> None:
    chosen = digest.select([told_by(4, id=1, age=3 * DAY), told_by(1, id=2)], (), most=1, now=NOW)
    assert [story.id for story in chosen] == [2]


def test_what_was_told_is_not_told_again() -> None:
    stories = [told_by(2, id=1), told_by(1, id=2)]
    assert [story.id for story in digest.select(stories, {10}, most=7, now=NOW)] == [2]


def test_a_headline_never_takes_the_place_of_a_story() -> None:
    bare = make.story(make.article(99, "Bare", text="", extent=Extent.HEADLINE), id=9)
    chosen = digest.select([bare, told_by(1, id=1, age=2 * DAY)], (), most=1, now=NOW)
    assert [story.id for story in chosen] == [1]


@given(st.permutations([told_by(n % 4 + 1, id=n, age=n * HOUR) for n in range(1, 9)]))
def test_the_order_of_arrival_does_not_matter(stories: list[Story]) -> None:
    expected = digest.select(sorted(stories, key=lambda story: story.id), (), most=5, now=NOW)
    assert digest.select(stories, (), most=5, now=NOW) == expected


def test_a_quiet_day_is_one_line_or_nothing_as_the_chat_chose() -> None:
    empty = digest.compose(make.slot(), "Asia/Dhaka", [], sentences=2)
    (line,) = digest.render.delivered(empty, QuietDay.LINE)
    assert "Nothing new" in line.text
    assert digest.render.delivered(empty, QuietDay.SILENT) == ()


def test_a_digest_that_is_too_long_is_split_between_stories() -> None:
    long = "It rained for nine days without a pause in the hills above the town of Lorn. " * 30
    stories = [make.story(make.article(n, f"Story {n}", long.strip()), id=n) for n in range(1, 8)]
    parts = digest.render.delivered(digest.compose(make.slot(), "UTC", stories, sentences=3), QuietDay.LINE)
    assert len(parts) > 1
    assert all(len(part) <= 4096 for part in parts)
    assert all(part.text.split("  ")[0].isdigit() for part in parts[1:]), "each further part begins with a story"
    assert [bool(part.buttons) for part in parts] == [False] * (len(parts) - 1) + [True]
