"""What the bot may send and what Telegram refuses, through python-telegram-bot and over plain HTTP."""

import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, MessageEntity, ReplyKeyboardMarkup, ReplyKeyboardRemove
from telegram.error import BadRequest, Forbidden

from tests.sandbox.conftest import World


def keyboard(*rows: list[tuple[str, str]]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(text, callback_data=data) for text, data in row] for row in rows]
    )


async def test_a_message_arrives_trimmed_with_its_entities_and_buttons(world: World) -> None:
    await world.type(7, "/start")
    sent = await world.bot.send_message(
        7,
        "  Good morning 😀 Dhaka\n",
        entities=[MessageEntity("bold", 18, 5)],
        reply_markup=keyboard([("More", "m:1")]),
    )
    seen = (await world.read(7))[-1]
    assert sent.text == "Good morning 😀 Dhaka"
    assert sent.parse_entities() == {sent.entities[0]: "Dhaka"}
    assert seen["reply_markup"] == {"inline_keyboard": [[{"text": "More", "callback_data": "m:1"}]]}
    assert seen["from"]["is_bot"]


async def test_links_and_commands_are_found_where_nobody_marked_them(world: World) -> None:
    await world.type(7, "/start")
    sent = await world.bot.send_message(
        7, "See https://example.org/a_(b), write to me@example.org, @newsbot or /help. #news"
    )
    assert list(sent.parse_entities().values()) == [
        "https://example.org/a_(b)", "me@example.org", "@newsbot", "/help", "#news",
    ]  # fmt: skip


async def test_a_marked_link_keeps_its_text_from_being_linked_again(world: World) -> None:
    await world.type(7, "/start")
    link = MessageEntity("text_link", 0, 11, url="https://other.example/page#:~:text=a")
    sent = await world.bot.send_message(7, "example.org says", entities=[link])
    assert [(one.type, one.url) for one in sent.entities] == [("text_link", "https://other.example/page#:~:text=a")]


async def test_a_link_telegram_does_not_allow_is_dropped(world: World) -> None:
    await world.type(7, "/start")
    sent = await world.bot.send_message(
        7, "press", entities=[MessageEntity("text_link", 0, 5, url="javascript:alert(1)")]
    )
    assert sent.entities == ()


async def test_html_becomes_text_and_entities(world: World) -> None:
    await world.type(7, "/start")
    sent = await world.bot.send_message(
        7, '<b>a &lt; <i>b</i></b> <a href="https://example.org/?a=1&amp;b=2">c</a>', parse_mode="HTML"
    )
    assert sent.text == "a < b c"
    assert [(one.type, text) for one, text in sent.parse_entities().items()] == [
        ("bold", "a < "), ("bold", "b"), ("italic", "b"), ("text_link", "c"),
    ]  # fmt: skip
    assert sent.entities[-1].url == "https://example.org/?a=1&b=2"


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"text": ""}, "400 Bad Request: message text is empty"),
        ({}, "400 Bad Request: message text is empty"),
        ({"text": " \n "}, "400 Bad Request: text must be non-empty"),
        ({"text": "😀" * 2049}, "400 Bad Request: message is too long"),
        ({"text": "<b>a", "parse_mode": "HTML"}, "400 Bad Request: can't parse entities: Can't find end tag corresponding to start tag b"),
        ({"text": "é<x>", "parse_mode": "HTML"}, '400 Bad Request: can\'t parse entities: Unsupported start tag "x" at byte offset 2'),
        ({"text": "a", "parse_mode": "BBCode"}, "400 Bad Request: unsupported parse_mode"),
        ({"text": "a", "entities": [{"type": "bold", "offset": 0, "length": 2}]}, "400 Bad Request: entity beginning at UTF-16 offset 0 ends after the end of the text at UTF-16 offset 2"),
        ({"text": "a", "entities": [{"type": "loud", "offset": 0, "length": 1}]}, "400 Bad Request: can't parse MessageEntity: Unsupported type specified"),
        ({"text": "a", "chat_id": 99}, "400 Bad Request: chat not found"),
        ({"text": "a", "chat_id": ""}, "400 Bad Request: chat_id is empty"),
        ({"text": "a", "reply_parameters": {"message_id": 5}}, "400 Bad Request: message to be replied not found"),
    ],
)  # fmt: skip
async def test_a_refusal_has_telegrams_words(world: World, parameters: dict, words: str) -> None:
    await world.type(7, "/start")
    assert await world.refusal("sendMessage", **{"chat_id": 7, **parameters}) == words
    assert len(await world.read(7)) == 1, "a refused message must not appear in the chat"


