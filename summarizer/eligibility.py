"""Which sentences may speak for an article: not its subheads, bylines, captions, cut ends or appeals to click.

Rule to remember: a doubt is decided against the sentence; a text that has no other sentence still gets what there is.
The phrases that give an intruder away, in some forty languages, are in data/intruders.json, in lower case: what it begins and ends with,
what it contains, what only the site itself says (`unquoted`), and words that are `rare` unless the text is about them.
"""

import functools
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import chain

from summarizer.dateline import is_dateline
from summarizer.folding import fold, list_words
from summarizer.selftalk import find_self_talk, names_itself
from summarizer.standing import QUOTATION_MARK
from summarizer.summary import Span

_CLOSERS = "\"'”’»«›)\\]}」』】》〉）］“\\\\"  # a backslash too: pages made of JSON keep it before the mark
_FULL_STOP = re.compile(rf"[.!?…。！？｡．।॥۔؟։။។༎።᙮;](?:\[\d+\])?[\s{_CLOSERS}]*$")
_PLAIN_ENDS = frozenset(".!?।。")  # one of these, not two, and the sentence is whole
_CUT = re.compile(
    rf"(?:…|\.\.+|\[(?:…|\.\.\.|more|\+)\]|\((?:…|\.\.\.|more)\)|&hellip;|&#8230;|。。+|‥)[\s{_CLOSERS}.]*$"
)
_LETTERS = re.compile(r"[^\W\d_]")
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_MIN_WORDS = 4
_MIN_UNSPACED = 8  # characters, where a script has no spaces
_CAPTION_SENTENCES = 2  # before the credit
_CAPTION = 160  # characters of one within a line, at most
_CREDIT, _CREDIT_SIGNS = 70, frozenset("/|©:：(（՝")  # characters of a credit at most, and what stands in one
_SITE_TALK = "site talk"
_STOPS = " .!।۔。！"
_SELDOM = 5  # one sentence in so many may have a word of `rare` before the text is about it
_HEAD, _TAIL = 400, 40  # characters looked at: what gives a sentence away is where it begins or ends

_BEFORE_WORDS = " \t\"'“”„‘’«»[*•·–—-►▶→"
_BY = frozenset(
    "by von par por di da door av af autor autoren autora auteur автор текст redaktion reporting writing editing".split()  # noqa: SIM905 (reads better)
)
_BETWEEN_NAMES = frozenset(
    "by and und et y e en och og for in at the of de la van der del di da i и та ve & | - – with".split()  # noqa: SIM905 (reads better)
)


def rate_eligibility(text: str, spans: Sequence[Span], language: str) -> list[str]:
    """For each sentence why it may not speak for the text, "" when it may. `language` is a code of ISO 639-1.

    The reasons: "no words", "too short", "cut off", "label" (subheads, dates, datelines: most have no full stop), "byline",
    "caption", "read more", "site talk" (cookies, newsletters, rights, posts set into the page).
    """
    marked = _ends_sentences_with_marks(text, spans)
    objections = [
        _object_to(text[start : min(end, start + _HEAD)], text[max(start, end - _TAIL) : end], marked=marked)
        for start, end in spans
    ]
    folded = fold(text)
    words = frozenset(list_words(folded))
    for index, reason in [
        *_find_phrases(text, spans, language, folded, words),
        *_find_credited(text, spans, objections),
    ]:
        objections[index] = reason
    for index in find_self_talk(text, spans, language, folded, words):
        objections[index] = objections[index] or _SITE_TALK
    return objections


def _object_to(head: str, tail: str, *, marked: bool) -> str:
    if tail[-1] not in _PLAIN_ENDS or tail[-2:-1] in _PLAIN_ENDS:
        if marked and not _FULL_STOP.search(tail):
            return "cut off" if _CUT.search(tail) else _name_intruder(head, tail) or "label"
        if _CUT.search(tail) and _LETTERS.search(head):
            return "cut off"
    if not head[0].isalpha() and not _LETTERS.search(head):
        return "no words"
    if _is_too_short(head):
        return _name_intruder(head, tail) or "too short"
    return _name_intruder(head, tail) or ("label" if is_dateline(head) else "")


