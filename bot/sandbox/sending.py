"""Bot API methods that put something into a chat or change what stands there.

The rule to remember: whatever is accepted is written to the acceptance log first; the tests of "nothing lost, nothing
doubled" read that log, not the bot's.
"""

from datetime import timedelta

from bot.sandbox.emulation import Sandbox
from bot.sandbox.entities import CAPTION_LIMIT, TEXT_LIMIT
from bot.sandbox.keyboards import read_markup
from bot.sandbox.state import Chat, StoredFile
from bot.sandbox.texts import content_json, read_text
from bot.sandbox.wire import JsonObject, Parameters, Refusal, bad_request

_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current content "
    "and reply markup of the message"
)
_DELETABLE = timedelta(hours=48)
_ACTIONS = frozenset(
    {"typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document",
     "choose_sticker", "find_location", "record_video_note", "upload_video_note"}
)  # fmt: skip


def find_target(sandbox: Sandbox, parameters: Parameters) -> Chat:
    """The chat a request names, if the bot knows it; raises Refusal "chat not found"."""
    given = parameters.text("chat_id")
    if not given:
        raise bad_request("chat_id is empty")
    chat_id = parameters.integer("chat_id")
    chat = sandbox.state.chats.get(chat_id)
    if chat is None:
        if chat_id in sandbox.state.users:
            raise Refusal(403, "Forbidden: bot can't initiate conversation with a user")
        raise bad_request("chat not found")
    return chat


def writable(sandbox: Sandbox, parameters: Parameters) -> Chat:
    """The chat a request names, if the bot may write there; raises Refusal in Telegram's words for why not."""
    chat = find_target(sandbox, parameters)
    if chat.migrated_to is not None:
        moved = {"migrate_to_chat_id": chat.migrated_to}
        raise Refusal(400, "Bad Request: group chat was upgraded to a supergroup chat", moved)
    if not chat.started:
        raise Refusal(403, "Forbidden: bot can't initiate conversation with a user")
    status = sandbox.bot_status(chat)
    if status == "kicked":
        blocked = "blocked by the user" if chat.type == "private" else f"kicked from the {chat.type} chat"
        raise Refusal(403, f"Forbidden: bot was {blocked}")
    if status == "left":
        raise Refusal(403, f"Forbidden: bot is not a member of the {chat.type} chat")
    return chat


def send_message(sandbox: Sandbox, parameters: Parameters) -> JsonObject:
    if not parameters.text("text"):
        raise bad_request("message text is empty")
    chat = writable(sandbox, parameters)
    content = content_json(sandbox, read_text(parameters, of="text", limit=TEXT_LIMIT), of="text")
    return _accept(sandbox, chat, parameters, content=content)


def send_document(sandbox: Sandbox, parameters: Parameters) -> JsonObject:
    chat = writable(sandbox, parameters)
    content: JsonObject = {}
    if parameters.text("caption"):
        content = content_json(sandbox, read_text(parameters, of="caption", limit=CAPTION_LIMIT), of="caption")
    upload = parameters.upload("document")
    if upload is None:
        raise bad_request("there is no document in the request")
    document = sandbox.keep_file(StoredFile(upload.name, upload.mime_type, upload.content))
    return _accept(sandbox, chat, parameters, content={"document": document, **content})


def _accept(sandbox: Sandbox, chat: Chat, parameters: Parameters, *, content: JsonObject) -> JsonObject:
    frame = {**_reply(chat, parameters), **content, **_kept(parameters)}
    markup = read_markup(parameters)
    if markup is not None and "inline_keyboard" in markup:
        frame["reply_markup"] = markup
    elif markup is not None:
        chat.keyboard = markup if "keyboard" in markup else None
        sandbox.tell("chat", chat_id=chat.id)
    message = sandbox.add_message(chat, sandbox.bot, frame)
    sandbox.state.accepted.append(
        {
            "chat_id": chat.id,
            "message_id": message["message_id"],
            "text": message.get("text", message.get("caption", "")),
            "time": sandbox.clock.now().isoformat(),
            "silent": parameters.flag("disable_notification"),
        }
    )
    return message


