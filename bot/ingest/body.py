"""A response's body: counted while it comes in and while it is unpacked, and never waited for much longer than it is worth.

Rule: not one byte more is unpacked than is needed to see that it is too much: 522 kB of gzip once gave 67 MB as their first piece.
"""

import asyncio
import zlib

from aiohttp import StreamReader

_PIECE = 2**16  # bytes unpacked at a time
_GZIP = 16 + zlib.MAX_WBITS
_GZIP_STARTS = 0x1F
_MOST_PARTS = 1000  # a file may be several, one after the other; a hundred thousand empty ones are an attack


class TooLarge(Exception):
    """More than the limit, packed or unpacked."""


class CutOff(Exception):
    """The packed body ended, or broke, in the middle."""


class Body:
    """Takes a body as it comes over the wire, plain or gzip, and holds at most `largest` bytes of it."""

    def __init__(self, largest: int, *, is_gzip: bool) -> None:
        self.received = 0  # bytes over the wire
        self._largest = largest
        self._content = bytearray()
        self._gzip = zlib.decompressobj(_GZIP) if is_gzip else None
        self._parts = 1

    def take(self, wire: bytes) -> None:
        """The next bytes. TooLarge, or CutOff when they can't be unpacked."""
        if self._gzip and not self.received and wire and wire[0] != _GZIP_STARTS:
            self._gzip = None  # servers that say gzip and send plain text exist, and browsers read them
        self.received += len(wire)
        if self.received > self._largest:  # empty gzip blocks unpack to nothing, for ever
            raise TooLarge
        if self._gzip is None:
            self._add(wire)
            return
        try:
            self._unpack(wire)
        except zlib.error as error:
            raise CutOff from error

    def finish(self) -> bytes:
        """The whole body. CutOff when there should have been more."""
        if self._gzip and self.received and not self._gzip.eof:
            raise CutOff
        return bytes(self._content)

    def kept(self) -> bytes:
        """What came so far."""
        return bytes(self._content)

    def _unpack(self, wire: bytes) -> None:
        while self._gzip:
            if self._gzip.eof:
                if not wire or wire[0] != _GZIP_STARTS:
                    return  # padding after the end
                self._parts += 1
                if self._parts > _MOST_PARTS:
                    raise TooLarge
                self._gzip = zlib.decompressobj(_GZIP)
            piece = self._gzip.decompress(wire, _PIECE)
            self._add(piece)
            wire = self._gzip.unused_data if self._gzip.eof else self._gzip.unconsumed_tail
            if not wire and len(piece) < _PIECE:
                return

    def _add(self, piece: bytes) -> None:
        room = self._largest - len(self._content)
        self._content += piece[:room]
        if len(piece) > room:
            raise TooLarge


async def read_body(stream: StreamReader, body: Body, *, patience: float, slowest: float) -> None:
    """Everything the stream gives, into `body`. TimeoutError once it falls below `slowest` bytes a second after `patience` seconds."""
    start = asyncio.get_running_loop().time()
    async with asyncio.timeout_at(start + patience) as timer:
        async for wire in stream.iter_any():
            body.take(wire)
            earned = body.received / slowest
            if earned > patience:
                timer.reschedule(start + earned)
