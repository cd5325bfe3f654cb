"""Bytes to text, whatever the document claims its encoding is.

Rule: the bytes have the first word (byte order mark, escapes, valid UTF-8), the labels the second (the server's before the document's
own), statistics the third; nothing raises.
"""

import codecs
import re
from collections import Counter

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LABEL = re.compile(rb"""(?:encoding|charset)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
_WIDER = {  # a label and what browsers, and those who wrote it, mean
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "iso8859-9": "cp1254",
    "tis-620": "cp874",
    "big5": "big5hkscs",
}
_TEXT_CODECS = frozenset(
    {"utf-7", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"}
)
_OTHER_WORDS = re.compile(rb"[^\s<>\"=]{0,20}[\x80-\xff][^\s<>\"=]*")
_SAMPLE = 60_000  # bytes that statistics look at
_SAME_BYTE = 0.7  # share of the two most usual bytes in one half of UTF-16
_LEAST_LETTERS = 0.6  # of a text's characters
_MOST_WESTERN_HIGH = 0.3  # of all letters; Cyrillic or Greek read as Latin-1 is nearly all accents


def decode(content: bytes, claimed: str | None = None) -> str:
    """The document's text; what can't be read becomes U+FFFD. `claimed` is the charset that its server named, if one did."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content.decode(encoding, "replace").removeprefix("\ufeff")
    if told := _wide_without_mark(content) or _escaped(content):
        return content.decode(told, "replace")
    try:
        return content.decode()
    except UnicodeDecodeError:
        # Many a server says "iso-8859-1" of whatever it sends: then the document's own label comes first.
        first, second = sorted((_known(claimed), _label(content)), key=lambda label: label == "cp1252")
        return (
            _decode_by_label(content, first)
            or _decode_by_label(content, second)
            or _decode_nearly_utf8(content)
            or _decode_by_statistics(content)
        )


def _wide_without_mark(content: bytes) -> str | None:
    """UTF-16 shows as one byte of two that hardly changes (NUL in Latin text, the script's own elsewhere), and NULs for the spaces."""
    head = content[:400]
    if len(head) < 8 or b"\0" not in head:
        return None
    (even, first), (odd, second) = (_usual(head[0::2]), _usual(head[1::2]))
    if second > _SAME_BYTE > first and odd:
        return "utf-16-le"
    return "utf-16-be" if first > _SAME_BYTE > second and even else None


def _usual(half: bytes) -> tuple[bool, float]:
    """Whether NUL is among the two bytes that are there most often, and what share those two have."""
    most = Counter(half).most_common(2)
    return 0 in dict(most), sum(uses for _, uses in most) / len(half)


def _escaped(content: bytes) -> str | None:
    """ISO-2022-JP is plain ASCII with escapes: valid UTF-8, and unreadable as such."""
    return "iso2022_jp" if b"\x1b$B" in content or b"\x1b$@" in content else None


def _label(content: bytes) -> str | None:
    match = _LABEL.search(content[:4096])
    return _known(match[1].decode("ascii")) if match else None


def _known(label: str | None) -> str | None:
    """The codec of that name, or the wider one that is meant by it."""
    try:
        name = codecs.lookup(label or "").name
    except (LookupError, ValueError):
        return None
    if name in _TEXT_CODECS or name.startswith(("utf-16", "utf-32")):
        return None  # the label itself was readable, so it lies
    return _WIDER.get(name, name)


def _decode_by_label(content: bytes, label: str | None) -> str | None:
    if label is None or label == "utf-8":
        return None
    try:
        text = content.decode(label)
    except (UnicodeError, LookupError, ValueError):
        return None
    return None if not isinstance(text, str) or (label == "cp1252" and _is_mojibake(text)) else text


def _is_mojibake(text: str) -> bool:
    letters = [character for character in text[:_SAMPLE] if character.isalpha()]
    return sum(character > "\x7f" for character in letters) > len(letters) * _MOST_WESTERN_HIGH


def _decode_nearly_utf8(content: bytes) -> str | None:
    """UTF-8 with a few broken places, such as a file that was cut in the middle of a character."""
    text = content.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    other = sum(character > "\x7f" for character in text) - broken
    return text if broken * 10 <= other else None


def _decode_by_statistics(content: bytes) -> str:
    import chardet

    sample = content[:_SAMPLE]
    # Of a page's bytes most are markup, which looks Western: only its words with other letters are asked about.
    found = chardet.detect(b" ".join(_OTHER_WORDS.findall(sample)))["encoding"]
    for encoding in (found, "utf-16-le", "utf-16-be"):
        if encoding and (encoding[:6] != "utf-16" or _is_words(sample.decode(encoding, "replace"))):
            return content.decode(encoding, "replace")
    return content.decode("cp1252", "replace")


def _is_words(text: str) -> bool:
    """Noise, read as pairs of bytes, has letters enough, and much that no text has."""
    odd = sum(not (character.isprintable() or character.isspace()) for character in text)
    return odd * 100 <= len(text) < sum(map(str.isalpha, text)) / _LEAST_LETTERS
