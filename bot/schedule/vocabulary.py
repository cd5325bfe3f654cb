"""The words people name times and weekdays with, from CLDR (through Babel) and, where CLDR has none, from here.

Rule: a word means the same in every spelling: compatibility forms, case, dots and spaces don't matter.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache
from typing import TYPE_CHECKING, Generic, TypeVar

import regex

from bot.model import EVERY_DAY, WEEKDAYS, WEEKEND

if TYPE_CHECKING:
    from babel import Locale


class Part(Enum):
    """What a part of the day says about an hour; a word CLDR has for several is the first of them."""

    AM = auto()
    PM = auto()
    NOON = auto()
    NIGHT = auto()
    MIDNIGHT = auto()


# Between an hour and what follows, or after an hour.
UNITS = r"hours|hrs|hs|h|uhr|o'?clock|часов|часа|час|ч|টায়|টার|টা|बजे|[時时시]|[点點][钟鐘半]?|時半"
RANGE_WORDS = "to|through|thru|till|until|bis|al?|à|até|до|থেকে"
# What makes a weekday's name part of a place's: "Santo Domingo", "Viña del Mar", "Mar del Plata", "Sun City".
NAME_BEFORE = r"\b(?:la|del|santo|s[aã]o)\s | [\p{L}\p{M}][-'‘]"
NAME_AFTER = r"\s(?:(?:del?|da|do|di)\s\p{L} | (?:city|prairie|valley)\b) | [-'‘]\p{L}"

_EDGES = "at on in and every each for from please um the"
_SMALL = (
    "o' am a à al alle as às ab das de dem den der die du e el em en et i im jeden le les los las na no o om op os par "
    "pour tous toutes todos todas und uhr y в и на по каждый каждую каждое ও এ में और الساعة في و 的 在 每 毎 に の"
)
# What may stand at the edge of a place without being part of it.
FILLERS = frozenset(_EDGES.split())
# What means nothing where nothing else stands beside it: "La Paz" keeps its article, "los lunes" loses it.
SMALL_WORDS = FILLERS | frozenset(_SMALL.split()) | {""}

_MORE_PARTS = {
    "a. m.": Part.AM,
    "p. m.": Part.PM,
    "সকালে": Part.AM,
    "বিকেল": Part.PM,
    "বিকেলে": Part.PM,
    "রাত": Part.NIGHT,
    "রাতে": Part.NIGHT,
}
_MORE_DAYS = {"tues": 1, "thur": 3, "thurs": 3, "segunda": 0, "terça": 1, "quarta": 2, "quinta": 3, "sexta": 4}
_GROUPS = {
    EVERY_DAY: (
        "every day|everyday|each day|daily|all days|all week|jeden tag|täglich|tous les jours|chaque jour|todos los días|"
        "cada día|diario|todos os dias|diariamente|ogni giorno|tutti i giorni|her gün|setiap hari|каждый день|ежедневно|"
        "প্রতিদিন|রোজ|हर दिन|प्रतिदिन|रोज़|كل يوم|يوميا|يومياً|هر روز|每天|毎日|매일"
    ),
    WEEKDAYS: (
        "weekdays|weekday|workdays|workday|working days|business days|werktags|wochentags|en semaine|jours ouvrables|"
        "entre semana|días laborables|dias úteis|dias de semana|giorni feriali|hafta içi|hari kerja|по будням|будни|"
        "工作日|平日|평일"
    ),
    WEEKEND: (
        "weekends|weekend|week-ends|week-end|wochenenden|wochenende|fines de semana|fin de semana|fins de semana|"
        "fim de semana|fine settimana|hafta sonu|akhir pekan|по выходным|выходные|সপ্তাহান্তে|周末|週末|주말"
    ),
}


def normal(text: str) -> str:
    """The text in compatibility form (full-width digits and colons become plain ones), with straight apostrophes."""
    return unicodedata.normalize("NFKC", text).replace("’", "'")


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Words(Generic[T]):
    """Words and what they mean; `pattern` (for VERBOSE and IGNORECASE) finds any of them standing by itself."""

    meanings: Mapping[str, T]
    pattern: str

    def meaning(self, word: str) -> T | None:
        """What the word means, however it is spelt; None for a word that is none of these."""
        return self.meanings.get(_key(word))


def _words(spellings: Iterable[tuple[str, T]]) -> Words[T]:
    """The first meaning of a word wins."""
    meanings: dict[str, T] = {}
    patterns: dict[str, str] = {}
    for spelling, meaning in spellings:
        meanings.setdefault(_key(spelling), meaning)
        patterns[_loose(normal(spelling))] = spelling
    longest_first = sorted(patterns, key=lambda loose: (-len(patterns[loose]), loose))
    spaced = "|".join(loose for loose in longest_first if not _is_unspaced(patterns[loose]))
    unspaced = "|".join(loose for loose in longest_first if _is_unspaced(patterns[loose]))
    alone = rf"(?<![\p{{L}}\p{{M}}]) (?:{spaced}) (?![\p{{L}}\p{{M}}])"
    return Words(meanings, rf"(?: {alone} | {unspaced} )" if unspaced else rf"(?: {alone} )")


def _key(word: str) -> str:
    folded = "".join(normal(word).casefold().replace(".", " ").split())
    return folded.replace("ı", "i").replace("i̇", "i")  # as IGNORECASE takes the four i's of Turkish for one


def _loose(spelling: str) -> str:
    """A pattern of the spelling with its dots and spaces optional: "a. m." finds "am"."""
    return "".join(
        r"\s?" if character.isspace() else r"\.?" if character == "." else regex.escape(character)
        for character in spelling
    )


def _is_unspaced(word: str) -> bool:
    """Whether it can be told from its neighbours without spaces: Han and Kana, two characters or more."""
    return len(word) > 1 and regex.search(r"[\p{Han}\p{Hiragana}\p{Katakana}]", word) is not None


GROUPS = _words((name, days) for days, names in _GROUPS.items() for name in names.split("|"))


@lru_cache(maxsize=64)
def parts_of_day(language: str) -> Words[Part]:
    """ "pm", "in the morning", "noon" in English and in the language."""
    named = [*_MORE_PARTS.items(), *_parts("en"), *_parts(language)]
    order = list(Part)
    return _words(sorted(named, key=lambda named_part: order.index(named_part[1])))


def _parts(language: str) -> Iterator[tuple[str, Part]]:
    for widths in _locale(language).day_periods.values():
        for names in widths.values():
            for period, name in names.items():
                # CLDR's one-letter English "a", "p" and "n" would take letters out of places.
                if len(name) > 2 or (name and not name.isascii()):
                    yield name, _part(period)


def _part(period: str) -> Part:
    """CLDR numbers its periods: morning1, morning2, afternoon1, ..."""
    kind = period.rstrip("0123456789")
    other = {"morning": Part.AM, "afternoon": Part.PM, "evening": Part.PM}
    return other[kind] if kind in other else Part[kind.upper()]


@lru_cache(maxsize=64)
def day_names(language: str) -> Words[int]:
    """The weekdays in English and in the language, long and short; Monday is 0."""
    return _words([*_MORE_DAYS.items(), *_day_names("en"), *_day_names(language)])


def _day_names(language: str) -> Iterator[tuple[str, int]]:
    from babel.dates import get_day_names

    locale = _locale(language)
    for context in ("format", "stand-alone"):
        for day, name in get_day_names("wide", context, locale).items():
            yield name, day
            if name[-1:].isalpha():
                yield f"{name}s", day  # "on Mondays", "montags"
        for day, name in get_day_names("abbreviated", context, locale).items():
            if name.strip(".").isalpha():  # Persian has digits in its abbreviations
                yield name.removesuffix("."), day


def _locale(language: str) -> "Locale":
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale("en")