async def test_4096_units_are_counted_after_parsing(world: World) -> None:
    await world.type(7, "/start")
    sent = await world.bot.send_message(7, f"<b>{'😀' * 2048}</b>", parse_mode="HTML")
    assert len(sent.text.encode("utf-16-le")) // 2 == 4096


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ([[{"text": "a", "callback_data": "x" * 65}]], "BUTTON_DATA_INVALID"),
        ([[{"text": "a", "callback_data": "é" * 33}]], "BUTTON_DATA_INVALID"),
        ([[{"text": "a", "callback_data": ""}]], "BUTTON_DATA_INVALID"),
        ([[{"text": "a"}]], "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"),
        ([[{"text": " ", "callback_data": "x"}]], "inline keyboard button text must be non-empty"),
        ([[{"text": "a", "url": "file:///etc"}]], "inline keyboard button URL 'file:///etc' is invalid: Wrong HTTP URL"),
        ([{"text": "a", "callback_data": "x"}], 'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays'),
        ([[{"text": "a", "callback_data": "x"}] * 9], "reply markup is too long"),
        ([[{"text": "a", "callback_data": "x"}]] * 101, "reply markup is too long"),
    ],
)  # fmt: skip
async def test_a_keyboard_telegram_would_not_show_is_refused(world: World, markup: list, words: str) -> None:
    await world.type(7, "/start")
    refusal = await world.refusal("sendMessage", chat_id=7, text="a", reply_markup={"inline_keyboard": markup})
    assert refusal == f"400 Bad Request: {words}"


async def test_64_bytes_of_button_data_are_fine(world: World) -> None:
    await world.type(7, "/start")
    sent = await world.bot.send_message(7, "a", reply_markup=keyboard([("b", "é" * 32)]))
    assert sent.reply_markup is not None


async def test_an_edit_stands_in_the_place_of_the_message(world: World) -> None:
    await world.type(7, "/start")
    sent = await world.bot.send_message(7, "before", reply_markup=keyboard([("b", "x")]))
    edited = await world.bot.edit_message_text("after", 7, sent.message_id)
    seen = (await world.read(7))[-1]
    assert (edited.text, edited.reply_markup, seen["text"]) == ("after", None, "after")
    assert seen["edit_date"] == seen["date"]


async def test_an_edit_that_changes_nothing_is_refused(world: World) -> None:
    await world.type(7, "/start")
    sent = await world.bot.send_message(7, "same", reply_markup=keyboard([("b", "x")]))
    with pytest.raises(
        BadRequest, match=r"^Message is not modified: specified new message content and reply markup are"
    ):
        await world.bot.edit_message_text("same", 7, sent.message_id, reply_markup=keyboard([("b", "x")]))
    with pytest.raises(BadRequest, match=r"^Message is not modified"):
        await world.bot.edit_message_reply_markup(7, sent.message_id, reply_markup=keyboard([("b", "x")]))


async def test_only_its_own_messages_can_be_edited(world: World) -> None:
    typed = await world.type(7, "/start")
    assert await world.refusal("editMessageText", chat_id=7, message_id=typed["message_id"], text="x") == (
        "400 Bad Request: message can't be edited"
    )
    assert await world.refusal("editMessageText", chat_id=7, message_id=1, text="x") == (
        "400 Bad Request: message to edit not found"
    )


async def test_a_deleted_message_is_gone(world: World) -> None:
    await world.type(7, "/start")
    sent = await world.bot.send_message(7, "soon gone")
    assert await world.bot.delete_message(7, sent.message_id)
    assert [one["text"] for one in await world.read(7)] == ["/start"]
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await world.bot.delete_message(7, sent.message_id)


