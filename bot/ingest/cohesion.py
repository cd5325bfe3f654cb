"""How many words two texts share, in any script: which title belongs to which body.

Rule: only words that can mean something count: four letters and more, or pairs of characters where a script has no spaces.
"""

import re
import unicodedata

_WORD = re.compile(r"(?:[^\W_]|[\u0300-\u036f\u0900-\u0dff\u200c\u200d])+")
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+")
_LEAST = 4  # letters; keeps most function words out without a list for each language
_MOST_READ = 50_000  # characters of a body that are looked at


def words_of(text: str) -> frozenset[str]:
    """The words of a text that can mean something, folded."""
    text = unicodedata.normalize("NFKC", text[:_MOST_READ]).casefold()
    pairs = (run[i : i + 2] for run in _UNSPACED.findall(text) for i in range(len(run) - 1))
    spaced = (word for word in _WORD.findall(_UNSPACED.sub(" ", text)) if len(word) >= _LEAST or word.isdigit())
    return frozenset((*pairs, *spaced))


def count_shared_words(line: str, words: frozenset[str]) -> float:
    """How many words of the line are in the set; pairs of unspaced characters count half."""
    return sum(0.5 if _UNSPACED.match(word) else 1.0 for word in words_of(line) & words)
