"""Text made comparable: its letters folded, its words told apart by spaces and marks, what is known of a word remembered.

Rule to remember: lists of phrases are kept as `fold` leaves them, so that a look into a set or a string decides.
"""

import re
from collections.abc import Callable
from typing import Generic, TypeVar

Answer = TypeVar("Answer")

_KNOWN = 50_000  # a news day has about so many different words in a language
_PUNCTUATION = ".,:;!?\"'()[]،؛؟।«»“”„…—–/|·՝։"
_AS_SPACES = str.maketrans(dict.fromkeys(_PUNCTUATION, " "))
_APART = re.compile(rf"[^\s{re.escape(_PUNCTUATION)}]+")


def fold(text: str) -> str:
    return text.casefold().replace("’", "'")


def list_words(folded: str) -> list[str]:
    """Two ways to the same words: `translate` is four times as fast in ASCII, and takes four times as long where one letter is not."""
    return folded.translate(_AS_SPACES).split() if folded.isascii() else _APART.findall(folded)


class Remembered(dict[str, Answer], Generic[Answer]):
    """A function's answers by word, forgotten when there are too many: a text's words are mostly those of the text before."""

    def __init__(self, answer: Callable[[str], Answer]) -> None:
        super().__init__()
        self._answer = answer

    def __missing__(self, word: str) -> Answer:
        if len(self) > _KNOWN:
            self.clear()
        answer = self[word] = self._answer(word)
        return answer
