"""Where the sentences of a line end: sentencex, and what it misses mended.

Rule to remember: a mend looks at a few characters around one cut, so a line of any length costs time in proportion to it.
"""

import re
from collections.abc import Iterator
from itertools import accumulate

from summarizer.lexicon import abbreviations

_BLOCK = 3_000  # characters
_AROUND = 40  # characters looked at on either side of a cut
_WORD = re.compile(r"\w")
MAY_END = re.compile(r"[^\w\s,'\"’‘“”„«»-]")  # of what has no such character, nothing ends a sentence
_BREAK = re.compile(r"[\s。！？｡।॥။។።]")  # a long text without any of them has no sentences to tell apart
_SURROGATES = re.compile("[\ud800-\udfff]")
_BEFORE_WORDS = " ([{«„“\"'’‘"
_CLOSED_QUOTE = re.compile("[」』”’\"'»]$")
_OPENING = frozenset("”“„«")
_DASH = re.compile(r"^[—–-]\s*")
_GOES_ON = frozenset(",;:)]}、，；：")
_QUOTED_BEFORE = "とのなでをがはもに"  # Japanese particles after a closed quotation
# In Chinese, who said what stands before it in quotation marks.
_SAID_CHINESE = re.compile("[^，。！？；：、“”「」]{1,8}[问問说說道称稱喊答][。，：]")
# A whole sentence in brackets ends with them: "(No one was hurt.) Police".
_BRACKETED = re.compile(r"[(\[][^()\[\]\n]{5,300}[.!?।۔։][)\]]\s+|（[^（）\n]{5,200}[。！？]）")
_BRAND = re.compile(r"(?<=[^\W\d_]{3}[.!?])\s+(?=iP(?:hone|ad))")  # small, and yet the beginning of a sentence
_INITIAL = re.compile(r"[^\W\d_](?:\.-[^\W\d_])?")  # in English sentencex knows them, and "plan B."
_STREETS = frozenset({"de", "nl"})
_INITIALS = re.compile(r"(?<!\w)\w\.$"), re.compile(r"\w(?:\.|\b)")  # "S.N.C.F.": what stands before a cut, and after
_SITE = re.compile(r"[A-Z]{2,}\.$"), re.compile(r"[A-Z]{2,4}\b")  # "VOV.VN"
_ROMAN = re.compile("[IVX]{2,5}")
# "3. Ahmet", "am 3. Oktober", "II. Dünya": a number with a full stop is "third".
_DOTTED_ORDINALS = frozenset({"cs", "da", "de", "et", "fi", "hr", "hu", "lv", "nb", "nn", "no", "sk", "sl", "sr", "tr"})
# "ble nummer 24. Kim": where dates are in small letters, and festivals have an article before their number.
_COUNTED, _COUNTING = re.compile(r"[^\W\d_]{4} \d\d\.$"), frozenset({"da", "nb", "nn", "no"})

# A photographer's credit between two sentences of a page poured into one line: "(Photo: AFP) The".
_SENTENCE_ENDS = frozenset({"", *".!?…।。"})
_ASIDE_AFTER = frozenset({"", *".!?…।۔։:。！？"})
_CREDIT = re.compile(
    r"\((?:photo|picture|image|foto|bild|imagen|immagine|fot\.|kuva|фото|ảnh|ছবি|फोटो|photograph|nguồn|source|fuente|quelle|fonte|источник)s?\b[^()\n]{0,60}\)\s+",
    re.IGNORECASE,
)
# What sentencex misses, by language. Some want a capital behind a full stop, not "134 people" (a word of four letters may be cut: "art. 5");
# Italian takes each word in capitals for an abbreviation ("la NATO.").
_NUMBER_BEGINS = re.compile(r"(?:(?<=[^\W\d_]{5})\.|[!?])[\"'”“»«’]?\s+(?=\d)")
_MISSED = {
    "el": re.compile(r"[;\u037e]\s+(?=[«“\"'(]?[Α-ΫΆ-Ώ])"),
    "it": re.compile(r"(?<=[A-Z]{2})(?<!AA)(?<!VV)(?<!SS)(?<!PP)(?<!DOTT)(?<!PROF)\.\s+(?=[«“\"(]?[A-ZÀ-Ý])"),
    "km": re.compile("[។៕]+\\s*"),
    **dict.fromkeys(("ca", "cs", "da", "de", "fi", "kk", "sk"), _NUMBER_BEGINS),
}
# Thai has no full stop: a space may end a sentence, but numbers have spaces on both sides. Cut before words that open one, and anyway after a while.
_THAI_SPACE = re.compile(r"(?<=[\u0e00-\u0e7f”\"')]) +(?=[“\"(]?[\u0e00-\u0e7f])")
_THAI_OPENING = re.compile(
    "โดย|ทั้งนี้|นอกจากนี้|นอกจากนั้น|ขณะที่|ขณะเดียวกัน|ในขณะ|อย่างไรก็|ด้าน|สำหรับ|เมื่อ|ส่วน|ต่อมา|จากนั้น|ล่าสุด|ก่อนหน้านี้|แต่|เพราะ|ดังนั้น|หลังจาก|พร้อมกันนี้|เบื้องต้น|ผู้สื่อข่าว"
)
_THAI_SHORTEST, _THAI_LONGEST = 60, 180  # characters


def find_cuts(line: str, language: str) -> Iterator[int]:
    """Offsets from 0 to the line's length; a sentence stands between each two."""
    cased = line != line.lower()
    length, last = len(line), 0
    yield last
    for found in _find_ends(line, language):
        end = found - (line[found - 1] in _OPENING and line[found - 2 : found - 1].isspace())  # goes with what it opens
        if last < end < length and not _goes_on(line, last, end, language=language, cased=cased):
            last = end
            yield last
    if last < length:
        yield length


