"""Replies that take a while, through a real server: announced at once, put in place later, never in anybody's way."""

import asyncio
import threading
from collections.abc import Callable, Sequence

import pytest

from bot.errors import UserCanFix
from bot.message import Button, Deferred, File, Message, Reply
from bot.model import Incoming
from bot.telegram.answers import SORRY
from tests.telegram.conversation import Conversation

READING = Message("Reading example.com …")


def deferring(*then: Reply) -> Callable[[Incoming], Sequence[Reply]]:
    return lambda incoming: (Deferred(READING, lambda: then),)  # type: ignore[arg-type,return-value]


async def shown(talk: Conversation, chat: int = 7) -> list[str]:
    return [one["text"] for one in await talk.read(chat) if one["from"]["is_bot"]]


async def test_the_result_takes_the_place_of_the_announcement(talk: Conversation) -> None:
    talk.toy.does["link"] = deferring(Message("The summary."), Message("And more."))
    await talk.say("/link")
    assert await shown(talk) == ["The summary.", "And more."]
    assert await talk.world.accepted(7) == [READING.text, "And more."]


async def test_what_a_person_can_fix_takes_the_place_too(talk: Conversation) -> None:
    def refuse() -> Sequence[Message]:
        raise UserCanFix("There is no page at this address. Check the address.")

    talk.toy.does["link"] = lambda incoming: (Deferred(READING, refuse),)
    await talk.say("/link")
    assert await shown(talk) == ["There is no page at this address. Check the address."]


async def test_a_hundred_slow_pages_keep_nobody_waiting(talk: Conversation) -> None:
    release = threading.Event()

    def slow() -> Sequence[Message]:
        release.wait(20)
        return (Message("read"),)

    talk.toy.does["slow"] = lambda incoming: (Deferred(READING, slow),)
    for chat in range(100, 150):
        await talk.world.type(chat, "/slow")
        await talk.world.type(chat, "/slow")
    await talk.world.until_accepted(100)
    await talk.world.type(100, "/after")
    await talk.world.type(9, "/other")
    await talk.world.until_accepted(102)
    assert await talk.world.accepted(9) == ["you said other"]
    assert await talk.world.accepted(100) == [READING.text, READING.text, "you said after"]
    assert not talk.telegram.idle()
    release.set()
    await talk.say("/last")
    assert (await shown(talk, 149)) == ["read", "read"]
    assert not talk.world.store.waiting(1000)


async def test_what_was_cut_off_is_done_after_the_next_start_without_a_second_announcement(talk: Conversation) -> None:
    release, begun = threading.Event(), threading.Event()
    runs: list[int] = []

    def slow() -> Sequence[Message]:
        runs.append(1)
        begun.set()
        if len(runs) == 1:
            release.wait(20)
            raise OSError("the process was on its way out")
        return (Message("read"),)

    talk.toy.does["slow"] = lambda incoming: (Deferred(READING, slow),)
    await talk.world.type(7, "/slow")
    await asyncio.to_thread(begun.wait, 10)
    for worker in talk.telegram._dispatch._workers:  # as a crash: nothing is finished any more
        worker.cancel()
    release.set()
    await talk.stop()
    assert len(talk.world.store.waiting(10)) == 1
    await talk.start_again()
    await talk.say("/last")
    assert (await talk.world.accepted(7)).count(READING.text) == 1
    assert "read" in await shown(talk)
    assert not talk.world.store.waiting(10)


async def test_of_several_each_takes_its_own_place_after_the_next_start_and_none_is_said_twice(
    talk: Conversation,
) -> None:
    begun, release = threading.Event(), threading.Event()

    def slow() -> Sequence[Message]:
        begun.set()
        release.wait(20)
        raise OSError("the process was on its way out")

    first = Deferred(READING, lambda: [Message("first")])
    talk.toy.does["three"] = lambda incoming: (first, Deferred(READING, slow), Message("third"))
    await talk.world.type(7, "/three")
    await asyncio.to_thread(begun.wait, 10)
    for worker in talk.telegram._dispatch._workers:  # as a crash
        worker.cancel()
    release.set()
    await talk.stop()
    # What had been read by then is known, and is said at once.
    second = Deferred(READING, lambda: [Message("second")])
    talk.toy.does["three"] = lambda incoming: (Message("first"), second)
    await talk.start_again()
    await talk.say("/last")
    assert await shown(talk) == ["first", "second", "third", "you said last"]


async def test_a_bug_takes_the_place_of_the_announcement_in_a_calm_sentence(talk: Conversation) -> None:
    def broken() -> Sequence[Message]:
        raise ZeroDivisionError("a bug")

    talk.toy.does["link"] = lambda incoming: (Deferred(READING, broken), Deferred(READING, lambda: [Message("fine")]))
    await talk.say("/link")
    assert await shown(talk) == [SORRY, "fine"]
    assert not talk.world.store.waiting(10)
    assert talk.toy.keys() == ["link"], "the command is not repeated, only what failed"


async def test_a_button_can_announce_in_its_own_message(talk: Conversation) -> None:
    from dataclasses import replace

    talk.toy.does["choose"] = lambda incoming: (Message("Which?", buttons=((Button("1", press="first"),),)),)
    talk.toy.does["first"] = lambda incoming: (Deferred(replace(READING, edits=True), lambda: [Message("done")]),)
    await talk.say("/choose")
    assert (await talk.press("first"))["answer"] is not None
    assert await shown(talk) == ["done"]
    assert await talk.world.accepted(7) == ["Which?"]


async def test_a_press_brings_the_links_of_its_message(talk: Conversation) -> None:
    from bot.message import link

    offer = link("Sport", "https://news.example/sport.xml") + " " + link("All", "https://news.example/all.xml")
    talk.toy.does["choose"] = lambda incoming: (offer.with_buttons([Button("1", press="first")]),)
    await talk.say("/choose")
    await talk.press("first")
    assert talk.toy.heard[-1].links == ("https://news.example/sport.xml", "https://news.example/all.xml")


async def test_a_file_arrives_as_a_document(talk: Conversation) -> None:
    talk.toy.does["export"] = lambda incoming: (File("sources.opml", b"<opml/>", "2 sources"),)
    await talk.say("/export")
    (message,) = [one for one in await talk.read() if one["from"]["is_bot"]]
    assert message["document"]["file_name"] == "sources.opml"
    assert message["caption"] == "2 sources"
    got = await talk.world.script.get(f"/sandbox/files/{message['document']['file_id']}")
    assert got.content == b"<opml/>"


async def test_a_document_comes_with_its_content(talk: Conversation) -> None:
    await talk.say("", document={"name": "Notes.TXT", "content": "The bridge is open."})
    (heard,) = talk.toy.heard
    assert heard.document is not None
    assert (heard.document.name, heard.document.content) == ("Notes.TXT", b"The bridge is open.")


@pytest.mark.parametrize(
    ("name", "size"),
    [("holiday.zip", 10), ("noname", 10), ("list.opml", 2**20 + 1), ("book.txt", 8 * 2**20 + 1)],
)
async def test_what_is_too_large_or_of_no_use_is_never_fetched(talk: Conversation, name: str, size: int) -> None:
    await talk.world.fault("401", method="getFile")  # whoever fetches it gets to know
    await talk.say("", document={"name": name, "content": "x" * size})
    (heard,) = talk.toy.heard
    assert heard.document is not None
    assert heard.document.size == size
    assert heard.document.content is None
