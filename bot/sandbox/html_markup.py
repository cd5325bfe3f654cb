"""parse_mode HTML: Telegram's tags in, text and entities out, refusals in its words with byte offsets.

Follows TDLib's parse_html (tdlib/td, td/telegram/MessageEntity.cpp). The rule to remember: it reads bytes, not
characters, because the offsets in Telegram's error texts count bytes.
"""

import re
from dataclasses import dataclass, field, replace

from bot.sandbox.entities import Entity, allowed_link, units
from bot.sandbox.wire import Refusal, bad_request

_STYLES = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler", "span": "spoiler",
}  # fmt: skip
_TAGS = frozenset(_STYLES) | {"a", "tg-emoji", "pre", "code", "blockquote"}
_REFERENCE = re.compile(rb"&(?:#x([0-9a-fA-F]+)|#([0-9]+)|(lt|gt|amp|quot)(?![A-Za-z]));?")
_NAMED = {b"lt": "<", b"gt": ">", b"amp": "&", b"quot": '"'}
_SPACE = b" \t\r\n\v\f"


@dataclass(frozen=True, slots=True)
class _Open:
    tag: str
    argument: str
    offset: int  # UTF-16 units of text before the tag
    place: int  # characters of text before the tag


@dataclass(slots=True)
class _Reader:
    source: bytes
    at: int = 0
    text: str = ""
    size: int = 0  # UTF-16 units of text so far
    stack: list[_Open] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)

    def write(self, text: str) -> None:
        self.text += text
        self.size += units(text)

    def peek(self) -> bytes:
        return self.source[self.at : self.at + 1]

    def skip_space(self) -> None:
        while self.peek() and self.peek() in _SPACE:
            self.at += 1

    def take_until(self, stops: bytes) -> bytes:
        start = self.at
        while self.peek() and self.peek() not in stops:
            self.at += 1
        return self.source[start : self.at]


def parse_html(markup: str) -> tuple[str, tuple[Entity, ...]]:
    """The text of `markup` and its entities; raises Refusal "can't parse entities: ..." as Telegram does."""
    try:
        reader = _Reader(markup.encode())
    except UnicodeEncodeError as broken:
        raise bad_request("strings must be encoded in UTF-8") from broken
    while reader.at < len(reader.source):
        if reader.peek() == b"&":
            reader.write(_read_reference(reader))
        elif reader.peek() != b"<":
            reader.write(reader.take_until(b"<&").decode())
        elif reader.source[reader.at + 1 : reader.at + 2] == b"/":
            _read_end(reader)
        else:
            _read_start(reader)
    if reader.stack:
        raise _broken(f"Can't find end tag corresponding to start tag {reader.stack[-1].tag}")
    return reader.text, tuple(replace(one, language=None) if one.type == "code" else one for one in reader.entities)


def _broken(reason: str) -> Refusal:
    return bad_request(f"can't parse entities: {reason}")


def _read_reference(reader: _Reader) -> str:
    match = _REFERENCE.match(reader.source, reader.at)
    character = _referenced(match) if match else None
    if match is None or character is None:
        reader.at += 1
        return "&"
    reader.at = match.end()
    return character


def _referenced(match: re.Match[bytes]) -> str | None:
    hexadecimal, decimal, name = match.groups()
    if name:
        return _NAMED[name]
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    if code == 0 or code >= 0x10FFFF or len(match.group().rstrip(b";")) >= 10 or 0xD800 <= code <= 0xDFFF:
        return None
    return chr(code)


def _read_start(reader: _Reader) -> None:
    begin = reader.at
    reader.at += 1
    tag = reader.take_until(_SPACE + b">").decode("utf-8", "replace").lower()
    if not reader.peek():
        raise _broken(f"Unclosed start tag at byte offset {begin}")
    if tag not in _TAGS:
        raise _broken(f'Unsupported start tag "{tag}" at byte offset {begin}')
    argument = ""
    while True:
        reader.skip_space()
        if reader.peek() == b">":
            break
        argument = _argument(tag, *_read_attribute(reader, tag, begin)) or argument
    reader.at += 1
    if tag == "span" and argument != "spoiler":
        raise _broken(f'Tag "span" must have class "tg-spoiler" at byte offset {begin}')
    reader.stack.append(_Open(tag, argument, reader.size, len(reader.text)))


