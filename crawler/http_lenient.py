"""An answer that breaks the rules of HTTP, read as browsers read it: what it can do without is left out.

Old servers and gateways of universities send lines that are no headers, the length twice or beside chunks, bytes behind
the end. A strict parser refuses all of them, as it must where one connection is shared between answers; here each is
the only one on its connection.
"""

from __future__ import annotations

import asyncio
import re

from crawler.http_records import NoAnswerError

_STATUS = re.compile(rb"HTTP/\d(?:\.\d)?[ \t]+(\d{3})(?!\d)", re.IGNORECASE)
_HTTP = b"HTTP/"
_NUMBER = re.compile(rb"\d{1,15}")
_CHUNK = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,12})[ \t]*(?:;|$)")
_HARMLESS = bytes.maketrans(b"\0\r", b"  ")
LONGEST_HEAD = 256 * 1024  # bytes
LONGEST_LINE = 64 * 1024  # of it
_SLICE = 64 * 1024

Headers = tuple[tuple[bytes, bytes], ...]


async def read_answer(reader: asyncio.StreamReader, most: int, *, bodiless: bool = False) -> tuple[int, Headers, bytes]:
    """Status, headers and body (still packed) of the answer on a connection that asked for one. ``most``: the bytes a
    body may have, 0 without limit. Raises NoAnswerError for what is no answer, too large, or broken off.

    Headers without a colon or a name are left out, those folded over lines are joined. Lengths that contradict each
    other are no answer; beside chunks none counts; what follows the end is not looked at (RFC 9112, 2.2, 5.2, 6.3).
    """
    while True:
        status, headers = await _head(reader)
        if not 100 <= status < 200 or status == 101:
            break
    if bodiless or status in (101, 204, 304):
        return status, headers, b""
    if any(b"chunked" in value.lower() for name, value in headers if name.lower() == b"transfer-encoding"):
        return status, headers, await _chunks(reader, most)
    stated = b",".join(value for name, value in headers if name.lower() == b"content-length")
    lengths = set(map(int, _NUMBER.findall(stated)))
    if len(lengths) > 1:
        raise NoAnswerError(f"it says to be of {len(lengths)} lengths")
    if not lengths or b"-" in stated:
        return status, headers, await _rest(reader, most)
    length = lengths.pop()
    _bound(length, most)
    return status, headers, await _exactly(reader, length)


async def _head(reader: asyncio.StreamReader) -> tuple[int, Headers]:
    first = await _beginning(reader) + await _line(reader)
    status = _STATUS.match(first)
    if status is None:
        raise NoAnswerError(f"no answer of HTTP begins with {first[:60]!r}")
    taken = len(first)
    headers: list[tuple[bytes, bytes]] = []
    while (line := await _line(reader)).strip(b"\r\n"):
        taken += len(line)
        if taken > LONGEST_HEAD:
            raise NoAnswerError(f"a head of more than {LONGEST_HEAD} bytes")
        line = line.rstrip().translate(_HARMLESS)
        if line[:1] in (b" ", b"\t") and headers:
            headers[-1] = (headers[-1][0], headers[-1][1] + b" " + line.strip())
            continue
        name, colon, value = line.partition(b":")
        if colon and name.strip():
            headers.append((name.strip(), value.strip()))
    return int(status[1]), tuple(headers)


async def _beginning(reader: asyncio.StreamReader) -> bytes:
    """The first bytes of an answer, less the line ends before it; what cannot become one is not waited for."""
    start, taken = b"", 0
    while len(start) < len(_HTTP):
        part = await reader.read(len(_HTTP) - len(start))
        taken += len(part)
        start = (start + part).lstrip(b"\r\n")
        if not part:
            raise NoAnswerError("the connection was closed before an answer", "closed")
        if not _HTTP.startswith(start.upper()) or taken > LONGEST_HEAD:
            raise NoAnswerError(f"no answer of HTTP begins with {start!r}")
    return start


async def _line(reader: asyncio.StreamReader) -> bytes:
    try:
        line = await reader.readline()
    except ValueError as error:  # longer than the reader's limit
        raise NoAnswerError("a line without an end") from error
    if not line.endswith(b"\n"):
        raise NoAnswerError("the connection was closed within the head", "closed")
    return line


async def _chunks(reader: asyncio.StreamReader, most: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    while True:
        stated = _CHUNK.match((await _line(reader)).strip(b"\r\n"))
        if stated is None:
            raise NoAnswerError("a chunk without its size", "broken off")
        length = int(stated[1], 16)
        if not length:
            return b"".join(parts)
        size += length
        _bound(size, most)
        parts.append(await _exactly(reader, length))
        if (await _line(reader)).strip():
            raise NoAnswerError("a chunk longer than it says", "broken off")


async def _exactly(reader: asyncio.StreamReader, length: int) -> bytes:
    try:
        return await reader.readexactly(length)
    except asyncio.IncompleteReadError as error:
        raise NoAnswerError(f"{len(error.partial)} of {length} bytes came", "broken off") from error


async def _rest(reader: asyncio.StreamReader, most: int) -> bytes:
    parts, size = [], 0
    while part := await reader.read(_SLICE):
        parts.append(part)
        size += len(part)
        _bound(size, most)
    return b"".join(parts)


def _bound(size: int, most: int) -> None:
    if most and size > most:
        raise NoAnswerError(f"more than {most} bytes, the most that is taken", "too large")