def _is_too_short(head: str) -> bool:
    few_words = len(head) < _HEAD and len(head.split(None, _MIN_WORDS)) < _MIN_WORDS
    return few_words and len(_UNSPACED.findall(head)) < _MIN_UNSPACED


def _name_intruder(head: str, tail: str) -> str:
    opening = fold(head[:80]).lstrip(_BEFORE_WORDS)
    begins, ends, short = _giveaways()
    if not opening.startswith(begins.get(opening[:3], short)) and fold(tail.rstrip(_STOPS)[-3:])[-3:] not in ends:
        return ""  # as for nearly every sentence
    ending = fold(tail.rstrip(_STOPS))
    for reason, signs in _signs().items():
        if opening.startswith(signs.begins) or ending.endswith(signs.ends):
            return reason
    return "byline" if _names_authors(head) else ""


@functools.cache
def _giveaways() -> tuple[Mapping[str, tuple[str, ...]], frozenset[str], tuple[str, ...]]:
    """What intruders begin with by its first three letters, the last three letters of their ends, and beginnings shorter than that."""
    begins = {*_BY, *chain(*(signs.begins for signs in _signs().values()))}
    short = ("(", *(begin for begin in begins if len(begin) < 3))  # authors may stand in brackets
    by_letters: dict[str, tuple[str, ...]] = {}
    for begin in begins:
        by_letters[begin[:3]] = (*by_letters.get(begin[:3], short), begin)
    return by_letters, frozenset(end[-3:] for signs in _signs().values() for end in signs.ends), short


def _find_phrases(
    text: str, spans: Sequence[Span], language: str, folded: str, words: frozenset[str]
) -> Iterator[tuple[int, str]]:
    """Sentences that contain a telling phrase. The text is asked for the phrases' longest words first: seldom it has one.

    Of words like "cookie" the text is asked whether it is about them: other languages borrowed the word for what sites set, and a text
    that has it in a sentence or two has it from a banner. English news has biscuits, and newsletters that somebody wrote in.
    """
    if "(@" in text:
        yield from ((index, _SITE_TALK) for index, (start, end) in enumerate(spans) if "(@" in text[start:end])
    phrases = _phrases()
    if language != "en":
        yield from ((index, _SITE_TALK) for index in _find_rare(text, spans, language, folded, phrases.rare))
    possible = [phrase for word in phrases.words & words for phrase in phrases.by_word[word]]
    unspaced = () if text.isascii() else phrases.unspaced
    present = sorted(phrase for phrase in (*possible, *unspaced) if phrase in folded)
    if present:
        for index, (start, end) in enumerate(spans):
            sentence = fold(text[start:end])
            yield from (
                (index, phrases.reasons[phrase])
                for phrase in present
                if phrase in sentence and (phrase not in phrases.unquoted or _is_own(phrase, sentence))
            )


def _is_own(phrase: str, sentence: str) -> bool:
    """Whether the site says it of itself: nobody is quoted, and it is not a part of other words ("your appeal")."""
    if QUOTATION_MARK.search(sentence):
        return False
    return _UNSPACED.search(phrase) is not None or re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", sentence) is not None


def _find_rare(text: str, spans: Sequence[Span], language: str, folded: str, rare: Sequence[str]) -> Sequence[int]:
    """The sentences with one of these words, if they are few; a court that fines others for cookies may be quoted."""
    present = [word for word in rare if word in folded]
    if not present:
        return ()
    found = [
        index for index, (start, end) in enumerate(spans) if any(word in fold(text[start:end]) for word in present)
    ]
    if len(found) * _SELDOM > len(spans):
        return ()
    return [index for index in found if names_itself(fold(text[spans[index].start : spans[index].end]), language)]


