"""Why a sentence was chosen can be read, and is about the sentences that are chosen."""

import pytest

from summarizer import METHODS, explain, summarize
from summarizer.explanation import _GROUPS
from summarizer.features import FEATURES

ARTICLE = (
    "The council of Tarnow closed the old crane bridge on Monday after inspectors found cracks in four of its six steel legs.\n"
    "Lorries to the docks now take the northern road, which is 40 minutes longer. However, vans may use a ferry from Friday.\n"
    "“I have driven across this bridge for thirty years and nobody asked me,” said Piet de Boer, a driver from the northern docks.\n"
    "Repairs of the bridge will cost 84 million euros, of which the port pays a third. Inspectors will look at the steel again in March.\n"
    "The old crane bridge of Tarnow was built in 1931."
)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("wish", [{"sentences": 2}, {"sentences": 4}, {"words": 50}])
def test_what_is_explained_is_what_is_chosen(method: str, wish: dict[str, int]) -> None:
    explained = explain(ARTICLE, title="Tarnow closes crane bridge", method=method, **wish)
    chosen = summarize(ARTICLE, title="Tarnow closes crane bridge", method=method, **wish).sentences
    assert [(e.text, e.start, e.end, e.score) for e in explained] == [
        (s.text, s.start, s.end, s.score) for s in sorted(chosen, key=lambda sentence: sentence.rank)
    ]
    assert all(reason.endswith((".", ").")) for each in explained for reason in each.reasons)
    assert all(each.reasons for each in explained)


def test_every_feature_that_is_weighed_has_words() -> None:
    assert {name for _, _, names in _GROUPS.values() for name in names} == set(FEATURES)


def test_a_sentence_that_points_back_says_why_it_may_come() -> None:
    leaning = [each for each in explain(ARTICLE, sentences=9) if each.text.startswith("However")]
    assert any("pointing back" in reason for reason in leaning[0].reasons)


@pytest.mark.parametrize("text", ["", "12:30 — 45", "One sentence is here."])
def test_poor_texts_are_explained_too(text: str) -> None:
    assert len(explain(text)) == (1 if text else 0)
