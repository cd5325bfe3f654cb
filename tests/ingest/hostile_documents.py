"""Sixty documents made to hurt whoever reads them, after the catalogue of faults: deep, wide, endless, self-multiplying, misencoded."""

from collections.abc import Iterator

from bot.ingest.readers import Document

_TEXT = b"<p>The harbour bridge was closed on Monday while divers looked for the missing buoy.</p>"


def _html(body: bytes) -> bytes:
    return b"<!doctype html><html><head><title>t</title></head><body>" + body + b"</body></html>"


def _rss(items: bytes, head: bytes = b"") -> bytes:
    return (
        b'<?xml version="1.0"?>' + head + b'<rss version="2.0"><channel><title>t</title>' + items + b"</channel></rss>"
    )


def _laughs(levels: int, width: int) -> bytes:
    entities = b"".join(b'<!ENTITY e%d "%s">' % (level, b"&e%d;" % (level - 1) * width) for level in range(1, levels))
    return _rss(
        b"<item><title>&e%d;</title></item>" % (levels - 1), b'<!DOCTYPE r [<!ENTITY e0 "ha">' + entities + b"]>"
    )


def hostile_documents() -> tuple[Document, ...]:
    """All sixty, each with a name that says what it is."""
    return tuple(Document(name, content[: 8 * 2**20]) for name, content in [*_pages(), *_feeds(), *_texts()])


def _pages() -> Iterator[tuple[str, bytes]]:
    yield "a table of 200,000 rows", _html(b"<table>" + b"<tr><td>a</td><td>b</td></tr>" * 200_000 + b"</table>")
    yield "a table of 30,000 cells in a row", _html(b"<table><tr>" + b"<td>a b c d</td>" * 30_000 + b"</tr></table>")
    yield "tables in tables", _html(b"<table><tr><td>" * 3000 + b"x")
    yield (
        "a cell over a billion columns",
        _html(b"<table><tr><td colspan=1000000000 rowspan=1000000000>x</td></tr></table>"),
    )
    yield "60,000 paragraphs", _html(_TEXT * 60_000)
    yield "50,000 links", _html(b"<p><a href='/x'>The harbour bridge was closed</a></p>" * 50_000)
    yield "200,000 links without an end", _html(b"<a href=x>" * 200_000)
    yield "200,000 tags deep", _html(b"<div>" * 200_000)
    yield "250 tags deep, often", _html((b"<div>" * 250 + b"x" + b"</div>" * 250) * 1000)
    yield "bold in italic in bold", _html(b"<b><i>" * 50_000)
    yield "headings without an end", _html(b"<h1>" * 60_000)
    yield "lists in lists", _html(b"<ul><li>" * 40_000)
    yield "200,000 attributes", _html(b"<div " + b"".join(b"a%d=1 " % n for n in range(200_000)) + b">" + _TEXT * 9)
    yield "an attribute of 6 MB", _html(b'<div class="' + b"article " * 750_000 + b'">' + _TEXT * 9)
    yield "300,000 brackets", b"<!doctype html>" + b"<" * 300_000
    yield "100,000 tags that never end", _html(b"<a " * 100_000)
    yield "200,000 comments", _html(b"<!-- x -->" * 200_000 + _TEXT)
    yield "a comment that never ends", _html(b"<!--" * 200_000 + _TEXT)
    yield "scripts", _html(b"<script>var a='<p>';</script>" * 100_000 + _TEXT)
    yield (
        "structured data that never ends",
        _html(b'<script type="application/ld+json">' + b'{"a":' * 100_000 + b"</script>" + _TEXT),
    )
    yield (
        "structured data in structured data",
        _html(b'<script type="application/ld+json">' + b"[" * 90_000 + b"]" * 90_000 + b"</script>" + _TEXT),
    )
    yield "a million entities", _html(b"<p>" + b"&amp;" * 1_000_000 + b"</p>")
    yield "entities that are none", _html(b"<p>" + b"&#99999999999;&x" * 100_000 + b"</p>")
    yield "4 MB of spaces", _html(b"<p>" + b" " * 4_000_000 + b"x</p>")
    yield "line ends", _html(b"<p>" + b"<br>" * 500_000 + b"</p>")
    yield "one word of 4 MB", _html(b"<p>" + b"a" * 4_000_000 + b"</p>")
    yield "forms", _html(b"<form><input>" * 50_000 + _TEXT * 9)
    yield "20,000 times", _html(b"<time datetime='2030-99-99T99:99'>yesterday</time>" * 20_000 + _TEXT * 9)
    yield "svg in math in svg", _html(b"<svg><math>" * 20_000 + _TEXT)
    yield "templates in templates", _html(b"<template>" * 50_000 + _TEXT)
    yield "frames", _html(b"<iframe src=x></iframe>" * 50_000 + _TEXT)


