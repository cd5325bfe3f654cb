"""What people read: whole conversations, held by snapshots that are reviewed as texts."""

import pytest
from syrupy.assertion import SnapshotAssertion

from bot.message import Message
from bot.model import Address, ChatKind
from tests.commands.conftest import FERRY, Talk


def test_the_first_words_say_what_the_bot_does_and_offer_three_ways_on(talk: Talk, snapshot: SnapshotAssertion) -> None:
    assert talk.says("/start") == snapshot


def test_help_shows_an_example_of_each_command(talk: Talk, snapshot: SnapshotAssertion) -> None:
    assert talk.says("/help") == snapshot


def test_latest_lists_stories_once_with_source_and_age(talk: Talk, snapshot: SnapshotAssertion) -> None:
    assert talk.says("/latest") == snapshot


def test_a_number_button_gives_the_summary_of_that_story(talk: Talk, snapshot: SnapshotAssertion) -> None:
    talk.says("/latest")
    assert talk.taps("1") == snapshot


def test_summary_by_number_is_the_same_as_the_button(talk: Talk) -> None:
    talk.says("/latest")
    by_number = talk.says("/summary 2")
    assert by_number == talk.says("2")
    assert "Lindau" in by_number


def test_a_headline_alone_is_never_passed_off_as_a_summary(talk: Talk, snapshot: SnapshotAssertion) -> None:
    talk.says("/latest")
    assert talk.says("/summary 3") == snapshot


def test_shorter_and_longer_edit_the_message_in_place(talk: Talk) -> None:
    talk.says("/latest")
    usual = talk.taps("1")
    shorter = talk.taps("Shorter")
    assert shorter.startswith("(edit)")
    assert len(shorter) < len(usual)
    assert len(talk.taps("Longer")) > len(shorter)


def test_every_sentence_stands_in_a_stored_article(talk: Talk) -> None:
    talk.says("/latest")
    talk.taps("1")
    (message,) = talk.last
    assert isinstance(message, Message)
    told = [line.split(" ↗")[0] for line in message.text.split("\n\n")[1].splitlines()] + [
        line.split(" ↗")[0] for line in message.text.split("\n\n")[2:] if "↗" in line
    ]
    stories = [
        talk.newsroom.story(id_)
        for id_ in talk.newsroom.latest(talk.newsroom.meet(talk._incoming(), talk.now), "", talk.now).story_ids
    ]
    texts = [article.text for story in stories if story for article in story.articles]
    assert len(told) == 3
    assert all(any(sentence in text for text in texts) for sentence in told)


def test_sources_of_a_story_are_listed_with_their_headlines(talk: Talk, snapshot: SnapshotAssertion) -> None:
    talk.says("/latest")
    talk.taps("1")
    assert talk.taps("2 sources") == snapshot


def test_latest_with_words_finds_stories_with_them(talk: Talk) -> None:
    found = talk.says("/latest ferry halvoy")
    assert "1 story with “ferry halvoy”" in found
    assert "Lindau" not in found


def test_latest_with_words_nobody_wrote_says_so_and_leads_on(talk: Talk, snapshot: SnapshotAssertion) -> None:
    assert talk.says("/latest zeppelin") == snapshot


def test_a_list_keeps_its_numbers_when_news_comes_in(talk: Talk) -> None:
    talk.says("/latest")
    before = talk.says("/summary 2")
    from bot.model import Draft, SourceKind
    from tests.commands.conftest import HOUR

    source = talk.newsroom.source(SourceKind.FEED, "https://x.example", title="X", now=talk.now)
    late = Draft(
        "new",
        "A bridge opens in Porto after nine years",
        FERRY.replace("ferry", "bridge"),
        published_at=talk.now,
        language="en",
    )
    talk.newsroom.admit(source, [late], talk.now + HOUR)
    assert talk.says("/summary 2") == before


def test_pages_turn_in_place(talk: Talk) -> None:
    first = talk.says("/latest 1")
    second = talk.taps("Older ›")
    assert second.startswith("(edit)")
    assert "1–1" in first
    assert "2–2" in second
    assert "1–1" in talk.taps("‹ Newer")


def test_pasted_text_is_shortened_and_stays_with_its_chat(talk: Talk) -> None:
    given = talk.says(FERRY)
    assert "Halvøy" in given
    other = Talk(talk.newsroom, address=Address(8))
    press = next(b.press for row in talk.last[0].buttons for b in row if b.text == "Shorter")  # type: ignore[union-attr]
    assert press
    assert "no longer kept" in other.presses(press)
    assert "Your text" not in other.says("/latest")


def test_a_reply_with_summary_shortens_what_was_replied_to(talk: Talk) -> None:
    assert "Halvøy" in talk.replies("/summary", FERRY)


def test_a_short_text_is_searched_and_a_long_one_shortened(talk: Talk) -> None:
    assert "1 story with “ferry”" in talk.says("ferry")
    assert "I found nothing with “asdfgh”" in talk.says("asdfgh")


def test_an_unknown_command_names_the_nearest_one(talk: Talk, snapshot: SnapshotAssertion) -> None:
    assert talk.says("/latets") == snapshot


@pytest.mark.parametrize(
    "data",
    [
        "",
        "story:",
        "story:x",
        "story:1:2",
        "page:1",
        "page:1:2:3:4",
        "size:s1:-3",
        "size::1",
        "sub:0",
        "sub:0.9999.1.UTC",
        "sub:0.0730.1.Mars/Base",
        "set:length:huge",
        "pause:99",
        "go:nowhere",
        "x" * 64,
        "story:999999999999999",
        "set:zone:Nowhere/At/All",
        "sources:s9",
        "page:99:0:5",
    ],
)
def test_forged_buttons_are_refused_in_a_sentence(talk: Talk, data: str) -> None:
    assert talk.presses(data)


def test_lists_of_other_chats_can_not_be_turned(talk: Talk) -> None:
    talk.says("/latest 1")
    press = talk.last[0].buttons[-1][0].press  # type: ignore[union-attr]
    other = Talk(talk.newsroom, address=Address(8))
    assert "no longer kept" in other.presses(press or "")


def test_in_a_group_only_admins_change_subscriptions(talk: Talk) -> None:
    group = Talk(talk.newsroom, address=Address(-100123), kind=ChatKind.SUPERGROUP, is_admin=False)
    assert "Only admins" in group.says("/subscribe 07:30 UTC")
    assert "Latest" in group.says("/latest")
    admin = Talk(talk.newsroom, address=Address(-100123), kind=ChatKind.SUPERGROUP)
    assert "Done." in admin.says("/subscribe 07:30 UTC")
    stop = next(b.press for row in admin.last[0].buttons for b in row if b.text == "Stop")  # type: ignore[union-attr]
    assert "Only admins" in group.presses(stop or "")
    assert "07:30" in admin.says("/subscriptions")
