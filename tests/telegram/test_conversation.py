"""People talk to the bot through a real server; what they see is what is checked."""

import asyncio
import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.errors import BadSetting, UserCanFix
from bot.message import Message, Notice, Reply, bold, link
from bot.model import Address, ChatKind, Incoming
from bot.telegram.answers import AWAY, SORRY
from tests.delivery.world import TOKEN, World
from tests.telegram.conversation import COMMANDS, Conversation, ToyBot, a_list, make_telegram


async def test_a_command_is_answered(talk: Conversation) -> None:
    assert await talk.say("/latest") == ["you said latest"]
    assert talk.telegram.username == talk.world.sandbox.bot["username"]


async def test_formatting_buttons_and_no_preview_reach_the_chat(talk: Conversation) -> None:
    rich = bold("Head 🗞") + " and " + link("a page", "https://example.com/a")
    talk.toy.does["rich"] = lambda incoming: (rich,)
    await talk.say("/rich")
    await talk.say("/list")
    rich_one, listed = [one for one in await talk.read() if one["from"]["is_bot"]]
    assert rich_one["entities"] == [
        {"type": "bold", "offset": 0, "length": 7},
        {"type": "text_link", "offset": 12, "length": 6, "url": "https://example.com/a"},
    ]
    assert rich_one["link_preview_options"]["is_disabled"]
    assert [button["callback_data"] for button in listed["reply_markup"]["inline_keyboard"][0]] == ["one", "two"]


async def test_a_press_is_acknowledged_and_changes_the_message_in_place(talk: Conversation) -> None:
    await talk.say("/list")
    pressed = await talk.press("one")
    assert pressed["answer"]["text"] == "done"
    bots = [one for one in await talk.read() if one["from"]["is_bot"]]
    assert [one["text"] for one in bots] == ["the first"]
    assert bots[0]["edit_date"]


async def test_every_press_is_acknowledged_even_if_the_bot_has_nothing_to_say(talk: Conversation) -> None:
    talk.toy.does["two"] = lambda incoming: ()
    await talk.say("/list")
    assert (await talk.press("two"))["answer"] is not None


async def test_a_double_tap_counts_once_and_a_later_press_again(talk: Conversation) -> None:
    await talk.say("/list")
    for _ in range(2):
        assert (await talk.press("two"))["answer"] is not None
    assert talk.toy.keys().count("two") == 1
    await talk.say("something else")
    await talk.press("two")
    assert talk.toy.keys().count("two") == 2


async def test_a_message_that_is_gone_is_answered_with_a_new_one(talk: Conversation) -> None:
    await talk.say("/list")
    await talk.world.fault("400", method="editMessageText", description="Bad Request: message to edit not found")
    await talk.press("one")
    assert [one["text"] for one in await talk.read() if one["from"]["is_bot"]] == ["a list", "the first"]


async def test_an_edit_that_changes_nothing_is_no_error(talk: Conversation, caplog: pytest.LogCaptureFixture) -> None:
    talk.toy.does["two"] = lambda incoming: [replace(one, edits=True) for one in a_list(incoming)]
    await talk.say("/list")
    await talk.press("two")
    assert [one["text"] for one in await talk.read() if one["from"]["is_bot"]] == ["a list"]
    assert not caplog.records


async def test_a_long_reply_comes_in_parts(talk: Conversation) -> None:
    talk.toy.does["long"] = lambda incoming: (Message("\n\n".join(f"Story {n}. " + "word " * 100 for n in range(20))),)
    replies = await talk.say("/long")
    assert len(replies) > 1
    assert all(reply.startswith("Story") for reply in replies)


async def test_in_one_chat_answers_keep_their_order_and_others_need_not_wait(talk: Conversation) -> None:
    release = threading.Event()

    def slow(_incoming: Incoming) -> Sequence[Reply]:
        release.wait(10)
        return (Message("slow"),)

    talk.toy.does["slow"] = slow
    await talk.world.type(7, "/slow")
    await talk.world.type(7, "/fast")
    await talk.world.type(8, "/other")
    await talk.world.until_accepted(1)
    assert await talk.world.accepted() == ["you said other"]
    release.set()
    await talk.say("/last")
    assert await talk.world.accepted(7) == ["slow", "you said fast", "you said last"]


