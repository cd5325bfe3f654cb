"""Sentences and words as a reader of each language would count them."""

import pytest

from summarizer import split_sentences
from summarizer.lexicon import find_terms, stop_words
from summarizer.text import Tokenizer, split_words

# "|" stands where one sentence ends and the next begins; it is not part of the text.
SPLITS = [
    ("en", "Gen. Mark Lee met Sen. Bob Casey on Nov. 3. |The U.S. Army paid $3.5 million to J. K. Brown Jr. in St. Louis."),
    ("en", "He lives in the U.S. |She left for Node.js Ltd. last year. |“Why?” she asked. |No."),
    ("en", "The bridge reopened.|The next day it closed."),
    ("fr", "Le président M. Roux a parlé. |Mme Petit et le Dr. Blanc, art. 5. |« Oui ! » dit-il. |J.-C. Morel est là."),
    ("fr", "La S.N.C.F. a répondu. |Le P.-D.G. est parti."),
    ("tr", "II. Dünya Savaşı bitti. |Barış geldi."),
    ("el", "Τι έγινε; |Κανείς δεν ξέρει. |Οι Η.Π.Α. συμφώνησαν."),
    ("fa", "تورم به ۳.۵ درصد رسید. |این زیاد است."),
    ("bn", "মূল্যস্ফীতি ৩.৫ শতাংশ হয়েছে। |এটা অনেক।"),
    ("zh", "“真的吗？”他问。|没人回答。"),
    ("vi", "VOV.VN đưa tin hôm qua. |Cầu đã đóng. |(Ảnh: VOV) |Người dân đi đường khác."),
    ("en", "South Korea-U.S. drills began. |Prices rose by approx. 5 per cent. |He said the ?best offer? of the U.S.A. was late."),
    ("de", "Am 3. Oktober kam Prof. Dr. Klein, geb. Groß. |Das kostet ca. 5 Mio. Euro. |Die Fa. Müller zahlt z. B. nichts."),
    ("es", "El Sr. López y la Sra. Ruiz llegaron a EE. UU. ayer. |¿Qué pasó? |¡Nada!"),
    ("pt", "O Sr. Silva e a Dra. Souza moram na av. Paulista. |E o prof. Costa?"),
    ("it", "Il sig. Rossi e l'on. Verdi, il dott. Bianchi. |Che cosa è successo?"),
    ("nl", "Dhr. Jansen en mevr. de Vries kregen 5 mln. euro. |Bijv. dit."),
    ("pl", "Prof. Kowalski i dr. Nowak, ul. Długa. |W 2020 r. było 5 mln. zł. |Tzw. reforma."),
    ("cs", "Ing. Novák přišel 3. května. |Tzv. reforma začala."),
    ("hu", "Dr. Kovács 2020. január 5. napján jött. |Kb. öten voltak."),
    ("ro", "Dl. Popescu și dna. Ionescu au venit. |Ce s-a întâmplat?"),
    ("el", "Ο κ. Α. Νίκου μίλησε. |Η Ε.Ε. συμφώνησε."),
    ("id", "Bpk. Budi lahir tgl. 5 Mei. |Ia tua."),
    ("sv", "Kl. 10.30 kom prof. Ek. |Han talade."),
    ("sv", "Bl.a. detta hände kl. 10.30. |Dr. Svensson kom."),
    ("fi", "Esim. tämä tapahtui klo 10.30. |Mitä nyt?"),
    ("tr", "Prof. Dr. Ayşe Yılmaz geldi. |3. Ahmet Caddesi kapandı. |No. 5 kazandı."),
    ("no", "Ferjen ble nummer 14. |Bjørn Haug kom den 17. Mai. |Han bor i 2. Etasje."),
    ("da", "Skibet er bygget i klasse 24. |Under 2. Verdenskrig sejlede det i 1. Division."),
    ("en", 'They called the port "b", and never -- at once -- both. |(Not that I know of!) |Had they, it would close.'),
    ("en", "(No one was hurt.) |Police closed the road. |iPhone owners (about 300) were warned."),
    ("de", "K.-H. Vogel wohnt in der Bahnhofstr. 12 in Köln. |(Er ist alt.) |iPhone-Nutzer sehen ihn."),
    ("fr", "Le Pr É. Vasseur est venu le 12 nov. dernier. |(Le maire, non.) |300 personnes attendaient."),
    ("sv", "Mötet började 19.30. |”Är det för sent?” frågade hon."),
    ("uk", "Проф. І. К. Коваль приїхав на вул. Довгу. |(Ніхто не постраждав.) |24 родини поїхали."),
    ("bg", "Ким вкара след пас на А. Стоева. |(Решението не е окончателно.) |300 души чакаха."),
    ("pl", "Sąd orzekł o godz. 19.30, że art. 5 ust. 1 nie ma zastosowania. |Bramkę zdobyła A. Nowak."),
    ("el", "Το νοσοκομείο στη λεωφ. Κηφισίας αρ. 14 θα κοστίσει περ. 4 εκατ. ευρώ. |Κανείς δεν μίλησε."),
    ("fa", "دکتر س. م. رضایی آمد. |(این رأی قطعی نیست.) |۳۰۰ نفر منتظر بودند."),
    ("hi", "डॉ. शर्मा नॉर्थ स्टील प्रा. लि. में हैं। |(यह फ़ैसला अंतिम नहीं है।) |300 लोग आए।"),
    ("th", "ตำรวจจับผู้ต้องหาที่ อ.หาดใหญ่ จ.สงขลา เมื่อวันที่ 3 ต.ค. 2567"),
    ("zh", "（比赛推迟了20分钟。）|下一场在周五。"),
    ("el", "Ο κ. Παπαδόπουλος ήρθε. |Τι κάνεις; |Καλά."),
    ("ru", "На это ушло 5 млрд. рублей. |В 1999 г. А. С. Иванов жил на ул. Ленина. |Это т. е. важно. |«Да!» — сказал он."),
    ("uk", "На вул. Хрещатик 5 млрд. грн. витратили. |Це важливо."),
    ("bg", "Проф. Иванов дойде на ул. Раковски. |Какво стана?"),
    ("ar", "قال د. أحمد إنه بخير. |هل جاء؟ |نعم."),
    ("fa", "آقای دکتر آمد. |آیا رفت؟ |بله."),
    ("ur", "ڈاکٹر نے کہا۔ |کیا ہوا؟ |کچھ نہیں۔|اگلا دن آیا۔"),
    ("he", 'ד"ר כהן הגיע. |מה קרה? |כלום.'),
    ("hi", "डॉ. सिंह आए। |क्या हुआ? |कुछ नहीं।|अगला दिन आया।"),
    ("bn", "মো. রহিম ও ডা. করিম এলেন। |অধ্যাপক ড. রায় বলেন। |তিনি কি এলেন? |শেষ।|পরের দিন এল।"),
    ("id", "Dr. Budi dan H. Ahmad pergi ke Jl. Merdeka. |Mereka membayar Rp. 5 juta."),
    ("vi", "TP. Huế có 5 tỷ đồng. |TS. Nguyễn Văn An nói."),
    ("zh", "他说：“走吧。我们去！”|大家笑了。|增长3.5%。|真的吗？！"),
    ("ja", "彼は「行く。」と言った。|本当？|はい。"),
    ("ko", '김 씨는 "간다."고 말했다. |3.5% 올랐다. |정말?'),
    ("th", "เรือกู้ภัยออกจากท่าเรือในคืนวันอาทิตย์หลังพายุเข้าชายฝั่งทางใต้ |อย่างไรก็ตาม ชาวบ้านยังกลับบ้านไม่ได้"),
    ("my", "ကျေးဇူးပါ။ |နောက်တစ်ခု။"),
    ("km", "នេះគឺល្អ។ |បន្ទាប់។"),
    ("am", "ይህ ነው። |ሌላ።"),
    ("hy", "Սա է։ |Մյուսը։"),
    ("sw", "Bw. Juma alifika jana. |Nini kilitokea?"),
    ("de", "Der Ausschuss hat die Arbeit beendet. |134 Menschen starben. |Wer haftet? |25 Zeugen kamen nach Abschn. 3 und Art. 5."),
    ("cs", "Soud rozhodl v říjnu. |134 lidí čeká. |Proč? |12 svědků přišlo 3. května podle odst. 5."),
    ("it", "Lo ha deciso la NATO. |Poi la UE. |La S.N.A.M. tace, dice il PROF. Rossi."),
    ("xx", "Unu frazo. |Alia frazo."),
]  # fmt: skip


