"""Where processes are born that are to be killed: forked from one that has imported everything, in milliseconds.

`python -m tests.delivery.nursery MODULE` reads a line of JSON, {"call": NAME, "arguments": [...]}, forks a child that
calls MODULE.NAME(*arguments), and answers with its process id.
"""

import asyncio
import importlib
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Self


class Nursery:
    """The test's side."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @classmethod
    @asynccontextmanager
    async def open(cls, module: str) -> AsyncIterator[Self]:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", __name__, module),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        try:
            yield cls(process)
        finally:
            process.kill()
            await process.wait()

    @asynccontextmanager
    async def life(self, call: str, *arguments: object) -> AsyncIterator[None]:
        """A child for as long as the context is open; then it is killed as hard as can be."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"call": call, "arguments": arguments}).encode() + b"\n")
        child = int(await self._process.stdout.readline())
        try:
            yield
        finally:
            os.kill(child, signal.SIGKILL)


def main(module: str) -> None:
    """The other side."""
    called = importlib.import_module(module)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the dead are buried by the system
    for line in sys.stdin:
        birth = json.loads(line)
        child = os.fork()
        if child == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            try:
                getattr(called, birth["call"])(*birth["arguments"])
            finally:
                os._exit(0)
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])
