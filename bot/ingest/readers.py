"""Foreign documents are read here, in processes that are killed when they take too much.

Rule: whatever a document does, it costs a process or two and a little time; the others, and whoever waits, go on. A pipe for
each process: pebble 5.2, which shares one among all, hung for ever when a process was killed while it wrote its result.

Documents stand in two lines. What is quickly read is read in the front one. What is large, or has proved not to be quick, is
read in the back one, by processes that step back for the front: hostile documents have that line to themselves.
"""

import ctypes
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import count
from queue import LifoQueue, PriorityQueue, SimpleQueue
from threading import Event, Thread
from types import TracebackType
from typing import Self

from bot.errors import Unreadable
from bot.ingest.cell import Cell, Excess, Poison, Read, Readout
from bot.ingest.confinement import Confines, Document

__all__ = ["Confines", "Document", "Excess", "Poison", "Read", "Readers", "Readout"]

_QUICK = 1  # CPU seconds, in truth up to 2: what a document may take in the front line
_LARGE = 2**18  # bytes; of sixty hostile documents, none smaller took a second
_PILE = 2**26  # bytes of large documents that may wait while small ones pass
_NICENESS = 19  # all of the processor where nobody wants it; with 10 the p99 of good documents rose by a fifth
_WATCH = 1.0  # seconds between two looks at those that read
_MMAP_THRESHOLD = -3  # M_MMAP_THRESHOLD of malloc.h
_SOON, _IN_ITS_TURN, _LAST = range(3)  # of people, of the refresh, and the end


class Readers:
    """Processes that read documents, started when they are first needed. Safe to use from several threads; close it in the end.

    `workers` documents are read at a time, and beside them as many large or slow ones.
    """

    def __init__(self, workers: int = 2, confines: Confines | None = None) -> None:
        most = confines or Confines()
        self._workers = workers
        self._has_more_time = most.cpu > _QUICK
        self._front = _Line(workers, replace(most, cpu=min(_QUICK, most.cpu)))
        # Each leaves its process with much memory, so a process reads few.
        self._back = _Line(workers, replace(most, niceness=_NICENESS, documents=min(20, most.documents)))
        self._is_closed = Event()
        self._watcher = Thread(target=self._look_after, args=(min(_WATCH, most.wall / 4),), name="watcher", daemon=True)
        self._watcher.start()
        _give_memory_back()
        for line, name in ((self._front, "reader"), (self._back, "slow reader")):
            line.open(self._tend, name)

    def read(self, document: Document) -> Readout:
        """What is in one document, before those that `read_many` has not begun yet."""
        job = _Job(document, _SOON, SimpleQueue())
        self._front.put(job)
        while job.done.get() is None:
            pass
        return job.outcome

    def read_many(self, documents: Iterable[Document]) -> Iterator[tuple[Document, Readout]]:
        """Every document, the very object, with what came of it, as they finish.

        Documents are asked for in the caller's own thread, never more than three for each process ahead.
        """
        waiting = iter(documents)
        done: SimpleQueue[_Job | None] = SimpleQueue()
        jobs: list[_Job] = []
        while True:
            while self._has_room(jobs) and (document := next(waiting, None)):
                job = _Job(document, _IN_ITS_TURN, done, is_slow=len(document.content) > _LARGE)
                jobs.append(job)
                (self._back if job.is_slow else self._front).put(job)
            if not jobs:
                return
            finished = done.get()
            if finished:
                jobs = [job for job in jobs if job is not finished]
                yield finished.document, finished.outcome

    def close(self) -> None:
        """End all processes once they have finished what was asked of them."""
        self._front.close()  # before the other, to which it passes on what is slow
        self._back.close()
        self._is_closed.set()
        self._watcher.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _has_room(self, jobs: "list[_Job]") -> bool:
        """Whether one more may wait: slow ones don't count, until there are very many of them."""
        slow = [len(job.document.content) for job in jobs if job.is_slow]
        return len(jobs) - len(slow) < 3 * self._workers and sum(slow) < _PILE

    def _tend(self, line: "_Line") -> None:
        """What each thread does: have one document after the other read."""
        while (job := line.take()) is not None:
            try:
                found: Readout | Exception = line.read(job.document)
            except Exception as error:  # noqa: BLE001 (no process can be started: whoever waits gets to know)
                found = error
            if line is self._front and self._has_more_time and found == Poison(Excess.TIME):
                job.is_slow = True
                job.done.put(None)
                self._back.put(job)
            else:
                job.found = found
                job.done.put(job)

    def _look_after(self, every: float) -> None:
        while not self._is_closed.wait(every):
            for cell in (*self._front.cells, *self._back.cells):
                cell.look_after()


@dataclass(slots=True)
class _Job:
    document: Document
    urgency: int
    done: "SimpleQueue[_Job | None]"  # takes the job when it is done; nothing, when it has gone to the other line
    is_slow: bool = False
    found: Readout | Exception | None = None

    @property
    def outcome(self) -> Readout:
        """What came of it."""
        assert self.found is not None
        if isinstance(self.found, Exception) and not isinstance(self.found, Unreadable):
            raise self.found
        return self.found


class _Line:
    """Documents that wait for one kind of process, those of people in front."""

    def __init__(self, width: int, confines: Confines) -> None:
        self.cells = [Cell(confines) for _ in range(width)]
        self._jobs: PriorityQueue[tuple[int, int, _Job | None]] = PriorityQueue()
        self._numbers = count()
        # The cell used last is used next, so that no more processes live than are needed.
        self._idle: LifoQueue[Cell] = LifoQueue()
        for cell in self.cells:
            self._idle.put(cell)
        self._threads: list[Thread] = []

    def open(self, tend: "Callable[[_Line], None]", name: str) -> None:
        """Let as many threads tend it as there are processes."""
        self._threads = [
            Thread(target=tend, args=(self,), name=f"{name}-{n}", daemon=True) for n in range(len(self.cells))
        ]
        for thread in self._threads:
            thread.start()

    def put(self, job: _Job) -> None:
        """To the end of those that are as urgent."""
        self._jobs.put((job.urgency, next(self._numbers), job))

    def take(self) -> _Job | None:
        """The next one; None when it is closed."""
        return self._jobs.get()[2]

    def read(self, document: Document) -> Readout:
        """What is in it, by whatever process is free."""
        cell = self._idle.get()
        try:
            return cell.read(document)
        finally:
            self._idle.put(cell)

    def close(self) -> None:
        """Let what is in it be read, and end its processes."""
        for _ in self._threads:
            self._jobs.put((_LAST, next(self._numbers), None))
        for thread in self._threads:
            thread.join()
        for cell in self.cells:
            cell.end()


def _give_memory_back() -> None:
    """Have freed blocks of a large document returned to the system: glibc learns from them to keep up to 8 MiB a thread.

    Sixty hostile documents left 16 MiB behind, all of it free.
    """
    with suppress(OSError, AttributeError):  # another C library keeps less, and has no such call
        ctypes.CDLL(None).mallopt(_MMAP_THRESHOLD, 2**18)
