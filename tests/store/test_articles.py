"""Articles arrive, gain their text, and are never there twice."""

from datetime import datetime, timedelta

import pytest

from bot.model import Extent, Ranking, Source, SourceKind, Span
from bot.store import Store
from tests import make
from tests.make import DAY, HOUR, NOW


@pytest.fixture
def source(store: Store) -> Source:
    return store.add_source(SourceKind.FEED, "https://lorn.example/feed", title="Lorn Courier", language="en", now=NOW)


def test_an_article_comes_back_as_it_was_stored(store: Store, source: Source) -> None:
    draft = make.draft(url="https://lorn.example/1", author="Ada Byrne", published_at=NOW - HOUR)
    admitted = store.admit(source.id, [make.prepared(draft)], NOW)
    (article,) = admitted.new
    assert (article.title, article.text, article.url, article.author) == (
        draft.title,
        draft.text,
        draft.url,
        draft.author,
    )
    assert (article.published_at, article.stored_at) == (NOW - HOUR, NOW)
    assert article.source == source
    assert article.ranking == make.ranking(draft.text)
    assert store.article(article.id) == article
    assert store.article_by_key(source.id, draft.key) == article


def test_importing_twice_changes_nothing(store: Store, source: Source) -> None:
    batch = [make.prepared(value) for value in (make.draft(), make.teaser("Fair opens"), make.headline("Mayor quits"))]
    first = store.admit(source.id, batch, NOW)
    again = store.admit(source.id, batch, NOW + DAY)
    assert (len(first.new), first.known) == (3, 0)
    assert (again.new, again.completed, again.known) == ((), (), 3)
    assert store.articles([article.id for article in first.new]) == first.new


def test_only_what_is_stored_whole_need_not_be_read_again(store: Store, source: Source) -> None:
    other = store.add_source(SourceKind.FEED, "https://other.example/", title="Other", now=NOW)
    batch = [make.draft("A", key="a"), make.teaser("B", key="b"), make.headline("C", key="c"), make.draft("D", key="d")]
    store.admit(source.id, [make.prepared(value) for value in batch], NOW)
    store.admit(other.id, [make.prepared(make.draft("E", key="e"))], NOW)
    assert store.whole_keys(source.id, 10) == {"a", "d"}
    assert store.whole_keys(source.id, 2) == {"d"}
    store.admit(source.id, [make.prepared(make.draft("B", key="b"))], NOW + HOUR)
    assert store.whole_keys(source.id, 10) == {"a", "b", "d"}


def test_the_same_key_of_two_sources_is_two_articles(store: Store, source: Source) -> None:
    other = store.add_source(SourceKind.FEED, "https://other.example/", title="Other", now=NOW)
    assert len(store.admit(source.id, [make.prepared()], NOW).new) == 1
    assert len(store.admit(other.id, [make.prepared()], NOW).new) == 1


@pytest.mark.parametrize("lesser", [make.headline, make.teaser])
def test_a_whole_article_takes_the_place_of_its_headline(store: Store, source: Source, lesser: object) -> None:
    (before,) = store.admit(source.id, [make.prepared(lesser("“Bridge  closed”", key="title:x"))], NOW).new  # type: ignore[operator]
    placed = store.place({before.id: None}, NOW)
    whole = make.draft("Bridge closed", key="guid-1", url="https://lorn.example/1")
    admitted = store.admit(source.id, [make.prepared(whole)], NOW + HOUR)
    (after,) = admitted.completed
    assert admitted.new == ()
    assert (after.id, after.story_id) == (before.id, placed[before.id])
    assert (after.extent, after.text, after.url) == (Extent.WHOLE, whole.text, whole.url)
    assert after.ranking == make.ranking(whole.text)


def test_a_headline_never_takes_the_place_of_its_article(store: Store, source: Source) -> None:
    (whole,) = store.admit(source.id, [make.prepared(make.draft(key="guid-1"))], NOW).new
    for lesser in (make.headline(key="guid-1"), make.teaser(key="title:x"), make.headline(key="title:y")):
        admitted = store.admit(source.id, [make.prepared(lesser)], NOW)
        assert (admitted.new, admitted.completed, admitted.known) == ((), (), 1)
    assert store.article(whole.id) == whole


def test_a_page_that_lists_its_own_article_gives_it_once(store: Store, source: Source) -> None:
    page = [make.headline(key="title:x"), make.teaser(key="title:x"), make.draft(key="title:x"), make.headline(key="h")]
    admitted = store.admit(source.id, [make.prepared(value) for value in page], NOW)
    (article,) = admitted.new
    assert article.extent is Extent.WHOLE
    assert admitted.completed == ()


def test_a_headline_that_became_whole_is_known_by_its_old_key(store: Store, source: Source) -> None:
    store.admit(source.id, [make.prepared(make.headline(key="title:x"))], NOW)
    store.admit(source.id, [make.prepared(make.draft(key="guid-1", url="https://lorn.example/1"))], NOW)
    later = NOW + 400 * DAY
    assert store.admit(source.id, [make.prepared(make.headline(key="title:x"))], later).known == 1


def test_a_column_that_returns_under_the_same_title_is_new_each_day(store: Store, source: Source) -> None:
    for day in range(3):
        draft = make.draft("Weather", key=f"guid-{day}", url=f"https://lorn.example/{day}")
        assert len(store.admit(source.id, [make.prepared(draft)], NOW + day * DAY).new) == 1
    teaser = make.teaser("Weather", key="guid-9", url="https://lorn.example/9")
    assert len(store.admit(source.id, [make.prepared(teaser)], NOW + 3 * DAY).new) == 1


