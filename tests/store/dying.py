"""A child process that is killed in the middle of what it does to a store."""

import multiprocessing
import os
import signal
from collections.abc import Callable

from sqlalchemy import event

from bot.store import Store

FORK = multiprocessing.get_context("fork")


def die_in(url: str, act: Callable[[Store], object], statement: int) -> bool:
    """Do `act` in a child that is killed before the n-th statement or commit of it; False if it ended before that."""
    child = FORK.Process(target=_act_and_die, args=(url, act, statement))
    child.start()
    child.join(30)
    assert child.exitcode in {0, -signal.SIGKILL}
    return child.exitcode == -signal.SIGKILL


def _act_and_die(url: str, act: Callable[[Store], object], statement: int) -> None:
    seen = 0

    def count(*_details: object) -> None:
        nonlocal seen
        seen += 1
        if seen == statement:
            os.kill(os.getpid(), signal.SIGKILL)

    with Store.open(url) as store:
        event.listen(store._engine, "before_cursor_execute", count)
        event.listen(store._engine, "commit", count)
        act(store)
