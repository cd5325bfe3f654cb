"""The language of a text is told, of a headline too."""

import pytest

from summarizer import detect_language

HEADLINES = [
    ("en", "Storm damages eleven farms along the coast"),
    ("de", "Sturm beschädigt elf Höfe an der Küste"),
    ("fr", "La tempête endommage onze fermes sur la côte"),
    ("es", "La tormenta daña once granjas en la costa"),
    ("pt", "Tempestade danifica onze fazendas no litoral, diz prefeitura"),
    ("it", "La tempesta danneggia undici fattorie lungo la costa"),
    ("nl", "Storm beschadigt elf boerderijen langs de kust"),
    ("sv", "Stormen skadade elva gårdar längs kusten"),
    ("fi", "Myrsky vaurioitti yhtätoista maatilaa rannikolla"),
    ("pl", "Burza uszkodziła jedenaście gospodarstw na wybrzeżu"),
    ("cs", "Bouře poškodila jedenáct farem na pobřeží"),
    ("hu", "A vihar tizenegy gazdaságot rongált meg a tengerparton"),
    ("ro", "Furtuna a avariat unsprezece ferme de pe coastă"),
    ("ru", "Шторм повредил одиннадцать ферм на побережье"),
    ("uk", "Шторм пошкодив одинадцять ферм на узбережжі"),
    ("bg", "Бурята повреди единадесет ферми по крайбрежието"),
    ("el", "Η καταιγίδα προκάλεσε ζημιές σε έντεκα αγροκτήματα"),
    ("tr", "Fırtına kıyıdaki on bir çiftliğe zarar verdi"),
    ("ar", "العاصفة تلحق أضرارا بإحدى عشرة مزرعة على الساحل"),
    ("fa", "توفان به یازده مزرعه در ساحل آسیب زد"),
    ("ur", "طوفان سے ساحل پر گیارہ فارموں کو نقصان پہنچا"),
    ("he", "הסערה פגעה באחת עשרה חוות לאורך החוף"),
    ("hi", "तूफान से तट पर ग्यारह खेतों को नुकसान पहुंचा"),
    ("bn", "ঝড়ে উপকূলের এগারোটি খামার ক্ষতিগ্রস্ত"),
    ("ta", "புயலால் கடற்கரையில் பதினொரு பண்ணைகள் சேதம்"),
    ("th", "พายุสร้างความเสียหายแก่ฟาร์มสิบเอ็ดแห่งริมชายฝั่ง"),
    ("vi", "Bão làm hư hại mười một trang trại dọc bờ biển"),
    ("id", "Badai merusak sebelas peternakan di sepanjang pantai"),
    ("zh", "风暴损坏海岸沿线十一座农场"),
    ("ja", "嵐で海岸沿いの農場11か所に被害"),
    ("ko", "폭풍으로 해안가 농장 열한 곳 피해"),
]


@pytest.mark.parametrize(("language", "headline"), HEADLINES)
def test_a_headline_tells_its_language(language: str, headline: str) -> None:
    assert detect_language(headline) == language


@pytest.mark.parametrize("text", ["", " \n", "12:30 — 45 %", "!!!", "🙂🙂"])
def test_a_text_without_letters_has_no_language(text: str) -> None:
    assert detect_language(text) == "und"


def test_english_prose_is_told_without_the_model() -> None:
    """The model costs 0.6 s and 80 MB; the first English summary of a process does without."""
    import subprocess
    import sys

    program = (
        "import sys, summarizer\n"
        "text = 'The council of the town closed the bridge on Monday, and the drivers of lorries said that it was too late.'\n"
        "assert summarizer.detect_language(text) == 'en' and summarizer.summarize(text).sentences\n"
        "print([name for name in ('py3langid', 'sumy', 'nltk', 'requests') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
