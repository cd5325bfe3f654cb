"""The text of a request: read in its parse mode, settled, measured.

The rule to remember: Telegram measures what is left after parsing and trimming, in UTF-16 units, never the markup.
"""

from bot.sandbox.autolinks import find_entities
from bot.sandbox.emulation import Sandbox
from bot.sandbox.entities import Entity, FormattedText, entities_from_json, settle, units
from bot.sandbox.html_markup import parse_html
from bot.sandbox.wire import JsonObject, Parameters, bad_request

_MOST_BYTES = 1 << 15  # of the raw text, markup included
_MOST_ENTITIES = 100  # Telegram shows the first hundred and forgets the rest in silence


def read_text(parameters: Parameters, *, of: str, limit: int) -> FormattedText:
    """The text of a request ("text", or "caption" with its own entities); raises Refusal where Telegram refuses."""
    raw = parameters.text(of)
    if len(raw.encode("utf-8", "replace")) > _MOST_BYTES:
        raise bad_request("text is too long")
    text, entities = _parse(raw, parameters, "entities" if of == "text" else f"{of}_entities")
    settled = settle(text, entities, find_entities)
    if units(settled.text) > limit:
        raise bad_request("message is too long" if of == "text" else "message caption is too long")
    return FormattedText(settled.text, settled.entities[:_MOST_ENTITIES])


def content_json(sandbox: Sandbox, formatted: FormattedText, *, of: str) -> JsonObject:
    """The fields of a Message this text fills."""
    entities = [_entity_json(sandbox, one) for one in formatted.entities]
    known = [one for one in entities if one is not None]
    name = "entities" if of == "text" else f"{of}_entities"
    return {of: formatted.text, **({name: known} if known else {})}


def _entity_json(sandbox: Sandbox, entity: Entity) -> JsonObject | None:
    if entity.type != "text_mention":
        return entity.as_json()
    user = sandbox.state.users.get(entity.user_id or 0)
    return {**entity.as_json(), "user": user} if user else None


def _parse(raw: str, parameters: Parameters, entities: str) -> tuple[str, tuple[Entity, ...]]:
    mode = parameters.text("parse_mode").lower()
    if mode == "html":
        return parse_html(raw)
    if mode in {"markdown", "markdownv2"}:
        raise bad_request("the sandbox doesn't parse Markdown: send entities, or HTML")
    if mode not in {"", "none"}:
        raise bad_request("unsupported parse_mode")
    try:
        return raw, entities_from_json(parameters.json(entities))
    except ValueError:
        return raw, ()  # Telegram ignores entities that are no JSON
