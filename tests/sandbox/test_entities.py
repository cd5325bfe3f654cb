"""Formatted text, whatever is thrown at it: what Telegram would store is always well formed, and stays as it is."""

import html
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.sandbox.autolinks import find_entities
from bot.sandbox.entities import CONTINUOUS, QUOTES, SPLITTABLE, Entity, FormattedText, cut, settle, units
from bot.sandbox.html_markup import parse_html
from bot.sandbox.wire import Refusal

letters = st.text(st.sampled_from("ab 😀é\n\r\t\u202e漢।.@/#x"), min_size=0, max_size=30)
kinds = st.sampled_from(sorted(SPLITTABLE | QUOTES | CONTINUOUS - {"text_mention"}))


@st.composite
def spans(draw: st.DrawFn) -> tuple[str, list[Entity]]:
    """A text and entities that begin and end between its characters."""
    text = draw(letters)
    marks = [units(text[:place]) for place in range(len(text) + 1)]
    found = []
    for _ in range(draw(st.integers(0, 6))):
        start, end = sorted((draw(st.sampled_from(marks)), draw(st.sampled_from(marks))))
        found.append(Entity(draw(kinds), start, end - start))
    return text, found


@st.composite
def wild_spans(draw: st.DrawFn) -> tuple[str, list[Entity]]:
    """A text and entities anywhere, outside of it and inside of characters too."""
    numbers = st.integers(-2, 40)
    return draw(letters), [Entity(draw(kinds), draw(numbers), draw(numbers)) for _ in range(draw(st.integers(0, 4)))]


def settled(text: str, entities: list[Entity]) -> FormattedText | None:
    try:
        return settle(text, entities, find_entities)
    except Refusal:
        return None


def check_well_formed(formatted: FormattedText) -> None:
    boundaries = {units(formatted.text[:place]) for place in range(len(formatted.text) + 1)}
    for one in formatted.entities:
        assert one.length > 0
        assert {one.offset, one.end} <= boundaries, f"{one} splits a character of {formatted.text!r}"
        assert cut(formatted.text, one.offset, one.end).strip(" \n"), f"{one} covers nothing visible"
    for one, other in combinations(formatted.entities, 2):
        apart = one.end <= other.offset or other.end <= one.offset
        inside = one.offset <= other.offset and other.end <= one.end
        around = other.offset <= one.offset and one.end <= other.end
        assert apart or inside or around, f"{one} and {other} cross"
        if not apart:
            assert not {one.type, other.type} <= QUOTES, "a quote in a quote"
            assert not {one.type, other.type} <= CONTINUOUS, "a link in a link"
    assert list(formatted.entities) == sorted(formatted.entities, key=Entity.order)


@given(spans())
@settings(max_examples=400)
def test_what_is_stored_is_well_formed(given_spans: tuple[str, list[Entity]]) -> None:
    formatted = settled(*given_spans)
    if formatted is None:
        assert not given_spans[0].translate(dict.fromkeys(map(ord, "\r\t\u202e"), " ")).strip(" \n")
    else:
        check_well_formed(formatted)
        assert formatted.text == formatted.text.strip(" \n")


@given(wild_spans())
@settings(max_examples=400)
def test_ranges_that_cannot_be_are_refused_and_never_stored(given_spans: tuple[str, list[Entity]]) -> None:
    formatted = settled(*given_spans)
    if formatted is not None:
        check_well_formed(formatted)


@given(spans())
@settings(max_examples=300)
def test_storing_what_is_stored_changes_nothing(given_spans: tuple[str, list[Entity]]) -> None:
    formatted = settled(*given_spans)
    if formatted is not None:
        marked = [one for one in formatted.entities if one.type in SPLITTABLE | QUOTES | CONTINUOUS]
        assert settled(formatted.text, marked) == formatted


@given(spans())
def test_a_marked_word_keeps_its_words(given_spans: tuple[str, list[Entity]]) -> None:
    text, entities = given_spans
    formatted = settled(text, [replace(one, type="bold") for one in entities])
    if formatted is None:
        return
    marked = set().union(*(range(one.offset, one.end) for one in entities))
    wanted = "".join(one for place, one in enumerate(units_of(text)) if place in marked)
    bold = [cut(formatted.text, one.offset, one.end) for one in formatted.entities if one.type == "bold"]
    assert visible("".join(bold)) == visible(wanted.encode("utf-16-le", "surrogatepass").decode("utf-16-le"))


def units_of(text: str) -> list[str]:
    encoded = text.encode("utf-16-le")
    return [encoded[place : place + 2].decode("utf-16-le", "surrogatepass") for place in range(0, len(encoded), 2)]


