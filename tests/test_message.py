"""What a chat sees of a long message: nothing is lost, torn, refused or formatted in the wrong place."""

import itertools

import pytest
import regex
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.message import (
    LIMIT,
    Button,
    Entity,
    EntityKind,
    Message,
    bold,
    code,
    expandable,
    italic,
    join,
    link,
    plain,
    split,
    units,
)

FAMILY = "👨‍👩‍👧‍👦"  # one picture: 7 code points, 11 units
FLAG = "🇧🇩"
ZALGO = "z" + "\u0301\u0316\u0334" * 6
PIECES = (
    *("a", "word ", "Sentence. ", "¿Qué? ", "\n", "\n\n", "  ", "↗ ", "।", "خبر ", "שלום ", "ঢাকা ", "新闻。", "ข่าว"),
    *(FAMILY, FLAG, ZALGO, "👍🏽", "\u200d", "\u0301", "\r\n", "\u202e", "𝒳"),
)
TEXTS = st.one_of(
    st.text(max_size=100),
    st.lists(st.sampled_from(PIECES), max_size=50).map("".join),
    st.tuples(st.sampled_from(PIECES), st.integers(0, 80)).map(lambda pair: pair[0] * pair[1]),
)
LIMITS = st.integers(16, 80)
hammered = settings(deadline=None, max_examples=100)


def from_units(text: str, start: int, length: int) -> str:
    """What Telegram shows formatted: a stretch of UTF-16 units."""
    raw = text.encode("utf-16-le", "surrogatepass")
    return raw[2 * start : 2 * (start + length)].decode("utf-16-le", "surrogatepass")


def dense(text: str) -> str:
    """The text without its white space."""
    return "".join(text.split())


@st.composite
def messages(draw: st.DrawFn) -> Message:
    """Messages as the bot makes them: styled pieces, some of them nested, joined."""
    styles = st.sampled_from([plain, bold, italic, code, expandable, lambda text: link(text, "https://news.example/a")])
    pieces = [draw(styles)(draw(TEXTS)) for _ in range(draw(st.integers(1, 3)))]
    whole = join(pieces, draw(st.sampled_from(["", "\n", "\n\n"])))
    return bold(whole) if draw(st.booleans()) else whole


# --- counting ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "expected"), [("", 0), ("abc", 3), ("ঢাকা", 4), ("👍", 2), (FAMILY, 11), (FLAG, 4)])
def test_length_counts_as_telegram_counts(text: str, expected: int) -> None:
    assert units(text) == expected == len(plain(text))


@hammered
@given(st.text(), st.text())
def test_the_length_of_two_texts_is_the_sum_of_theirs(one: str, other: str) -> None:
    assert units(one + other) == units(one) + units(other)


# --- putting together -------------------------------------------------------------------------------------------


@hammered
@given(st.lists(TEXTS, max_size=5), st.sampled_from(["", "\n", "👍"]))
def test_formatting_stays_on_its_words_when_pieces_are_joined(texts: list[str], separator: str) -> None:
    whole = join([bold(text) for text in texts], separator)
    assert whole.text == separator.join(texts)
    assert [from_units(whole.text, entity.offset, entity.length) for entity in whole.entities] == list(
        filter(None, texts)
    )


def test_buttons_of_joined_pieces_stand_row_below_row() -> None:
    one, other = (plain(name).with_buttons([Button(name, press=name)]) for name in ("first", "second"))
    assert [row[0].text for row in (one + other).buttons] == ["first", "second"]


def test_a_row_without_buttons_is_left_out() -> None:
    assert plain("x").with_buttons([], [Button("b", press="b")], ()).buttons == ((Button("b", press="b"),),)


def test_a_styled_piece_inside_another_keeps_both_formats() -> None:
    whole = bold("👍 " + italic("now").text) + " later"
    nested = bold(join(["👍 ", italic("now")], ""))
    assert whole.entities == (Entity(EntityKind.BOLD, 0, 6),)
    assert nested.entities == (Entity(EntityKind.BOLD, 0, 6), Entity(EntityKind.ITALIC, 3, 3))


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "tg://user?id=1", "tg:resolve?domain=x", "data:text/html,x", "file:///etc/passwd", "", "x"],
)
def test_only_web_pages_become_links(url: str) -> None:
    assert link("words", url) == plain("words")


@pytest.mark.parametrize("url", ["http://news.example/a", "https://news.example/ঢাকা#:~:text=a"])
def test_a_web_page_becomes_a_link(url: str) -> None:
    assert link("words", url).entities == (Entity(EntityKind.LINK, 0, 5, url),)


def test_no_words_have_no_formatting() -> None:
    assert bold("").entities == () == link("", "https://news.example/").entities


def test_markup_in_foreign_text_stays_text() -> None:
    assert bold("<b>*x*</b> [a](tg://user?id=1)").text == "<b>*x*</b> [a](tg://user?id=1)"


@pytest.mark.parametrize("press", ["", "x" * 65, "ঢ" * 22])
def test_a_button_telegram_would_refuse_is_refused_at_once(press: str) -> None:
    with pytest.raises(ValueError, match="button data"):
        Button("b", press=press)


def test_a_button_either_presses_or_opens() -> None:
    with pytest.raises(ValueError, match="either"):
        Button("b")
    with pytest.raises(ValueError, match="either"):
        Button("b", press="x", url="https://news.example/")


# --- splitting --------------------------------------------------------------------------------------------------


