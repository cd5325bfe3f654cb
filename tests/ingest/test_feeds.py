"""Feeds of every kind, well formed and not."""

import json
from datetime import UTC, datetime

import pytest

from bot.errors import Unreadable
from bot.ingest import DocumentKind, Reading, read_document
from bot.model import Extent

BODY = "".join(
    f"<p>The ferry sailed on night {n} with one hundred and twenty people on board, as it had for years.</p>"
    for n in range(8)
)
RSS = f"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Harbour &amp; Isles</title><link>https://harbour.example/</link><language>en-GB</language>
<item><title>Ferry &lt;b&gt;saved&lt;/b&gt; by islanders</title><link>/ferry</link><guid isPermaLink="false">h-1</guid>
<pubDate>Thu, 13 Nov 2025 18:30:00 +0100</pubDate><dc:creator>Ann Lee</dc:creator><description>Short lead.</description>
<content:encoded><![CDATA[<figure><img src="a.jpg"/><figcaption>The ferry at dusk</figcaption></figure><h2>A long fight</h2>{BODY}
<script>alert(1)</script><p>The post <a href="#">Ferry saved</a> appeared first on <a href="#">Harbour</a>.</p>]]></content:encoded></item>
<item><title>Otters return to the canal near the station</title><link>https://harbour.example/otters</link>
<description>&lt;p&gt;Cameras have filmed a pair of otters less than a mile from [&amp;#8230;]&lt;/p&gt;</description></item>
<item><title>Lighthouse diary sells for a record sum</title><link>https://harbour.example/diary</link><pubDate>soon</pubDate></item>
<item><pubDate>Thu, 13 Nov 2025 18:30:00 GMT</pubDate></item>
</channel></rss>"""


def read(text: str | bytes, url: str | None = None) -> Reading:
    reading = read_document("somewhere", text if isinstance(text, bytes) else text.encode(), url=url)
    assert reading.kind is DocumentKind.FEED
    return reading


def test_rss_tells_whole_articles_teasers_and_headlines_apart() -> None:
    ferry, otters, diary = read(RSS).drafts
    assert (ferry.extent, otters.extent, diary.extent) == (Extent.WHOLE, Extent.TEASER, Extent.HEADLINE)


def test_the_outlet_is_named_as_it_names_itself() -> None:
    reading = read(RSS)
    assert (reading.title, reading.site, reading.language) == ("Harbour & Isles", "https://harbour.example/", "en")


def test_an_entry_keeps_its_facts_and_loses_its_markup() -> None:
    ferry = read(RSS).drafts[0]
    assert ferry.title == "Ferry saved by islanders"
    assert (ferry.key, ferry.url, ferry.author) == ("h-1", "https://harbour.example/ferry", "Ann Lee")
    assert ferry.published_at == datetime(2025, 11, 13, 17, 30, tzinfo=UTC)
    assert ferry.text.split("\n")[0] == "A long fight"
    assert len(ferry.text.split("\n")) == 9
    for foreign in ("<", "alert", "appeared first", "at dusk"):
        assert foreign not in ferry.text


def test_an_entry_without_title_and_text_is_left_out_and_that_is_said() -> None:
    assert read(RSS).notes == ("1 entry had neither title nor text: left out.",)


def test_a_date_that_is_none_is_not_guessed() -> None:
    assert read(RSS).drafts[2].published_at is None


def test_a_language_that_the_titles_belie_is_not_believed() -> None:
    text = RSS.replace("Ferry &lt;b&gt;saved&lt;/b&gt; by islanders", "চট্টগ্রাম বন্দরে রাতের পালায় দ্বিগুণ কনটেইনার")
    text = text.replace("Otters return to the canal near the station", "সাভারে গোলাপের দাম এক সপ্তাহে দ্বিগুণ").replace(
        "Lighthouse diary sells for a record sum", "ঢাকার নতুন বাসে প্রথম দিনে যাত্রী চল্লিশ হাজার"
    )
    assert all(draft.language is None for draft in read(text).drafts)


ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><title type="html">Kaltenauer &amp;amp; Bote</title>
<link rel="alternate" href="https://bote.example/"/><entry><id>tag:bote.example,2025:1</id>
<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">Brücke <b>gesperrt</b></div></title>
<link rel="alternate" href="/bruecke"/><updated>2025-11-14T07:00:00+01:00</updated><author><name>Mia Scholl</name></author>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Die Brücke ist zu.</p><p>Sie bleibt es.</p></div></content></entry></feed>"""


def test_atom_is_read_with_its_xhtml() -> None:
    [draft] = read(ATOM).drafts
    assert draft.title == "Brücke gesperrt"
    assert draft.text == "Die Brücke ist zu.\nSie bleibt es."
    assert draft.url == "https://bote.example/bruecke"
    assert draft.published_at == datetime(2025, 11, 14, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    "item",
    [
        "<media:title>A photo of a goose</media:title><title>Geese delay the train</title><link>https://a.example/1</link>",
        "<title>Geese delay the train</title><link href='https://a.example/1'/>",
        '<title type="text/html" mode="base64">R2Vlc2UgPGI+ZGVsYXk8L2I+IHRoZSB0cmFpbg==</title><link>https://a.example/1</link>',
    ],
)
def test_a_title_and_a_link_are_found_where_only_some_feeds_put_them(item: str) -> None:
    [draft] = read(
        f'<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"><channel><title>A</title><item>{item}</item></channel></rss>'
    ).drafts
    assert (draft.title, draft.url) == ("Geese delay the train", "https://a.example/1")


def test_ampersands_and_names_of_letters_that_xml_forbids_are_kept() -> None:
    [draft] = read(
        '<rss version="2.0"><channel><title>B&B</title><item><title>Q&A with Zo&euml; &amp; AT&T</title>'
        "<link>https://a.example/?x=1&y=2</link><description><![CDATA[<p>R&D costs&nbsp;more.</p>]]></description></item></channel></rss>"
    ).drafts
    assert (draft.title, draft.url) == ("Q&A with Zoë & AT&T", "https://a.example/?x=1&y=2")
    assert draft.text == "R&D costs more."


def test_a_feed_that_its_server_wraps_into_a_page_is_a_feed() -> None:
    feed = (
        '<rss version="2.0"><channel><title>A</title><item><title>Geese delay the train</title></item></channel></rss>'
    )
    assert [draft.title for draft in read(f"<html><body>{feed}</body></html>").drafts] == ["Geese delay the train"]


def test_a_body_outside_every_standard_is_read() -> None:
    [draft] = read("<rss><channel><item><body><p>The mill wheel turns again.</p></body></item></channel></rss>").drafts
    assert "mill wheel" in draft.title


def test_rdf_and_the_oldest_rss_are_read() -> None:
    rdf = """<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
    <channel rdf:about="https://a.example/"><title>Old News</title><link>https://a.example/</link></channel>
    <item rdf:about="https://a.example/1"><title>Mill wheel turns again</title><link>https://a.example/1</link></item>
    <item rdf:about="https://a.example/2"><title>Geese delay the train</title><link>https://a.example/2</link></item></rdf:RDF>"""
    netscape = rdf.replace("http://purl.org/rss/1.0/", "http://my.netscape.com/rdf/simple/0.9/")
    for text in (rdf, netscape):
        assert [draft.title for draft in read(text).drafts] == ["Mill wheel turns again", "Geese delay the train"]


def test_json_feed_is_read_and_one_odd_item_costs_no_other() -> None:
    items = [
        {
            "id": 7,
            "url": "https://j.example/7",
            "title": "Seals counted from the air",
            "content_html": BODY,
            "authors": [{"name": "Bo"}],
        },
        "nonsense",
        {"id": "8", "title": ["wrong"], "content_text": "Bread from brewers' grain wins a prize < the first ever."},
        {
            "id": "9",
            "title": "Storm Petra passes",
            "date_published": "2025-11-13T09:00:00Z",
            "authors": "wrong",
            "tags": 3,
        },
    ]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "J", "language": "en-US", "items": items}
    seals, bread, storm = read(json.dumps(feed)).drafts
    assert (seals.key, seals.extent, seals.author) == ("7", Extent.WHOLE, "Bo")
    assert bread.text.endswith("a prize < the first ever.") or "< the first ever" in bread.title
    assert storm.published_at == datetime(2025, 11, 13, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    "broken",
    [
        RSS.replace("</channel></rss>", ""),
        RSS.replace("<description>Short lead.", "<description>Fish & chips <br> here"),
        "Warning: mysql_connect() failed\n\n" + RSS,
        RSS.replace('encoding="utf-8"', 'encoding="utf-16"'),
        RSS.replace("Short lead.", "Short \x0b\x01lead."),
    ],
)
def test_a_broken_feed_is_read_as_far_as_it_goes(broken: str) -> None:
    assert read(broken).drafts[0].title == "Ferry saved by islanders"