async def test_nobody_is_written_to_before_they_start(world: World) -> None:
    await world.script.post("/sandbox/chats", json={"type": "private", "id": 8, "first_name": "Ada"})
    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        await world.bot.send_message(8, "Hello")
    await world.type(8, "/start")
    assert (await world.bot.send_message(8, "Hello")).chat.first_name == "Ada"


async def test_a_blocked_bot_cannot_write(world: World) -> None:
    await world.type(7, "/start")
    await world.script.post("/sandbox/chats/7/block")
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await world.bot.send_message(7, "Hello")
    await world.type(7, "/start")
    assert await world.bot.send_message(7, "Welcome back")


async def test_a_document_can_be_downloaded_byte_for_byte(world: World) -> None:
    await world.type(7, "/start")
    content = b"\r\n--not a boundary\r\n\x00\xff" * 3
    sent = await world.bot.send_document(7, content, filename="news.bin", caption="Your export")
    assert (sent.document.file_name, sent.document.file_size, sent.caption) == ("news.bin", len(content), "Your export")
    file = await world.bot.get_file(sent.document.file_id)
    assert bytes(await file.download_as_bytearray()) == content


async def test_the_acceptance_log_lists_every_send_in_order(world: World) -> None:
    await world.type(7, "/start")
    first = await world.bot.send_message(7, "one", disable_notification=True)
    await world.refusal("sendMessage", chat_id=7, text="")
    second = await world.bot.send_message(7, "two")
    log = (await world.script.get("/sandbox/log")).json()
    assert [(one["chat_id"], one["message_id"], one["text"], one["silent"]) for one in log] == [
        (7, first.message_id, "one", True), (7, second.message_id, "two", False),
    ]  # fmt: skip


async def test_a_keyboard_in_place_of_typing_is_offered_until_removed(world: World) -> None:
    await world.type(7, "/start")
    sent = await world.bot.send_message(7, "Where?", reply_markup=ReplyKeyboardMarkup([["Dhaka"]]))
    offered = (await world.script.get("/sandbox/chats")).json()[0]["keyboard"]
    await world.bot.send_message(7, "Good.", reply_markup=ReplyKeyboardRemove())
    removed = (await world.script.get("/sandbox/chats")).json()[0]["keyboard"]
    assert (sent.reply_markup, offered["keyboard"], removed) == (None, [[{"text": "Dhaka"}]], None)


async def test_broken_json_is_named_as_telegram_names_it(world: World) -> None:
    await world.type(7, "/start")
    broken = await world.refusal("sendMessage", chat_id=7, text="a", reply_markup="{")
    wrong = await world.refusal("sendMessage", chat_id=7, text="a", reply_markup=[1])
    assert broken == "400 Bad Request: can't parse reply keyboard markup JSON object"
    assert wrong == "400 Bad Request: object expected as reply markup"


async def test_only_the_first_hundred_entities_are_kept(world: World) -> None:
    await world.type(7, "/start")
    marks = [MessageEntity("bold", 2 * place, 1) for place in range(120)]
    sent = await world.bot.send_message(7, "a " * 120, entities=marks)
    assert len(sent.entities) == 100


async def test_an_unknown_action_is_refused(world: World) -> None:
    await world.type(7, "/start")
    assert await world.bot.send_chat_action(7, "typing")
    assert await world.refusal("sendChatAction", chat_id=7, action="dancing") == (
        "400 Bad Request: wrong parameter action in request"
    )


async def test_an_old_message_cannot_be_deleted(world: World) -> None:
    await world.type(7, "/start")
    sent = await world.bot.send_message(7, "old")
    await world.script.post("/sandbox/clock", json={"advance": 48 * 3600 + 1})
    assert await world.refusal("deleteMessage", chat_id=7, message_id=sent.message_id) == (
        "400 Bad Request: message can't be deleted"
    )


async def test_preview_options_and_topic_come_back_with_the_message(world: World) -> None:
    group = (await world.script.post("/sandbox/chats", json={"type": "supergroup", "members": [1]})).json()
    sent = await world.bot.send_message(group["id"], "a", message_thread_id=5, disable_web_page_preview=True)
    assert (sent.message_thread_id, sent.is_topic_message) == (5, True)
    assert sent.link_preview_options.is_disabled
