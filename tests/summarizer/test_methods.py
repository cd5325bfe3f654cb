"""The algorithms of sumy by name, and our ranker as sumy's users know one."""

import pytest
from sumy.parsers.plaintext import PlaintextParser

from summarizer import METHODS, rank, summarize
from summarizer.sumy_door import NewsSummarizer
from summarizer.text import Tokenizer

ARTICLE = "\n".join(
    [
        "The council of Tarnow closed the old crane bridge on Monday after inspectors found cracks in its steel legs.",
        "Lorries to the docks of Tarnow now take the northern road, which is 40 minutes longer.",
        "Repairs of the crane bridge will cost 84 million euros, of which the port pays a third.",
        "The council of Tarnow closed the old crane bridge on Monday after inspectors found cracks in its steel legs.",
        "Inspectors will look at the steel of the bridge again in March.",
    ]
)


def test_our_ranker_is_a_summariser_of_sumy() -> None:
    document = PlaintextParser.from_string(ARTICLE, Tokenizer("en")).document
    ours = NewsSummarizer("en")
    assert [str(sentence) for sentence in ours(document, 2)] == [
        s.text for s in summarize(ARTICLE, sentences=2).sentences
    ]
    assert len(ours(document, "50%")) == 2


@pytest.mark.parametrize("method", METHODS)
def test_a_sentence_printed_twice_is_ranked_once(method: str) -> None:
    assert len(rank(ARTICLE, method=method).spans) == 4


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("bn", "প্রণালীতে দুটি ট্যাংকারের সংঘর্ষ হয়েছে। তেল তিন গ্রামের সৈকতে পৌঁছেছে। উদ্ধারকারীরা কাজ করছেন সকাল থেকে।"),
        ("zh", "两艘油轮星期日在海峡相撞。石油流到了三个村庄的海滩。救援人员从早上开始工作。"),
        ("tr", "Boğazda iki tanker pazar günü çarpıştı. Petrol üç köyün plajına ulaştı. Ekipler sabahtan beri çalışıyor."),
        ("xx", "Du ŝipoj koliziis en la markolo. Oleo atingis la strandojn de vilaĝoj. Savantoj laboras ekde la mateno."),
    ],
)  # fmt: skip
def test_every_method_works_in_every_language(method: str, language: str, text: str) -> None:
    assert len(rank(text, language=language, method=method).spans) == 3


@pytest.mark.parametrize("method", ["lexrank", "reduction"])
def test_the_slow_methods_rank_a_long_text_whole_though_they_look_at_a_part(method: str) -> None:
    text = "\n".join(
        f"Ship number {number} reached the port of Tarnow in the year {number % 97}." for number in range(450)
    )
    assert len(rank(text, language="en", method=method).spans) == 450


def test_a_ranking_names_its_method_and_version() -> None:
    assert {rank(ARTICLE, method=method).version for method in METHODS} == {
        rank(ARTICLE).version,
        *(f"{m}-1" for m in METHODS[1:]),
    }
    assert rank(ARTICLE).language == "en"


@pytest.mark.parametrize(
    "text",
    [
        "word " * 200_000,
        "Word.\n" * 100_000,
        "".join(f"W{n}. " for n in range(100_000)),
        "?!. " * 250_000,
        "“We won. " * 100_000,
    ],
    ids=["one sentence", "one-word lines", "one-word sentences", "no words", "open quotations"],
)
def test_a_hostile_text_gets_an_answer(text: str) -> None:
    summary = summarize(text, language="en")
    assert all(text[s.start : s.end] == s.text for s in summary.sentences)
    assert summary.sentences
