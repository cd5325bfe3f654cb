"""Whether a site speaks of itself, of the text or to its readers, told by words of two or three lists in one sentence.

Rule to remember: no list but `alone` decides alone: reports say "video", "read" and "you" too. Whoever is quoted is not the site.
The lists, by language, are in data/selftalk.json, folded: `we` (the house and its readers, whole words), `own` (beginnings of words for what
a site has), `do` (beginnings of words for what is done with it, or asked for), `this` (how it names the text), `alone`.
"""

import functools
import json
from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import chain, combinations, product

from summarizer.folding import Remembered, fold, list_words
from summarizer.standing import QUOTATION_MARK
from summarizer.summary import Span

_HEAD = 3  # letters of a word by which its beginning is looked up
_FEW, _SHARE = 4, 0.25  # sentences in which the site speaks, and their share, from which on a text is about the site
_ANYWHERE = frozenset({"ja", "ko", "th", "zh"})  # words are not told apart, or end in ever other syllables


def find_self_talk(
    text: str, spans: Sequence[Span], language: str, folded: str, words: Collection[str]
) -> Sequence[int]:
    """The indices of the sentences in which the site speaks, in order; none when they are a quarter of a text: it is about the site.

    `folded` and `words` are the text's: a look at them clears nearly every text.
    """
    lists = _lists(language)
    phrases, owned = lists.find_signs(folded, words)
    signs = phrases + owned
    if not signs:
        return ()
    # Folding changes the length of few texts; of those every sentence is looked at.
    places = _find_places(folded, signs, spans) if len(folded) == len(text) else range(len(spans))
    found = [index for index in places if lists.speak(text[spans[index].start : spans[index].end], phrases)]
    return found if len(found) < max(_FEW, _SHARE * len(spans)) else ()


def _find_places(folded: str, signs: Sequence[str], spans: Sequence[Span]) -> Sequence[int]:
    """The sentences in which one of the signs begins, in order."""
    found, starts = set[int](), [span.start for span in spans]
    for sign in signs:
        at = folded.find(sign)
        while at >= 0:
            found.add(max(bisect_right(starts, at) - 1, 0))
            at = folded.find(sign, at + len(sign))
    return sorted(found)


def names_itself(sentence: str, language: str) -> bool:
    """Whether a sentence (folded) has what a site calls itself, its readers or its text; true where the language has no lists."""
    lists = _lists(language)
    words, joined = lists.take_apart(sentence)
    return not lists.by_word or bool(lists.we.find(words, joined) or lists.this.find(words, joined))


@dataclass(frozen=True, slots=True)
class _Entries:
    """One list: words that a word must be or begin with, and phrases that the sentence must contain."""

    whole: frozenset[str]
    beginnings: Mapping[str, tuple[str, ...]]  # by their first letters
    phrases: tuple[str, ...]

    def begins(self, word: str) -> bool:
        return word.startswith(self.beginnings.get(word[:_HEAD], ()))

    def find(self, words: Sequence[str], sentence: str) -> set[str]:
        """What of it is in a sentence; `sentence` is its words, a space before, between and behind."""
        found = {word for word in words if word in self.whole}
        if self.beginnings:
            found |= set(filter(self.begins, words))
        return found.union(phrase.strip() for phrase in self.phrases if phrase in sentence)


@dataclass(frozen=True, slots=True)
class _Lists:
    anywhere: bool
    we: _Entries
    own: _Entries
    do: _Entries
    this: _Entries
    alone: _Entries
    owned: Remembered[bool]  # whether a word begins as one of `own` does
    by_word: Sequence[tuple[str, str]]  # phrases of `this`, `alone` and `own`, each with its longest word

    def find_signs(self, folded: str, words: Collection[str]) -> tuple[list[str], list[str]]:
        """What must be in a sentence of a text for the site to speak in it: phrases of `by_word` or words of `own`."""
        phrases = [phrase for word, phrase in self.by_word if (self.anywhere or word in words) and phrase in folded]
        if not self.we.phrases and self.we.whole.isdisjoint(words):
            return phrases, []
        return phrases, [*filter(self.owned.__getitem__, words)]

    def take_apart(self, sentence: str) -> tuple[list[str], str]:
        """Its words, and it itself as `_Entries.find` wants it."""
        if self.anywhere:
            return [], sentence
        words = list_words(sentence)
        return words, f" {' '.join(words)} "

    def speak(self, sentence: str, phrases: Sequence[str]) -> bool:
        """Whether the site speaks in a sentence of a text that has these phrases of `by_word`."""
        if QUOTATION_MARK.search(sentence):
            return False
        sentence = fold(sentence)
        words, joined = self.take_apart(sentence)
        we = self.we.find(words, joined)
        named = any(phrase in sentence for phrase in phrases)
        if not we and not named:
            return False  # as nearly every sentence
        if named and self.alone.find(words, joined):
            return True
        do, this, own = (entries.find(words, joined) for entries in (self.do, self.this, self.own))
        # What is in several lists, or in a phrase of another, counts once.
        wanted = chain(product(this, we), product(this, do), product(we, own, do), product(we, own, own))
        return any(_are_apart(found) for found in wanted)


def _are_apart(found: Sequence[str]) -> bool:
    """Whether none of what was found is the same as another, or a part of it."""
    return not any(one in other or other in one for one, other in combinations(found, 2))


@functools.cache
def _lists(language: str) -> _Lists:
    read = {kind: entries.split(" | ") for kind, entries in _read_lists().get(language, {}).items()}
    anywhere = language in _ANYWHERE
    kinds = {kind: _sort(read.get(kind, []), kind, anywhere=anywhere) for kind in ("we", "own", "do", "this", "alone")}
    named = [phrase for kind in ("this", "alone") for phrase in read.get(kind, [])]
    named += [phrase.strip() for phrase in kinds["own"].phrases]
    return _Lists(
        anywhere=anywhere,
        **kinds,
        owned=Remembered(kinds["own"].begins),
        by_word=[(max(reversed(list_words(phrase)), key=len), phrase) for phrase in named],
    )


def _sort(entries: Sequence[str], kind: str, *, anywhere: bool) -> _Entries:
    if anywhere:
        return _Entries(frozenset(), {}, tuple(entries))
    begins = kind in {"own", "do"}
    single = [entry for entry in entries if len(list_words(entry)) == 1]
    several = [" ".join(list_words(entry)) for entry in entries if len(list_words(entry)) > 1]
    return _Entries(
        whole=frozenset(() if begins else single),
        beginnings=_group(single) if begins else {},
        phrases=tuple(f" {phrase}" if begins else f" {phrase} " for phrase in several),
    )


def _group(beginnings: Sequence[str]) -> dict[str, tuple[str, ...]]:
    grouped: dict[str, tuple[str, ...]] = {}
    for beginning in beginnings:
        head = beginning[:_HEAD]
        grouped[head] = (*grouped.get(head, ()), beginning)
    return grouped


@functools.cache
def _read_lists() -> dict[str, dict[str, str]]:
    read: dict[str, dict[str, str]] = json.loads(
        files("summarizer").joinpath("data/selftalk.json").read_text(encoding="utf-8")
    )
    return read
