"""What strangers may send: whatever it is, there is a Reading or a sentence."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.errors import Unreadable
from bot.ingest import Reading, read_document, read_message
from bot.model import Draft
from summarizer import clean_text


def read_or_refuse(content: bytes, name: str = "document") -> Reading | None:
    """What a caller may rely on: a Reading of clean text, or `Unreadable` with a sentence."""
    try:
        reading = read_document(name, content)
    except Unreadable as refusal:
        said = str(refusal)
    else:
        for draft in reading.drafts:
            assert_clean(draft)
        return reading
    assert said.endswith(".")
    return None


def assert_clean(draft: Draft) -> None:
    for text in (draft.title, draft.text, draft.author or "", draft.key):
        assert clean_text(text) == text
        text.encode()
    assert draft.title
    assert "\n" not in draft.title
    assert all(line and line == line.strip() for line in draft.text.split("\n")) or not draft.text
    assert draft.published_at is None or draft.published_at.utcoffset() is not None


FRAGMENTS = [
    "<rss version='2.0'>", "<channel>", "<item>", "<title>", "</title>", "<description>", "<![CDATA[", "]]>", "&lt;p&gt;", "&#0;", "&#x202e;",
    "<feed xmlns='http://www.w3.org/2005/Atom'>", "<entry>", "<opml>", "<outline xmlUrl='https://a.example/'>", "<html>", "<p>", "<div>", "</p>",
    '{"items": [', '{"title": 3}', "]}", "---\n", "# ", "**", "[a](b)", "Related News\n", "By Ann Lee\n", "14 November 2025\n", "[…]", "\u202e", "\u0301",
    "Somebody said that something had happened in the town.\n", "A headline about the town\n", "\n\n", "\x00", "\ud7ff", "新闻。", "খবর। ", "¹²", "٣", "²⁰²⁵-11-14",
]  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    read_or_refuse(content)


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.one_of(st.sampled_from(FRAGMENTS), st.text(max_size=20)), max_size=30),
    st.sampled_from(["utf-8", "utf-16", "cp1251"]),
)
def test_any_mixture_of_formats_is_read_or_refused(parts: list[str], encoding: str) -> None:
    read_or_refuse("".join(parts).encode(encoding, "replace"))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(FRAGMENTS), st.text(max_size=40)), max_size=12))
def test_any_message_is_clean_or_refused(parts: list[str]) -> None:
    try:
        draft = read_message("".join(parts))
    except Unreadable:
        return
    assert_clean(draft)


LAUGHS = b"<?xml version='1.0'?><!DOCTYPE r [<!ENTITY a 'ha'>" + b"".join(
    b"<!ENTITY %c '%s'>" % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9)
)


@pytest.mark.parametrize(
    "content",
    [
        LAUGHS + b"]><rss><channel><title>&j;</title></channel></rss>",
        LAUGHS + b"]><opml><body><outline xmlUrl='&j;'/></body></opml>",
        b"<html><body>" + b"<div>" * 100_000,
        b"<rss><channel><item><title>a</title><description>" + b"<b>" * 100_000,
        b"<rss><channel><item><title>a</title><description>"
        + b"&lt;div&gt;" * 100_000
        + b"</description></item></channel></rss>",
        b"<opml><body>" + b"<outline>" * 100_000,
        b'{"items":' + b"[" * 100_000,
        b"<" * 300_000,
        b"<a " * 100_000,
        b"." * 1_000_000 + b"x",
        b"Some words and then " + b'"' * 500_000,
        b"# T\n" + b"[" * 100_000,
        b"<rss><channel><item><title>t</title><author>"
        + b"a" * 16_000
        + b" (a@</author></item><item/></channel></rss>",
        b"12:12 " * 100_000,
        b"a\n" * 300_000,
    ],
    ids=lambda content: content[:30].decode(),
)
def test_an_attack_is_read_or_refused_like_anything_else(content: bytes) -> None:
    read_or_refuse(content)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b" \n ", "empty"),
        (b"%PDF-1.7\n...", "This PDF is broken"),
        (b"PK\x03\x04" + bytes(40), "ZIP"),
        (b"\x89PNG\r\n\x1a\n", "an image"),
        (b"\xff\xd8\xff\xe0" + bytes(40), "an image"),
        (b"\x1f\x8b\x08" + bytes(40), "gzip"),
        (bytes(range(256)) * 4, "binary"),
        (b"word " * 2_000_000, "8 MiB"),
        (b"<rss><channel><title>t</title>" + b"<item/>" * 800_000, "5 MiB"),
    ],
)
def test_what_cannot_be_read_is_named_for_what_it_is(content: bytes, says: str) -> None:
    with pytest.raises(Unreadable, match=says):
        read_document("news.txt", content)