def _feeds() -> Iterator[tuple[str, bytes]]:
    yield "a billion laughs", _laughs(10, 10)
    yield (
        "quadratic laughs",
        _rss(
            b"<item><title>" + b"&a;" * 50_000 + b"</title></item>",
            b'<!DOCTYPE r [<!ENTITY a "' + b"a" * 50_000 + b'">]>',
        ),
    )
    yield (
        "a file of ours",
        _rss(b"<item><title>&a;</title></item>", b'<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]>'),
    )
    yield "an address of ours", _rss(b"", b'<!DOCTYPE r SYSTEM "http://127.0.0.1/evil.dtd">')
    yield "100,000 entries", _rss(b"<item><title>t</title></item>" * 100_000)
    yield (
        "an entry of 4 MB",
        _rss(b"<item><title>t</title><description>" + b"a " * 2_000_000 + b"</description></item>"),
    )
    yield (
        "an author made for regular expressions",
        _rss(b"<item><title>t</title><author>" + b"a@" * 16_000 + b"</author></item>"),
    )
    yield "authors made so", _rss((b"<item><title>t</title><author>" + b"a" * 500 + b"@" + b"</author></item>") * 500)
    yield "deep XML", _rss(b"<a>" * 100_000)
    yield "namespaces", _rss(b"".join(b'<x%d:a xmlns:x%d="urn:%d"/>' % (n, n, n) for n in range(40_000)))
    yield (
        "descriptions full of tags",
        _rss((b"<item><title>t</title><description>" + b"&lt;div&gt;" * 2000 + b"</description></item>") * 100),
    )
    yield (
        "tables in descriptions",
        _rss(
            (
                b"<item><title>t</title><description>"
                + b"&lt;table&gt;&lt;tr&gt;&lt;td&gt;" * 800
                + b"</description></item>"
            )
            * 100
        ),
    )
    yield (
        "40,000 links in an entry",
        _rss(b"<item><title>t</title>" + b"<link>http://a.test/</link>" * 40_000 + b"</item>"),
    )
    yield (
        "dates",
        _rss(b"".join(b"<item><title>t%d</title><pubDate>%s</pubDate></item>" % (n, b"9" * 3000) for n in range(500))),
    )
    yield "character data that never ends", _rss(b"<item><title><![CDATA[" * 50_000)
    yield (
        "500 long articles",
        _rss(
            b"".join(
                b"<item><title>Story %d</title><description>" % n
                + _TEXT.replace(b"<", b"&lt;") * 100
                + b"</description></item>"
                for n in range(500)
            )
        ),
    )
    yield "JSON in JSON", b'{"version":"https://jsonfeed.org/version/1.1","items":' + b"[" * 1_000_000
    yield (
        "a JSON feed of 100,000 items",
        b'{"version":"https://jsonfeed.org/version/1.1","items":['
        + b'{"id":"1","content_text":"a"},' * 100_000
        + b"{}]}",
    )
    yield (
        "a number of 4 million digits",
        b'{"version":"https://jsonfeed.org/version/1.1","items":[{"id":' + b"9" * 4_000_000 + b"}]}",
    )


def _texts() -> Iterator[tuple[str, bytes]]:
    yield "a sentence of 2 million words", b"a " * 2_000_000
    yield "100,000 sentences", b"The harbour bridge was closed on Monday. " * 100_000
    yield "200,000 open links", b"# t\n\n" + b"[" * 200_000
    yield "200,000 stars", b"# t\n\n" + b"*a " * 200_000
    yield "50,000 quotes in quotes", b"# t\n\n" + b"> " * 50_000
    yield "lines of one letter", b"a\n" * 1_000_000
    yield "accents on accents", ("e" + "\u0301" * 1_000_000).encode()
    yield "text from both sides", ("\u202e\u2066abc " * 300_000).encode()
    yield "halves of letters", b"\xed\xa0\x80 word. " * 200_000
    yield "zeros", b"text " + b"\0" * 4_000_000
