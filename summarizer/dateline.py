"""Where a sentence begins behind what opens its paragraph: the place, date and agency of a report ("BERLIN (dpa) - "), or a bullet.

Rule to remember: only what opens a paragraph is left out, and only where what follows begins a sentence.
"""

import functools
import re
from importlib.resources import files

from summarizer.summary import Span

_INDENT = 4  # characters of white space before a paragraph's first word, at most
_LONGEST = 90  # characters
_SHORT_LINE = 80
# Such as "МОСКВА, 3 мая - РИА Новости." and "ЛУЦЬК, 8 вересня (Укрінформ).", or with a year ("ŠIBENIK, 2. kolovoza 2022.").
_ALONE = re.compile(r"[^\W\d_]{3,}[^.!?]{0,30}\d{1,2}\.?[^.!?]{2,20}(?:[-–—]\s?[^.!?]{2,20}|\([^()]{2,30}\)|\s\d{4})\.")
# "Москва. 3 мая. " before "ИНТЕРФАКС - ", "ŠIBENIK, 2. kolovoza 2022. " before "(Hina) - "
_PLACE_AND_DATE = re.compile(r"\s*[^\W\d_][\w -]{1,20}[.,]\s+\d{1,2}\.?\s\w{2,12}(?:\s\d{4})?\.\s+")
_PLACE_ALONE = re.compile(r"\s*[^\W\d_]{3,20}\.\s+")  # in capitals: "АСТАНА. " before "KAZINFORM – "
_PLACE = re.compile(
    r"(?P<head>[^\n—–:：(（。!?|]{2,60}?)\s*(?P<agency>[(（][^()（）\n]{2,40}[)）])?\s*"
    r"(?P<sign>—|–|--|\.[-–—](?=\s)|(?<=\s)[-_|](?=\s)|[:：])\s*"
)
# What is told by the sign it begins with.
_BEFORE_ALL = re.compile(
    r"\((?P<agency>[A-Za-z]{2,12})\)\s*(?:—|–|--?|:)?\s*(?=[^\s(.])"  # "(CNN) — "
    r"|\([A-Z][A-Za-z .']{1,30}\)(?=[A-Z])"  # "(Rolling Stone)The"
    r"|[*•·▪■►▶➤◊◆●○◦‣⁃✓✔→]+\s*|-\s+"  # not a dateline, but no part of the sentence either
    r"|\([^()\n]{2,20}\)\s?(?:\.-|[-–—])\s+(?=\W?[^\W\da-z_])"  # "(Dân trí) - ", "(EFE).- "
    r"|[【［][^】］\n]{1,25}[】］](?:\s*[-–—]\s)?\s*"  # Japanese
    r"|（[^（）＝\n]{1,20}＝[^（）＝\n]{1,20}）\s*"
    r"|\[[가-힣][^\[\]=\n]{0,12}\]\s*"  # Korean
    r"|[(\[][^()\[\]=\n]{1,20}=[^()\[\]=\n]{1,20}[)\]](?:\s*[가-힣]{2,4}(?:\s[가-힣]{2,4})?\s기자)?\s*=?\s*"
    # Chinese
    r"|[（(]?[\u4e00-\u9fff]{1,4}(?:社[^，。！？\n]{2,20}|[^，。！？\n]{2,12}\d日)[电電讯訊](?:[（(][^（）()\n]{1,30}[）)])?[）)]?[\s—–-]*"
)
_PLACE_AGENCY = re.compile(
    r"(?P<place>[^\W\d_a-z][^\n—–:：(（。!?]{1,59}?)\s*\((?P<agency>[^()\d\n]{2,16})\)(?P<gap>\s*)(?=[^\W\d_])"
)
# "Смолян, 27 декември /БТА/ Заради", "Iași, 11 iun /Agerpres/ - Circulația"
_SLASHED = re.compile(r"(?P<place>[^\W\d_][^\n—–:：(（。!?/]{1,59}?)\s+/[^/\n]{2,30}/\s*(?:[-–—]\s*)?(?=[^\W\d_])")
_AGENCIES = frozenset(
    "AGERPRES AP AFP Agerpres ANI ANSA BBC Beta BNS BTA Bloomberg CNN ČTK ELTA FENA Hina LETA Lusa MTI NTB PAP Ritzau SRNA STA STT TASR Tanjug TT dpa DPA EFE IANS Interfax Kyodo PA PTI Reuters TASS UPI WAFA Xinhua Yonhap afp ap apa sid".split()  # noqa: SIM905 (reads better)
) | frozenset(
    [
        "भाषा",
        "वार्ता",
        "एजेंसी",
        "एएनआई",
        "आईएएनएस",
        "বাসস",
        "ইউএনবি",
        "رويترز",
        "رویٹرز",
        "اے پی پی",
        "اسٹاف رپورٹر",
        "نمائندہ خصوصی",
        "واس",
        "قنا",
        "وام",
        "سانا",
        "كونا",
        "بترا",
        "وكالات",
    ]
)
_IN_PLACES = frozenset("of and the de la le del di da do dos du el al an am les las los upon on sur".split())  # noqa: SIM905
_MOST_WORDS = 8
_LEAST_LEFT = 20  # characters that must follow


