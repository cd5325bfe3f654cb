"""Collections are read as they are laid out on disk."""

import csv
import json
from pathlib import Path

from tests.benchmarks.elsewhere import (
    read_detik,
    read_norsumm,
    read_orangesum,
    read_sadedegel,
    read_tes,
    read_uscorpus,
    read_vietnews,
)


def test_turkish_sentences_that_stayed_longest_are_the_reference(tmp_path: Path) -> None:
    rounds = {"Köprü kapandı": 1, "Sabah.": 1, "Köprü onarılacak.": 9, "Hava iyi.": 2, "Feribot var.": 5, "Bitti.": 3}
    sentences = [{"content": text, "deletedInRound": number, "id": 1} for text, number in rounds.items()]
    (tmp_path / "a.json").write_text(json.dumps({"sentences": sentences}), encoding="utf-8")
    assert list(read_sadedegel(tmp_path)) == [
        {
            "id": "a",
            "title": "Köprü kapandı",
            "text": "Sabah.\nKöprü onarılacak.\nHava iyi.\nFeribot var.\nBitti.",
            "reference": "Köprü onarılacak.\nFeribot var.\nBitti.",
        }
    ]


def test_vietnamese_words_and_marks_are_put_together_and_captions_left_out(tmp_path: Path) -> None:
    written = 'Cầu đóng_cửa\n\nCầu sẽ sửa .\n\nCầu ( cũ ) hỏng , " rất cũ " .\nXe đi phà .\n\nẢnh : cầu .\n'
    (tmp_path / "000001.txt.seg").write_text(written, encoding="utf-8")
    [row] = read_vietnews(tmp_path)
    assert row["title"] == "Cầu đóng cửa"
    assert row["text"] == 'Cầu (cũ) hỏng, "rất cũ".\nXe đi phà.'
    assert row["reference"] == "Cầu sẽ sửa."


def test_urdu_articles_find_their_summaries(tmp_path: Path) -> None:
    (tmp_path / "News1.txt").write_text("پل بند ہے ۔\n\nکشتی چلتی ہے ۔ \n", encoding="utf-8")
    (tmp_path / "News1sum.txt").write_text("پل بند ہے ۔\n", encoding="utf-8")
    assert list(read_uscorpus(tmp_path)) == [
        {"id": "News1", "title": "", "text": "پل بند ہے ۔\nکشتی چلتی ہے ۔", "reference": "پل بند ہے ۔"}
    ]


def test_people_who_chose_the_same_sentences_are_one_reference(tmp_path: Path) -> None:
    chosen = {"Annotator1": [2, 0], "Annotator2": [0, 2], "Annotator3": [0]}
    article = {
        "Title": "Köprü",
        "Sentences": ["Köprü kapandı.", "Hava iyi.", "Feribot var."],
        "Annotations": {"Indexes": chosen},
    }
    (tmp_path / "tes.json").write_text(json.dumps([article]), encoding="utf-8")
    [row] = read_tes(tmp_path)
    assert row["text"] == "Köprü kapandı.\nHava iyi.\nFeribot var."
    assert row["references"] == ["Köprü kapandı.\nFeribot var.", "Köprü kapandı."]


def test_norwegian_headlines_and_subheads_are_told_from_the_text(tmp_path: Path) -> None:
    article = {
        "id": "a~1.txt",
        "article": "Bru stengt | Bilene venter . | Ingen ferje | « Vi håper » , sier ordføreren .",
        "summaries_nb": [{"summary1": "Brua er stengt .\n\n Ferja går ikke ."}, {"summary2": "Ingen kommer over ."}],
        "summaries_nn": [],
    }
    (tmp_path / "NorSumm_dev.json").write_text(json.dumps([article]), encoding="utf-8")
    [row] = read_norsumm(tmp_path)
    assert row["title"] == "Bru stengt"
    assert row["text"] == "Bilene venter.\nIngen ferje\n«Vi håper», sier ordføreren."
    assert row["references"] == ["Brua er stengt.\nFerja går ikke.", "Ingen kommer over."]


def test_french_standfirsts_that_are_dates_are_left_out(tmp_path: Path) -> None:
    standfirst = "Le pont reste fermé jusqu'à lundi, ont annoncé les autorités locales dans la soirée."
    for name, heading in (("1", "2 août"), ("2", standfirst)):
        article = {"title": "Pont fermé\n", "heading": heading, "article": "Le pont est fermé."}
        (tmp_path / f"{name}.json").write_text(json.dumps(article), encoding="utf-8")
    assert list(read_orangesum(tmp_path)) == [
        {"id": "2", "title": "Pont fermé", "text": "Le pont est fermé.", "reference": standfirst}
    ]


def test_indonesian_rows_are_read_with_their_paragraphs(tmp_path: Path) -> None:
    with (tmp_path / "data_berita.csv").open("w", encoding="utf-8", newline="") as file:
        written = csv.writer(file)
        written.writerow(["id", "judul", "isi_berita", "Summary"])
        written.writerow(["7", "Jembatan ditutup", 'Jembatan ditutup.\n\n"Ada feri," kata wali kota.', "Ada feri."])
    [row] = read_detik(tmp_path)
    assert row["text"] == 'Jembatan ditutup.\n"Ada feri," kata wali kota.'
    assert row["reference"] == "Ada feri."
