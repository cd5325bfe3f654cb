"""Keeps the sandbox for this computer: no other site's page may talk to it through the visitor's browser.

The rule to remember: the Host header must name this computer, and so must Origin where there is one. Without that, any
page could reach a service on localhost by DNS rebinding or a plain form.
"""

from collections.abc import Callable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


class Guard:
    """Refuses foreign requests with 403, and calls `before_answer` before each answer leaves."""

    def __init__(self, app: ASGIApp, hosts: set[str], before_answer: Callable[[], None]) -> None:
        self._app = app
        self._hosts = hosts  # the server adds the host it is bound to
        self._before_answer = before_answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        if not self._is_local(Headers(scope=scope)):
            sentence = "This sandbox answers only pages and programs of this computer, at localhost or 127.0.0.1."
            await JSONResponse({"error": sentence}, 403)(scope, receive, send)
            return

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._before_answer()
                MutableHeaders(scope=message).update(_HEADERS)
            await send(message)

        await self._app(scope, receive, answer)

    def _is_local(self, headers: Headers) -> bool:
        origin = headers.get("origin")
        return self._names_us(f"//{headers.get('host', '')}") and (origin is None or self._names_us(origin))

    def _names_us(self, url: str) -> bool:
        try:
            name = urlsplit(url).hostname
        except ValueError:
            return False
        return name in _LOCAL or name in self._hosts
