"""What is known of each language: stop words, stems, abbreviations, and openings that lean on the sentence before.

Rule to remember: a language without tables gets empty ones and a decent summary; our own tables are in data/languages.json.
"""

import functools
import json
from collections.abc import Callable, Iterable
from importlib.resources import files

from summarizer.folding import Remembered

# The names snowballstemmer gives its languages.
_SNOWBALL = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek", "en": "english", "eo": "esperanto",
    "es": "spanish", "et": "estonian", "eu": "basque", "fa": "persian", "fi": "finnish", "fr": "french", "ga": "irish",
    "hi": "hindi", "hu": "hungarian", "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian", "nb": "norwegian",
    "ne": "nepali", "nl": "dutch", "nn": "norwegian", "no": "norwegian", "pl": "polish", "pt": "portuguese", "ro": "romanian",
    "ru": "russian", "sr": "serbian", "st": "sesotho", "sv": "swedish", "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip
# Inflecting languages without a stemmer: the first letters stand for the word.
_PREFIX = {"bn": 5, "uk": 6, "bg": 6, "be": 6, "mk": 6, "sk": 6, "hr": 6, "bs": 6, "sl": 6, "lv": 6, "mr": 5, "gu": 5, "pa": 5, "ur": 5, "he": 5}  # fmt: skip
# Languages that share another's tables.
_COUSINS = {"nb": "no", "nn": "no", "sr": "hr", "bs": "hr", "be": "ru", "ne": "hi"}


def base_code(language: str) -> str:
    """ "pt" of "pt-BR"."""
    return language.replace("_", "-").split("-")[0].lower()


@functools.cache
def stop_words(language: str) -> frozenset[str]:
    """The words of a language that say nothing about what a text is about; empty for a language without a table."""
    import stopwordsiso

    code = base_code(language)
    return frozenset(stopwordsiso.stopwords(_COUSINS.get(code, code)))


@functools.cache
def stemmer(language: str) -> Callable[[str], str]:
    """A function from a word in lower case to its stem."""
    code = base_code(language)
    if code in _SNOWBALL:
        import snowballstemmer

        stem: Callable[[str], str] = snowballstemmer.stemmer(_SNOWBALL[code]).stemWord
        return stem
    length = _PREFIX.get(code)
    return (lambda word: word[:length]) if length else str


def find_terms(words: Iterable[str], language: str) -> tuple[str, ...]:
    """The stems of the words (lower case) that say something."""
    return tuple(filter(None, map(_terms(language).__getitem__, words)))


@functools.cache
def _terms(language: str) -> Remembered[str]:
    """Word -> stem, "" for a stop word. A stemmer takes 46 microseconds a word, this 0.1 once it has seen it."""
    stem, empty = stemmer(language), stop_words(language)
    return Remembered(lambda word: "" if word in empty else stem(word))


@functools.cache
def abbreviations(language: str) -> frozenset[str]:
    """What a full stop may follow without ending the sentence ("Mme", "вул"), without that full stop."""
    return _entries(language, "abbreviations")


@functools.cache
def leaning_openings(language: str) -> frozenset[str]:
    """Words and phrases, in lower case, with which a sentence points back at the one before ("he", "in addition")."""
    return _entries(language, "leaning")


@functools.cache
def standing_openings(language: str) -> frozenset[str]:
    """Phrases that begin like leaning ones and stand nevertheless ("this week")."""
    return _entries(language, "standing")


def _entries(language: str, kind: str) -> frozenset[str]:
    tables = _tables()
    code = base_code(language)
    table = tables.get(code) or tables.get(_COUSINS.get(code, ""), {})
    return table.get(kind, frozenset())


@functools.cache
def _tables() -> dict[str, dict[str, frozenset[str]]]:
    read = json.loads(files("summarizer").joinpath("data/languages.json").read_text(encoding="utf-8"))
    return {
        code: {kind: frozenset(entries.split(" | ")) - {""} for kind, entries in kinds.items()}
        for code, kinds in read.items()
    }
