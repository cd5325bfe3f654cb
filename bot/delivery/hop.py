"""One call of the synchronous core from the event loop, in a thread of the executor it was given.

Rule: one hop per use case, and never a lock held across one.
"""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import Executor
from functools import partial
from typing import ParamSpec, TypeVar

log = logging.getLogger(__name__)

_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.5, 10.0

P = ParamSpec("P")
T = TypeVar("T")


class Hop:
    """Calls of the core, awaited."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    async def call(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What `work` returns or raises."""
        return await asyncio.get_running_loop().run_in_executor(self._executor, partial(work, *args, **kwargs))

    async def insist(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What `work` returns, called again and again until it works.

        For writing down what has already happened outside: a database that is locked, full or restarting must not make us
        forget it, or it would be done twice. `work` must bear being repeated.
        """
        pause = _FIRST_PAUSE_S
        while True:
            try:
                return await self.call(work, *args, **kwargs)
            except Exception:  # whatever ails the database: the only other way out is forgetting
                log.exception("a result could not be stored; trying again in %.1f s", pause)
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE_S)
