"""Any text at all survives the store, and both databases keep and find the same."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.message import Button, Entity, EntityKind, Message
from bot.model import Address, ChatKind, SourceKind
from bot.store import Store
from bot.store.bodies import body_from_message, message_from_body
from bot.store.search import fold, fold_title
from tests import make
from tests.benchmarks import stored_strings
from tests.make import DAY, HOUR, NOW
from tests.store.conftest import empty, hurry

ANY = st.text(st.characters(exclude_categories=()), max_size=60)  # NUL and lone surrogates as well
NUMBER = count()
SLOW = {"deadline": None, "suppress_health_check": [HealthCheck.function_scoped_fixture]}


@pytest.fixture
def both(tmp_path: Path, postgres_store: str) -> Iterator[tuple[Store, Store]]:
    with Store.open(f"sqlite:///{tmp_path / 'news.db'}") as one, Store.open(postgres_store) as two:
        for store in (one, two):
            hurry(store)
            empty(store)
        yield one, two


def stored(text: str) -> str:
    """What becomes of it: only what UTF-8 or PostgreSQL can't hold is replaced, one for one."""
    return "".join(
        "\ufffd" if character == "\0" or "\ud800" <= character <= "\udfff" else character for character in text
    )


@settings(max_examples=60, **SLOW)  # type: ignore[arg-type]
@given(title=ANY, text=ANY, key=ANY)
def test_any_text_is_kept_equal_in_both_databases(both: tuple[Store, Store], title: str, text: str, key: str) -> None:
    found = []
    key = f"{next(NUMBER)} {key}"  # every example is another article
    for store in both:
        source = store.add_source(SourceKind.FEED, f"https://{key}", title=title, now=NOW)
        assert source.title == stored(title)
        store.admit(source.id, [make.prepared(make.draft(title, text, key=key))], NOW)
        article = store.article_by_key(source.id, key)
        assert article is not None
        chat = store.meet(Address(7), ChatKind.PRIVATE, title, "en", NOW)
        listing = store.save_listing(chat.id, text, [], NOW)
        found.append((article.title, article.text, article.key, chat.title, listing.words))
        assert len(article.text) == len(text)
    assert found[0] == found[1] == (stored(title), stored(text), stored(key), stored(title), stored(text))


def test_thousands_of_strings_that_nobody_would_type_come_back_equal_from_both(both: tuple[Store, Store]) -> None:
    """A million of them: python -m tests.benchmarks.stored_strings."""
    strings, findings = list(stored_strings.generate(3_000, seed=1)), stored_strings.Findings()
    stored_strings.check(both, strings, findings)
    assert findings.strings == 3_000
    assert set(findings.kinds) == set(stored_strings.KINDS)
    assert not findings.unlike
    assert not findings.unclean


@settings(max_examples=40, **SLOW)  # type: ignore[arg-type]
@given(st.data())
def test_both_databases_find_the_same(both: tuple[Store, Store], data: st.DataObject) -> None:
    text = data.draw(st.text("aAäÄßſıİkKñ%_\\'\"カガヷ한ёе বযি়", min_size=1, max_size=20))
    start = data.draw(st.integers(0, len(text) - 1))
    words = text[start : data.draw(st.integers(start + 1, len(text)))]
    found = []
    for store in both:
        source = store.add_source(SourceKind.FEED, "search", title="Search", now=NOW)
        (article,) = store.admit(source.id, [make.prepared(make.draft("t", text, key=str(next(NUMBER))))], NOW).new
        store.place({article.id: None}, NOW)
        stories = store.stories(since=NOW - DAY, words=words, limit=999)
        found.append([story.lead.text for story in stories])
    assert found[0] == found[1]


@settings(max_examples=300)
@given(ANY)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert fold_title(fold_title(text)) == fold_title(text)


@settings(max_examples=200)
@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=40), st.booleans())
def test_searching_for_a_texts_own_words_finds_it(text: str, loud: bool) -> None:
    words = fold(text.upper() if loud and text.upper().casefold() == text.casefold() else text)
    assert words in fold(text)


MESSAGES = st.builds(
    Message,
    text=ANY,
    entities=st.lists(
        st.builds(Entity, st.sampled_from(EntityKind), st.integers(0, 99), st.integers(1, 99), st.none() | ANY),
        max_size=3,
    ).map(tuple),
    buttons=st.lists(
        st.lists(st.builds(Button, ANY, press=st.just("s:1")) | st.builds(Button, ANY, url=ANY), max_size=3).map(tuple),
        max_size=3,
    ).map(tuple),
    edits=st.booleans(),
)


@settings(max_examples=40, **SLOW)  # type: ignore[arg-type]
@given(MESSAGES)
def test_a_message_is_sent_exactly_as_it_was_rendered(both: tuple[Store, Store], message: Message) -> None:
    assert message_from_body(body_from_message(message)) == message
    for store in both:
        chat = store.meet(Address(8), ChatKind.PRIVATE, "Amina", "en", NOW)
        store.owe(chat.id, [message], "digest", NOW)
        (owed,) = store.claim(NOW, limit=1, lease="L", lease_until=NOW + HOUR)
        assert owed.message == message
        store.settle(owed.id, "L", state="sent", now=NOW, spend_attempt=True)


@settings(max_examples=60, **SLOW)  # type: ignore[arg-type]
@given(moment=st.datetimes(datetime(1900, 1, 1), datetime(9998, 1, 1), timezones=st.timezones()))  # noqa: DTZ001
def test_any_moment_comes_back_equal_and_sorts_by_time(both: tuple[Store, Store], moment: datetime) -> None:
    for store in both:
        chat = store.meet(Address(9), ChatKind.PRIVATE, "Amina", "en", NOW)
        for kept in store.subscriptions(chat.id):
            store.unsubscribe(kept.id)
        made = store.subscribe(chat.id, moment.time().replace(second=0, microsecond=0), "UTC", (0,), (), moment, NOW)
        assert made.next_slot_at == moment.astimezone(UTC)  # a local time that was skipped equals nothing but itself
        assert made.next_slot_at is not None
        assert made.next_slot_at.tzinfo is UTC
        assert store.due(moment) == (made,)
        assert store.due(moment.astimezone(UTC) - HOUR) == ()
