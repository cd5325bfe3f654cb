"""The search for the ranker's numbers tries what the ranker does, and news.json holds numbers the ranker can use."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from summarizer import rank
from summarizer.features import FEATURES
from summarizer.ranking import news_weights
from tests.benchmarks import rouge
from tests.benchmarks.fit_ranker import START, VERSION, as_file, fit, numbers_of
from tests.benchmarks.summaries import Row, budget_of
from tests.benchmarks.trial import Trial, read_trials

TEXT = (
    "The harbour council voted on Tuesday to close the old ferry pier for two years. Engineers found cracks in 14 of the 60 piles under it. "
    "Repairs will cost 3.2 million crowns, the council said. The ferry to the islands will leave from the fish market instead. "
    "He called the vote a mistake. Islanders fear that the walk from the market to the school is too long for small children. "
    "A bus could take the children from the market to the school, said the mayor. The bus company has no drivers to spare before summer. "
    "The pier was built in 1911 and repaired once. Its cracks were seen by a diver who had lost a camera."
)
REFERENCE = "The old ferry pier closes for two years because of cracked piles. Ferries will use the fish market."


TITLE = "Ferry pier to close"
ISLANDS = [
    "The islands lose their ferry for a week. A storm broke the ramp of the ship on Sunday. Divers look for its bolts.",
    "Storm breaks ferry ramp. Nobody was on board at the time. The islands have food for ten days, their mayor said. He asked for calm.",
]


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Trial:
    rows = [
        {"id": "1", "title": TITLE, "text": TEXT, "reference": REFERENCE},
        *({"id": f"{place}", "title": "", "text": text, "reference": "A storm broke the ferry ramp."} for place, text in enumerate(ISLANDS, 2)),
    ]  # fmt: skip
    path = tmp_path_factory.mktemp("sets") / "harbour.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    (trial,) = read_trials(path, most=10)
    return trial


def test_a_trial_chooses_what_the_ranker_chooses(harbour: Trial) -> None:
    choices = replace(harbour, budget=1_000).choose(numbers_of(news_weights()))
    for text, title, chosen in zip([TEXT, *ISLANDS], [TITLE, None, None], choices, strict=True):
        spans = rank(text, title=title, language="en").spans
        starts = sorted(span.start for span in spans)
        order = [starts.index(span.start) for span in spans]
        assert chosen.tolist() == [*order, *[-1] * (len(chosen) - len(order))]


def test_a_trial_scores_what_the_benchmark_scores(harbour: Trial) -> None:
    budget = budget_of("harbour", [Row("1", TITLE, TEXT, (TEXT,), (REFERENCE,), "en")])
    trial = replace(harbour, budget=budget).part(lambda key: key == "1")
    ranking = rank(TEXT, title=TITLE, language="en")
    ranked = [(span.start, TEXT[span.start : span.end]) for span in ranking.spans]
    three = rouge.score([text for _, text in ranked[:3]], [REFERENCE], "en").r1
    words = rouge.score(rouge.cut(ranked, budget), [REFERENCE], "en").r1
    assert trial.scores(numbers_of(news_weights())).tolist() == [[pytest.approx(three), pytest.approx(words)]]


def test_a_trial_knows_what_lead_scores(harbour: Trial) -> None:
    lead = rouge.score(TEXT.split(". ")[:3], [REFERENCE], "en").r1
    assert harbour.leads[0, 0] == pytest.approx(lead)


def test_articles_of_a_cluster_are_tried_one_by_one_too_and_go_where_it_goes(tmp_path: Path) -> None:
    docs = [TEXT * 3, TEXT * 2]
    row = {"id": "1", "title": "", "text": "\n\n".join(docs), "docs": docs, "reference": REFERENCE}
    (tmp_path / "pier.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    cluster, alone = read_trials(tmp_path / "pier.jsonl", most=10)
    assert (cluster.keys, alone.keys) == (("1",), ("1", "1"))
    assert alone.name == "pier/alone"
    assert alone.part(lambda key: key != "1").exists.shape[0] == 0


def test_the_same_sets_give_the_same_numbers(harbour: Trial) -> None:
    assert as_file(fit([harbour])[0]) == as_file(fit([harbour])[0])


def test_the_shipped_numbers_weigh_every_feature_and_no_other() -> None:
    shipped_file = json.loads(Path("summarizer/data/news.json").read_text(encoding="utf-8"))
    assert shipped_file["version"] == VERSION
    assert set(shipped_file["early"]) == set(FEATURES)
    assert set(shipped_file["late"]) <= set(FEATURES)
    assert {*START.early, *START.late} <= set(FEATURES)
