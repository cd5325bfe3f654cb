"""A chosen sentence is understood without the one before it, and its quotation has both marks."""

import pytest

from summarizer import summarize
from summarizer.standing import join_quotations, leans
from summarizer.text import split_sentences

LEANING = [
    ("en", "(CNN and the port share an owner.)"),
    ("no", "Sistnevnte bodde i havnebyen."),
    ("sv", "Den senare satt i hamnens styrelse."),
    ("fi", "Näiden lukujen perusteella tilanne on huono."),
    ("it", "La sua avvocata ha annunciato ricorso."),
    ("sk", "Tieto údaje sú najhoršie za pätnásť rokov."),
    ("hu", "Utóbbi korábban a kikötő vezetője volt."),
    ("ro", "Cel din urmă a condus portul."),
    ("el", "Τα στοιχεία αυτά είναι τα χειρότερα."),
    ("sr", "Због тога ће мост остати затворен."),
    ("zh", "上述数据创下最差纪录。"),
    ("ko", "해당 업체는 기록을 조작했다."),
    ("th", "เหตุการณ์ดังกล่าวทำให้ปิดโรงเรียนสองแห่ง"),
    ("vi", "Những con số này là tệ nhất."),
    ("id", "Angka tersebut merupakan yang terburuk."),
    ("sw", "Hatua hiyo iliilazimu manispaa kufunga shule."),
    ("en", "However, the council voted against it."),
    ("en", "He left the building at noon."),
    ("en", "“But the bridge is safe,” the engineer said."),
    ("en", "In addition, two schools will close."),
    ("en", "Since then, two schools have closed."),
    ("en", "The next day it closed again."),
    ("fr", "Selon lui, deux écoles vont fermer."),
    ("es", "Según ella, dos escuelas cerrarán."),
    ("ru", "По его словам, две школы закроют."),
    ("uk", "За її словами, дві школи закриють."),
    ("ar", "من جانبه قال الوزير إن الجسر مغلق."),
    ("he", "לדבריו, שני בתי ספר ייסגרו."),
    ("zh", "据他介绍，两所学校将关闭。"),
    ("de", "Außerdem sollen zwei Schulen schließen."),
    ("de", "„Er war nie hier“, sagte die Nachbarin."),
    ("fr", "Cependant, le maire a refusé de répondre."),
    ("fr", "C’est la troisième fois en un an."),
    ("es", "Sin embargo, el puente sigue cerrado."),
    ("pt", "Além disso, duas escolas vão fechar."),
    ("it", "Tuttavia il ponte resta chiuso."),
    ("nl", "Bovendien sluiten twee scholen."),
    ("pl", "Jednak most pozostaje zamknięty."),
    ("ru", "Однако мост остаётся закрытым."),
    ("uk", "Крім того, закриють дві школи."),
    ("tr", "Ancak köprü hâlâ kapalı."),
    ("el", "Ωστόσο, η γέφυρα παραμένει κλειστή."),
    ("ar", "ومع ذلك بقي الجسر مغلقا."),
    ("fa", "با این حال پل بسته ماند."),
    ("ur", "تاہم پل بند رہا۔"),
    ("he", "עם זאת, הגשר נותר סגור."),
    ("hi", "हालांकि पुल बंद रहा।"),
    ("bn", "তবে সেতুটি বন্ধ রয়েছে।"),
    ("id", "Namun, jembatan itu tetap ditutup."),
    ("vi", "Tuy nhiên, cây cầu vẫn đóng cửa."),
    ("th", "อย่างไรก็ตาม สะพานยังปิดอยู่"),
    ("zh", "然而，大桥仍然关闭。"),
    ("ja", "しかし、橋は閉鎖されたままだ。"),
    ("ko", "그러나 다리는 여전히 닫혀 있다."),
    ("en", "According to him, two schools will close."),
    ("de", "Zuvor hatte der Rat die Brücke gesperrt."),
    ("de", "In diesem Gebäude wohnten zwei Familien."),
    ("nl", "Om die reden sluiten twee scholen."),
    ("sv", "De har stängt två skolor."),
    ("da", "De vil lukke to skoler."),
    ("no", "De skal stenge to skoler."),
    ("fi", "Sen jälkeen kaksi koulua suljetaan."),
    ("it", "Lo ha detto il sindaco."),
    ("es", "Desde entonces, dos escuelas han cerrado."),
    ("pt", "Nesse caso, duas escolas vão fechar."),
    ("fr", "Dans la foulée, deux écoles ont fermé."),
    ("ro", "Cu toate acestea, podul rămâne închis."),
    ("pl", "Z tego powodu zamknięto dwie szkoły."),
    ("cs", "Kvůli tomu zavřely dvě školy."),
    ("sk", "Okrem toho zatvoria dve školy."),
    ("hr", "Zbog toga se zatvaraju dvije škole."),
    ("hu", "Emiatt két iskola bezár."),
    ("ru", "После этого закрыли две школы."),
    ("bg", "Според него две училища ще затворят."),
    ("el", "Από τότε έκλεισαν δύο σχολεία."),
    ("tr", "Bunların ikisi okulda çalışıyor."),
    ("ur", "جبکہ پل بند رہا۔"),
    ("hi", "जबकि पुल बंद रहा।"),
    ("fa", "پس از آن پل بسته شد."),
    ("id", "Setelah itu, dua sekolah ditutup."),
    ("vi", "Trước đó, cây cầu đã đóng cửa."),
]
STANDING = [
    ("en", "The council voted against the bridge."),
    ("en", "This week the bridge reopened."),
    ("en", "Thomas Berg left the building at noon."),
    ("de", "Die Brücke bleibt gesperrt."),
    ("fr", "Cette semaine, le pont a rouvert."),
    ("es", "Elena Ruiz dejó el edificio."),
    ("ru", "Мост остаётся закрытым."),
    ("ar", "بقي الجسر مغلقا طوال الأسبوع."),
    ("hi", "इस साल पुल बंद रहा।"),
    ("bn", "সেতুটি বন্ধ রয়েছে।"),
    ("zh", "大桥仍然关闭。"),
    ("zh", "他信星期一离开了大楼。"),
    ("th", "แต่งตั้งผู้ว่าการคนใหม่แล้ว"),
    ("ja", "橋は閉鎖されたままだ。"),
    ("de", "In diesem Jahr bleibt die Brücke gesperrt."),
    ("de", "Es gibt zwei neue Schulen am Hafen."),
    ("fr", "Il existe deux écoles au port."),
    ("sv", "De flesta skolorna stängde på måndagen."),
    ("da", "De nye regler gælder fra mandag."),
    ("no", "De fleste skolene stengte mandag."),
    ("fr", "Ceux qui habitent au port prendront un bac."),
    ("fr", "Tel Aviv a fermé deux écoles."),
    ("ro", "Mai mult de două sute de elevi au plecat."),
    ("pl", "To, że most zamknięto, dziwi kierowców."),
    ("cs", "Poté, co se most zavřel, jezdí přívoz."),
    ("hu", "Azt, hogy a híd bezár, hétfőn jelentették be."),
    ("ru", "Те, кто живёт у порта, поедут на пароме."),
    ("uk", "Цього року міст закрили."),
    ("tr", "Bu sezon köprü kapalı kaldı."),
    ("pt", "Nessa segunda-feira a ponte fechou."),
    ("es", "Poco después de las ocho cerró el puente."),
]


