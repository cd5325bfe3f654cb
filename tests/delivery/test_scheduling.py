"""The ticks, in real time: short ones."""

import asyncio
import logging
from datetime import timedelta

import pytest

from bot import scheduling

SOON = timedelta(seconds=0.05)


async def test_a_job_runs_at_once_and_again_and_never_twice_at_a_time() -> None:
    running, most, runs = 0, 0, 0
    thrice = asyncio.Event()

    async def work() -> None:
        nonlocal running, most, runs
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.12)  # longer than the interval
        running -= 1
        runs += 1
        if runs == 3:
            thrice.set()

    ticks = scheduling.start({"work": (SOON, work)})
    await asyncio.wait_for(thrice.wait(), 20)
    await ticks.stop()
    assert most == 1


async def test_a_job_that_fails_is_logged_and_runs_again(caplog: pytest.LogCaptureFixture) -> None:
    runs, twice = 0, asyncio.Event()

    async def work() -> None:
        nonlocal runs
        runs += 1
        if runs == 2:
            twice.set()
        raise ZeroDivisionError

    began = asyncio.get_running_loop().time()
    ticks = scheduling.start({"deliver": (SOON, work)})
    await asyncio.wait_for(twice.wait(), 20)
    await ticks.stop()
    assert ticks.last_tick > began
    assert "the job 'deliver' failed" in [record.getMessage().split(";")[0] for record in caplog.records]
    assert all(record.levelno <= logging.ERROR for record in caplog.records)


async def test_stopping_waits_for_the_job_at_work() -> None:
    begun, done = asyncio.Event(), False

    async def work() -> None:
        nonlocal done
        begun.set()
        await asyncio.sleep(0.2)
        done = True

    ticks = scheduling.start({"work": (timedelta(hours=1), work)})
    await asyncio.wait_for(begun.wait(), 20)
    await ticks.stop()
    assert done


async def test_a_job_that_overslept_is_woken() -> None:
    """As after the wall clock was set back: the scheduler waits for a time that is far away."""
    runs, once, twice = 0, asyncio.Event(), asyncio.Event()

    async def work() -> None:
        nonlocal runs
        runs += 1
        (once if runs == 1 else twice).set()

    ticks = scheduling.start({"work": (timedelta(hours=1), work)})
    await asyncio.wait_for(once.wait(), 20)
    await asyncio.gather(*ticks._at_work)
    ticks._ticked["work"] -= 3600 + scheduling.SILENCE_S + 1
    ticks._look_after()
    await asyncio.wait_for(twice.wait(), 20)
    await ticks.stop()