def _find_ends(line: str, language: str) -> Iterator[int]:
    """What sentencex finds, asked block by block: of one Chinese line of 65,000 characters it takes 2.7 s."""
    begin = 0
    while begin < len(line):
        end = _find_block_end(line, begin)
        ends = _split_block(line[begin:end], language)
        step = end - begin
        if end < len(line):
            # The last sentence of a block may go on in the next: it is looked at again there, unless little would be left behind.
            step = next(
                (one for one in reversed(ends) if one >= step // 2 and not line.count('"', begin, begin + one) % 2),
                step,
            )
        yield from (begin + one for one in ends if one <= step)
        begin += step


def _find_block_end(line: str, begin: int) -> int:
    """Never inside a quotation, if it can be helped: of a mark without its other sentencex takes all marks after it the wrong way round."""
    end = begin + _BLOCK
    if end >= len(line):
        return len(line)
    if line.count('"', begin, end) % 2:
        last = line.rindex('"', begin, end)
        return last if last - begin >= _BLOCK // 2 else end
    return end


def _split_block(block: str, language: str) -> list[int]:
    if not (_WORD.search(block) and MAY_END.search(block)) or (len(block) >= _BLOCK // 2 and not _BREAK.search(block)):
        return []  # of quotation marks or initials alone sentencex takes 2 to 8 ms a block
    import sentencex

    if not block.isascii():
        block = _SURROGATES.sub("\ufffd", block)  # sentencex is given UTF-8
    found = accumulate(map(len, sentencex.segment(language, block)))
    return sorted({*found, *_find_missed(block, language)} - {0, len(block)})


def _goes_on(line: str, start: int, cut: int, *, language: str, cased: bool) -> bool:
    """Whether the sentence goes on after a cut."""
    if line[cut - 2 : cut] == ". " and line[cut].isupper():  # nearly every cut
        return _ends_in_abbreviation(line[max(start, cut - _AROUND) : cut - 1], language)
    left = line[max(start, cut - _AROUND) : cut].rstrip()
    right = line[cut : cut + _AROUND].lstrip()
    if not left or not right or right[0] in _GOES_ON:
        return True
    if cased and not right[0].isupper() and _begins_small(_DASH.sub("", right)):
        return True
    if not line[cut - 1].isspace() and _is_glued_on(left, right):
        return True
    if not cased and left[-1] in "\"”“»’'" and left[-2:-1] in "?!؟":
        return True  # who asked
    thai = language == "th" and "\u0e00" < left[-2:-1] < "\u0e7f"  # has no full stop
    return left[-1] == "." and (thai or _ends_in_abbreviation(left, language))


def _begins_small(right: str) -> bool:
    return right[:1].islower() and not right[1:2].isupper()  # but "iPhone" begins a sentence


def _is_glued_on(left: str, right: str) -> bool:
    """The rest of "J.-C.", of "S.N.C.F." or "৩.৫", and what Japanese, Korean and Chinese put right behind a quotation.

    Where an encoding was lost, " ?" is what was an opening quotation mark.
    """
    if right[0] == "-" or (left[-1] == "." and left[-2:-1].isdecimal() and right[0].isdecimal()) or left[-2:] == " ?":
        return True
    if any(before.search(left) and after.match(right) for before, after in (_INITIALS, _SITE)):
        return True
    return bool(_CLOSED_QUOTE.search(left)) and (
        right[0] in _QUOTED_BEFORE or "\uac00" <= right[0] <= "\ud7af" or bool(_SAID_CHINESE.match(right))
    )


def _ends_in_abbreviation(left: str, language: str) -> bool:
    word = left[:-1].rpartition(" ")[2].lstrip(_BEFORE_WORDS)
    if language != "en" and _INITIAL.fullmatch(word) and (not word.islower() or language == "ka"):
        return True
    if language in _STREETS and word.endswith("str"):
        return True
    if word.isdecimal():
        if language in _COUNTING and _COUNTED.search(left):
            return False
        return len(word) <= (2 if language in _DOTTED_ORDINALS else 3 * (word == left[:-1].strip(_BEFORE_WORDS)))
    if language in _DOTTED_ORDINALS and _ROMAN.fullmatch(word):
        return True
    known = abbreviations(language)
    return word in known or word.replace("’", "'").rpartition("'")[2] in known


def _find_missed(line: str, language: str) -> Iterator[int]:
    if "iP" in line:
        yield from (brand.end() for brand in _BRAND.finditer(line))
    if ")" in line or "）" in line:
        yield from (
            cut
            for aside in _BRACKETED.finditer(line)
            if line[: aside.start()].rstrip('"”» ')[-1:] in _ASIDE_AFTER
            for cut in aside.span()
        )
        yield from (
            credit.end() for credit in _CREDIT.finditer(line) if line[: credit.start()].rstrip()[-1:] in _SENTENCE_ENDS
        )
    if missed := _MISSED.get(language):
        yield from (end.end() for end in missed.finditer(line))
    if language == "th":
        yield from _find_thai(line)


def _find_thai(line: str) -> Iterator[int]:
    start = 0
    for space in _THAI_SPACE.finditer(line):
        length = space.end() - start
        if length > _THAI_LONGEST or (length > _THAI_SHORTEST and _THAI_OPENING.match(line, space.end())):
            start = space.end()
            yield start
