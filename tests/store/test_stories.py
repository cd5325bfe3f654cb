"""Stories open, close, and are found."""

from collections.abc import Iterable

import pytest
from sqlalchemy import event

from bot.model import Draft, SourceKind, Story
from bot.store import Store
from bot.store.search import fold
from tests import make
from tests.make import DAY, HOUR, NOW


def put(store: Store, *drafts: Draft, story: int | None = -1, kind: SourceKind = SourceKind.FEED) -> list[int]:
    """Store the drafts as one story; the ids of the articles."""
    source = store.add_source(kind, f"{kind}:lorn", title="Lorn Courier", now=NOW)
    new = store.admit(source.id, [make.prepared(draft) for draft in drafts], NOW).new
    if new:
        store.place({article.id: story for article in new}, NOW)
    return [article.id for article in new]


def titles(stories: Iterable[Story]) -> list[str]:
    return [story.title for story in stories]


def test_articles_with_the_same_negative_number_share_a_new_story(store: Store) -> None:
    source = store.add_source(SourceKind.FEED, "x", title="X", now=NOW)
    drafts = [make.prepared(make.draft(title)) for title in ("One", "Two", "Three", "Four", "Five")]
    one, two, three, four, five = (article.id for article in store.admit(source.id, drafts, NOW).new)
    placed = store.place({one: -1, two: -2, three: -1, four: None, five: None}, NOW)
    assert placed[one] == placed[three]
    assert len(set(placed.values())) == 4
    story = store.story(placed[one])
    assert story is not None
    assert [article.id for article in story.articles] == [one, three]


def test_a_story_without_articles_is_gone_and_its_number_is_not_given_out_again(store: Store) -> None:
    first, second = put(store, make.draft("One")) + put(store, make.draft("Two"))
    old = store.articles([second])[0].story_id
    target = store.articles([first])[0].story_id
    assert old is not None
    store.place({second: target}, NOW)
    assert store.story(old) is None
    (third,) = put(store, make.draft("Three"))
    assert store.articles([third])[0].story_id not in {old, target}


def test_placing_what_does_not_exist_changes_nothing(store: Store) -> None:
    one, two = put(store, make.draft("One"), make.draft("Two"))
    before = store.articles([one, two])
    nobody = 10**12
    for assignment in ({one: None, nobody: None}, {one: -1, two: nobody}):
        with pytest.raises(ValueError, match=str(nobody)):
            store.place(assignment, NOW)
    assert store.articles([one, two]) == before


def test_the_fullest_and_earliest_article_leads_its_story(store: Store) -> None:
    put(
        store,
        make.headline("Headline", published_at=NOW - 9 * HOUR),
        make.teaser("Teaser", published_at=NOW - 8 * HOUR),
        make.draft("Later", published_at=NOW - HOUR),
        make.draft("Earlier", published_at=NOW - 2 * HOUR),
    )
    (story,) = store.stories(since=NOW - DAY, limit=5)
    assert [article.title for article in story.articles] == ["Earlier", "Later", "Teaser", "Headline"]


def test_stories_come_newest_first_within_the_times_asked(store: Store) -> None:
    for age in (3, 1, 2, 0):
        put(store, make.draft(f"{age} days", published_at=NOW - age * DAY))
    assert titles(store.stories(since=NOW - 9 * DAY, limit=9)) == ["0 days", "1 days", "2 days", "3 days"]
    assert titles(store.stories(since=NOW - 9 * DAY, limit=2)) == ["0 days", "1 days"]
    assert titles(store.stories(since=NOW - 2 * DAY, until=NOW, limit=9)) == ["1 days", "2 days"]


def test_a_new_article_brings_its_story_to_the_front(store: Store) -> None:
    (old,) = put(store, make.draft("Old", published_at=NOW - 5 * DAY))
    put(store, make.draft("Newer", published_at=NOW - DAY))
    put(store, make.draft("Follow-up", published_at=NOW), story=store.articles([old])[0].story_id)
    first, second = store.stories(since=NOW - 9 * DAY, limit=9)
    assert [article.title for article in first.articles] == ["Old", "Follow-up"]
    assert second.title == "Newer"


