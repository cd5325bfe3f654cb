"""Lists of sources, in and out."""

import pytest

from bot.errors import Unreadable
from bot.ingest import DocumentKind, export_opml, read_document
from bot.model import Source, SourceKind

OPML = """<?xml version="1.0"?><opml version="2.0"><head><title>My reading</title></head><body>
<outline text="Europe"><outline text="Bote" title="Der Bote" type="rss" xmlUrl="https://bote.example/rss" htmlUrl="https://bote.example/" language="de-DE"/></outline>
<outline text="Fish & Ships" xmlurl="https://harbour.example/feed?a=1&b=2"/><outline text="again" xmlUrl="https://bote.example/rss"/>
<outline text="bad" xmlUrl="javascript:alert(1)"/><outline text="a page" htmlUrl="https://page.example/"/></body></opml>"""


def test_a_list_gives_each_source_once_however_deep_it_hides() -> None:
    reading = read_document("list", OPML.encode())
    bote, harbour = reading.sources
    assert (reading.kind, reading.title) == (DocumentKind.OPML, "My reading")
    assert (bote.title, bote.url, bote.site, bote.language) == (
        "Der Bote",
        "https://bote.example/rss",
        "https://bote.example/",
        "de",
    )
    assert (harbour.title, harbour.url) == ("Fish & Ships", "https://harbour.example/feed?a=1&b=2")
    assert reading.notes == ("1 outline has an address that can't be fetched: left out.",)


def test_what_is_exported_can_be_imported_again() -> None:
    sources = [
        Source(1, SourceKind.FEED, "https://a.example/feed?x=1&y=2", "Ä & <Ö>", "de"),
        Source(2, SourceKind.FILE, "import:page.txt", "A file"),
        Source(3, SourceKind.FEED, "https://b.example/feed", "দৈনিক"),
    ]
    again = read_document("x", export_opml(sources)).sources
    assert [(hint.url, hint.title, hint.language) for hint in again] == [
        ("https://a.example/feed?x=1&y=2", "Ä & <Ö>", "de"),
        ("https://b.example/feed", "দৈনিক", None),
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("<opml><body></body></opml>", "names no feed"),
        ("<opml><body><outline text='cut", "broken or cut off"),
        (
            "<!DOCTYPE opml [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><opml><body><outline xmlUrl='&a;'/></body></opml>",
            "entities",
        ),
    ],
)
def test_a_list_that_cannot_be_read_says_why(text: str, says: str) -> None:
    with pytest.raises(Unreadable, match=says):
        read_document("x.opml", text.encode())
