"""Claims about encodings: a document is read in the one its bytes are in, whatever anybody says of it."""

import pytest

from bot.ingest.decoding import decode

TEXTS = (
    (
        "Правительство сообщило, что новый мост через реку будет открыт в пятницу утром. Жители города ждали этого три года, и работы стоили больше, чем обещали.",
        "cp1251 koi8-r utf-16-le utf-16-be iso8859-5",
    ),
    ("政府周五宣布，新的大桥将于早上开放。市民已经等待了三年，工程费用超过了承诺。", "gb18030 gbk utf-16-le"),
    ("政府週五宣布，新的大橋將於早上開放。市民已經等待了三年，工程費用超過了承諾。", "big5"),
    (
        "政府は金曜日、新しい橋が朝に開通すると発表した。市民は三年間待っていた。工事費は約束より高くなった。",
        "shift_jis euc-jp iso2022_jp",
    ),
    ("정부는 금요일 새 다리가 아침에 개통된다고 발표했다. 시민들은 삼 년을 기다렸다.", "euc-kr cp949"),
    ("أعلنت الحكومة يوم الجمعة أن الجسر الجديد سيفتح صباحا. انتظر السكان ثلاث سنوات.", "cp1256 iso8859-6"),
    ("Η κυβέρνηση ανακοίνωσε την Παρασκευή ότι η νέα γέφυρα θα ανοίξει το πρωί.", "cp1253 iso8859-7"),
    (
        "Rząd ogłosił w piątek, że nowy most zostanie otwarty rano. Mieszkańcy czekali trzy lata, żółć gęślą jaźń.",
        "cp1250 iso8859-2",
    ),
    (
        "Hükümet cuma günü yeni köprünün sabah açılacağını duyurdu. Şehir sakinleri üç yıl bekledi, ığdır çağrısı.",
        "cp1254",
    ),
    ("הממשלה הודיעה ביום שישי כי הגשר החדש ייפתח בבוקר. התושבים חיכו שלוש שנים.", "cp1255"),
    ("รัฐบาลประกาศเมื่อวันศุกร์ว่าสะพานใหม่จะเปิดในตอนเช้า ประชาชนรอมาสามปีแล้ว", "tis-620"),
    (
        "Die Brücke wird am Freitag früh eröffnet, sagte der Bürgermeister – „endlich“, fügte er hinzu. Größe zählt.",
        "cp1252 latin-1",
    ),
    ("Chính phủ thông báo hôm thứ Sáu rằng cây cầu mới sẽ mở cửa vào buổi sáng.", "cp1258 utf-16-le"),
    ("Уряд повідомив, що новий міст відкриють у п'ятницю вранці. Її жителі чекали три роки, її ґанок.", "cp1251"),
)
WRITTEN = [(text, encoding) for text, encodings in TEXTS for encoding in encodings.split()]


@pytest.mark.parametrize(("text", "encoding"), WRITTEN)
@pytest.mark.parametrize("page", ["{}", "<html><head><meta charset=utf-8></head><body><p>{}</p></body></html>"])
def test_a_text_without_a_true_label_is_read(page: str, text: str, encoding: str) -> None:
    written = page.format(text * 4).encode(encoding, "ignore")
    assert decode(written) == written.decode(encoding)


@pytest.mark.parametrize(
    ("text", "encoding"), [(text, encoding) for text, encoding in WRITTEN if "utf-16" not in encoding]
)
@pytest.mark.parametrize("claimed", ["iso-8859-1", "no-such-charset", None])
def test_a_short_text_is_read_by_its_own_label(claimed: str | None, text: str, encoding: str) -> None:
    written = f'<?xml version="1.0" encoding="{encoding}"?><rss>{text[:12]}</rss>'.encode(encoding, "ignore")
    assert decode(written, claimed) == written.decode(encoding)


def test_the_servers_word_comes_before_statistics() -> None:
    assert decode("Łódź".encode("iso8859-2"), "iso-8859-2") == "Łódź"
