"""Which language a text is in.

Rule to remember: one answer for a whole text; a mixed text has the language of most of its beginning.
"""

import functools
import re
from typing import Any

UNKNOWN = "und"

_SAMPLE = 2000  # characters looked at; more changes no answer on our texts
_LETTER = re.compile(r"[^\W\d_]")
_NOISE = re.compile(r"https?://\S+|[@#]\w+|\d+")

# A script that one language of the news writes alone, by its first letters: no model needed (py3langid costs 0.6 s and 80 MB).
_SCRIPTS = (
    ("el", re.compile("[\u0370-\u03ff\u1f00-\u1fff]")),
    ("he", re.compile("[\u0590-\u05ff]")),
    ("bn", re.compile("[\u0980-\u09ff]")),
    ("pa", re.compile("[\u0a00-\u0a7f]")),
    ("gu", re.compile("[\u0a80-\u0aff]")),
    ("ta", re.compile("[\u0b80-\u0bff]")),
    ("te", re.compile("[\u0c00-\u0c7f]")),
    ("kn", re.compile("[\u0c80-\u0cff]")),
    ("ml", re.compile("[\u0d00-\u0d7f]")),
    ("si", re.compile("[\u0d80-\u0dff]")),
    ("th", re.compile("[\u0e00-\u0e7f]")),
    ("lo", re.compile("[\u0e80-\u0eff]")),
    ("my", re.compile("[\u1000-\u109f]")),
    ("ka", re.compile("[\u10a0-\u10ff]")),
    ("am", re.compile("[\u1200-\u137f]")),
    ("km", re.compile("[\u1780-\u17ff]")),
    ("hy", re.compile("[\u0530-\u058f]")),
    ("ko", re.compile("[\u1100-\u11ff\uac00-\ud7af]")),
    ("ja", re.compile("[\u3040-\u30ff]")),
)
_HAN = re.compile("[\u3400-\u9fff]")
_SMALL_ENGLISH = frozenset(
    [
        "the",
        "of",
        "and",
        "to",
        "in",
        "that",
        "is",
        "was",
        "for",
        "it",
        "with",
        "as",
        "his",
        "on",
        "be",
        "at",
        "by",
        "had",
        "are",
        "from",
        "have",
        "has",
        "been",
        "were",
        "which",
        "their",
        "they",
        "this",
        "will",
        "would",
        "said",
        "not",
        "an",
        "but",
        "who",
        "after",
        "about",
    ]
)


def detect_language(text: str) -> str:
    """The ISO 639-1 code of the text's language ("und" when it has no letters to tell by); works on a headline too."""
    sample = text[:_SAMPLE]
    if not _LETTER.search(sample):
        return UNKNOWN
    return _by_small_words(sample) or _by_script(sample) or _by_model(_NOISE.sub(" ", sample))


def _by_script(sample: str) -> str | None:
    if sample.isascii():
        return None
    letters = len(_LETTER.findall(_NOISE.sub(" ", sample)))
    for code, script in _SCRIPTS:
        # Kana is a third of Japanese text at least; any other script is nearly all of it, marks not counted.
        if len(script.findall(sample)) > letters * (0.1 if code == "ja" else 0.5):
            return code
    return "zh" if len(_HAN.findall(sample)) > letters * 0.5 else None


def _by_small_words(sample: str) -> str | None:
    """English, when a sixth of twenty words or more are its small ones: most of what is read, told without the model."""
    words = sample.lower().split()
    small = sum(map(_SMALL_ENGLISH.__contains__, words))
    return "en" if len(words) >= 20 and small * 6 > len(words) and words.count("the") > 1 else None


def _by_model(sample: str) -> str:
    code, _confidence = _identifier().classify(sample)
    return str(code)


@functools.cache
def _identifier() -> Any:
    import py3langid

    return py3langid
