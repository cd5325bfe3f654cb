"""Addresses of one page are one address, and addresses of two pages are two."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ingest.urls import normalise, site_of

PAGE = "https://harbour.example/2026/bridge-opens"


@pytest.mark.parametrize(
    "spelling",
    [
        "https://harbour.example/2026/bridge-opens/",
        "http://www.harbour.example/2026/bridge-opens",
        "https://HARBOUR.example:443/2026/bridge-opens#comments",
        "https://harbour.example/2026/bridge-opens?utm_source=rss&utm_medium=feed&fbclid=x1",
        "https://harbour.example//2026/bridge-opens",
        "https://amp.harbour.example/2026/bridge-opens",
        "https://m.harbour.example/2026/bridge-opens?outputType=amp",
        "https://harbour.example/amp/2026/bridge-opens",
        "https://harbour.example/2026/bridge-opens/amp/",
        "https://www.google.com/amp/s/harbour.example/2026/bridge-opens",
        "https://harbour-example.cdn.ampproject.org/c/s/harbour.example/2026/bridge-opens",
        " https://harbour.example/2026/bridge%2dopens ",
    ],
)
def test_every_spelling_of_a_pages_address_is_the_same(spelling: str) -> None:
    assert normalise(spelling) == PAGE


@pytest.mark.parametrize(
    "other",
    [
        "https://harbour.example/2026/bridge-opens-again",
        "https://harbour.example/2026/Bridge-opens",
        "https://harbour.example/2026/bridge-opens?page=2",
        "https://harbour.example/2026/bridge-opens?uid=7",
        "https://news.harbour.example/2026/bridge-opens",
        "https://harbour.example:8080/2026/bridge-opens",
        "https://harbour.example/camp/2026/bridge-opens",
    ],
)
def test_another_page_keeps_another_address(other: str) -> None:
    assert normalise(other) not in {None, PAGE}


@pytest.mark.parametrize(
    "nonsense", [None, "", "bridge", "mailto:a@b.example", "https://", "http://[::1", "ftp://a.example/"]
)
def test_what_is_no_address_is_none(nonsense: str | None) -> None:
    assert normalise(nonsense) is None


@given(st.text(max_size=60), st.text(max_size=30), st.text(max_size=30))
def test_a_normalised_address_stays_as_it_is(path: str, query: str, host: str) -> None:
    first = normalise(f"https://{host or 'a'}.example/{path}?{query}")
    if first is not None:
        assert normalise(first) == first
        assert site_of(first)
