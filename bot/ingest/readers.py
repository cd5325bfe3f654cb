"""Foreign documents are read here, in processes that are killed when they take too much.

Rule: whatever a document does, it costs one process and a little time; the others, and whoever waits, go on. A pipe for each process:
pebble 5.2, which shares one among all, hung for ever when a process was killed while it wrote its result.
"""

import io
import pickle  # noqa: TID251 (only to read what our own processes send, with plain values allowed and nothing else)
import signal
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from itertools import count, islice
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from queue import PriorityQueue, SimpleQueue
from threading import Thread, Timer
from types import TracebackType
from typing import Any, Self

from bot.errors import Unreadable
from bot.ingest.confinement import OUT_OF_MEMORY, READY, TOO_LONG, Confines, work
from bot.ingest.reading import Reading
from bot.model import Prepared

_PLAIN = frozenset(
    {
        ("bot.errors", "Unreadable"),
        ("bot.ingest.reading", "DocumentKind"),
        ("bot.ingest.reading", "Reading"),
        ("bot.ingest.reading", "SourceHint"),
        ("bot.model", "Draft"),
        ("bot.model", "Extent"),
        ("bot.model", "Prepared"),
        ("bot.model", "Ranking"),
        ("bot.model", "Span"),
        ("copyreg", "__newobj__"),
        ("datetime", "datetime"),
        ("datetime", "timedelta"),
        ("datetime", "timezone"),
    }
)
_MOST_MESSAGES = 100  # of one document: its reading, and a portion for each 300 kB of text
_SOON, _IN_ITS_TURN, _LAST = range(3)  # of people, of the refresh, and the end


@dataclass(frozen=True, slots=True)
class Document:
    """Bytes to read; see `read_document` for the name and the url. `known` are keys of drafts that need not be prepared again."""

    name: str
    content: bytes
    url: str | None = None
    known: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Read:
    """What was in a document: all its drafts, and those that were not known, prepared, in the same order."""

    reading: Reading
    prepared: tuple[Prepared, ...]


class Excess(StrEnum):
    """What a document took too much of."""

    TIME = "time"
    MEMORY = OUT_OF_MEMORY
    SIZE = TOO_LONG  # what came out of it
    LIFE = "life"  # it crashed its process


@dataclass(frozen=True, slots=True)
class Poison:
    """The document was too much for its process. One that is so twice is to be set aside."""

    excess: Excess

    @property
    def sentence(self) -> str:
        """What happened and what to do, for people."""
        return "This is too large or too tangled to be read safely. Copy the text that matters and give that."


Readout = Read | Unreadable | Poison


class Readers:
    """Processes that read documents, started when they are first needed. Safe to use from several threads; close it in the end."""

    def __init__(self, workers: int = 2, confines: Confines | None = None) -> None:
        self._confines = confines or Confines()
        self._workers = workers
        self._jobs: PriorityQueue[tuple[int, int, _Job | None]] = PriorityQueue()
        self._numbers = count()
        self._threads = [Thread(target=self._tend, name=f"reader-{n}", daemon=True) for n in range(workers)]
        for thread in self._threads:
            thread.start()

    def read(self, document: Document) -> Readout:
        """What is in one document, before those that `read_many` has not begun yet."""
        job = _Job(document, SimpleQueue())
        self._put(_SOON, job)
        return _taken(job.done)[1]

    def read_many(self, documents: Iterable[Document]) -> Iterator[tuple[Document, Readout]]:
        """Every document with what came of it, as they finish; never more than two for each process are asked for ahead."""
        waiting = iter(documents)
        done: _Done = SimpleQueue()
        pending = 0
        while True:
            for document in islice(waiting, 2 * self._workers - pending):
                self._put(_IN_ITS_TURN, _Job(document, done))
                pending += 1
            if not pending:
                return
            yield _taken(done)
            pending -= 1

    def close(self) -> None:
        """End all processes once they have finished what was asked of them."""
        for _ in self._threads:
            self._put(_LAST, None)
        for thread in self._threads:
            thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _put(self, urgency: int, job: "_Job | None") -> None:
        self._jobs.put((urgency, next(self._numbers), job))

    def _tend(self) -> None:
        """What each thread does: keep one process alive, and give it one document after the other."""
        cell = _Cell(self._confines)
        while job := self._jobs.get()[2]:
            try:
                job.done.put((job.document, cell.read(job.document)))
            except Exception as error:  # noqa: BLE001 (no process can be started: whoever waits gets to know)
                job.done.put(error)
        cell.end()


