"""What the bot says: text, entities and buttons, counted in UTF-16 units as Telegram counts.

Rule: a Message is put together from pieces, never from markup, so foreign text can't break or inject anything.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import regex

LIMIT = 4096  # UTF-16 units after parsing; satisfies both Telegram's server (code points) and its apps
CALLBACK_LIMIT = 64  # bytes of a button's data


class EntityKind(StrEnum):
    """The formatting we use, in Telegram's words."""

    BOLD = "bold"
    ITALIC = "italic"
    CODE = "code"
    LINK = "text_link"
    QUOTE = "blockquote"
    EXPANDABLE = "expandable_blockquote"


@dataclass(frozen=True, slots=True)
class Entity:
    """Formatting of `length` UTF-16 units from `offset`."""

    kind: EntityKind
    offset: int
    length: int
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message: either something to press (at most 64 bytes of data) or a page to open."""

    text: str
    press: str | None = None
    url: str | None = None

    def __post_init__(self) -> None:
        if (self.press is None) == (self.url is None):
            raise ValueError("a button either presses or opens")
        if self.press is not None and not 0 < len(self.press.encode()) <= CALLBACK_LIMIT:
            raise ValueError(f"button data of {len(self.press.encode())} bytes; Telegram takes 1 to {CALLBACK_LIMIT}")


Buttons = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Message:
    """Text with entities and rows of buttons; `edits` = it takes the place of the message whose button was pressed."""

    text: str = ""
    entities: tuple[Entity, ...] = ()
    buttons: Buttons = ()
    edits: bool = False

    def __add__(self, other: "Message | str") -> "Message":
        """Both texts, one after the other; the buttons of both, rows below rows."""
        return join((self, other), "")

    def __len__(self) -> int:
        """Length in UTF-16 units."""
        return units(self.text)

    def with_buttons(self, *rows: Sequence[Button]) -> "Message":
        """The same words over these rows of buttons; empty rows are left out."""
        return replace(self, buttons=tuple(tuple(row) for row in rows if row))


@dataclass(frozen=True, slots=True)
class Notice:
    """A word shown for a moment over the pressed button; with `alert` it waits to be closed. At most 200 characters."""

    text: str
    alert: bool = False


@dataclass(frozen=True, slots=True)
class File:
    """A document to keep: its bytes under a name, and a few words below it."""

    name: str
    content: bytes
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Deferred:
    """A reply that takes seconds: `first` is said at once, and what `then` gives takes its place.

    `then` is called once, or again after a crash, in a thread where it may wait; a UserCanFix or TryLater it raises is
    a reply too.
    """

    first: Message
    then: Callable[[], "Sequence[Reply]"]


Reply = Message | Notice | File | Deferred


def units(text: str) -> int:
    """How many UTF-16 units `text` has."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def plain(text: str) -> Message:
    """Words without formatting."""
    return Message(text)


def styled(kind: EntityKind, content: Message | str, url: str | None = None) -> Message:
    """`content`, all of it in `kind`; nothing for nothing."""
    inner = content if isinstance(content, Message) else Message(content)
    if not inner.text:
        return inner
    return replace(inner, entities=(Entity(kind, 0, len(inner), url), *inner.entities))


def bold(content: Message | str) -> Message:
    """`content` in bold."""
    return styled(EntityKind.BOLD, content)


def italic(content: Message | str) -> Message:
    """`content` in italics."""
    return styled(EntityKind.ITALIC, content)


def code(content: Message | str) -> Message:
    """`content` as something to copy."""
    return styled(EntityKind.CODE, content)


def link(content: Message | str, url: str) -> Message:
    """`content` opening `url`; only http and https become links, anything else stays plain words."""
    if not url.startswith(("https://", "http://")):
        return content if isinstance(content, Message) else Message(content)
    return styled(EntityKind.LINK, content, url)


def expandable(content: Message | str) -> Message:
    """`content` folded to three lines until it is tapped."""
    return styled(EntityKind.EXPANDABLE, content)


