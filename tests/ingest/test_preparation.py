"""What is computed once, when an article arrives."""

from datetime import UTC, datetime

from bot.ingest import RANKING_VERSION, prepare, rank_again
from bot.model import Article, Draft, Extent, Source, SourceKind

TEXT = (
    "The night ferry will keep running until 2028, the council decided on Tuesday.\nA long fight\n"
    "More than 9,000 people had signed a petition to save the boat. It carries 120 passengers a night.\n"
    "Opponents warned that three village halls might have to close for want of money."
)
DRAFT = Draft(key="k", title="Council keeps the night ferry", text=TEXT)


def test_a_whole_article_is_ranked_by_sentences_of_its_own() -> None:
    prepared = prepare(DRAFT)
    sentences = [TEXT[span.start : span.end] for span in prepared.ranking.spans]
    assert prepared.language == "en"
    assert prepared.ranking.version == RANKING_VERSION
    assert len(sentences) == 4
    assert "A long fight" not in sentences


def test_a_teaser_is_never_ranked() -> None:
    teaser = Draft(key="k", title="Council keeps the night ferry", text=TEXT, extent=Extent.TEASER)
    assert prepare(teaser).ranking.spans == ()


def test_the_language_a_draft_states_is_kept() -> None:
    assert prepare(Draft(key="k", title="Ferry", text=TEXT, language="nn")).language == "nn"


def test_ranking_again_gives_what_arrival_gave() -> None:
    now = datetime(2025, 11, 14, tzinfo=UTC)
    prepared = prepare(DRAFT)
    source = Source(1, SourceKind.FILE, "import:x", "x")
    article = Article(1, source, "k", DRAFT.title, TEXT, Extent.WHOLE, prepared.language, now, now, prepared.ranking)
    assert rank_again(article) == prepared.ranking