@pytest.mark.parametrize(("language", "marked"), SPLITS)
def test_sentences_end_where_a_reader_sees_them_end(language: str, marked: str) -> None:
    text = marked.replace("|", "")
    assert [text[start:end] for start, end in split_sentences(text, language)] == [s.strip() for s in marked.split("|")]


def test_a_thai_sentence_does_not_end_at_a_number() -> None:
    long = "เรือกู้ภัยออกจากท่าเรือในคืนวันอาทิตย์หลังพายุเข้าชายฝั่งทางใต้" * 3
    assert len(split_sentences(f"{long} 12 คน", "th")) == 1
    assert len(split_sentences(f"{long} ชาวบ้าน", "th")) == 2


def test_a_quotation_across_blocks_of_a_long_line_does_not_turn_its_marks_around() -> None:
    quotation = '"The roof is gone. The walls are gone. Nobody helped us," she said. '
    text = quotation * 200
    assert all(text[start] == '"' for start, _ in split_sentences(text, "en"))


def test_a_long_line_is_split_like_a_short_one() -> None:
    sentence = "The council of Tarnow closed the old crane bridge on Monday. "
    assert len(split_sentences(sentence * 1000, "en")) == 1000
    assert len(split_sentences("今天天气很好。" * 5000, "zh")) == 5000


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        (
            "en",
            "The U.S. sent 3.5% of 1,000 covid-19 tests.",
            ["the", "u.s", "sent", "3.5%", "of", "1,000", "covid-19", "tests"],
        ),
        ("fr", "L’homme d'État", ["homme", "état"]),
        ("hi", "हिन्दी में।", ["हिन्दी", "में"]),
        ("bn", "বাংলাদেশের প্রধানমন্ত্রী।", ["বাংলাদেশের", "প্রধানমন্ত্রী"]),
        ("fa", "کتاب‌ها را", ["کتاب‌ها", "را"]),
        ("zh", "北京市民", ["北京", "京市", "市民"]),
        ("ja", "東京へ行く", ["東京", "京へ", "へ行", "行く"]),
    ],
)
def test_words_keep_what_belongs_to_them(language: str, text: str, words: list[str]) -> None:
    assert split_words(text, language) == words
    assert Tokenizer(language).to_words(text) == tuple(words)


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "bridges", "bridge"), ("de", "Brücken", "Brücke"), ("fr", "continuer", "continua"), ("es", "puentes", "puente"),
        ("pt", "pontes", "ponte"), ("it", "ponti", "ponte"), ("nl", "bruggen", "brugge"), ("sv", "broarna", "broarnas"),
        ("ru", "мостами", "мостов"), ("uk", "будинками", "будинків"), ("ar", "الكتاب", "كتاب"), ("hi", "लड़कियों", "लड़कियां"),
        ("tr", "köprüler", "köprü"), ("el", "γέφυρες", "γέφυρας"), ("fi", "taloissa", "taloista"), ("hu", "hidakat", "hidak"),
        ("ro", "podurile", "poduri"), ("da", "broerne", "broernes"), ("no", "broene", "broenes"), ("bn", "বাংলাদেশের", "বাংলাদেশে"),
        ("he", "ירושלמים", "ירושלמית"), ("pl", "mostami", "mostach"), ("cs", "mostům", "mostech"), ("bg", "държавата", "държавите"),
        ("sk", "mestskými", "mestských"), ("hr", "gradskima", "gradskim"),
    ],
)  # fmt: skip
def test_forms_of_a_word_count_as_one_term(language: str, one: str, other: str) -> None:
    assert find_terms([one.lower()], language) == find_terms([other.lower()], language) != ()


@pytest.mark.parametrize(
    "language",
    ["ar", "bg", "bn", "cs", "da", "de", "el", "en", "es", "fa", "fi", "fr", "he", "hi", "hr", "hu", "id", "it", "ja", "ko", "lt", "lv",
     "mr", "ms", "nl", "no", "pl", "pt", "ro", "ru", "sk", "sl", "sr", "sv", "th", "tr", "uk", "ur", "vi", "zh"],
)  # fmt: skip
def test_a_language_of_the_news_has_stop_words(language: str) -> None:
    assert len(stop_words(language)) > 50


def test_a_language_without_tables_is_read_all_the_same() -> None:
    assert find_terms(["tero", "ronda"], "xx") == ("tero", "ronda")
    assert split_words("Sɛ wobɛyɛ", "tw") == ["sɛ", "wobɛyɛ"]