def test_a_feed_in_an_encoding_it_denies_is_read() -> None:
    russian = RSS.replace("Ferry &lt;b&gt;saved&lt;/b&gt; by islanders", "Ночной паром снова ходит").replace(
        "The ferry sailed", "Паром ушёл"
    )
    assert read(russian.encode("cp1251")).drafts[0].title == "Ночной паром снова ходит"


def test_five_hundred_entries_are_enough_and_they_are_the_newest() -> None:
    items = "".join(
        f"<item><title>Thing number {n} happened</title><guid>g{n}</guid><pubDate>{n % 28 + 1:02} Nov {2000 + n // 28} 10:00:00 GMT</pubDate></item>"
        for n in range(600)
    )
    reading = read(f"<rss version='2.0'><channel><title>T</title>{items}</channel></rss>")
    assert len(reading.drafts) == 500
    assert {draft.key for draft in reading.drafts} == {f"g{n}" for n in range(100, 600)}
    assert reading.notes == ("Of 600 entries the newest 500 were read.",)


def test_known_articles_come_by_name_alone_and_the_others_whole() -> None:
    whole = read(RSS).drafts
    otters = whole[1].key
    drafts = read_document("f", RSS.encode(), known={"h-1"}).drafts
    assert [(draft.key, draft.title, draft.url, draft.published_at) for draft in drafts] == [
        (draft.key, draft.title, draft.url, draft.published_at) for draft in whole
    ]
    assert [draft.key for draft in drafts if draft.text] == [otters]


