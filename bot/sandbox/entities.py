"""Formatted text as Telegram keeps it: cleaned, trimmed, its entities checked, cut and sorted.

Offsets and lengths count UTF-16 code units, everywhere. The steps and their order follow TDLib's fix_formatted_text
(tdlib/td, td/telegram/MessageEntity.cpp), so that a text comes back from here as it comes back from Telegram.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from urllib.parse import urlsplit

from bot.sandbox.wire import JsonObject, bad_request

TEXT_LIMIT = 4096  # UTF-16 units of a message, after parsing
CAPTION_LIMIT = 1024  # UTF-16 units

SPLITTABLE = frozenset({"bold", "italic", "underline", "strikethrough", "spoiler"})
QUOTES = frozenset({"blockquote", "expandable_blockquote"})
VERBATIM = frozenset({"code", "pre"})
CONTINUOUS = frozenset({"code", "pre", "text_link", "text_mention", "custom_emoji"})
DETECTED = frozenset(
    {"mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bank_card_number"}
)

_OUTER_FIRST = ("blockquote", "expandable_blockquote", "pre", "code", "text_link", "text_mention")
_INNER_LAST = ("bold", "italic", "underline", "strikethrough", "spoiler", "custom_emoji")
_PRIORITY = {kind: place - 100 for place, kind in enumerate(_OUTER_FIRST)} | {
    kind: place + 100 for place, kind in enumerate(_INNER_LAST)
}
_LINK_SCHEMES = frozenset({"http", "https", "tg", "ton", "mailto"})
_REMOVED = frozenset("\r\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u0333\u033f\u030a")


@dataclass(frozen=True, slots=True)
class Entity:
    """One span of a text and what it means; only the field its type needs is set."""

    type: str
    offset: int
    length: int
    url: str | None = None
    language: str | None = None
    custom_emoji_id: str | None = None
    user_id: int | None = None

    @property
    def end(self) -> int:
        return self.offset + self.length

    def order(self) -> tuple[int, int, int]:
        return self.offset, -self.length, _PRIORITY.get(self.type, 0)

    def as_json(self) -> JsonObject:
        """The Bot API's MessageEntity, but for the `user` of a text_mention."""
        found: JsonObject = {"offset": self.offset, "length": self.length, "type": self.type}
        for name in ("url", "language", "custom_emoji_id"):
            value = getattr(self, name)
            if value is not None:
                found[name] = value
        return found


@dataclass(frozen=True, slots=True)
class FormattedText:
    """A text and its entities, in Telegram's order: by offset, the longer first."""

    text: str
    entities: tuple[Entity, ...] = ()


def units(text: str) -> int:
    """The length of a text as Telegram counts it: in UTF-16 code units."""
    return len(text) + sum(character > "\uffff" for character in text)


def cut(text: str, start: int, end: int) -> str:
    """text[start:end], in UTF-16 code units."""
    return text.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le")


def entities_from_json(given: object) -> tuple[Entity, ...]:
    """The entities a bot sent; those Telegram finds itself and links it doesn't allow are dropped, as Telegram does."""
    if not isinstance(given, list):
        return ()
    found = (_entity_from_json(one) for one in given)
    return tuple(one for one in found if one is not None)


def _entity_from_json(given: object) -> Entity | None:
    if not isinstance(given, dict):
        raise _unparsable("expected an Object")
    kind = given.get("type")
    for name in ("offset", "length"):
        if not isinstance(given.get(name), int):
            raise _unparsable(f'Can\'t find field "{name}"')
    if kind in DETECTED:
        return None
    if kind not in SPLITTABLE | QUOTES | CONTINUOUS:
        raise _unparsable("Unsupported type specified" if kind else "Type is not specified")
    entity = Entity(str(kind), given["offset"], given["length"])
    return _with_detail(entity, given)


def _with_detail(entity: Entity, given: JsonObject) -> Entity | None:
    if entity.type == "text_link":
        url = allowed_link(str(given.get("url", "")))
        return replace(entity, url=url) if url else None
    if entity.type == "pre" and given.get("language"):
        return replace(entity, language=str(given["language"]))
    if entity.type == "custom_emoji":
        return replace(entity, custom_emoji_id=str(given.get("custom_emoji_id", "")))
    if entity.type == "text_mention":
        user = given.get("user")
        if not isinstance(user, dict) or not isinstance(user.get("id"), int):
            raise _unparsable('Can\'t find field "user"')
        return replace(entity, user_id=user["id"])
    return entity


def _unparsable(reason: str) -> Exception:
    return bad_request(f"can't parse MessageEntity: {reason}")


def allowed_link(url: str) -> str | None:
    """The link as Telegram stores it, or None for what it won't link to (javascript:, file:, no host, spaces)."""
    url = url.strip()
    if not url or any(character.isspace() for character in url):
        return None
    if "://" not in url and not url.lower().startswith("mailto:"):
        url = f"http://{url}"
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return None
    if parts.scheme not in _LINK_SCHEMES:
        return None
    if parts.scheme not in {"http", "https"}:
        return url
    if "." not in host.strip("."):
        return None
    return url if parts.path or parts.query or parts.fragment else f"{url}/"


def settle(text: str, entities: Iterable[Entity], detect: Callable[[str], Sequence[Entity]]) -> FormattedText:
    """Text and entities as Telegram stores them; raises Refusal where it refuses.

    `detect` finds the entities nobody marked; they give way to the marked ones.
    """
    given = sorted((one for one in entities if one.length != 0), key=Entity.order)
    clean, moved = _clean(text, given)
    fixed = _without_blanks(clean, _fix(moved))
    trimmed = _trim(clean, fixed)
    if not trimmed.text:
        raise bad_request("text must be non-empty")
    laid = _fix(_laid_under(trimmed.entities, detect(trimmed.text)))
    # What was detected may cut a style so that a piece of it covers blanks alone.
    seen = (one for one in laid if cut(trimmed.text, one.offset, one.end).strip(" \n"))
    return FormattedText(trimmed.text, tuple(seen))


