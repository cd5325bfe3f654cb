"""How the bot hears of things: offsets, long polls, conflicts, callbacks, groups."""

import asyncio

import httpx
import pytest
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden

from tests.sandbox.conftest import TOKEN, World, open_world


async def test_an_update_comes_again_until_a_later_offset_confirms_it(world: World) -> None:
    await world.type(7, "one")
    await world.type(7, "two")
    first = await world.bot.get_updates()
    again = await world.bot.get_updates()
    rest = await world.bot.get_updates(offset=first[0].update_id + 1)
    assert [one.message.text for one in first] == [one.message.text for one in again] == ["one", "two"]
    assert [one.message.text for one in rest] == ["two"]
    assert [one.message.text for one in await world.bot.get_updates()] == ["two"]


async def test_a_negative_offset_keeps_only_the_newest(world: World) -> None:
    for text in ("one", "two", "three"):
        await world.type(7, text)
    assert [one.message.text for one in await world.bot.get_updates(offset=-1)] == ["three"]
    assert [one.message.text for one in await world.bot.get_updates(limit=1)] == ["three"]


async def test_a_long_poll_answers_when_somebody_writes(world: World) -> None:
    poll = asyncio.create_task(world.bot.get_updates(timeout=30))
    await asyncio.sleep(0.05)
    await world.type(7, "hello")
    assert [one.message.text for one in await poll] == ["hello"]


async def test_a_second_poll_ends_the_first(world: World) -> None:
    first = asyncio.create_task(world.bot.get_updates(timeout=30))
    await asyncio.sleep(0.05)
    assert await world.raw("getUpdates") == (200, {"ok": True, "result": []})
    with pytest.raises(Conflict, match="terminated by other getUpdates request; make sure that only one bot instance"):
        await first


async def test_no_updates_are_given_while_a_webhook_is_set(world: World) -> None:
    await world.bot.set_webhook("https://example.org/hook")
    with pytest.raises(Conflict, match="can't use getUpdates method while webhook is active"):
        await world.bot.get_updates()
    await world.bot.delete_webhook()
    assert await world.bot.get_updates() == ()


async def test_kinds_of_updates_the_bot_does_not_want_are_not_kept(world: World) -> None:
    await world.bot.get_updates(allowed_updates=["callback_query"])
    await world.type(7, "not wanted")
    await world.bot.get_updates(allowed_updates=[])
    await world.type(7, "wanted")
    assert [one.message.text for one in await world.bot.get_updates()] == ["wanted"]


async def test_a_pressed_button_is_answered(world: World) -> None:
    await world.type(7, "/start")
    markup = {"inline_keyboard": [[{"text": "More", "callback_data": "more"}]]}
    _, sent = await world.raw("sendMessage", chat_id=7, text="a", reply_markup=markup)
    pressing = {"message_id": sent["result"]["message_id"], "data": "more"}
    press = asyncio.create_task(world.script.post("/sandbox/chats/7/press", json=pressing))
    query = None
    while query is None:
        updates = await world.bot.get_updates(timeout=2)
        query = updates[-1].callback_query
    assert (query.data, query.message.message_id, query.from_user.id) == ("more", pressing["message_id"], 7)
    await query.answer("Here it is", show_alert=True)
    answer = (await press).json()
    assert answer == {"callback_query_id": query.id, "answer": {"text": "Here it is", "show_alert": True}}


async def test_a_button_that_is_not_there_cannot_be_pressed(world: World) -> None:
    typed = await world.type(7, "/start")
    answer = await world.script.post("/sandbox/chats/7/press", json={"message_id": typed["message_id"], "data": "x"})
    assert (answer.status_code, answer.json()) == (404, {"error": "That message has no button with the data 'x'."})


async def test_an_old_or_unknown_callback_cannot_be_answered(world: World) -> None:
    with pytest.raises(BadRequest, match="Query is too old and response timeout expired or query id is invalid"):
        await world.bot.answer_callback_query("12345")


async def test_a_callback_can_be_answered_for_a_quarter_of_an_hour(world: World) -> None:
    await world.type(7, "/start")
    markup = {"inline_keyboard": [[{"text": "More", "callback_data": "more"}]]}
    _, sent = await world.raw("sendMessage", chat_id=7, text="a", reply_markup=markup)
    pressing = {"message_id": sent["result"]["message_id"], "data": "more"}
    press = asyncio.create_task(world.script.post("/sandbox/chats/7/press", json=pressing))
    while (query := (await world.bot.get_updates(timeout=2))[-1].callback_query) is None:
        pass
    await world.script.post("/sandbox/clock", json={"advance": 901})
    with pytest.raises(BadRequest, match="Query is too old"):
        await query.answer()
    press.cancel()


