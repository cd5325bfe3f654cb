"""Reply markups: what Telegram accepts under a message, and its words where it doesn't.

The rule to remember: where Telegram would drop or cut buttons in silence (empty texts, rows and keyboards that are
too big) this refuses, because a button that vanishes is a bug of the bot somebody should see.
"""

from typing import Any

from bot.sandbox.entities import allowed_link
from bot.sandbox.wire import JsonObject, Parameters, Refusal, bad_request

_MOST_BUTTONS = 100
_WIDEST_ROW = 8
_ACTIONS = (
    "url", "callback_data", "web_app", "login_url", "switch_inline_query", "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat", "copy_text", "callback_game", "pay",
)  # fmt: skip


def read_markup(parameters: Parameters, *, inline_only: bool = False) -> JsonObject | None:
    """The reply markup of a request, checked, or None; raises Refusal."""
    markup = parameters.mapping("reply_markup", called="reply keyboard markup")
    if not markup:
        return None
    rows = markup.get("inline_keyboard")
    if rows:
        return {"inline_keyboard": _inline_rows(rows)}
    if inline_only and rows is None:
        raise bad_request("inline keyboard expected")
    if markup.get("keyboard"):
        return {**markup, "keyboard": _reply_rows(markup["keyboard"])}
    if markup.get("remove_keyboard") or markup.get("force_reply"):
        return markup
    return None


def find_button(markup: JsonObject | None, data: str) -> JsonObject | None:
    """The inline button that carries this callback_data."""
    rows = (markup or {}).get("inline_keyboard", [])
    return next((button for row in rows for button in row if button.get("callback_data") == data), None)


def _inline_rows(rows: Any) -> list[list[JsonObject]]:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
    checked = [[_inline_button(button) for button in row] for row in rows if row]
    _check_size(checked)
    return checked


def _check_size(rows: list[list[JsonObject]]) -> None:
    if sum(map(len, rows)) > _MOST_BUTTONS or max(map(len, rows), default=0) > _WIDEST_ROW:
        raise bad_request("reply markup is too long")


def _inline_button(button: Any) -> JsonObject:
    text = _text_of(button, "inline keyboard button", "InlineKeyboardButton must be an Object")
    actions = [name for name in _ACTIONS if button.get(name) not in (None, "")]
    if not actions:
        if "callback_data" in button:
            raise bad_request("BUTTON_DATA_INVALID")
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise bad_request(
            f"can't parse inline keyboard button: exactly one action expected, found {', '.join(actions)}"
        )
    action = actions[0]
    return {"text": text, action: _checked_action(action, button[action])}


def _checked_action(action: str, value: Any) -> Any:
    if action == "callback_data" and not (isinstance(value, str) and len(value.encode("utf-8", "replace")) <= 64):
        raise bad_request("BUTTON_DATA_INVALID")
    if action == "url":
        link = allowed_link(str(value))
        if link is None:
            raise bad_request(f"inline keyboard button URL '{value}' is invalid: Wrong HTTP URL")
        return link
    return value


def _reply_rows(rows: Any) -> list[list[JsonObject]]:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request('field "keyboard" must be an Array of Arrays')
    return [[_reply_button(button) for button in row] for row in rows if row]


def _reply_button(button: Any) -> JsonObject:
    if isinstance(button, str):
        button = {"text": button}
    text = _text_of(button, "keyboard button", "KeyboardButton must be a String or an Object")
    return {**button, "text": text}


def _text_of(button: Any, name: str, wrong_type: str) -> str:
    if not isinstance(button, dict):
        raise _unparsable(name, wrong_type)
    text = button.get("text")
    if not isinstance(text, str):
        raise _unparsable(name, 'Can\'t find field "text"')
    if not text.strip():
        raise bad_request(f"{name} text must be non-empty")
    return text


def _unparsable(name: str, reason: str) -> Refusal:
    return bad_request(f"can't parse {name}: {reason}")
