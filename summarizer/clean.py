"""Foreign text made safe and normal, in one place.

Rule to remember: every text passes here once, at the edge where it comes in; spans are offsets into what came out.
"""

import re
import unicodedata

LIMIT = 1_000_000  # characters; a long read has 60,000

# C0 and C1 but tab and newline; soft hyphen, Arabic letter mark, Mongolian vowel separator; zero-width space, left-to-right and
# right-to-left marks; embeddings, overrides and isolates; word joiner and invisible operators; byte order mark; interlinear
# annotation; noncharacters; invisible tag letters.
_CONTROLS = (
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff0-\ufffb"
    "\ufdd0-\ufdef\ufffe\uffff\U000e0000-\U000e007f"
)
_BREAKS = "\r\x0b\x0c\x85\u2028\u2029"
_BLANKS = "\xa0\u1680\u2000-\u200a\u202f\u205f\u3000"
_UNWANTED, _LINE_ENDS, _SPACES = (
    re.compile(f"[{_CONTROLS}]"),
    re.compile(f"\r\n|[{_BREAKS}]"),
    re.compile(f"[{_BLANKS}]"),
)
_PLAIN = re.compile("[\t\n -~]*")
_ODD = re.compile(f"[{_CONTROLS}{_BREAKS}{_BLANKS}\ud800-\udfff]")
# Where a joiner means something: Arabic to Tibetan, Myanmar, Khmer, Mongolian, Arabic forms, and emoji with their selector.
_JOINING = "\u0600-\u109f\u1780-\u18af\ua840-\ua87f\ua8e0-\ua8ff\ufb50-\ufdff\ufe0f\ufe70-\ufefe\u2190-\u2bff\U0001f000-\U0001faff"
_IDLE_JOINERS = re.compile(
    f"(?<![{_JOINING}])[\u200c\u200d]+|[\u200c\u200d]+(?![{_JOINING}\u200c\u200d])|[\u200c\u200d]{{2,}}"
)
_SURROGATES = re.compile("[\ud800-\udfff]")
# The blocks that "zalgo" is made of. Other scripts need more: a Hebrew letter may carry a dot, a dagesh, a vowel, a meteg and an accent.
_DECORATION = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f"
_DECORATED = re.compile(f"([{_DECORATION}]{{3}})[{_DECORATION}]+")
_ORNAMENTS = re.compile(f"[{_DECORATION}\u200c\u200d]")
_MOST_ROUNDS = 3  # nothing that people write takes more than two
_MOST_MARKS = 5
_MARKED = re.compile(
    rf"[^\w\s!-~]{{{_MOST_MARKS + 1},}}"
)  # where more marks than that may be: they are no word characters


def clean_text(text: str, *, limit: int = LIMIT) -> str:
    """The text as it may be stored and shown, of at most `limit` characters.

    NFC; no control characters but newline and tab, no lone surrogates, no byte order mark, no direction controls, no zero-width
    characters except joiners between letters or emoji that need them; line ends are newlines, spaces are plain; at most three
    decorating marks on a letter (five in scripts that stack marks). Idempotent; the result always encodes as UTF-8.
    """
    text = text[: 4 * limit]
    if _PLAIN.fullmatch(text):
        return text[:limit]
    if _ODD.search(text):
        text = _replace_odd(text)
    rounds = 0
    # Where marks are dropped, others come to stand together that compose, or joiners that join no more: hence again, till all is still.
    while (settled := _settle(text)) != text:
        rounds += 1
        text = settled if rounds < _MOST_ROUNDS else _ORNAMENTS.sub("", settled)
    return text[:limit].rstrip("\u200c\u200d")


def _replace_odd(text: str) -> str:
    if _SURROGATES.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    return _SPACES.sub(" ", _UNWANTED.sub("", _LINE_ENDS.sub("\n", text)))


def _settle(text: str) -> str:
    if "\u200c" in text or "\u200d" in text:
        text = _IDLE_JOINERS.sub("", text)
    text = unicodedata.normalize("NFC", text)
    return text if text.isascii() else _MARKED.sub(_cap_marks, _DECORATED.sub(r"\1", text))


def _cap_marks(run: re.Match[str]) -> str:
    kept: list[str] = []
    marks = 0
    for character in run.group():
        marks = marks + 1 if unicodedata.category(character) in {"Mn", "Me"} else 0
        if marks <= _MOST_MARKS:
            kept.append(character)
    return "".join(kept)
