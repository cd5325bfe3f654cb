"""The real bot between a sandbox and a loopback web: links, files, sources that keep coming.

The guard is opened for exactly this web by an argument of this composition; `newsbot run` has no switch that could.
"""

import asyncio
import base64
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.app import Bot
from bot.ingest.outcomes import SENTENCES, Failure
from bot.ingest.readers import Readers
from bot.sandbox import Clock, Controls, Sandbox, create_app, serve
from bot.settings import Settings
from tests.acceptance.conftest import PATIENCE_S, Message, rows
from tests.ingest.printing import printed
from tests.ingest.world import Asked, Handler, Web, answer, hang_up

TOKEN = "5550001:abcdefghijklmnopqrstuvwxyz0123456789"
BEGINNING = datetime(2030, 3, 4, 12, 0, tzinfo=UTC)  # a Monday
STORM = (
    "A storm tore the roofs off eleven houses in the village of Oster on Sunday night.",
    "Nobody was hurt, because the mayor had asked people to sleep in the school, the fire brigade said.",
    "The power came back at six in the morning after 40 engineers had worked through the night.",
    "Repairs will cost about 900,000 euros, of which the district pays one half.",
    "The storm moved on to the coast and lost its strength there before noon.",
)


@dataclass
class Reader:
    """Somebody who talks to the bot, and the bot."""

    bot: Bot
    web: Web
    clock: Clock
    script: httpx.AsyncClient
    chat: int = 7

    async def say(self, text: str = "", **more: object) -> list[Message]:
        """Say it, wait until the bot has nothing left to do; all it has said in the chat, as it stands now."""
        done = await self.script.post(f"/sandbox/chats/{self.chat}/messages?wait=60", json={"text": text, **more})
        assert done.status_code == 201, done.text
        assert done.json()["idle"], "the bot never finished"
        return await self.heard()

    async def press(self, message: Message, name: str) -> list[Message]:
        data = next(b["callback_data"] for row in rows(message) for b in row if b["text"] == name)
        body = {"message_id": message["message_id"], "data": data}
        done = await self.script.post(f"/sandbox/chats/{self.chat}/press?wait=60", json=body)
        assert done.status_code == 200, done.text
        return await self.heard()

    async def heard(self) -> list[Message]:
        messages = (await self.script.get(f"/sandbox/chats/{self.chat}/messages")).json()
        return [message for message in messages if message["from"]["is_bot"]]

    async def sent(self) -> list[str]:
        """What was sent, as it was before any edit."""
        log: list[dict[str, Any]] = (await self.script.get("/sandbox/log")).json()
        return [entry["text"] for entry in log if entry["chat_id"] == self.chat]

    async def refresh(self, **later: float) -> None:
        """Let time pass, and the bot look for news, as it does by itself every half a minute."""
        self.clock.advance(timedelta(**later))
        for failing in (False, True):
            await asyncio.to_thread(self.bot.newsroom.refresh, self.clock.now(), failing=failing)
        await self.bot._outbox.deliver_due()


@pytest.fixture
def web() -> Iterator[Web]:
    with Web() as opened:
        yield opened


@pytest.fixture
async def reader(tmp_path: Path, web: Web) -> AsyncIterator[Reader]:
    async with running(tmp_path, web) as opened:
        yield opened


@asynccontextmanager
async def running(folder: Path, web: Web) -> AsyncIterator[Reader]:
    clock = Clock(lambda: BEGINNING)
    bots: list[Bot] = []

    async def idle() -> None:
        await bots[0].idle()

    sandbox = Sandbox(TOKEN, clock)
    async with (
        serve(create_app(sandbox, Controls(idle=idle))) as url,
        httpx.AsyncClient(base_url=url, timeout=90, verify=False) as script,
    ):
        settings = Settings(TOKEN, url, f"sqlite:///{folder / 'news.db'}")
        fetcher = web.fetcher(unreachable_takes=1.0)
        bots.append(Bot(settings, clock.now, fetcher=fetcher, readers=Readers(workers=1)))
        await bots[0].start()
        yield Reader(bots[0], web, clock, script)
        await bots[0].stop()


def page(title: str = "Storm takes roofs off in Oster", lines: tuple[str, ...] = STORM) -> Handler:
    paragraphs = "".join(f"<p>{line}</p>" for line in lines)
    html = f"<!doctype html><html lang=en><head><title>{title}</title></head><body><article><h1>{title}</h1>{paragraphs}</article></body></html>"
    return answer(200, html.encode(), Content_Type="text/html")


