"""The search for the ranker's numbers tries what the ranker does, and news.json holds numbers the ranker can use."""

import json
from pathlib import Path

import numpy as np
import pytest

from summarizer import rank, summarize
from summarizer.features import FEATURES
from summarizer.ranking import news_weights
from tests.benchmarks import rouge
from tests.benchmarks.fit_ranker import EARLY, LATE, QUICK, START, fit
from tests.benchmarks.trial import Candidates, Trial, candidates, choose, trial

TEXT = (
    "The harbour council voted on Tuesday to close the old ferry pier for two years. Engineers found cracks in 14 of the 60 piles under it. "
    "Repairs will cost 3.2 million crowns, the council said. The ferry to the islands will leave from the fish market instead. "
    "He called the vote a mistake. Islanders fear that the walk from the market to the school is too long for small children. "
    "A bus could take the children from the market to the school, said the mayor. The bus company has no drivers to spare before summer. "
    "The pier was built in 1911 and repaired once. Its cracks were seen by a diver who had lost a camera."
)
REFERENCE = "The old ferry pier closes for two years because of cracked piles. Ferries will use the fish market."


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Trial:
    path = tmp_path_factory.mktemp("sets") / "harbour.jsonl"
    row = {"id": "1", "title": "Ferry pier to close", "text": TEXT, "reference": REFERENCE}
    path.write_text(json.dumps(row) + "\n", encoding="utf-8")
    return trial(path, most=10)


def shipped() -> Candidates:
    weights = news_weights()
    point = [*(weights.early[name] for name in EARLY), *(weights.late[name] for name in LATE)]
    return candidates(np.array([[*point, weights.redundancy, weights.share]]), list(EARLY), list(LATE))


def test_a_trial_chooses_what_the_ranker_chooses(harbour: Trial) -> None:
    spans = rank(TEXT, title="Ferry pier to close", language="en").spans
    starts = sorted(span.start for span in spans)
    turns = choose(harbour.texts[0], shipped(), budget=1_000)
    assert [int(turn[0]) for turn in turns] == [starts.index(span.start) for span in spans]


def test_a_trial_scores_what_the_benchmark_scores(harbour: Trial) -> None:
    summary = summarize(TEXT, title="Ferry pier to close", language="en", sentences=3)
    ours = rouge.score([sentence.text for sentence in summary.sentences], [REFERENCE], "en").r1
    lead = rouge.score(TEXT.split(". ")[:3], [REFERENCE], "en").r1
    assert harbour.gains(shipped())[0, 0] == pytest.approx(ours - lead)


def test_the_same_sets_give_the_same_numbers(harbour: Trial) -> None:
    assert np.array_equal(fit([harbour], QUICK), fit([harbour], QUICK))


def test_the_shipped_numbers_weigh_every_feature_and_no_other() -> None:
    shipped_file = json.loads(Path("summarizer/data/news.json").read_text(encoding="utf-8"))
    assert set(shipped_file["early"]) == set(EARLY) == set(FEATURES)
    assert set(shipped_file["late"]) == set(LATE) <= set(EARLY)
    assert len(START) == len(EARLY) + len(LATE) + 2