@pytest.mark.parametrize(("language", "sentence"), LEANING)
def test_an_opening_that_points_back_is_seen(language: str, sentence: str) -> None:
    assert leans(sentence, language)


@pytest.mark.parametrize(("language", "sentence"), STANDING)
def test_a_plain_opening_stands(language: str, sentence: str) -> None:
    assert not leans(sentence, language)


ARTICLE = (
    "The river port of Tarnow will close its old crane bridge for two years of repairs, the city council said on Monday.\n"
    "It carries 9,000 lorries a day between the docks and the motorway. However, inspectors found cracks in four of its six steel legs in March.\n"
    "He called the repairs of the crane bridge overdue. But the port operator warned that the detour adds 40 minutes to each trip to the docks.\n"
    "Council engineer Maria Dolny presented the plan for the crane bridge to a packed hall of lorry drivers. She promised a ferry for lighter vans.\n"
    "The repairs of the bridge will cost 84 million euros, of which the port pays a third."
)


@pytest.mark.parametrize("count", range(1, 9))
def test_a_leaning_sentence_comes_only_with_the_one_before(count: int) -> None:
    sentences = [ARTICLE[start:end] for start, end in split_sentences(ARTICLE, "en")]
    chosen = [sentence.text for sentence in summarize(ARTICLE, sentences=count).sentences]
    assert len(chosen) == count
    for text in chosen:
        if leans(text, "en"):
            assert sentences[sentences.index(text) - 1] in chosen


