"""The ticks: who is woken how often. No logic, and never the source of truth: what is due stands in the database.

Rule: a tick takes no time from here and gives none; what is woken asks its own clock. Ticks count real seconds, so the
demo's clock may jump while they go on. (What APScheduler's own calendar does with summer time: DESIGN.md, decision 3.)
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.combining import OrTrigger
from apscheduler.triggers.date import DateTrigger
from apscheduler.triggers.interval import IntervalTrigger

log = logging.getLogger(__name__)

Work = Callable[[], Awaitable[object]]

SILENCE_S = 60.0  # this long after its time a tick counts as missing
_WATCH_S = 15.0


class Ticks:
    """Runs each job at once and then every interval, one run of a job at a time; starts when made, in the running loop."""

    def __init__(self, jobs: Mapping[str, tuple[timedelta, Work]]) -> None:
        self._jobs = dict(jobs)
        self._loop = asyncio.get_running_loop()
        self._at_work: set[asyncio.Task[None]] = set()
        self._ticked = dict.fromkeys(jobs, self._loop.time())
        self._scheduler = AsyncIOScheduler(
            timezone=UTC, job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )
        for name in jobs:
            self._scheduler.add_job(self._run, self._trigger(name), args=(name,), id=name)
        self._scheduler.start()
        self._watch = self._loop.call_later(_WATCH_S, self._look_after)

    @property
    def last_tick(self) -> float:
        """When a job last began, in seconds of the event loop's clock."""
        return max(self._ticked.values(), default=self._loop.time())

    async def stop(self, most_s: float = 60.0) -> None:
        """No more ticks; wait for the jobs at work, `most_s` seconds at most."""
        self._watch.cancel()
        # Shutting the scheduler down cancels its jobs in the middle of what they do, so they are waited for first.
        self._scheduler.pause()
        if self._at_work:
            await asyncio.wait(self._at_work, timeout=most_s)
        self._scheduler.shutdown(wait=False)

    async def _run(self, name: str) -> None:
        self._ticked[name] = self._loop.time()
        task = asyncio.create_task(self._work(name), name=f"tick {name}")
        self._at_work.add(task)
        task.add_done_callback(self._at_work.discard)
        await task

    async def _work(self, name: str) -> None:
        try:
            await self._jobs[name][1]()
        except Exception:  # the edge: a tick that fails is seen in the log, and the next one comes
            log.exception("the job %r failed; it runs again in %s", name, self._jobs[name][0])

    def _look_after(self) -> None:
        """Wake what overslept: a wall clock that was set back an hour would keep the scheduler waiting that long."""
        now = self._loop.time()
        busy = {task.get_name() for task in self._at_work}
        for name, (interval, _) in self._jobs.items():
            overslept = now - self._ticked[name] > interval.total_seconds() + SILENCE_S
            if overslept and f"tick {name}" not in busy:
                log.error("the job %r has not run for %.0f s; it is woken now", name, now - self._ticked[name])
                self._scheduler.reschedule_job(name, trigger=self._trigger(name))
        self._watch = self._loop.call_later(_WATCH_S, self._look_after)

    def _trigger(self, name: str) -> OrTrigger:
        """Now, and then every interval."""
        interval = self._jobs[name][0]
        return OrTrigger([DateTrigger(timezone=UTC), IntervalTrigger(seconds=interval.total_seconds(), timezone=UTC)])


def start(jobs: Mapping[str, tuple[timedelta, Work]]) -> Ticks:
    """Begin to run these jobs, name -> (interval, coroutine function); call it in the running event loop."""
    return Ticks(jobs)
