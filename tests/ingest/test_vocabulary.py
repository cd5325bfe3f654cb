"""The words around articles: found fast, and found all the same."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.ingest import vocabulary
from bot.ingest.vocabulary import Phrases

CUED = [group for phrases in (vocabulary.JUNK, vocabulary.WALL) for group in phrases._anywhere]


@pytest.mark.parametrize("group", CUED, ids=lambda group: group[0][0].strip())
def test_no_phrase_is_missed_for_want_of_a_cue(group):
    cues, phrase = group

    @given(st.from_regex(phrase))
    @settings(max_examples=60, deadline=None)
    def every_match_is_found(line: str):
        for spelt in (line, line.upper(), line.title(), line.replace("i", "İ"), line.replace("ı", "I")):
            if phrase.search(spelt):
                assert Phrases(None, [(cues, phrase)]).search(spelt)

    every_match_is_found()


@pytest.mark.parametrize(
    ("line", "is_junk"),
    [
        ("SIGN UP for our weekly briefing", True),
        ("She had to sign up for the army", False),
        ("Photo: A. Writer / Reuters", True),
        ("The photo by the door is old", False),
        ("TÜM HAKLARI saklıdır", True),
        ("https://example.org/a", True),
        ("See https://example.org/a", False),
    ],
)
def test_what_is_asked_of_a_text_holds_for_its_lines(line, is_junk):
    text = f"The council met on Monday.\n{line}\nNobody came."
    assert vocabulary.JUNK.search(line) is is_junk
    assert vocabulary.JUNK.within(text).search(line) is is_junk