async def test_a_slow_answer_shows_typing(talk: Conversation) -> None:
    seen: list[str] = []
    talk.world.sandbox.listen(lambda event: seen.append(event["type"]))
    talk.toy.does["slow"] = lambda incoming: time.sleep(0.8) or (Message("slow"),)
    await talk.say("/fast")
    assert "typing" not in " ".join(seen)
    await talk.say("/slow")
    assert any("action" in kind or "typing" in kind for kind in seen), seen


def crash(_incoming: Incoming) -> Sequence[Reply]:
    raise ZeroDivisionError("a bug, with what the person wrote")


async def test_a_bug_costs_one_calm_sentence_and_nothing_else(
    talk: Conversation, caplog: pytest.LogCaptureFixture
) -> None:
    talk.toy.does["broken"] = crash
    assert await talk.say("/broken") == [SORRY]
    assert await talk.say("/latest") == ["you said latest"]
    assert talk.toy.keys() == ["broken"] * 3 + ["latest"]
    assert not talk.world.store.waiting(10)
    assert any("in chat 7 failed" in record.getMessage() for record in caplog.records)


async def test_a_bug_behind_a_button_is_told_over_the_button(talk: Conversation) -> None:
    talk.toy.does["two"] = crash
    await talk.say("/list")
    assert (await talk.press("two"))["answer"]["text"] == SORRY


async def test_what_a_person_can_fix_is_told_as_it_is(talk: Conversation) -> None:
    def refuse(_incoming: Incoming) -> Sequence[Reply]:
        raise UserCanFix("There is no hour 25. Try 07:30.")

    talk.toy.does["subscribe"] = refuse
    assert await talk.say("/subscribe 25:00") == ["There is no hour 25. Try 07:30."]


async def test_a_notice_without_a_button_becomes_a_message(talk: Conversation) -> None:
    talk.toy.does["hint"] = lambda incoming: (Notice("Just so you know"),)
    assert await talk.say("/hint") == ["Just so you know"]


async def test_only_admins_are_admins(talk: Conversation) -> None:
    group = await talk.world.group()
    await talk.say("/subscribe", chat=group, **{"from": 1})
    await talk.say("/subscribe", chat=group, **{"from": 2})
    await talk.say("/list", chat=group, **{"from": 2})
    await talk.press("two", chat=group, **{"from": 2})
    await talk.press("one", chat=group, **{"from": 1})
    asked = [(incoming.person.id, incoming.is_admin) for incoming in talk.toy.heard if incoming.kind is ChatKind.GROUP]
    assert asked == [(1, True), (2, False), (2, False), (2, False), (1, True)]


async def test_talk_among_people_is_not_answered(talk: Conversation) -> None:
    group = await talk.world.group()
    assert await talk.say("what a day", chat=group, **{"from": 1}) == []
    assert await talk.say("/latest@somebody_elses_bot", chat=group, **{"from": 1}) == []


async def test_who_blocks_the_bot_is_left_alone_and_welcome_back(talk: Conversation) -> None:
    store, now = talk.world.store, talk.world.clock.now()
    await talk.say("/start")
    chat = store.meet(Address(7), ChatKind.PRIVATE, "someone", "en", now)
    await talk.world.do("chats/7/block")
    await talk.say("/start", chat=8)
    assert not store.chat(chat.id).is_active  # type: ignore[union-attr]
    await talk.world.do("chats/7/unblock")
    await talk.say("/start")
    assert store.chat(chat.id).is_active  # type: ignore[union-attr]


async def test_a_group_that_moves_keeps_everything(talk: Conversation) -> None:
    group = await talk.world.group()
    store = talk.world.store
    chat = store.meet(Address(group), ChatKind.GROUP, "Readers", "en", talk.world.clock.now())
    moved = (await talk.world.do(f"chats/{group}/migrate"))["id"]
    await talk.say("/latest", chat=moved, **{"from": 1})
    found = store.chat_at(Address(moved))
    assert found is not None
    assert found.id == chat.id


