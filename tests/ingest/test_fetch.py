"""What one fetch gives: the document, nothing new, or why not; over real sockets."""

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme

from bot.ingest.fetch import Failed, Failure, Fetched, Fetcher, Kind, NotModified, Request
from tests.ingest.world import FEED, NOW, PAGE, Web, answer, gzipped, hang_up, meta_refresh, packed, redirect


@pytest.fixture
def web() -> Iterator[Web]:
    with Web() as web:
        yield web


@pytest.fixture
def fetcher(web: Web) -> Iterator[Fetcher]:
    with web.fetcher() as fetcher:
        yield fetcher


def got(outcome: object) -> Fetched:
    assert isinstance(outcome, Fetched), outcome
    return outcome


# --- the document ---------------------------------------------------------------------------------------------------


def test_a_feed_comes_with_all_that_its_server_says_of_it(web: Web, fetcher: Fetcher) -> None:
    said = {
        "ETag": 'W/"a, b"',
        "Last_Modified": "Sun, 03 Mar 2030 08:00:00 GMT",
        "Cache_Control": "public, max-age=900",
    }
    url = web.has("post.test", answer(200, FEED, Content_Type="Application/RSS+XML; charset=ISO-8859-1", **said))
    assert fetcher.fetch(Request(url)) == Fetched(
        url=url,
        permanent_url=url,
        status=200,
        content=FEED,
        content_type="application/rss+xml",
        charset="ISO-8859-1",
        etag='W/"a, b"',
        last_modified="Sun, 03 Mar 2030 08:00:00 GMT",
        fresh_for=timedelta(minutes=15),
    )


def test_packed_documents_are_unpacked(web: Web, fetcher: Fetcher) -> None:
    for number, body in enumerate(
        [gzipped(PAGE), gzipped(PAGE[:50]) + gzipped(PAGE[50:]), gzipped(PAGE) + b"\0" * 100, PAGE]
    ):
        url = web.has(f"packed-{number}.test", packed(body))
        assert got(fetcher.fetch(Request(url))).content == PAGE


def test_a_packed_document_that_is_cut_off_is_no_document(web: Web, fetcher: Fetcher) -> None:
    url = web.has("cut.test", packed(gzipped(PAGE)[:-9]))
    assert fetcher.fetch(Request(url)) == Failed(Failure.SERVER_ERROR)


def test_a_document_that_is_shorter_than_announced_is_no_document(web: Web, fetcher: Fetcher) -> None:
    url = web.has("short.test", answer(200, FEED, Content_Length=str(len(FEED) + 1)))
    assert fetcher.fetch(Request(url)) == Failed(Failure.UNREACHABLE)


def test_packing_nobody_asked_for_is_refused(web: Web, fetcher: Fetcher) -> None:
    for encoding in ("br", "deflate", "zstd", "gzip, gzip", "compress"):
        url = web.has("odd.test", packed(gzipped(PAGE), encoding))
        assert fetcher.fetch(Request(url)) == Failed(Failure.NOT_A_DOCUMENT, status=200)
    assert {asked.headers["accept-encoding"] for asked in web.hits} == {"gzip"}


@pytest.mark.parametrize(
    ("media", "is_read"),
    [
        ("text/html", True), ("text/xml", True), ("application/atom+xml", True), ("application/feed+json", True),
        ("application/x-rss", True), ("application/json; charset=utf-8", True), ("application/octet-stream", True),
        ("", True), ("nonsense", True), ("audio/mpeg", False), ("video/mp4", False), ("image/png", False),
        ("image/svg+xml", False), ("application/zip", False), ("application/pdf", False), ("font/woff2", False),
        ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", False), ("multipart/mixed", False),
    ],
)  # fmt: skip
def test_only_what_may_be_a_document_is_read(web: Web, fetcher: Fetcher, media: str, *, is_read: bool) -> None:
    outcome = fetcher.fetch(Request(web.has("media.test", answer(200, FEED, Content_Type=media))))
    assert isinstance(outcome, Fetched) if is_read else outcome == Failed(Failure.NOT_A_DOCUMENT, status=200)


# --- addresses ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/a%7eb/%e2%82?q=a+b%20c&s=%2F", "/x;y=1?a=b&a=%5B1%5D", "/?", "/a//b/../c"])
def test_an_address_is_asked_for_as_it_was_written(web: Web, fetcher: Fetcher, path: str) -> None:
    web.has("as-is.test", answer(200, FEED))
    fetcher.fetch(Request(web.url("as-is.test", path)))
    assert web.paths("as-is.test") == [path.removesuffix("?")]


