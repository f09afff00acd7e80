"""One export as one file: which rows, in which format, under which name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Literal, cast

from storage.errors import StoreError
from storage.exports.columns import DETAILS, VERSIONS, Column, chosen_columns
from storage.exports.csv_files import write_csv
from storage.exports.files import compression, packed, replaced
from storage.exports.jsonl import write_jsonl
from storage.exports.package import Resource
from storage.exports.parquet import schema_of, write_parquet
from storage.exports.warc import write_warc
from storage.records import FlagFilter
from storage.store import Store

Format = Literal["csv", "jsonl", "parquet", "warc"]
COMPRESSIONS: dict[Format, tuple[str | None, ...]] = {
    "csv": (None, "gz", "zst"),
    "jsonl": (None, "gz", "zst"),
    "parquet": (None,),  # compressed inside
    "warc": (None, "gz"),  # each record for itself
}


_OTHERS = {f".{format}" for format in COMPRESSIONS} | {".bz2", ".xz", ".zip", ".7z", ".xls", ".xlsx", ".ods", ".json"}
"""What names of other files end with."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be exported: the format, which articles (flagged ones that pass the filter, or ``all_articles``), and
    how. ``without`` names columns that are left out; ``versions`` (JSON lines) adds all versions of each article."""

    format: Format
    wanted: FlagFilter = field(default_factory=FlagFilter)
    all_articles: bool = False
    excel_ru: bool = False
    bom: bool = True
    versions: bool = False
    without: frozenset[str] = frozenset()

    @property
    def delimiter(self) -> str:
        """What separates the cells of a CSV."""
        return ";" if self.excel_ru else ","

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns, those of JSON lines with their details; none for a WARC."""
        chosen = () if self.format == "warc" else chosen_columns(self.without)
        if self.format != "jsonl":
            return chosen
        return (*chosen, *DETAILS, VERSIONS) if self.versions else (*chosen, *DETAILS)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an export: the articles of one month by number, or the time its pages came in."""

    ids: Sequence[int] | None = None
    since: datetime | None = None
    until: datetime | None = None


WHOLE = Part()


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: rows (pages of a WARC), texts longer than a spreadsheet shows, and the file as data packages
    describe it."""

    rows: int
    long_texts: int
    resource: Resource


Progress = Callable[[int], object]


def check_name(format: Format, path: Path) -> None:
    """StoreError where a file of that name would not be what its name says."""
    kind = compression(path)
    plain = path.with_suffix("") if kind else path
    misleading = plain.suffix.lower() in _OTHERS - {f".{format}"}
    if kind not in COMPRESSIONS[format] or misleading:
        known = ", ".join(f".{format}" + (f".{one}" if one else "") for one in COMPRESSIONS[format])
        raise StoreError(f"{path}: a {format} export is no file of that kind; names may end with {known}")


def check_format(format: Format) -> None:
    """StoreError, with what to install, where the format's library is missing."""
    if format == "parquet":
        schema_of()


def write_file(
    store: Store, wish: Wish, path: Path, *, now: datetime, part: Part = WHOLE, progress: Progress | None = None
) -> Written:
    """Write an export to a file that appears whole or not at all. ``now`` is the date a WARC bears; no other format
    tells when it was made. Raises StoreError, OSError."""
    check_name(wish.format, path)
    check_format(wish.format)
    kind = compression(path)
    with replaced(path) as file:
        rows, long_texts = _write(store, wish, cast(IO[bytes], file), kind, now, part, progress)
    resource = Resource(
        path.name, wish.format, kind, wish.columns, rows, file.sha256, file.length, delimiter=wish.delimiter
    )
    return Written(rows, long_texts, resource)


def write_stream(
    store: Store, wish: Wish, file: IO[bytes], *, now: datetime, progress: Progress | None = None
) -> tuple[int, int]:
    """Write an export, not compressed, to an open file. Returns rows and texts longer than a spreadsheet shows."""
    check_format(wish.format)
    return _write(store, wish, file, None, now, WHOLE, progress)


def _write(
    store: Store, wish: Wish, file: IO[bytes], kind: str | None, now: datetime, part: Part, progress: Progress | None
) -> tuple[int, int]:
    if wish.format == "warc":
        pages = store.export_pages(wish.wanted, all_articles=wish.all_articles, since=part.since, until=part.until)
        return write_warc(pages, file, made_at=now, gzip=kind == "gz", progress=progress), 0
    rows = store.export_rows(
        wish.wanted,
        all_articles=wish.all_articles,
        ids=part.ids,
        details=wish.format == "jsonl",
        versions=wish.versions,
    )
    with packed(file, kind) as out:
        if wish.format == "csv":
            return write_csv(rows, out, delimiter=wish.delimiter, bom=wish.bom, columns=wish.columns, progress=progress)
        if wish.format == "jsonl":
            return write_jsonl(rows, out, columns=wish.columns, progress=progress), 0
        return write_parquet(rows, out, columns=wish.columns, progress=progress), 0
