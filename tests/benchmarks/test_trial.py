"""The search for the ranker's numbers tries what the ranker does, and news.json holds numbers the ranker can use."""

import json
from pathlib import Path

import pytest

from summarizer import rank, summarize
from summarizer.features import FEATURES
from summarizer.ranking import TABLES, news_weights
from tests.benchmarks import rouge
from tests.benchmarks.fit_ranker import QUICK, START, fit, numbers_of
from tests.benchmarks.trial import Source, Trial, advantages, choose, read_sources, try_out

TEXT = (
    "The harbour council voted on Tuesday to close the old ferry pier for two years. Engineers found cracks in 14 of the 60 piles under it. "
    "Repairs will cost 3.2 million crowns, the council said. The ferry to the islands will leave from the fish market instead. "
    "He called the vote a mistake. Islanders fear that the walk from the market to the school is too long for small children. "
    "A bus could take the children from the market to the school, said the mayor. The bus company has no drivers to spare before summer. "
    "The pier was built in 1911 and repaired once. Its cracks were seen by a diver who had lost a camera."
)
REFERENCE = "The old ferry pier closes for two years because of cracked piles. Ferries will use the fish market."


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Source:
    path = tmp_path_factory.mktemp("sets") / "harbour.jsonl"
    row = {"id": "1", "title": "Ferry pier to close", "text": TEXT, "reference": REFERENCE}
    path.write_text(json.dumps(row) + "\n", encoding="utf-8")
    (source,) = read_sources(path, most=10)
    return source


def tried(source: Source) -> Trial:
    return try_out(source, news_weights().terms)


def test_a_trial_chooses_what_the_ranker_chooses(harbour: Source) -> None:
    spans = rank(TEXT, title="Ferry pier to close", language="en").spans
    starts = sorted(span.start for span in spans)
    turns = choose(tried(harbour).texts[0], numbers_of(news_weights()), budget=1_000)
    assert [turn.chosen for turn in turns] == [starts.index(span.start) for span in spans]


def test_a_trial_scores_what_the_benchmark_scores(harbour: Source) -> None:
    summary = summarize(TEXT, title="Ferry pier to close", language="en", sentences=3)
    ours = rouge.score([sentence.text for sentence in summary.sentences], [REFERENCE], "en").r1
    lead = rouge.score(TEXT.split(". ")[:3], [REFERENCE], "en").r1
    assert tried(harbour).gains(numbers_of(news_weights()))[0] == pytest.approx(ours - lead)


def test_what_another_sentence_would_have_gained_is_what_it_gains(harbour: Source) -> None:
    text = tried(harbour).texts[0]
    before, *_ = advantages(text, [0, 1, 2], 1_000, (1.0, 0.0))
    spans = sorted(rank(TEXT, title="Ferry pier to close", language="en").spans)
    sentences = [TEXT[span.start : span.end] for span in spans]

    def score(*places: int) -> float:
        return rouge.score([sentences[place] for place in places], [REFERENCE], "en").r1

    assert before[5] == pytest.approx(score(1, 2, 5) - score(0, 1, 2))
    assert before[1] == 0.0


def test_articles_of_a_cluster_are_tried_one_by_one_too(tmp_path: Path) -> None:
    docs = [TEXT * 3, TEXT * 2]
    row = {"id": "1", "title": "", "text": "\n\n".join(docs), "docs": docs, "reference": REFERENCE}
    (tmp_path / "pier.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    cluster, alone = read_sources(tmp_path / "pier.jsonl", most=10)
    assert [row.text for row in alone.rows] == docs
    assert cluster.rows[0].docs == tuple(docs)


def test_the_same_sets_give_the_same_numbers(harbour: Source) -> None:
    assert fit([harbour], QUICK).as_file() == fit([harbour], QUICK).as_file()


def test_the_shipped_numbers_weigh_every_feature_and_no_other() -> None:
    shipped_file = json.loads(Path("summarizer/data/news.json").read_text(encoding="utf-8"))
    assert set(shipped_file["early"]) == set(FEATURES)
    assert all(set(shipped_file[kind]) <= set(FEATURES) for kind in TABLES)
    assert all(set(names) <= set(FEATURES) for names in START.values())
