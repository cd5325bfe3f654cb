"""One process that reads documents for us, one after the other, and what is made of its end.

Rule: what it sends is as foreign as what it was given: only plain values are taken, and it is waited for only while it works.
"""

import io
import pickle  # noqa: TID251 (only to read what our own processes send, with plain values allowed and nothing else)
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum, EnumType, StrEnum
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from threading import Lock
from typing import Any

from bot.errors import Unreadable
from bot.ingest.confinement import OUT_OF_MEMORY, READY, TOO_LONG, Confines, Document, work
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
_AT_WORK = 1 / 1000  # of the time, at least: a process that steps back gets little on a crowded machine


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


class Cell:
    """One process at a time, replaced when it was killed or has read enough. Used by one thread, looked after by another."""

    def __init__(self, confines: Confines) -> None:
        self._confines = confines
        self._process: BaseProcess | None = None
        self._pipe: Connection | None = None
        self._left = 0
        self._lock = Lock()
        self._seen: tuple[float, float] | None = None  # at work: when, and what CPU time it had used by then
        self._is_late = False

    def read(self, document: Document) -> Readout:
        """What is in the document, or why that can't be told."""
        if self._pipe is None or self._process is None or self._left <= 0 or not self._process.is_alive():
            self.end()
            self._start()
        assert self._pipe
        assert self._process
        self._left -= 1
        try:
            with self._looked_after():
                return self._exchange(document, self._pipe)
        except Exception:  # noqa: BLE001 (the end of the process, or what a document made it send: pickle promises nothing)
            return Poison(self._cause())

    def look_after(self) -> None:
        """Kill the process if it has stood still for too long; whoever waits for it gets to know. Call it now and then."""
        with self._lock:
            if self._seen is None or self._process is None:
                return
            now, used = time.monotonic(), _cpu_used_by(self._process)
            at, before = self._seen
            if used - before >= _AT_WORK * self._confines.wall:
                self._seen = now, used
            elif now - at >= self._confines.wall:
                self._is_late, self._seen = True, None
                self._process.kill()

    @contextmanager
    def _looked_after(self) -> Iterator[None]:
        assert self._process
        with self._lock:
            self._seen = time.monotonic(), _cpu_used_by(self._process)
        try:
            yield
        finally:
            with self._lock:
                self._seen = None

    def _exchange(self, document: Document, pipe: Connection) -> Readout:
        pipe.send((document.name, document.url, document.known, document.charset))
        pipe.send_bytes(document.content)  # apart: pickled with the rest it would be copied twice
        message = _unpacked(pipe.recv_bytes(self._confines.result))
        if isinstance(message, Unreadable):
            return message
        if isinstance(message, str):
            self._left = 0  # what it has left of its memory is in pieces
            return Poison(Excess(message))
        reading, prepared = message
        if not isinstance(reading, Reading) or not isinstance(prepared, tuple):
            raise pickle.UnpicklingError("this is no reading")
        return Read(reading, prepared)

    def end(self) -> None:
        """End the process; another one is started when it is needed."""
        if self._process and self._pipe:
            self._pipe.close()
            self._process.kill()  # it has nothing to put away, and taking leave takes time
            self._process.join()
            self._process.close()
        self._process = self._pipe = None

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


def _cpu_used_by(process: BaseProcess) -> float:
    """Seconds; 0 where that can't be told, so that there the clock on the wall decides."""
    if sys.platform != "linux" or process.pid is None:
        return 0.0
    try:
        return time.clock_gettime(~process.pid << 3 | 2)  # what clock_getcpuclockid(3) makes of the pid
    except OSError:  # it has ended
        return 0.0


def _unpacked(message: bytes) -> Any:
    return _PlainUnpickler(io.BytesIO(message)).load()


def _member(kind: object, name: str) -> Enum:
    """The member of an Enum, and nothing else of anything."""
    if not isinstance(kind, EnumType):
        raise pickle.UnpicklingError(f"{kind!r} is no Enum")
    member: Enum = kind[name]
    return member


class _PlainUnpickler(pickle.Unpickler):
    """Values of ours and nothing else: a page that took its process over gets no further than that."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == ("builtins", "getattr"):  # how Python 3.11.2 (Debian 12) pickles a member of an Enum
            return _member
        if (module, name) not in _PLAIN:
            raise pickle.UnpicklingError(f"{module}.{name} is no plain value")
        return super().find_class(module, name)
