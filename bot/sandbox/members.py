"""Who is what in a chat: members as Bot API objects.

The rule to remember: a status alone is not a ChatMember; each status brings the fields Telegram always sends with it.
"""

from typing import Any

from bot.sandbox.emulation import Sandbox
from bot.sandbox.wire import JsonObject, Misuse

_RIGHTS = (
    "can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members", "can_promote_members",
    "can_change_info", "can_invite_users", "can_post_stories", "can_edit_stories", "can_delete_stories",
    "can_pin_messages",
)  # fmt: skip
_DETAILS: dict[str, JsonObject] = {
    "creator": {"is_anonymous": False},
    "administrator": {"can_be_edited": False, "is_anonymous": False, **dict.fromkeys(_RIGHTS, True)},
    "kicked": {"until_date": 0},
}


def member_json(user: JsonObject, status: str) -> JsonObject:
    """The Bot API's ChatMember for this user."""
    return {"user": user, "status": status, **_DETAILS.get(status, {})}


def numbers_and_people(sandbox: Sandbox, given: Any) -> list[int]:
    """The ids of people given as numbers or as objects with an id; new ones are made known."""
    found: list[int] = []
    for one in given:
        known = one if isinstance(one, dict) else {"id": one}
        try:
            user_id = int(known["id"])
        except (KeyError, TypeError, ValueError) as wrong:
            raise Misuse(400, "Members are numbers, or objects with an id and a first_name.") from wrong
        found.append(int(sandbox.person(user_id, known)["id"]))
    return found
