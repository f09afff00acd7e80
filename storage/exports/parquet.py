"""Parquet by pyarrow (an extra): typed columns, row groups of a bounded size, read back value for value."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from storage.errors import StoreError
from storage.exports.columns import COLUMNS, Column, typed
from storage.exports.csv_files import TOLD_EVERY
from storage.views import ExportRow

if TYPE_CHECKING:
    import pyarrow as pa

BATCH_ROWS = 100
"""Rows that are kept as Python values, which take three times the memory of Arrow's."""
GROUP_ROWS = 10_000
GROUP_CHARACTERS = 5_000_000
"""A row group ends at so many rows, or at so many characters of text: what is held in memory stays the same for short
articles and for long ones."""


def write_parquet(
    rows: Iterable[ExportRow],
    file: IO[bytes],
    *,
    columns: tuple[Column, ...] = COLUMNS,
    progress: Callable[[int], object] | None = None,
) -> int:
    """Write rows as Parquet (zstd inside) and return how many there were. Memory stays constant; the file stays open.
    Raises OSError; StoreError where pyarrow is missing or a value does not fit its type."""
    arrow, parquet = _pyarrow()
    schema = schema_of(columns)
    small = [
        column.name for column in columns if column.name in _FEW or column.kind in ("integer", "number", "datetime")
    ]
    count, size = 0, 0
    held: dict[str, list[Any]] = {column.name: [] for column in columns}
    packed: list[Any] = []  # the batches of the row group so far
    with parquet.ParquetWriter(
        arrow.PythonFile(file, mode="w"), schema, compression="zstd", compression_level=3,
        use_dictionary=[column.name for column in columns if column.name in _FEW],
        write_statistics=small,  # of texts they help nobody, and all of them are held until the end
    ) as writer:  # fmt: skip

        def pack() -> None:
            try:
                arrays = [arrow.array(held[name], schema.field(name).type) for name in held]
            except (arrow.ArrowInvalid, arrow.ArrowTypeError) as error:
                raise StoreError(f"article {held['article_id'][0]} and following: {error}") from error
            packed.append(arrow.record_batch(arrays, schema=schema))
            for values in held.values():
                values.clear()

        def flush() -> None:
            if held["article_id"]:
                pack()
            if packed:
                writer.write_table(arrow.Table.from_batches(packed, schema))
            packed.clear()
            arrow.default_memory_pool().release_unused()

        for count, row in enumerate(rows, start=1):
            values = typed(row)
            values["published"] = _day(values["published"])
            for name, column_values in held.items():
                column_values.append(values[name])
            size += len(row.body)
            if len(held["article_id"]) >= BATCH_ROWS:
                pack()
            if len(packed) * BATCH_ROWS >= GROUP_ROWS or size >= GROUP_CHARACTERS:
                flush()
                size = 0
            if progress is not None and count % TOLD_EVERY == 0:
                progress(count)
        flush()
    return count


def read_parquet(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of a file of ``write_parquet``; times aware, days as YYYY-MM-DD. ValueError for another file."""
    arrow, parquet = _pyarrow()
    try:
        with parquet.ParquetFile(path, pre_buffer=False) as file:
            for batch in file.iter_batches(batch_size=200):
                for row in batch.to_pylist():
                    day = row.get("published")
                    yield row | {"published": day.isoformat() if isinstance(day, date) else None}
    except arrow.ArrowInvalid as error:
        raise ValueError(str(error)) from None


def schema_of(columns: tuple[Column, ...] = COLUMNS) -> pa.Schema:
    """The types of the columns, with their descriptions. StoreError where pyarrow is missing."""
    arrow, _ = _pyarrow()
    plain: Mapping[str, Any] = {
        "integer": arrow.int64(),
        "number": arrow.float64(),
        "string": arrow.string(),
        "date": arrow.date32(),
        "datetime": arrow.timestamp("us", tz="UTC"),
    }
    texts = {name: arrow.string() for name in ("term", "entity", "kind", "field", "sentence")}
    piece = arrow.struct(
        [
            arrow.field(name, texts.get(name, arrow.int64() if name == "offset" else arrow.float64()))
            for name in ("term", "entity", "kind", "field", "offset", "weight", "sentence")
        ]
    )
    lists = {"terms": arrow.list_(arrow.string()), "evidence": arrow.list_(piece)}
    return arrow.schema(
        [
            arrow.field(
                column.name,
                lists[column.name] if column.kind == "array" else plain[column.kind],
                metadata={"description": column.description},
            )
            for column in columns
        ]
    )


_FEW = frozenset(
    {"source", "university", "country", "published", "published_from", "language", "topic", "grade", "reviewed", "edit"}
)
"""Columns of few different values: kept as a dictionary of them."""


def _pyarrow() -> tuple[Any, Any]:
    # Arrow's own allocator keeps what it once had, 24 MB here. The encoders of a file know no other way to another one.
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise StoreError('Parquet needs pyarrow: pip install "vestnik[parquet]"') from error
    return pyarrow, pyarrow.parquet


def _day(day: str | None) -> date | None:
    """The day, None where it is none that a calendar has."""
    if day is None:
        return None
    try:
        return date.fromisoformat(day)
    except ValueError:
        return None