@hammered
@given(messages(), LIMITS)
def test_no_part_is_too_long_or_empty(message: Message, limit: int) -> None:
    parts = split(message, limit)
    assert all(len(part) <= limit for part in parts)
    assert all(part.text.strip() for part in parts) or (len(parts) == 1 and not message.text.strip())


@hammered
@given(messages(), LIMITS)
def test_only_white_space_at_the_cuts_is_lost(message: Message, limit: int) -> None:
    at = 0
    for part in split(message, limit):
        found = message.text.find(part.text, at)
        assert found >= 0, "a part that is not a stretch of the message"
        assert not message.text[at:found].strip(), f"lost: {message.text[at:found]!r}"
        at = found + len(part.text)
    assert not message.text[at:].strip()


@hammered
@given(messages(), LIMITS)
def test_formatting_stays_inside_the_part_and_on_its_words(message: Message, limit: int) -> None:
    parts = split(message, limit)
    for part in parts:
        for entity in part.entities:
            assert entity.offset >= 0
            assert 0 < entity.length <= len(part) - entity.offset
    for kind in EntityKind:
        before = [dense(from_units(message.text, e.offset, e.length)) for e in message.entities if e.kind is kind]
        after = [dense(from_units(p.text, e.offset, e.length)) for p in parts for e in p.entities if e.kind is kind]
        if kind is not EntityKind.BOLD:  # bold nests, so its stretches repeat in another order
            assert "".join(after) == "".join(before)


@hammered
@given(messages(), LIMITS)
def test_a_character_is_never_torn_unless_it_alone_is_too_long(message: Message, limit: int) -> None:
    text, at = message.text, 0
    borders = {match.start() for match in regex.finditer(r"\X", text)} | {len(text)}
    too_long = any(units(match.group()) > limit // 2 for match in regex.finditer(r"\X", text))
    for part in split(message, limit)[:-1]:
        at = text.find(part.text, at) + len(part.text)
        # White space may carry a stray mark; the cut in front of it is no border then, and nobody sees it.
        assert too_long or at in borders or text[at : at + 1].isspace() or text[at - 1].isspace()


@hammered
@given(st.integers(1, 60), LIMITS)
@example(shift=1, limit=17)
def test_flags_in_a_row_stay_flags(shift: int, limit: int) -> None:
    parts = split(plain("x" * (shift % 3) + FLAG * 60), limit)
    assert "".join(part.text for part in parts).endswith(FLAG * 60)
    assert all(part.text.lstrip("x").replace(FLAG, "") == "" for part in parts)


@hammered
@given(messages(), LIMITS)
def test_the_buttons_hang_on_the_last_part(message: Message, limit: int) -> None:
    rows = ((Button("More", press="more"),), (Button("Open", url="https://news.example/"),))
    parts = split(message.with_buttons(*rows), limit)
    assert parts[-1].buttons == rows
    assert not any(part.buttons for part in parts[:-1])


def test_an_edited_message_is_edited_once_and_goes_on_in_new_ones() -> None:
    parts = split(Message("word " * 2000, edits=True))
    assert [part.edits for part in parts] == [True, *[False] * (len(parts) - 1)]


@hammered
@given(messages())
def test_a_short_message_stays_as_it_is(message: Message) -> None:
    if len(message) <= LIMIT and message.text.strip():
        assert split(message) == (message,)


def test_cuts_are_between_stories_before_they_are_between_sentences() -> None:
    story = "A headline here\nOne sentence told. Another sentence told."
    parts = split(plain("\n\n".join([story] * 6)), 2 * len(story) + 20)
    assert [part.text for part in parts] == ["\n\n".join([story] * 2)] * 3


def test_a_long_story_is_cut_between_sentences() -> None:
    sentence = "Rain fell on the harbour all night long."
    parts = split(plain(" ".join([sentence] * 9)), 3 * len(sentence) + 10)
    assert [part.text for part in parts] == [" ".join([sentence] * 3)] * 3


def test_the_mark_of_a_sentence_stays_with_it() -> None:
    sentence = "Rain fell on the harbour. ↗"
    parts = split(plain(" ".join([sentence] * 8)), 2 * len(sentence) + 12)
    assert all(part.text.endswith("↗") and part.text.startswith("Rain") for part in parts)


def test_a_text_without_spaces_is_cut_at_its_full_stops() -> None:
    assert [part.text for part in split(plain("昨夜港口下雨。" * 4), 16)] == ["昨夜港口下雨。" * 2] * 2


def test_white_space_alone_never_becomes_an_oversized_message() -> None:
    assert [len(part) for part in split(plain(" \n" * 5000))] == [0]


@pytest.mark.parametrize(
    "text",
    [
        *("word " * 800_000, "x" * 1_000_000, "👍" * 250_000, FAMILY * 40_000, FLAG * 40_000),
        *("z" + "\u0301" * 500_000, "新闻。" * 250_000, "\n" * 2_000_000 + "x", "شب " * 250_000),
    ],
    ids=["words", "one word", "emoji", "families", "flags", "zalgo", "cjk", "newlines", "rtl"],
)
def test_megabytes_are_split_whole(text: str) -> None:
    parts = split(bold(text))
    assert max(len(part) for part in parts) <= LIMIT
    assert dense("".join(part.text for part in parts)) == dense(text)
    assert len(parts) <= 3 * (units(text) // LIMIT + 1)


def test_every_cut_leaves_parts_worth_sending() -> None:
    lengths = [len(part) for part in split(plain("x\n\n" + "word " * 5000))]
    assert all(length >= LIMIT // 4 for length in itertools.islice(lengths, len(lengths) - 1))
