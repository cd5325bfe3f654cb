"""Bytes to text, whatever the document claims its encoding is.

Rule: the bytes have the first word (byte order mark, valid UTF-8), the label the second, statistics the third; nothing raises.
"""

import codecs
import re

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
_SAMPLE = 60_000  # bytes that statistics look at
_MOST_WESTERN_HIGH = 0.3  # of all letters; Cyrillic or Greek read as Latin-1 is nearly all accents


def decode(content: bytes) -> str:
    """The document's text; what can't be read becomes U+FFFD."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content.decode(encoding, "replace").removeprefix("\ufeff")
    if wide := _wide_without_mark(content):
        return content.decode(wide, "replace")
    label = _label(content)
    try:
        # ISO-2022-JP is plain ASCII with escapes: valid UTF-8, and unreadable as such.
        return content.decode(label if label == "iso2022_jp" else "utf-8")
    except UnicodeDecodeError:
        return _decode_by_label(content, label) or _decode_nearly_utf8(content) or _decode_by_statistics(content)


def _wide_without_mark(content: bytes) -> str | None:
    """UTF-16 of mostly Latin text shows as a NUL in every other byte."""
    head = content[:400]
    if len(head) < 8 or b"\0" not in head:
        return None
    even, odd, half = head[::2].count(0), head[1::2].count(0), len(head) // 2
    if odd > half * 0.4 and even < half * 0.1:
        return "utf-16-le"
    return "utf-16-be" if even > half * 0.4 and odd < half * 0.1 else None


def _label(content: bytes) -> str | None:
    match = _LABEL.search(content[:4096])
    if not match:
        return None
    try:
        name = codecs.lookup(match[1].decode("ascii")).name
    except LookupError:
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
    from charset_normalizer import from_bytes

    found = from_bytes(content[:_SAMPLE]).best()
    return content.decode(found.encoding if found else "cp1252", "replace")
