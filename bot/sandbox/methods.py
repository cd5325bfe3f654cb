"""The Bot API methods, by name: each takes the sandbox and the parameters and gives Telegram's result.

The rule to remember: a method that isn't listed doesn't exist (404, as at Telegram). getUpdates is in polling.py,
because it alone waits.
"""

import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.sandbox.emulation import Sandbox
from bot.sandbox.members import member_json
from bot.sandbox.sending import (
    delete_message,
    edit_markup,
    edit_text,
    find_target,
    send_action,
    send_document,
    send_message,
    writable,
)
from bot.sandbox.wire import JsonObject, Parameters, bad_request

Method = Callable[[Sandbox, Parameters], object]

# How long Telegram remembers a pressed button is not documented; bots that come back after minutes still meet this text.
_CALLBACK_LIFETIME = timedelta(minutes=15)
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")


def get_me(sandbox: Sandbox, _parameters: Parameters) -> JsonObject:
    abilities = (
        "can_read_all_group_messages",
        "supports_inline_queries",
        "can_connect_to_business",
        "has_main_web_app",
    )
    return {**sandbox.bot, "can_join_groups": True, **dict.fromkeys(abilities, False)}


def set_webhook(sandbox: Sandbox, parameters: Parameters) -> bool:
    """Remembered, so that getUpdates refuses as Telegram's does; nothing is ever delivered to it."""
    url = parameters.text("url")
    if url and not url.startswith("https://"):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    sandbox.state.webhook = url
    if "allowed_updates" in parameters:
        allow_updates(sandbox, parameters)
    if parameters.flag("drop_pending_updates"):
        sandbox.confirm(sandbox.state.updates.next_id)
    sandbox.tell("webhook")
    return True


def delete_webhook(sandbox: Sandbox, parameters: Parameters) -> bool:
    return set_webhook(sandbox, Parameters({"drop_pending_updates": parameters.text("drop_pending_updates")}))


def get_webhook_info(sandbox: Sandbox, _parameters: Parameters) -> JsonObject:
    waiting = len(sandbox.state.updates.waiting)
    return {"url": sandbox.state.webhook, "has_custom_certificate": False, "pending_update_count": waiting}


def allow_updates(sandbox: Sandbox, parameters: Parameters) -> None:
    try:
        kinds = parameters.json("allowed_updates")
    except ValueError as broken:
        raise bad_request("can't parse allowed_updates") from broken
    sandbox.state.updates.allow(kinds if isinstance(kinds, list) else ())


def answer_callback(sandbox: Sandbox, parameters: Parameters) -> bool:
    query_id = parameters.text("callback_query_id")
    query = sandbox.state.callbacks.get(query_id)
    if query is None or sandbox.clock.now() - datetime.fromisoformat(query["at"]) > _CALLBACK_LIFETIME:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    if len(parameters.text("text")) > 200:
        raise bad_request("MESSAGE_TOO_LONG")
    answer: JsonObject = {"text": parameters.text("text"), "show_alert": parameters.flag("show_alert")}
    if parameters.text("url"):
        answer["url"] = parameters.text("url")
    query["answer"] = answer
    sandbox.tell("answer", chat_id=query["chat_id"], callback_query_id=query_id, answer=answer)
    return True


def _shelf(parameters: Parameters) -> str:
    """Where commands are kept: one list for each scope and language."""
    scope = parameters.mapping("scope") or {"type": "default"}
    return json.dumps([scope, parameters.text("language_code")], sort_keys=True)


def set_commands(sandbox: Sandbox, parameters: Parameters) -> bool:
    commands = parameters.json("commands") or []
    if not isinstance(commands, list):
        raise bad_request("expected an Array of BotCommand")
    if len(commands) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    sandbox.state.commands[_shelf(parameters)] = [_checked_command(one) for one in commands]
    sandbox.tell("commands")
    return True


def _checked_command(given: object) -> JsonObject:
    if not isinstance(given, dict):
        raise bad_request("can't parse BotCommand: expected an Object")
    for name in ("command", "description"):
        if not isinstance(given.get(name), str):
            raise bad_request(f"can't parse BotCommand: Can't find field \"{name}\"")
    command = given["command"].removeprefix("/")
    description = given["description"].strip()
    if not _COMMAND.fullmatch(command):
        raise bad_request("BOT_COMMAND_INVALID")
    if not description:
        raise bad_request("command description must be non-empty")
    if len(description) > 256:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": command, "description": description}


def get_commands(sandbox: Sandbox, parameters: Parameters) -> list[JsonObject]:
    return sandbox.state.commands.get(_shelf(parameters), [])


