"""What the bot understands of what Telegram sends."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import Update

from bot.model import Address, ChatKind, Document, Incoming, Location, Person, Quoted
from bot.telegram.incoming import ChatChange, Fate, read, read_change

ANA = {"id": 7, "is_bot": False, "first_name": "Ana", "last_name": "Li", "language_code": "pt"}
US = {"id": 1, "is_bot": True, "first_name": "News", "username": "news_bot"}
PRIVATE = {"id": 7, "type": "private", "first_name": "Ana", "last_name": "Li"}
GROUP = {"id": -7, "type": "group", "title": "Readers"}
FORUM = {"id": -1007, "type": "supergroup", "title": "Forum", "is_forum": True}
CHANNEL = {"id": -1008, "type": "channel", "title": "Channel"}


def message(text: str | None = None, *, chat: dict = PRIVATE, sender: dict | None = ANA, **more: Any) -> dict:
    made = {"message_id": 5, "date": 1_900_000_000, "chat": chat, **more}
    if sender is not None:
        made["from"] = sender
    return made if text is None else {**made, "text": text}


def said(text: str | None = None, **more: Any) -> Incoming | None:
    return read(Update.de_json({"update_id": 3, "message": message(text, **more)}), "news_bot")


def update(**content: Any) -> Update:
    return Update.de_json({"update_id": 3, **content})


def test_a_command_is_read_with_its_words_and_its_person() -> None:
    assert said("/Latest@News_Bot  10 dhaka ") == Incoming(
        update_id=3,
        address=Address(7),
        kind=ChatKind.PRIVATE,
        chat_title="Ana Li",
        person=Person(7, "Ana Li", "pt"),
        is_admin=True,
        message_id=5,
        command="latest",
        words="10 dhaka",
    )


@pytest.mark.parametrize("text", ["/latest@other_bot", "/start@news_bot2 now"])
def test_commands_for_other_bots_are_left_to_them(text: str) -> None:
    assert said(text, chat=GROUP) is None


def test_a_document_is_known_by_name_and_size_before_it_is_fetched() -> None:
    file = {"file_id": "f", "file_unique_id": "u", "file_name": "Mine.OPML", "file_size": 900}
    heard = said(document=file, caption="/add these")
    assert heard is not None
    assert (heard.document, heard.command, heard.words) == (Document("Mine.OPML", 900), "add", "these")
    assert heard.document is not None
    assert (heard.document.suffix, heard.document.is_readable) == (".opml", True)


def test_a_moving_picture_is_no_document_to_read() -> None:
    clip = {"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1, "duration": 1}
    heard = said(animation=clip, document={"file_id": "f", "file_unique_id": "u", "file_name": "cat.mp4"})
    assert heard is not None
    assert heard.document is None


@pytest.mark.parametrize(
    ("name", "size", "reads"),
    [
        ("a.txt", 8 * 2**20, True),
        ("a.txt", 8 * 2**20 + 1, False),
        ("a.opml", 2**20, True),
        ("a.opml", 2**20 + 1, False),
        ("a.exe", 1, False),
        ("txt", 1, False),
        ("a.txt.zip", 1, False),
    ],
)
def test_only_files_of_a_kind_and_size_we_read_are_fetched(name: str, size: int, reads: bool) -> None:
    assert Document(name, size).is_readable is reads


def test_a_slash_that_is_no_command_is_text() -> None:
    for text in ("/usr/bin/env", "1/2 of it", "/", "/новости"):
        heard = said(text)
        assert heard is not None
        assert (heard.command, heard.words) == (None, text)


def test_in_a_group_only_commands_and_replies_to_the_bot_are_heard() -> None:
    assert said("what a day", chat=GROUP) is None
    assert said("/latest", chat=GROUP).command == "latest"  # type: ignore[union-attr]
    answered = message("a list", chat=GROUP, sender=US)
    assert said("the second one", chat=GROUP, reply_to_message=answered).words == "the second one"  # type: ignore[union-attr]
    to_ben = message("hello", chat=GROUP, sender={**ANA, "id": 8})
    assert said("hello Ben", chat=GROUP, reply_to_message=to_ben) is None


def test_in_a_channel_only_commands_are_heard_and_whoever_posts_is_an_admin() -> None:
    post = message("/subscribe 07:30", chat=CHANNEL, sender=None, sender_chat=CHANNEL)
    heard = read(update(channel_post=post), "news_bot")
    assert heard is not None
    assert (heard.command, heard.person, heard.is_admin, heard.kind) == ("subscribe", None, True, ChatKind.CHANNEL)
    assert read(update(channel_post=message("news of ours", chat=CHANNEL, sender=None)), "news_bot") is None


def test_an_admin_who_hides_is_an_admin_and_a_linked_channel_is_not() -> None:
    bot_of_telegrams = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
    hidden = said("/subscribe", chat=GROUP, sender=bot_of_telegrams, sender_chat=GROUP)
    assert hidden is not None
    assert (hidden.is_admin, hidden.person) == (True, None)
    linked = said("/subscribe", chat=GROUP, sender={**ANA, "id": 777000}, sender_chat=CHANNEL)
    assert linked is not None
    assert (linked.is_admin, linked.person) == (False, None)


def test_nobody_in_a_group_is_an_admin_before_telegram_was_asked() -> None:
    assert said("/subscribe", chat=GROUP).is_admin is False  # type: ignore[union-attr]


def test_bots_are_not_answered() -> None:
    assert said("/latest", sender={**ANA, "is_bot": True}) is None


def test_edited_messages_are_not_heard_again() -> None:
    assert read(update(edited_message=message("/latest")), "news_bot") is None


def test_a_forwarded_post_brings_its_caption_and_its_links() -> None:
    caption = "🗞 News from Dhaka: read more or look at example.com"
    marked = [
        {"type": "text_link", "offset": 20, "length": 9, "url": "https://example.com/story"},
        {"type": "url", "offset": 41, "length": 11},
        {"type": "text_link", "offset": 0, "length": 2, "url": "tg://user?id=1"},
    ]
    origin = {"type": "hidden_user", "date": 1, "sender_user_name": "somebody"}
    heard = said(caption=caption, caption_entities=marked, forward_origin=origin, photo=[_photo()])
    assert heard is not None
    assert heard.is_forwarded
    assert heard.words == caption
    assert heard.links == ("https://example.com/story", "https://example.com")


def test_a_command_may_stand_under_a_picture() -> None:
    assert said(caption="/summary short", photo=[_photo()]).command == "summary"  # type: ignore[union-attr]


def test_a_reply_quotes_what_it_answers() -> None:
    entities = [{"type": "url", "offset": 4, "length": 19}]
    original = message("See https://example.com", sender={**ANA, "id": 8}, entities=entities)
    heard = said("/summary", reply_to_message=original)
    assert heard is not None
    assert heard.reply_to == Quoted("See https://example.com", ("https://example.com",), 5)


def test_a_topic_is_an_address_of_its_own_and_its_opening_is_no_quote() -> None:
    opening = message(chat=FORUM, forum_topic_created={"name": "News", "icon_color": 1})
    heard = said("/latest", chat=FORUM, is_topic_message=True, message_thread_id=99, reply_to_message=opening)
    assert heard is not None
    assert (heard.address, heard.reply_to) == (Address(-1007, 99), None)
    thread_of_replies = said("/latest", chat={**FORUM, "is_forum": False}, message_thread_id=99)
    assert thread_of_replies is not None
    assert thread_of_replies.address == Address(-1007)


def test_a_shared_place_is_read() -> None:
    heard = said(location={"latitude": 23.7, "longitude": 90.4})
    assert heard is not None
    assert (heard.location, heard.words, heard.command) == (Location(23.7, 90.4), "", None)


def press(**query: Any) -> Incoming | None:
    asked = {
        "id": "1",
        "from": ANA,
        "chat_instance": "1",
        "data": "s:3",
        "message": message("a list", sender=US),
        **query,
    }
    return read(update(callback_query=asked), "news_bot")


def test_a_press_tells_the_button_and_the_message_it_hangs_on() -> None:
    heard = press()
    assert heard is not None
    assert (heard.press, heard.message_id, heard.person.id, heard.is_admin) == ("s:3", 5, 7, True)  # type: ignore[union-attr]


def test_a_press_in_a_group_or_channel_gives_no_rights() -> None:
    for chat in (GROUP, CHANNEL):
        heard = press(message=message("a list", chat=chat, sender=US))
        assert heard is not None
        assert not heard.is_admin


def test_a_press_on_a_message_that_telegram_no_longer_shows_is_still_read() -> None:
    heard = press(message={"message_id": 5, "date": 0, "chat": PRIVATE})
    assert heard is not None
    assert (heard.press, heard.message_id) == ("s:3", 5)


def test_a_press_without_data_or_in_inline_mode_is_nothing() -> None:
    assert press(data=None, game_short_name="chess") is None
    assert press(message=None, inline_message_id="9") is None


def membership(status: str, chat: dict = PRIVATE, **more: Any) -> ChatChange | None:
    def member(status: str) -> dict:
        return {"user": US, "status": status, "until_date": 0, **more}

    change = {"chat": chat, "from": ANA, "date": 1, "old_chat_member": {"user": US, "status": "member"}}
    return read_change(update(my_chat_member={**change, "new_chat_member": member(status)}))


def test_blocking_removing_and_coming_back_are_noticed() -> None:
    assert membership("kicked") == ChatChange(7, Fate.LEFT, "blocked by the person")
    assert membership("left", GROUP) == ChatChange(-7, Fate.LEFT, "removed from the chat")
    assert membership("member", GROUP) == ChatChange(-7, Fate.JOINED)


def test_a_group_where_the_bot_may_not_write_counts_as_left() -> None:
    rights = dict.fromkeys(
        (
            *(
                "can_change_info",
                "can_invite_users",
                "can_pin_messages",
                "can_manage_topics",
                "can_edit_tag",
                "can_react_to_messages",
            ),
            *("can_send_polls", "can_send_other_messages", "can_add_web_page_previews", "can_send_audios"),
            *(
                "can_send_documents",
                "can_send_photos",
                "can_send_videos",
                "can_send_video_notes",
                "can_send_voice_notes",
            ),
        ),
        False,
    )
    silenced = membership("restricted", GROUP, is_member=True, can_send_messages=False, **rights)
    assert silenced == ChatChange(-7, Fate.LEFT, "not allowed to write in the chat")
    assert membership("restricted", GROUP, is_member=True, can_send_messages=True, **rights) == ChatChange(
        -7, Fate.JOINED
    )


def test_a_move_to_a_supergroup_is_read_alike_from_both_ends() -> None:
    moved = ChatChange(-7, Fate.MIGRATED, new_chat=-1007)
    assert read_change(update(message=message(chat=GROUP, migrate_to_chat_id=-1007))) == moved
    assert read_change(update(message=message(chat=FORUM, migrate_from_chat_id=-7))) == moved
    assert said(chat=GROUP, migrate_to_chat_id=-1007) is None


ENTITIES = st.lists(
    st.builds(
        lambda kind, offset, length: {"type": kind, "offset": offset, "length": length, "url": "https://example.com"},
        st.sampled_from(["url", "text_link", "bold", "bot_command", "a kind of tomorrow"]),
        st.integers(0, 40),
        st.integers(0, 40),
    ),
    max_size=4,
)


@given(
    st.text(st.characters()),
    ENTITIES,
    st.sampled_from([PRIVATE, GROUP, FORUM, CHANNEL, {"id": 9, "type": "a kind of tomorrow"}]),
)
def test_no_message_whatever_is_in_it_breaks_reading(text: str, entities: list[dict], chat: dict) -> None:
    heard = said(text, entities=entities, chat=chat)
    if heard is not None:
        heard.words.encode()
        assert "\0" not in heard.words


def _photo() -> dict[str, Any]:
    return {"file_id": "x", "file_unique_id": "x", "width": 1, "height": 1}