def join(pieces: Iterable[Message | str], separator: str = "\n") -> Message:
    """One message of all pieces; entities move along, buttons are stacked in order."""
    texts: list[str] = []
    entities: list[Entity] = []
    rows: list[tuple[Button, ...]] = []
    at, gap, edits = 0, units(separator), False
    for piece in pieces:
        message = piece if isinstance(piece, Message) else Message(piece)
        if texts:
            at += gap
        texts.append(message.text)
        entities += [replace(entity, offset=entity.offset + at) for entity in message.entities]
        rows += message.buttons
        edits = edits or message.edits
        at += len(message)
    return Message(separator.join(texts), tuple(entities), tuple(rows), edits)


# Where a long message may be cut, best place first: between stories, between lines, after the mark of a sentence, after
# a sentence, between words. A seam in the first quarter of a part is passed over: it would leave a stub of a message.
_SEAMS = (
    regex.compile(r"\n\n+"),
    regex.compile(r"\n"),
    regex.compile(r"(?<=↗)\s+"),
    regex.compile(r"(?<=[.!?…।؟۔])\s+|(?<=[。！？])"),
    regex.compile(r"\s+"),
)
_GRAPHEME = regex.compile(r"\X")
_LONGEST_GRAPHEME = 64  # code points looked at beyond a full part, to see whether the last grapheme ends in it


def split(message: Message, limit: int = LIMIT) -> tuple[Message, ...]:
    """The message in parts of at most `limit` (>= 16) UTF-16 units, none empty; the last one has the buttons.

    Cuts between stories (blank lines) if it can, then lines, sentences, words, graphemes. Only white space at the cuts
    is lost; an entity that crosses a cut goes on in the next part. A message of white space alone is one empty part.
    """
    text, start, passed = message.text, 0, 0  # `passed`: units before `start`
    parts: list[Message] = []
    while start < len(text):
        window = _window(text, start, limit)
        end, resume = _cut(text, start, window) if window < len(text) else (window, window)
        parts.append(_slice(message, text[start:end], passed))
        passed += units(text[start:resume])
        start = resume
    parts = [part for part in parts if part.text.strip()] or [Message()]
    parts[-1] = replace(parts[-1], buttons=message.buttons)
    parts[0] = replace(parts[0], edits=message.edits)
    return tuple(parts)


def _window(text: str, start: int, limit: int) -> int:
    """The furthest end such that text[start:end] has at most `limit` units."""
    end = min(len(text), start + limit)
    over = units(text[start:end]) - limit
    while over > 0:
        end -= (over + 1) // 2
        over = units(text[start:end]) - limit
    return end


def _cut(text: str, start: int, window: int) -> tuple[int, int]:
    """Where the part that begins at `start` ends, and where the next one begins."""
    earliest = start + (window - start) // 4
    for seam in _SEAMS:
        found = [match for match in seam.finditer(text, earliest, window + 1) if match.start() <= window]
        if found and found[-1].end() > start:
            return found[-1].start(), found[-1].end()
    # A copy that begins where the part does: from anywhere else a row of flags would be paired wrongly, and in place
    # `regex` counts a row back to its very beginning for each flag (50,000 of them took 50 s, now 1 s).
    ahead = text[start : window + _LONGEST_GRAPHEME]
    last = next((start + m.start() for m in _GRAPHEME.finditer(ahead) if start + m.end() > window), window)
    # A single "grapheme" of thousands of marks is an attack, not a character: cut it where the part is full.
    end = last if last > start else window
    return end, end


def _slice(message: Message, piece: str, low: int) -> Message:
    """The part of the message that is `piece`, `low` UTF-16 units into it, with what its entities cover there."""
    high = low + units(piece)
    entities = tuple(
        replace(entity, offset=max(entity.offset, low) - low, length=covered)
        for entity in message.entities
        if (covered := min(entity.offset + entity.length, high) - max(entity.offset, low)) > 0
    )
    return Message(piece, entities)