def _find_credited(text: str, spans: Sequence[Span], objections: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The sentences before a photographer's credit in the same line: with it they are a caption.

    Where the line goes on behind a credit in brackets, a page was poured into one line: what is short and right before it is the caption.
    """
    for index, objection in enumerate(objections):
        if objection != "caption" and not (
            objection == "label" and _is_credit(text[spans[index].start : spans[index].end])
        ):
            continue
        line = text.rfind("\n", 0, spans[index].start) + 1
        before = [other for other in range(max(0, index - _CAPTION_SENTENCES), index) if spans[other].start >= line]
        following = text[spans[index].end : spans[index + 1].start] if index + 1 < len(spans) else "\n"
        if "\n" not in following:
            if text[spans[index].start] == "(":
                yield from (
                    (other, "caption") for other in before[-1:] if spans[other].end - spans[other].start <= _CAPTION
                )
        elif before and (before[0] == 0 or spans[before[0] - 1].start < line):
            yield from ((other, "caption") for other in before)


def _is_credit(tail: str) -> bool:
    """Whether what has no full stop may be who took the picture, by its signs or names: "Rui Falcato/Arquivo", "(Izvor: Tanjug)"."""
    words = tail.split()
    if len(tail) > _CREDIT or len(words) < 2 - (_UNSPACED.search(tail) is not None):
        return False
    return not _CREDIT_SIGNS.isdisjoint(tail[:-1]) or not any(word[0].islower() and len(word) > 3 for word in words)


def _names_authors(sentence: str) -> bool:
    first, *_ = sentence.lstrip("([ ").split(None, 1) or [""]
    if first.rstrip(":.,").lower() not in _BY:
        return False
    words = sentence.strip("()[] .").replace(":", " ").replace(";", " ").split(None, 14)
    return 2 <= len(words) <= 14 and all(word[0].isupper() or word.lower() in _BETWEEN_NAMES for word in words[1:])


def _ends_sentences_with_marks(text: str, spans: Sequence[Span]) -> bool:
    """Whether most of a text stands in sentences with a full stop: Thai has none, transcripts often lack them."""
    left = sum(end - start for start, end in spans) / 2
    for start, end in spans:
        if text[end - 1] in _PLAIN_ENDS or _FULL_STOP.search(text, max(start, end - _TAIL), end):
            left -= end - start
            if left < 0:
                return True
    return False


@dataclass(frozen=True, slots=True)
class _Signs:
    """What the sentences of one kind of intruder begin and end with."""

    begins: tuple[str, ...]
    ends: tuple[str, ...]


@functools.cache
def _signs() -> Mapping[str, _Signs]:
    return {
        reason: _Signs(tuple(lists.get("begins", ())), tuple(lists.get("ends", ())))
        for reason, lists in _read_lists().items()
    }


@dataclass(frozen=True, slots=True)
class _Phrases:
    """What intruders contain, and a small set that tells of nearly every text that none of it can be there."""

    reasons: Mapping[str, str]
    by_word: Mapping[str, Sequence[str]]  # phrases by their longest word
    words: frozenset[str]  # those words
    unspaced: tuple[str, ...]  # phrases in scripts without spaces
    rare: tuple[str, ...]  # beginnings of words that only site talk has, unless the text is about them
    unquoted: frozenset[str]  # those that people say too, in quotation marks ("our website")


@functools.cache
def _phrases() -> _Phrases:
    lists = _read_lists()
    unquoted = frozenset(lists[_SITE_TALK]["unquoted"])
    reasons = {phrase: reason for reason, kinds in lists.items() for phrase in kinds.get("contains", ())}
    reasons |= dict.fromkeys(unquoted, _SITE_TALK)
    by_word: dict[str, list[str]] = {}
    for phrase in reasons:
        by_word.setdefault(max(list_words(phrase), key=len), []).append(phrase)
    return _Phrases(
        reasons=reasons,
        by_word=by_word,
        words=frozenset(by_word),
        unspaced=tuple(phrase for phrase in reasons if _UNSPACED.search(phrase)),
        rare=tuple(lists[_SITE_TALK]["rare"]),
        unquoted=unquoted,
    )


@functools.cache
def _read_lists() -> Mapping[str, Mapping[str, Sequence[str]]]:
    read: Mapping[str, Mapping[str, Sequence[str]]] = json.loads(
        files("summarizer").joinpath("data/intruders.json").read_text(encoding="utf-8")
    )
    return read
