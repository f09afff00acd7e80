"""JSON lines: one article (and flag) a line, with everything the archive knows of it."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from storage.exports.columns import COLUMNS, Column, moment, typed
from storage.exports.csv_files import TOLD_EVERY
from storage.exports.files import unpacked
from storage.types import storable
from storage.views import ExportRow

LONGEST_LINE = 256 * 1024 * 1024
"""Bytes of a line that ``read_jsonl`` takes."""
_BREAKS = {"\u2028": "\\u2028", "\u2029": "\\u2029", "\x85": "\\u0085"}
"""JSON allows these in a text; some readers of lines end a line at them."""


def write_jsonl(
    rows: Iterable[ExportRow],
    file: IO[bytes],
    *,
    columns: tuple[Column, ...] = COLUMNS,
    progress: Callable[[int], object] | None = None,
) -> int:
    """Write rows as JSON lines in UTF-8 (no BOM) and return how many there were. Memory stays constant; the file stays
    open. Raises OSError."""
    names = {column.name for column in columns}
    count = 0
    for count, row in enumerate(rows, start=1):
        values = typed(row) | dict(row.details or {}) | {"versions": row.versions}
        told = {name: value for name, value in values.items() if name in names}
        file.write((as_line(told) + "\n").encode())
        if progress is not None and count % TOLD_EVERY == 0:
            progress(count)
    return count


def as_line(value: dict[str, Any]) -> str:
    """One JSON object on one line for every reader of lines; times in UTC."""
    line = storable(json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=_plain))
    for character, escaped in _BREAKS.items():
        if character in line:
            line = line.replace(character, escaped)
    return line


def read_jsonl(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a file of ``write_jsonl``, decompressed by what its name ends with. ValueError for a line that
    holds none."""
    with unpacked(path) as file:
        lines = io.BufferedReader(file, 1 << 16) if isinstance(file, io.RawIOBase) else file
        number = 0
        while line := lines.readline(LONGEST_LINE):
            number += 1
            try:
                value = json.loads(line)
            except ValueError as error:
                raise ValueError(f"line {number}: is no JSON ({error})") from None
            if not isinstance(value, dict):
                raise ValueError(f"line {number}: holds no JSON object")
            yield value


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return moment(value)
    raise TypeError(f"{type(value).__name__} has no place in JSON")