def test_a_known_guid_that_entries_share_by_now_hides_none_of_their_texts() -> None:
    items = "".join(
        f"<item><title>Ferry {n}</title><link>https://a.example/{n}</link><guid>1</guid><description>{BODY}</description></item>"
        for n in range(3)
    )
    feed = (
        f"<rss version='2.0'><channel><title>x</title>{items.replace('<p>', '').replace('</p>', ' ')}</channel></rss>"
    )
    assert all(draft.text for draft in read_document("f", feed.encode(), known={"1"}).drafts)


def test_a_guid_that_many_entries_share_loses_none_of_them() -> None:
    items = "".join(
        f"<item><title>Thing number {n} happened</title><guid>same</guid><link>https://x.example/{n}</link></item>"
        for n in range(5)
    )
    drafts = read(f"<rss version='2.0'><channel><title>T</title>{items}</channel></rss>").drafts
    assert len({draft.key for draft in drafts}) == 5


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "tg://resolve?domain=x", "file:///etc/passwd", "https://user:pw@x.example/", "//"]
)
def test_a_link_that_leads_nowhere_good_is_no_link(link: str) -> None:
    [draft] = read(
        f"<rss version='2.0'><channel><title>T</title><item><title>A thing</title><link>{link}</link></item></channel></rss>"
    ).drafts
    assert draft.url is None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"name": "x", "items": "none"}', "no JSON Feed"),
        ('{"version": "https://jsonfeed.org/version/1.1", "items": [', "broken or cut off"),
        ("<?xml version='1.0'?><urlset><url/></urlset>", "neither a feed nor OPML"),
        ("<rss><channel></channel></rss>", "neither a title nor an entry"),
        ("<!DOCTYPE rss [<!ENTITY a 'b'>]><rss><channel><title>&a;</title></channel></rss>", "entities"),
    ],
)
def test_what_is_no_feed_is_refused_with_the_reason(text: str, says: str) -> None:
    with pytest.raises(Unreadable, match=says):
        read_document("feed", text.encode())
