"""Authors' names on a page: on a line of their own, or glued to the front of a lead by copying.

Rule: what is glued is taken off only when the shape leaves hardly a doubt; a name too many in a lead is a blemish, a lost word a lie.
"""

import functools
import re
from dataclasses import dataclass

from bot.ingest import vocabulary

_LONGEST_NAME = 80  # characters
_TAIL = re.compile(r"\s*(?:[|•·,;–—-]|\bon\b|\bam\b|\bupdated\b|\bpublished\b|\d).*$", re.IGNORECASE)
_JOINS = frozenset(
    {
        "and",
        "und",
        "et",
        "y",
        "e",
        "i",
        "og",
        "och",
        "en",
        "&",
        "de",
        "van",
        "von",
        "der",
        "al",
        "bin",
        "da",
        "di",
        "del",
    }
)
_TOKEN = re.compile(r"\S+")
_LINKS_WORDS = """
of the and in on for to a an at by with from de la le du des el los y und von der die das di del e van
"""
_LINKS = frozenset(_LINKS_WORDS.split())
_LONGEST_START = 10  # words of a subhead that may be glued on

# What begins a sentence and hardly ever ends a name or a subhead.
_OPENERS_WORDS = """
the a an in on at it its he she they we this that these those there when while after before as with for from by
under over since despite during amid among if although though because once until not no some many most more two
three four five six seven eight nine ten hundreds thousands millions dozens several both each every nearly
almost about around more at last what how why where who der die das ein eine im am nach vor seit bei mit auf für
wer was wie warum es sie wir le la les un une des dans en au aux après avant depuis selon avec pour ce cette el
los las una unos tras desde según con por para o os as uma no na em após il lo gli nel nella dopo secondo het
een de in op na bij met
"""
_OPENERS = frozenset(_OPENERS_WORDS.split())


@dataclass(frozen=True, slots=True)
class GluedStart:
    """A lead with what was glued to its front."""

    rest: str
    author: str | None = None
    subheads: tuple[str, ...] = ()


def strip_byline(line: str) -> str | None:
    """The name in a byline: "By Jane Doe | 14 May 2024" -> "Jane Doe"."""
    match = vocabulary.BYLINE.match(line)
    name = line[match.end() :] if match else line
    name = _TAIL.sub("", name.strip(" :：/|")).strip(" .,:;|–—-")
    return name if 1 < len(name) <= _LONGEST_NAME else None


def is_name_line(line: str) -> bool:
    """Whether a line may be nothing but names: "Tom Bell and Asha Rahman"."""
    words = line.replace(",", " ").split()
    named = [word for word in words if word.casefold() not in _JOINS]
    return 2 <= len(named) <= 8 and all(word[0].isupper() and word.strip(".").isalpha() for word in named)


def split_glued_start(lead: str, title: str) -> GluedStart:
    """Takes a name ("Jane Doe Three months into …") or a subhead ("Island of Wonders With over 260 …") off the front of a lead.

    Recognised by capitals: a run of capitalised words, then a word that opens a sentence (capital again), then a small letter. Two or
    three words that the rest of the lead and the title don't use are a name, more are a subhead; all else stays as it is.
    """
    tokens = list(_TOKEN.finditer(lead[:300]))
    at = _opening(tuple(token.group() for token in tokens))
    if at is None:
        return GluedStart(lead)
    start, rest = lead[: tokens[at].start()].strip(), lead[tokens[at].start() :]
    words = start.split()
    elsewhere = frozenset(re.findall(r"\w+", f"{title} {rest}"))
    if words[0].casefold() in _OPENERS:
        return GluedStart(lead)
    if 2 <= len(words) <= 3 and all(word[0].isupper() and word not in elsewhere for word in words):
        return GluedStart(rest, author=start)
    return GluedStart(rest, subheads=(start,)) if len(words) >= 4 else GluedStart(lead)


def _opening(tokens: tuple[str, ...]) -> int | None:
    """The index of the capitalised opener that follows a run of title words, if there is one."""
    for index, token in enumerate(tokens[: _LONGEST_START + 1]):
        after = tokens[index + 1] if index + 1 < len(tokens) else ""
        if index >= 2 and token[0].isupper() and token.casefold() in _OPENERS and after[:1].islower():
            return index
        if not _is_title_word(token, first=index == 0):
            return None
    return None


@functools.cache
def _is_title_word(token: str, *, first: bool) -> bool:
    word = token.strip("\"'“”‘’(),")
    if token.endswith((".", ",", ":", ";")) and not re.fullmatch(r"[A-Z]\.", token):
        return False
    return bool(word) and (word[0].isupper() or (not first and word in _LINKS))