def test_an_old_headline_is_not_mistaken_for_todays_article(store: Store, source: Source) -> None:
    store.admit(source.id, [make.prepared(make.headline("Weather", key="old"))], NOW)
    admitted = store.admit(source.id, [make.prepared(make.draft("Weather", key="new"))], NOW + 31 * DAY)
    assert len(admitted.new) == 1


@pytest.mark.parametrize(
    ("published_at", "kept"),
    [(None, NOW), (NOW + 400 * DAY, NOW), (NOW - 9 * DAY, NOW - 9 * DAY)],
)
def test_no_article_is_from_the_future(
    store: Store, source: Source, published_at: datetime | None, kept: datetime
) -> None:
    (article,) = store.admit(source.id, [make.prepared(make.draft(published_at=published_at))], NOW).new
    assert article.published_at == kept


def test_a_naive_time_is_refused(store: Store, source: Source) -> None:
    naive = make.draft(published_at=datetime(2026, 3, 1, 8))  # noqa: DTZ001 -- what is refused
    with pytest.raises(ValueError, match="naive"):
        store.admit(source.id, [make.prepared(naive)], NOW)


def test_a_source_is_added_once_and_takes_a_new_title(store: Store, source: Source) -> None:
    same = store.add_source(SourceKind.FEED, source.url, title="", now=NOW)
    renamed = store.add_source(SourceKind.FEED, source.url, title="Lorn Daily", now=NOW)
    assert same == source
    assert (renamed.id, renamed.title, renamed.language) == (source.id, "Lorn Daily", "en")
    assert store.sources() == (renamed,)
    assert store.source_by_url(source.url) == renamed
    assert store.source_by_url("https://nobody.example/") is None


def test_very_long_keys_urls_and_titles_are_kept_and_recognised(store: Store) -> None:
    source = store.add_source(SourceKind.FEED, "https://long.example/" + "u" * 9000, title="Long", now=NOW)
    draft = make.draft("T" * 9000, key="k" * 9000)
    assert len(store.admit(source.id, [make.prepared(draft)], NOW).new) == 1
    assert store.admit(source.id, [make.prepared(draft)], NOW).known == 1


def test_a_batch_of_thousands_is_admitted(store: Store, source: Source) -> None:
    batch = [make.prepared(make.draft(f"Title {number}", "One line.")) for number in range(1200)]
    admitted = store.admit(source.id, batch, NOW)
    assert [article.title for article in admitted.new] == [one.draft.title for one in batch]
    assert store.admit(source.id, batch, NOW).known == 1200


def test_what_people_sent_waits_for_no_story(store: Store, source: Source) -> None:
    sent = store.add_source(SourceKind.SENT, "sent:7", title="Sent", now=NOW)
    store.admit(sent.id, [make.prepared(make.draft("My diary"))], NOW)
    (news,) = store.admit(source.id, [make.prepared()], NOW).new
    assert store.unplaced() == (news,)


def test_the_window_has_placed_articles_published_or_stored_since(store: Store, source: Source) -> None:
    old = make.draft("Old", published_at=NOW - 9 * DAY)
    late = make.draft("Late", published_at=NOW - 9 * DAY)
    fresh = make.draft("Fresh", published_at=NOW)
    (first,) = store.admit(source.id, [make.prepared(old)], NOW - 9 * DAY).new
    found = [first, *store.admit(source.id, [make.prepared(late), make.prepared(fresh)], NOW).new]
    store.admit(source.id, [make.prepared(make.draft("Unplaced"))], NOW)
    placed = store.place({article.id: -1 for article in found}, NOW)
    window = store.window(NOW - DAY)
    assert [article.title for article in window] == ["Late", "Fresh"]
    assert {article.story_id for article in window} == {placed[first.id]}


def test_rankings_by_an_older_method_are_found_and_replaced(store: Store, source: Source) -> None:
    batch = [make.prepared(make.draft()), make.prepared(make.headline("Mayor quits"))]
    article, _ = store.admit(source.id, batch, NOW).new
    assert store.stale("1", 10) == ()
    assert store.stale("2", 10) == (article,)
    better = Ranking("2", (Span(4, 9, 0.25), Span(0, 3, 0.125)))
    store.save_rankings({article.id: better})
    assert store.stale("2", 10) == ()
    (changed,) = store.articles([article.id])
    assert changed.ranking == better


def test_articles_come_in_the_order_asked(store: Store, source: Source) -> None:
    batch = [make.prepared(make.draft(f"Title {number}")) for number in range(3)]
    one, two, three = (article.id for article in store.admit(source.id, batch, NOW).new)
    assert [article.id for article in store.articles([three, 999, one, two])] == [three, one, two]
    assert store.article(999) is None


def test_times_keep_their_microseconds_and_are_utc(store: Store, source: Source) -> None:
    moment = NOW - timedelta(microseconds=1)
    elsewhere = moment.astimezone(datetime.strptime("+0545", "%z").tzinfo)
    (article,) = store.admit(source.id, [make.prepared(make.draft(published_at=elsewhere))], NOW).new
    assert article.published_at == moment
    assert article.published_at.utcoffset() == timedelta(0)
