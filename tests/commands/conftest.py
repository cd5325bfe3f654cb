"""A newsroom with a handful of stories in it, and somebody who talks to the bot."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import commands
from bot.message import Deferred, Message, Reply
from bot.model import Address, ChatKind, Document, Draft, Extent, Incoming, Location, Person, Quoted, SourceKind
from bot.newsroom import Newsroom
from bot.store import Store
from tests.commands.web import Desk, Web
from tests.transcript import result, show

NOW = datetime(2025, 11, 14, 8, 0, tzinfo=UTC)  # a Friday

FERRY = (
    "A passenger ferry ran aground off the island of Halvøy on Thursday night with 214 people on board.\n"
    "All passengers were brought ashore by rescue boats within three hours, the coast guard said.\n"
    "The captain told investigators that the steering had failed twice before the ship left the harbour.\n"
    "The operator, Nordsund Line, cancelled every crossing until the sister ship has been inspected.\n"
    "Fishing crews from two villages reached the ferry first and took the children off in open boats.\n"
    "The ferry was built in 1998 and passed its last inspection in March."
)
FERRY_AGAIN = (
    "Divers found a crack in the rudder shaft of the ferry that ran aground off Halvøy, the accident board said.\n"
    "The crack is at least a year old, according to the board's first report on the passenger ferry.\n"
    "Nordsund Line said that all 214 people on board would be paid back their tickets."
)
RIVER = (
    "The council of Lindau voted on Wednesday to give the river Leiblach its old bed back.\n"
    "The work costs 3.5 million euros and is to be finished before the floods of spring.\n"
    "Farmers on the left bank lose about 12 hectares of meadow and get land upstream in exchange."
)
HOUR = timedelta(hours=1)


@dataclass
class Talk:
    """One person in one chat; every call gives the bot's replies as a transcript."""

    newsroom: Newsroom
    now: datetime = NOW
    person: Person = field(default_factory=lambda: Person(7, "Amina"))
    address: Address = field(default_factory=lambda: Address(7))
    kind: ChatKind = ChatKind.PRIVATE
    is_admin: bool = True
    updates: int = 0

    def says(self, text: str, **more: object) -> str:
        """A command or plain words."""
        if not text.startswith("/"):
            return self._shown(self._incoming(words=text, **more))
        command, _, words = text[1:].partition(" ")
        return self._shown(self._incoming(command=command, words=words, **more))

    def links(self, *urls: str, words: str | None = None, **more: object) -> str:
        """A message with links in it, as Telegram marks them."""
        return self.says(" ".join(urls) if words is None else words, links=urls, **more)

    def sends(self, name: str, content: str | bytes, **more: object) -> str:
        """A file."""
        data = content.encode() if isinstance(content, str) else content
        return self._shown(self._incoming(document=Document(name, len(data), data), **more))

    def presses(self, data: str, links: tuple[str, ...] = ()) -> str:
        """A button with this data, under a message with these links."""
        return self._shown(self._incoming(press=data, links=links))

    def taps(self, name: str) -> str:
        """The button that the last reply showed with this name."""
        buttons = [b for reply in self.last if isinstance(reply, Message) for row in reply.buttons for b in row]
        found = [button for button in buttons if button.text == name]
        assert found, f"no button {name!r} among {[button.text for button in buttons]}"
        assert found[0].press, f"{name!r} opens a page"
        return self.presses(found[0].press, self._linked())

    def _linked(self) -> tuple[str, ...]:
        messages = [reply for reply in self.last if isinstance(reply, Message)]
        return tuple(entity.url for message in messages for entity in message.entities if entity.url)

    def shares(self, latitude: float, longitude: float) -> str:
        """A location."""
        return self._shown(self._incoming(location=Location(latitude, longitude)))

    def replies(self, text: str, to: str) -> str:
        """A command in reply to a message with these words."""
        return self.says(text, reply_to=Quoted(to))

    def _incoming(self, **what: object) -> Incoming:
        self.updates += 1
        basis = Incoming(
            self.updates, self.address, self.kind, "Amina", self.person, self.is_admin, message_id=self.updates
        )
        return replace(basis, **what)  # type: ignore[arg-type]

    def _shown(self, incoming: Incoming) -> str:
        told: list[str] = []
        self.last: list[Reply] = []
        for reply in commands.answer(self.newsroom, incoming, self.now):
            told += [show(reply)] if isinstance(reply, Deferred) else []
            settled = result(reply) if isinstance(reply, Deferred) else [reply]
            told += map(show, settled)
            self.last += settled
        return "\n\n".join(told)


@pytest.fixture
def web() -> Web:
    """A web of no pages yet."""
    return Web()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(f"sqlite:///{tmp_path / 'news.db'}") as opened:
        yield opened


@pytest.fixture
def newsroom(store: Store, web: Web) -> Newsroom:
    """Three stories: one by two sources, one by one, one a headline alone."""
    room = Newsroom(store, web, Desk())
    harbour = room.source(SourceKind.FEED, "https://harbour.example/feed", title="Harbour Post", now=NOW)
    lake = room.source(SourceKind.FEED, "https://lake.example/feed", title="Lake Courier", now=NOW)
    room.admit(
        harbour,
        [
            Draft(
                "h1",
                "Ferry with 214 aboard runs aground off Halvøy",
                FERRY,
                url="https://harbour.example/ferry",
                published_at=NOW - 5 * HOUR,
                language="en",
            ),
            Draft(
                "h2",
                "Twelve films to see this winter",
                extent=Extent.HEADLINE,
                published_at=NOW - HOUR,
                language="en",
            ),
        ],
        NOW,
    )
    room.admit(
        lake,
        [
            Draft(
                "l1",
                "Crack in rudder shaft of the ferry that ran aground off Halvøy",
                FERRY_AGAIN,
                url="https://lake.example/rudder",
                published_at=NOW - 2 * HOUR,
                language="en",
            ),
            Draft("l2", "Lindau gives its river the old bed back", RIVER, published_at=NOW - 9 * HOUR, language="en"),
        ],
        NOW,
    )
    return room


@pytest.fixture
def talk(newsroom: Newsroom) -> Talk:
    """Amina, in a private chat."""
    return Talk(newsroom)
