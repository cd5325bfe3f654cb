"""What people write after /subscribe: a time, a place, weekdays, in any order, in the chat's language or English.

Rule: reading never guesses between two times and never loses a word: what is neither time nor weekday is the place.
"""

import unicodedata
from dataclasses import dataclass
from datetime import time
from functools import lru_cache

import regex

from bot.errors import UserCanFix
from bot.schedule import vocabulary
from bot.schedule.vocabulary import Part, Words


@dataclass(frozen=True, slots=True)
class Wish:
    """What the words said; None, or an empty place, for what they didn't say. Weekdays: Monday is 0."""

    at: time | None = None
    place: str = ""
    weekdays: tuple[int, ...] | None = None


def read_wish(words: str, language: str = "en") -> Wish:
    """The wish in `words`: "07:30", "7 pm mon, wed Dhaka", "weekends 9:00", "সকাল ৭:৩০", "19h30 Europe/Paris".

    Digits of every script count. Weekdays and parts of the day are understood in English and in `language` (a language
    code; an unknown one counts as English). `place` is what is left over, as written but for compatibility forms
    (NFKC). Raises UserCanFix for a time that doesn't exist and for two different times.
    """
    text = "".join(map(_ascii_digit, vocabulary.normal(words)))
    at, pieces = _take_time(text, language)
    found = [_take_weekdays(piece, language) for piece in pieces]
    weekdays = {day for days, _ in found for day in days}
    place = " ".join(filter(None, (_without_fillers(piece) for _, rest in found for piece in rest)))
    return Wish(at, place, tuple(sorted(weekdays)) or None)


def _ascii_digit(character: str) -> str:
    digit = unicodedata.decimal(character, None)
    return character if digit is None else str(digit)


# --- the time ---------------------------------------------------------------------------------------------------

# The first line tells hours from the numbers of zones: "UTC+5:30", "GMT -3" and "EST5EDT" are places to us.
_TIME = r"""
    (?: (?P<before>PARTS) \s? | (?<! [\p{Latin}\d_+:.] | \+ \s | (?<!\d\s?) [−-] ) )
    (?:
        (?P<hour>\d{1,2}) (?: \s? : \s? | [.] | \s? [h時时点點시] \s? ) (?P<minute>\d+) (?: \s? (?:分|분|min|m) )?
      | (?P<packed>\d{3,4}) (?: \s? (?:UNITS) )?
      | (?P<hour>\d+) (?P<unit> \s? (?:UNITS) )?
    )
    (?! [\d_:] ) (?: \s? (?P<after>PARTS) )? (?! [\p{Latin}\d_] )
"""
_FLAGS = regex.VERBOSE | regex.IGNORECASE


def _take_time(text: str, language: str) -> tuple[time | None, list[str]]:
    """The one time in the text, and the text around it."""
    parts = vocabulary.parts_of_day(language)
    found: dict[int, list[regex.Match[str]]] = {}
    for match in _time_pattern(language).finditer(text):
        found.setdefault(_doubt(match), []).append(match)
    if not found:
        return _take_whole_time(text, parts)
    best = found[min(found)]
    times = list(dict.fromkeys(_time_of(match, parts) for match in best))
    if len(times) > 1:
        one, other = (f"{at:%H:%M}" for at in times[:2])
        raise UserCanFix(f"I read two times, {one} and {other}. Send them one by one, the first as /subscribe {one}.")
    return times[0], _around(best, text)


def _around(matches: list[regex.Match[str]], text: str) -> list[str]:
    """What is left of the text between the matches."""
    starts = [0, *(match.end() for match in matches)]
    ends = [*(match.start() for match in matches), len(text)]
    return [text[start:end] for start, end in zip(starts, ends, strict=True)]


def _doubt(match: regex.Match[str]) -> int:
    """ "7:30" and "7 pm" are times; "730" is one if there is none of those; a lone "8" if there is no other at all."""
    if match["minute"] or match["unit"] or match["before"] or match["after"]:
        return 0
    return 1 if match["packed"] else 2