def visible(text: str) -> str:
    return "".join(one for one in text if one not in " \n\r\t\u202e")


@pytest.mark.parametrize(
    ("offset", "length", "words"),
    [
        (1, 1, "entity begins in a middle of a UTF-16 symbol at UTF-16 offset 1"),
        (0, 1, "entity beginning at UTF-16 offset 0 ends in a middle of a UTF-16 symbol at UTF-16 offset 1"),
        (0, 9, "entity beginning at UTF-16 offset 0 ends after the end of the text at UTF-16 offset 9"),
        (9, 1, "entity begins after the end of the text at UTF-16 offset 9"),
        (-1, 1, "receive an entity with incorrect offset -1"),
    ],
)
def test_a_range_that_cannot_be_is_named(offset: int, length: int, words: str) -> None:
    with pytest.raises(Refusal) as refused:
        settle("😀a", [Entity("bold", offset, length)], find_entities)
    assert refused.value.description == f"Bad Request: {words}"


def test_bold_across_a_link_is_cut_at_the_link() -> None:
    formatted = settle(
        "abcdef", [Entity("bold", 1, 4), Entity("text_link", 2, 2, url="https://a.example/")], find_entities
    )
    assert [(one.type, one.offset, one.length) for one in formatted.entities] == [
        ("bold", 1, 1), ("text_link", 2, 2), ("bold", 2, 2), ("bold", 4, 1),
    ]  # fmt: skip


def test_nothing_is_bold_inside_code() -> None:
    formatted = settle("abcdef", [Entity("bold", 0, 6), Entity("code", 2, 2)], find_entities)
    assert [(one.type, one.offset, one.length) for one in formatted.entities] == [
        ("bold", 0, 2), ("code", 2, 2), ("bold", 4, 2),
    ]  # fmt: skip


def test_a_quote_in_a_quote_is_dropped() -> None:
    formatted = settle("abcdef", [Entity("blockquote", 0, 6), Entity("expandable_blockquote", 2, 2)], find_entities)
    assert [(one.type, one.offset, one.length) for one in formatted.entities] == [("blockquote", 0, 6)]


@given(letters.filter(lambda text: text.strip(" \n\r\t\u202e")))
def test_escaped_text_survives_html(text: str) -> None:
    parsed, entities = parse_html(f"<b>{html.escape(text)}</b>")
    assert (parsed, entities) == (text, (Entity("bold", 0, units(text)),))


@given(st.text(st.sampled_from("<>/ab=\"'& ;#x\nié"), max_size=40))
@settings(max_examples=500)
def test_broken_html_is_refused_and_never_crashes(markup: str) -> None:
    try:
        text, entities = parse_html(markup)
    except Refusal as refusal:
        if not refusal.description.startswith("Bad Request: can't parse entities: "):
            raise
    else:
        assert all(0 <= one.offset < one.end <= units(text) for one in entities)


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("<b>a</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<a href>x</a>", 'Expected equal sign in declaration of an attribute of the tag "a" at byte offset 0'),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("é <p>x</p>", 'Unsupported start tag "p" at byte offset 3'),
    ],
)
def test_broken_html_is_named_as_telegram_names_it(markup: str, words: str) -> None:
    with pytest.raises(Refusal) as refused:
        parse_html(markup)
    assert refused.value.description == f"Bad Request: can't parse entities: {words}"


def test_every_tag_is_known() -> None:
    markup = (
        "<strong>a</strong><em>b</em><ins>c</ins><del>d</del><tg-spoiler>e</tg-spoiler><code>f</code>"
        '<pre><code class="language-python">g</code></pre><blockquote expandable>h</blockquote>'
    )
    text, entities = parse_html(markup)
    assert text == "abcdefgh"
    assert [one.type for one in entities] == [
        "bold", "italic", "underline", "strikethrough", "spoiler", "code", "pre", "expandable_blockquote",
    ]  # fmt: skip
    assert entities[6].language == "python"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Read https://example.org/a?b=c#d.", [("url", "https://example.org/a?b=c#d")]),
        ("(see example.org/page)", [("url", "example.org/page")]),
        ("at 10.30 the U.S. said e.g. this", []),
        ("/latest 10 and a/b", [("bot_command", "/latest")]),
        ("#наука #123 #a1", [("hashtag", "#наука"), ("hashtag", "#a1")]),
        ("me@example.org", [("email", "me@example.org")]),
        ("😀 @newsbot", [("mention", "@newsbot")]),
    ],
)
def test_links_are_found_as_telegram_finds_them(text: str, found: list[tuple[str, str]]) -> None:
    assert [(one.type, cut(text, one.offset, one.end)) for one in find_entities(text)] == found