async def test_a_429_delays_a_reply_and_a_lost_reply_is_not_repeated(talk: Conversation) -> None:
    await talk.say("/start")
    await talk.world.fault("429", retry_after=1)
    assert await talk.say("/latest") == ["you said latest"]
    await talk.world.fault("drop_after")
    await talk.say("/latest")
    assert (await talk.world.accepted(7)).count("you said latest") == 2


async def test_an_update_nobody_can_read_is_set_aside_and_the_next_ones_are_answered(talk: Conversation) -> None:
    """Telegram adds things; the library may not know them yet."""
    talk.world.sandbox.push("my_chat_member", {"chat": {"id": 7, "type": "private"}, "something": "new"})
    assert await talk.say("/latest") == ["you said latest"]
    assert not talk.world.store.waiting(10)


async def test_what_was_written_while_the_bot_was_away_is_answered_once(talk: Conversation) -> None:
    await talk.say("/start")
    await talk.stop()
    await talk.world.type(7, "/latest")
    await talk.start_again()
    await talk.say("/help")
    assert (await talk.world.accepted(7)) == ["you said start", "you said latest", "you said help"]
    await talk.stop()
    await talk.start_again()
    assert await talk.say("/again") == ["you said again"]


async def test_a_day_of_silence_is_made_up_for_with_one_answer(talk: Conversation) -> None:
    await talk.say("/start")
    await talk.stop()
    for text in ("/one_thing", "/subscribe", "/latest"):
        await talk.world.type(7, text)
    talk.world.clock.advance(timedelta(hours=8))
    await talk.start_again()
    await talk.say("/fresh")
    away = AWAY.format(count=3)
    assert await talk.world.accepted(7) == ["you said start", away, "you said latest", "you said fresh"]
    assert talk.toy.keys() == ["start", "one_thing", "subscribe", "latest", "fresh"]


async def test_the_menu_of_commands_is_set(talk: Conversation) -> None:
    shown = (await talk.world.script.get("/sandbox/bot")).json()["commands"]
    assert [(one["command"], one["description"]) for one in shown[0]["commands"]] == list(COMMANDS)


async def test_a_wrong_token_is_said_in_words_a_person_can_act_on(world: World) -> None:
    for wrong in ("999:not-this-one-but-well-formed-00000000", "x"):
        telegram = make_telegram(world, ToyBot(), wrong)
        with pytest.raises(BadSetting, match=r"BOT_TOKEN: Telegram does not know this token.*BotFather") as told:
            await telegram.start()
        assert wrong == "x" or wrong not in str(told.value)
        await telegram.close()


async def test_a_server_without_menus_typing_and_webhooks_does(world: World) -> None:
    for method in ("setMyCommands", "sendChatAction", "deleteWebhook"):
        await world.fault("404", method=method, count=9)
    toy = ToyBot(does={"slow": lambda incoming: time.sleep(0.6) or (Message("slow"),)})
    telegram = make_telegram(world, toy)
    await telegram.start()
    await world.type(7, "/slow")
    await asyncio.wait_for(world.until_accepted(1), 20)
    await telegram.stop()
    await telegram.close()


async def test_a_token_that_is_revoked_later_ends_the_bot_with_a_sentence(talk: Conversation) -> None:
    await talk.world.fault("401", method="getUpdates")
    await talk.world.type(7, "/hello")  # ends the poll that is open
    with pytest.raises(BadSetting):
        await asyncio.wait_for(talk.telegram.ended(), 10)


async def test_a_second_bot_with_the_same_token_ends_this_one_with_a_sentence(talk: Conversation) -> None:
    await talk.world.fault("409", method="getUpdates", count=3)
    await talk.world.type(7, "/hello")
    with pytest.raises(UserCanFix, match="same BOT_TOKEN"):
        await asyncio.wait_for(talk.telegram.ended(), 20)


async def test_the_token_is_in_no_repr(world: World) -> None:
    telegram = make_telegram(world, ToyBot())
    assert TOKEN not in repr(telegram)
    await telegram.close()