def delete_commands(sandbox: Sandbox, parameters: Parameters) -> bool:
    sandbox.state.commands.pop(_shelf(parameters), None)
    sandbox.tell("commands")
    return True


def _profile_setter(name: str, longest: int) -> Method:
    def set_profile(sandbox: Sandbox, parameters: Parameters) -> bool:
        text = parameters.text(name)
        if len(text) > longest:
            raise bad_request(f"bot {name.replace('_', ' ')} is too long")
        sandbox.state.profile[f"{name} {parameters.text('language_code')}".strip()] = text
        sandbox.tell("profile")
        return True

    return set_profile


def _profile_getter(name: str) -> Method:
    def get_profile(sandbox: Sandbox, parameters: Parameters) -> JsonObject:
        profile = sandbox.state.profile
        return {name: profile.get(f"{name} {parameters.text('language_code')}".strip()) or profile.get(name, "")}

    return get_profile


def set_menu_button(sandbox: Sandbox, parameters: Parameters) -> bool:
    button = parameters.mapping("menu_button") or {"type": "default"}
    if button.get("type") not in {"default", "commands", "web_app"}:
        raise bad_request("can't parse menu button: Unsupported type specified")
    sandbox.state.menu_button = button
    sandbox.tell("profile")
    return True


def get_menu_button(sandbox: Sandbox, _parameters: Parameters) -> JsonObject:
    return sandbox.state.menu_button


def get_chat(sandbox: Sandbox, parameters: Parameters) -> JsonObject:
    chat = find_target(sandbox, parameters)
    gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
    return {
        **sandbox.chat_json(chat),
        "accent_color_id": chat.id % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(gifts, False),
    }


def get_member(sandbox: Sandbox, parameters: Parameters) -> JsonObject:
    chat = writable(sandbox, parameters)
    user_id = parameters.integer("user_id")
    user = sandbox.state.users.get(user_id)
    if user is None:
        raise bad_request("member not found")
    return member_json(user, chat.members.get(user_id, "left"))


def get_administrators(sandbox: Sandbox, parameters: Parameters) -> list[JsonObject]:
    chat = writable(sandbox, parameters)
    if chat.type == "private":
        raise bad_request("there are no administrators in the private chat")
    admins = ((user_id, status) for user_id, status in chat.members.items() if status in {"creator", "administrator"})
    return [member_json(sandbox.state.users[user_id], status) for user_id, status in admins]


def count_members(sandbox: Sandbox, parameters: Parameters) -> int:
    chat = writable(sandbox, parameters)
    return sum(status not in {"left", "kicked"} for status in chat.members.values())


def get_file(sandbox: Sandbox, parameters: Parameters) -> JsonObject:
    file_id = parameters.text("file_id")
    file = sandbox.state.files.get(file_id)
    if file is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    if len(file.content) > 20 * 1024 * 1024:
        raise bad_request("file is too big")
    unique = file_id.replace("file", "unique")
    return {"file_id": file_id, "file_unique_id": unique, "file_size": len(file.content), "file_path": file_id}


def leave_chat(sandbox: Sandbox, parameters: Parameters) -> bool:
    chat = writable(sandbox, parameters)
    if chat.type == "private":
        raise bad_request("chat member status can't be changed in private chats")
    chat.members[sandbox.bot["id"]] = "left"
    sandbox.tell("chat", chat_id=chat.id)
    return True


def say_goodbye(_sandbox: Sandbox, _parameters: Parameters) -> bool:
    """logOut and close: nothing to end here."""
    return True


METHODS: dict[str, Method] = {
    "getme": get_me,
    "setwebhook": set_webhook,
    "deletewebhook": delete_webhook,
    "getwebhookinfo": get_webhook_info,
    "sendmessage": send_message,
    "senddocument": send_document,
    "editmessagetext": edit_text,
    "editmessagereplymarkup": edit_markup,
    "deletemessage": delete_message,
    "sendchataction": send_action,
    "answercallbackquery": answer_callback,
    "setmycommands": set_commands,
    "getmycommands": get_commands,
    "deletemycommands": delete_commands,
    "setmydescription": _profile_setter("description", 512),
    "getmydescription": _profile_getter("description"),
    "setmyshortdescription": _profile_setter("short_description", 120),
    "getmyshortdescription": _profile_getter("short_description"),
    "setchatmenubutton": set_menu_button,
    "getchatmenubutton": get_menu_button,
    "getchat": get_chat,
    "getchatmember": get_member,
    "getchatadministrators": get_administrators,
    "getchatmembercount": count_members,
    "getfile": get_file,
    "leavechat": leave_chat,
    "logout": say_goodbye,
    "close": say_goodbye,
}
