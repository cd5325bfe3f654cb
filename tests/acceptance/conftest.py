"""The product as people meet it: real processes, real HTTP, the sandbox in Telegram's place."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pytest

START_S = 90.0  # for a machine that is busy with other things
PATIENCE_S = 30.0

Message = dict[str, Any]
T = TypeVar("T")


@dataclass
class Demo:
    """`newsbot demo` as a process, spoken to through the scripts' interface."""

    process: subprocess.Popen[str]
    url: str
    data: Path

    def post(self, path: str, body: dict[str, Any] | None = None) -> Any:
        """What the sandbox answers."""
        return httpx.post(f"{self.url}/sandbox/{path}", json=body or {}, timeout=PATIENCE_S).raise_for_status().json()

    def get(self, path: str) -> Any:
        """What the sandbox answers."""
        return httpx.get(f"{self.url}/sandbox/{path}", timeout=PATIENCE_S).raise_for_status().json()

    def from_bot(self, chat: int) -> list[Message]:
        """What the bot has said in a chat, oldest first."""
        return [message for message in self.get(f"chats/{chat}/messages") if message["from"]["is_bot"]]

    def say(self, chat: int, text: str) -> Message:
        """Type this; the bot's next message."""
        known = len(self.from_bot(chat)) if chat in {one["id"] for one in self.get("chats")} else 0
        self.post(f"chats/{chat}/messages", {"text": text})
        return until(lambda: (self.from_bot(chat)[known:] or [None])[0])

    def press(self, chat: int, message: Message, name: str) -> Message:
        """Press the button of this name; the bot's new message, or the pressed one as edited."""
        data = next(b["callback_data"] for row in rows(message) for b in row if b["text"] == name)
        before = self.from_bot(chat)
        self.post(f"chats/{chat}/press", {"message_id": message["message_id"], "data": data})
        return until(lambda: next((one for one in reversed(self.from_bot(chat)) if one not in before), None))

    def to_next_digest(self) -> None:
        """Move the clock to just after the next digest is due."""
        self.post("clock", {"to": "next"})

    def kill(self) -> None:
        """As a power cut does."""
        self.process.kill()
        self.process.wait()


def until(look: Callable[[], T | None], within_s: float = PATIENCE_S) -> T:
    """What `look` finds, once it finds something."""
    end = time.monotonic() + within_s
    while time.monotonic() < end:
        if found := look():
            return found
        time.sleep(0.05)
    raise AssertionError(f"nothing came within {within_s} s")


def rows(message: Message) -> list[list[dict[str, str]]]:
    """The rows of buttons under a message."""
    found: list[list[dict[str, str]]] = message.get("reply_markup", {}).get("inline_keyboard", [])
    return found


def environment(**more: str) -> dict[str, str]:
    """This process's environment without settings of a bot that may run here."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("BOT_", "DATABASE_URL"))}
    return {**ours, **more}


def start_demo(data: Path) -> Demo:
    """A demo that answers, on any free port."""
    command = [sys.executable, "-m", "bot", "demo", "--no-browser", "--port", "0", "--data", str(data)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment(PYTHONUNBUFFERED="1"))
    assert process.stdout
    line = process.stdout.readline()
    assert "http://" in line, f"the demo ended with {process.wait()}"
    url = next(word for word in line.split() if word.startswith("http://"))
    return Demo(process, url, data)


@pytest.fixture
def demos(tmp_path: Path) -> Iterator[Callable[[], Demo]]:
    """Starts demos that go on with the same data; all are ended afterwards."""
    running: list[Demo] = []

    def begin() -> Demo:
        running.append(start_demo(tmp_path / "demo"))
        return running[-1]

    yield begin
    for demo in running:
        demo.process.send_signal(signal.SIGTERM)
    for demo in running:
        assert demo.process.wait(timeout=START_S) in {0, -signal.SIGKILL}, "the demo must stop when told to"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """One demo for all tests of a module; each test takes a chat of its own."""
    running = start_demo(tmp_path_factory.mktemp("demo"))
    yield running
    running.process.send_signal(signal.SIGTERM)
    assert running.process.wait(timeout=START_S) == 0
