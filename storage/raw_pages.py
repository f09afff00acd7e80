"""The archive of pages as received: zstd, a later version against the one before it, pages of one site that are stored
together against the first of them; each proved by its sha256."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any, ClassVar, NamedTuple
from weakref import WeakSet

import zstandard
from sqlalchemy import Connection, select
from sqlalchemy.exc import StatementError

from storage.errors import DatabaseDamaged
from storage.records import ArticleItem, RawPage
from storage.schema import raw_page

LEVEL = 3
LONGEST_CHAIN = 16
"""After so many versions, each compressed against the one before, a page is stored whole again: reading stays cheap."""
FRAMED = 16_384
"""Bytes from which on a page is mostly the frame of its site."""
TOGETHER = 3
"""So many pages of one site, stored at once, are compressed in less time against the first of them than alone, and to a
sixth. A page that is damaged takes those with it that were stored with it: a batch at the most."""
HELD, HELD_BY_ALL = 1 << 20, 5 << 19
"""Bytes of pages that may wait for one batch as they came, and for all the batches of a process: a batch of heavy pages
would be several times that, for each site that is crawled. To pack them before costs half a millisecond each time, what
they are packed against."""

_LOCAL = threading.local()  # a compressor, a tenth of a page's time to make, may be used by one thread at a time


class Packed(NamedTuple):
    """A compressed page: its bytes, the page it was compressed against, and how many lie below it."""

    data: bytes
    base: str | None
    depth: int


class Base(NamedTuple):
    """The page that a new version may be compressed against."""

    sha256: str
    body: bytes
    depth: int


class HeldPage(RawPage):
    """A page that waits to be stored, packed already: ``body`` unpacks it."""

    __slots__ = ("_base", "key", "packed", "size")
    key: str
    size: int
    packed: Packed
    _base: bytes

    def __init__(self, page: RawPage, packed: Packed, base: bytes) -> None:
        kept = {name: getattr(page, name) for name in ("url", "headers", "status", "fetched_at", "encoding")}
        kept |= {"key": page_key(page.body), "size": len(page.body), "packed": packed, "_base": base}
        for name, value in kept.items():
            object.__setattr__(self, name, value)

    @property
    def body(self) -> bytes:
        """The page as received."""
        return unpack(self.packed.data, self.size, self._base)


class Frame:
    """Pages of one site on their way into one batch. What waits for it is bounded: large ones are packed, as they will
    be stored, whenever ``HELD`` bytes of them have come; or ``HELD_BY_ALL`` of several sites', then those of the site
    that has most, unless these are too few to be worth it. All frames of a process belong to one thread."""

    _all: ClassVar[WeakSet[Frame]] = WeakSet()

    def __init__(self) -> None:
        self._base: Base | None = None
        self._waiting: list[ArticleItem] = []
        self._bytes = 0
        self._all.add(self)

    def hold(self, item: ArticleItem) -> None:
        """Take the item's page, and pack those that wait where they are too many."""
        body = item.page.body
        if len(body) < FRAMED:
            return
        if self._base is None:
            self._base = Base(page_key(body), body, 0)
            return
        self._waiting.append(item)
        self._bytes += len(body)
        if self._bytes >= HELD:
            self._pack()
        elif sum(frame._bytes for frame in self._all) >= HELD_BY_ALL:
            fullest = max(self._all, key=_held_by)
            if len(fullest._waiting) >= TOGETHER:
                fullest._pack()

    def _pack(self) -> None:
        if self._base is None:
            return
        packed = pack_framed([one.page.body for one in self._waiting], self._base)
        for one, data in zip(self._waiting, packed, strict=True):
            one.page = HeldPage(one.page, data, self._base.body)
        self._waiting, self._bytes = [], 0


def _held_by(frame: Frame) -> int:
    return frame._bytes


def page_key(body: bytes) -> str:
    """The key of a page: the sha256 of its bytes, in hex."""
    return sha256(body).hexdigest()


def pack(body: bytes, base: Base | None = None) -> Packed:
    """Compress a page, against ``base`` where one is given and its chain is not too long already."""
    if base is None or base.depth + 1 >= LONGEST_CHAIN or not base.body:
        return Packed(_fitting(_whole().compress(body)), None, 0)
    dictionary = zstandard.ZstdCompressionDict(base.body, dict_type=zstandard.DICT_TYPE_RAWCONTENT)
    parameters = zstandard.ZstdCompressionParameters.from_level(
        LEVEL, source_size=len(body), dict_size=len(base.body), write_content_size=True
    )
    compressor = zstandard.ZstdCompressor(dict_data=dictionary, compression_params=parameters)
    return Packed(_fitting(compressor.compress(body)), base.sha256, base.depth + 1)