def _time_of(match: regex.Match[str], parts: Words[Part]) -> time:
    packed, unit = match["packed"], match["unit"] or ""
    hour, minute = (packed[:-2], packed[-2:]) if packed else (match["hour"], match["minute"] or "00")
    if unit.endswith(("半", "반")):
        minute = "30"
    part = parts.meaning(match["before"] or match["after"] or "")
    of_day = _hour_of_day(int(hour), part) if len(hour) <= 2 and len(minute) == 2 else None
    if of_day is None or of_day > 23 or int(minute) > 59:
        raise UserCanFix(
            f"I read “{match.group().strip()[:20]}” as a time, but hours go from 0 to 23 and minutes from 00 to 59. "
            "Write it like 07:30 or 7:30 pm."
        )
    return time(of_day, int(minute))


def _hour_of_day(hour: int, part: Part | None) -> int | None:
    """The hour on a 24-hour clock of "7" in the morning or at night; None if there is none ("15 am")."""
    if part is Part.NIGHT:
        part = Part.AM if hour == 12 or hour < 6 else Part.PM
    if part in {Part.AM, Part.MIDNIGHT}:
        return hour % 12 if hour <= 12 else None
    if part in {Part.PM, Part.NOON}:
        return hour + 12 if hour < 12 else hour
    return hour


def _take_whole_time(text: str, parts: Words[Part]) -> tuple[time | None, list[str]]:
    """ "noon", "midnight": parts of the day that are a time by themselves."""
    whole = {Part.NOON: time(12), Part.MIDNIGHT: time(0)}
    for match in regex.finditer(parts.pattern, text, _FLAGS):
        part = parts.meaning(match.group())
        if part in whole:
            return whole[part], _around([match], text)
    return None, [text]


@lru_cache(maxsize=64)
def _time_pattern(language: str) -> regex.Pattern[str]:
    parts = vocabulary.parts_of_day(language)
    return regex.compile(_TIME.replace("PARTS", parts.pattern).replace("UNITS", vocabulary.UNITS), _FLAGS)


# --- the weekdays -----------------------------------------------------------------------------------------------


def _take_weekdays(text: str, language: str) -> tuple[set[int], list[str]]:
    """The weekdays named in the text, and the text around them."""
    matches = list(_days_pattern(language).finditer(text))
    days = {day for match in matches for day in _days_of(match, vocabulary.day_names(language))}
    return days, _around(matches, text)


def _days_of(match: regex.Match[str], names: Words[int]) -> tuple[int, ...]:
    if match["group"]:
        return vocabulary.GROUPS.meaning(match["group"]) or ()
    first = names.meaning(match["first"])
    last = names.meaning(match["last"] or match["first"])
    assert first is not None
    assert last is not None
    return tuple((first + step) % 7 for step in range((last - first) % 7 + 1))


@lru_cache(maxsize=64)
def _days_pattern(language: str) -> regex.Pattern[str]:
    group, day = vocabulary.GROUPS.pattern, vocabulary.day_names(language).pattern
    until = rf"\.? \s? (?: [-–—~〜至到] | \b (?:{vocabulary.RANGE_WORDS}) \b ) \s? (?P<last>{day})"
    return regex.compile(
        rf"(?<!{vocabulary.NAME_BEFORE}) (?: (?P<group>{group}) | (?P<first>{day}) (?:{until})? )"
        rf"(?!{vocabulary.NAME_AFTER})",
        _FLAGS,
    )


# --- the place --------------------------------------------------------------------------------------------------


def _without_fillers(piece: str) -> str:
    """The piece without the small words and marks around a place; '' if it is nothing but those."""
    words = piece.split()
    if all(_bare(word) in vocabulary.SMALL_WORDS for word in words):
        return ""
    while _bare(words[0]) in vocabulary.FILLERS:
        words.pop(0)
    while _bare(words[-1]) in vocabulary.FILLERS:
        words.pop()
    return " ".join(words).strip(" ,;:.·|()[]–—'\"“”„«»،؛।、。，")


def _bare(word: str) -> str:
    return regex.sub(r"^[\W_]+|[\W_]+$", "", word).casefold() if word.strip("+-−0123456789") else word
