"""Foreign documents are read here, in processes that are killed when they take too much.

Rule: whatever a document does, it costs one process and a little time; the others, and whoever waits, go on. A pipe for each
process: pebble 5.2, which shares one among all, hung for ever when a process was killed while it wrote its result.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count, islice
from queue import LifoQueue, PriorityQueue, SimpleQueue
from threading import Semaphore, Thread
from types import TracebackType
from typing import Self

from bot.ingest.cell import Cell, Excess, Poison, Read, Readout
from bot.ingest.confinement import Confines, Document
from bot.ingest.lane import Lane

__all__ = ["Confines", "Document", "Excess", "Poison", "Read", "Readers", "Readout"]

_CELLS = 3  # for each worker: one for what is read, two for what takes long
_SOON, _IN_ITS_TURN, _LAST = range(3)  # of people, of the refresh, and the end


class Readers:
    """Processes that read documents, started when they are first needed. Safe to use from several threads; close it in the end.

    `workers` documents are read at a time; beside them up to twice as many that take long.
    """

    def __init__(self, workers: int = 2, confines: Confines | None = None) -> None:
        self._confines = confines or Confines()
        self._workers = workers
        self._jobs: PriorityQueue[tuple[int, int, _Job | None]] = PriorityQueue()
        self._numbers = count()
        self._lanes = Semaphore(workers)
        # The cell used last is used next, so that no more processes live than are needed.
        self._cells: LifoQueue[Cell] = LifoQueue()
        for _ in range(_CELLS * workers):
            self._cells.put(Cell(self._confines))
        self._threads = [Thread(target=self._tend, name=f"reader-{n}", daemon=True) for n in range(_CELLS * workers)]
        for thread in self._threads:
            thread.start()

    def read(self, document: Document) -> Readout:
        """What is in one document, before those that `read_many` has not begun yet."""
        job = _Job(document, SimpleQueue())
        self._put(_SOON, job)
        return _taken(job)[1]

    def read_many(self, documents: Iterable[Document]) -> Iterator[tuple[Document, Readout]]:
        """Every document, the very object, with what came of it, as they finish.

        Documents are asked for in the caller's own thread, never more than three for each process ahead.
        """
        waiting = iter(documents)
        done: SimpleQueue[tuple[Document, Readout] | Exception] = SimpleQueue()
        pending = 0
        while True:
            for document in islice(waiting, 3 * self._workers - pending):
                job = _Job(document, done)
                self._put(_IN_ITS_TURN, job)
                pending += 1
            if not pending:
                return
            yield _taken(job)
            pending -= 1

    def close(self) -> None:
        """End all processes once they have finished what was asked of them."""
        for _ in self._threads:
            self._put(_LAST, None)
        for thread in self._threads:
            thread.join()
        while not self._cells.empty():
            self._cells.get().end()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _put(self, urgency: int, job: "_Job | None") -> None:
        self._jobs.put((urgency, next(self._numbers), job))

    def _tend(self) -> None:
        """What each thread does: wait for a lane, then for a document, and have it read."""
        while True:
            lane = Lane(self._lanes)
            job = self._jobs.get()[2]
            if job is None:
                lane.give_up()
                return
            self._have_read(job, lane)

    def _have_read(self, job: "_Job", lane: Lane) -> None:
        cell = self._cells.get()
        try:
            with lane.given_up_after(self._confines.slow):
                found: tuple[Document, Readout] | Exception = (job.document, cell.read(job.document))
        except Exception as error:  # noqa: BLE001 (no process can be started: whoever waits gets to know)
            found = error
        # In this order, or whoever comes next finds this process busy and starts another one.
        self._cells.put(cell)
        lane.give_up()
        job.done.put(found)


@dataclass(frozen=True, slots=True)
class _Job:
    document: Document
    done: SimpleQueue[tuple[Document, Readout] | Exception]


def _taken(job: _Job) -> tuple[Document, Readout]:
    found = job.done.get()
    if isinstance(found, Exception):
        raise found
    return found