def _read_attribute(reader: _Reader, tag: str, begin: int) -> tuple[str, str]:
    name = reader.take_until(_SPACE + b"=>").decode("utf-8", "replace")
    if not name and reader.peek():
        raise _broken(f'Empty attribute name in the tag "{tag}" at byte offset {begin}')
    reader.skip_space()
    if tag == "blockquote" and name == "expandable" and reader.peek() != b"=":
        if not reader.peek():
            raise _broken(f"Unclosed start tag at byte offset {begin}")
        return name, name
    if reader.peek() != b"=":
        raise _broken(
            f'Expected equal sign in declaration of an attribute of the tag "{tag}" at byte offset {begin}'
            if reader.peek()
            else f"Unclosed start tag at byte offset {begin}"
        )
    reader.at += 1
    reader.skip_space()
    value = _read_value(reader)
    if not reader.peek():
        raise _broken(f'Unclosed start tag "{tag}" at byte offset {begin}')
    return name, value


def _read_value(reader: _Reader) -> str:
    quote = reader.peek()
    if quote not in {b"'", b'"'}:
        start = reader.at
        while reader.peek().isalnum() or reader.peek() in {b".", b"-"}:
            reader.at += 1
        if reader.peek() and reader.peek() not in _SPACE + b">":
            raise _broken(f"Unexpected end of name token at byte offset {start}")
        return reader.source[start : reader.at].decode().lower()
    reader.at += 1
    value = ""
    while reader.peek() and reader.peek() != quote:
        value += _read_reference(reader) if reader.peek() == b"&" else reader.take_until(quote + b"&").decode()
    reader.at += 1
    return value


def _argument(tag: str, name: str, value: str) -> str:
    """What of an attribute counts: everything else is ignored."""
    if (tag, name) in {("a", "href"), ("tg-emoji", "emoji-id")}:
        return value
    if (tag, name) == ("blockquote", "expandable"):
        return name
    if (tag, name) == ("code", "class") and value.startswith("language-"):
        return value.removeprefix("language-")
    if (tag, name) == ("span", "class") and value.startswith("tg-"):
        return value.removeprefix("tg-")
    return ""


def _read_end(reader: _Reader) -> None:
    begin = reader.at
    if not reader.stack:
        raise _broken(f"Unexpected end tag at byte offset {begin}")
    reader.at += 2
    tag = reader.take_until(_SPACE + b">").decode("utf-8", "replace").lower()
    reader.skip_space()
    if reader.peek() != b">":
        raise _broken(f"Unclosed end tag at byte offset {begin}")
    reader.at += 1
    opened = reader.stack.pop()
    if tag and tag != opened.tag:
        raise _broken(f'Unmatched end tag at byte offset {begin}, expected "</{opened.tag}>", found "</{tag}>"')
    if reader.size > opened.offset:
        _close(reader, opened)


def _close(reader: _Reader, opened: _Open) -> None:
    span = Entity("", opened.offset, reader.size - opened.offset)
    before = reader.entities[-1] if reader.entities else None
    if opened.tag in _STYLES:
        reader.entities.append(replace(span, type=_STYLES[opened.tag]))
    elif opened.tag == "a":
        link = allowed_link(opened.argument or reader.text[opened.place :])
        if link:
            reader.entities.append(replace(span, type="text_link", url=link))
    elif opened.tag == "blockquote":
        reader.entities.append(replace(span, type="expandable_blockquote" if opened.argument else "blockquote"))
    elif opened.tag == "tg-emoji":
        if not opened.argument.isdigit():
            raise bad_request("invalid custom emoji identifier specified")
        reader.entities.append(replace(span, type="custom_emoji", custom_emoji_id=opened.argument))
    else:
        _close_verbatim(reader, opened, span, before)


def _close_verbatim(reader: _Reader, opened: _Open, span: Entity, before: Entity | None) -> None:
    """<pre><code class="language-x"> is one entity, whichever of the two is outside."""
    same = before is not None and (before.offset, before.length) == (span.offset, span.length)
    if same and before is not None and {before.type, opened.tag} == {"pre", "code"}:
        language = before.language or opened.argument or None
        if language:
            reader.entities[-1] = replace(before, type="pre", language=language)
            return
    reader.entities.append(replace(span, type=opened.tag, language=opened.argument or None))
