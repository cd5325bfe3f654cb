"""The agency's mark before a report's first words is not part of the sentence that is shown."""

import pytest

from summarizer import summarize

MARKED = [
    ("en", "MANILA (AFP) — ", "Rescuers reached the last village on the coast on Sunday."),
    ("en", "SURIGAO CITY, Philippines (Meridian) - ", "Rescuers reached the last village on the coast on Sunday."),
    ("en", "WASHINGTON, Nov 3 (Reuters) - ", "Rescuers reached the last village on the coast on Sunday."),
    ("en", "ST. LOUIS — ", "Rescuers reached the last village on the coast on Sunday."),
    ("en", "San Juan del Sur, Nicaragua (AP) ", "Rescuers reached the last village on the coast on Sunday."),
    ("en", "Manila, Philippines (MER)", "Rescuers reached the last village on the coast on Sunday."),
    ("en", "(CNN)", "Rescuers reached the last village on the coast on Sunday."),
    ("en", "(CNN) -- ", "Rescuers reached the last village on the coast on Sunday."),
    ("en", "New Delhi, Nov 3 (PTI) ", "Rescuers reached the last village on the coast on Sunday."),
    ("en", "Mumbai: ", "Rescuers reached the last village on the coast on Sunday."),
    ("en", "Jerusalem, 3 November 2024 – ", "Rescuers reached the last village on the coast on Sunday."),
    ("en", "TOKYO | ", "Rescuers reached the last village on the coast on Sunday."),
    ("en", "(Coast Wire)", "Rescuers reached the last village on the coast on Sunday."),
    ("en", "- ", "Rescuers reached the last village on the coast on Sunday."),
    ("en", "• ", "Rescuers reached the last village on the coast on Sunday."),
    ("tr", "◊ ", "Kurtarma ekipleri pazar günü kıyıdaki son köye ulaştı."),
    ("de", "Berlin/München – ", "Retter haben am Sonntag das letzte Dorf an der Küste erreicht."),
    ("de", "(dpa) - ", "Retter haben am Sonntag das letzte Dorf an der Küste erreicht."),
    ("it", "(ANSA) - ROMA, 03 NOV - ", "I soccorritori hanno raggiunto domenica l'ultimo villaggio."),
    ("hu", "Budapest – ", "A mentők vasárnap elérték az utolsó falut a parton."),
    ("id", "Jakarta, Coast Indonesia -- ", "Tim penyelamat mencapai desa terakhir di pantai pada hari Minggu."),
    ("vi", "(Dân trí) - ", "Lực lượng cứu hộ hôm Chủ nhật đã tới ngôi làng cuối cùng."),
    ("ru", "Москва. 3 ноября. ИНТЕРФАКС - ", "Спасатели в воскресенье добрались до последней деревни."),
    ("ru", "МОСКВА, 3 ноября - РИА Новости. ", "Спасатели в воскресенье добрались до последней деревни."),
    ("uk", "ЛУЦЬК, 8 вересня (Волиньінформ). ", "Рятувальники в неділю дісталися останнього села."),
    ("bg", "Смолян, 27 декември /Родопи Прес/ ", "Спасителите стигнаха в неделя до последното село."),
    ("ro", "Târgu Mureș, 11 iun /Mureșpres/ - ", "Salvatorii au ajuns duminică în ultimul sat de pe coastă."),
    ("hr", "ŠIBENIK, 2. kolovoza 2022. (Hina) - ", "Spasioci su u nedjelju stigli do posljednjeg sela."),
    ("da", "ESBJERG, onsdag: ", "Redningsfolk nåede søndag den sidste landsby ved kysten."),
    ("kk", "АСТАНА. KAZINFORM – ", "Құтқарушылар жексенбіде соңғы ауылға жетті."),
    ("ar", "الرياض - واس: ", "وصل رجال الإنقاذ يوم الأحد إلى آخر قرية على الساحل."),
    ("ta", "மதுரை: ", "மீட்புப் படையினர் ஞாயிற்றுக்கிழமை கடைசி கிராமத்தை அடைந்தனர்."),
    ("hi", "नई दिल्ली, 3 नवंबर (भाषा) ", "बचावकर्मी रविवार को तट के आखिरी गाँव तक पहुँच गए।"),
    ("ur", "اسلام آباد: ", "امدادی کارکن اتوار کو ساحل کے آخری گاؤں تک پہنچ گئے۔"),
    ("ar", "القاهرة – ", "وصل رجال الإنقاذ يوم الأحد إلى آخر قرية على الساحل."),
    ("ko", "[서울=연합] 김하나 기자 = ", "구조대는 일요일에 해안의 마지막 마을에 도착했다."),
    ("ja", "［マニラ　３日　ロイター］ - ", "救助隊は日曜日に海岸の最後の村に到着した。これで全員が無事だった。"),
    ("zh", "（路透马尼拉11月3日电）", "救援人员星期日到达海岸最后一个村庄，所有居民都平安无事。"),
    ("de", "BERLIN (dpa) - ", "Retter haben am Sonntag das letzte Dorf an der Küste erreicht."),
    ("de", "Berlin (dpa) – ", "Retter haben am Sonntag das letzte Dorf an der Küste erreicht."),
    ("fr", "PARIS, 3 novembre (AFP) - ", "Les secours ont atteint dimanche le dernier village de la côte."),
    ("es", "Madrid, 3 nov (EFE).- ", "Los equipos de rescate llegaron el domingo al último pueblo."),
    ("ru", "МОСКВА, 3 ноября (Рейтер) — ", "Спасатели в воскресенье добрались до последней деревни."),
    ("bn", "ঢাকা, ১৪ নভেম্বর (বাসস) : ", "উদ্ধারকারীরা রোববার উপকূলের শেষ গ্রামে পৌঁছেছেন।"),
    ("hi", "नई दिल्ली, 3 नवंबर (भाषा) - ", "बचावकर्मी रविवार को तट के आखिरी गाँव तक पहुँच गए।"),
    ("ar", "القاهرة (رويترز) - ", "وصل رجال الإنقاذ يوم الأحد إلى آخر قرية على الساحل."),
    ("ja", "【東京時事】", "救助隊は日曜日に海岸の最後の村に到着した。これで全員が無事だった。"),
    ("ko", "(서울=연합뉴스) 김하나 기자 = ", "구조대는 일요일에 해안의 마지막 마을에 도착했다."),
    ("zh", "新华社马尼拉11月3日电（记者李明）", "救援人员星期日到达海岸最后一个村庄，所有居民都平安无事。"),
]  # fmt: skip
PLAIN = [
    "Germany - once strong - has lost its third match in a row.",
    "NASA — the American space agency — moved the launch to Friday.",
    "NATO — founded in 1949 — has thirty-two members today.",
    "Anna Holt (52) has run the harbour of Tarnow for ten years.",
    "Anna Holt (SPD) – elected in March – runs the harbour of Tarnow.",
    "The World Health Organization (WHO) Europe office moves to Tarnow in May.",
    "Prime Minister Anna Holt (SPD) won the vote in Tarnow with ease.",
    "Three questions — and a ferry — remain before the winter comes.",
    "Police: The driver had passed the harbour of Tarnow twice that night.",
    "Wien – Graz ist die älteste Bahnstrecke über einen Pass in den Alpen.",
    "Real Tarnow – Coast United ended without a goal on Sunday evening.",
    "(More than forty people had slept in the school on Saturday.)",
]


@pytest.mark.parametrize(("language", "mark", "sentence"), MARKED)
def test_a_dateline_is_left_out_of_the_sentence(language: str, mark: str, sentence: str) -> None:
    text = f"A headline before it\n{mark}{sentence}"
    first = sentence.split("。", maxsplit=1)[0] + "。" if language == "ja" else sentence
    chosen = summarize(text, language=language, sentences=1).sentences
    assert [found.text for found in chosen] == [first]
    assert all(text[found.start : found.end] == found.text for found in chosen)


@pytest.mark.parametrize("sentence", PLAIN)
def test_a_sentence_with_dashes_or_brackets_stays_whole(sentence: str) -> None:
    assert summarize(sentence, sentences=1).text == sentence


def test_only_the_start_of_a_paragraph_has_a_dateline() -> None:
    text = "The ferry sails again. BERLIN (dpa) - The harbour of Tarnow opened on Sunday after the storm."
    assert "BERLIN (dpa) - The harbour" in summarize(text, language="en", sentences=2).text
