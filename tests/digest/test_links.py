"""A mark opens the page at its sentence."""

from urllib.parse import unquote

from hypothesis import given
from hypothesis import strategies as st

from bot.digest import sentence_url
from bot.model import Sentence
from tests import make


def sentence(text: str, url: str | None = "https://lorn.example/bridge") -> Sentence:
    return Sentence(make.article(text=text, url=url), 0, len(text))


def test_a_short_sentence_is_named_whole() -> None:
    assert sentence_url(sentence("The bridge is closed.")) == (
        "https://lorn.example/bridge#:~:text=The%20bridge%20is%20closed."
    )


def test_a_long_sentence_is_named_by_its_two_ends() -> None:
    words = " ".join(f"word{number}" for number in range(30)) + "."
    url = sentence_url(sentence(words))
    assert url is not None
    assert unquote(url.partition("#:~:text=")[2]) == (
        "word0 word1 word2 word3 word4 word5,word24 word25 word26 word27 word28 word29."
    )


def test_an_anchor_of_the_page_is_kept_and_an_old_fragment_replaced() -> None:
    page = "https://lorn.example/live#entry-7:~:text=old"
    assert sentence_url(sentence("Water fell.", page)) == "https://lorn.example/live#entry-7:~:text=Water%20fell."


def test_what_is_syntax_in_a_fragment_is_escaped() -> None:
    assert "text=A%20long%2Dterm%2C%20costly%20%26%20slow%20plan." in (
        sentence_url(sentence("A long-term, costly & slow plan.")) or ""
    )


def test_without_a_web_address_there_is_no_link() -> None:
    assert sentence_url(sentence("Water fell.", None)) is None
    assert sentence_url(sentence("Water fell.", "javascript:alert(1)")) is None


@given(st.text(min_size=1, alphabet=st.characters(exclude_categories=["Cs"])))
def test_any_sentence_gives_a_plain_ascii_link(text: str) -> None:
    url = sentence_url(sentence(text))
    assert url is not None
    assert url.isascii()
    assert not set(' \n<>"') & set(url)
