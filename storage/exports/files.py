"""Files that appear whole or not at all, compressed by what their names end with, hashed as they are written."""

from __future__ import annotations

import gzip
import io
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from hashlib import sha256
from pathlib import Path
from typing import IO, cast

import zstandard

from storage.files import draft_of, sync_folder

COMPRESSED = {".gz": "gz", ".zst": "zst"}
"""What a file's name ends with, and how it is compressed then."""
_LEVEL = {"gz": 6, "zst": 3}


class Hashed(io.RawIOBase):
    """A file that is written from its beginning to its end, and knows its sha256 and length."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._sum = file, sha256()
        self.length = 0

    def writable(self) -> bool:
        """Always."""
        return True

    def write(self, data: object) -> int:
        """Write all of it."""
        view = memoryview(cast(bytes, data)).cast("B")
        self._sum.update(view)
        self._file.write(view)
        self.length += len(view)
        return len(view)

    def tell(self) -> int:
        """How much was written."""
        return self.length

    @property
    def sha256(self) -> str:
        """Of what was written so far, in hex."""
        return self._sum.hexdigest()


@contextmanager
def replaced(path: Path) -> Iterator[Hashed]:
    """A new file that takes the place of ``path`` (of the file a link leads to) once it is whole and on the disk. Until
    then, and after any failure, what stood there before is still there. Raises StoreError."""
    path = path.resolve()
    with draft_of(path) as draft:
        with draft.open("wb") as file:
            yield Hashed(cast(IO[bytes], file))
            file.flush()
            os.fsync(file.fileno())
        mask = os.umask(0o077)  # there is no other way to ask for it
        os.umask(mask)
        draft.chmod(0o666 & ~mask)  # an export is made to be handed on, as far as the person's own settings go
        os.replace(draft, path)
        sync_folder(path.parent)


def compression(path: Path) -> str | None:
    """How a file of that name is compressed: "gz", "zst" or None."""
    return COMPRESSED.get(path.suffix.lower())


@contextmanager
def packed(file: IO[bytes], kind: str | None) -> Iterator[IO[bytes]]:
    """What to write to so that ``file`` gets it compressed. The same content gives the same bytes: no time, no name."""
    if kind == "gz":
        with gzip.GzipFile(filename="", mode="wb", compresslevel=_LEVEL[kind], fileobj=file, mtime=0) as out:
            yield cast(IO[bytes], out)
    elif kind == "zst":
        compressor = zstandard.ZstdCompressor(level=_LEVEL[kind], write_checksum=True)
        with compressor.stream_writer(file, closefd=False) as stream:
            yield cast(IO[bytes], stream)
    else:
        yield file


@contextmanager
def unpacked(path: Path) -> Iterator[IO[bytes]]:
    """The content of a file, decompressed as it is read. Raises OSError; EOFError, gzip.BadGzipFile or
    zstandard.ZstdError while a damaged one is read."""
    with ExitStack() as stack:
        file = cast(IO[bytes], stack.enter_context(path.open("rb")))
        kind = compression(path)
        if kind == "gz":
            file = cast(IO[bytes], stack.enter_context(gzip.GzipFile(fileobj=file, mode="rb")))
        elif kind == "zst":
            reader = zstandard.ZstdDecompressor(max_window_size=2**27).stream_reader(file, read_across_frames=True)
            file = cast(IO[bytes], stack.enter_context(io.BufferedReader(cast(io.RawIOBase, reader), 1 << 16)))
        yield file


def file_sum(path: Path) -> tuple[str, int]:
    """The sha256 (hex) and the length of a file. Raises OSError."""
    total, length = sha256(), 0
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            total.update(block)
            length += len(block)
    return total.hexdigest(), length
