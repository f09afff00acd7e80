"""Stored pages read again under today's reader and topics: the work of one process, and its sharing among several.

Pages are read in processes of their own, a source's pages together; only what would change comes back, and is kept in a
file, so that memory does not grow with the archive. Nothing is written here: ``Store.apply_rereadings`` does that.
Nothing heavy is imported here either (``vestnik.rereading``): the process that shares the work out begins at once.
"""

from __future__ import annotations

import multiprocessing
import pickle
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from storage.rereading import Rereading
    from vestnik.rereading import Reader

AT_ONCE = 40
"""Articles a process is handed at once: enough to keep it busy, few enough for the progress to move."""
ALONE = 80
"""Up to so many articles are read in this process: another one takes a second to start."""


@dataclass(frozen=True, slots=True)
class Work:
    """What a process needs to know: the database, the source files, the topics to judge for."""

    database: str
    source_folders: tuple[Path, ...]
    topics: tuple[str | Path, ...]


@dataclass(frozen=True, slots=True)
class Read:
    """What became of the pages of one portion: how many were read, those that change, and (article id, why) of those
    that could not be read."""

    read: int
    changed: list[Rereading]
    unread: list[tuple[int, str]]


_reader: Reader | None = None


def _begin(work: Work) -> None:
    from vestnik.rereading import Reader

    global _reader
    _reader = Reader.of_process(work)


def _portion(ids: Sequence[int]) -> Read:
    if _reader is None:
        raise RuntimeError("this process was not begun")
    return _reader.portion(ids)


def portions(ids: Iterable[tuple[str, int]]) -> list[list[int]]:
    """(source, article id) cut into portions of one source each."""
    cut: list[list[int]] = []
    before: str | None = None
    for source, number in ids:
        if source != before or len(cut[-1]) >= AT_ONCE:
            cut.append([])
            before = source
        cut[-1].append(number)
    return cut


def read_again(work: Work, ids: Sequence[tuple[str, int]], processes: int) -> Iterator[Read]:
    """The portions of these articles as they are read, in up to ``processes`` processes."""
    shares = portions(ids)
    if processes <= 1 or len(ids) <= ALONE:
        from vestnik.rereading import Reader

        reader = Reader.of(work)
        try:
            yield from map(reader.portion, shares)
        finally:
            reader.store.close()
        return
    start = multiprocessing.get_context("spawn")  # a forked one would share the database's locks
    with ProcessPoolExecutor(min(processes, len(shares)), start, _begin, (work,)) as pool:
        yield from pool.map(_portion, shares)


class Kept:
    """What would change, written to an unnamed file as it comes and read from it again."""

    def __init__(self) -> None:
        self._file: IO[bytes] = tempfile.TemporaryFile(prefix="vestnik-replay-")  # noqa: SIM115 - closed by ``close``
        self.count = 0

    def add(self, readings: Iterable[Rereading]) -> None:
        """Append them."""
        for reading in readings:
            pickle.dump(reading, self._file, pickle.HIGHEST_PROTOCOL)
            self.count += 1

    def all(self, seen: Callable[[Rereading], object] | None = None) -> Iterator[Rereading]:
        """All of them in order."""
        self._file.seek(0)
        for _ in range(self.count):
            reading: Rereading = pickle.load(self._file)  # noqa: S301 - our own file, which no other process can open
            if seen is not None:
                seen(reading)
            yield reading

    def close(self) -> None:
        """Drop the file."""
        self._file.close()