def test_an_address_with_other_letters_is_encoded(web: Web, fetcher: Fetcher) -> None:
    web.names("xn--zrich-kva.example", ["127.0.0.1"])
    web.has("xn--zrich-kva.example", answer(200, FEED))
    outcome = got(fetcher.fetch(Request(web.url("zürich.example", "/wähl mich?größe=1#unten"))))
    assert outcome.url == web.url("xn--zrich-kva.example", "/w%C3%A4hl%20mich?gr%C3%B6%C3%9Fe=1")


@pytest.mark.parametrize(
    "url",
    ["", "post.test", "//post.test/", "ftp://post.test/", "file:///etc/passwd", "http://", "http://a:99999/", "http://[::1/",
     "http://anna@post.test/", "http://anna:secret@post.test/", "http://a b/", "http://post.test/" + "x" * 9000, "http://\udc80/"],
)  # fmt: skip
def test_what_is_no_address_of_the_web_is_said_to_be_none(fetcher: Fetcher, url: str) -> None:
    outcome = fetcher.fetch(Request(url))
    assert outcome == Failed(Failure.BAD_ADDRESS)
    assert "secret" not in outcome.sentence


# --- redirects ------------------------------------------------------------------------------------------------------


def test_a_source_that_moved_for_good_says_where_it_lives_now(web: Web, fetcher: Fetcher) -> None:
    new = web.has("new.test", answer(200, FEED))
    middle = web.has("middle.test", redirect(new, 308))
    old = web.has("old.test", redirect(middle, 301))
    outcome = got(fetcher.fetch(Request(old)))
    assert (outcome.url, outcome.permanent_url) == (new, new)


def test_a_source_that_is_elsewhere_for_a_while_keeps_its_address(web: Web, fetcher: Fetcher) -> None:
    now_here = web.has("now.test", answer(200, FEED))
    moved = web.has("moved.test", redirect(now_here, 302))
    old = web.has("old.test", redirect(moved, 301))
    behind = web.has("behind.test", redirect(old, 307))
    assert got(fetcher.fetch(Request(old))).permanent_url == moved
    assert got(fetcher.fetch(Request(behind))).permanent_url == behind


def test_a_redirect_may_be_relative_and_badly_written(web: Web, fetcher: Fetcher) -> None:
    web.has("rel.test", answer(200, FEED))
    for location, path in [
        ("../up", "/up"),
        ("?page=2", "/a/b?page=2"),
        (" /sp ace ", "/sp%20ace"),
        ("/\udce9t\udce9", "/%E9t%E9"),
    ]:
        web.has("rel.test", redirect(location), "/a/b")
        expected = web.url("rel.test", path)
        if location == "?page=2":  # the same path: it would answer with the same redirect
            web.has("rel.test", answer(200, FEED), "/a/b?page=2")
            continue
        assert got(fetcher.fetch(Request(web.url("rel.test", "/a/b")))).url == expected


@pytest.mark.parametrize("endless", ["self", "pair", "ever-new"])
def test_redirects_without_an_end_are_given_up_after_five(web: Web, fetcher: Fetcher, endless: str) -> None:
    to = {"self": web.url("loop.test"), "pair": web.url("pool.test"), "ever-new": "/next"}[endless]
    web.has("pool.test", redirect(web.url("loop.test")))
    if endless == "ever-new":

        async def handle(asked: object, writer: object) -> None:
            await redirect(f"/?{len(web.hits)}")(asked, writer)  # type: ignore[arg-type]

        url = web.has("loop.test", handle)
    else:
        url = web.has("loop.test", redirect(to))
    assert fetcher.fetch(Request(url)) == Failed(Failure.TOO_MANY_REDIRECTS)
    assert len(web.hits) == 6


def test_a_page_that_sends_its_readers_on_is_followed(web: Web, fetcher: Fetcher) -> None:
    target = web.has("target.test", answer(200, PAGE, Content_Type="text/html"))
    for number, page in enumerate(
        [meta_refresh(target), meta_refresh(target, "3"), meta_refresh("//target.test:" + str(web.port))]
    ):
        outcome = got(fetcher.fetch(Request(web.has(f"jump-{number}.test", page), Kind.LINK)))
        assert outcome.url == target
        assert outcome.permanent_url == web.url(f"jump-{number}.test")


def test_a_page_that_reloads_itself_or_much_later_is_read_as_it_is(web: Web, fetcher: Fetcher) -> None:
    noscript = answer(200, b'<noscript><meta http-equiv="refresh" content="0; url=/plain"></noscript>hello')
    for number, page in enumerate(
        [meta_refresh("/"), meta_refresh("/other", "300"), meta_refresh("/other", "..."), noscript]
    ):
        url = web.has(f"stay-{number}.test", page)
        assert got(fetcher.fetch(Request(url, Kind.LINK))).url == url


