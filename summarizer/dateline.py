"""Where a sentence begins behind the place, date and agency that open a report ("BERLIN (dpa) - ").

Rule to remember: only at the start of a paragraph, and only where what follows begins a sentence.
"""

import re

from summarizer.summary import Span

_INDENT = 4  # characters of white space before a paragraph's first word, at most
_LONGEST = 90  # characters
_PLACE = re.compile(
    r"(?P<head>[^\n—–:：(（。!?]{2,60}?)\s*(?P<agency>[(（][^()（）\n]{2,40}[)）])?\s*(?P<sign>—|–|--|\.[-–—](?=\s)|(?<=\s)-(?=\s)|[:：])\s*"
)
_AGENCY_FIRST = re.compile(
    r"\((?P<agency>[A-Z][A-Za-z]{1,11})\)\s*(?:—|–|--?|:)?\s*(?=[^\s(])"  # "(CNN) — "
    r"|【[^】\n]{1,20}】\s*"  # Japanese
    r"|\([^()=\n]{1,20}=[^()=\n]{1,20}\)(?:\s*[가-힣]{2,4}(?:\s[가-힣]{2,4})?\s기자)?\s*=?\s*"  # Korean
    r"|[（(]?[\u4e00-\u9fff]{1,4}社[^，。！？\n]{2,20}[电電讯訊](?:[（(][^（）()\n]{1,30}[）)])?[）)]?[\s—–-]*"  # Chinese
)
_PLACE_AGENCY = re.compile(
    r"(?P<place>[A-Z][^\n—–:：(（。!?]{1,59}?)\s*\((?P<agency>[A-Za-z]{2,11})\)(?P<gap>\s*)(?=[^\W\d_])"
)
_AGENCIES = frozenset({"Reuters", "Bloomberg", "Xinhua", "Interfax", "Kyodo", "Yonhap"})
_SHORT = frozenset("AP AFP ANI ANSA BBC CNN dpa DPA EFE IANS PA PTI TASS UPI WAFA".split())  # noqa: SIM905 (reads better)
_IN_PLACES = frozenset("of and the de la le del di da do dos du el al an am les las los upon on sur".split())  # noqa: SIM905
_MOST_WORDS = 8
_LEAST_LEFT = 20  # characters that must follow


def skip_dateline(text: str, span: Span) -> Span:
    """The span without the dateline its paragraph opens with; the span itself where there is none."""
    if text[max(0, span.start - _INDENT) : span.start].rpartition("\n")[2].strip():
        return span
    start = _find_end(text[span.start : min(span.end, span.start + 2 * _LONGEST)])
    return Span(span.start + start, span.end) if span.end - span.start - start >= _LEAST_LEFT else span


def _find_end(opening: str) -> int:
    """How many characters the dateline takes, 0 when there is none."""
    first = _AGENCY_FIRST.match(opening)
    if first:
        return (
            first.end()
            if first["agency"] is None or first["agency"][1:2].isupper() or first["agency"] in _AGENCIES
            else 0
        )
    place = _PLACE.match(opening)
    if place and place.end() <= _LONGEST and _is_dateline(place, opening[place.end() :]):
        return place.end()
    unmarked = _PLACE_AGENCY.match(opening)
    return unmarked.end() if unmarked and _is_place_and_agency(unmarked, opening[unmarked.end()]) else 0


def _is_place_and_agency(found: re.Match[str], following: str) -> bool:
    """Without a dash ("Oslo (AP) The", "Oslo (CNN)The") it must be a known agency, or one that the report is glued to."""
    words = found["place"].replace(",", " ").split()
    named = len(words) <= _MOST_WORDS and all(word[0].isupper() or word in _IN_PLACES for word in words)
    known = found["agency"] in _SHORT | _AGENCIES or (found["agency"].isupper() and not found["gap"])
    return named and known and not following.islower()


def _is_dateline(place: re.Match[str], following: str) -> bool:
    head = place["head"].strip()
    first = re.split(r"[\s,]", head, maxsplit=1)[0]
    if len(head.split()) > _MOST_WORDS or following[:1].islower():
        return False
    cased = head.lower() != head.upper()
    in_capitals = cased and first.isupper() and len(first) > 2
    if place["agency"] is None or not any(map(str.isalpha, place["agency"])):
        return in_capitals and place["sign"] not in ":：" and not head.isdecimal()
    return in_capitals or not cased or (head[0].isupper() and place["sign"] not in ":：")
