"""The demo in a real browser, as a visitor uses it who has read nothing.

`make test ARGS="tests/acceptance/test_browser.py --screenshot docs/chat.png"` renews the picture in the README.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect, sync_playwright

from tests.acceptance.conftest import Demo, start_demo

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
OPTIONS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium or google-chrome in PATH")


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    """A demo nobody has talked to yet."""
    running = start_demo(tmp_path / "demo")
    yield running
    running.process.terminate()
    running.process.wait(timeout=60)


@pytest.fixture
def page(demo: Demo) -> Iterator[Page]:
    """The chat, opened."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        context = browser.new_context(viewport={"width": 1100, "height": 1240}, device_scale_factor=2, locale="en-GB")
        opened = context.new_page()
        opened.set_default_timeout(30_000)
        opened.goto(demo.url)
        yield opened
        browser.close()


def test_a_visitor_reads_the_news_and_gets_a_digest(page: Page, demo: Demo, pytestconfig: pytest.Config) -> None:
    expect.set_options(timeout=30_000)
    bubbles = page.locator(".row.other .bubble")
    page.locator("#start").click()
    expect(bubbles).to_have_count(1)

    key(page, "Latest news").click()
    expect(bubbles).to_have_count(2)
    expect(bubbles.last).to_contain_text("5  ")

    key(page, "2").click()
    expect(bubbles).to_have_count(3)
    expect(bubbles.last).to_contain_text("↗")
    before = bubbles.last.inner_text()
    if picture := pytestconfig.getoption("--screenshot"):
        page.wait_for_timeout(600)
        page.screenshot(path=picture)

    key(page, "Longer").click()
    expect(bubbles.last).not_to_have_text(before)
    expect(bubbles.last).to_contain_text("edited")

    page.locator("#draft").fill("/subscribe 07:30 Dhaka")
    page.keyboard.press("Enter")
    expect(bubbles.last).to_contain_text("Every day at 07:30 (Dhaka)")

    page.locator("#clock-jump").click()
    expect(bubbles.last).to_contain_text("Good morning")
    assert len(demo.get("log")) == bubbles.count()


def key(page: Page, name: str) -> Locator:
    """The newest button of this name."""
    return page.locator(".keyboard .key").filter(has=page.get_by_text(name, exact=True)).last