def _clean(text: str, entities: Sequence[Entity]) -> tuple[str, list[Entity]]:
    """Drop what Telegram drops from texts and move the entities accordingly."""
    try:
        text.encode()
    except UnicodeEncodeError as broken:
        raise bad_request("strings must be encoded in UTF-8") from broken
    kept: list[str] = []
    place = {0: 0}  # where a boundary between characters was -> where it is now
    before = after = 0
    for character in text:
        width = 1 + (character > "\uffff")
        before += width
        if character not in _REMOVED:
            kept.append(" " if character < " " and character != "\n" else character)
            after += width
        place[before] = after
    return "".join(kept), [_moved(one, place, before) for one in entities]


def _moved(entity: Entity, place: dict[int, int], size: int) -> Entity:
    if entity.offset < 0 or entity.length < 0:
        wrong = "offset" if entity.offset < 0 else "length"
        raise bad_request(f"receive an entity with incorrect {wrong} {getattr(entity, wrong)}")
    if entity.offset > size:
        raise bad_request(f"entity begins after the end of the text at UTF-16 offset {entity.offset}")
    if entity.offset not in place:
        raise bad_request(f"entity begins in a middle of a UTF-16 symbol at UTF-16 offset {entity.offset}")
    beginning = f"entity beginning at UTF-16 offset {entity.offset} ends"
    if entity.end > size:
        raise bad_request(f"{beginning} after the end of the text at UTF-16 offset {entity.end}")
    if entity.end not in place:
        raise bad_request(f"{beginning} in a middle of a UTF-16 symbol at UTF-16 offset {entity.end}")
    start = place[entity.offset]
    return replace(entity, offset=start, length=place[entity.end] - start)


def _without_blanks(text: str, entities: Sequence[Entity]) -> list[Entity]:
    """Entities start at something visible; those over blanks alone are dropped."""
    kept: list[Entity] = []
    for entity in entities:
        covered = cut(text, entity.offset, entity.end)
        blanks = len(covered) - len(covered.lstrip(" \n"))
        if blanks < len(covered):
            kept.append(replace(entity, offset=entity.offset + blanks, length=entity.length - blanks))
    return kept


def _trim(text: str, entities: Sequence[Entity]) -> FormattedText:
    tail = text.rstrip(" \n")
    lead = len(tail) - len(tail.lstrip(" \n"))  # blanks are one unit each
    size = units(tail)
    moved = (
        replace(one, offset=one.offset - lead, length=min(one.end, size) - one.offset)
        for one in entities
        if one.offset < size
    )
    return FormattedText(tail[lead:], tuple(moved))


def _laid_under(entities: Sequence[Entity], found: Sequence[Entity]) -> list[Entity]:
    """What Telegram detects gives way to every link, code or quote border that was given."""
    solid = [one for one in entities if one.type in CONTINUOUS]
    quotes = [one for one in entities if one.type in QUOTES]
    free = [one for one in found if not any(_touch(one, other) for other in solid)]
    return [*entities, *(one for one in free if all(_nests(one, quote) for quote in quotes))]


def _touch(one: Entity, other: Entity) -> bool:
    return one.offset < other.end and other.offset < one.end


def _fix(entities: Sequence[Entity]) -> list[Entity]:
    """No two links, codes or quotes overlap; bold and its like are cut at their borders and end before code."""
    ordered = sorted((one for one in entities if one.length > 0), key=Entity.order)
    quotes = _disjoint(one for one in ordered if one.type in QUOTES)
    solid = _disjoint(one for one in ordered if one.type not in SPLITTABLE | QUOTES)
    solid = [one for one in solid if all(_nests(one, quote) for quote in quotes)]
    fixed = [*solid, *quotes]
    return sorted([*fixed, *_split((one for one in ordered if one.type in SPLITTABLE), fixed)], key=Entity.order)


def _disjoint(ordered: Iterable[Entity]) -> list[Entity]:
    kept: list[Entity] = []
    for one in ordered:
        if not kept or one.offset >= kept[-1].end:
            kept.append(one)
    return kept


def _nests(one: Entity, quote: Entity) -> bool:
    return not _touch(one, quote) or (quote.offset <= one.offset and one.end <= quote.end)


def _split(splittable: Iterable[Entity], fixed: Sequence[Entity]) -> list[Entity]:
    """Cut at every border of a link, code or quote, and wherever another style begins, as TDLib does."""
    styles = _merged(splittable)
    borders = sorted({border for one in fixed for border in (one.offset, one.end)} | {one.offset for one in styles})
    verbatim = [one for one in fixed if one.type in VERBATIM]
    pieces: list[Entity] = []
    for one in styles:
        marks = [one.offset, *(border for border in borders if one.offset < border < one.end), one.end]
        for start, end in pairwise(marks):
            piece = replace(one, offset=start, length=end - start)
            if not any(_touch(piece, other) for other in verbatim):
                pieces.append(piece)
    return pieces


def _merged(splittable: Iterable[Entity]) -> list[Entity]:
    last: dict[str, Entity] = {}
    done: list[Entity] = []
    for one in splittable:
        before = last.get(one.type)
        if before is not None and one.offset <= before.end:
            last[one.type] = replace(before, length=max(before.end, one.end) - before.offset)
            continue
        if before is not None:
            done.append(before)
        last[one.type] = one
    return [*done, *last.values()]
