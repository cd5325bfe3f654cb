"""The web chat in a real browser, against a scripted bot: what a visitor does in the first minutes."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright, expect
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, MessageEntity, ReplyKeyboardMarkup, Update

from bot.sandbox import Controls, create_app, serve
from tests.sandbox.conftest import BEGINNING, World, make_sandbox, open_world

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
OPTIONS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
DUE = BEGINNING + timedelta(hours=25)
HOSTILE = '<img src=x onerror="document.title=1"> & <b>not bold</b>'

# One browser for all of them, since starting it takes longer than any test; so they share its event loop.
pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium or google-chrome in PATH"),
    pytest.mark.asyncio(loop_scope="module"),
]


async def answer(world: World, update: Update) -> None:
    """What the scripted bot says."""
    query, message = update.callback_query, update.message
    if query is not None and query.data == "edit":
        await query.edit_message_text("Shorter now")
        await query.answer("Made shorter")
    elif query is not None:
        await query.answer("Three sources told it.", show_alert=True)
    elif message is None:
        return
    elif message.text == "/keys":
        keys = ReplyKeyboardMarkup([["Dhaka", "Berlin"]])
        await message.reply_text("Where are you?", reply_markup=keys)
    elif message.text == "/rich":
        text = "😀 bold link " + "A long story. " * 30
        link = MessageEntity("text_link", 8, 4, url="https://ledger.example/a#:~:text=x")
        rest = MessageEntity("expandable_blockquote", 13, len(text) - 13)
        await message.reply_text(text, entities=[MessageEntity("bold", 3, 4), link, rest])
    elif message.text == "/hostile":
        await message.reply_text(HOSTILE)
    elif message.text:
        buttons = [
            [
                InlineKeyboardButton("Shorter", callback_data="edit"),
                InlineKeyboardButton("Sources", callback_data="sources"),
            ]
        ]
        await message.reply_text(f"You said {message.text}", reply_markup=InlineKeyboardMarkup(buttons))


async def introduce(world: World) -> None:
    await world.bot.set_my_commands([("latest", "The news now"), ("help", "How it works"), ("keys", "Buttons")])
    await world.bot.set_my_description("I read the news for you.")


async def run_bot(world: World) -> None:
    offset = 0
    while True:
        for update in await world.bot.get_updates(offset=offset, timeout=20):
            offset = update.update_id + 1
            await answer(world, update)


@asynccontextmanager
async def open_page(browser: Browser, world: World, **options: object) -> AsyncIterator[Page]:
    context = await browser.new_context(viewport={"width": 1100, "height": 800}, locale="en-GB", **options)
    page = await context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    await page.goto(world.url)
    await page.wait_for_selector("body.ready")
    yield page
    await context.close()
    assert not faults, "the page reported errors"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        yield opened
        await opened.close()


@pytest_asyncio.fixture(loop_scope="module")
async def served() -> AsyncIterator[World]:
    async with open_world(controls=Controls(next_due=lambda: DUE)) as world:
        await introduce(world)
        running = asyncio.create_task(run_bot(world))
        yield world
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


@pytest_asyncio.fixture(loop_scope="module")
async def page(browser: Browser, served: World) -> AsyncIterator[Page]:
    async with open_page(browser, served) as opened:
        yield opened


async def say(page: Page, text: str) -> None:
    await page.get_by_role("combobox", name="Message").fill(text)
    await page.keyboard.press("Enter")


async def test_a_visitor_presses_start_and_is_answered(page: Page) -> None:
    await expect(page.get_by_text("I read the news for you.")).to_be_visible()
    await page.get_by_role("button", name="Start", exact=True).click()
    await expect(page.get_by_role("log")).to_contain_text("You said /start")
    await expect(page.locator(".row.own .tick")).to_have_attribute("aria-label", "Read")
    await expect(page.get_by_role("combobox", name="Message")).to_be_focused()


async def test_commands_are_found_by_typing_a_slash(page: Page) -> None:
    await page.get_by_role("button", name="Start", exact=True).click()
    field = page.get_by_role("combobox", name="Message")
    await field.press_sequentially("/")
    await expect(page.get_by_role("option")).to_have_count(3)
    await field.press_sequentially("h")
    await expect(page.get_by_role("option")).to_have_text(["/helpHow it works"])
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("log")).to_contain_text("You said /help")


async def test_buttons_edit_in_place_and_show_answers(page: Page) -> None:
    await page.get_by_role("button", name="Start", exact=True).click()
    await page.get_by_role("button", name="Sources").click()
    alert = page.get_by_role("dialog")
    await expect(alert).to_contain_text("Three sources told it.")
    await alert.get_by_role("button", name="OK").click()
    await page.get_by_role("button", name="Shorter").click()
    await expect(page.locator(".toast")).to_have_text("Made shorter")
    await expect(page.locator(".row.other .words")).to_have_text("Shorter now")
    await expect(page.locator(".row.other .meta")).to_contain_text("edited")


async def test_entities_are_shown_where_utf_16_says(page: Page) -> None:
    await page.get_by_role("button", name="Start", exact=True).click()
    await say(page, "/rich")
    story = page.locator(".row.other .words").last
    await expect(story.locator("strong")).to_have_text("bold")
    link = story.get_by_role("link", name="link")
    await expect(link).to_have_attribute("href", "https://ledger.example/a#:~:text=x")
    await expect(link).to_have_attribute("rel", "noopener noreferrer")
    more = story.get_by_role("button", name="Show more")
    await more.click()
    await expect(story.get_by_role("button", name="Show less")).to_be_visible()


async def test_foreign_text_stays_text(page: Page) -> None:
    await page.get_by_role("button", name="Start", exact=True).click()
    await say(page, "/hostile")
    await expect(page.locator(".row.other .words").last).to_have_text(HOSTILE)
    assert await page.title() == "newsbot"
    assert await page.locator(".log img").count() == 0


async def test_the_bots_keyboard_replaces_typing(page: Page) -> None:
    await page.get_by_role("button", name="Start", exact=True).click()
    await say(page, "/keys")
    await page.get_by_role("button", name="Berlin").click()
    await expect(page.get_by_role("log")).to_contain_text("You said Berlin")


async def test_the_clock_jumps_to_the_next_digest(page: Page, served: World) -> None:
    await page.get_by_role("button", name="Start", exact=True).click()
    await expect(page.locator("#clock-next")).to_contain_text("Next digest tomorrow")
    await page.get_by_role("button", name="Jump to it").click()
    await expect(page.locator("#clock-next")).to_contain_text("Next digest today")
    assert served.sandbox.clock.now() == DUE + timedelta(seconds=1)
    chat_id = next(iter(served.sandbox.state.chats))
    await served.bot.send_message(chat_id, "Good morning")
    await expect(page.locator(".day h2")).to_have_text(["Yesterday", "Today"])


async def test_two_people_have_chats_of_their_own_with_unread_marks(page: Page, served: World) -> None:
    await page.get_by_role("button", name="Start", exact=True).click()
    await expect(page.get_by_role("log")).to_contain_text("You said /start")
    await page.get_by_role("button", name="New person").click()
    await page.get_by_label("Name").fill("Rahima")
    await page.get_by_role("button", name="Add", exact=True).click()
    await expect(page.locator("#talk-status")).to_have_text("bot · you are Rahima")
    first = min(served.sandbox.state.chats)
    await served.bot.send_message(first, "For the first person only")
    await expect(page.locator(".badge")).to_have_text("1")
    await expect(page.get_by_role("log")).not_to_contain_text("For the first person only")
    await page.locator(".chat", has=page.locator(".badge")).click()
    await expect(page.get_by_role("log")).to_contain_text("For the first person only")
    await expect(page.locator(".badge")).to_have_count(0)


async def test_in_a_group_one_speaks_as_any_member(page: Page, served: World) -> None:
    await page.get_by_role("button", name="New group").click()
    await page.get_by_label("Title").fill("Family")
    await page.get_by_role("button", name="Create").click()
    await expect(page.get_by_role("heading", name="Family")).to_be_visible()
    speakers = page.get_by_label("Speak as")
    await expect(speakers.locator("option")).to_have_count(3)
    await expect(speakers.locator("option").first).to_contain_text("owner")
    await speakers.select_option(index=1)
    await say(page, "/latest")
    await expect(page.get_by_role("log")).to_contain_text("You said /latest")
    spoken = [one for chat in served.sandbox.state.chats.values() for one in chat.messages.values() if "text" in one]
    assert spoken[0]["from"]["first_name"] in await speakers.locator("option").nth(1).text_content()


async def test_the_bot_is_seen_typing(page: Page, served: World) -> None:
    await page.get_by_role("button", name="Start", exact=True).click()
    await expect(page.get_by_role("log")).to_contain_text("You said /start")
    await served.bot.send_chat_action(next(iter(served.sandbox.state.chats)), "typing")
    await expect(page.locator("#talk-status")).to_have_text("typing…")
    await served.bot.send_message(next(iter(served.sandbox.state.chats)), "Done")
    await expect(page.locator("#talk-status")).not_to_have_text("typing…")


async def test_a_blocked_bot_can_be_started_again(page: Page) -> None:
    await page.get_by_role("button", name="Start", exact=True).click()
    await page.get_by_role("button", name="About this chat").click()
    await page.get_by_role("menuitem", name="Block the bot").click()
    await page.get_by_role("button", name="Restart bot").click()
    await expect(page.get_by_role("combobox", name="Message")).to_be_visible()


async def test_a_location_and_a_reply_can_be_sent(page: Page, served: World) -> None:
    await page.get_by_role("button", name="Start", exact=True).click()
    await page.get_by_role("button", name="Attach").click()
    await page.get_by_role("menuitem", name="Location").click()
    await page.get_by_role("button", name="Dhaka").click()
    await page.get_by_role("button", name="Share", exact=True).click()
    await expect(page.locator(".place")).to_contain_text("23.810° N, 90.410° E")
    said = page.locator(".row.other").first
    await said.hover()
    await said.get_by_role("button", name="Reply").click()
    await say(page, "and then?")
    await expect(page.locator(".row.own .replied")).to_contain_text("You said /start")


async def test_on_a_phone_list_and_chat_take_turns(browser: Browser, served: World) -> None:
    phone = {"has_touch": True, "is_mobile": True, "color_scheme": "dark"}
    async with open_page(browser, served, **phone) as page:
        await page.set_viewport_size({"width": 390, "height": 844})
        await expect(page.get_by_role("navigation", name="Chats")).to_be_hidden()
        await page.get_by_role("button", name="All chats").click()
        await expect(page.get_by_role("navigation", name="Chats")).to_be_visible()
        await page.locator(".chat").click()
        await expect(page.get_by_role("button", name="Start", exact=True)).to_be_visible()
        await page.get_by_role("button", name="All chats").click()
        await page.get_by_role("button", name="New group").click()
        await page.get_by_label("Title").fill("Everybody of the house by the river and their friends")
        await page.get_by_role("button", name="Create").click()
        await expect(page.get_by_label("Speak as")).to_be_visible()
        await say(page, "/" + "averylongcommandwithoutanyblank" * 4)
        width = await page.evaluate("document.documentElement.scrollWidth")
        assert width <= 390, "the page scrolls sideways on a phone"
        assert await page.evaluate("document.documentElement.dataset.theme") == "dark"


async def test_the_page_finds_back_after_the_server_was_away(browser: Browser, tmp_path: Path) -> None:
    saved = tmp_path / "saved.json"
    async with open_world(make_sandbox(saved)) as world:
        port = int(world.url.rpartition(":")[2])
        await world.type(7, "before")
        context = await browser.new_context()
        page = await context.new_page()
        await page.goto(world.url)
        await expect(page.get_by_role("log")).to_contain_text("before")
    sandbox = make_sandbox(saved)
    async with serve(create_app(sandbox), port=port):
        sandbox.add_message(sandbox.state.chats[7], sandbox.bot, {"text": "after"})
        await expect(page.get_by_role("log")).to_contain_text("after", timeout=15000)
        await context.close()