async def test_a_bot_that_left_a_group_cannot_write_there(world: World) -> None:
    group = (await world.script.post("/sandbox/chats", json={"type": "group", "members": [1]})).json()
    await world.bot.leave_chat(group["id"])
    with pytest.raises(Forbidden, match="bot is not a member of the group chat"):
        await world.bot.send_message(group["id"], "hello")


async def test_in_a_group_the_bot_sees_commands_and_answers_to_it_only(world: World) -> None:
    group = (
        await world.script.post("/sandbox/chats", json={"type": "group", "title": "Family", "members": [1, 2]})
    ).json()
    await world.type(group["id"], "hello everyone")
    await world.type(group["id"], "/latest@somebot")
    await world.type(group["id"], "/latest@newsbot", **{"from": 2})
    said = await world.bot.send_message(group["id"], "Here")
    await world.type(group["id"], "thanks", reply_to_message_id=said.message_id)
    updates = await world.bot.get_updates()
    assert updates[0].my_chat_member.new_chat_member.status == "member"
    assert [one.message.text for one in updates[2:]] == ["/latest@newsbot", "thanks"]
    assert updates[2].message.from_user.id == 2


async def test_group_admins_are_told_apart(world: World) -> None:
    wanted = {"type": "supergroup", "title": "News", "members": [1, 2, 3], "admins": [2]}
    group = (await world.script.post("/sandbox/chats", json=wanted)).json()
    assert str(group["id"]).startswith("-100")
    assert (await world.bot.get_chat_member(group["id"], 2)).status == "creator"
    assert (await world.bot.get_chat_member(group["id"], 3)).status == "member"
    assert [one.user.id for one in await world.bot.get_chat_administrators(group["id"])] == [2]


async def test_a_group_that_became_a_supergroup_says_where_it_went(world: World) -> None:
    group = (await world.script.post("/sandbox/chats", json={"type": "group", "members": [1]})).json()
    moved = (await world.script.post(f"/sandbox/chats/{group['id']}/migrate")).json()
    with pytest.raises(ChatMigrated) as caught:
        await world.bot.send_message(group["id"], "hello")
    assert caught.value.new_chat_id == moved["id"]
    assert (await world.bot.send_message(moved["id"], "hello")).chat.type == "supergroup"
    updates = await world.bot.get_updates()
    assert [one.message.migrate_to_chat_id for one in updates[-2:]] == [moved["id"], None]
    assert [one.message.migrate_from_chat_id for one in updates[-2:]] == [None, group["id"]]


async def test_a_kicked_bot_hears_of_it_and_cannot_write(world: World) -> None:
    group = (await world.script.post("/sandbox/chats", json={"type": "group", "members": [1]})).json()
    await world.script.post(f"/sandbox/chats/{group['id']}/kick")
    assert (await world.bot.get_updates())[-1].my_chat_member.new_chat_member.status == "kicked"
    with pytest.raises(Forbidden, match="bot was kicked from the group chat"):
        await world.bot.send_message(group["id"], "hello")


async def test_commands_are_kept_by_scope_and_language(world: World) -> None:
    await world.bot.set_my_commands([("latest", "The news now")])
    await world.bot.set_my_commands([("latest", "Die Nachrichten jetzt")], language_code="de")
    assert [one.description for one in await world.bot.get_my_commands()] == ["The news now"]
    assert [one.description for one in await world.bot.get_my_commands(language_code="de")] == ["Die Nachrichten jetzt"]
    with pytest.raises(BadRequest, match="Bot_command_invalid"):
        await world.bot.set_my_commands([("Latest", "capital letters")])


async def test_a_wrong_token_and_an_unknown_method_are_refused_as_at_telegram(world: World) -> None:
    wrong = await world.script.post("/bot1:wrong/getMe")
    unknown = await world.script.post(f"/bot{TOKEN}/getRich")
    assert (wrong.status_code, wrong.json()["description"]) == (401, "Unauthorized")
    assert (unknown.status_code, unknown.json()["description"]) == (404, "Not Found")


async def test_a_form_and_a_query_string_do_as_well_as_json(world: World) -> None:
    await world.type(7, "/start")
    await world.script.post(f"/bot{TOKEN}/sendmessage", data={"chat_id": "7", "text": "by form"})
    await world.script.get(f"/bot{TOKEN}/SENDMESSAGE", params={"chat_id": 7, "text": "by query"})
    assert [one["text"] for one in await world.read(7)] == ["/start", "by form", "by query"]


async def test_leaving_ends_long_polls_and_streams_at_once() -> None:
    async with asyncio.timeout(10), httpx.AsyncClient(timeout=60) as client:  # a poll of 50 s and a stream are open
        async with open_world() as world:
            poll = asyncio.create_task(client.get(f"{world.url}/bot{TOKEN}/getUpdates?timeout=50"))
            events = asyncio.create_task(client.get(f"{world.url}/sandbox/events"))
            await asyncio.sleep(0.1)
        assert (await poll).json() == {"ok": True, "result": []}
        assert (await events).text.startswith("retry:")
