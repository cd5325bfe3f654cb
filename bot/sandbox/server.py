"""The sandbox as an ASGI application, and uvicorn under it inside the running event loop.

The rule to remember: the host owns the signals and the life of the server; leaving `serve` ends every long poll and
event stream at once.
"""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from bot.sandbox.botapi import BotApi
from bot.sandbox.emulation import Sandbox
from bot.sandbox.faults import Faults
from bot.sandbox.guard import Guard
from bot.sandbox.script import Controls, Script
from bot.sandbox.wire import Misuse

_STATIC = Path(__file__).with_name("static")
_NO_CONTROLS = Controls()


def create_app(sandbox: Sandbox, controls: Controls = _NO_CONTROLS) -> Starlette:
    """The Bot API, the web chat at / and the scripts' interface, over one sandbox."""
    faults = Faults()
    script = Script(sandbox, controls, faults)
    hosts: set[str] = set()
    connections: set[Any] = set()
    api = BotApi(sandbox, faults, lambda request: _cut(connections, request))
    app = Starlette(
        routes=[*_bot_routes(api), *_script_routes(script), *_page_routes()],
        middleware=[Middleware(Guard, hosts=hosts, before_answer=sandbox.flush)],
        exception_handlers={Misuse: _answer_misuse, ClientDisconnect: _answer_nobody},
    )
    app.state.hosts = hosts
    app.state.connections = connections
    app.state.closers = (api.close, script.close)
    return app


@contextlib.asynccontextmanager
async def serve(app: Starlette, *, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[str]:
    """Serve `app` while the context is open; gives its base URL, without a slash at the end.

    Port 0 takes any free one. Raises OSError, with a sentence, when the port is taken or the host isn't ours.
    """
    listening = _listen(host, port)
    app.state.hosts.add(host)
    config = uvicorn.Config(
        app,
        log_config=None,
        log_level="warning",
        access_log=False,
        lifespan="off",
        ws="none",
        timeout_graceful_shutdown=1,
    )
    server = _Server(config)
    server.server_state.connections = app.state.connections
    running = asyncio.create_task(server.serve(sockets=[listening]))
    ready = asyncio.create_task(server.ready.wait())
    try:
        await asyncio.wait({ready, running}, return_when=asyncio.FIRST_COMPLETED)
        if running.done():
            await running
        name = f"[{host}]" if ":" in host else host
        yield f"http://{name}:{listening.getsockname()[1]}"
    finally:
        for close in app.state.closers:
            close()
        ready.cancel()
        server.should_exit = True
        await running


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield  # the host owns the signals


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(128)
    except OSError as taken:
        listening.close()
        sentence = f"Can't listen on {host}:{port} ({taken.strerror}). Stop what uses that port, or choose another."
        raise OSError(taken.errno, sentence) from taken
    return listening


def _cut(connections: set[Any], request: Request) -> None:
    """Close the connection a request came on, without an answer."""
    for connection in tuple(connections):
        if request.client is not None and connection.client == tuple(request.client):
            connection.transport.abort()


async def _answer_misuse(_request: Request, error: Exception) -> Response:
    assert isinstance(error, Misuse)
    return JSONResponse({"error": error.sentence}, error.code)


async def _answer_nobody(_request: Request, _error: Exception) -> Response:
    """A client that was killed in the middle of its request is no fault of ours and no traceback."""
    return Response(status_code=499)


def _bot_routes(api: BotApi) -> list[Route]:
    return [
        Route("/bot{token}/{method}", api.call, methods=["GET", "POST"]),
        Route("/file/bot{token}/{path:path}", api.download),
    ]


def _script_routes(script: Script) -> list[Route]:
    return [
        Route("/sandbox/chats", script.list_chats),
        Route("/sandbox/chats", script.create_chat, methods=["POST"]),
        Route("/sandbox/chats/{chat_id}/messages", script.read_messages),
        Route("/sandbox/chats/{chat_id}/messages", script.send_message, methods=["POST"]),
        Route("/sandbox/chats/{chat_id}/press", script.press, methods=["POST"]),
        Route("/sandbox/chats/{chat_id}/{change}", script.change_chat, methods=["POST"]),
        Route("/sandbox/bot", script.describe_bot),
        Route("/sandbox/files/{file_id}", script.download),
        Route("/sandbox/clock", script.read_clock),
        Route("/sandbox/clock", script.set_clock, methods=["POST"]),
        Route("/sandbox/restart", script.restart, methods=["POST"]),
        Route("/sandbox/faults", script.list_faults),
        Route("/sandbox/faults", script.add_fault, methods=["POST"]),
        Route("/sandbox/faults", script.clear_faults, methods=["DELETE"]),
        Route("/sandbox/log", script.read_log),
        Route("/sandbox/events", script.stream_events),
    ]


def _page_routes() -> list[Route | Mount]:
    async def show_page(_request: Request) -> Response:
        return FileResponse(_STATIC / "index.html")

    return [Route("/", show_page), Mount("/static", StaticFiles(directory=_STATIC))]
