"""The Bot API over HTTP: /bot<token>/<method> and /file/bot<token>/<path>, answering in Telegram's envelope.

The rule to remember: `_perform` is the one place every call passes. Faults, and one day rate limits, belong there and
nowhere else.
"""

import asyncio
import hmac
import json
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from bot.sandbox.emulation import Sandbox
from bot.sandbox.faults import Fault, Faults
from bot.sandbox.methods import METHODS
from bot.sandbox.polling import Polling
from bot.sandbox.wire import JsonObject, Parameters, Refusal, bad_request, read_parameters

_BAD_GATEWAY = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body></body>\r\n</html>\r\n"

# Cuts the connection of a request; known only to whoever runs the server.
Cut = Callable[[Request], None]


class BotApi:
    """Answers the bot. `cut` drops a connection without an answer; `close` ends everything that waits."""

    def __init__(self, sandbox: Sandbox, faults: Faults, cut: Cut) -> None:
        self._sandbox = sandbox
        self._faults = faults
        self._cut = cut
        self._polling = Polling(sandbox)
        self._closing = asyncio.Event()

    def close(self) -> None:
        self._closing.set()
        self._polling.close()

    async def call(self, request: Request) -> Response:
        """/bot<token>/<method>"""
        if not self._knows(request):
            return _refused(Refusal(401, "Unauthorized"))
        try:
            body = await request.body()
            content_type = request.headers.get("content-type", "")
            parameters = read_parameters(request.url.query, content_type, body)
            return await self._perform(request, request.path_params["method"].lower(), parameters)
        except Refusal as refusal:
            return _refused(refusal)
        except json.JSONDecodeError:
            return _refused(bad_request("can't parse JSON object"))

    async def download(self, request: Request) -> Response:
        """/file/bot<token>/<path>"""
        if not self._knows(request):
            return _refused(Refusal(401, "Unauthorized"))
        file = self._sandbox.state.files.get(request.path_params["path"])
        if file is None:
            return _refused(Refusal(404, "Not Found"))
        return Response(file.content, media_type="application/octet-stream")

    def _knows(self, request: Request) -> bool:
        return hmac.compare_digest(request.path_params["token"].encode(), self._sandbox.token.encode())

    async def _perform(self, request: Request, method: str, parameters: Parameters) -> Response:
        fault = self._faults.take(method, parameters.text("chat_id"))
        if fault is not None and not fault.is_after:
            return await self._fail(request, fault)
        answer = await self._answer(method, parameters)
        if fault is not None:
            return await self._fail(request, fault)
        return answer

    async def _answer(self, method: str, parameters: Parameters) -> Response:
        if method == "getupdates":
            return _accepted(await self._polling.get_updates(parameters))
        perform = METHODS.get(method)
        if perform is None:
            raise Refusal(404, "Not Found")
        return _accepted(perform(self._sandbox, parameters))

    async def _fail(self, request: Request, fault: Fault) -> Response:
        refusal = fault.refusal()
        if refusal is not None:
            return _refused(refusal)
        if fault.kind.startswith("502"):
            return PlainTextResponse(_BAD_GATEWAY, 502, media_type="text/html")
        if fault.kind.startswith("hang"):
            await _first(request.receive(), self._closing.wait())
        self._cut(request)
        return Response(status_code=500)


async def _first(*waits: Awaitable[object]) -> None:
    tasks = [asyncio.ensure_future(one) for one in waits]
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()


def _accepted(result: object) -> Response:
    return JSONResponse({"ok": True, "result": result})


def _refused(refusal: Refusal) -> Response:
    answer: JsonObject = refusal.as_json()
    return JSONResponse(answer, refusal.code)
