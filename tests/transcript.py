"""A conversation as text a person can review in a snapshot; rule: everything Telegram would show is in it."""

from collections.abc import Sequence

from bot.errors import UserCanFix
from bot.message import Deferred, Entity, EntityKind, File, Message, Notice, Reply

_MARKS = {
    EntityKind.BOLD: ("**", "**"),
    EntityKind.ITALIC: ("_", "_"),
    EntityKind.CODE: ("`", "`"),
    EntityKind.QUOTE: ("<quote>", "</quote>"),
    EntityKind.EXPANDABLE: ("<fold>", "</fold>"),
}


def show(reply: Reply) -> str:
    """One reply: `(edit)` before a message that replaces another, entities as marks, buttons in brackets below.

    What is said while something takes long ends in `...`; `result` is what takes its place.
    """
    if isinstance(reply, Deferred):
        return f"{show(reply.first)}\n..."
    if isinstance(reply, File):
        return f"(file {reply.name}) {reply.caption}\n{reply.content.decode()}"
    if isinstance(reply, Notice):
        return f"({'alert' if reply.alert else 'notice'}) {reply.text}"
    rows = ["  ".join(f"[{b.text} → {b.press or b.url}]" for b in row) for row in reply.buttons]
    return "\n".join(["(edit)"] * reply.edits + [marked(reply)] + rows)


def result(reply: Deferred) -> Sequence[Reply]:
    """What comes in the place of its announcement."""
    try:
        return reply.then()
    except UserCanFix as error:
        return (Message(str(error)),)


def marked(message: Message) -> str:
    """The text with its entities written out."""
    units = message.text.encode("utf-16-le")
    at: dict[int, list[str]] = {}
    for entity in message.entities:
        before, after = _mark(entity)
        at.setdefault(entity.offset, []).append(before)
        at.setdefault(entity.offset + entity.length, []).insert(0, after)
    pieces, last = [], 0
    for offset in sorted(at):
        pieces += [units[2 * last : 2 * offset].decode("utf-16-le"), *at[offset]]
        last = offset
    return "".join([*pieces, units[2 * last :].decode("utf-16-le")])


def _mark(entity: Entity) -> tuple[str, str]:
    return ("[", f"]({entity.url})") if entity.kind is EntityKind.LINK else _MARKS[entity.kind]