def test_what_people_sent_is_in_no_list(store: Store) -> None:
    put(store, make.draft("My diary"), kind=SourceKind.SENT)
    assert store.stories(since=NOW - DAY, limit=9) == ()
    assert store.stories(since=NOW - DAY, words="diary", limit=9) == ()
    assert store.window(NOW - DAY) == ()


def test_stories_by_id_keep_the_order_asked_and_leave_out_what_is_gone(store: Store) -> None:
    ids = put(store, make.draft("One"), story=None) + put(store, make.draft("Two"), story=None)
    one, two = (article.story_id for article in store.articles(ids))
    assert one is not None
    assert two is not None
    assert titles(store.stories_by_id([two, 999, one])) == ["Two", "One"]


FINDINGS = (
    ("zurich", "Die Brücke in Zürich"),
    ("ZÜRICH brucke", "Die Brücke in Zürich"),
    ("lodz", "Nowy tramwaj w Łodzi"),
    ("да нанг", "Наводнение в Да Нанге"),
    ("елка", "Ёлка на площади"),
    ("da nang", "Mưa lớn ở Đà Nẵng"),
    ("istanbul", "İstanbul'da vapur"),
    ("ığdır", "IĞDIR'DA KAR"),
    ("বন্যা", "সিলেটে বন্যার পানি নামছে"),
    ("東京", "台風が東京都に近づく"),
    ("서울", "서울에서 첫눈"),
    ("مدرسة", "مَدْرَسَة جديدة في المدينة"),
    ("abc", "ＡＢＣ wins the cup"),
    ("strasse", "Neue Straße"),
    ("50%", "Rents rise by 50% in a year"),
    ("a_b", "The file a_b was lost"),
    ("c:\\temp", "It stood in C:\\temp all along"),
)


def test_words_are_found_in_any_script_case_and_accent(store: Store) -> None:
    for number, (_, text) in enumerate(FINDINGS):
        put(store, make.draft(f"Story {number}", text))
    put(store, make.draft("Another", "Nothing of the kind: 500 files aXb, c:/temp, and no 50 percent."))
    wrong = {
        words: found
        for number, (words, _) in enumerate(FINDINGS)
        if f"Story {number}" not in (found := titles(store.stories(since=NOW - DAY, words=words, limit=99)))
        or "Another" in found
    }
    assert wrong == {}


def test_every_word_must_be_found_but_not_in_the_same_article(store: Store) -> None:
    put(store, make.draft("Bridge closed", "Divers saw a crack."), make.draft("Traffic", "The bus takes longer."))
    put(store, make.draft("Bridge opened", "A band played."))
    assert titles(store.stories(since=NOW - DAY, words="bridge bus", limit=9)) == ["Bridge closed"]
    assert store.stories(since=NOW - DAY, words="bridge ferry", limit=9) == ()


def test_the_words_of_a_completed_article_are_found(store: Store) -> None:
    put(store, make.headline("Bridge closed", key="title:x"))
    put(store, make.draft("Bridge closed", "Divers saw a crack."))
    assert titles(store.stories(since=NOW - DAY, words="divers", limit=9)) == ["Bridge closed"]


def test_reading_many_stories_takes_no_more_queries_than_reading_one(store: Store) -> None:
    for number in range(20):
        put(store, make.draft(f"Title {number}"), make.draft(f"Again {number}"))
    seen: list[str] = []
    event.listen(store._engine, "before_cursor_execute", lambda *details: seen.append(details[2]))
    assert len(store.stories(since=NOW - DAY, limit=50)) == 20
    assert sum(statement.startswith("SELECT") for statement in seen) == 2


def test_folding_twice_is_folding_once() -> None:
    for words in ("İstanbul", "ﬁancé", "Ǆ", "Straße", "ΜΆΪΟΣ", "が", "한글", "ｱﾊﾞ"):
        assert fold(fold(words)) == fold(words)