def pack_framed(bodies: Sequence[bytes], base: Base) -> list[Packed]:
    """Compress pages of one site against one of them, which is stored or about to be: they share its frame."""
    if base.depth + 1 >= LONGEST_CHAIN:
        return [pack(body) for body in bodies]
    dictionary = zstandard.ZstdCompressionDict(base.body, dict_type=zstandard.DICT_TYPE_RAWCONTENT)
    dictionary.precompute_compress(level=LEVEL)
    compressor = zstandard.ZstdCompressor(level=LEVEL, dict_data=dictionary)
    return [Packed(_fitting(compressor.compress(body)), base.sha256, base.depth + 1) for body in bodies]


def _fitting(data: bytes) -> bytes:
    """The same in memory of its size: what the compressor gives lies in as much as the page might have needed."""
    return bytes(memoryview(data))


def _whole() -> zstandard.ZstdCompressor:
    found: zstandard.ZstdCompressor | None = getattr(_LOCAL, "whole", None)
    if found is None:
        found = _LOCAL.whole = zstandard.ZstdCompressor(level=LEVEL)
    return found


def unpack(data: bytes, size: int, base: bytes | None = None) -> bytes:
    """The page again. ``size`` bounds what a damaged frame may claim. zstandard.ZstdError where it cannot be read."""
    dictionary = None
    if base is not None:
        dictionary = zstandard.ZstdCompressionDict(base, dict_type=zstandard.DICT_TYPE_RAWCONTENT)
    if zstandard.frame_content_size(data) != size:
        raise zstandard.ZstdError("the frame does not hold the stated number of bytes")
    return zstandard.ZstdDecompressor(dict_data=dictionary).decompress(data)


def page_values(page: RawPage, key: str, packed: Packed) -> dict[str, Any]:
    """The row of one page."""
    return {
        "sha256": key,
        "url": page.url,
        "status": page.status,
        "headers": dict(page.headers),
        "encoding": page.encoding,
        "fetched_at": page.fetched_at,
        "size": page.size if isinstance(page, HeldPage) else len(page.body),
        "base": packed.base,
        "depth": packed.depth,
        "data": packed.data,
    }


def read_bases(connection: Connection, keys: Sequence[str]) -> Mapping[str, Base]:
    """The stored pages of these keys, restored, to compress others against."""
    return {key: base for key in keys if (base := _restore(connection, key)) is not None}


def read_page(connection: Connection, key: str) -> RawPage | None:
    """The stored page of that sha256, None where there is none. DatabaseDamaged where it is not what it was."""
    base = _restore(connection, key)
    if base is None:
        return None
    columns = raw_page.c
    query = select(columns.url, columns.headers, columns.status, columns.fetched_at, columns.encoding)
    try:
        row = connection.execute(query.where(columns.sha256 == key)).one()
    except (StatementError, ValueError, TypeError) as error:
        raise DatabaseDamaged(f"stored page {key}: what is noted with it cannot be read ({error})") from error
    return RawPage(
        url=row.url,
        body=base.body,
        headers=row.headers,
        status=row.status,
        fetched_at=row.fetched_at,
        encoding=row.encoding,
    )


def _restore(connection: Connection, key: str) -> Base | None:
    columns = raw_page.c
    chain: list[tuple[bytes, int]] = []
    depth = 0
    wanted: str | None = key
    while wanted is not None:
        row = connection.execute(
            select(columns.data, columns.size, columns.base, columns.depth).where(columns.sha256 == wanted)
        ).one_or_none()
        if row is None and not chain:
            return None
        if row is None or len(chain) > LONGEST_CHAIN:
            raise DatabaseDamaged(f"stored page {key}: the page {wanted} it was compressed against is missing")
        depth = depth if chain else row.depth
        chain.append((row.data, row.size))
        wanted = row.base
    body: bytes | None = None
    try:
        for data, size in reversed(chain):
            body = unpack(data, size, body)
    except zstandard.ZstdError as error:
        raise DatabaseDamaged(f"stored page {key}: cannot be decompressed ({error})") from error
    if body is None or page_key(body) != key:
        raise DatabaseDamaged(f"stored page {key}: its bytes do not match its sha256")
    return Base(key, body, depth)
