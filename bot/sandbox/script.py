"""What scripts, acceptance tests and the web chat talk to, under /sandbox: people's deeds, the clock, faults, the log.

The rule to remember: the paths and answers of messages and press are public (DESIGN.md); an error is a sentence under
"error". With ?wait=<seconds> an answer comes only once the bot is idle and then tells what it wrote.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from bot.sandbox import people
from bot.sandbox.emulation import Sandbox
from bot.sandbox.faults import Faults, fault_from_json
from bot.sandbox.listening import Listening
from bot.sandbox.state import Chat
from bot.sandbox.wire import JsonObject, Misuse

_ANSWER_WITHIN_S = 5.0
_ALIVE_EVERY_S = 15.0


@dataclass(frozen=True, slots=True)
class Controls:
    """What the host of the sandbox can do for it; what is None isn't offered.

    `next_due`: when the next digest is due, if any. `restart`: stop and start the bot. `idle`: wait until the bot has
    nothing left to do.
    """

    next_due: Callable[[], datetime | None] | None = None
    restart: Callable[[], Awaitable[None]] | None = None
    idle: Callable[[], Awaitable[None]] | None = None


class Script:
    """Answers everything under /sandbox."""

    def __init__(self, sandbox: Sandbox, controls: Controls, faults: Faults) -> None:
        self._sandbox = sandbox
        self._controls = controls
        self._faults = faults
        self._streams: set[asyncio.Queue[JsonObject | None]] = set()

    def close(self) -> None:
        for stream in self._streams:
            stream.put_nowait(None)

    # Messages and buttons

    async def read_messages(self, request: Request) -> Response:
        chat = people.find_chat(self._sandbox, _chat_id(request))
        after = _number(request.query_params.get("after", "0"), "after")
        return JSONResponse([one for message_id, one in sorted(chat.messages.items()) if message_id > after])

    async def send_message(self, request: Request) -> Response:
        draft = await _body(request)
        return await self._with_replies(request, 201, lambda: people.send(self._sandbox, _chat_id(request), draft))

    async def press(self, request: Request) -> Response:
        pressed = await _body(request)
        chat_id = _chat_id(request)

        async def press_and_wait() -> JsonObject:
            with Listening(self._sandbox) as heard:
                query_id = people.press(self._sandbox, chat_id, pressed)
                found = await heard.first(
                    lambda event: event.get("callback_query_id") == query_id, within_s=_ANSWER_WITHIN_S
                )
            return {"callback_query_id": query_id, "answer": found["answer"] if found else None}

        return await self._with_replies(request, 200, press_and_wait)

    async def _with_replies(
        self, request: Request, status: int, act: Callable[[], JsonObject | Awaitable[JsonObject]]
    ) -> Response:
        wait_s = _seconds(request)
        if wait_s is not None and self._controls.idle is None:
            raise Misuse(404, "Nobody here knows when the bot is idle. Leave out wait, and read the messages.")
        with Listening(self._sandbox) as heard:
            done = act()
            answer = dict(done if isinstance(done, dict) else await done)
            if wait_s is not None:
                idle = await self._wait_until_idle(wait_s)
                answer |= {"replies": heard.replies(_chat_id(request), self._sandbox.bot["id"]), "idle": idle}
        return JSONResponse(answer, status)

    async def _wait_until_idle(self, longest_s: float) -> bool:
        """Until the bot has fetched every update there is now and has nothing left to do; False when it took longer."""
        last = self._sandbox.state.updates.next_id - 1
        try:
            async with asyncio.timeout(longest_s):
                with Listening(self._sandbox) as heard:
                    while self._sandbox.state.updates.holds(last):
                        await heard.next()
                assert self._controls.idle is not None
                await self._controls.idle()
        except TimeoutError:
            return False
        return True

    # Chats

    async def list_chats(self, _request: Request) -> Response:
        return JSONResponse([self._chat_view(chat) for chat in self._sandbox.state.chats.values()])

    async def create_chat(self, request: Request) -> Response:
        return JSONResponse(self._chat_view(people.create_chat(self._sandbox, await _body(request))), 201)

    async def change_chat(self, request: Request) -> Response:
        chat_id, change = _chat_id(request), request.path_params["change"]
        if change == "migrate":
            return JSONResponse(self._chat_view(people.migrate(self._sandbox, chat_id)))
        if change not in people.CHANGES:
            raise Misuse(404, f"Nothing here is called {change!r}. Try {', '.join(people.CHANGES)} or migrate.")
        by = (await _body(request)).get("from")
        return JSONResponse(people.change_bot(self._sandbox, chat_id, change, by))

    def _chat_view(self, chat: Chat) -> JsonObject:
        users = self._sandbox.state.users
        last = chat.messages[max(chat.messages)] if chat.messages else None
        return {
            **self._sandbox.chat_json(chat),
            "members": [{"user": users[one], "status": status} for one, status in chat.members.items()],
            "bot_status": self._sandbox.bot_status(chat),
            "started": chat.started,
            "migrated_to": chat.migrated_to,
            "read_up_to": chat.read_up_to,
            "keyboard": chat.keyboard,
            "last_message": last,
        }

    async def describe_bot(self, _request: Request) -> Response:
        """What the web chat shows around the messages: the bot, its commands, what the host offers."""
        state = self._sandbox.state
        offered = {name: getattr(self._controls, name) is not None for name in ("next_due", "restart", "idle")}
        commands = [{**json.loads(shelf)[0], "language": json.loads(shelf)[1], "commands": found}
                    for shelf, found in state.commands.items()]  # fmt: skip
        return JSONResponse(
            {"user": self._sandbox.bot, "profile": state.profile, "commands": commands, "offered": offered}
        )

    async def download(self, request: Request) -> Response:
        file = self._sandbox.state.files.get(request.path_params["file_id"])
        if file is None:
            raise Misuse(404, "There is no such file.")
        disposition = {"Content-Disposition": "attachment"}
        return Response(file.content, media_type="application/octet-stream", headers=disposition)

    # Clock, restart, faults, log

    async def read_clock(self, _request: Request) -> Response:
        return JSONResponse(await self._clock_view())

    async def set_clock(self, request: Request) -> Response:
        wanted = await _body(request)
        try:
            if "advance" in wanted:
                self._sandbox.clock.advance(timedelta(seconds=float(wanted["advance"])))
            elif wanted.get("to") == "next":
                await self._jump_to_next()
            elif "now" in wanted:
                self._sandbox.clock.jump(_aware(str(wanted["now"])))
            else:
                raise Misuse(400, 'Say {"advance": seconds}, {"now": "2030-01-31T07:30:00Z"} or {"to": "next"}.')
        except (TypeError, ValueError, OverflowError) as wrong:
            raise Misuse(400, f"The clock can't be set to that: {wrong}") from wrong
        self._sandbox.tell("clock", **await self._clock_view())
        wait_s = _seconds(request)
        if wait_s is not None and self._controls.idle is not None:
            await self._wait_until_idle(wait_s)
        return JSONResponse(await self._clock_view())

    async def _jump_to_next(self) -> None:
        due = await self._next_due()
        if due is None:
            raise Misuse(409, "No digest is due. Subscribe to one first, for example with /subscribe 07:30.")
        self._sandbox.clock.jump(max(due + timedelta(seconds=1), self._sandbox.clock.now()))

    async def _next_due(self) -> datetime | None:
        if self._controls.next_due is None:
            return None
        # The host asks its database; that must not hold up the bot's own calls.
        return await run_in_threadpool(self._controls.next_due)

    async def _clock_view(self) -> JsonObject:
        due = await self._next_due()
        clock = self._sandbox.clock
        return {
            "now": clock.now().isoformat(),
            "offset_s": clock.offset.total_seconds(),
            "next_due": due.isoformat() if due else None,
        }

    async def restart(self, _request: Request) -> Response:
        if self._controls.restart is None:
            raise Misuse(404, "This sandbox can't restart the bot: whoever runs the bot has to.")
        self._sandbox.tell("restart", done=False)
        await self._controls.restart()
        self._sandbox.tell("restart", done=True)
        return JSONResponse({"restarted": True})

    async def list_faults(self, _request: Request) -> Response:
        return JSONResponse([asdict(fault) for fault in self._faults.coming])

    async def add_fault(self, request: Request) -> Response:
        fault = fault_from_json(await _body(request))
        self._faults.add(fault)
        return JSONResponse(asdict(fault), 201)

    async def clear_faults(self, _request: Request) -> Response:
        self._faults.clear()
        return JSONResponse([])

    async def read_log(self, _request: Request) -> Response:
        return JSONResponse(self._sandbox.state.accepted)

    # Live updates

    async def stream_events(self, _request: Request) -> Response:
        stream: asyncio.Queue[JsonObject | None] = asyncio.Queue()
        return StreamingResponse(
            self._events(stream), media_type="text/event-stream", headers={"Cache-Control": "no-store"}
        )

    async def _events(self, stream: asyncio.Queue[JsonObject | None]) -> AsyncIterator[str]:
        stop = self._sandbox.listen(stream.put_nowait)
        self._streams.add(stream)
        try:
            yield "retry: 1000\n\n"
            while True:
                try:
                    event = await asyncio.wait_for(stream.get(), _ALIVE_EVERY_S)
                except TimeoutError:
                    yield ": alive\n\n"
                    continue
                if event is None:
                    return
                yield f"data: {json.dumps(event, ensure_ascii=False)}\n\n"
        finally:
            stop()
            self._streams.discard(stream)


def _chat_id(request: Request) -> int:
    return _number(request.path_params["chat_id"], "The id of a chat")


def _number(text: str, name: str) -> int:
    try:
        return int(text)
    except ValueError as wrong:
        raise Misuse(400, f"{name} must be a number.") from wrong


def _seconds(request: Request) -> float | None:
    given = request.query_params.get("wait")
    try:
        return None if given is None else max(0.0, float(given))
    except ValueError as wrong:
        raise Misuse(400, "wait is a number of seconds.") from wrong


def _aware(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("give the time with its offset, for example 2030-01-31T07:30:00Z")
    return moment


async def _body(request: Request) -> JsonObject:
    try:
        body: Any = json.loads(await request.body() or b"{}")
    except ValueError as broken:
        raise Misuse(400, "The body must be JSON.") from broken
    if not isinstance(body, dict):
        raise Misuse(400, "The body must be a JSON object.")
    return body
