"""sumy is compared as people install it: with every algorithm, in languages it knows and in those it does not."""

import pytest
from sumy.nlp.stemmers import Stemmer
from sumy.parsers.plaintext import PlaintextParser
from sumy.summarizers.reduction import ReductionSummarizer
from sumy.utils import get_stop_words

from tests.benchmarks.plain_sumy import ALGORITHMS, PlainTokenizer, Words, find_own_words, find_words, rank_plainly

ENGLISH = (
    "The harbour council voted to close the old ferry pier. Engineers found cracks in the piles under the pier. "
    "Repairs will cost three million crowns. The ferry will leave from the fish market instead. Islanders fear the walk."
)
BENGALI = "ঢাকায় আজ ভারী বৃষ্টি হয়েছে। রাস্তায় পানি জমে গেছে। বৃষ্টি আগামীকালও চলবে। মানুষ ঘরে বসে আছে।"


@pytest.mark.parametrize("words", [find_words, find_own_words])
@pytest.mark.parametrize("algorithm", ALGORITHMS)
@pytest.mark.parametrize(("text", "language", "sentences"), [(ENGLISH, "en", 5), (BENGALI, "bn", 4)])
def test_every_algorithm_ranks_every_sentence_once(
    algorithm: str, words: Words, text: str, language: str, sentences: int
) -> None:
    ranked = rank_plainly(algorithm, text, language, words)
    assert sorted(place for place, _ in ranked) == list(range(sentences))
    assert all(sentence in text for _, sentence in ranked)


def test_the_best_are_those_that_sumy_itself_chooses() -> None:
    summarizer = ReductionSummarizer(Stemmer("english"))
    summarizer.stop_words = get_stop_words("english")
    chosen = summarizer(PlaintextParser.from_string(ENGLISH, PlainTokenizer("en")).document, 2)
    assert [text for _, text in sorted(rank_plainly("reduction", ENGLISH, "en")[:2])] == [str(one) for one in chosen]