_Done = SimpleQueue[tuple[Document, Readout] | Exception]


@dataclass(frozen=True, slots=True)
class _Job:
    document: Document
    done: _Done


def _taken(done: _Done) -> tuple[Document, Readout]:
    found = done.get()
    if isinstance(found, Exception):
        raise found
    return found


class _Cell:
    """One process at a time, replaced when it was killed or has read enough."""

    def __init__(self, confines: Confines) -> None:
        self._confines = confines
        self._process: BaseProcess | None = None
        self._pipe: Connection | None = None
        self._left = 0
        self._is_late = False

    def read(self, document: Document) -> Readout:
        if self._pipe is None or self._process is None or not self._left or not self._process.is_alive():
            self.end()
            self._start()
        assert self._pipe
        assert self._process
        self._left -= 1
        try:
            return self._exchange(document, self._pipe)
        except Exception:  # noqa: BLE001 (the end of the process, or what a document made it send: pickle promises nothing)
            return Poison(self._cause())

    def _exchange(self, document: Document, pipe: Connection) -> Readout:
        with self._alarm():
            pipe.send((document.name, document.content, document.url, document.known))
        reading: Reading | None = None
        prepared: list[Prepared] = []
        for _ in range(_MOST_MESSAGES):
            with self._alarm():
                message = _unpacked(pipe.recv_bytes(self._confines.result))
            if isinstance(message, Unreadable):
                return message
            if isinstance(message, str):
                return Poison(Excess(message))
            if isinstance(message, Reading):
                reading = message
            elif message is not None:
                prepared += message
            elif reading is not None:
                return Read(reading, tuple(prepared))
        raise EOFError("it never comes to an end")

    @contextmanager
    def _alarm(self) -> Iterator[None]:
        """Whatever waits for the process waits so long; then the process is killed, and the wait is over."""
        alarm = Timer(self._confines.wall, self._stop)
        alarm.start()
        try:
            yield
        finally:
            alarm.cancel()

    def end(self) -> None:
        if self._process and self._pipe:
            self._pipe.close()
            self._process.join(1)
            self._process.kill()
            self._process.join()
            self._process.close()
        self._process = self._pipe = None

    def _stop(self) -> None:
        self._is_late = True
        if self._process:
            self._process.kill()

    def _start(self) -> None:
        # Never fork: this process has threads. Windows has spawn alone.
        context: Any = get_context("spawn" if sys.platform == "win32" else "forkserver")
        if sys.platform != "win32":
            context.set_forkserver_preload(["bot.ingest.preloaded"])
        ours, theirs = context.Pipe()
        self._process = context.Process(target=work, args=(theirs, self._confines), name="reader", daemon=True)
        self._process.start()
        theirs.close()
        self._pipe, self._left, self._is_late = ours, self._confines.documents, False
        if ours.recv_bytes() != READY:
            raise EOFError("the reading process did not begin")

    def _cause(self) -> Excess:
        """Why the process is no more; it is put away, and the next document gets a new one."""
        assert self._process
        self._process.kill()  # it may live, having sent what it must not
        self._process.join()
        used_up = self._process.exitcode == -getattr(signal, "SIGXCPU", 0)
        self.end()
        return Excess.TIME if self._is_late or used_up else Excess.LIFE


def _unpacked(message: bytes) -> Any:
    return _PlainUnpickler(io.BytesIO(message)).load()


class _PlainUnpickler(pickle.Unpickler):
    """Values of ours and nothing else: a page that took its process over gets no further than that."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in _PLAIN:
            raise pickle.UnpicklingError(f"{module}.{name} is no plain value")
        return super().find_class(module, name)