def _reply(chat: Chat, parameters: Parameters) -> JsonObject:
    given = parameters.mapping("reply_parameters")
    message_id = Parameters(given).integer("message_id") or parameters.integer("reply_to_message_id")
    if not message_id:
        return {}
    replied = chat.messages.get(message_id)
    if replied is not None:
        return {"reply_to_message": {name: value for name, value in replied.items() if name != "reply_to_message"}}
    if given.get("allow_sending_without_reply") or parameters.flag("allow_sending_without_reply"):
        return {}
    raise bad_request("message to be replied not found")


def _kept(parameters: Parameters) -> JsonObject:
    """What a Message repeats of its request."""
    kept: JsonObject = {}
    preview = parameters.mapping("link_preview_options")
    if preview:
        kept["link_preview_options"] = preview
    if parameters.integer("message_thread_id"):
        kept |= {"message_thread_id": parameters.integer("message_thread_id"), "is_topic_message": True}
    return kept


def edit_text(sandbox: Sandbox, parameters: Parameters) -> JsonObject:
    if not parameters.text("text"):
        raise bad_request("message text is empty")
    content = content_json(sandbox, read_text(parameters, of="text", limit=TEXT_LIMIT), of="text")
    return _edit(sandbox, parameters, content={**content, **_kept(parameters)})


def edit_markup(sandbox: Sandbox, parameters: Parameters) -> JsonObject:
    return _edit(sandbox, parameters)


def _edit(sandbox: Sandbox, parameters: Parameters, *, content: JsonObject | None = None) -> JsonObject:
    """The bot's own message with another content (None: the same) and the markup of the request, or without one."""
    chat, before = _own_message(sandbox, parameters)
    replaced = {"reply_markup"} | (set() if content is None else {"entities", "link_preview_options"})
    if content is not None and "text" not in before:
        raise bad_request("there is no text in the message to edit")
    after = {name: value for name, value in before.items() if name not in replaced} | (content or {})
    markup = read_markup(parameters, inline_only=True)
    if markup is not None:
        after["reply_markup"] = markup
    if after == before:
        raise bad_request(_NOT_MODIFIED)
    after["edit_date"] = sandbox.timestamp()
    sandbox.change_message(chat, after)
    return after


def _own_message(sandbox: Sandbox, parameters: Parameters) -> tuple[Chat, JsonObject]:
    chat = writable(sandbox, parameters)
    if not parameters.integer("message_id"):
        raise bad_request("message identifier is not specified")
    message = chat.messages.get(parameters.integer("message_id"))
    if message is None:
        raise bad_request("message to edit not found")
    if message["from"]["id"] != sandbox.bot["id"]:
        raise bad_request("message can't be edited")
    return chat, message


def delete_message(sandbox: Sandbox, parameters: Parameters) -> bool:
    chat = writable(sandbox, parameters)
    if not parameters.integer("message_id"):
        raise bad_request("message identifier is not specified")
    message = chat.messages.get(parameters.integer("message_id"))
    if message is None:
        raise bad_request("message to delete not found")
    own = message["from"]["id"] == sandbox.bot["id"]
    allowed = own or chat.type == "private" or sandbox.bot_status(chat) == "administrator"
    if not allowed or sandbox.timestamp() - message["date"] > _DELETABLE.total_seconds():
        raise bad_request("message can't be deleted")
    sandbox.remove_message(chat, message["message_id"])
    return True


def send_action(sandbox: Sandbox, parameters: Parameters) -> bool:
    chat = writable(sandbox, parameters)
    action = parameters.text("action").lower()
    if action not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    sandbox.tell("action", chat_id=chat.id, action=action)
    return True