def test_feeds_are_never_searched_for_such_jumps(web: Web, fetcher: Fetcher) -> None:
    url = web.has("jump.test", meta_refresh(web.url("target.test")))
    assert got(fetcher.fetch(Request(url, Kind.FEED))).url == url


# --- nothing new ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "etag", ['"plain"', 'W/"weak"', "unquoted", '"with \\"quotes\\" and, commas"', '"' + "x" * 900 + '"']
)
def test_validators_are_sent_back_word_for_word(web: Web, fetcher: Fetcher, etag: str) -> None:
    date = "yesterday, about noon"
    url = web.has("same.test", answer(200, FEED, ETag=etag, Last_Modified=date))
    first = got(fetcher.fetch(Request(url)))
    web.has("same.test", answer(304, ETag=etag))
    second = fetcher.fetch(Request(url, etag=first.etag, last_modified=first.last_modified))
    assert second == NotModified(url, url, etag=etag)
    assert (web.hits[-1].headers["if-none-match"], web.hits[-1].headers["if-modified-since"]) == (etag, date)
    assert not {"if-none-match", "if-modified-since"} & set(web.hits[0].headers)


@pytest.mark.parametrize("etag", ['"caf\udce9"', '"☕"', '"' + "x" * 2000 + '"', ""])
def test_a_validator_that_could_not_be_sent_back_is_left_away(web: Web, fetcher: Fetcher, etag: str) -> None:
    url = web.has("odd.test", answer(200, FEED, ETag=etag))
    assert got(fetcher.fetch(Request(url))).etag is None
    assert got(fetcher.fetch(Request(url, etag='"a\r\nX-Evil: 1"'))).content == FEED
    assert "x-evil" not in web.hits[-1].headers


def test_validators_follow_a_redirect(web: Web, fetcher: Fetcher) -> None:
    new = web.has("new.test", answer(304))
    outcome = fetcher.fetch(Request(web.has("old.test", redirect(new, 301)), etag='"1"'))
    assert outcome == NotModified(new, new)


def test_nothing_new_that_nobody_asked_about_is_a_mistake_of_the_server(web: Web, fetcher: Fetcher) -> None:
    assert fetcher.fetch(Request(web.has("odd.test", answer(304)))) == Failed(Failure.SERVER_ERROR, status=304)


# --- why not --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (204, Failure.NOT_A_DOCUMENT), (206, Failure.NOT_A_DOCUMENT), (301, Failure.SERVER_ERROR), (400, Failure.FORBIDDEN),
        (401, Failure.FORBIDDEN), (403, Failure.FORBIDDEN), (404, Failure.NOT_FOUND), (410, Failure.GONE),
        (451, Failure.FORBIDDEN), (500, Failure.SERVER_ERROR), (502, Failure.SERVER_ERROR), (599, Failure.SERVER_ERROR),
    ],
)  # fmt: skip
def test_each_status_ends_in_what_to_do_next(web: Web, fetcher: Fetcher, status: int, kind: Failure) -> None:
    outcome = fetcher.fetch(
        Request(web.has("status.test", answer(status, b"" if status == 204 else b"a stranger's words")))
    )
    assert outcome == Failed(kind, status=status)
    assert "stranger" not in outcome.sentence


def test_every_reason_has_a_sentence_of_its_own_that_says_what_to_do() -> None:
    sentences = [Failed(kind).sentence for kind in Failure]
    assert len(set(sentences)) == len(Failure)
    assert all(sentence.count(". ") >= 1 and sentence.endswith(".") for sentence in sentences)


@pytest.mark.parametrize(
    ("told", "wait"),
    [
        ("120", timedelta(minutes=2)), ("Mon, 04 Mar 2030 12:30:00 GMT", timedelta(minutes=30)),
        ("43837", timedelta(seconds=43837)), ("9" * 400, timedelta(hours=24)), ("Thu, 01 Jan 2099 00:00:00 GMT", timedelta(hours=24)),
        ("Fri, 31 Dec 9999 23:59:59 -2359", None), ("Sun, 03 Mar 2030 12:00:00 GMT", timedelta()), ("soon", None), ("-5", None), ("", None),
    ],
)  # fmt: skip
def test_a_server_in_trouble_says_when_to_come_back(
    web: Web, fetcher: Fetcher, told: str, wait: timedelta | None
) -> None:
    url = web.has("busy.test", answer(503, Retry_After=told))
    assert fetcher.fetch(Request(url)) == Failed(Failure.SERVER_ERROR, wait, 503)


