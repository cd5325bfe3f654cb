"""Whatever a client sends, a method answers or refuses; a crash would look like Telegram being down."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.sandbox.methods import METHODS
from bot.sandbox.people import send
from bot.sandbox.wire import Parameters, Refusal, read_parameters
from tests.sandbox.conftest import make_sandbox

NAMES = (
    "chat_id", "text", "entities", "parse_mode", "reply_markup", "reply_parameters", "link_preview_options", "message_id",
    "callback_query_id", "commands", "scope", "menu_button", "user_id", "file_id", "allowed_updates", "url", "caption",
    "caption_entities", "message_thread_id", "action", "description", "short_description", "language_code", "document",
)  # fmt: skip
odd = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 9) | st.text(max_size=5) | st.floats(),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(("type", "offset", "length", "url", "user", "inline_keyboard", "keyboard", "text", "message_id",
                         "callback_data", "command", "description", "id", "chat_id")),
        inner,
        max_size=4,
    ),
    max_leaves=12,
)  # fmt: skip


@given(st.sampled_from(sorted(METHODS)), st.dictionaries(st.sampled_from(NAMES), odd, max_size=6), st.booleans())
@settings(max_examples=400)
def test_a_method_answers_or_refuses(method: str, values: dict, as_text: bool) -> None:
    sandbox = make_sandbox()
    send(sandbox, 7, {"text": "/start"})
    values = {"chat_id": 7, "text": "hello", **values}
    if as_text:
        values = {name: value if isinstance(value, str) else json.dumps(value) for name, value in values.items()}
    try:
        json.dumps(METHODS[method](sandbox, Parameters(values)))
    except (Refusal, json.JSONDecodeError):
        return  # both are answered with 400


@given(
    st.binary(max_size=200),
    st.sampled_from(("", "application/json", "multipart/form-data; boundary=b", "multipart/form-data", "text/plain")),
)
def test_any_body_is_read_or_refused(body: bytes, content_type: str) -> None:
    try:
        read_parameters("", content_type, body)
    except Refusal as refusal:
        if refusal.code != 400:
            raise
