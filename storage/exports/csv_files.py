"""CSV: documented columns, safe in a spreadsheet, and read back cell for cell.

A spreadsheet takes a cell that begins with ``=``, ``+``, ``-`` or ``@`` for a formula and would run it. Such a text
gets one apostrophe in front, and so does a text that begins with an apostrophe of its own: taking one apostrophe off
every cell that begins with one (``restore``, ``read_csv``) gives back exactly what was there.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO

from storage.exports.columns import COLUMNS, Column, cells
from storage.exports.files import unpacked
from storage.types import storable
from storage.views import ExportRow

LONGEST_CELL = 64 * 1024 * 1024
"""Characters of a cell that ``read_csv`` takes: the csv module's own limit of 131,072 is shorter than some articles."""
SHOWN = 32_767
"""Characters of a cell that a spreadsheet shows; what is longer it cuts, or spills into other cells."""
TOLD_EVERY = 100
"""``progress`` is called with the number of rows so far, after each so many."""

_FORMULA = frozenset("=+-@")


def write_csv(
    rows: Iterable[ExportRow],
    file: IO[bytes],
    *,
    delimiter: str = ",",
    bom: bool = True,
    columns: tuple[Column, ...] = COLUMNS,
    progress: Callable[[int], object] | None = None,
) -> tuple[int, int]:
    """Write rows as CSV after RFC 4180 (CRLF, quotes where needed) in UTF-8. Returns how many there were, and how many
    of their texts are longer than a spreadsheet shows.

    ``bom`` lets Excel know the encoding; ``delimiter=";"`` is what a Russian Excel expects. Memory stays constant; the
    file stays open. Raises OSError.
    """
    names = {column.name for column in columns}
    kept = [(at, column.kind in ("string", "array")) for at, column in enumerate(COLUMNS) if column.name in names]
    text = io.TextIOWrapper(file, encoding="utf-8-sig" if bom else "utf-8", newline="")
    count = long = 0
    try:
        text.write(delimiter.join(column.name for column in columns) + "\r\n")
        for count, row in enumerate(rows, start=1):
            found = cells(row)
            line = [_quoted(found[at], delimiter) if is_text and found[at] else found[at] for at, is_text in kept]
            text.write(delimiter.join(line) + "\r\n")
            long += sum([len(cell) > SHOWN for cell in found])
            if progress is not None and count % TOLD_EVERY == 0:
                progress(count)
        text.flush()
    finally:
        text.detach()  # the file is the caller's to close
    return count, long


def _quoted(cell: str, delimiter: str) -> str:
    """A text as it is written: made safe, and in quotes where RFC 4180 wants them. As csv.writer would, which looks at
    every character: half of the time of an export."""
    if not cell[0].isalnum() and _risky(cell):
        cell = "'" + cell
    if '"' in cell:
        return '"' + cell.replace('"', '""') + '"'
    return f'"{cell}"' if delimiter in cell or "\n" in cell or "\r" in cell else cell


def read_csv(path: Path, *, delimiter: str | None = None) -> Iterator[dict[str, str]]:
    """The rows of a file of ``write_csv`` by column name, every cell as it was before it was made safe; decompressed
    by what its name ends with. Without ``delimiter`` it is told from the headings.

    Raises the csv module's limit on the length of a cell, for the whole process. csv.Error or UnicodeDecodeError for
    a file that is no such CSV.
    """
    csv.field_size_limit(max(csv.field_size_limit(), LONGEST_CELL))
    with unpacked(path) as file:
        text = io.TextIOWrapper(io.BufferedReader(_Readable(file)), encoding="utf-8-sig", newline="")
        headings = text.readline(10_000)
        used = delimiter or (";" if headings.count(";") > headings.count(",") else ",")
        names = next(csv.reader([headings], delimiter=used, strict=True), [])
        if not names:
            raise csv.Error("it has no headings")
        if COLUMNS[0].name not in names:  # said here, for a file without rows proves nothing, and would be called sound
            raise csv.Error(f"there is no column {COLUMNS[0].name}")
        reader = csv.reader(text, delimiter=used, strict=True)
        for row in reader:
            if len(row) != len(names):
                raise csv.Error(f"line {reader.line_num + 1}: {len(row)} cells under {len(names)} headings")
            yield {name: restore(cell) for name, cell in zip(names, row, strict=True)}


class _Readable(io.RawIOBase):
    """A raw file over any stream of bytes: those of compressors lack what ``TextIOWrapper`` asks for."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]  # typeshed: any writable buffer
        data = self._stream.read(len(view))
        view[: len(data)] = data
        return len(data)


def defuse(cell: str) -> str:
    """A cell no spreadsheet takes for a formula; ``restore`` undoes it. NUL is dropped and a lone surrogate becomes
    U+FFFD, for UTF-8 has no place for them (the archive itself holds neither)."""
    cell = storable(cell)
    return "'" + cell if _risky(cell) else cell


def restore(cell: str) -> str:
    """What the cell was before ``defuse``."""
    return cell[1:] if cell.startswith("'") else cell


def _risky(cell: str) -> bool:
    if not cell or cell[0].isalnum():
        return False
    if cell[0] in "'\t\r\n":
        return True
    for character in cell:
        if character.isspace() or unicodedata.category(character) in ("Cc", "Cf"):
            continue  # spreadsheets trim what cannot be seen before they look for a formula
        return character in _FORMULA or unicodedata.normalize("NFKC", character) in _FORMULA
    return False
