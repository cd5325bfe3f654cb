"""Foreign text comes out safe, normal and unharmed."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from summarizer import clean_text

_HARD = st.lists(
    st.one_of(
        st.sampled_from(list("\x00\x07\r\n\t\x85\xa0\xad\u0301\u0308\u05b8\u0e49\u200b\u200c\u200d\u200f\u202e\u2028\u2066\ufe0f\ufeff\ud83d\ude00\udfff🏴👩कক\u09cdی가ᄀ")),
        st.text(st.characters(exclude_categories=()), max_size=4),
    ),
    max_size=40,
).map("".join)  # fmt: skip


@given(_HARD, st.integers(0, 50))
def test_cleaning_twice_changes_nothing_and_the_result_always_encodes(text: str, limit: int) -> None:
    clean = clean_text(text, limit=limit)
    assert clean_text(clean, limit=limit) == clean
    assert len(clean) <= limit
    assert unicodedata.is_normalized("NFC", clean)
    assert not any(unicodedata.category(c) in {"Cc", "Cs"} for c in clean.encode("utf-8").decode() if c not in "\n\t")


# Letters under more marks than are kept: of several classes, some that compose with a letter once others are gone.
_TOWERS = st.lists(
    st.tuples(st.sampled_from("AАক☃\u2adc"), st.text("\u0306\u032d\u0341\u034f\u05b8\u200d\u3099\ufe0f", max_size=9)), max_size=4
).map(lambda letters: "".join(letter + marks for letter, marks in letters))  # fmt: skip


@given(_TOWERS)
@example("A" + 3 * "\u032d" + "\u034f\u0306\u3099")
@example("\u2adc\u200d\u2adc")
@example("A" + 4 * "\u0301" + 200 * "\ufe0f\u200d")
def test_dropped_marks_leave_nothing_to_change_behind(text: str) -> None:
    clean = clean_text(text)
    assert clean_text(clean) == clean
    assert unicodedata.is_normalized("NFC", clean)


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("10\u202f000\xa0km", "10 000 km"),
        ("\ufeffStart\x00 of\x07 file", "Start of file"),
        ("invoice\u202egpj.exe", "invoicegpj.exe"),
        ("pass\u200bword, co\xadop", "password, coop"),
        ("cafe\u0301", "café"),
        ("h\u0300\u0301\u0302\u0303\u0304\u0305i", "h\u0300\u0301\u0302i"),
        ("\ud83d\ude00 and \ud83d alone", "😀 and  alone"),
        ("plain\u200d text\u200c", "plain text"),
    ],
)
def test_what_harms_or_hides_is_gone(dirty: str, clean: str) -> None:
    assert clean_text(dirty) == clean


@pytest.mark.parametrize(
    "text",
    ["می‌خواهم کتاب‌ها را", "ক্‍ষ র‍্যাব ঢাকা।", "क्‍ष हिन्दी", "👩‍👩‍👧 ❤️ 🇧🇩", "ที่นี่ น้ำ", "שָּׁלוֹם", "مُحَمَّدٌ", "Tiếng Việt", "A “quote” — 3.5% of the U.S.\n\tTab"],
)  # fmt: skip
def test_what_a_script_needs_stays(text: str) -> None:
    assert clean_text(text) == unicodedata.normalize("NFC", text)
