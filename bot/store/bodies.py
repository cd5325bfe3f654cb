"""A message as JSON and back, for the outbox.

Rule: what was written is read for ever; a new field of Message gets a default for bodies that were stored without it.
"""

from typing import Any

from bot.message import Button, Entity, EntityKind, Message


def body_from_message(message: Message) -> dict[str, Any]:
    """Plain lists and dictionaries."""
    return {
        "text": message.text,
        "entities": [[entity.kind.value, entity.offset, entity.length, entity.url] for entity in message.entities],
        "buttons": [[[button.text, button.press, button.url] for button in row] for row in message.buttons],
        "edits": message.edits,
    }


def message_from_body(body: dict[str, Any]) -> Message:
    """The message, equal to the one that was stored."""
    return Message(
        text=body["text"],
        entities=tuple(Entity(EntityKind(kind), offset, length, url) for kind, offset, length, url in body["entities"]),
        buttons=tuple(tuple(Button(text, press, url) for text, press, url in row) for row in body["buttons"]),
        edits=body["edits"],
    )