def skip_dateline(text: str, span: Span) -> Span:
    """The span without the dateline its paragraph opens with; the span itself where there is none."""
    if text[max(0, span.start - _INDENT) : span.start].rpartition("\n")[2].strip() and not _follows_place(text, span):
        return span
    opening = text[span.start : min(span.end, span.start + 2 * _LONGEST)]
    start = _find_end(opening)
    if start:
        start += _find_end(opening[start:])  # "(ANSA) - ROMA, 03 MAG - "
    return Span(span.start + start, span.end) if span.end - span.start - start >= _LEAST_LEFT else span


def is_dateline(sentence: str) -> bool:
    """Whether a sentence is nothing but place, date and agency."""
    if len(sentence) >= _SHORT_LINE or not sentence[:3].isupper():
        return False
    return _ALONE.fullmatch(sentence) is not None or (sentence.isupper() and any(map(str.isdecimal, sentence)))


def _follows_place(text: str, span: Span) -> bool:
    before = text[max(0, span.start - _LONGEST // 2) : span.start]
    if "\n" not in before and span.start > len(before):
        return False  # as nearly all
    line = before.rpartition("\n")[2]
    return _PLACE_AND_DATE.fullmatch(line) is not None or (line.isupper() and _PLACE_ALONE.fullmatch(line) is not None)


def _find_end(opening: str) -> int:
    """How many characters the dateline takes, 0 when there is none."""
    plain = opening[:1].isascii() and opening[:1].isalnum()  # as nearly all are
    first = None if plain else _BEFORE_ALL.match(opening)
    if first:
        agency = first["agency"]
        return first.end() if agency is None or agency[1:2].isupper() or agency in _AGENCIES else 0
    place = _PLACE.match(opening)
    if place and place.end() <= _LONGEST and _is_place(place, opening[place.end() :]):
        return place.end()
    slashed = _SLASHED.match(opening) if "/" in opening else None
    if slashed and _is_named(slashed["place"]) and opening[slashed.end()].isupper():
        return slashed.end()
    unmarked = _PLACE_AGENCY.match(opening) if "(" in opening else None
    return unmarked.end() if unmarked and _is_place_and_agency(unmarked, opening[unmarked.end()]) else 0


def _is_place_and_agency(found: re.Match[str], following: str) -> bool:
    """Without a dash ("Oslo (AP) The", "Oslo (CNN)The") it must be a known agency, or one that the report is glued to."""
    agency = found["agency"]
    glued = agency.isascii() and agency.isalpha() and agency.isupper() and not found["gap"]
    return _is_named(found["place"]) and (glued or agency in _AGENCIES) and not following.islower()


def _is_named(place: str) -> bool:
    words = place.partition(", ")[0].split()
    return len(words) <= _MOST_WORDS and all(not word[0].islower() or word in _IN_PLACES for word in words)


def _is_place(place: re.Match[str], following: str) -> bool:
    head = place["head"].strip()
    first = re.split(r"[\s,]", head, maxsplit=1)[0]
    if len(head.split()) > _MOST_WORDS or following[:1].islower():
        return False
    cased = head.lower() != head.upper()
    in_capitals = cased and first.isupper() and len(first) > 2
    if place["agency"] is None or not any(map(str.isalpha, place["agency"])):
        if place["sign"] in ":：":
            # As papers of South Asia write it, "ESBJERG, onsdag: Havnen"; but "NASA: The rover" says who says so.
            parts = [part.strip() for part in head.casefold().split(",")]
            return not _cities().isdisjoint(parts) or head in _AGENCIES or (in_capitals and len(parts) > 1)
        return (in_capitals and not head.isdecimal()) or _is_city(head, following)
    return in_capitals or not cased or (head[0].isupper() and place["sign"] not in ":：")


def _is_city(head: str, following: str) -> bool:
    """Whether a head in ordinary letters is where the report comes from ("Wien - Der"), and not one end of a line ("Wien - Graz")."""
    names = head.casefold().partition(",")[0].split("/")
    opening = re.split(r"[\s,:–—-]", following.lstrip().casefold(), maxsplit=1)[0]
    return all(name.strip() in _cities() for name in names) and opening not in _cities()


@functools.cache
def _cities() -> frozenset[str]:
    """Names of cities that reports come from, each in the languages of its papers, in lower case."""
    return frozenset(
        files("summarizer").joinpath("data/cities.txt").read_text(encoding="utf-8").casefold().splitlines()
    )
