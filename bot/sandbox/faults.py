"""Faults on order: the next calls of a method fail in the way a test asked for.

The rule to remember: "before" means the call had no effect, "after" means it was accepted and only the answer is lost.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.sandbox.wire import JsonObject, Misuse, Refusal

_WORDS = {
    400: "Bad Request: chat not found",
    401: "Unauthorized",
    403: "Forbidden: bot was blocked by the user",
    404: "Not Found",
    409: "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    500: "Internal Server Error",
}
KINDS = frozenset(
    {*map(str, _WORDS), "429", "502", "502_after", "drop_before", "drop_after", "hang_before", "hang_after"}
)


@dataclass(frozen=True, slots=True)
class Fault:
    """What happens to the next `count` calls of `method` ("" = any), of one chat if `chat_id` is given."""

    kind: str
    method: str = ""
    count: int = 1
    retry_after: int = 1  # seconds, for 429
    chat_id: str = ""
    description: str = ""  # other words than the usual ones

    @property
    def is_after(self) -> bool:
        return self.kind.endswith("_after")

    def refusal(self) -> Refusal | None:
        """The answer this fault is, if it is an answer of the Bot API."""
        if self.kind == "429":
            words = self.description or f"Too Many Requests: retry after {self.retry_after}"
            return Refusal(429, words, {"retry_after": self.retry_after} if self.retry_after else None)
        if self.kind.isdigit() and int(self.kind) in _WORDS:
            return Refusal(int(self.kind), self.description or _WORDS[int(self.kind)])
        return None


class Faults:
    """The faults still to come, in the order they were asked for."""

    def __init__(self) -> None:
        self._coming: list[Fault] = []

    @property
    def coming(self) -> Sequence[Fault]:
        return tuple(self._coming)

    def add(self, fault: Fault) -> None:
        self._coming.append(fault)

    def clear(self) -> None:
        self._coming.clear()

    def take(self, method: str, chat_id: str) -> Fault | None:
        """The fault for this call, counted down; None when it may go through."""
        for place, fault in enumerate(self._coming):
            if fault.method.lower() in {"", "*", method} and fault.chat_id in {"", chat_id}:
                if fault.count <= 1:
                    del self._coming[place]
                else:
                    self._coming[place] = replace(fault, count=fault.count - 1)
                return fault
        return None


def fault_from_json(given: JsonObject) -> Fault:
    """A fault as a script orders it; raises Misuse."""
    kind = {"hang": "hang_before"}.get(str(given.get("kind")), str(given.get("kind")))
    if kind not in KINDS:
        raise Misuse(400, f"The kind of a fault is one of {', '.join(sorted(KINDS))}.")
    return Fault(
        kind,
        method=str(given.get("method") or ""),
        count=_number(given.get("count"), 1),
        retry_after=_number(given.get("retry_after"), 1),
        chat_id=str(given.get("chat_id") or ""),
        description=str(given.get("description") or ""),
    )


def _number(given: Any, otherwise: int) -> int:
    try:
        return otherwise if given is None else int(given)
    except (TypeError, ValueError) as wrong:
        raise Misuse(400, "count and retry_after are numbers.") from wrong
