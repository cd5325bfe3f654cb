"""PDFs are read word for word where their script allows it; all others get a sentence, and hostile ones cost a process."""

import subprocess
import sys
from collections.abc import Iterator

import pytest

from bot.errors import Unreadable
from bot.ingest import read_document
from bot.ingest.readers import Document, Poison, Read, Readers
from bot.model import Draft, Extent
from tests.ingest.printing import blank, hostile_pdfs, hyphenated, printed, set_by_moves

ENGLISH = (
    (
        "The council decided on Wednesday to close the harbour bridge for six months, although the well-known representatives "
        "of the fishermen had unanimously asked for extraordinary consideration of their circumstances."
    ),
    (
        "The construction costs three and a half million and must be finished before the inundations of spring, said the "
        "undersecretary. Nobody had expected the announcement, which came after midnight."
    ),
    (
        "The fishermen on the left bank lose about twelve moorings and get others on the opposite side. The best known of "
        "them, a well-known opponent of every bridge, has announced a demonstration against the undersecretary."
    ),
)
SCRIPTS = {
    "en": ("DejaVu", ENGLISH),
    "de": (
        "DejaVu",
        (
            (
                "Der Stadtrat hat am Mittwoch beschlossen, die Hafenbrücke ein halbes Jahr lang für Lastwagen zu sperren. "
                "Statt der Brücke fährt vom Montag an eine Lkw-Fähre, die sechshundert Wagen am Tag über den Strom bringt."
            ),
            (
                "Die Bauarbeiten kosten dreieinhalb Millionen Euro und sollen vor dem Frühjahrshochwasser beendet sein. "
                "Fischer am linken Ufer verlieren zwölf Liegeplätze und erhalten andere, die ihnen gegenüber liegen."
            ),
        ),
    ),
    "ru": (
        "DejaVu",
        (
            "Городской совет решил в среду закрыть портовый мост на шесть месяцев, хотя рыбаки просили подождать.",
            "Работы стоят три с половиной миллиона рублей и должны закончиться до весеннего паводка, сказал мэр.",
        ),
    ),
    "el": (
        "DejaVu",
        (
            "Το δημοτικό συμβούλιο αποφάσισε την Τετάρτη να κλείσει τη γέφυρα του λιμανιού για έξι μήνες.",
            "Οι εργασίες κοστίζουν 3,5 εκατομμύρια ευρώ και πρέπει να τελειώσουν πριν από τις πλημμύρες της άνοιξης.",
        ),
    ),
    "ja": (
        "HeiseiMin-W3",
        (
            "市議会は水曜日、港の橋を六か月間閉鎖することを決めた。工事には三億五千万円かかり、春の洪水が来る前に終わらせなければならない。",
            "左岸の漁師たちは十二か所ほどの係留場所を失い、対岸に新しい場所を与えられる。市長は市民に理解を求めた。",
        ),
    ),
    "zh": (
        "STSong-Light",
        (
            "市议会星期三决定将港口大桥关闭六个月。工程耗资三百五十万元，必须在春季洪水到来之前完成，市长对记者说。",
            "左岸的渔民失去了大约十二个泊位，并在对岸得到了新的泊位。渔民代表说他们将继续反对这一决定。",
        ),
    ),
}
ARABIC = "قرر مجلس المدينة يوم الأربعاء إغلاق جسر الميناء لمدة ستة أشهر بسبب أعمال الصيانة."
HEBREW = "מועצת העיר החליטה ביום רביעי לסגור את גשר הנמל לחצי שנה בגלל עבודות."


@pytest.fixture(scope="module")
def readers() -> Iterator[Readers]:
    with Readers(1) as readers:
        yield readers


def article(content: bytes) -> Draft:
    """The one article in a PDF."""
    (draft,) = read_document("paper.pdf", content).drafts
    return draft


@pytest.mark.parametrize("columns", [1, 2])
@pytest.mark.parametrize("language", SCRIPTS)
def test_a_page_is_read_as_it_was_written(language: str, columns: int) -> None:
    font, text = SCRIPTS[language]
    draft = article(printed(*text, font=font, columns=columns))
    assert draft.text.split("\n") == list(text)
    assert draft.extent is Extent.WHOLE


