"""A real copied page, if the folder with it is there: what issue 2 asks for."""

from pathlib import Path

import pytest

from bot.ingest import DocumentKind, Reading, prepare, read_document
from bot.model import Draft, Extent

SEEDS = Path(__file__).parents[3] / "shared" / "seeds"
TITLE = "North Korea to Mass Produce Self-Detonating Explosive Drones, State Media Reports"

pytestmark = pytest.mark.skipif(not list(SEEDS.glob("*.txt")), reason="the folder ../shared/seeds is not here")


@pytest.fixture(scope="module")
def reading() -> Reading:
    page = min(SEEDS.glob("*.txt"))
    return read_document(page.name, page.read_bytes())


def of(reading: Reading, extent: Extent) -> list[Draft]:
    return [draft for draft in reading.drafts if draft.extent is extent]


def test_it_is_seen_as_a_copied_page(reading: Reading) -> None:
    assert reading.kind is DocumentKind.PAGE_TEXT


def test_the_main_article_is_whole_with_its_nine_paragraphs_and_five_subheads(reading: Reading) -> None:
    [article] = of(reading, Extent.WHOLE)
    lines = article.text.split("\n")
    assert article.title == TITLE
    assert sum(line.endswith(".") for line in lines) == 9
    assert sum(not line.endswith(".") for line in lines) == 5


def test_there_are_twelve_headlines_and_ten_teasers_and_no_label_among_them(reading: Reading) -> None:
    assert len(of(reading, Extent.HEADLINE)) == 12
    assert len(of(reading, Extent.TEASER)) == 10
    assert not {"Full News", "Related News", "Related Posts", "More News"} & {draft.title for draft in reading.drafts}


def test_every_lead_still_shows_that_it_is_cut(reading: Reading) -> None:
    assert all(draft.text.endswith("[…]") for draft in of(reading, Extent.TEASER))


def test_glued_bylines_and_subheads_are_taken_off_the_leads(reading: Reading) -> None:
    starts = [draft.text.split("\n")[-1][:12] for draft in of(reading, Extent.TEASER)]
    assert "Three months" in starts
    assert "With over 26" in starts


def test_the_day_of_the_copy_is_not_taken_for_the_articles_own(reading: Reading) -> None:
    assert all(draft.published_at is None for draft in reading.drafts)


def test_its_best_sentences_are_the_articles_and_no_subhead(reading: Reading) -> None:
    [article] = of(reading, Extent.WHOLE)
    prepared = prepare(article)
    best = [article.text[span.start : span.end] for span in prepared.ranking.spans[:3]]
    assert prepared.language == "en"
    assert len(best) == 3
    assert all(sentence.endswith(".") and len(sentence) > 60 for sentence in best)