QUOTED = [
    ("en", "“We lost the roof. Then the walls went,” said Ana Holt. Nobody was hurt."),
    ("en", '"We lost the roof. Then the walls went," said Ana Holt. Nobody was hurt.'),
    ("en", "“We lost the roof. We ran. Then the walls went.” Nobody was hurt."),
    ("de", "„Das Dach war weg. Dann fielen die Wände“, sagte Ana Holt. Niemand wurde verletzt."),
    ("de", "»Das Dach war weg. Dann fielen die Wände«, sagte Ana Holt. Niemand wurde verletzt."),
    ("ko", "“지붕이 날아갔다. 그리고 벽이 무너졌다”고 아나가 말했다. 다친 사람은 없었다."),
    ("fr", "« Le toit est parti. Puis les murs », a dit Ana Holt. Personne n'a été blessé."),
    ("sv", "”Taket försvann. Sedan föll väggarna”, sade Ana Holt. Ingen skadades."),
    ("ru", "«Крыша улетела. Потом упали стены», — сказала Ана Холт. Никто не пострадал."),
    ("zh", "“屋顶没了。然后墙倒了。”安娜说。无人受伤。"),
    ("ja", "「屋根が飛んだ。それから壁が倒れた。」と彼女は話した。けが人はいなかった。"),
]


@pytest.mark.parametrize(("language", "text"), QUOTED)
def test_a_quotation_of_several_sentences_stays_whole(language: str, text: str) -> None:
    joined, broken = join_quotations(text, split_sentences(text, language))
    assert not broken
    pieces = [text[start:end] for start, end in joined]
    assert not any(piece.count("“") + piece.count("„") + piece.count('"') + piece.count("”") == 1 for piece in pieces)
    assert all(piece.count("«") == piece.count("»") and piece.count("「") == piece.count("」") for piece in pieces)
    assert len(pieces) >= 2


@pytest.mark.parametrize(
    "text",
    [
        "“We lost the roof. The storm took the walls of the farm and the barn too.",
        "We lost the roof,” said Ana Holt of the farm at the edge of the village.",
        '"We lost the roof of the farm," said Ana. "The walls went next.',
    ],
)
def test_half_a_quotation_is_never_chosen_while_there_is_another_sentence(text: str) -> None:
    plain = "The storm damaged eleven farms along the coast on Sunday night."
    chosen = [sentence.text for sentence in summarize(f"{text}\n{plain}", language="en", sentences=5).sentences]
    assert plain in chosen
    assert all(sentence.count('"') % 2 == 0 and sentence.count("“") == sentence.count("”") for sentence in chosen)


@pytest.mark.parametrize(
    "text",
    ['ד"ר כהן הגיע לירושלים ביום שני בערב.', "The shelf is 6' 2\" long and stands in the hall.", '\\"The roof is gone,\\" she said to the crowd.'],
)  # fmt: skip
def test_marks_that_quote_nothing_break_nothing(text: str) -> None:
    assert not join_quotations(text, split_sentences(text, "en"))[1]


def test_a_closing_mark_after_a_space_goes_back_to_its_quotation() -> None:
    text = '"The work took 26 weeks. " She said the bridge would open in May.'
    joined, broken = join_quotations(text, split_sentences(text, "en"))
    assert [text[start:end] for start, end in joined] == [
        '"The work took 26 weeks. "',
        "She said the bridge would open in May.",
    ]
    assert not broken