def test_a_host_that_was_asked_too_often_is_left_alone_as_long_as_it_wants(web: Web, fetcher: Fetcher) -> None:
    url = web.has("tired.test", answer(429, Retry_After="600"))
    assert fetcher.fetch(Request(url)) == Failed(Failure.TOO_MANY, timedelta(minutes=10), 429)
    web.clock = timedelta(minutes=4)
    other = web.has("tired.test", answer(200, FEED), "/other")
    assert fetcher.fetch(Request(other)) == Failed(Failure.TOO_MANY, timedelta(minutes=6))
    assert len(web.hits) == 1
    web.clock = timedelta(minutes=11)
    assert got(fetcher.fetch(Request(other))).content == FEED


@pytest.mark.parametrize(
    ("said", "fresh"),
    [
        ({"Cache_Control": "max-age=60"}, timedelta(minutes=1)),
        ({"Cache_Control": 'private, MAX-AGE="60"', "Age": "45"}, timedelta(seconds=15)),
        ({"Cache_Control": "s-maxage=1000, max-age=0"}, timedelta()),
        ({"Cache_Control": "no-cache"}, timedelta()),
        ({"Cache_Control": "max-age=99999999999"}, timedelta(hours=24)),
        ({"Expires": "Mon, 04 Mar 2030 13:00:00 GMT"}, timedelta(hours=1)),
        ({"Expires": "Mon, 04 Mar 2030 13:00:00 GMT", "Date": "Mon, 04 Mar 2030 12:50:00 GMT"}, timedelta(minutes=10)),
        ({"Expires": "0"}, timedelta()),
        ({"Cache_Control": "max-age=soon"}, None),
        ({}, None),
    ],
)
def test_how_long_asking_again_is_pointless(
    web: Web, fetcher: Fetcher, said: dict[str, str], fresh: timedelta | None
) -> None:
    assert got(fetcher.fetch(Request(web.has("fresh.test", answer(200, FEED, **said))))).fresh_for == fresh


def test_a_host_that_hangs_up_or_talks_nonsense_is_unreachable(web: Web, fetcher: Fetcher) -> None:
    async def babble(asked: object, writer: object) -> None:
        writer.write(b"220 mail.example ESMTP ready\r\n")  # type: ignore[attr-defined]

    assert fetcher.fetch(Request(web.has("silent.test", hang_up))) == Failed(Failure.UNREACHABLE)
    assert fetcher.fetch(Request(web.has("mail.test", babble))) == Failed(Failure.UNREACHABLE)


# --- certificates ---------------------------------------------------------------------------------------------------


def test_only_a_valid_certificate_for_that_very_name_is_trusted(tmp_path: Path) -> None:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "authority.pem")
    expired = datetime(2020, 1, 1, tzinfo=UTC)
    cases = {
        "good.test": authority.issue_cert("good.test"),
        "other.test": authority.issue_cert("good.test"),
        "old.test": authority.issue_cert("old.test", not_after=expired, not_before=expired - timedelta(days=9)),
        "stranger.test": trustme.CA().issue_cert("stranger.test"),
    }
    found = {}
    for host, certificate in cases.items():
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate.configure_cert(context)
        with Web(tls=context, authority=str(tmp_path / "authority.pem")) as web, web.fetcher() as fetcher:
            outcome = fetcher.fetch(Request(web.has(host, answer(200, FEED))))
            found[host] = outcome.kind if isinstance(outcome, Failed) else None
    assert found == {
        "good.test": None,
        "other.test": Failure.INSECURE,
        "old.test": Failure.INSECURE,
        "stranger.test": Failure.INSECURE,
    }


# --- the door -------------------------------------------------------------------------------------------------------


def test_nothing_is_remembered_of_who_reads(web: Web, fetcher: Fetcher) -> None:
    url = web.has("cookie.test", answer(200, FEED, Set_Cookie="id=1; Path=/"))
    fetcher.fetch(Request(url))
    fetcher.fetch(Request(url))
    assert not {"cookie", "authorization", "referer"} & set(web.hits[1].headers)
    assert web.hits[1].headers["user-agent"].startswith("newsbot/")


def test_a_closed_fetcher_fetches_no_more(web: Web) -> None:
    fetcher = web.fetcher()
    fetcher.close()
    fetcher.close()
    assert fetcher.fetch(Request(web.url("post.test"))) == Failed(Failure.TIMEOUT)
    assert list(fetcher.fetch_many([Request(web.url("post.test"))])) == []
    assert web.hits == []
    assert web.now() == NOW