def feed(title: str, *items: tuple[str, datetime]) -> Handler:
    entries = "".join(
        f"<item><title>{item}</title><guid>{item}</guid><link>http://valley.test/{item.replace(' ', '-')}</link>"
        f"<pubDate>{at:%a, %d %b %Y %H:%M:%S} GMT</pubDate><description>{item}.</description></item>"
        for item, at in items
    )
    rss = f'<rss version="2.0"><channel><title>{title}</title><language>en</language>{entries}</channel></rss>'
    return answer(200, rss.encode(), Content_Type="application/rss+xml")


async def test_a_link_is_announced_then_becomes_a_summary_word_for_word(reader: Reader) -> None:
    url = reader.web.has("news.test", page(), "/storm")
    (message,) = await reader.say(url)
    assert await reader.sent() == ["Reading news.test …"]
    told = [line.split(" ↗")[0].strip() for line in message["text"].splitlines() if "↗" in line]
    assert len(told) == 3
    assert all(sentence in STORM for sentence in told)
    links = [entity["url"] for entity in message["entities"] if entity["type"] == "text_link"]
    assert all(link.startswith(f"{url}#:~:text=") for link in links)

    # The same page again, however it is spelt, is there at once.
    await reader.say(f"{url}?utm_source=mail")
    assert (await reader.sent())[1].startswith("Storm takes roofs off")
    assert reader.web.paths("news.test") == ["/storm"]


async def test_slow_pages_keep_nobody_waiting_and_all_come_in_the_end(reader: Reader) -> None:
    release = threading.Event()

    async def slow(asked: Asked, writer: asyncio.StreamWriter) -> None:
        await asyncio.to_thread(release.wait, 30)
        await page(f"Storm report number {asked.path[1:]} from Oster")(asked, writer)

    urls = [reader.web.has(f"slow{number}.test", slow, f"/{number}") for number in range(6)]
    for chat, url in enumerate(urls, 100):
        await reader.script.post(f"/sandbox/chats/{chat}/messages", json={"text": url})
    other = Reader(reader.bot, reader.web, reader.clock, reader.script, chat=99)
    await reader.script.post("/sandbox/chats/99/messages", json={"text": "/help"})
    async with asyncio.timeout(PATIENCE_S):
        while not await other.heard():  # noqa: ASYNC110 - another process would have to ask too
            await asyncio.sleep(0.05)
    assert not release.is_set()
    release.set()
    await reader.say("/help")
    for number, chat in enumerate(range(100, 106)):
        texts = [one["text"] for one in (await reader.script.get(f"/sandbox/chats/{chat}/messages")).json()]
        assert texts[-1].startswith(f"Storm report number {number}")


async def test_what_must_not_be_reached_looks_like_what_can_not_be(reader: Reader) -> None:
    with Web() as canary:
        canary.has("127.0.0.1", page())
        dead = reader.web.has("dead.test", hang_up)
        hidden = [
            canary.url("127.0.0.1"),
            "http://10.0.0.1/",
            "http://192.168.0.1:8080/admin",
            "http://169.254.169.254/",
        ]
        redirected = reader.web.has("door.test", answer(302, b"", Location=canary.url("127.0.0.1", "/secret")))
        nowhere = "http://nowhere.invalid/"
        for url in (dead, redirected, nowhere, *hidden):
            start = time.monotonic()
            *_, message = await reader.say(url)
            assert message["text"] == SENTENCES[Failure.UNREACHABLE], url
            assert time.monotonic() - start >= 1, "the time must not tell which it was"
        assert canary.connections == 0


async def test_hostile_pages_end_in_a_sentence_and_the_bot_goes_on(reader: Reader) -> None:
    deep = answer(200, b"<html><body>" + b"<div>" * 200_000 + b"x", Content_Type="text/html")
    for number, handler in enumerate((deep, answer(200, bytes(range(256)) * 99, Content_Type="text/html"))):
        *_, message = await reader.say(reader.web.has(f"evil{number}.test", handler))
        assert message["text"].endswith("."), message["text"]
        assert "Sorry" not in message["text"]
    (*_, message) = await reader.say(reader.web.has("news.test", page()))
    assert "Oster" in message["text"]


