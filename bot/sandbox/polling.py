"""getUpdates: one bot listens at a time, and waits for as long as it asked.

The rule to remember: a second poll ends the first with Telegram's 409, so two programs with one token notice.
"""

import asyncio

from bot.sandbox.emulation import Sandbox
from bot.sandbox.methods import allow_updates
from bot.sandbox.wire import JsonObject, Parameters, Refusal

_LONGEST_S = 50
_CONFLICT = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
_WEBHOOK = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)


class Polling:
    """The long poll of one bot; `close` ends it at once."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._turn = 0
        self._closed = False
        self._bell = asyncio.Event()
        sandbox.listen(lambda event: self._ring() if event["type"] in {"update", "webhook"} else None)

    async def get_updates(self, parameters: Parameters) -> list[JsonObject]:
        """The waiting updates, from the offset on; raises Refusal 409 when another poll or a webhook takes over."""
        self._turn += 1
        turn = self._turn
        self._ring()
        if "allowed_updates" in parameters:
            allow_updates(self._sandbox, parameters)
        if "offset" in parameters:
            self._sandbox.confirm(parameters.integer("offset"))
        limit = parameters.integer("limit")
        loop = asyncio.get_running_loop()
        deadline = loop.time() + min(max(parameters.integer("timeout"), 0), _LONGEST_S)
        while True:
            self._check_turn(turn)
            found = self._sandbox.state.updates.take(limit if 1 <= limit <= 100 else 100)
            if found or self._closed or loop.time() >= deadline:
                return found
            await self._wait(deadline - loop.time())

    def close(self) -> None:
        """Answer whoever waits now, and nobody waits any more."""
        self._closed = True
        self._ring()

    def _ring(self) -> None:
        self._bell.set()
        self._bell = asyncio.Event()

    async def _wait(self, longest_s: float) -> None:
        try:
            await asyncio.wait_for(self._bell.wait(), longest_s)
        except TimeoutError:
            return

    def _check_turn(self, turn: int) -> None:
        if self._sandbox.state.webhook:
            raise Refusal(409, _WEBHOOK)
        if turn != self._turn:
            raise Refusal(409, _CONFLICT)
