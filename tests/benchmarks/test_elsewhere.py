"""Collections are read as they are laid out on disk."""

import json
from pathlib import Path

from tests.benchmarks.elsewhere import read_sadedegel, read_uscorpus, read_vietnews


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