async def test_a_site_is_added_chosen_read_and_taken_away_again(reader: Reader) -> None:
    web, hour_ago = reader.web, BEGINNING - timedelta(hours=1)
    web.has("valley.test", feed("Valley News", ("Bridge opens in Oster", hour_ago)), "/all.xml")
    web.has("valley.test", feed("Valley Sport", ("Oster wins the cup", hour_ago)), "/sport.xml")
    links = "".join(
        f'<link rel="alternate" type="application/rss+xml" title="{title}" href="/{name}.xml">'
        for name, title in (("all", "All the news"), ("sport", "Sport"))
    )
    site = web.has(
        "valley.test", answer(200, f"<html><head>{links}</head></html>".encode(), Content_Type="text/html"), "/"
    )
    (offer,) = await reader.say(f"/add {site}")
    assert [entity["url"].rpartition("/")[2] for entity in offer["entities"]] == ["all.xml", "sport.xml"]
    (added,) = await reader.press(offer, "1")
    assert added["text"].startswith("Added: Valley News")
    assert "Bridge opens in Oster" in (await reader.say("/latest"))[-1]["text"]

    # It goes on coming, and only to the chat that asked for it.
    web.has("valley.test", feed("Valley News", ("Mill burns in Wester", BEGINNING + timedelta(hours=5))), "/all.xml")
    await reader.refresh(hours=6)
    assert "Mill burns in Wester" in (await reader.say("/latest"))[-1]["text"]
    stranger = Reader(reader.bot, web, reader.clock, reader.script, chat=8)
    assert "Mill burns" not in (await stranger.say("/latest"))[-1]["text"]

    listed = (await reader.say("/sources"))[-1]
    assert "Valley News\nyours · reads every" in listed["text"]
    *_, listed = await reader.press(listed, "Remove 1")
    assert "You read no source yet" in listed["text"]


async def test_a_source_that_breaks_is_told_once_and_once_when_it_is_back(reader: Reader) -> None:
    web = reader.web
    url = web.has("valley.test", feed("Valley News", ("Bridge opens in Oster", BEGINNING)), "/all.xml")
    await reader.say(f"/add {url}")
    web.has("valley.test", answer(500), "/all.xml")
    for _ in range(20):
        await reader.refresh(hours=6)
    broken = [text for text in await reader.sent() if "can't be read since" in text]
    assert len(broken) == 1
    assert "problem of its own" in broken[0]
    web.has("valley.test", feed("Valley News", ("Mill burns in Wester", reader.clock.now())), "/all.xml")
    for _ in range(8):
        await reader.refresh(hours=6)
    assert len([text for text in await reader.sent() if "Valley News is back" in text]) == 1


async def test_a_list_of_sources_goes_in_and_comes_out_again(reader: Reader) -> None:
    outlines = "".join(f'<outline text="Paper {n}" xmlUrl="https://paper{n}.example/rss"/>' for n in range(12))
    opml = f'<opml version="2.0"><body>{outlines}</body></opml>'
    *_, told = await reader.say(document={"name": "mine.opml", "content": opml})
    assert "12 added" in told["text"]
    listed = (await reader.say("/sources"))[-1]
    assert "Your sources · 12 · 1–5" in listed["text"]
    *_, saved = await reader.press(listed, "Save as a file")
    content = (await reader.script.get(f"/sandbox/files/{saved['document']['file_id']}")).text
    assert content.count("xmlUrl=") == 12

    other = Reader(reader.bot, reader.web, reader.clock, reader.script, chat=8)
    encoded = base64.b64encode(content.encode()).decode()
    *_, told = await other.say(document={"name": "back.opml", "content_base64": encoded})
    assert "12 added" in told["text"]


async def test_a_text_file_is_shortened_word_for_word(reader: Reader) -> None:
    *_, message = await reader.say(document={"name": "storm.txt", "content": "Storm over Oster\n\n" + "\n".join(STORM)})
    told = message["text"].split("\n\n")[1:]
    assert told
    assert all(sentence in STORM for sentence in told)


async def test_a_pdf_is_shortened_word_for_word(reader: Reader) -> None:
    paper = printed(
        "".join(f"{sentence} " for sentence in STORM), heading="Storm over Oster", columns=2, head="The Ledger"
    )
    said = await reader.say(document={"name": "storm.pdf", "content_base64": base64.b64encode(paper).decode()})
    title, *told = said[-1]["text"].split("\n\n")
    assert title.startswith("Storm over Oster")
    assert told
    assert all(sentence in STORM for sentence in told)


async def test_a_pdf_whose_script_would_suffer_is_answered_with_what_to_send(reader: Reader) -> None:
    paper = base64.b64encode(printed("عاصفة تضرب القرية وتقتلع سقوف أحد عشر بيتا ليلة الأحد.")).decode()
    *_, told = await reader.say(document={"name": "storm.pdf", "content_base64": paper})
    assert "script" in told["text"]
    assert "Send a link to the text" in told["text"]