def test_words_that_lines_broke_are_whole_again_and_compounds_keep_their_hyphens() -> None:
    draft = article(printed(*map(hyphenated, ENGLISH), columns=3))
    assert draft.text.split("\n") == list(ENGLISH)


def test_words_that_are_set_apart_without_a_space_stay_apart() -> None:
    content = set_by_moves("The villagers cross by a complimentary ferry,", "which leaves every hour of the day.")
    assert article(content).text == "The villagers cross by a complimentary ferry, which leaves every hour of the day."


def test_running_heads_and_page_numbers_are_no_part_of_the_text() -> None:
    text = [f"{sentence} So it was on day {day}." for day in range(30) for sentence in ENGLISH]
    draft = article(printed(*text, head="Harbour Post, 14 November", columns=2))
    assert draft.text.split("\n") == text


def test_a_report_with_tables_and_lists_is_one_article() -> None:
    table = ("Year Costs", "2025 1.2 m", "Total costs of the closed bridge", "2026 0.9 m")
    text = (ENGLISH[0], "What changes", "• Buses take the northern bridge.", *table, ENGLISH[1], *table, ENGLISH[2])
    draft = article(printed(*text, heading="Report on the harbour bridge"))
    assert draft.title == "Report on the harbour bridge"
    assert all(paragraph in draft.text.split("\n") for paragraph in ENGLISH)


@pytest.mark.parametrize(
    ("itself", "called"),
    [
        ("Harbour bridge to close for six months", "Harbour bridge to close for six months"),
        ("Microsoft Word - bridge_v7.docx", "Bridge over the harbour closes for half a year"),
        ("Annual report of another company", "Bridge over the harbour closes for half a year"),
        (None, "Bridge over the harbour closes for half a year"),
    ],
)
def test_its_own_title_counts_when_the_page_bears_it_out(itself: str | None, called: str) -> None:
    heading = "Bridge over the harbour closes for half a year"
    assert article(printed(*ENGLISH, heading=heading, title=itself)).title == called


def test_a_heading_over_two_lines_is_one_title() -> None:
    heading = "Bridge over the harbour closes for half a year, although everybody asked for it to stay open"
    assert article(printed(*ENGLISH, heading=heading)).title == heading


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (printed(*ENGLISH, *[ARABIC] * 2), "script"),
        (printed(HEBREW), "script"),
        (blank(2), "only pictures"),
        (printed(*ENGLISH, password="secret"), "password"),
        (printed(*ENGLISH)[:900], "broken"),
        (blank(301), "301 pages"),
    ],
    ids=["Arabic", "Hebrew", "scan", "locked", "broken", "long"],
)
def test_what_can_not_be_read_says_why_and_what_to_send(content: bytes, says: str) -> None:
    with pytest.raises(Unreadable, match=says) as refused:
        read_document("paper.pdf", content)
    assert " Send " in str(refused.value)


def test_a_word_in_another_script_does_no_harm() -> None:
    text = f"{ENGLISH[0]} The sign on the bridge reads {ARABIC[:12]} and nothing else."
    assert ENGLISH[0] in article(printed(text)).text


def test_where_documents_are_read_a_pdf_is_read_too(readers: Readers) -> None:
    outcome = readers.read(Document("paper.pdf", printed(*ENGLISH)))
    assert isinstance(outcome, Read)
    assert outcome.reading == read_document("paper.pdf", printed(*ENGLISH))
    assert outcome.prepared[0].language == "en"
    assert outcome.prepared[0].ranking.spans


def test_nobody_but_those_who_read_loads_what_reads_pdfs() -> None:
    code = "import sys, bot.app, bot.ingest.readers; sys.exit('pypdfium2' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("document", hostile_pdfs(), ids=lambda document: document.name)
def test_a_hostile_pdf_costs_a_process_at_most(readers: Readers, document: Document) -> None:
    assert isinstance(readers.read(document), Poison | Unreadable)
    assert isinstance(readers.read(Document("paper.pdf", printed(*ENGLISH))), Read)
